//! `torch.utils.flop_counter.FlopCounterMode` of PyTorch 2.15.0, with gradients enabled: two for each
//! multiply-accumulate of the operators in `flop_registry` of `torch/utils/flop_counter.py`. Half of
//! it is what torchvision publishes.

use super::{Convention, LayerView};
use crate::network::{RecurrentKind, Work};
use crate::ops::formula::Quantity;

pub(super) static CONVENTION: Convention = Convention {
    name: "torch",
    per_mac: 2,
    summary: "PyTorch's FlopCounterMode: twice the multiply-accumulates, without lstm",
    includes: "2 · macs of convolutions, dense layers, matmuls and `gru`",
    excludes: "`lstm`, which is one operator on a CPU; biases, norms, activations, pools and everything \
               elementwise",
    flops,
    formula: flops,
};

fn flops<N: Quantity>(layer: &LayerView<'_, N>) -> Option<N> {
    match layer.layer.work {
        Work::Recurrent(work) if work.kind == RecurrentKind::Lstm => None,
        Work::Convolution(_)
        | Work::TransposedConvolution(_)
        | Work::Linear(_)
        | Work::Matmul(_)
        | Work::Recurrent(_)
        | Work::Custom { .. } => Some(N::literal(2) * layer.counts.macs),
        _ => None,
    }
}
