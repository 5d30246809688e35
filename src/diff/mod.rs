//! From the figures of two networks to what became of the layers of one in the other.
//!
//! Layers are told by what they do, never by their names alone: a layer that is put in shifts the
//! numbers of those after it.

mod align;
mod folding;
mod likeness;

#[cfg(test)]
mod tests;

pub use folding::folded_norms;

use crate::cost::Costs;
use crate::network::LayerId;
use crate::source::Sources;

/// A network that is compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it was asked for by: `mobilenet_v2@width=0.5`.
    pub word: &'a str,
    /// Its file, by the name that it has in the sources.
    pub file: &'a str,
    /// Its figures.
    pub costs: &'a Costs<'a>,
    /// Where the places of its layers lie.
    pub sources: &'a Sources,
}

/// What became of layers, from the old network to the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many layers that follow each other are the same in both, but for their names.
    Same {
        /// The first of them in the old network.
        old: LayerId,
        /// The first of them in the new network.
        new: LayerId,
        /// How many there are.
        layers: usize,
    },
    /// A layer of the old network has another shape, attribute or figure in the new one.
    Changed(LayerId, LayerId),
    /// A layer of the old network is not in the new one.
    Removed(LayerId),
    /// A layer of the new network was not in the old one.
    Added(LayerId),
}

impl Step {
    /// The old layer and the new one that a row shows, as far as there are any.
    pub fn layers(self) -> (Option<LayerId>, Option<LayerId>) {
        match self {
            Step::Same { old, new, .. } | Step::Changed(old, new) => (Some(old), Some(new)),
            Step::Removed(old) => (Some(old), None),
            Step::Added(new) => (None, Some(new)),
        }
    }

    /// Whether nothing became of them.
    pub fn is_same(self) -> bool {
        matches!(self, Step::Same { .. })
    }
}

/// The steps from the first network to the second, if there are exactly two.
pub fn steps_between(sides: &[Side<'_>]) -> Option<Vec<Step>> {
    match sides {
        [old, new] => Some(steps(old, new)),
        _ => None,
    }
}

/// The changes of the layers, in the order in which they run. Each layer of either network is in
/// exactly one step.
pub fn steps(old: &Side<'_>, new: &Side<'_>) -> Vec<Step> {
    let (old, new) = likeness::traits(old, new);
    let mut steps = Vec::new();
    let (mut next_old, mut next_new) = (0, 0);
    // Past the last layers of both, so that what lies before it is written.
    let end = (old.len(), new.len());
    for (at_old, at_new) in align::pairs(&old, &new).into_iter().chain([end]) {
        steps.extend((next_old..at_old).map(|at| Step::Removed(id(at))));
        steps.extend((next_new..at_new).map(|at| Step::Added(id(at))));
        (next_old, next_new) = (at_old + 1, at_new + 1);
        if let (Some(a), Some(b)) = (old.get(at_old), new.get(at_new)) {
            push(&mut steps, a.whole == b.whole, id(at_old), id(at_new));
        }
    }
    steps
}

/// Adds a pair, to the same layers before it if it is one of them.
fn push(steps: &mut Vec<Step>, same: bool, old: LayerId, new: LayerId) {
    match steps.last_mut() {
        Some(Step::Same { layers, .. }) if same => *layers += 1,
        _ if same => steps.push(Step::Same { old, new, layers: 1 }),
        _ => steps.push(Step::Changed(old, new)),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a network counts its layers by 32 bits")]
fn id(index: usize) -> LayerId {
    LayerId(index as u32)
}
