//! Removing layers from a network, and adding parameters.

use super::graph::Network;
use super::ids::LayerId;
use super::parameter::{LayerParameters, Parameter, ParameterId, Parameters};
use super::tensor::{Origin, Tensor};
use crate::index::{Idx, IndexVec};
use crate::tensor::TensorId;

/// Changes of a network: layers to remove, and parameters to add.
#[derive(Debug)]
pub(crate) struct Rewrite {
    /// Whether each layer is removed. Readers of its output then read its first input.
    left_out: IndexVec<LayerId, bool>,
    /// The parameters to add, in the order of the layers.
    added: Vec<(LayerId, Parameter)>,
}

impl Rewrite {
    /// No changes.
    pub fn new(network: &Network) -> Self {
        let left_out = IndexVec::filled(network.layers.len(), false);
        Rewrite { left_out, added: Vec::new() }
    }

    /// Removes a layer, which must have an input.
    pub fn leave_out(&mut self, layer: LayerId) {
        self.left_out[layer] = true;
    }

    /// Adds a parameter to a layer. Calls must be in the order of the layers.
    pub fn add(&mut self, layer: LayerId, parameter: Parameter) {
        self.added.push((layer, parameter));
    }

    /// Whether each layer is kept, in order.
    pub fn stays(&self) -> impl Iterator<Item = bool> + '_ {
        self.left_out.iter().map(|left_out| !left_out)
    }

    /// The network with these changes.
    pub fn apply(&self, mut network: Network) -> Network {
        let layers = self.numbers();
        let tensors = self.tensors(&mut network, &layers);
        self.parameters(&mut network);
        for ids in [&mut network.inputs, &mut network.outputs] {
            ids.iter_mut().for_each(|id| *id = tensors[*id]);
        }
        let mut stays = self.stays();
        network.layers.retain(|_| stays.next() == Some(true));
        for layer in &mut network.layers {
            layer.inputs.iter_mut().for_each(|input| *input = tensors[*input]);
            layer.output = tensors[layer.output];
        }
        let end = |last: LayerId| layers[LayerId(last.0 + 1)];
        let fused = network.fused.iter().map(|it| (layers[it.first], end(it.last)));
        // A range whose layers are all removed is empty.
        let fused: Vec<_> = fused.filter(|(first, end)| first < end).collect();
        if !fused.is_empty() {
            network
                .fuse(fused.into_iter().map(|(first, end)| (first, LayerId(end.0 - 1))).collect());
        }
        network
    }

    /// For each layer, and for the end, how many layers before it are kept.
    fn numbers(&self) -> IndexVec<LayerId, LayerId> {
        let mut numbers = IndexVec::with_capacity(self.left_out.len() + 1);
        let mut next = 0;
        for stays in self.stays() {
            numbers.push(LayerId(next));
            next += u32::from(stays);
        }
        numbers.push(LayerId(next));
        numbers
    }

    /// Removes the tensors of removed layers. Returns the new index of each tensor, or of the tensor that replaces it.
    fn tensors(
        &self,
        network: &mut Network,
        layers: &IndexVec<LayerId, LayerId>,
    ) -> IndexVec<TensorId, TensorId> {
        let mut numbers: IndexVec<TensorId, TensorId> =
            IndexVec::with_capacity(network.tensors.len());
        let mut kept = Vec::with_capacity(network.tensors.len());
        for tensor in &network.tensors {
            let (origin, replaced) = match tensor.origin {
                Origin::Layer(id) if self.left_out[id] => {
                    (tensor.origin, network.layer(id).inputs.first().copied())
                }
                Origin::Layer(id) => (Origin::Layer(layers[id]), None),
                Origin::Weight(id) => (Origin::Weight(layers[id]), None),
                Origin::Input | Origin::Claimed(_) => (tensor.origin, None),
            };
            match replaced {
                Some(input) => numbers.push(numbers[input]),
                None => {
                    kept.push(Tensor { origin, ..*tensor });
                    numbers.push(TensorId::at(kept.len() - 1))
                }
            };
        }
        network.tensors = kept;
        numbers
    }

    /// Removes the parameters of removed layers, and adds the new ones. A parameter that a removed layer owned is owned
    /// by the next layer that uses it.
    fn parameters(&self, network: &mut Network) {
        let leaves =
            |layer: LayerId| self.left_out[layer] && !network.layer(layer).parameters.is_empty();
        if self.added.is_empty() && !self.left_out.ids().any(leaves) {
            return;
        }
        let mut kept = Parameters::default();
        let mut numbers = IndexVec::filled(network.parameters.len(), None);
        let mut added = self.added.iter().peekable();
        for (index, layer) in network.layers.iter_mut().enumerate() {
            let id = LayerId::at(index);
            if self.left_out[id] {
                continue;
            }
            let first = ParameterId::at(kept.len());
            let mut uses: Vec<(ParameterId, bool)> = Vec::with_capacity(layer.parameters.len() + 1);
            for (old, _) in layer.parameters.iter() {
                uses.push(match numbers[old] {
                    Some(known) => (known, false),
                    None => {
                        let new = kept.push(&network.parameters.get(old));
                        numbers[old] = Some(new);
                        (new, true)
                    }
                });
            }
            while let Some((_, parameter)) = added.next_if(|(layer, _)| *layer == id) {
                uses.push((kept.push(parameter), true));
            }
            layer.parameters = match uses.iter().all(|(_, own)| *own) {
                true => LayerParameters::own(first, ParameterId::at(uses.len()).0),
                false => LayerParameters::shared(uses.into()),
            };
        }
        network.parameters = kept;
    }
}
