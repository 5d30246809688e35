//! Layers of a network that become a network of their own, and a single layer in the one they are of.

use std::sync::Arc;

use smallvec::smallvec;

use super::builder::Builder;
use super::graph::Network;
use super::ids::{LabelId, LayerId};
use super::layer::Layer;
use super::name::{Base, Name};
use super::op_kind::{Move, OpKind};
use super::outline::Outline;
use super::parameter::{LayerParameters, ParameterId};
use super::tensor::{InputSource, Origin, Tensor};
use crate::index::{self, Idx};
use crate::source::Span;
use crate::tensor::TensorId;

/// The layers of a call that reads one tensor and makes one.
#[derive(Debug)]
pub(crate) struct Excerpt {
    /// The layers as a network. Its only input is its first tensor, which stands for what the call reads; its only output
    /// is what the call makes.
    pub outline: Outline,
    /// How many layers there are, those of calls among them included.
    pub layers: u64,
    /// Whether the output is a view of the input.
    is_view: bool,
    /// Whether these layers read an output of the layer that makes it.
    output_used: bool,
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
    calls: usize,
}

impl Excerpt {
    /// What the call makes.
    pub fn output(&self) -> TensorId {
        self.outline.network.outputs.first().copied().unwrap_or(INPUT)
    }
}

/// The input of an excerpt in its network.
const INPUT: TensorId = TensorId(0);

impl Begun {
    /// The tensor that the excerpt reads.
    pub fn input(&self) -> TensorId {
        self.input
    }

    /// Whether a tensor is the input, or was made since.
    fn has(&self, tensor: TensorId) -> bool {
        tensor == self.input || tensor.index() >= self.tensors
    }

    /// The number of such a tensor in the network of the excerpt.
    fn tensor(&self, id: TensorId) -> TensorId {
        let made = (id.index() + 1).saturating_sub(self.tensors);
        if id == self.input { INPUT } else { TensorId::at(made) }
    }

    /// The number of a layer that was added since.
    fn layer(&self, id: LayerId) -> Option<LayerId> {
        id.index().checked_sub(self.layers).map(LayerId::at)
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

    /// How many layers there are, those of calls included.
    pub(crate) fn layer_count(&self) -> u64 {
        self.network.layers.len() as u64 + self.folded
    }

    /// The network, and its calls that are single layers.
    pub(crate) fn into_outline(self) -> Outline {
        Outline { network: self.network, calls: self.calls }
    }

    /// Has all layers of the network in place of its calls; for each layer, where it begins then.
    pub(crate) fn unfold(&mut self) -> Vec<LayerId> {
        let network = std::mem::replace(&mut self.network, Network::new(String::new()));
        let calls = std::mem::take(&mut self.calls);
        let (network, starts) = Outline { network, calls }.unfold();
        (self.network, self.folded) = (network, 0);
        starts
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
            calls: self.calls.len(),
        }
    }

    /// Ends an excerpt; whether its input is used.
    pub(crate) fn end(&mut self, begun: &Begun) -> bool {
        let used = &mut self.used[begun.input];
        std::mem::replace(used, *used || begun.used)
    }

    /// Takes out the layers that were added since, which make a tensor. `None` if they can't be a single layer: if they read
    /// or share what was there before, or one of them is not used.
    pub(crate) fn take_out(&mut self, begun: &Begun, output: TensorId) -> Option<Excerpt> {
        let maker = match self.network.tensor(output).origin {
            Origin::Layer(maker) => begun.layer(maker).map(|_| maker)?,
            Origin::Weight(_) | Origin::Input | Origin::Claimed(_) => return None,
        };
        let is_view = self.is_view_of(output, begun.input)?;
        let is_used = |layer: &Layer| layer.outputs().any(|output| self.used[output]);
        let output_used = is_used(self.network.layer(maker));
        let added = self.network.layers.get(begun.layers..)?;
        let is_closed = added.iter().all(|layer| {
            layer.inputs.iter().all(|input| begun.has(*input))
                && layer.parameters.are_own()
                && (is_used(layer) || layer.outputs().any(|made| made == output))
        });
        if !is_closed {
            return None;
        }
        let outline = self.cut(begun, output);
        let hidden: u64 = outline.calls.iter().map(|(_, call)| call.layers - 1).sum();
        self.folded -= hidden;
        let layers = outline.network.layers.len() as u64 + hidden;
        Some(Excerpt { outline, layers, is_view, output_used })
    }

    /// Whether a tensor is a view of another; `None` if it is one of a parameter.
    fn is_view_of(&self, mut tensor: TensorId, other: TensorId) -> Option<bool> {
        while tensor != other {
            let Origin::Layer(maker) = self.network.tensor(tensor).origin else { return None };
            let layer = self.network.layer(maker);
            match layer.inputs.first().filter(|_| layer.kind.is_view()) {
                Some(viewed) => tensor = *viewed,
                None => return Some(false),
            }
        }
        Some(true)
    }

    /// Moves what was added since into a network of its own.
    fn cut(&mut self, begun: &Begun, output: TensorId) -> Outline {
        let input =
            Tensor { origin: Origin::Input, stored: true, ..*self.network.tensor(begun.input) };
        let network = &mut self.network;
        let mut layers = network.layers.split_off(begun.layers);
        for layer in &mut layers {
            layer.inputs.iter_mut().for_each(|read| *read = begun.tensor(*read));
            layer.output = begun.tensor(layer.output);
            layer.parameters.renumber(|id| ParameterId::at(id.index() - begun.parameters));
        }
        let moved = |tensor: Tensor| {
            let origin = tensor.origin.moved(|id| begun.layer(id)).unwrap_or(tensor.origin);
            Tensor { origin, ..tensor }
        };
        let made = network.tensors.drain(begun.tensors..).map(moved);
        let tensors = std::iter::once(input).chain(made).collect();
        self.used.truncate(TensorId::at(begun.tensors));
        let calls = self.calls.drain(begun.calls..);
        let calls = calls.map(|(id, call)| (begun.layer(id).unwrap_or(id), call)).collect();
        let network = Network {
            batch: network.batch,
            dtype: network.dtype,
            tensors,
            layers,
            parameters: network.parameters.split_off(ParameterId::at(begun.parameters)),
            inputs: vec![INPUT],
            input_sources: vec![InputSource { label: None, span: None }],
            outputs: vec![begun.tensor(output)],
            ..Network::new(String::new())
        };
        Outline { network, calls }
    }

    /// Adds the layers of an excerpt as a single layer that reads this tensor; gives the tensor that it makes.
    pub(crate) fn call(&mut self, excerpt: &Arc<Excerpt>, input: TensorId, span: Span) -> TensorId {
        self.mark_used(input);
        let id = LayerId::at(self.network.layers.len());
        let made = index::at::<_, Tensor>(&excerpt.outline.network.tensors, excerpt.output());
        let output = self.tensor(Tensor { origin: Origin::Layer(id), ..*made });
        self.used[output] = excerpt.output_used;
        self.network.layers.push(Layer {
            operation: "call",
            name: Name { base: Base::Label(LabelId(0)), again: 1 },
            scope: self.scope(),
            inputs: smallvec![input],
            output,
            outputs: 1,
            kind: OpKind::Move(Move { view: excerpt.is_view, copied: 0, grid: false }),
            parameters: LayerParameters::own(ParameterId::at(self.network.parameters.len()), 0),
            weights: self.network.dtype.weights,
            span: Some(span),
        });
        self.folded += excerpt.layers - 1;
        self.calls.push((id, Arc::clone(excerpt)));
        output
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{NewLayer, NewParameter};
    use crate::tensor::Shape;

    /// Adds a layer that reads these, and has a parameter.
    fn identity(builder: &mut Builder, inputs: &[TensorId], view: bool) -> TensorId {
        let kind = OpKind::Move(Move { view, copied: 4, grid: false });
        let shape = [builder.network.tensor(inputs[0]).shape];
        let parameters = [NewParameter::learned("weight", shape[0]).into()];
        let new = NewLayer {
            parameters: &parameters,
            ..NewLayer::new("identity", &kind, inputs, &shape)
        };
        let layer = builder.layer(&new);
        builder.network.layer(layer).output
    }

    /// A residual: the third layer reads both ends of the first two.
    fn residual(builder: &mut Builder, input: TensorId) -> TensorId {
        let first = identity(builder, &[input], false);
        let second = identity(builder, &[first], false);
        identity(builder, &[input, second], false)
    }

    fn started() -> (Builder, TensorId) {
        let mut builder = Builder::new("copy".to_owned());
        let input = builder.input(Shape::new(&[4]).unwrap(), None, None, None);
        (builder, input)
    }

    fn described(network: &Network) -> Vec<String> {
        let layers = network.layers.iter().map(|layer| {
            let used = network.parameters_of(layer).collect::<Vec<_>>();
            let tensor = network.tensor(layer.output);
            format!("{:?} {:?} {used:?} {tensor:?}", layer.inputs, layer.output)
        });
        layers.chain([format!("{:?} {:?}", network.inputs, network.outputs)]).collect()
    }

    /// Takes out what a function adds.
    fn taken(
        builder: &mut Builder,
        input: TensorId,
        add: impl FnOnce(&mut Builder) -> TensorId,
    ) -> Option<Arc<Excerpt>> {
        let begun = builder.begin(input);
        let output = add(builder);
        assert!(builder.end(&begun));
        builder.take_out(&begun, output).map(Arc::new)
    }

    #[test]
    fn calls_unfold_to_the_layers_that_were_added() {
        let (mut built, input) = started();
        let mut x = identity(&mut built, &[input], false);
        for _ in 0..3 {
            x = residual(&mut built, x);
        }
        let last = identity(&mut built, &[x], true);
        built.output(last);

        let (mut folded, input) = started();
        let first = identity(&mut folded, &[input], false);
        // Of two residuals, one is a call within a call.
        let two = taken(&mut folded, first, |builder| {
            let one = taken(builder, first, |builder| residual(builder, first)).unwrap();
            let x = builder.call(&one, first, Span::default());
            builder.call(&one, x, Span::default())
        });
        let two = two.unwrap();
        let x = folded.call(&two, first, Span::default());
        let x = residual(&mut folded, x);
        let last = identity(&mut folded, &[x], true);
        folded.output(last);
        assert_eq!((two.layers, folded.layer_count()), (6, 11));
        assert_eq!(folded.network.layers.len(), 6);
        assert_eq!(folded.unused().count(), 0);

        let (network, starts) = folded.into_outline().unfold();
        assert_eq!(described(&network), described(&built.network));
        assert_eq!(starts.iter().map(|id| id.0).collect::<Vec<_>>(), [0, 1, 7, 8, 9, 10]);
    }

    #[test]
    fn what_is_not_closed_stays() {
        let (mut builder, input) = started();
        let other = identity(&mut builder, &[input], false);
        let reads_another = taken(&mut builder, input, |builder| {
            let own = identity(builder, &[input], false);
            identity(builder, &[own, other], false)
        });
        let has_one_unused = taken(&mut builder, input, |builder| {
            identity(builder, &[input], false);
            identity(builder, &[input], false)
        });
        let makes_the_input = taken(&mut builder, other, |builder| {
            identity(builder, &[other], false);
            other
        });
        assert!(reads_another.or(has_one_unused).or(makes_the_input).is_none());
        assert_eq!(builder.network.layers.len(), 6);
    }

    #[test]
    fn a_call_is_a_view_if_its_output_is() {
        let (mut builder, input) = started();
        let mut is_view = |last: bool| {
            let excerpt = taken(&mut builder, input, |builder| {
                let first = identity(builder, &[input], true);
                let second = identity(builder, &[first], last);
                identity(builder, &[second], true)
            });
            let excerpt = excerpt.unwrap();
            builder.call(&excerpt, input, Span::default());
            builder.network.layers.last().unwrap().kind.is_view()
        };
        assert!(is_view(true) && !is_view(false));
    }
}
