//! fvcore 0.1.5.post20221221, `FlopCountAnalysis`: the multiply-accumulates of a traced graph, which
//! it calls flops, and norms. `fvcore/nn/jit_handles.py` has the formulas, and `flop_count.py` lists
//! the operators that have one.

use super::{Convention, LayerView, per_normalized};
use crate::network::{Interpolation, OpKind, PoolKind};
use crate::ops::formula::Numeric;

pub(super) static CONVENTION: Convention = Convention {
    name: "fvcore",
    per_mac: 1,
    summary: "fvcore's FlopCountAnalysis: multiply-accumulates, and norms",
    includes: "macs; x of input: `bn` 2·x, without affine x; `ln`, `gn`, `instancenorm` 5·x, without affine \
               4·x; two-dimensional average pooling to a size x; `upsample` y of output, bilinear 4·y, `gridsample` 4·y",
    excludes: "convolutions with `p=same`, `deformconv`, `bilinear`, `sdpa`, `scan`, `rnn`, `lstm`, `gru`, biases, activations, other pools, sums and \
               products",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let (x, y) = (layer.x(), layer.y());
    match layer.kind() {
        // `padding="same"` is a separate operator, which has no formula.
        Convolution(conv) => (!conv.same).then_some(layer.counts.macs),
        TransposedConvolution(_) | Linear(_) | Custom(_) => Some(layer.counts.macs),
        // The whole first operand times the last axis of the second.
        Matmul(matmul) if !matmul.einsum => Some(x * N::named("n", matmul.n)),
        // Half of NumPy's estimate of an `einsum`.
        Matmul(_) => Some(layer.counts.macs),
        // `batchnorm_flop_jit` and `norm_flop_counter`.
        Norm(norm) => Some(x * per_normalized(&norm)?),
        AdaptivePool(pool) => {
            let plane = pool.kind == PoolKind::Average && pool.input.sizes().len() == 2;
            plane.then_some(x)
        }
        Resampling(resampling) if resampling.output.sizes().len() == 2 => match resampling.mode {
            Interpolation::Nearest => Some(y),
            Interpolation::Linear(_) => Some(y * 4),
            Interpolation::Bicubic => None,
        },
        // `aten::grid_sampler`, taken to be bilinear.
        Sampling(sampling) if !sampling.regions => Some(y * 4),
        Activation(_)
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
        | Pool(_)
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
