//! Two for each multiply-accumulate: what papers mean that double their MACs.

use super::{Convention, LayerView};
use crate::network::Work;
use crate::ops::formula::Quantity;

pub(super) static CONVENTION: Convention = Convention {
    name: "macs2",
    per_mac: 2,
    summary: "twice the multiply-accumulates",
    includes: "2 · macs of convolutions, dense layers, matmuls and recurrent gates",
    excludes: "biases, norms, activations, pools and everything elementwise",
    flops,
    formula: flops,
};

fn flops<N: Quantity>(layer: &LayerView<'_, N>) -> Option<N> {
    match layer.layer.work {
        Work::Convolution(_)
        | Work::TransposedConvolution(_)
        | Work::Linear(_)
        | Work::Matmul(_)
        | Work::Recurrent(_)
        | Work::Custom { .. } => Some(N::literal(2) * layer.counts.macs),
        _ => None,
    }
}
