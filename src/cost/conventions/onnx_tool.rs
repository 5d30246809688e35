//! onnx-tool 1.0.1, on the graph that PyTorch exports: multiply-accumulates and vector instructions
//! in one sum. The formulas are those of `onnx_tool/node.py`, where `EXP_MACS` is 32, `SQRT_MACS` 24
//! and `DIV_MACS` 4.

use super::recurrence::{total, weights};
use super::{Convention, LayerView, features, quotients, scores, when};
use crate::network::*;
use crate::ops::formula::{K_LETTERS, Numeric};
use crate::tensor::Spatial;

pub(super) static CONVENTION: Convention = Convention {
    name: "onnx-tool",
    per_mac: 1,
    summary: "onnx-tool on the exported graph: macs, biases and instructions of everything",
    includes: "macs + biases; `bn` 31·x, but 0 if it is the only reader of a convolution, which then has a \
               bias; `ln` 7·x + 29 per row; pools y·K²; `gap` x + 4·y; per element: `relu` 1, `relu6` 2, \
               `leakyrelu` 2, `prelu` 2, `hardsigmoid` 4, `hardswish` 5, `gelu` 7, `sigmoid` 32, `silu` 33, \
               `softmax` 36, `tanh` 76, `logsoftmax` 80, sums, products and comparisons 1, `div` 4, `pow` 32, `exp` 32, \
               `log` 43, `sqrt` 24, `sin` and `cos` 39, `reciprocal` 4, `abs` and the like 1, `clamp` 2, \
               reductions 1 for each value, `norm` 25, `cumsum` 1, `sdpa` as its parts, linear `upsample` 4; \
               `deconv` with Cout in place of Cin",
    excludes: "`rnn`, `deformconv`, `bilinear`, `gridsample`, `roialign`, `scan`, `rope`, `embed`, `where`, `erf`, `argmax`, `topk`, `scatter`, other norms of vectors than the Euclidean one, `cumprod`, nearest `upsample`, max pooling to a size, other norms and activations",
    looks_around: true,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let (x, y, macs) = (layer.x(), layer.y(), layer.counts.macs);
    match layer.kind() {
        Convolution(conv) => Some(macs + when(conv.bias || normed(layer), y)),
        TransposedConvolution(conv) => {
            let channels = N::named("C_out", conv.out_channels) / N::named("g", conv.groups);
            let window = channels * N::product(K_LETTERS, &conv.kernel);
            Some(y * (window + when(conv.bias, N::literal(1))))
        }
        Linear(fc) => Some(macs + when(fc.bias, y)),
        Matmul(_) | Custom(_) => Some(macs),
        Attention(work) => Some(layer.runs * attended::<N>(&work)),
        Norm(norm) if norm.kind == NormKind::Batch && folded(layer) => Some(N::literal(0)),
        Norm(norm) => normalized(&norm, layer),
        Activation(activation) => Some(y * per_element(activation.kind)?),
        Softmax(softmax) => Some(x * if softmax.log { 80 } else { 36 }),
        Pool(pool) => Some(y * window::<N>(&pool.kernel)),
        AdaptivePool(pool) if pool.kind == PoolKind::Average => Some(adaptive(&pool, x, y)),
        Elementwise(join) => {
            Some(y * (N::named("operands", join.operands) - 1) * per_join(join.kind)?)
        }
        Function(function) => Some(y * per_function(function.kind)?),
        Reduction(reduction) => Some(x * per_value(reduction.kind)?),
        Cumulative(running) => (!running.product).then_some(y),
        Resampling(resampling) => match resampling.mode {
            Interpolation::Nearest => Some(N::literal(0)),
            Interpolation::Linear(_) => Some(y * 4),
            Interpolation::Bicubic => Some(y * 8),
        },
        Recurrent(work) => Some(layer.runs * recurrent::<N>(&work)?),
        Bilinear(_)
        | DeformableConvolution(_)
        | AdaptivePool(_)
        | Dropout
        | Gather(_)
        | Lookup(_)
        | Move(_)
        | Sampling(_)
        | Scan(_)
        | Scatter(_)
        | Selection(_) => None,
    }
}

/// Whether the only reader of a convolution is a `bn`, which the export then folds into it.
fn normed<N>(conv: &LayerView<'_, N>) -> bool {
    let consumer = conv.consumers.sole_consumer(conv.network, conv.layer.output);
    consumer
        .is_some_and(|layer| matches!(layer.kind, OpKind::Norm(Norm { kind: NormKind::Batch, .. })))
}

/// Whether a `bn` is the only reader of a convolution.
fn folded<N>(bn: &LayerView<'_, N>) -> bool {
    let LayerView { network, layer, consumers, .. } = bn;
    layer.inputs.first().is_some_and(|input| {
        let producer = consumers.producer(network, *input);
        let convolved = producer.is_some_and(|it| matches!(it.kind, OpKind::Convolution(_)));
        convolved && consumers.sole_consumer(network, *input).is_some()
    })
}

/// `bn` is a `BatchNormalization`: subtraction, root, division, sum and product. `ln` is a
/// `LayerNormalization`; `gn` is an `InstanceNormalization`, a `Mul` and an `Add`; `scale` is a
/// `Mul`.
fn normalized<N: Numeric>(norm: &Norm, layer: &LayerView<'_, N>) -> Option<N> {
    use NormKind::*;
    let x = layer.x();
    match norm.kind {
        Batch => Some(x * (1 + 24 + 4 + 1 + 1)),
        Layer => Some(x * 7 + layer.runs * N::named("v", norm.vectors) * 29),
        Group => Some(x * 9),
        Instance => Some(x * 7),
        Scale => Some(x),
        Euclidean | LocalResponse | RootMeanSquare => None,
    }
}

fn per_element(kind: ActivationKind) -> Option<u64> {
    use ActivationKind::*;
    match kind {
        Relu => Some(1),
        Relu6 | LeakyRelu | Prelu => Some(2),
        Hardsigmoid => Some(4),
        Hardswish => Some(5),
        // The error function is free; this is the rest of the formula.
        // The same, and a product.
        Geglu => Some(8),
        Gelu => Some(7),
        Sigmoid => Some(32),
        // A sigmoid and a product.
        Silu => Some(33),
        // `TANH_MACS`, twice.
        Tanh => Some(2 * (32 + 2 + 4)),
        Celu | Elu | Glu | Hardtanh | Mish | Selu | Softplus => None,
    }
}

/// The instructions of a join; `Where` has no formula.
fn per_join(kind: ElementwiseKind) -> Option<u64> {
    use ElementwiseKind::*;
    match kind {
        Add | Compare | Logic | Max | Min | Mod | Mul => Some(1),
        Div => Some(4),
        Pow => Some(32),
        Where => None,
    }
}

/// The export of fused attention: q and k are scaled by a root each, and then come a product, the mask, a
/// softmax and a product.
fn attended<N: Numeric>(work: &Attention) -> N {
    let (h, d) = (N::named("H", work.heads), N::named("d", work.features));
    let scaled = h * (N::named("T", work.queries) + N::named("S", work.keys)) * d;
    let masked = if work.mask || work.skips { 1 } else { 0 };
    scores::<N>(work) * (features::<N>(work) + 36 + masked) + scaled
}

/// The instructions of a reduction for each value; that of a `ReduceL2` takes a root for each.
fn per_value(kind: ReductionKind) -> Option<u64> {
    use ReductionKind::*;
    match kind {
        Max | Mean | Min | Prod | Sum => Some(1),
        L2 => Some(1 + 24),
        Argmax | L1 | LInf | Lp | LogSumExp => None,
    }
}

/// The instructions of a function; the error function is free, and an `rsqrt` is a `Sqrt` and a `Div`.
fn per_function(kind: FunctionKind) -> Option<u64> {
    use FunctionKind::*;
    Some(match kind {
        Rope => return None,
        Erf => 0,
        Abs | Ceil | Floor | Neg | Not | Round | Sign => 1,
        Clamp(_) => 2,
        Reciprocal => 4,
        Sqrt => 24,
        Rsqrt => 24 + 4,
        Exp => 32,
        Cos | Sin => 39,
        Log => 43,
    })
}

/// The window that `PoolBase.profile` uses: if there are three axes, only the first.
fn window<N: Numeric>(kernel: &Spatial) -> N {
    match kernel.sizes() {
        [depth, _, _] => N::named("K_d", *depth),
        _ => N::product(K_LETTERS, kernel),
    }
}

/// `GlobalAveragePool`, or an `AveragePool` whose window is the quotient of the sizes.
fn adaptive<N: Numeric>(pool: &AdaptivePool, x: N, y: N) -> N {
    if pool.output.product() == 1 {
        return x + y * 4;
    }
    y * window::<N>(&quotients(pool))
}

/// `LSTM` and `GRU`, for one sample: weights, biases, and the instructions of the gates.
fn recurrent<N: Numeric>(work: &Recurrent) -> Option<N> {
    let each = match work.kind {
        RecurrentKind::Lstm => 188u64,
        RecurrentKind::Gru => 116,
        RecurrentKind::Rnn => return None,
    };
    Some(total(work, |inputs| {
        weights(work, inputs) + N::literal(each) * N::named("H", work.hidden)
    }))
}
