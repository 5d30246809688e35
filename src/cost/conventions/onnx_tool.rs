//! onnx-tool 1.0.1, on the graph that PyTorch exports: multiply-accumulates and vector instructions
//! in one sum. The formulas are those of `onnx_tool/node.py`, where `EXP_MACS` is 32, `SQRT_MACS` 24
//! and `DIV_MACS` 4.

use super::recurrence::{total, weights};
use super::{Convention, LayerView, when};
use crate::network::*;
use crate::ops::formula::{K_LETTERS, Quantity};

pub(super) static CONVENTION: Convention = Convention {
    name: "onnx-tool",
    per_mac: 1,
    summary: "onnx-tool on the exported graph: macs, biases and instructions of everything",
    includes: "macs + biases; `bn` 31·x, but none behind a convolution that only it reads, which has a bias \
               then; `ln` 7·x + 29 a row; pools y·K²; `gap` x + 4·y; each element: `relu` 1, `relu6` 2, \
               `leakyrelu` 2, `prelu` 2, `hardsigmoid` 4, `hardswish` 5, `gelu` 7, `sigmoid` 32, `silu` 33, \
               `softmax` 36, `tanh` 76, `logsoftmax` 80, sums and products 1, `div` 4, linear `upsample` 4; \
               `deconv` with Cout for Cin",
    excludes: "`embed`, nearest `upsample`, and what it has no node for",
    flops,
    formula: flops,
};

fn flops<N: Quantity>(layer: &LayerView<'_, N>) -> Option<N> {
    let (x, y, macs) = (layer.x(), layer.y(), layer.counts.macs);
    match layer.layer.work {
        Work::Convolution(conv) => Some(macs + when(conv.bias || normed(layer), y)),
        Work::TransposedConvolution(conv) => {
            let channels = N::named("C_out", conv.out_channels) / N::named("g", conv.groups);
            let window = channels * N::product(K_LETTERS, &conv.kernel);
            Some(y * (window + when(conv.bias, N::literal(1))))
        }
        Work::Linear(fc) => Some(macs + when(fc.bias, y)),
        Work::Matmul(_) | Work::Custom { .. } => Some(macs),
        Work::Norm(norm) if norm.kind == NormKind::Batch && folded(layer) => Some(N::literal(0)),
        Work::Norm(norm) => normalised(&norm, layer),
        Work::Activation(activation) => Some(y * per_element(activation.kind)?),
        Work::Softmax(softmax) => Some(x * if softmax.log { 80 } else { 36 }),
        Work::Pool(pool) => Some(y * window::<N>(&pool.kernel)),
        Work::AdaptivePool(pool) if pool.kind == PoolKind::Average => Some(adaptive(&pool, x, y)),
        Work::Elementwise(join) => {
            let each = if join.kind == ElementwiseKind::Div { 4 } else { 1 };
            Some(y * (N::named("operands", join.operands) - 1) * each)
        }
        Work::Reduction(_) => Some(x),
        Work::Resampling(resampling) => match resampling.mode {
            Interpolation::Nearest => Some(N::literal(0)),
            Interpolation::Linear(_) => Some(y * 4),
            Interpolation::Bicubic => Some(y * 8),
        },
        Work::Recurrent(work) => Some(layer.runs * recurrent::<N>(&work)?),
        _ => None,
    }
}

/// Whether a convolution's only reader is a `bn`, which the export then folds into it.
fn normed<N>(conv: &LayerView<'_, N>) -> bool {
    let reader = conv.consumers.sole_consumer(conv.network, conv.layer.output);
    reader.is_some_and(|layer| matches!(layer.work, Work::Norm(Norm { kind: NormKind::Batch, .. })))
}

/// Whether a `bn` is the only reader of a convolution.
fn folded<N>(bn: &LayerView<'_, N>) -> bool {
    let LayerView { network, layer, consumers, .. } = bn;
    layer.inputs.first().is_some_and(|input| {
        let producer = consumers.producer(network, *input);
        let convolved =
            producer.is_some_and(|producer| matches!(producer.work, Work::Convolution(_)));
        convolved && consumers.sole_consumer(network, *input).is_some()
    })
}

/// `BatchNormalization`: subtraction, root, division, sum and product. `LayerNormalization`; and of
/// groups an `InstanceNormalization`, `Mul` and `Add`. `Mul` of a learned factor.
fn normalised<N: Quantity>(norm: &Norm, layer: &LayerView<'_, N>) -> Option<N> {
    let x = layer.x();
    match norm.kind {
        NormKind::Batch => Some(x * (1 + 24 + 4 + 1 + 1)),
        NormKind::Layer => Some(x * 7 + layer.runs * N::named("v", norm.vectors) * 29),
        NormKind::Group => Some(x * 9),
        NormKind::Instance => Some(x * 7),
        NormKind::Scale => Some(x),
        _ => None,
    }
}

fn per_element(kind: ActivationKind) -> Option<u64> {
    use ActivationKind::*;
    match kind {
        Relu => Some(1),
        Relu6 | LeakyRelu | Prelu => Some(2),
        Hardsigmoid => Some(4),
        Hardswish => Some(5),
        // An error function, which is free, and what stands round it.
        Gelu => Some(7),
        Sigmoid => Some(32),
        // A sigmoid and a product.
        Silu => Some(33),
        // `TANH_MACS`, twice.
        Tanh => Some(2 * (32 + 2 + 4)),
        _ => None,
    }
}

/// What `PoolBase.profile` takes for the window: of three axes the first alone.
fn window<N: Quantity>(kernel: &Spatial) -> N {
    match kernel.sizes() {
        [depth, _, _] => N::named("K_d", *depth),
        _ => N::product(K_LETTERS, kernel),
    }
}

/// `GlobalAveragePool`, or an `AveragePool` whose window is the quotient of the sizes.
fn adaptive<N: Quantity>(pool: &AdaptivePool, x: N, y: N) -> N {
    if pool.output.product() == 1 {
        return x + y * 4;
    }
    let sizes = pool.input.sizes().iter().zip(pool.output.sizes());
    let quotients: Vec<u32> = sizes.map(|(input, output)| input / output).collect();
    y * window::<N>(&Spatial::new(&quotients))
}

/// `LSTM` and `GRU`, for one sample: weights, biases, and the instructions of the gates.
fn recurrent<N: Quantity>(work: &Recurrent) -> Option<N> {
    let each = match work.kind {
        RecurrentKind::Lstm => 188u64,
        RecurrentKind::Gru => 116,
        RecurrentKind::Rnn => return None,
    };
    Some(total(work, |inputs| {
        weights(work, inputs) + N::literal(each) * N::named("H", work.hidden)
    }))
}
