//! What has a place in an arena, by the steps through which it lives.

use super::Buffer;

/// Buffers with places, as far as some of them have one.
pub(super) struct Lanes {
    /// For each step the places of what lives then: where each begins and ends.
    steps: Vec<Vec<(u128, u128)>>,
    /// Places that may be in the way, for each search.
    found: Vec<(u128, u128)>,
}

impl Lanes {
    /// No buffer has a place.
    pub fn new(buffers: &[Buffer]) -> Self {
        let steps = buffers.iter().map(|buffer| buffer.last + 1).max().unwrap_or(0);
        Lanes { steps: vec![Vec::new(); steps], found: Vec::new() }
    }

    /// The lowest offset at which a buffer of so many bytes fits that lives as long as this one.
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

    /// Gives a buffer a place.
    pub fn put(&mut self, buffer: &Buffer, offset: u128, size: u128) {
        let place = (offset, offset.saturating_add(size));
        let lived = self.steps.get_mut(buffer.first..=buffer.last).unwrap_or_default();
        lived.iter_mut().for_each(|step| step.push(place));
    }

    /// Takes the place away that was given last.
    pub fn take(&mut self, buffer: &Buffer) {
        let lived = self.steps.get_mut(buffer.first..=buffer.last).unwrap_or_default();
        lived.iter_mut().for_each(|step| _ = step.pop());
    }
}
