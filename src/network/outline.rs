//! Networks in outline, for figures alone: calls of blocks as single layers.

use std::sync::Arc;

use super::excerpt::Excerpt;
use super::graph::Network;
use super::ids::LayerId;
use super::layer::Layer;
use super::parameter::ParameterId;
use super::tensor::{Origin, Tensor};
use crate::index::{Idx, IndexVec};
use crate::tensor::TensorId;

/// A network in which calls of blocks may be single layers. It has no names.
#[derive(Debug)]
pub(crate) struct Outline {
    /// The network. A layer that is a call is a move, of a view if its output is a view of its input.
    pub network: Network,
    /// The calls by their layers, in order.
    pub calls: Vec<(LayerId, Arc<Excerpt>)>,
}

impl Outline {
    /// The layers, each with the call that it is, if it is one.
    pub fn layers(&self) -> impl Iterator<Item = (LayerId, &Layer, Option<&Arc<Excerpt>>)> {
        let mut calls = self.calls.iter().peekable();
        self.network.numbered_layers().map(move |(id, layer)| {
            let call = calls.next_if(|(at, _)| *at == id);
            (id, layer, call.map(|(_, excerpt)| excerpt))
        })
    }

    /// The network with the layers of the calls in place of these, and for each layer where it begins there.
    pub fn unfold(mut self) -> (Network, Vec<LayerId>) {
        if self.calls.is_empty() {
            let starts = (0..self.network.layers.len()).map(LayerId::at).collect();
            return (self.network, starts);
        }
        let mut whole = Unfolding { network: Network::new(String::new()) };
        let unfolded = whole.add(&self, None);
        let Unfolding { network } = whole;
        let tensors = self.network.inputs.iter_mut().chain(&mut self.network.outputs);
        tensors.for_each(|tensor| *tensor = unfolded.tensors[*tensor]);
        let Network { tensors, layers, parameters, .. } = network;
        (Network { tensors, layers, parameters, ..self.network }, unfolded.starts)
    }
}

/// A network that layers are added to.
struct Unfolding {
    network: Network,
}

/// Where the tensors and layers of an outline are in the whole network.
struct Unfolded {
    tensors: IndexVec<TensorId, TensorId>,
    starts: Vec<LayerId>,
}

impl Unfolding {
    /// Adds an outline, whose first tensor is the input, if there is one.
    fn add(&mut self, part: &Outline, input: Option<TensorId>) -> Unfolded {
        let mut tensors = IndexVec::with_capacity(part.network.tensors.len());
        let mut starts = Vec::with_capacity(part.network.layers.len());
        let mut parameters = IndexVec::with_capacity(part.network.parameters.len());
        tensors.extend(input);
        let mut layers = part.layers().peekable();
        let given = (0..).map(TensorId).zip(&part.network.tensors).skip(tensors.len());
        for (id, tensor) in given {
            let Some((_, layer, call)) = layers.next_if(|(_, layer, _)| layer.output == id) else {
                tensors.push(self.tensor(tensor));
                continue;
            };
            starts.push(LayerId::at(self.network.layers.len()));
            let read = layer.inputs.first().map(|read| tensors[*read]);
            match call {
                Some(excerpt) => {
                    let inner = self.add(&excerpt.outline, read);
                    tensors.push(inner.tensors[excerpt.output()]);
                }
                None => {
                    self.layer(part, layer, &tensors, &mut parameters);
                    tensors.push(self.tensor(tensor));
                }
            }
        }
        Unfolded { tensors, starts }
    }

    /// Adds a tensor, of the last layer if it is one of a layer.
    fn tensor(&mut self, tensor: &Tensor) -> TensorId {
        let last = LayerId::at(self.network.layers.len().saturating_sub(1));
        let origin = tensor.origin.moved(|_| Some(last)).unwrap_or(tensor.origin);
        self.network.tensors.push(Tensor { origin, ..*tensor });
        TensorId::at(self.network.tensors.len() - 1)
    }

    /// Adds a layer of a part with its own parameters. Its outputs are the next tensors.
    fn layer(
        &mut self,
        part: &Outline,
        layer: &Layer,
        tensors: &IndexVec<TensorId, TensorId>,
        parameters: &mut IndexVec<ParameterId, ParameterId>,
    ) {
        for (id, _) in layer.parameters.iter().filter(|(_, own)| *own) {
            parameters.push(self.network.parameters.push(&part.network.parameters.get(id)));
        }
        let mut layer = layer.clone();
        layer.inputs.iter_mut().for_each(|input| *input = tensors[*input]);
        layer.output = TensorId::at(self.network.tensors.len());
        layer.parameters.renumber(|id| parameters[id]);
        self.network.layers.push(layer);
    }
}

impl Origin {
    /// With the number of the layer changed; `None` if that is not possible, or it is not a layer's.
    pub(super) fn moved(self, layer: impl Fn(LayerId) -> Option<LayerId>) -> Option<Self> {
        match self {
            Origin::Layer(id) => layer(id).map(Origin::Layer),
            Origin::Weight(id) => layer(id).map(Origin::Weight),
            Origin::Input | Origin::Claimed(_) => None,
        }
    }
}
