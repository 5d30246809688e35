//! How often tensors and parameters are used.

use crate::index::IndexVec;
use crate::network::{Layer, LayerId, Network, OpKind, Origin, ParameterId};
use crate::tensor::TensorId;

/// How often each tensor and each parameter of a network is used.
pub(super) struct Readers {
    /// The number of readers of each tensor. Being an output of the network counts as one.
    tensors: IndexVec<TensorId, u32>,
    /// Whether layers share each parameter.
    shared: IndexVec<ParameterId, bool>,
}

impl Readers {
    pub fn of(network: &Network) -> Self {
        let mut tensors = IndexVec::filled(network.tensors.len(), 0);
        let mut shared = IndexVec::filled(network.parameters.len(), false);
        for layer in &network.layers {
            layer.inputs.iter().for_each(|input| tensors[*input] += 1);
            let others = layer.parameters.iter().filter(|(_, own)| !own);
            others.for_each(|(id, _)| shared[id] = true);
        }
        network.outputs.iter().for_each(|output| tensors[*output] += 1);
        Readers { tensors, shared }
    }

    /// Whether a tensor has exactly one reader.
    pub fn is_read_once(&self, tensor: TensorId) -> bool {
        self.tensors[tensor] == 1
    }

    /// Whether a layer shares one of its parameters.
    pub fn shares(&self, layer: &Layer) -> bool {
        layer.parameters.iter().any(|(id, own)| !own || self.shared[id])
    }
}

/// The layer that makes a layer's input, if it is a convolution or dense layer.
pub(super) fn product_before(network: &Network, layer: &Layer) -> Option<LayerId> {
    let input = network.tensor(*layer.inputs.first()?);
    let Origin::Layer(before) = input.origin else { return None };
    let is_product = matches!(
        network.layer(before).kind,
        OpKind::Convolution(_) | OpKind::TransposedConvolution(_) | OpKind::Linear(_)
    );
    is_product.then_some(before)
}
