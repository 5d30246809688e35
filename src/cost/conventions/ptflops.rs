//! ptflops 0.7.5 with its default backend `pytorch`: hooks on modules, whose sum is divided by the
//! batch, and patched functions, whose sum is not. An operation that has both is counted twice. The
//! hooks and their formulas are in `ptflops/pytorch_ops.py`, the division in `pytorch_engine.py`.

use super::recurrence::{elementwise, gates, total, weights};
use super::{Convention, LayerView, when};
use crate::network::{ActivationKind, DeformableConvolution, Norm, NormKind, OpKind, Recurrent};
use crate::ops::formula::{K_LETTERS, Numeric, O_LETTERS};

pub(super) static CONVENTION: Convention = Convention {
    name: "ptflops",
    per_mac: 1,
    summary: "ptflops, backend pytorch: macs and biases of a sample, much else twice",
    includes: "macs + biases of one sample; x of input: `bn`, `gn`, `instancenorm` 2·x, `ln` x; `relu`, `gelu`, \
               `prelu`, `elu` and pools x, and x again for the whole batch; `relu6`, `leakyrelu` x; \
               `silu` x of the whole batch, `geglu` half of it; `upsample 2` y twice; recurrent gates, biases and products; \
               `deformconv` 24·K²·Ho·Wo more, 25 with a mask",
    excludes: "`bilinear`, `sdpa`, `einsum`, `scan`, softmax, other activations, sums and products",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let (x, y, macs, runs) = (layer.x(), layer.y(), layer.counts.macs, layer.runs);
    let sample = x / runs;
    match layer.kind() {
        Convolution(conv) | TransposedConvolution(conv) => Some((macs + when(conv.bias, y)) / runs),
        DeformableConvolution(conv) => {
            Some((macs + when(conv.bias, y)) / runs + interpolated::<N>(&conv))
        }
        Linear(fc) => Some((macs + when(fc.bias, y)) / runs),
        Custom(_) => Some(macs / runs),
        // `torch.matmul` is a function: the whole first operand times the last axis of the second.
        Matmul(matmul) => (!matmul.einsum).then(|| x * N::named("n", matmul.n)),
        Norm(norm) => Some(sample * per_element(&norm)?),
        // The half that goes through a gelu, a function.
        Activation(activation) if activation.kind == ActivationKind::Geglu => Some(y),
        Activation(activation) => activated(activation.kind, sample, x),
        Pool(_) | AdaptivePool(_) => Some(sample + x),
        // `F.interpolate`.
        Resampling(resampling) if resampling.sized => Some(y),
        // The hook of `nn.Upsample` counts one sample, which is then divided by the batch.
        Resampling(_) => Some((y / runs).floor(runs) + y),
        Recurrent(work) => Some(recurrent(&work)),
        Attention(_) | Bilinear(_) | Cumulative(_) | Dropout | Elementwise(_) | Function(_)
        | Gather(_) | Lookup(_) | Move(_) | Reduction(_) | Sampling(_) | Scan(_) | Scatter(_)
        | Selection(_) | Softmax(_) => None,
    }
}

/// `deformable_conv_flops_counter_hook`, for one sample: 20 for the values of a tap, 4 for its place, and 1 for
/// a mask.
fn interpolated<N: Numeric>(conv: &DeformableConvolution) -> N {
    let each = if conv.mask { 25 } else { 24u64 };
    N::product(K_LETTERS, &conv.kernel) * N::product(O_LETTERS, &conv.output) * each
}

/// `bn_flops_counter_hook`; `nn.LayerNorm` has no `affine`, whatever it learns.
fn per_element(norm: &Norm) -> Option<u64> {
    use NormKind::*;
    match norm.kind {
        Batch | Group | Instance => Some(if norm.affine { 2 } else { 1 }),
        Layer => Some(1),
        Euclidean | LocalResponse | RootMeanSquare | Scale => None,
    }
}

/// Hooks count the elements of one sample, functions those of the whole batch.
fn activated<N: Numeric>(kind: ActivationKind, sample: N, x: N) -> Option<N> {
    use ActivationKind::*;
    match kind {
        Relu | Gelu | Prelu | Elu => Some(sample + x),
        Relu6 | LeakyRelu => Some(sample),
        Silu => Some(x),
        Celu | Geglu | Glu | Hardsigmoid | Hardswish | Hardtanh | Mish | Selu | Sigmoid
        | Softplus | Tanh => None,
    }
}

/// `rnn_flops`, for one sample.
fn recurrent<N: Numeric>(work: &Recurrent) -> N {
    let biases = when(work.biases > 0, gates::<N>(work) * 2);
    total(work, |inputs| weights(work, inputs) + biases + elementwise::<N>(work))
}
