//! Which layer of one network is which of the other: pairs in the order of both, whose likeness adds
//! up to the most there can be.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};

use super::likeness::Traits;

/// The most pairs of layers that are looked at one by one: 4096 × 4096.
const MOST_PAIRS: usize = 1 << 24;

/// How long one pass over larger networks may look for the shortest difference.
const PATIENCE: Duration = Duration::from_secs(1);

/// How alike two layers are, 0 if they cannot be a pair. That all is the same counts more than the
/// call, which stays what it is when shapes change, and the call more than the name, which shifts.
fn likeness(old: &Traits, new: &Traits) -> u32 {
    if old.operation != new.operation {
        return u32::from(old.name == new.name);
    }
    let worth = |same: bool, worth: u32| if same { worth } else { 0 };
    1 + worth(old.whole == new.whole, 4)
        + worth(old.call == new.call, 2)
        + worth(old.name == new.name, 1)
}

/// The indices of the layers that are pairs, in the order of both networks.
pub(super) fn pairs(old: &[Traits], new: &[Traits]) -> Vec<(usize, usize)> {
    let mut found = Pairs { old, new, pairs: Vec::new() };
    found.fill(0..old.len(), 0..new.len(), &ANCHORS);
    found.pairs
}

/// What layers have to share to be a pair.
type Anchor = fn(&Traits) -> (u32, u32);

/// What is asked for where there are too many to look at each two: the most
/// telling first.
static ANCHORS: [Anchor; 4] = [
    |layer| (layer.whole, layer.name),
    |layer| (layer.whole, layer.call),
    |layer| (layer.call, 0),
    |layer| (layer.operation, 0),
];

struct Pairs<'a> {
    old: &'a [Traits],
    new: &'a [Traits],
    pairs: Vec<(usize, usize)>,
}

impl Pairs<'_> {
    /// Adds the pairs within these ranges.
    fn fill(&mut self, mut old: Range<usize>, mut new: Range<usize>, anchors: &[Anchor]) {
        while !old.is_empty() && !new.is_empty() && self.old[old.start] == self.new[new.start] {
            self.pairs.extend(old.next().zip(new.next()));
        }
        let mut tail = Vec::new();
        while !old.is_empty() && !new.is_empty() && self.old[old.end - 1] == self.new[new.end - 1] {
            tail.extend(old.next_back().zip(new.next_back()));
        }
        if old.len().saturating_mul(new.len()) <= MOST_PAIRS {
            self.fill_with_most_alike(old, new);
        } else if let [anchor, weaker @ ..] = anchors {
            self.fill_between_anchors(old, new, *anchor, weaker);
        }
        self.pairs.extend(tail.into_iter().rev());
    }

    /// Pairs what has the same key, and what lies between by weaker ones.
    fn fill_between_anchors(
        &mut self,
        old: Range<usize>,
        new: Range<usize>,
        key: Anchor,
        weaker: &[Anchor],
    ) {
        let (mut next_old, mut next_new) = (old.start, new.start);
        for (at_old, at_new) in self.equal(old.clone(), new.clone(), key) {
            self.fill(next_old..at_old, next_new..at_new, weaker);
            self.pairs.push((at_old, at_new));
            (next_old, next_new) = (at_old + 1, at_new + 1);
        }
        self.fill(next_old..old.end, next_new..new.end, weaker);
    }

    /// The most layers that have equal keys in the order of both networks.
    fn equal(&self, old: Range<usize>, new: Range<usize>, key: Anchor) -> Vec<(usize, usize)> {
        let keys = |all: &[Traits], range: Range<usize>| -> Vec<_> {
            range.map(|index| (index, key(&all[index]))).collect()
        };
        let (mut old, mut new) = (keys(self.old, old), keys(self.new, new));
        // What stands on one side only cannot be in a pair, and would only take time.
        let there: HashSet<_> = new.iter().map(|(_, key)| *key).collect();
        old.retain(|(_, key)| there.contains(key));
        let there: HashSet<_> = old.iter().map(|(_, key)| *key).collect();
        new.retain(|(_, key)| there.contains(key));
        let only_keys = |all: &[(usize, (u32, u32))]| all.iter().map(|(_, key)| *key).collect();
        let (old_keys, new_keys): (Vec<_>, Vec<_>) = (only_keys(&old), only_keys(&new));
        let until = Some(Instant::now() + PATIENCE);
        let operations =
            capture_diff_slices_deadline(Algorithm::Myers, &old_keys, &new_keys, until);
        let equal = operations.into_iter().filter_map(|operation| match operation {
            DiffOp::Equal { old_index, new_index, len } => Some((old_index, new_index, len)),
            _ => None,
        });
        let pairs = equal.flat_map(|(a, b, len)| old[a..a + len].iter().zip(&new[b..b + len]));
        pairs.map(|((old, _), (new, _))| (*old, *new)).collect()
    }

    /// Adds the pairs of these ranges whose likeness adds up to the most.
    fn fill_with_most_alike(&mut self, old: Range<usize>, new: Range<usize>) {
        let mut ways = Vec::with_capacity(old.len() * new.len());
        // The most that what lies before can add up to, for each end in `new`.
        let mut best = vec![0; new.len() + 1];
        for at_old in old.clone() {
            let mut diagonal = 0;
            for (column, at_new) in new.clone().enumerate() {
                let alike = likeness(&self.old[at_old], &self.new[at_new]);
                let (way, sum) = match best[column].cmp(&best[column + 1]) {
                    Ordering::Greater => (Way::SkipNew, best[column]),
                    _ => (Way::SkipOld, best[column + 1]),
                };
                let (way, sum) = match diagonal + alike {
                    pair if alike > 0 && pair >= sum => (Way::Pair, pair),
                    _ => (way, sum),
                };
                diagonal = best[column + 1];
                best[column + 1] = sum;
                ways.push(way);
            }
        }
        self.walk_back(&ways, old, new);
    }

    /// Adds the pairs that the ways lead through.
    fn walk_back(&mut self, ways: &[Way], old: Range<usize>, new: Range<usize>) {
        let first = self.pairs.len();
        let (mut rows, mut columns) = (old.len(), new.len());
        while rows > 0 && columns > 0 {
            match ways[(rows - 1) * new.len() + columns - 1] {
                Way::Pair => {
                    (rows, columns) = (rows - 1, columns - 1);
                    self.pairs.push((old.start + rows, new.start + columns));
                }
                Way::SkipOld => rows -= 1,
                Way::SkipNew => columns -= 1,
            }
        }
        self.pairs[first..].reverse();
    }
}

/// How the most is reached.
#[derive(Clone, Copy)]
enum Way {
    /// The two last layers are a pair.
    Pair,
    /// The last old one is in none.
    SkipOld,
    /// The last new one is in none.
    SkipNew,
}
