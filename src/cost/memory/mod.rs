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
//! the sums are those without it, less what is taken over while the layer runs. A depthwise convolution may write over its input
//! too, channel by channel, if there is room for one more channel (Lin et al., "MCUNet", NeurIPS 2020).
//!
//! Layers that run in [patches](super::patches) need only a window of each tensor between them. Their inputs live until the last of
//! them has run, and the output of the last lives from the first on.

use crate::index::{Idx, IndexVec};
use crate::network::{Layer, LayerId, Network, Origin};
use crate::tensor::TensorId;

use super::bytes;
use super::patches::Stage;

mod buffers;
mod calls;
mod inplace;

pub use buffers::{Buffers, Contents};
pub use calls::Peaks;
pub use inplace::{InPlace, Takeover};

/// The storages of a network, and how long each lives.
#[derive(Debug)]
pub struct Lifetimes<'n> {
    network: &'n Network,
    /// Which layers write their output where they read.
    inplace: InPlace,
    /// The layers that run in patches, if some do.
    stage: Option<&'n Stage>,
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
    pub fn of(network: &'n Network, inplace: InPlace, stage: Option<&'n Stage>) -> Self {
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
        if let Some(stage) = stage {
            // Each patch reads them again.
            for input in network.inputs.iter().filter(|input| stage.rereads(**input)) {
                last[*input] = last[*input].max(Some(stage.last));
            }
        }
        for output in &network.outputs {
            if let Some(storage) = storage[*output] {
                last[storage] = Some(END);
            }
        }
        Lifetimes { network, inplace, stage, storage, last }
    }

    /// The bytes of a storage; `None` if 128 bits do not hold them.
    pub fn size(&self, storage: TensorId) -> Option<u128> {
        match self.stage {
            Some(stage) => stage.bytes(self.network, storage),
            None => bytes::tensor(self.network, storage),
        }
    }

    /// Whether a storage is the output of the patches: it lives from the first of them on.
    fn is_assembled(&self, storage: TensorId) -> bool {
        self.stage.is_some_and(|stage| stage.output == storage)
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
        let mut last = self.last.clone();
        let mut living = 0u128;
        let assembled = self.stage.map(|stage| stage.output).filter(|it| self.is_storage(*it));
        let at_first = self.network.inputs.iter().copied().chain(assembled);
        for storage in at_first.filter(|storage| last[*storage].is_some()) {
            living = living.checked_add(self.size(storage)?)?;
        }
        let is_new = |output: &TensorId| self.is_storage(*output) && !self.is_assembled(*output);
        let mut all = Vec::with_capacity(self.network.layers.len());
        for (first, end) in self.network.steps() {
            let layers = || layers_of(self.network, first, end);
            for output in layers().flat_map(Layer::outputs).filter(is_new) {
                living = living.checked_add(self.size(output)?)?;
            }
            let taken = match self.taken_over(first) {
                Some(taken) => self.saved(&taken)?,
                None => 0,
            };
            all.extend(layers().map(|_| living - taken));
            let touched = |layer: &'n Layer| layer.inputs.iter().copied().chain(layer.outputs());
            for storage in layers().flat_map(touched).filter_map(|it| self.storage(it)) {
                // Taking the end away keeps what is read twice from being freed twice.
                if last[storage].take_if(|last| *last == end).is_some() {
                    living -= self.size(storage)?;
                }
            }
            self.free_inputs(end, &mut last, &mut living)?;
        }
        Some(all)
    }

    /// Frees the inputs that only patches have kept until the end of a step.
    fn free_inputs(
        &self,
        end: LayerId,
        last: &mut IndexVec<TensorId, Option<LayerId>>,
        living: &mut u128,
    ) -> Option<()> {
        if self.stage.is_some_and(|stage| stage.last == end) {
            for input in &self.network.inputs {
                if last[*input].take_if(|last| *last == end).is_some() {
                    *living -= self.size(*input)?;
                }
            }
        }
        Some(())
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

    /// The first layer that a storage lives through: of a step, the first; of what is there from the start, the first of all.
    /// `None` for a tensor without a storage of its own, and for an input that nobody reads.
    pub fn lives_from(&self, tensor: TensorId) -> Option<LayerId> {
        let made = match self.network.tensor(tensor).origin {
            _ if self.is_assembled(tensor) => LayerId(0),
            Origin::Claimed(_) | Origin::Input => LayerId(0),
            Origin::Layer(made) | Origin::Weight(made) => self.network.step_of(made).0,
        };
        self.lives_through(tensor).map(|_| made)
    }

    /// The storages that live while a layer runs, its own outputs among them, each by the tensor
    /// that is in it, with their bytes; what is taken over by that of the layer.
    pub fn living(&self, layer: LayerId) -> impl Iterator<Item = (TensorId, u128)> + '_ {
        let taken = self.taken_over(self.network.step_of(layer).0);
        let living = self.last.ids().filter(move |id| {
            let lives = self.lives_from(*id).zip(self.lives_through(*id));
            lives.is_some_and(|(first, last)| first <= layer && layer <= last)
        });
        // They fit: the sums of living storages do.
        let size = |id| self.size(id).unwrap_or_default();
        living.filter_map(move |id| match &taken {
            Some(taken) if taken.channels.is_none() && taken.storage == id => None,
            Some(taken) if taken.channels.is_some() && taken.by == id => {
                Some((id, self.scratch(taken).unwrap_or_default()))
            }
            _ => Some((id, size(id))),
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
