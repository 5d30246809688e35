//! Bytes: what tensors take, and what layers read and write of them.
//!
//! A tensor of e elements of b bits takes ⌈e·b / 8⌉ bytes, e being those of the whole batch; so
//! does a parameter. A tensor inside fused layers that is not stored is neither written nor read.
//! `None` means a figure that 128 bits do not hold.

mod parameters;

use std::borrow::Cow;

use foldhash::{HashSet, HashSetExt};

use crate::network::{Layer, Network, OpKind, Origin, Tensor};
use crate::ops::formula::{Count, Numeric};
use crate::tensor::{Dtype, TensorId};

pub use parameters::ParameterTotals;

/// Bytes of so many elements of a type.
fn of<N: Numeric>(elements: N, dtype: Dtype) -> N {
    match dtype.bits() {
        bits if bits % 8 == 0 => elements * u64::from(bits / 8),
        bits => (elements * u64::from(bits)).ceil(N::literal(8)),
    }
}

/// The factor for so many samples, of which one is not worth a mention.
pub fn times<N: Numeric>(samples: u64) -> N {
    if samples == 1 { N::literal(1) } else { N::named("N", samples) }
}

/// How many samples a tensor is there for: the batch, or 1 if it depends on weights only.
fn samples(network: &Network, tensor: &Tensor) -> u64 {
    if tensor.batched { network.batch } else { 1 }
}

/// Elements of a tensor, for the whole batch; a letter is for those of one sample.
pub fn size<N: Numeric>(network: &Network, id: TensorId, letter: Option<&&'static str>) -> N {
    let tensor = network.tensor(id);
    let elements = N::sizes(tensor.shape.axes());
    let elements = letter.map_or(elements, |letter| elements.called(letter));
    times::<N>(samples(network, tensor)) * elements
}

/// Elements of a tensor, for the whole batch.
pub fn elements(network: &Network, id: TensorId) -> u128 {
    let tensor = network.tensor(id);
    u128::from(tensor.shape.elements()) * u128::from(samples(network, tensor))
}

/// Bytes of a tensor, for the whole batch.
pub fn tensor(network: &Network, id: TensorId) -> Option<u128> {
    of(Count(Some(elements(network, id))), network.tensor(id).dtype).0
}

fn bytes<N: Numeric>(network: &Network, id: TensorId, letter: Option<&&'static str>) -> N {
    match network.tensor(id).stored {
        true => of(size(network, id, letter), network.tensor(id).dtype),
        false => N::literal(0),
    }
}

/// Letters of the first inputs of a layer, and of its first outputs; the others have none.
const INPUTS: [&str; 4] = ["x", "x_2", "x_3", "x_4"];
const OUTPUTS: [&str; 4] = ["y", "y_2", "y_3", "y_4"];

fn sum<N: Numeric>(terms: impl Iterator<Item = N>) -> N {
    terms.fold(N::literal(0), |sum, term| sum + term)
}

/// So many inputs are compared with each other: a set would take more work.
const FEW: usize = 8;

/// Bytes of these inputs, each once.
fn distinct<N: Numeric>(network: &Network, ids: &[TensorId]) -> N {
    // Most layers have one.
    if let [only] = ids {
        return bytes(network, *only, INPUTS.first());
    }
    let mut seen = HashSet::new();
    let mut is_new = |index: usize, id: &TensorId| match ids.len() <= FEW {
        true => ids.iter().take(index).all(|earlier| earlier != id),
        false => seen.insert(*id),
    };
    let inputs = ids.iter().enumerate().filter(|(index, id)| is_new(*index, id)).enumerate();
    sum(inputs.map(|(index, (_, id))| bytes(network, *id, INPUTS.get(index))))
}

/// Bytes of a layer's outputs, whether written or only looked at: the outputs of views are,
/// a parameter (of `weight`) is none.
pub fn outputs(network: &Network, layer: &Layer) -> Option<u128> {
    viewed::<Count>(network, layer).0
}

fn viewed<N: Numeric>(network: &Network, layer: &Layer) -> N {
    over_outputs(network, layer, bytes)
}

/// Elements of a layer's outputs; a parameter (of `weight`) is none.
pub fn activations<N: Numeric>(network: &Network, layer: &Layer) -> N {
    over_outputs(network, layer, size)
}

/// The sum of a figure of a layer's outputs.
fn over_outputs<N: Numeric>(
    network: &Network,
    layer: &Layer,
    figure: impl Fn(&Network, TensorId, Option<&&'static str>) -> N,
) -> N {
    if is_parameter(network, layer) {
        return N::literal(0);
    }
    let first = figure(network, layer.output, OUTPUTS.first());
    let others = layer.outputs().enumerate().skip(1);
    others.fold(first, |sum, (index, id)| sum + figure(network, id, OUTPUTS.get(index)))
}

/// Bytes that a layer reads, given what its parameters take.
pub fn read(network: &Network, layer: &Layer, parameters: &ParameterTotals) -> Option<u128> {
    reading::<Count>(network, layer, parameters).0
}

/// Bytes that a layer reads: its inputs and its parameters, each once; of a move only what it
/// copies, of a table or a tensor that is gathered from only what is looked up.
pub fn reading<N: Numeric>(network: &Network, layer: &Layer, parameters: &ParameterTotals) -> N {
    if layer.kind.is_view() || is_parameter(network, layer) {
        return N::literal(0);
    }
    let read = inputs_read(network, layer);
    let moves = |input: &TensorId| read.contains(input);
    let inputs = match (&layer.kind, &*layer.inputs) {
        // Only operations with one input copy a part of it.
        (OpKind::Move(moved), [input]) if moves(input) => {
            let tensor = network.tensor(*input);
            let copied = N::named("copied", moved.copied);
            of(times::<N>(samples(network, tensor)) * copied, tensor.dtype)
        }
        // What is taken, at the places that the others name.
        (OpKind::Gather(work), [taken, ..]) if moves(taken) => {
            let others = read.get(1..).unwrap_or_default();
            let tensor = network.tensor(*taken);
            let copied = times::<N>(samples(network, tensor)) * N::named("copied", work.copied);
            of(copied, tensor.dtype) + distinct::<N>(network, others)
        }
        _ => distinct(network, &read),
    };
    inputs + read_parameters::<N>(network, layer, parameters)
}

/// The inputs that a layer reads from memory: all of them, unless it is fused.
fn inputs_read<'l>(network: &Network, layer: &'l Layer) -> Cow<'l, [TensorId]> {
    match network.tensor(layer.output).origin {
        Origin::Layer(id) if !network.fused.is_empty() => {
            let read = layer.inputs.iter().copied().filter(|input| network.moves(id, *input));
            Cow::Owned(read.collect())
        }
        _ => Cow::Borrowed(&layer.inputs),
    }
}

/// Bytes of parameters that a layer reads.
fn read_parameters<N: Numeric>(network: &Network, layer: &Layer, all: &ParameterTotals) -> N {
    if layer.parameters.is_empty() {
        return N::literal(0);
    }
    let values = read_values::<N>(layer, all);
    let whole = |values: u128| u128::from(layer.weights.bits() / 8).checked_mul(values);
    match layer.kind {
        OpKind::Lookup(_) => of(times::<N>(network.runs(layer)) * values, layer.weights),
        _ if whole(all.values) == Some(all.bytes) => of(values, layer.weights),
        // Each tensor begins at a whole byte, or what is shared has another type.
        _ => N::named("w", all.bytes),
    }
}

/// Values of parameters that a layer reads: all that are its own, unless some are shared or it
/// looks rows up.
fn read_values<N: Numeric>(layer: &Layer, all: &ParameterTotals) -> N {
    let count = |name: &'static str, count: u128| match count {
        0 => N::literal(0),
        count => N::named(name, count),
    };
    match layer.kind {
        OpKind::Lookup(_) => count("values", all.reads),
        _ if all.params.checked_add(all.buffers) == Some(all.reads) => {
            count("params", all.params) + count("buffers", all.buffers)
        }
        _ => count("w", all.reads),
    }
}

/// Bytes that a layer writes: its outputs.
pub fn writing<N: Numeric>(network: &Network, layer: &Layer) -> N {
    if layer.kind.is_view() { N::literal(0) } else { viewed(network, layer) }
}

/// Whether a layer reads parameters, its own or shared.
pub fn reads_parameters(network: &Network, layer: &Layer) -> bool {
    !layer.parameters.is_empty() && !is_parameter(network, layer)
}

/// Whether a layer only provides a parameter: `weight`.
pub fn is_parameter(network: &Network, layer: &Layer) -> bool {
    matches!(network.tensor(layer.output).origin, Origin::Weight(_))
}

#[cfg(test)]
mod tests;
