//! What the backward pass needs of the forward pass: PyTorch's autograd saves, for each operation,
//! what the formula of its gradient names (`tools/autograd/derivatives.yaml`).

use super::{Needs, learns};
use crate::cost::bytes as sizes;
use crate::cost::memory::storages;
use crate::index::IndexVec;
use crate::network::{
    ActivationKind, Elementwise, ElementwiseKind, FunctionKind, Layer, Network, Norm, NormKind,
    OpKind, PoolKind, Recurrent, RecurrentKind, ReductionKind,
};
use crate::tensor::{Dtype, TensorId};

/// Bytes of all that is saved: of each storage once, however many layers save it.
pub(super) fn bytes(network: &Network, needs: &Needs) -> Option<u128> {
    let storage = storages(network, |layer| {
        // In training `dropout` does something.
        layer.kind.is_view() && !matches!(layer.kind, OpKind::Dropout)
    });
    let mut counted = IndexVec::filled(network.tensors.len(), false);
    let mut sum = 0u128;
    for layer in &network.layers {
        if !needs[layer.output] {
            continue;
        }
        for tensor in tensors(network, layer, needs) {
            // A parameter is there anyway.
            let Some(storage) = storage[tensor] else { continue };
            if !std::mem::replace(&mut counted[storage], true) {
                sum = sum.checked_add(sizes::tensor(network, storage)?)?;
            }
        }
        sum = sum.checked_add(extra(network, layer)?)?;
    }
    Some(sum)
}

/// The tensors among inputs and outputs of a layer that are saved.
fn tensors(network: &Network, layer: &Layer, needs: &Needs) -> Vec<TensorId> {
    let inputs = || layer.inputs.to_vec();
    match &layer.kind {
        // The gradient of the weights takes the input.
        OpKind::Convolution(_) | OpKind::TransposedConvolution(_) | OpKind::Linear(_) => {
            if learns(network, layer) { inputs() } else { Vec::new() }
        }
        // The kernels compute the scores and the states anew.
        OpKind::Attention(_) => inputs().into_iter().chain([layer.output]).collect(),
        OpKind::Bilinear(_)
        | OpKind::DeformableConvolution(_)
        | OpKind::Sampling(_)
        | OpKind::Custom(_)
        | OpKind::Scan(_)
        | OpKind::Lookup(_)
        | OpKind::Norm(_)
        | OpKind::Recurrent(_) => inputs(),
        OpKind::Matmul(_) => factors(layer, needs),
        OpKind::Elementwise(work) => operands(work, layer, needs),
        OpKind::Activation(work) => match work.kind {
            ActivationKind::Relu | ActivationKind::Sigmoid | ActivationKind::Tanh => {
                vec![layer.output]
            }
            _ => inputs(),
        },
        OpKind::Function(work) => function(work.kind, layer),
        OpKind::Softmax(_) => vec![layer.output],
        OpKind::Pool(_) => inputs(),
        // Of one element it is a mean, whose gradient takes nothing but sizes.
        OpKind::AdaptivePool(work)
            if work.kind == PoolKind::Average && work.output.product() == 1 =>
        {
            Vec::new()
        }
        OpKind::AdaptivePool(_) => inputs(),
        OpKind::Reduction(work) => match work.kind {
            ReductionKind::Mean | ReductionKind::Sum | ReductionKind::Argmax => Vec::new(),
            _ => inputs().into_iter().chain([layer.output]).collect(),
        },
        // The factors of a running product are it and its values.
        OpKind::Cumulative(work) if work.product => {
            inputs().into_iter().chain([layer.output]).collect()
        }
        // The places.
        OpKind::Gather(_) => layer.inputs.iter().skip(1).copied().collect(),
        OpKind::Scatter(work) => match work.combine {
            None | Some(ElementwiseKind::Add) => {
                layer.inputs.iter().skip(1).take(1).copied().collect()
            }
            Some(_) => inputs().into_iter().chain([layer.output]).collect(),
        },
        // Where the values came from, the second output.
        OpKind::Selection(_) => layer.outputs().skip(1).collect(),
        OpKind::Cumulative(_) => Vec::new(),
        OpKind::Dropout | OpKind::Move(_) | OpKind::Resampling(_) => Vec::new(),
    }
}

/// What the derivative of a function is made of: its value, its argument, or nothing.
fn function(kind: FunctionKind, layer: &Layer) -> Vec<TensorId> {
    use FunctionKind::*;
    match kind {
        Exp | Reciprocal | Rsqrt | Sqrt => vec![layer.output],
        Abs | Clamp(_) | Cos | Erf | Log | Sin => layer.inputs.to_vec(),
        // The tables of sines and cosines are there anyway.
        Ceil | Floor | Neg | Not | Rope | Round | Sign => Vec::new(),
    }
}

/// Each input that the gradient of another one takes.
fn factors(layer: &Layer, needs: &Needs) -> Vec<TensorId> {
    let inputs = layer.inputs.iter().enumerate();
    let of_another = |(index, _): &(usize, &TensorId)| {
        let others = layer.inputs.iter().enumerate().filter(|(other, _)| other != index);
        others.into_iter().any(|(_, other)| needs[*other])
    };
    inputs.filter(of_another).map(|(_, input)| *input).collect()
}

/// The operands of a join that are saved; numbers are not tensors.
fn operands(work: &Elementwise, layer: &Layer, needs: &Needs) -> Vec<TensorId> {
    match (work.kind, &*layer.inputs) {
        (ElementwiseKind::Add | ElementwiseKind::Compare | ElementwiseKind::Logic, _) => Vec::new(),
        (_, []) | (ElementwiseKind::Div | ElementwiseKind::Mod, [_]) => Vec::new(),
        (ElementwiseKind::Max | ElementwiseKind::Min, inputs) => inputs.to_vec(),
        // The condition says where the gradient goes.
        (ElementwiseKind::Where, [condition, ..]) => vec![*condition],
        // xʸ has the gradients g·y·xʸ⁻¹ and g·xʸ·ln x.
        (ElementwiseKind::Pow, inputs) => {
            let power = inputs.get(1).is_some_and(|it| needs[*it]).then_some(layer.output);
            inputs.iter().copied().chain(power).collect()
        }
        // That of the divisor is −g·⌊a/b⌋.
        (ElementwiseKind::Mod, [_, divisors @ ..]) => {
            let taken = divisors.iter().any(|it| needs[*it]);
            if taken { layer.inputs.to_vec() } else { Vec::new() }
        }
        (ElementwiseKind::Mul, _) => factors(layer, needs),
        // a/b has the gradients g/b and −g·a/b².
        (ElementwiseKind::Div, [dividend, divisors @ ..]) => {
            let dividend = divisors.iter().any(|it| needs[*it]).then_some(*dividend);
            divisors.iter().copied().chain(dividend).collect()
        }
    }
}

/// Bytes that a layer saves in addition to its inputs and outputs.
fn extra(network: &Network, layer: &Layer) -> Option<u128> {
    let runs = u128::from(network.runs(layer));
    let elements = sizes::elements(network, layer.output);
    use OpKind::*;
    match &layer.kind {
        Dropout => Some(elements), // a mask of one byte each
        Norm(norm) => statistics(norm, network, layer),
        // The positions of the maxima: indices of 64 bits.
        Pool(work) if work.kind == PoolKind::Max => elements.checked_mul(8),
        AdaptivePool(work) if work.kind == PoolKind::Max => elements.checked_mul(8),
        // The logarithm of the sum of each softmax.
        Attention(work) => {
            let rows = u128::from(work.heads).checked_mul(work.queries.into())?;
            Dtype::F32.bytes(rows.checked_mul(runs)?)
        }
        Recurrent(work) => {
            let dtype = network.tensor(layer.output).dtype;
            dtype.bytes(workspace(work).checked_mul(runs)?)
        }
        Activation(_)
        | AdaptivePool(_)
        | Convolution(_)
        | Cumulative(_)
        | Elementwise(_)
        | Function(_)
        | Gather(_)
        | Linear(_)
        | Lookup(_)
        | Matmul(_)
        | Move(_)
        | Pool(_)
        | Reduction(_)
        | Resampling(_)
        | Bilinear(_)
        | DeformableConvolution(_)
        | Sampling(_)
        | Scan(_)
        | Scatter(_)
        | Selection(_)
        | Softmax(_) => Some(0),
        TransposedConvolution(_) | Custom(_) => Some(0),
    }
}

/// What a normalisation saves: the mean and the deviation of each vector in 32 bits.
fn statistics(norm: &Norm, network: &Network, layer: &Layer) -> Option<u128> {
    let vectors = u128::from(norm.vectors).checked_mul(u128::from(network.runs(layer)))?;
    let values = match norm.kind {
        // Over the whole batch, for each channel.
        NormKind::Batch => {
            let axes = network.tensor(layer.output).shape;
            2 * u128::from(axes.axes().first().copied().unwrap_or(1))
        }
        NormKind::Group | NormKind::Instance | NormKind::Layer => vectors.checked_mul(2)?,
        NormKind::Euclidean | NormKind::RootMeanSquare => vectors,
        NormKind::Scale => 0,
        // PyTorch composes it of simple operations: the squares, their sums and the divisors stay.
        NormKind::LocalResponse => {
            return sizes::tensor(network, layer.output)?.checked_mul(3);
        }
    };
    Dtype::F32.bytes(values)
}

/// Values that a recurrent layer saves of each sample: in each step, layer and direction the gates,
/// of `lstm` the state of the cell as well, of `gru` what PyTorch's kernel keeps, 5 H; and the
/// output.
fn workspace(work: &Recurrent) -> u128 {
    let kept = match work.kind {
        RecurrentKind::Lstm | RecurrentKind::Gru => 5 + 1,
        RecurrentKind::Rnn => 1,
    };
    let cells = u128::from(work.layers) * u128::from(work.directions) * u128::from(work.steps);
    cells * kept * u128::from(work.hidden)
}
