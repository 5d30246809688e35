//! calflops 0.3.2: functions of PyTorch, patched. `calflops/pytorch_ops.py` has the formulas; it
//! yields FLOPs and MACs, and these are the FLOPs.

use super::recurrence::{elementwise, gates, total, weights};
use super::{Convention, Subject, n, when};
use crate::network::{Activation, ActivationKind, Convolution, Norm, NormKind, Recurrent, Work};
use crate::ops::formula::{Count, Quantity};

pub(super) static CONVENTION: Convention = Convention {
    name: "calflops",
    per_mac: 2,
    summary: "calflops' FLOPs: twice the multiply-accumulates, norms, some activations, pools",
    includes: "2 · macs; biases of convolutions; x of input: `bn` 2·x, without affine x; `ln`, `gn`, \
               `instancenorm` 5·x, without affine 4·x; `relu`, `gelu`, `prelu`, `elu`, `leakyrelu`, `silu` and pools x; \
               `upsample 2` x, `upsample size=` one for each position; recurrent gates twice, biases and \
               products; of a `deconv` with groups only 1/g",
    excludes: "biases of dense layers, `relu6`, other activations, softmax, sums and products",
    flops,
};

fn flops(layer: &Subject<'_>) -> Option<Count> {
    let (x, macs) = (layer.x(), layer.counts.macs);
    match layer.layer.work {
        Work::Convolution(conv) => Some(macs * 2 + when(conv.bias, layer.y())),
        Work::TransposedConvolution(conv) => Some(layer.runs * transposed(&conv)),
        Work::Linear(_) | Work::Custom { .. } => Some(macs * 2),
        // The whole of the first operand times the last axis of the second.
        Work::Matmul(matmul) => Some(x * n(matmul.n) * 2),
        Work::Norm(norm) => Some(x * per_element(&norm)?),
        Work::Activation(activation) => counts(&activation).then_some(x),
        Work::Pool(_) | Work::AdaptivePool(_) => Some(x),
        // `prod(size)`: neither batch nor channels.
        Work::Resampling(resampling) if resampling.sized => Some(n(resampling.output.product())),
        // The factor is computed, and dropped.
        Work::Resampling(_) => Some(x),
        Work::Recurrent(work) => Some(layer.runs * recurrent(&work)),
        _ => None,
    }
}

/// `_batch_norm_flops_compute` and its neighbours.
fn per_element(norm: &Norm) -> Option<u64> {
    match norm.kind {
        NormKind::Batch => Some(if norm.affine { 2 } else { 1 }),
        NormKind::Layer | NormKind::Group | NormKind::Instance => {
            Some(if norm.affine { 5 } else { 4 })
        }
        _ => None,
    }
}

fn counts(activation: &Activation) -> bool {
    use ActivationKind::*;
    matches!(activation.kind, Relu | Gelu | Prelu | Elu | LeakyRelu | Silu)
}

/// `_conv_trans_flops_compute`, for one sample. It takes the weight's second axis, Cout/g, for the
/// output channels and divides it by the groups again; and it counts biases at the positions that a
/// plain convolution of the same kernel, stride and padding would have, which may be less than none; a layer here is not.
fn transposed(conv: &Convolution) -> Count {
    let channels = conv.out_channels / conv.groups;
    let products = n(conv.kernel.product()) * n(conv.in_channels) * n(channels / conv.groups);
    let products = products * n(conv.input.product()) * 2;
    let positions: i128 = (0..conv.input.sizes().len()).map(|axis| plain(conv, axis)).product();
    let biases = when(conv.bias, n(positions.unsigned_abs()) * n(channels));
    if positions < 0 { products.less(biases) } else { products + biases }
}

/// ⌊(I + 2·P − D·(K − 1) − 1) / S⌋ + 1
fn plain(conv: &Convolution, axis: usize) -> i128 {
    let Convolution { input, padding, dilation, kernel, stride, .. } = conv;
    let [i, p, d, k, s] =
        [input, padding, dilation, kernel, stride].map(|each| i128::from(each.sizes()[axis]));
    (i + 2 * p - d * (k - 1) - 1).div_euclid(s) + 1
}

/// `_rnn_flops`, for one sample.
fn recurrent(work: &Recurrent) -> Count {
    let gates = gates(work);
    let biases = when(work.bias, gates * 2);
    total(work, |inputs| weights(work, inputs) * 2 - gates * 2 + biases + elementwise(work))
}
