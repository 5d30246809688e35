//! Batch norms that became a part of the layer before them, as exporters do it.

use super::{Side, Step};
use crate::network::{Layer, LayerId, Network, Norm, NormKind, OpKind};
use crate::tensor::TensorId;

/// How many batch norms one of two networks lacks, if they are all that differs: the layer that each reads has a bias
/// there, and is the same otherwise.
pub fn folded_norms(sides: &[Side<'_>], steps: &[Step]) -> Option<u64> {
    let [old, new] = sides else { return None };
    let [old, new] = [old, new].map(|side| side.costs.network);
    let back = |step: &Step| match *step {
        Step::Changed(a, b) => Step::Changed(b, a),
        Step::Removed(layer) => Step::Added(layer),
        Step::Added(layer) => Step::Removed(layer),
        Step::Same { old, new, layers } => Step::Same { old: new, new: old, layers },
    };
    folded(old, new, steps.iter().copied()).or_else(|| folded(new, old, steps.iter().map(back)))
}

/// How many norms of a network are folded in the other one; `None` if something else differs.
fn folded(whole: &Network, less: &Network, steps: impl Iterator<Item = Step>) -> Option<u64> {
    let mut norms = 0;
    // The layers before the next step, and whether one of them has a bias for the other's norm.
    let mut before: Option<(LayerId, LayerId)> = None;
    let mut waits = false;
    for step in steps {
        match step {
            Step::Same { old, new, layers } if !waits => {
                let more = u32::try_from(layers.checked_sub(1)?).ok()?;
                before = Some((LayerId(old.0 + more), LayerId(new.0 + more)));
            }
            Step::Changed(a, b) if !waits => {
                gains_bias((whole, whole.layer(a)), (less, less.layer(b))).then_some(())?;
                (before, waits) = (Some((a, b)), true);
            }
            Step::Removed(norm) => {
                let (into, biased) = before.take()?;
                is_norm_of(whole.layer(norm), whole.layer(into).output).then_some(())?;
                let biased = less.layer(biased).kind;
                (biased.with_bias() == Some(biased)).then_some(())?;
                (norms, waits) = (norms + 1, false);
            }
            Step::Same { .. } | Step::Changed(..) | Step::Added(_) => return None,
        }
    }
    (norms > 0 && !waits).then_some(norms)
}

/// Whether a bias is all that a layer has more.
fn gains_bias((from, a): (&Network, &Layer), (to, b): (&Network, &Layer)) -> bool {
    let dtypes = [from.tensor(a.output), to.tensor(b.output)].map(|tensor| tensor.dtype);
    a.kind != b.kind
        && a.kind.with_bias() == Some(b.kind)
        && a.weights == b.weights
        && dtypes.first() == dtypes.last()
}

/// Whether a layer is a batch norm of a tensor.
fn is_norm_of(layer: &Layer, tensor: TensorId) -> bool {
    matches!(layer.kind, OpKind::Norm(Norm { kind: NormKind::Batch, .. }))
        && layer.inputs.first() == Some(&tensor)
}
