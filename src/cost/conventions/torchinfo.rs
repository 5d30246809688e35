//! torchinfo 1.8.0: parameters times the sizes that its author thought of. All is in
//! `LayerInfo.calculate_macs` of `torchinfo/layer_info.py`: a module whose name has `Conv` in it
//! counts its weight and bias for each output position, any other for each sample, and parameters of
//! other names (those of recurrent layers) for each step.

use super::{Convention, Subject, when, window};
use crate::network::{ActivationKind, NormKind, OpKind};
use crate::ops::formula::Numeric;

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

fn flops<N: Numeric>(layer: &Subject<'_, N>) -> Option<N> {
    let samples = layer.runs;
    match layer.layer.kind {
        OpKind::Convolution(conv) | OpKind::TransposedConvolution(conv) => {
            Some(layer.y() * (window::<N>(&conv) + when(conv.bias, N::literal(1))))
        }
        OpKind::Linear(fc) => {
            let biases = when(fc.bias, N::named("J", fc.outputs));
            Some(samples * (N::named("I", fc.inputs) * N::named("J", fc.outputs) + biases))
        }
        OpKind::Lookup(table) => {
            Some(samples * N::named("vocab", table.vocabulary) * N::named("dim", table.dimension))
        }
        // What is read besides are the running mean and variance, as many as weights and biases.
        OpKind::Norm(norm) if norm.kind == NormKind::Batch => {
            Some(when(norm.affine, samples * N::named("w", layer.parameters.reads) / N::literal(2)))
        }
        // A bare parameter, of no module of its own.
        OpKind::Norm(norm) if norm.kind == NormKind::Scale => None,
        OpKind::Norm(_) => Some(samples * N::named("w", layer.parameters.reads)),
        OpKind::Activation(activation) if activation.kind == ActivationKind::Prelu => {
            Some(samples * N::named("w", layer.parameters.reads))
        }
        OpKind::Recurrent(work) => {
            Some(samples * N::named("T", work.steps) * N::named("w", layer.parameters.reads))
        }
        OpKind::Custom { .. } => Some(layer.counts.macs),
        _ => None,
    }
}
