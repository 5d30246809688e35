//! torchinfo 1.8.0: parameters times the sizes that its author thought of. All is in
//! `LayerInfo.calculate_macs` of `torchinfo/layer_info.py`: a module whose name has `Conv` in it
//! counts its weight and bias for each output position, any other for each sample, and parameters of
//! other names (those of recurrent layers) for each step.

use super::{Convention, LayerView, when, window};
use crate::network::{ActivationKind, NormKind, Work};
use crate::ops::formula::Quantity;

pub(super) static CONVENTION: Convention = Convention {
    name: "torchinfo",
    per_mac: 1,
    summary: "torchinfo's mult-adds: params for each sample, of convolutions for each position",
    includes: "weights and biases: of `conv` and `deconv` for each position of the output, of recurrent layers \
               for each step, of all else once a sample: dense layers whatever their rows, norms, \
               `prelu`, and the whole table of `embed`",
    excludes: "everything without parameters: matmuls, activations, pools, sums and products",
    flops,
    formula: flops,
};

fn flops<N: Quantity>(layer: &LayerView<'_, N>) -> Option<N> {
    let samples = layer.runs;
    match layer.layer.work {
        Work::Convolution(conv) | Work::TransposedConvolution(conv) => {
            Some(layer.y() * (window::<N>(&conv) + when(conv.bias, N::literal(1))))
        }
        Work::Linear(fc) => {
            let biases = when(fc.bias, N::named("J", fc.outputs));
            Some(samples * (N::named("I", fc.inputs) * N::named("J", fc.outputs) + biases))
        }
        Work::Lookup(table) => {
            Some(samples * N::named("vocab", table.vocabulary) * N::named("dim", table.dimension))
        }
        // What is read besides are the running mean and variance, as many as weights and biases.
        Work::Norm(norm) if norm.kind == NormKind::Batch => {
            Some(when(norm.affine, samples * N::named("w", layer.layer.reads) / N::literal(2)))
        }
        // A bare parameter, of no module of its own.
        Work::Norm(norm) if norm.kind == NormKind::Scale => None,
        Work::Norm(_) => Some(samples * N::named("w", layer.layer.reads)),
        Work::Activation(activation) if activation.kind == ActivationKind::Prelu => {
            Some(samples * N::named("w", layer.layer.reads))
        }
        Work::Recurrent(work) => {
            Some(samples * N::named("T", work.steps) * N::named("w", layer.layer.reads))
        }
        Work::Custom { .. } => Some(layer.counts.macs),
        _ => None,
    }
}
