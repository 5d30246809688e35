//! Memory: which storages live while a layer runs, and where their sum is largest.
//!
//! Layers run in the file's order. A storage is made by each input before
//! the first layer, and by each layer that is not a view, for each of its outputs; a view uses
//! its input's storage, and a parameter has none. A storage lives through the last layer that reads it
//! or a view of it; an output of the network lives to the end, and one that nothing reads lives through
//! its own layer.
//!
//! A group of fused layers is a single step: its inputs and its stored outputs live during the whole step, and a
//! tensor that is not stored has no storage.
//!
//! In a network that runs in place, layers that go over single elements write their output where
//! they read an operand that nothing reads later. Operand and output take the same bytes, so
//! the sums are those without it, less what is taken over while the layer runs.

use crate::index::{Idx, IndexVec};
use crate::network::{
    ActivationKind, FunctionKind, Layer, LayerId, Network, NormKind, OpKind, Origin,
};
use crate::tensor::TensorId;

use super::bytes;

mod buffers;

pub use buffers::Buffers;

/// The storages of a network, and how long each lives.
#[derive(Debug)]
pub struct Lifetimes<'n> {
    network: &'n Network,
    /// Whether layers write their output where they read.
    inplace: bool,
    /// For each tensor, the one whose storage it is; `None` for parameters and views of them.
    storage: IndexVec<TensorId, Option<TensorId>>,
    /// For each tensor with a storage of its own, the last layer that it lives through;
    /// `None` for an input that nobody reads.
    last: IndexVec<TensorId, Option<LayerId>>,
}

/// The layer during which the living storages take most, the first of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peak {
    /// What they take, in bytes.
    pub bytes: u128,
    /// The layer.
    pub layer: LayerId,
}

/// The network's end, for what lives that long.
const END: LayerId = LayerId(u32::MAX);

impl<'n> Lifetimes<'n> {
    /// The lifetimes of a network's storages, in time and room linear in its size.
    pub fn of(network: &'n Network, inplace: bool) -> Self {
        let mut storage = storages(network, |layer| layer.kind.is_view());
        if !network.fused.is_empty() {
            for id in storage.ids() {
                storage[id] = storage[id].filter(|storage| network.tensor(*storage).stored);
            }
        }
        let mut last = IndexVec::filled(network.tensors.len(), None);
        for (first, end) in network.steps() {
            for layer in layers_of(network, first, end) {
                for tensor in layer.outputs().chain(layer.inputs.iter().copied()) {
                    if let Some(storage) = storage[tensor] {
                        last[storage] = Some(end);
                    }
                }
            }
        }
        for output in &network.outputs {
            if let Some(storage) = storage[*output] {
                last[storage] = Some(END);
            }
        }
        Lifetimes { network, inplace, storage, last }
    }

    /// The tensor whose storage a tensor is; none for a parameter.
    pub fn storage(&self, tensor: TensorId) -> Option<TensorId> {
        self.storage[tensor]
    }

    /// Whether a tensor has a storage of its own.
    fn is_storage(&self, tensor: TensorId) -> bool {
        self.storage(tensor) == Some(tensor)
    }

    /// What the living storages take while each layer runs, in bytes; `None` for a sum that
    /// 128 bits do not hold.
    pub fn living_bytes(&self) -> Option<Vec<u128>> {
        let size = |tensor| bytes::tensor(self.network, tensor);
        let mut last = self.last.clone();
        let mut living = 0u128;
        for input in &self.network.inputs {
            if last[*input].is_some() {
                living = living.checked_add(size(*input)?)?;
            }
        }
        let mut all = Vec::with_capacity(self.network.layers.len());
        for (first, end) in self.network.steps() {
            let layers = || layers_of(self.network, first, end);
            for output in layers().flat_map(Layer::outputs).filter(|it| self.is_storage(*it)) {
                living = living.checked_add(size(output)?)?;
            }
            let taken = self.taken_over(first).map_or(Some(0), size)?;
            all.extend(layers().map(|_| living - taken));
            let touched = |layer: &'n Layer| layer.inputs.iter().copied().chain(layer.outputs());
            for storage in layers().flat_map(touched).filter_map(|it| self.storage(it)) {
                // Taking the end away keeps what is read twice from being freed twice.
                if last[storage].take_if(|last| *last == end).is_some() {
                    living -= size(storage)?;
                }
            }
        }
        Some(all)
    }

    /// The last layer that a storage lives through; `None` for a tensor without a storage of its own, and
    /// for an input that nobody reads.
    pub fn lives_through(&self, tensor: TensorId) -> Option<LayerId> {
        let last = self.last[tensor].filter(|_| self.is_storage(tensor))?;
        match last {
            END => self.network.layers.len().checked_sub(1).map(LayerId::at),
            layer => Some(layer),
        }
    }

    /// The storage that a layer takes over for its output, where the network runs in place: of
    /// the first operand that has the output's shape and type and is read last here.
    pub fn taken_over(&self, id: LayerId) -> Option<TensorId> {
        let (network, layer) = (self.network, self.network.layer(id));
        if !self.inplace || !runs_in_place(&layer.kind) || network.step_of(id) != (id, id) {
            return None;
        }
        let output = network.tensor(layer.output);
        let fits = |operand: TensorId, storage: TensorId| {
            let (operand, storage) = (network.tensor(operand), network.tensor(storage));
            operand.shape == output.shape
                && operand.batched == output.batched
                && storage.dtype == output.dtype
        };
        let mut storages = layer.inputs.iter().filter_map(|input| {
            let storage = self.storage(*input)?;
            fits(*input, storage).then_some(storage)
        });
        storages.find(|storage| self.last[*storage] == Some(id))
    }

    /// The storages that live while a layer runs, its own outputs among them, each by the tensor
    /// that is in it; what is taken over by that of the layer.
    pub fn living(&self, layer: LayerId) -> impl Iterator<Item = TensorId> + '_ {
        let taken = self.taken_over(layer);
        self.last.ids().filter(move |id| {
            let made = match self.network.tensor(*id).origin {
                Origin::Claimed(_) | Origin::Input => LayerId(0),
                Origin::Layer(made) | Origin::Weight(made) => self.network.step_of(made).0,
            };
            let lives = |last: LayerId| made <= layer && layer <= last;
            self.is_storage(*id) && self.last[*id].is_some_and(lives) && taken != Some(*id)
        })
    }
}

/// The layers from one to another.
fn layers_of(network: &Network, first: LayerId, last: LayerId) -> impl Iterator<Item = &Layer> {
    network.layers.get(first.index()..=last.index()).unwrap_or_default().iter()
}

/// Where so many living bytes for each layer are most; `None` for a network without layers.
pub fn peak(living: &[u128]) -> Option<Peak> {
    // Of equal ones the last is the maximum: the first from the end.
    let peak = living.iter().enumerate().rev().max_by_key(|(_, bytes)| **bytes);
    peak.map(|(layer, bytes)| Peak { bytes: *bytes, layer: LayerId::at(layer) })
}

/// Whether a layer computes each element of its output from the one at the same position, so that
/// it may overwrite its input.
fn runs_in_place(work: &OpKind) -> bool {
    use OpKind::*;
    match work {
        Activation(work) => !matches!(work.kind, ActivationKind::Glu | ActivationKind::Geglu),
        Function(work) => work.kind != FunctionKind::Rope,
        Elementwise(_) => true,
        Norm(work) => matches!(work.kind, NormKind::Batch | NormKind::Scale),
        AdaptivePool(_)
        | Convolution(_)
        | Attention(_)
        | Bilinear(_)
        | DeformableConvolution(_)
        | Cumulative(_)
        | Dropout
        | Gather(_)
        | Linear(_)
        | Lookup(_)
        | Matmul(_)
        | Move(_)
        | Pool(_)
        | Recurrent(_)
        | Reduction(_)
        | Resampling(_)
        | Sampling(_)
        | Scan(_)
        | Scatter(_)
        | Selection(_)
        | Softmax(_) => false,
        TransposedConvolution(_) | Custom(_) => false,
    }
}

/// For each tensor, the one whose storage it is; `None` for parameters.
pub(super) fn storages(
    network: &Network,
    is_view: impl Fn(&Layer) -> bool,
) -> IndexVec<TensorId, Option<TensorId>> {
    let mut storage = IndexVec::filled(network.tensors.len(), None);
    for input in &network.inputs {
        storage[*input] = Some(*input);
    }
    for layer in network.layers.iter().filter(|layer| !bytes::is_parameter(network, layer)) {
        let viewed = layer.inputs.first().filter(|_| is_view(layer));
        for output in layer.outputs() {
            storage[output] = match viewed {
                Some(input) => storage[*input],
                None => Some(output),
            };
        }
    }
    storage
}

#[cfg(test)]
mod tests;
