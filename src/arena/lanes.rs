//! The buffers that have an offset already, by the steps in which they are alive.

use super::Buffer;

/// The buffers that have an offset.
pub(super) struct Lanes {
    /// For each step the buffers that are alive then: the offset of each, and its end.
    steps: Vec<Vec<(u128, u128)>>,
    /// The buffers that may be in the way of the one that is being placed.
    found: Vec<(u128, u128)>,
}

impl Lanes {
    /// No buffer has an offset.
    pub fn new(buffers: &[Buffer]) -> Self {
        let steps = buffers.iter().map(|buffer| buffer.last + 1).max().unwrap_or(0);
        Lanes { steps: vec![Vec::new(); steps], found: Vec::new() }
    }

    /// The lowest offset with `size` free bytes during the lifetime of a buffer.
    pub fn lowest(&mut self, buffer: &Buffer, size: u128) -> u128 {
        self.found.clear();
        let lived = self.steps.get(buffer.first..=buffer.last).unwrap_or_default();
        lived.iter().for_each(|step| self.found.extend(step));
        self.found.sort_unstable();
        let mut offset = 0;
        for (begin, end) in &self.found {
            if begin.saturating_sub(offset) >= size && *begin >= offset {
                break;
            }
            offset = offset.max(*end);
        }
        offset
    }

    /// Places a buffer at an offset.
    pub fn put(&mut self, buffer: &Buffer, offset: u128, size: u128) {
        let place = (offset, offset.saturating_add(size));
        let lived = self.steps.get_mut(buffer.first..=buffer.last).unwrap_or_default();
        lived.iter_mut().for_each(|step| step.push(place));
    }

    /// Removes the buffer that was placed last.
    pub fn take(&mut self, buffer: &Buffer) {
        let lived = self.steps.get_mut(buffer.first..=buffer.last).unwrap_or_default();
        lived.iter_mut().for_each(|step| _ = step.pop());
    }
}
