//! Searching for the largest number that fulfils a condition.

/// Evidence that a condition is not monotone: the larger number fulfils it, and the smaller one does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Contradiction {
    /// The one that fulfils it.
    pub fits: u64,
    /// The one that does not.
    pub fails: u64,
}

/// How many numbers are checked on each side of the answer.
const PROBES: u64 = 64;

/// The largest number below `count` that fits, if all numbers up to some number fit and no others do. It is
/// found by steps that double, then by bisection. Then evenly spaced numbers on both sides are checked.
///
/// # Errors
/// When one of those shows that the numbers that fit are not those up to some number, or `fits` fails.
pub(crate) fn largest<E: From<Contradiction>>(
    count: u64,
    fits: &mut impl FnMut(u64) -> Result<bool, E>,
) -> Result<Option<u64>, E> {
    // As far as is known, all numbers below `low` fit, and `high` does not or is the end.
    let (mut low, mut high, mut step) = (0, count, 1u64);
    while low < high {
        let next = low.saturating_add(step).min(high) - 1;
        if !fits(next)? {
            high = next;
            break;
        }
        low = next + 1;
        step = step.saturating_mul(2);
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if fits(middle)? { low = middle + 1 } else { high = middle }
    }
    for fails in probes(0, low) {
        if !fits(fails)? {
            return Err(Contradiction { fits: low - 1, fails }.into());
        }
    }
    for also in probes(low, count) {
        if fits(also)? {
            return Err(Contradiction { fits: also, fails: low }.into());
        }
    }
    Ok(low.checked_sub(1))
}

/// Evenly spaced numbers of a range, and its last one. Their distance has no small factors, so that they cover all
/// remainders that a condition may depend on.
fn probes(from: u64, to: u64) -> impl Iterator<Item = u64> {
    let most = (to - from).div_ceil(PROBES).max(1);
    let shares = |step: u64| [2, 3, 5, 7].iter().any(|factor| step.is_multiple_of(*factor));
    let step = (1..=most).rev().find(|step| !shares(*step)).unwrap_or(1);
    let last = (from < to).then(|| to - 1);
    (0..PROBES)
        .map_while(move |probe| {
            from.checked_add(probe.checked_mul(step)?).filter(|number| *number < to)
        })
        .chain(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(count: u64, fits: impl Fn(u64) -> bool) -> (Result<Option<u64>, Contradiction>, u64) {
        let mut asked = 0;
        let found = largest(count, &mut |number| {
            asked += 1;
            assert!(number < count);
            Ok(fits(number))
        });
        (found, asked)
    }

    #[test]
    fn it_is_what_looking_at_all_numbers_finds() {
        for count in 0..200 {
            for first in 0..=count {
                let (found, _) = search(count, |number| number < first);
                assert_eq!(found, Ok(first.checked_sub(1)), "{first} of {count}");
            }
        }
    }

    #[test]
    fn few_numbers_are_looked_at() {
        for first in [0, 1, 1 << 20, (1 << 40) - 1, u64::MAX] {
            let (found, asked) = search(u64::MAX, |number| number < first);
            assert_eq!(found, Ok(first.checked_sub(1)));
            assert!(asked < 2 * 64 + 2 * (PROBES + 1), "{asked}");
        }
    }

    #[test]
    fn what_is_not_monotone_is_refused() {
        let (found, _) = search(1 << 30, |number| number % 2 == 0);
        let Err(Contradiction { fits, fails }) = found else { panic!("{found:?}") };
        assert!(fits % 2 == 0 && fails % 2 == 1 && fails < fits);
        let (found, _) = search(1000, |number| !(3..900).contains(&number));
        assert!(matches!(found, Err(Contradiction { fits: 900.., fails: 3..900 })), "{found:?}");
    }
}
