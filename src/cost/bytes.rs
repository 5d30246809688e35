//! Bytes: what tensors take, and what layers read and write of them.
//!
//! A tensor of e elements of b bits takes ⌈e·b / 8⌉ bytes, e being those of the whole batch; so
//! does a parameter.
//! `None` stands for a figure that 128 bits do not hold.

use crate::network::{Layer, Network, Origin, Tensor, TensorId, Work};

/// How many samples a tensor is there for: the batch, or 1 if it depends on weights only.
fn samples(network: &Network, tensor: &Tensor) -> u128 {
    u128::from(if tensor.batched { network.batch } else { 1 })
}

/// Elements of a tensor, for the whole batch.
pub fn elements(network: &Network, id: TensorId) -> u128 {
    let tensor = network.tensor(id);
    u128::from(tensor.shape.elements()) * samples(network, tensor)
}

/// Bytes of a tensor, for the whole batch.
pub fn tensor(network: &Network, id: TensorId) -> Option<u128> {
    network.tensor(id).dtype.bytes(elements(network, id))
}

/// Bytes of these tensors, each once.
fn distinct(network: &Network, ids: &[TensorId]) -> Option<u128> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().try_fold(0u128, |sum, id| sum.checked_add(tensor(network, id)?))
}

/// Bytes of a layer's outputs, whether written or only looked at: the outputs of views are,
/// a parameter (of `weight`) is none.
pub fn outputs(network: &Network, layer: &Layer) -> Option<u128> {
    if is_parameter(network, layer) {
        return Some(0);
    }
    layer.outputs().try_fold(0u128, |sum, id| sum.checked_add(tensor(network, id)?))
}

/// Bytes that a layer reads: its inputs and its parameters, each once; of a move only what it
/// copies, of a table only the rows that are looked up.
pub fn read(network: &Network, layer: &Layer) -> Option<u128> {
    if is_view(layer) || is_parameter(network, layer) {
        return Some(0);
    }
    let inputs = match (&layer.work, &*layer.inputs) {
        // Only operations with one input copy a part of it.
        (Work::Move(moved), [input]) => {
            let tensor = network.tensor(*input);
            tensor.dtype.bytes(u128::from(moved.copied) * samples(network, tensor))?
        }
        (_, inputs) => distinct(network, inputs)?,
    };
    let stored = match layer.work {
        Work::Lookup(_) => {
            let rows = u128::from(network.runs(layer));
            layer.weights.bytes(u128::from(layer.reads) * rows)?
        }
        _ => layer.all_bytes,
    };
    inputs.checked_add(stored)
}

/// Bytes that a layer writes: its outputs.
pub fn written(network: &Network, layer: &Layer) -> Option<u128> {
    if is_view(layer) { Some(0) } else { outputs(network, layer) }
}

/// Whether a layer's output is its input's storage.
pub fn is_view(layer: &Layer) -> bool {
    match layer.work {
        Work::Dropout => true,
        Work::Move(moved) => moved.view,
        _ => false,
    }
}

/// Whether a layer only provides a parameter: `weight`.
pub fn is_parameter(network: &Network, layer: &Layer) -> bool {
    matches!(network.tensor(layer.output).origin, Origin::Weight(_))
}

#[cfg(test)]
mod tests;
