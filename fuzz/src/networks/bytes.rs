//! Bytes as a row of decisions; when they are used up, the first possibility is always taken.

use arbitrary::Unstructured;

/// The bytes that are left.
pub struct Bytes<'b>(Unstructured<'b>);

impl<'b> Bytes<'b> {
    /// All of them.
    pub fn new(bytes: &'b [u8]) -> Self {
        Bytes(Unstructured::new(bytes))
    }

    /// Whether they are used up.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A number below another.
    pub fn below(&mut self, end: usize) -> usize {
        match u8::try_from(end) {
            Ok(end) => usize::from(self.next::<u8>() % end),
            Err(_) => usize::from(self.next::<u16>()) % end,
        }
    }

    /// Any number.
    pub fn next<T: arbitrary::Arbitrary<'b> + Default>(&mut self) -> T {
        self.0.arbitrary().unwrap_or_default()
    }

    /// Yes, about once in so many times; no when the bytes are used up.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of several.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}
