//! torchinfo 1.8.0: parameters times the sizes that its author thought of. The formulas are in
//! `LayerInfo.calculate_macs` of `torchinfo/layer_info.py`: a module whose name contains `Conv`
//! counts its weight and bias for each output position, any other module for each sample, and
//! parameters of other names (those of recurrent layers) for each step.

use super::{Convention, LayerView, when, window};
use crate::network::{ActivationKind, NormKind, OpKind};
use crate::ops::formula::{K_LETTERS, Numeric};

pub(super) static CONVENTION: Convention = Convention {
    name: "torchinfo",
    per_mac: 1,
    summary: "torchinfo's mult-adds: params for each sample, of convolutions for each position",
    includes: "weights and biases: of `conv`, `deconv` and `deformconv` for each position of the output, of recurrent layers \
               for each step, of all else once a sample: dense layers whatever their rows, norms, \
               `prelu`, and the whole table of `embed`",
    excludes: "everything without parameters: `matmul`, `einsum`, `sdpa`, the parameters of `scan`, activations, pools, sums and products",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let samples = layer.runs;
    let stored = || N::named("w", layer.parameters.reads);
    match layer.kind() {
        Convolution(conv) | TransposedConvolution(conv) => {
            Some(layer.y() * (window::<N>(&conv) + when(conv.bias, N::literal(1))))
        }
        Linear(fc) => {
            let biases = when(fc.bias, N::named("J", fc.outputs));
            Some(samples * (N::named("I", fc.inputs) * N::named("J", fc.outputs) + biases))
        }
        Lookup(table) => {
            Some(samples * N::named("vocab", table.vocabulary) * N::named("dim", table.dimension))
        }
        // `reads` includes the running mean and variance, which are as many values as weights and
        // biases.
        Norm(norm) if norm.kind == NormKind::Batch => {
            Some(when(norm.affine, samples * stored() / N::literal(2)))
        }
        // The factor of a `scale` is a bare parameter, which is not in a module of its own.
        Norm(norm) => (norm.kind != NormKind::Scale).then(|| samples * stored()),
        Activation(activation) => {
            (activation.kind == ActivationKind::Prelu).then(|| samples * stored())
        }
        Recurrent(work) => Some(samples * N::named("T", work.steps) * stored()),
        // The name `DeformConv2d` contains `Conv`.
        DeformableConvolution(conv) => {
            let values = N::named("C_in", conv.in_channels) / N::named("g", conv.groups);
            let window = values * N::product(K_LETTERS, &conv.kernel);
            Some(layer.y() * (window + when(conv.bias, N::literal(1))))
        }
        Bilinear(_) => Some(samples * stored()),
        Custom(_) => Some(layer.counts.macs),
        AdaptivePool(_) | Attention(_) | Cumulative(_) | Dropout | Elementwise(_) | Function(_)
        | Gather(_) | Matmul(_) | Move(_) | Pool(_) | Reduction(_) | Resampling(_)
        | Sampling(_) | Scan(_) | Scatter(_) | Selection(_) | Softmax(_) => None,
    }
}
