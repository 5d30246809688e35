//! ptflops 0.7.5 with its default backend `pytorch`: hooks on modules, whose sum is divided by the
//! batch, and patched functions, whose sum is not. What has both counts twice. The hooks and their
//! formulas are in `ptflops/pytorch_ops.py`, the division in `pytorch_engine.py`.

use super::recurrence::{elementwise, gates, total, weights};
use super::{Convention, LayerView, when};
use crate::network::{Activation, ActivationKind, Norm, NormKind, Recurrent, Work};
use crate::ops::formula::Quantity;

pub(super) static CONVENTION: Convention = Convention {
    name: "ptflops",
    per_mac: 1,
    summary: "ptflops, backend pytorch: macs and biases of a sample, much else twice",
    includes: "macs + biases of one sample; x of input: `bn`, `gn`, `instancenorm` 2·x, `ln` x; `relu`, `gelu`, \
               `prelu`, `elu` and pools x, and x again for the whole batch; `relu6`, `leakyrelu` x; \
               `silu` x of the whole batch; `upsample 2` y twice; recurrent gates, biases and products",
    excludes: "softmax, other activations, sums and products",
    flops,
    formula: flops,
};

fn flops<N: Quantity>(layer: &LayerView<'_, N>) -> Option<N> {
    let (x, y, macs, runs) = (layer.x(), layer.y(), layer.counts.macs, layer.runs);
    let sample = x / runs;
    match layer.layer.work {
        Work::Convolution(conv) | Work::TransposedConvolution(conv) => {
            Some((macs + when(conv.bias, y)) / runs)
        }
        Work::Linear(fc) => Some((macs + when(fc.bias, y)) / runs),
        Work::Custom { .. } => Some(macs / runs),
        // `torch.matmul` is a function: the whole of the first operand times the last axis of the
        // second.
        Work::Matmul(matmul) => Some(x * N::named("n", matmul.n)),
        Work::Norm(norm) => Some(sample * per_element(&norm)?),
        Work::Activation(activation) => activated(&activation, sample, x),
        Work::Pool(_) | Work::AdaptivePool(_) => Some(sample + x),
        // `F.interpolate`.
        Work::Resampling(resampling) if resampling.sized => Some(y),
        // The hook of `nn.Upsample` counts one sample, and that is divided by the batch.
        Work::Resampling(_) => Some((y / runs).floor(runs) + y),
        Work::Recurrent(work) => Some(recurrent(&work)),
        _ => None,
    }
}

/// `bn_flops_counter_hook`; `nn.LayerNorm` has no `affine`, whatever it learns.
fn per_element(norm: &Norm) -> Option<u64> {
    match norm.kind {
        NormKind::Batch | NormKind::Group | NormKind::Instance => {
            Some(if norm.affine { 2 } else { 1 })
        }
        NormKind::Layer => Some(1),
        _ => None,
    }
}

/// Of hooks those of one sample, of functions all.
fn activated<N: Quantity>(activation: &Activation, sample: N, x: N) -> Option<N> {
    use ActivationKind::*;
    match activation.kind {
        Relu | Gelu | Prelu | Elu => Some(sample + x),
        Relu6 | LeakyRelu => Some(sample),
        Silu => Some(x),
        _ => None,
    }
}

/// `rnn_flops`, for one sample.
fn recurrent<N: Quantity>(work: &Recurrent) -> N {
    let biases = when(work.bias, gates::<N>(work) * 2);
    total(work, |inputs| weights(work, inputs) + biases + elementwise::<N>(work))
}
