//! Two FLOPs per multiply-accumulate: what papers mean that double their MACs.

use super::{Convention, LayerView};
use crate::ops::formula::Numeric;

pub(super) static CONVENTION: Convention = Convention {
    name: "macs2",
    per_mac: 2,
    summary: "twice the multiply-accumulates",
    includes: "2 · macs of every operation that has them: convolutions, dense layers, matmuls and \
               recurrent gates",
    excludes: "biases, norms, activations, pools and everything elementwise",
    looks_around: false,
    flops,
    formula: flops,
};

/// This decides by the MACs and not by the `OpKind`, so that a new kind with MACs is counted.
fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    layer.has_macs().then(|| N::literal(2) * layer.counts.macs)
}
