//! Who reads a tensor: what a convention asks that sees the graph, and not single layers.

use crate::cost::bytes;
use crate::index::{Idx, IndexVec};
use crate::network::{Layer, LayerId, Network, Origin};
use crate::tensor::TensorId;

/// Who reads each tensor of a network, in a graph where a layer that leaves its input as it is, such
/// as a dropout, is not there.
#[derive(Debug)]
pub struct Readers {
    /// The tensor that each tensor is in that graph.
    tensors: IndexVec<TensorId, TensorId>,
    /// Who reads it.
    readings: IndexVec<TensorId, Reading>,
}

/// Who reads one tensor.
#[derive(Clone, Copy, Debug, Default)]
enum Reading {
    /// Nobody.
    #[default]
    None,
    /// One layer, once.
    One(LayerId),
    /// Several, one of them twice, or whoever takes the outputs.
    More,
}

impl Readers {
    /// Those of this network.
    pub fn of(network: &Network) -> Self {
        let mut tensors: IndexVec<TensorId, _> =
            (0..network.tensors.len()).map(TensorId::at).collect();
        let mut readings = IndexVec::filled(tensors.len(), Reading::None);
        for (id, layer) in network.numbered_layers() {
            if let Some(input) = unchanged(network, layer) {
                tensors[layer.output] = tensors[input];
                continue;
            }
            for input in &layer.inputs {
                let reading = &mut readings[tensors[*input]];
                *reading = match reading {
                    Reading::None => Reading::One(id),
                    _ => Reading::More,
                };
            }
        }
        for output in &network.outputs {
            readings[tensors[*output]] = Reading::More;
        }
        Readers { tensors, readings }
    }

    /// The layer that alone reads a tensor, if that is so.
    pub fn only<'n>(&self, network: &'n Network, tensor: TensorId) -> Option<&'n Layer> {
        match self.readings[self.tensors[tensor]] {
            Reading::One(id) => Some(network.layer(id)),
            Reading::None | Reading::More => None,
        }
    }

    /// The layer that makes a tensor, if one does.
    pub fn maker<'n>(&self, network: &'n Network, tensor: TensorId) -> Option<&'n Layer> {
        match network.tensor(self.tensors[tensor]).origin {
            Origin::Layer(id) => Some(network.layer(id)),
            Origin::Input | Origin::Weight(_) => None,
        }
    }
}

/// The input of a layer that yields it as it is.
fn unchanged(network: &Network, layer: &Layer) -> Option<TensorId> {
    let &[input] = &*layer.inputs else { return None };
    let shape = |tensor| network.tensor(tensor).shape;
    let same = bytes::is_view(layer) && layer.outputs == 1 && shape(input) == shape(layer.output);
    same.then_some(input)
}
