//! Work in chunks, on several cores, with the results in order.

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

/// Does the work of each chunk and hands the results over in the order of the chunks, which does not depend
/// on the number of jobs.
///
/// # Errors
/// The first of `each`; no more work is begun then.
#[cfg(not(feature = "parallel"))]
pub(crate) fn in_order<T, E>(
    chunks: Range<u64>,
    _jobs: usize,
    work: impl Fn(u64) -> T,
    mut each: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    chunks.map(work).try_for_each(&mut each)
}

/// Does the work of each chunk on so many threads, and hands the results over on this one in the order of
/// the chunks, which does not depend on the number of jobs.
///
/// # Errors
/// The first of `each`; no more work is begun then.
#[cfg(feature = "parallel")]
pub(crate) fn in_order<T: Send, E>(
    chunks: Range<u64>,
    jobs: usize,
    work: impl Fn(u64) -> T + Sync,
    mut each: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    use rayon::prelude::*;

    // One thread is this one, which there is in any case. More than there is work for would only wait.
    let jobs = usize::try_from(chunks.end.saturating_sub(chunks.start))
        .map_or(jobs, |most| jobs.min(most));
    let several = (jobs > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(jobs).build());
    let Some(Ok(pool)) = several else { return chunks.map(work).try_for_each(each) };
    let window = u64::try_from(jobs).unwrap_or(1).saturating_mul(WINDOW);
    let compute = |from: u64| -> Vec<T> {
        let to = from.saturating_add(window).min(chunks.end);
        (from..to).into_par_iter().map(&work).collect()
    };
    let mut from = chunks.start;
    let mut ready = pool.install(|| compute(from));
    while !ready.is_empty() {
        from = from.saturating_add(window).min(chunks.end);
        let mut next = Vec::new();
        // While the next window is computed, this one is handed over.
        pool.in_place_scope(|scope| {
            scope.spawn(|_| next = compute(from));
            ready.into_iter().try_for_each(&mut each)
        })?;
        ready = next;
    }
    Ok(())
}

/// The chunks a thread that are computed before the first of them is handed over.
#[cfg(feature = "parallel")]
const WINDOW: u64 = 4;

#[cfg(test)]
mod tests {
    use super::{CHUNK, in_order, places};

    #[test]
    fn results_come_in_order_whatever_the_jobs() {
        for jobs in [1, 2, 3, 8] {
            let mut seen = Vec::new();
            let taken = in_order(
                3..50,
                jobs,
                |chunk| chunk * chunk,
                |square| {
                    seen.push(square);
                    if square < 1600 { Ok(()) } else { Err("enough") }
                },
            );
            assert_eq!(taken, Err("enough"));
            assert_eq!(seen, (3..=40).map(|chunk| chunk * chunk).collect::<Vec<u64>>());
            assert_eq!(in_order(0..0, jobs, |chunk| chunk, |_| Err("none")), Ok(()));
        }
    }

    #[test]
    fn chunks_cover_all_places_once() {
        for count in [0, 1, 255, 256, 257, 1000] {
            let all: Vec<u64> = (0..4).flat_map(|chunk| places(chunk, CHUNK, count)).collect();
            assert_eq!(all, (0..count).collect::<Vec<_>>());
        }
    }
}
