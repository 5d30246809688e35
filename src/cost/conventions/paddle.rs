//! `paddle.flops` of paddlepaddle 3.3.1: multiply-accumulates, which it prints as Flops. The hooks
//! and their formulas are in `python/paddle/hapi/dynamic_flops.py`.

use super::{Convention, LayerView, when, window};
use crate::network::{ActivationKind, AdaptivePool, NormKind, PoolKind, Spatial, Work};
use crate::ops::formula::{K_LETTERS, Quantity};

pub(super) static CONVENTION: Convention = Convention {
    name: "paddle",
    per_mac: 1,
    summary: "paddle.flops: multiply-accumulates with the biases of convolutions, bn, average pools",
    includes: "convolutions y·(Cin/g·K² + bias), `deconv` too; dense layers macs; x of input, y of output: `bn` of \
               feature maps 2·x; `leakyrelu` x; `avgpool` y; average pooling to a size \
               y·(⌊Hi/Ho⌋·⌊Wi/Wo⌋ + 1)",
    excludes: "biases of dense layers, matmuls, recurrent layers, `bn` on one or three spatial axes, other norms and \
               activations, max pools, sums and products",
    flops,
    formula: flops,
};

fn flops<N: Quantity>(layer: &LayerView<'_, N>) -> Option<N> {
    let (x, y) = (layer.x(), layer.y());
    match layer.layer.work {
        Work::Convolution(conv) | Work::TransposedConvolution(conv) => {
            Some(y * (window::<N>(&conv) + when(conv.bias, N::literal(1))))
        }
        Work::Linear(_) | Work::Custom { .. } => Some(layer.counts.macs),
        // There is a hook for `BatchNorm2D` and none for `BatchNorm1D` and `3D`.
        Work::Norm(norm) => (norm.kind == NormKind::Batch && layer.axes() == 3).then_some(x * 2),
        Work::Activation(activation) => (activation.kind == ActivationKind::LeakyRelu).then_some(x),
        Work::Pool(pool) => (pool.kind == PoolKind::Average).then_some(y),
        Work::AdaptivePool(pool) => (pool.kind == PoolKind::Average).then(|| adaptive(&pool, y)),
        _ => None,
    }
}

/// `count_adap_avgpool`.
fn adaptive<N: Quantity>(pool: &AdaptivePool, y: N) -> N {
    let sizes = pool.input.sizes().iter().zip(pool.output.sizes());
    let window: Vec<u32> = sizes.map(|(input, output)| input / output).collect();
    y * (N::product(K_LETTERS, &Spatial::new(&window)) + 1)
}
