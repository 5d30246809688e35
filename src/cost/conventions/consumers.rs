//! Which layers read a tensor, for conventions whose tool works on the graph and not on single
//! layers.

use crate::index::{Idx, IndexVec};
use crate::network::{Layer, LayerId, Network, Origin};
use crate::tensor::TensorId;

/// The consumers of each tensor of a network. A layer that returns its input unchanged, such as
/// a dropout, is skipped: its output is the same tensor as its input.
#[derive(Debug, Default)]
pub struct Consumers {
    /// For each tensor, the tensor that it is once unchanged layers are skipped.
    tensors: IndexVec<TensorId, TensorId>,
    /// The consumers of each of those.
    uses: IndexVec<TensorId, Uses>,
}

/// The consumers of one tensor.
#[derive(Clone, Copy, Debug, Default)]
enum Uses {
    /// The tensor is not read.
    #[default]
    None,
    /// One layer reads it, once.
    One(LayerId),
    /// It is read more than once, or is an output of the network.
    Many,
}

impl Consumers {
    /// The consumers of every tensor of a network.
    pub fn of(network: &Network) -> Self {
        let mut tensors: IndexVec<TensorId, _> =
            (0..network.tensors.len()).map(TensorId::at).collect();
        let mut uses = IndexVec::filled(tensors.len(), Uses::None);
        for (id, layer) in network.numbered_layers() {
            if let Some(input) = unchanged(network, layer) {
                tensors[layer.output] = tensors[input];
                continue;
            }
            for input in &layer.inputs {
                let uses = &mut uses[tensors[*input]];
                *uses = match uses {
                    Uses::None => Uses::One(id),
                    Uses::One(_) | Uses::Many => Uses::Many,
                };
            }
        }
        for output in &network.outputs {
            uses[tensors[*output]] = Uses::Many;
        }
        Consumers { tensors, uses }
    }

    /// The layer that reads a tensor, if exactly one does and only once.
    pub fn sole_consumer<'n>(&self, network: &'n Network, tensor: TensorId) -> Option<&'n Layer> {
        match self.uses[self.tensors[tensor]] {
            Uses::One(id) => Some(network.layer(id)),
            Uses::None | Uses::Many => None,
        }
    }

    /// The layer that computes a tensor; `None` for inputs and parameters.
    pub fn producer<'n>(&self, network: &'n Network, tensor: TensorId) -> Option<&'n Layer> {
        match network.tensor(self.tensors[tensor]).origin {
            Origin::Layer(id) => Some(network.layer(id)),
            Origin::Claimed(_) | Origin::Input | Origin::Weight(_) => None,
        }
    }
}

/// The input of a layer that returns its input unchanged.
fn unchanged(network: &Network, layer: &Layer) -> Option<TensorId> {
    let &[input] = &*layer.inputs else { return None };
    let shape = |tensor| network.tensor(tensor).shape;
    let same = layer.kind.is_view() && layer.outputs == 1 && shape(input) == shape(layer.output);
    same.then_some(input)
}
