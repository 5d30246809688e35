//! Which layer of one network is which of the other: pairs in the order of both, whose likeness adds
//! up to the most there can be.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::likeness::Traits;

/// The most pairs of layers that are looked at one by one: 4096 × 4096.
const MOST_PAIRS: usize = 1 << 24;

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
    let mut found = Pairs::default();
    found.fill(Run { first: 0, layers: old }, Run { first: 0, layers: new }, &ANCHORS);
    found.0
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

/// Layers of a network that follow each other.
#[derive(Clone, Copy)]
struct Run<'a> {
    /// The index of the first.
    first: usize,
    layers: &'a [Traits],
}

impl<'a> Run<'a> {
    /// Its layers with these indices.
    fn part(self, indices: Range<usize>) -> Run<'a> {
        let Range { start, end } = indices;
        let layers = self.layers.get(start - self.first..end - self.first);
        Run { first: start, layers: layers.unwrap_or_default() }
    }

    /// The index after its last layer.
    fn end(self) -> usize {
        self.first + self.layers.len()
    }
}

#[derive(Default)]
struct Pairs(Vec<(usize, usize)>);

impl Pairs {
    /// Adds the pairs within these runs.
    fn fill(&mut self, old: Run<'_>, new: Run<'_>, anchors: &[Anchor]) {
        let both = || old.layers.iter().zip(new.layers);
        let head = both().take_while(|(old, new)| old == new).count();
        let most = old.layers.len().min(new.layers.len()) - head;
        let both = || old.layers.iter().rev().zip(new.layers.iter().rev()).take(most);
        let tail = both().take_while(|(old, new)| old == new).count();
        let (end_old, end_new) = (old.end() - tail, new.end() - tail);
        self.0.extend((old.first..).zip(new.first..).take(head));
        let old = old.part(old.first + head..end_old);
        let new = new.part(new.first + head..end_new);
        if old.layers.len().saturating_mul(new.layers.len()) <= MOST_PAIRS {
            self.fill_with_most_alike(old, new);
        } else if let [anchor, weaker @ ..] = anchors {
            self.fill_between_anchors(old, new, *anchor, weaker);
        }
        self.0.extend((end_old..).zip(end_new..).take(tail));
    }

    /// Pairs what has the same key, and what lies between by weaker ones.
    fn fill_between_anchors(&mut self, old: Run<'_>, new: Run<'_>, key: Anchor, weaker: &[Anchor]) {
        let (mut next_old, mut next_new) = (old.first, new.first);
        for (at_old, at_new) in equal(old, new, key) {
            self.fill(old.part(next_old..at_old), new.part(next_new..at_new), weaker);
            self.0.push((at_old, at_new));
            (next_old, next_new) = (at_old + 1, at_new + 1);
        }
        self.fill(old.part(next_old..old.end()), new.part(next_new..new.end()), weaker);
    }

    /// Adds the pairs of these runs whose likeness adds up to the most.
    fn fill_with_most_alike(&mut self, old: Run<'_>, new: Run<'_>) {
        let mut ways = Vec::with_capacity(old.layers.len() * new.layers.len());
        // The most that what lies before can add up to, for each end in `new`.
        let mut best = vec![0; new.layers.len()];
        for old in old.layers {
            // The same without the last of both, and without the last new one.
            let (mut diagonal, mut left) = (0, 0);
            for (new, best) in new.layers.iter().zip(&mut best) {
                let alike = likeness(old, new);
                let above = *best;
                let (way, sum) = match left > above {
                    true => (Way::SkipNew, left),
                    false => (Way::SkipOld, above),
                };
                let (way, sum) = match diagonal + alike {
                    pair if alike > 0 && pair >= sum => (Way::Pair, pair),
                    _ => (way, sum),
                };
                (diagonal, left, *best) = (above, sum, sum);
                ways.push(way);
            }
        }
        self.walk_back(&ways, old, new);
    }

    /// Adds the pairs that the ways lead through.
    fn walk_back(&mut self, ways: &[Way], old: Run<'_>, new: Run<'_>) {
        let mut found = Vec::new();
        let (mut rows, mut columns) = (old.layers.len(), new.layers.len());
        while let (Some(above), Some(left)) = (rows.checked_sub(1), columns.checked_sub(1)) {
            match ways.get(above * new.layers.len() + left) {
                Some(Way::Pair) => {
                    found.push((old.first + above, new.first + left));
                    (rows, columns) = (above, left);
                }
                Some(Way::SkipNew) => columns = left,
                Some(Way::SkipOld) | None => rows = above,
            }
        }
        self.0.extend(found.into_iter().rev());
    }
}

/// Layers that have equal keys, in the order of both networks: as many as there can be, unless the
/// two differ so much that finding them would take too long.
fn equal(old: Run<'_>, new: Run<'_>, key: Anchor) -> Vec<(usize, usize)> {
    let mut input = InternedInput::default();
    input.update_before(old.layers.iter().map(key));
    input.update_after(new.layers.iter().map(key));
    let diff = Diff::compute(Algorithm::Myers, &input);
    let old = (0_u32..).zip(old.first..old.end()).filter(|(at, _)| !diff.is_removed(*at));
    let new = (0_u32..).zip(new.first..new.end()).filter(|(at, _)| !diff.is_added(*at));
    old.zip(new).map(|((_, old), (_, new))| (old, new)).collect()
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
