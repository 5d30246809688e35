//! fvcore 0.1.5.post20221221, `FlopCountAnalysis`: the multiply-accumulates of a traced graph, which
//! it calls flops, with norms. `fvcore/nn/jit_handles.py` has the formulas, and `flop_count.py` says
//! which operators they are for.

use super::{Convention, LayerView};
use crate::network::{Interpolation, Norm, NormKind, PoolKind, Work};
use crate::ops::formula::Quantity;

pub(super) static CONVENTION: Convention = Convention {
    name: "fvcore",
    per_mac: 1,
    summary: "fvcore's FlopCountAnalysis: multiply-accumulates, and norms",
    includes: "macs; x of input: `bn` 2·x, without affine x; `ln`, `gn`, `instancenorm` 5·x, without affine \
               4·x; two-dimensional average pooling to a size x; `upsample` y of output, bilinear 4·y",
    excludes: "convolutions with `p=same`, recurrent layers, biases, activations, other pools, sums and \
               products",
    flops,
    formula: flops,
};

fn flops<N: Quantity>(layer: &LayerView<'_, N>) -> Option<N> {
    let (x, y) = (layer.x(), layer.y());
    match layer.layer.work {
        // `padding="same"` is an operator of its own, which has no formula.
        Work::Convolution(conv) if conv.same => None,
        Work::Convolution(_)
        | Work::TransposedConvolution(_)
        | Work::Linear(_)
        | Work::Custom { .. } => Some(layer.counts.macs),
        // The whole of the first operand times the last axis of the second.
        Work::Matmul(matmul) => Some(x * N::named("n", matmul.n)),
        Work::Norm(norm) => Some(x * per_element(&norm)?),
        Work::AdaptivePool(pool) => {
            let plane = pool.kind == PoolKind::Average && pool.input.sizes().len() == 2;
            plane.then_some(x)
        }
        Work::Resampling(resampling) if resampling.output.sizes().len() == 2 => {
            match resampling.mode {
                Interpolation::Nearest => Some(y),
                Interpolation::Linear(_) => Some(y * 4),
                Interpolation::Bicubic => None,
            }
        }
        _ => None,
    }
}

/// `batchnorm_flop_jit` and `norm_flop_counter`.
fn per_element(norm: &Norm) -> Option<u64> {
    match norm.kind {
        NormKind::Batch => Some(if norm.affine { 2 } else { 1 }),
        NormKind::Layer | NormKind::Group | NormKind::Instance => {
            Some(if norm.affine { 5 } else { 4 })
        }
        _ => None,
    }
}
