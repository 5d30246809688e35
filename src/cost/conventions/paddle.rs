//! `paddle.flops` of paddlepaddle 3.3.1: multiply-accumulates, which it prints as Flops. The hooks
//! and their formulas are in `python/paddle/hapi/dynamic_flops.py`.

use super::{Convention, LayerView, quotients, when, window};
use crate::network::{ActivationKind, NormKind, OpKind, PoolKind};
use crate::ops::formula::{K_LETTERS, Numeric};

pub(super) static CONVENTION: Convention = Convention {
    name: "paddle",
    per_mac: 1,
    summary: "paddle.flops: multiply-accumulates with the biases of convolutions, bn, average pools",
    includes: "convolutions y·(Cin/g·K² + bias), `deconv` too; dense layers macs; x of input, y of output: `bn` of \
               feature maps 2·x; `leakyrelu` x; `avgpool` y; average pooling to a size \
               y·(⌊Hi/Ho⌋·⌊Wi/Wo⌋ + 1)",
    excludes: "biases of dense layers, `deformconv`, `bilinear`, `matmul`, `einsum`, `sdpa`, `scan`, `rnn`, `lstm`, `gru`, `bn` on one or three spatial axes, other \
               norms and activations, max pools, sums and products",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let (x, y) = (layer.x(), layer.y());
    match layer.kind() {
        Convolution(conv) | TransposedConvolution(conv) => {
            Some(y * (window::<N>(&conv) + when(conv.bias, N::literal(1))))
        }
        Linear(_) | Custom(_) => Some(layer.counts.macs),
        // There is a hook for `BatchNorm2D`, but not for `BatchNorm1D` and `BatchNorm3D`.
        Norm(norm) => (norm.kind == NormKind::Batch && layer.axes() == 3).then_some(x * 2),
        Activation(activation) => (activation.kind == ActivationKind::LeakyRelu).then_some(x),
        Pool(pool) => (pool.kind == PoolKind::Average).then_some(y),
        // `count_adap_avgpool`.
        AdaptivePool(pool) => (pool.kind == PoolKind::Average)
            .then(|| y * (N::product(K_LETTERS, &quotients(&pool)) + 1)),
        Attention(_)
        | Bilinear(_)
        | DeformableConvolution(_)
        | Cumulative(_)
        | Dropout
        | Elementwise(_)
        | Function(_)
        | Gather(_)
        | Lookup(_)
        | Matmul(_)
        | Move(_)
        | Recurrent(_)
        | Reduction(_)
        | Resampling(_)
        | Sampling(_)
        | Scan(_)
        | Scatter(_)
        | Selection(_)
        | Softmax(_) => None,
    }
}
