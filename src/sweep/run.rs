//! The chunks in which the points of a space are costed.

use std::ops::Range;

/// The rows that are made at once.
pub(crate) const CHUNK: u64 = 256;

/// The rows that a file has, if files keep them.
pub(crate) const PART: u64 = 4096;

/// The places of a chunk of a size among so many.
pub(crate) fn places(chunk: u64, size: u64, count: u64) -> Range<u64> {
    let first = chunk.saturating_mul(size);
    first..first.saturating_add(size).min(count)
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, places};

    #[test]
    fn chunks_cover_all_places_once() {
        for count in [0, 1, 255, 256, 257, 1000] {
            let all: Vec<u64> = (0..4).flat_map(|chunk| places(chunk, CHUNK, count)).collect();
            assert_eq!(all, (0..count).collect::<Vec<_>>());
        }
    }
}
