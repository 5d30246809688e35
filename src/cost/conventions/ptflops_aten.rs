//! ptflops 0.7.5 with its backend `aten`: the matrix products that run, and their biases.
//! `ptflops/aten_ops.py` has the formulas.

use super::{Convention, LayerView, when};
use crate::network::{OpKind, Recurrent, RecurrentKind};
use crate::ops::formula::Numeric;

pub(super) static CONVENTION: Convention = Convention {
    name: "ptflops-aten",
    per_mac: 1,
    summary: "ptflops, backend aten: multiply-accumulates and biases",
    includes: "macs of convolutions, dense layers, matmuls and `gru`, and a bias for each output",
    excludes: "`deformconv`, `bilinear`, `sdpa`, which is a single operator on a CPU, `scan`, `lstm`, `rnn`, norms, activations, pools and everything elementwise",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let (y, macs) = (layer.y(), layer.counts.macs);
    match layer.kind() {
        Convolution(conv) | TransposedConvolution(conv) => Some(macs + when(conv.bias, y)),
        Linear(fc) => Some(macs + when(fc.bias, y)),
        Matmul(_) | Custom(_) => Some(macs),
        Recurrent(work) => match work.kind {
            RecurrentKind::Gru => Some(macs + biases(&work, layer)),
            RecurrentKind::Lstm | RecurrentKind::Rnn => None,
        },
        Activation(_)
        | AdaptivePool(_)
        | Attention(_)
        | Bilinear(_)
        | DeformableConvolution(_)
        | Cumulative(_)
        | Dropout
        | Elementwise(_)
        | Function(_)
        | Gather(_)
        | Lookup(_)
        | Move(_)
        | Norm(_)
        | Pool(_)
        | Reduction(_)
        | Resampling(_)
        | Sampling(_)
        | Scan(_)
        | Scatter(_)
        | Selection(_)
        | Softmax(_) => None,
    }
}

/// The input's bias is added separately from the input's product. The state's bias is part of
/// `addmm` if the batch is 1, and is counted only then.
fn biases<N: Numeric>(work: &Recurrent, layer: &LayerView<'_, N>) -> N {
    let each = if layer.network.batch == 1 { 6u64 } else { 3 };
    let cells =
        N::named("T", work.steps) * N::named("L", work.layers) * N::named("D", work.directions);
    when(work.biases > 0, layer.runs * N::literal(each) * cells * N::named("H", work.hidden))
}
