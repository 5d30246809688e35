//! ptflops 0.7.5 with its backend `aten`: the products of matrices that run, and their biases.
//! `ptflops/aten_ops.py` has the formulas.

use super::{Convention, LayerView, when};
use crate::network::{Recurrent, RecurrentKind, Work};
use crate::ops::formula::Quantity;

pub(super) static CONVENTION: Convention = Convention {
    name: "ptflops-aten",
    per_mac: 1,
    summary: "ptflops, backend aten: multiply-accumulates and biases",
    includes: "macs of convolutions, dense layers, matmuls and `gru`, and a bias for each output",
    excludes: "`lstm`, norms, activations, pools and everything elementwise",
    flops,
    formula: flops,
};

fn flops<N: Quantity>(layer: &LayerView<'_, N>) -> Option<N> {
    let (y, macs) = (layer.y(), layer.counts.macs);
    match layer.layer.work {
        Work::Convolution(conv) | Work::TransposedConvolution(conv) => {
            Some(macs + when(conv.bias, y))
        }
        Work::Linear(fc) => Some(macs + when(fc.bias, y)),
        Work::Matmul(_) | Work::Custom { .. } => Some(macs),
        Work::Recurrent(work) if work.kind == RecurrentKind::Gru => {
            Some(macs + biases(&work, layer))
        }
        _ => None,
    }
}

/// The bias of the inputs is added apart from their product; the one of the state is part of
/// `addmm` in a batch of one, and counted then.
fn biases<N: Quantity>(work: &Recurrent, layer: &LayerView<'_, N>) -> N {
    let each = if layer.network.batch == 1 { 6u64 } else { 3 };
    let cells =
        N::named("T", work.steps) * N::named("L", work.layers) * N::named("D", work.directions);
    when(work.bias, layer.runs * N::literal(each) * cells * N::named("H", work.hidden))
}
