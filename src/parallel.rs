//! Work on several cores, with the results in order.

/// Does the work for each item and hands the results over in the order of the items, which does not depend on
/// the number of jobs.
///
/// # Errors
/// The first of `each`; no more work is begun then.
#[cfg(not(feature = "parallel"))]
pub(crate) fn in_order<I, T, E>(
    items: impl Iterator<Item = I>,
    _jobs: usize,
    work: impl Fn(I) -> T,
    each: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    items.map(work).try_for_each(each)
}

/// Does the work for each item on so many threads, and hands the results over on this one in the order of
/// the items, which does not depend on the number of jobs.
///
/// # Errors
/// The first of `each`; no more work is begun then.
#[cfg(feature = "parallel")]
pub(crate) fn in_order<I: Send, T: Send, E>(
    mut items: impl Iterator<Item = I>,
    jobs: usize,
    work: impl Fn(I) -> T + Sync,
    mut each: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    use rayon::prelude::*;

    // One thread is this one, which there is in any case. More than there is work for would only wait.
    let jobs = items.size_hint().1.map_or(jobs, |most| jobs.min(most));
    let several = (jobs > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(jobs).build());
    let Some(Ok(pool)) = several else { return items.map(work).try_for_each(each) };
    let mut window = || items.by_ref().take(jobs.saturating_mul(WINDOW)).collect::<Vec<I>>();
    let compute = |items: Vec<I>| items.into_par_iter().map(&work).collect::<Vec<T>>();
    let first = window();
    let mut ready = pool.install(|| compute(first));
    while !ready.is_empty() {
        let (items, mut next) = (window(), Vec::new());
        // While the next window is computed, this one is handed over.
        pool.in_place_scope(|scope| {
            scope.spawn(|_| next = compute(items));
            ready.into_iter().try_for_each(&mut each)
        })?;
        ready = next;
    }
    Ok(())
}

/// The items a thread that are computed before the first result is handed over.
#[cfg(feature = "parallel")]
const WINDOW: usize = 4;

/// How many threads this machine runs at once.
#[cfg(feature = "parallel")]
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// One: without the feature `parallel` there are no others.
#[cfg(not(feature = "parallel"))]
pub(crate) fn cores() -> usize {
    1
}

#[cfg(test)]
mod tests {
    use super::in_order;

    #[test]
    fn results_come_in_order_whatever_the_jobs() {
        for jobs in [1, 2, 3, 8] {
            let mut seen = Vec::new();
            let taken = in_order(
                3..50,
                jobs,
                |item: u64| item * item,
                |square| {
                    seen.push(square);
                    if square < 1600 { Ok(()) } else { Err("enough") }
                },
            );
            assert_eq!(taken, Err("enough"));
            assert_eq!(seen, (3..=40).map(|item: u64| item * item).collect::<Vec<u64>>());
            assert_eq!(in_order(0..0, jobs, |item: u64| item, |_| Err("none")), Ok(()));
        }
    }
}
