//! thop 0.1.1: hooks on leaf modules. `thop/profile.py` lists them; `thop/vision/basic_hooks.py`,
//! `thop/vision/calc_func.py` and `thop/rnn_hooks.py` have the formulas.

use super::recurrence::{gates, total, weights};
use super::{Convention, LayerView, window};
use crate::network::*;
use crate::ops::formula::Numeric;

pub(super) static CONVENTION: Convention = Convention {
    name: "thop",
    per_mac: 1,
    summary: "thop: multiply-accumulates without bias, norms, average pools",
    includes: "macs; `deconv` as a convolution with its output; x of input, y of output: `bn`, `ln`, `instancenorm` \
               4·x, without affine 2·x; `prelu` x; `avgpool` y; average pooling to a size x + y; \
               `upsample 2` y, linear 5·y, bilinear 11·y, bicubic 259·y; recurrent layers with biases and products",
    excludes: "`deformconv`, `bilinear`, `matmul`, `einsum`, `sdpa`, `scan`, biases, other activations, max pools, `gn`, softmax, sums and products",
    looks_around: false,
    flops,
    formula: flops,
};

fn flops<N: Numeric>(layer: &LayerView<'_, N>) -> Option<N> {
    use OpKind::*;
    let (x, y) = (layer.x(), layer.y());
    match layer.kind() {
        Convolution(_) | Linear(_) | Custom(_) => Some(layer.counts.macs),
        // `count_convNd` serves both: the elements of the output times the window.
        TransposedConvolution(conv) => Some(y * window::<N>(&conv)),
        Norm(norm) => Some(x * per_element(&norm)?),
        Activation(activation) => (activation.kind == ActivationKind::Prelu).then_some(x),
        Pool(pool) => (pool.kind == PoolKind::Average).then_some(y),
        AdaptivePool(pool) => (pool.kind == PoolKind::Average).then(|| adaptive(&pool, y)),
        // `F.interpolate` is not a module.
        Resampling(resampling) if resampling.sized => None,
        Resampling(resampling) => Some(y * per_output(&resampling)?),
        Recurrent(work) => Some(layer.runs * recurrent::<N>(work)),
        Attention(_)
        | Bilinear(_)
        | DeformableConvolution(_)
        | Cumulative(_)
        | Dropout
        | Elementwise(_)
        | Function(_)
        | Gather(_)
        | Lookup(_)
        | Matmul(_)
        | Move(_)
        | Reduction(_)
        | Sampling(_)
        | Scan(_)
        | Scatter(_)
        | Selection(_)
        | Softmax(_) => None,
    }
}

/// `count_normalization`.
fn per_element(norm: &Norm) -> Option<u64> {
    use NormKind::*;
    match norm.kind {
        Batch | Instance | Layer => Some(if norm.affine { 4 } else { 2 }),
        Euclidean | Group | LocalResponse | RootMeanSquare | Scale => None,
    }
}

/// `count_adap_avgpool`: the window is the quotient of the sizes in floating point, and the product
/// is truncated to an integer.
fn adaptive<N: Numeric>(pool: &AdaptivePool, y: N) -> N {
    let sizes = pool.input.sizes().iter().zip(pool.output.sizes());
    let window: f64 = sizes.map(|(input, output)| f64::from(*input) / f64::from(*output)).product();
    y.cut(window + 1.0)
}

/// `calculate_upsample`.
fn per_output(resampling: &Resampling) -> Option<u64> {
    match resampling.mode {
        Interpolation::Nearest => Some(1),
        Interpolation::Linear(1) => Some(5),
        Interpolation::Linear(2) => Some(11),
        Interpolation::Bicubic => Some(224 + 35),
        Interpolation::Linear(_) => None,
    }
}

/// `_count_rnn_cell`, `_count_gru_cell`, `_count_lstm_cell`, which know no projection: a sum and the
/// biases for each gate, and the operations that compute the state.
fn recurrent<N: Numeric>(work: Recurrent) -> N {
    let work = &Recurrent { projection: 0, ..work };
    let each = if work.biases > 0 { 3 } else { 1 };
    let state = match work.kind {
        RecurrentKind::Rnn => 0u64,
        RecurrentKind::Gru | RecurrentKind::Lstm => 4,
    };
    total(work, |inputs| {
        weights(work, inputs)
            + gates::<N>(work) * each
            + N::literal(state) * N::named("H", work.hidden)
    })
}
