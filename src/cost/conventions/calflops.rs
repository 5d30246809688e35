//! calflops 0.3.2, which patches functions of PyTorch. `calflops/pytorch_ops.py` has the formulas. It
//! returns FLOPs and MACs; these are the FLOPs.

use super::recurrence::{elementwise, gates, total, weights};
use super::{Convention, LayerView, per_normalized, when};
use crate::network::{ActivationKind, Convolution, OpKind, Recurrent};
use crate::ops::formula::{I_LETTERS, K_LETTERS, Numeric, O_LETTERS};

pub(super) static CONVENTION: Convention = Convention {
    name: "calflops",
    per_mac: 2,
    summary: "calflops' FLOPs: twice the multiply-accumulates, norms, some activations, pools",
    includes: "2 · macs; biases of convolutions; x of input: `bn` 2·x, without affine x; `ln`, `gn`, \
               `instancenorm` 5·x, without affine 4·x; `relu`, `gelu`, `prelu`, `elu`, `leakyrelu`, `silu` and pools x, `geglu` half of it; \
               `upsample 2` x, `upsample size=` one for each position; recurrent gates twice, biases and \
               products; a `deconv` with g groups only 1/g",
    excludes: "`deformconv`, `bilinear`, `sdpa`, `scan`, biases of dense layers, `relu6`, other activations, softmax, sums and products",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let (x, macs) = (layer.x(), layer.counts.macs);
    match layer.kind() {
        Convolution(conv) => Some(macs * 2 + when(conv.bias, layer.y())),
        TransposedConvolution(conv) => Some(layer.runs * transposed::<N>(&conv)),
        Linear(_) | Custom(_) => Some(macs * 2),
        // The whole first operand times the last axis of the second.
        Matmul(matmul) if !matmul.einsum => Some(x * N::named("n", matmul.n) * 2),
        // NumPy's estimate of an `einsum`.
        Matmul(_) => Some(macs * 2),
        // `_batch_norm_flops_compute` and its neighbors.
        Norm(norm) => Some(x * per_normalized(&norm)?),
        // The half that goes through a gelu.
        Activation(activation) if activation.kind == ActivationKind::Geglu => Some(layer.y()),
        Activation(activation) => counts(activation.kind).then_some(x),
        Pool(_) | AdaptivePool(_) => Some(x),
        // `prod(size)`, without batch and channels.
        Resampling(resampling) if resampling.sized => {
            Some(N::product(O_LETTERS, &resampling.output))
        }
        // The factor is computed and then ignored.
        Resampling(_) => Some(x),
        Recurrent(work) => Some(layer.runs * recurrent::<N>(&work)),
        Attention(_)
        | Bilinear(_)
        | DeformableConvolution(_)
        | Cumulative(_)
        | Dropout
        | Elementwise(_)
        | Function(_)
        | Gather(_)
        | Lookup(_)
        | Move(_)
        | Reduction(_)
        | Sampling(_)
        | Scan(_)
        | Scatter(_)
        | Selection(_)
        | Softmax(_) => None,
    }
}

/// Whether there is a formula for an activation function.
fn counts(kind: ActivationKind) -> bool {
    use ActivationKind::*;
    match kind {
        Elu | Gelu | LeakyRelu | Prelu | Relu | Silu => true,
        Celu | Geglu | Glu | Hardsigmoid | Hardswish | Hardtanh | Mish | Relu6 | Selu | Sigmoid
        | Softplus | Tanh => false,
    }
}

/// `_conv_trans_flops_compute`, for one sample. It takes the second axis of the weight, Cout/g, as
/// the number of output channels and divides it by the groups again. It counts biases at the
/// positions that a plain convolution of the same kernel, stride and padding would have. That
/// number may be negative; the figure of a layer here is not.
fn transposed<N: Numeric>(conv: &Convolution) -> N {
    let channels = conv.out_channels / conv.groups;
    let products = N::product(K_LETTERS, &conv.kernel) * N::named("C_in", conv.in_channels);
    let products = products * N::literal(u64::from(channels / conv.groups));
    let products = products * N::product(I_LETTERS, &conv.input) * 2;
    let positions: i128 = plain(conv).product();
    // The number of positions of any convolution fits into 64 bits.
    let count = u64::try_from(positions.unsigned_abs()).unwrap_or(u64::MAX);
    let biases = when(conv.bias, N::literal(count) * N::literal(u64::from(channels)));
    if positions < 0 { products.less(biases) } else { products + biases }
}

/// ⌊(I + 2·P − D·(K − 1) − 1) / S⌋ + 1, along each axis.
fn plain(conv: &Convolution) -> impl Iterator<Item = i128> {
    let Convolution { input, padding, dilation, kernel, stride, .. } = conv;
    let [i, p, d, k, s] = [input, padding, dilation, kernel, stride]
        .map(|each| each.sizes().iter().map(|size| i128::from(*size)));
    let windows = i.zip(p).zip(d.zip(k)).zip(s);
    windows.map(|(((i, p), (d, k)), s)| (i + 2 * p - d * (k - 1) - 1).div_euclid(s) + 1)
}

/// `_rnn_flops`, for one sample.
fn recurrent<N: Numeric>(work: &Recurrent) -> N {
    let gates = gates::<N>(work);
    let biases = when(work.biases > 0, gates * 2);
    total(work, |inputs| weights(work, inputs) * 2 - gates * 2 + biases + elementwise::<N>(work))
}
