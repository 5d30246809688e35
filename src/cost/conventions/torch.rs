//! `torch.utils.flop_counter.FlopCounterMode` of PyTorch 2.15.0, with gradients enabled: two FLOPs
//! per multiply-accumulate of the operators in `flop_registry` of `torch/utils/flop_counter.py`.
//! Half of the result is what torchvision publishes.

use super::{Convention, LayerView};
use crate::network::{OpKind, RecurrentKind};
use crate::ops::formula::Numeric;

pub(super) static CONVENTION: Convention = Convention {
    name: "torch",
    per_mac: 2,
    summary: "PyTorch's FlopCounterMode: twice the multiply-accumulates, without lstm",
    includes: "2 · macs of convolutions, dense layers, matmuls, `rnn` and `gru`",
    excludes: "`lstm`, which is a single operator on a CPU; biases, norms, activations, pools and \
               everything elementwise",
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let flops = N::literal(2) * layer.counts.macs;
    match layer.kind() {
        Convolution(_) | TransposedConvolution(_) | Linear(_) | Matmul(_) => Some(flops),
        Recurrent(work) => (work.kind != RecurrentKind::Lstm).then_some(flops),
        Custom(_) => Some(flops),
        Activation(_) | AdaptivePool(_) | Cumulative(_) | Dropout | Elementwise(_)
        | Function(_) | Gather(_) | Lookup(_) | Move(_) | Norm(_) | Pool(_) | Reduction(_)
        | Resampling(_) | Scatter(_) | Selection(_) | Softmax(_) => None,
    }
}
