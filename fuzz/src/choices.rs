//! Choices that depend on nothing but the input: which form, format or option is tried. Trying all
//! of them each time would take most of the time.

/// Choices.
pub struct Choices(u64);

impl Choices {
    /// Those of an input (FNV-1a).
    pub fn of(bytes: &[u8]) -> Self {
        let add = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        Choices(bytes.iter().fold(0xcbf2_9ce4_8422_2325, add))
    }

    /// A number below another (xorshift, Marsaglia 2003).
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    /// Yes, once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// One of several, once in so many times.
    pub fn perhaps<'a, T>(&mut self, times: usize, of: &'a [T]) -> Option<&'a T> {
        (!of.is_empty() && self.once_in(times)).then(|| self.one(of))
    }
}
