//! Who reads a tensor: what a convention asks that sees the graph, and not single layers.

use crate::network::{Layer, LayerId, Network, Origin, TensorId};

/// Who reads each tensor of a network.
#[derive(Debug)]
pub struct Readers(Vec<Reading>);

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
        let mut readings = vec![Reading::None; network.tensors.len()];
        for (id, layer) in (0..).map(LayerId).zip(&network.layers) {
            for input in &layer.inputs {
                let reading = &mut readings[input.0 as usize];
                *reading = match reading {
                    Reading::None => Reading::One(id),
                    _ => Reading::More,
                };
            }
        }
        for output in &network.outputs {
            readings[output.0 as usize] = Reading::More;
        }
        Readers(readings)
    }

    /// The layer that alone reads a tensor, if that is so.
    pub fn only<'n>(&self, network: &'n Network, tensor: TensorId) -> Option<&'n Layer> {
        match self.0[tensor.0 as usize] {
            Reading::One(id) => Some(network.layer(id)),
            Reading::None | Reading::More => None,
        }
    }
}

/// The layer that makes a tensor, if one does.
pub fn maker(network: &Network, tensor: TensorId) -> Option<&Layer> {
    match network.tensor(tensor).origin {
        Origin::Layer(id) => Some(network.layer(id)),
        Origin::Input | Origin::Weight(_) => None,
    }
}
