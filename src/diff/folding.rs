//! Batch norms that became a part of the layer before them, as exporters do it.

use super::{Side, Step};
use crate::network::{Convolution, LayerId, Linear, Norm, NormKind, OpKind};

/// How many batch norms one of two networks lacks, if they are all that differs: the layer before each has a bias
/// there, and is the same otherwise.
pub fn folded_norms(sides: &[Side<'_>], steps: &[Step]) -> Option<u64> {
    let [old, new] = sides else { return None };
    let back = |step: &Step| match *step {
        Step::Changed(a, b) => Step::Changed(b, a),
        Step::Removed(layer) => Step::Added(layer),
        Step::Added(layer) => Step::Removed(layer),
        Step::Same { old, new, layers } => Step::Same { old: new, new: old, layers },
    };
    let folded = |whole, less, steps: &mut dyn Iterator<Item = Step>| {
        steps.map(|step| norms(whole, less, step)).sum::<Option<u64>>().filter(|norms| *norms > 0)
    };
    folded(old, new, &mut steps.iter().copied())
        .or_else(|| folded(new, old, &mut steps.iter().map(back)))
}

/// How many norms are folded in a step; `None` if something else differs.
fn norms(whole: &Side<'_>, less: &Side<'_>, step: Step) -> Option<u64> {
    match step {
        Step::Same { .. } => Some(0),
        Step::Changed(a, b) => {
            let (a, b) = (whole.costs.network.layer(a).kind, less.costs.network.layer(b).kind);
            (with_bias(a) == Some(b)).then_some(0)
        }
        Step::Removed(norm) => {
            let network = whole.costs.network;
            let before = network.layer(LayerId(norm.0.checked_sub(1)?)).kind;
            let is_norm = |kind| matches!(kind, OpKind::Norm(Norm { kind: NormKind::Batch, .. }));
            (is_norm(network.layer(norm).kind) && with_bias(before).is_some()).then_some(1)
        }
        Step::Added(_) => None,
    }
}

/// A layer that a norm can be folded into, with a bias.
fn with_bias(kind: OpKind) -> Option<OpKind> {
    Some(match kind {
        OpKind::Convolution(work) => OpKind::Convolution(Convolution { bias: true, ..work }),
        OpKind::TransposedConvolution(work) => {
            OpKind::TransposedConvolution(Convolution { bias: true, ..work })
        }
        OpKind::Linear(work) => OpKind::Linear(Linear { bias: true, ..work }),
        _ => return None,
    })
}
