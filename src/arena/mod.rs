//! Arenas: the offset of each buffer of a network in one block of memory.
//!
//! A buffer lives through a range of steps. Two that live at the same time do not overlap, so an arena
//! is at least as large as the most that lives at once, and may have to be larger.

mod best;
mod lanes;
mod planner;

#[cfg(test)]
mod tests;

pub use planner::{Arena, Planner};

/// A buffer of an arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buffer {
    /// Its bytes.
    pub size: u128,
    /// The first step that it lives through.
    pub first: usize,
    /// The last one.
    pub last: usize,
}

/// The most that lives at once; `None` if 128 bits do not hold it.
pub fn bound(buffers: &[Buffer]) -> Option<u128> {
    // What begins at each step, and what ends with it.
    let steps = buffers.iter().map(|buffer| buffer.last + 1).max().unwrap_or(0);
    let mut begins = vec![0u128; steps];
    let mut ends = vec![0u128; steps];
    for buffer in buffers {
        let begin = begins.get_mut(buffer.first)?;
        *begin = begin.checked_add(buffer.size)?;
        let end = ends.get_mut(buffer.last)?;
        *end = end.checked_add(buffer.size)?;
    }
    let (mut living, mut most) = (0u128, 0);
    for (begin, end) in begins.iter().zip(ends) {
        living = living.checked_add(*begin)?;
        most = most.max(living);
        living -= end;
    }
    Some(most)
}
