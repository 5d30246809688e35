//! Layers of a network that can be added to another one.

use super::builder::Builder;
use super::ids::LayerId;
use super::layer::Layer;
use super::parameter::{Parameter, ParameterId};
use super::tensor::{Origin, Tensor};
use crate::index::Idx;
use crate::tensor::TensorId;

/// Layers in a row that read one tensor from before them, and otherwise only each other. Their tensors, layers and
/// parameters are numbered from 0.
#[derive(Debug)]
pub(crate) struct Excerpt {
    layers: Vec<Layer>,
    /// Each with whether it is used.
    tensors: Vec<(Tensor, bool)>,
    parameters: Vec<Parameter>,
    uses_input: bool,
}

/// Where an excerpt begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    input: TensorId,
    /// Whether the input was used before.
    used: bool,
    layers: usize,
    tensors: usize,
    parameters: usize,
}

/// The number of the tensor that an excerpt reads.
const INPUT: TensorId = TensorId(u32::MAX);

impl Excerpt {
    /// How many layers it has.
    pub fn len(&self) -> usize {
        self.layers.len()
    }
}

impl Begun {
    /// The number of a tensor in the excerpt; `None` for one from before, other than the input.
    pub fn number(&self, tensor: TensorId) -> Option<TensorId> {
        if tensor == self.input {
            return Some(INPUT);
        }
        tensor.index().checked_sub(self.tensors).map(TensorId::at)
    }

    /// The tensor of a number in an excerpt that begins here.
    fn tensor(&self, number: TensorId) -> TensorId {
        if number == INPUT { self.input } else { TensorId::at(self.tensors + number.index()) }
    }
}

impl Builder {
    /// Leaves out scopes, and the names of layers: for figures alone.
    pub(crate) fn leave_out_names(&mut self) {
        self.unnamed = true;
    }

    /// Whether parameters that are added are frozen.
    pub(crate) fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// Begins an excerpt that reads this tensor.
    pub(crate) fn begin(&mut self, input: TensorId) -> Begun {
        let used = std::mem::take(&mut self.used[input]);
        let network = &self.network;
        Begun {
            input,
            used,
            layers: network.layers.len(),
            tensors: network.tensors.len(),
            parameters: network.parameters.len(),
        }
    }

    /// The layers that were added since; `None` if they read or share what was there before.
    pub(crate) fn excerpt(&mut self, begun: &Begun) -> Option<Excerpt> {
        let uses_input = self.used[begun.input];
        self.used[begun.input] |= begun.used;
        let network = &self.network;
        let mut layers = network.layers.get(begun.layers..)?.to_vec();
        for layer in &mut layers {
            for input in &mut layer.inputs {
                *input = begun.number(*input)?;
            }
            layer.output = begun.number(layer.output)?;
            let first = |id: ParameterId| id.index().checked_sub(begun.parameters);
            layer.parameters = layer.parameters.moved(|id| first(id).map(ParameterId::at))?;
        }
        let first = |id: LayerId| id.index().checked_sub(begun.layers).map(LayerId::at);
        let tensors = (begun.tensors..network.tensors.len()).map(TensorId::at);
        let tensor = |id: TensorId| {
            let tensor = *network.tensor(id);
            let origin = tensor.origin.moved(first)?;
            Some((Tensor { origin, ..tensor }, self.used[id]))
        };
        let tensors = tensors.map(tensor).collect::<Option<_>>()?;
        let parameters = (begun.parameters..network.parameters.len()).map(ParameterId::at);
        let parameters = parameters.map(|id| network.parameters.get(id)).collect();
        Some(Excerpt { layers, tensors, parameters, uses_input })
    }

    /// Adds the layers of an excerpt, which read this tensor, and gives the tensors of these numbers.
    pub(crate) fn paste<'o>(
        &mut self,
        excerpt: &Excerpt,
        input: TensorId,
        numbers: &'o [TensorId],
    ) -> impl Iterator<Item = TensorId> + use<'o> {
        let begun = self.begin(input);
        self.used[input] = begun.used || excerpt.uses_input;
        let first = |id: LayerId| Some(LayerId::at(begun.layers + id.index()));
        for (tensor, used) in &excerpt.tensors {
            let origin = tensor.origin.moved(first).unwrap_or(tensor.origin);
            self.network.tensors.push(Tensor { origin, ..*tensor });
            self.used.push(*used);
        }
        for parameter in &excerpt.parameters {
            self.network.parameters.push(parameter);
        }
        for layer in &excerpt.layers {
            let mut layer = layer.clone();
            layer.inputs.iter_mut().for_each(|input| *input = begun.tensor(*input));
            layer.output = begun.tensor(layer.output);
            let first = |id: ParameterId| Some(ParameterId::at(begun.parameters + id.index()));
            if let Some(parameters) = layer.parameters.moved(first) {
                layer.parameters = parameters;
            }
            self.network.layers.push(layer);
        }
        numbers.iter().map(move |number| begun.tensor(*number))
    }
}

impl Origin {
    /// With the number of the layer changed; `None` if that is not possible, or it is not a layer's.
    fn moved(self, layer: impl Fn(LayerId) -> Option<LayerId>) -> Option<Self> {
        match self {
            Origin::Layer(id) => layer(id).map(Origin::Layer),
            Origin::Weight(id) => layer(id).map(Origin::Weight),
            Origin::Input | Origin::Claimed(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Move, NewLayer, NewParameter, OpKind};
    use crate::tensor::Shape;

    /// A residual: two layers with a parameter each, and a third that reads both ends.
    fn residual(builder: &mut Builder, input: TensorId) -> TensorId {
        let kind = OpKind::Move(Move { view: false, copied: 4, grid: false });
        let shape = [builder.network.tensor(input).shape];
        let parameters = [NewParameter::learned("weight", shape[0]).into()];
        let mut add = |inputs: &[TensorId], parameters: &[_]| {
            let layer = NewLayer { parameters, ..NewLayer::new("identity", &kind, inputs, &shape) };
            let layer = builder.layer(&layer);
            builder.network.layer(layer).output
        };
        let first = add(&[input], &parameters);
        let second = add(&[first], &parameters);
        add(&[input, second], &[])
    }

    fn described(builder: &Builder) -> Vec<String> {
        let layers = builder.network.layers.iter().map(|layer| {
            let used = builder.network.parameters_of(layer).collect::<Vec<_>>();
            let tensor = builder.network.tensor(layer.output);
            format!("{:?} {:?} {used:?} {tensor:?}", layer.inputs, layer.output)
        });
        layers.chain(builder.unused().map(|id| format!("{id:?}"))).collect()
    }

    #[test]
    fn pasted_layers_are_those_that_were_added() {
        let start = || {
            let mut builder = Builder::new("copy".to_owned());
            let shape = Shape::new(&[4]).unwrap();
            let input = builder.input(shape, None, None, None);
            (builder, input)
        };
        let (mut built, input) = start();
        let begun = built.begin(input);
        let first = residual(&mut built, input);
        let excerpt = built.excerpt(&begun).unwrap();
        let numbers = [begun.number(first).unwrap(), begun.number(input).unwrap()];
        let second = residual(&mut built, first);

        let (mut pasted, input) = start();
        let outputs: Vec<_> = pasted.paste(&excerpt, input, &numbers).collect();
        assert_eq!(outputs, [first, input]);
        let outputs: Vec<_> = pasted.paste(&excerpt, first, &numbers).collect();
        assert_eq!(outputs, [second, first]);
        assert_eq!(described(&pasted), described(&built));
        assert_eq!(excerpt.len(), 3);
    }

    #[test]
    fn what_reads_another_tensor_is_no_excerpt() {
        let mut builder = Builder::new("two".to_owned());
        let shape = Shape::new(&[4]).unwrap();
        let inputs = [0, 1].map(|_| builder.input(shape, None, None, None));
        let begun = builder.begin(inputs[1]);
        residual(&mut builder, inputs[0]);
        assert!(builder.excerpt(&begun).is_none());
    }
}
