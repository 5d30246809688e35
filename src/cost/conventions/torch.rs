//! `torch.utils.flop_counter.FlopCounterMode` of PyTorch 2.15.0, with gradients enabled: two FLOPs
//! per multiply-accumulate of the operators in `flop_registry` of `torch/utils/flop_counter.py`.
//! Half of the result is what torchvision publishes.

use super::{Convention, LayerView, features, scores};
use crate::network::{OpKind, RecurrentKind};
use crate::ops::formula::Numeric;

pub(super) static CONVENTION: Convention = Convention {
    name: "torch",
    per_mac: 2,
    summary: "PyTorch's FlopCounterMode: twice the multiply-accumulates, without lstm",
    includes: "2 · macs of convolutions, dense layers, matmuls, `rnn` and `gru`; `sdpa` 2·H·T·S·(d + e), \
               whatever is masked",
    excludes: "`lstm`, which is a single operator on a CPU, `deformconv`, `bilinear`, `scan`, biases, norms, activations, pools and \
               everything elementwise",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let flops = N::literal(2) * layer.counts.macs;
    match layer.kind() {
        Convolution(_) | TransposedConvolution(_) | Linear(_) | Matmul(_) => Some(flops),
        Recurrent(work) => (work.kind != RecurrentKind::Lstm).then_some(flops),
        // `sdpa_flop_count`, whatever is masked.
        Attention(work) => Some(layer.runs * scores::<N>(&work) * features::<N>(&work) * 2),
        Custom(_) => Some(flops),
        Activation(_)
        | AdaptivePool(_)
        | Bilinear(_)
        | Cumulative(_)
        | DeformableConvolution(_)
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
