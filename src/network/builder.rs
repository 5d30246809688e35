//! Building a network: tensors, layers, scopes and their names.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::HashMap;
use smallvec::SmallVec;

use super::excerpt::Excerpt;
use super::graph::{Network, ROOM};
use super::ids::{LabelId, LayerId, ScopeId};
use super::layer::Layer;
use super::name::{Base, Name, Scope};
use super::names::{Names, numbered};
use super::op_kind::OpKind;
use super::parameter::{LayerParameters, NewParameter, ParameterId};
use super::tensor::{InputSource, Origin, Tensor};
use crate::index::{Idx, IndexVec};
use crate::source::Span;
use crate::tensor::{Dtype, Shape, TensorId};

/// Builds a network layer by layer.
///
/// Layers are added in the order in which they run. A layer or scope without a label gets the name
/// of its operation or block and a number, `conv1`; a label that is used again gets a suffix,
/// `c4#2`. Parameters have the element types of the layer, or else those of [`Network::dtype`].
///
/// ```
/// use netcost::network::{Builder, NewLayer, NewParameter, OpKind};
/// use netcost::network::{Activation, ActivationKind, Convolution};
/// use netcost::{Costing, Shape, Spatial};
///
/// let mut builder = Builder::new("first".to_owned());
/// let image = builder.input(Shape::new(&[3, 32, 32])?, None, None, None);
///
/// // A 3×3 convolution of 3 to 8 channels with a bias, and padding that keeps the size.
/// let map = Shape::new(&[8, 32, 32])?;
/// let kind = OpKind::Convolution(Convolution {
///     in_channels: 3,
///     out_channels: 8,
///     groups: 1,
///     kernel: Spatial::new(&[3, 3]),
///     stride: Spatial::new(&[1, 1]),
///     dilation: Spatial::new(&[1, 1]),
///     input: Spatial::new(&[32, 32]),
///     output: Spatial::new(&[32, 32]),
///     padding: Spatial::new(&[1, 1]),
///     same: false,
///     bias: true,
/// });
/// let conv = builder.layer(&NewLayer {
///     parameters: &[
///         NewParameter::learned("weight", Shape::new(&[8, 3, 3, 3])?).into(),
///         NewParameter::learned("bias", Shape::new(&[8])?).into(),
///     ],
///     ..NewLayer::new("conv", &kind, &[image], &[map])
/// });
///
/// let conv_output = builder.network.layer(conv).output;
/// let kind = OpKind::Activation(Activation { kind: ActivationKind::Relu, elements: map.elements() });
/// let relu = builder.layer(&NewLayer::new("relu", &kind, &[conv_output], &[map]));
/// builder.output(builder.network.layer(relu).output);
///
/// let network = builder.network;
/// assert_eq!(network.full_name(network.layer(conv)), "conv1");
/// let totals = netcost::report(&network, &Costing::default())?.totals;
/// assert_eq!(totals.params, 8 * 3 * 3 * 3 + 8);
/// assert_eq!(totals.macs, 8 * 3 * 3 * 3 * 32 * 32);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Builder {
    /// The network so far.
    pub network: Network,
    /// For each tensor, whether it is used.
    pub(super) used: IndexVec<TensorId, bool>,
    labels: HashMap<Arc<str>, LabelId>,
    /// The names given in the network's own scope.
    names: Names,
    /// The scopes that are open, the innermost last, with the names given in each.
    scopes: Vec<(ScopeId, Names)>,
    /// Whether training leaves the parameters of new layers as they are.
    pub(super) frozen: bool,
    /// Whether scopes and names are left out.
    pub(super) unnamed: bool,
    /// The layers that are calls, in order, with what these are.
    pub(super) calls: Vec<(LayerId, Arc<Excerpt>)>,
    /// How many layers more there are in these calls.
    pub(super) folded: u64,
}

/// A layer to be added.
#[derive(Clone, Debug)]
pub struct NewLayer<'a> {
    /// The canonical name of its operation.
    pub operation: &'static str,
    /// What it does.
    pub kind: &'a OpKind,
    /// The tensors that it reads; a layer without any is a `weight`, whose output is a parameter.
    pub inputs: &'a [TensorId],
    /// The shapes of its outputs, at least one.
    pub outputs: &'a [Shape],
    /// The types of outputs that have one of their own, whatever the layer's is; the others follow it.
    pub types: &'a [Option<Dtype>],
    /// The parameters that it uses.
    pub parameters: &'a [LayerParameter],
    /// Its label, if it has one.
    pub label: Option<&'a str>,
    /// The element type of its parameters and outputs, if it sets one.
    pub dtype: Option<Dtype>,
    /// The element type of its parameters, if it sets one apart.
    pub weights: Option<Dtype>,
    /// The call that makes it, if it was read from a file.
    pub span: Option<Span>,
}

/// A parameter of a layer to be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerParameter {
    /// A parameter of its own.
    Own(NewParameter),
    /// A parameter that an earlier layer owns.
    Shared(ParameterId),
}

impl From<NewParameter> for LayerParameter {
    fn from(parameter: NewParameter) -> Self {
        LayerParameter::Own(parameter)
    }
}

impl<'a> NewLayer<'a> {
    /// A layer without parameters, label and span.
    pub fn new(
        operation: &'static str,
        kind: &'a OpKind,
        inputs: &'a [TensorId],
        outputs: &'a [Shape],
    ) -> Self {
        NewLayer {
            operation,
            kind,
            inputs,
            outputs,
            types: &[],
            parameters: &[],
            label: None,
            dtype: None,
            weights: None,
            span: None,
        }
    }
}

impl Builder {
    /// An empty network of this title.
    pub fn new(name: String) -> Self {
        Builder {
            network: Network::with_room(name),
            used: IndexVec::with_capacity(ROOM),
            labels: HashMap::from_iter([("".into(), LabelId(0))]),
            names: Names::default(),
            scopes: Vec::new(),
            frozen: false,
            unnamed: false,
            calls: Vec::new(),
            folded: 0,
        }
    }

    /// A builder that gives the layers of a network other scopes and names: see [`Builder::rename`].
    pub(super) fn renaming(mut network: Network) -> Self {
        network.scopes.truncate(1);
        let labels = network.labels.iter().cloned().zip((0..).map(LabelId)).collect();
        Builder { network, labels, ..Builder::new(String::new()) }
    }

    /// Puts a layer that is there into the innermost scope that is open, with a new name; the operation is a part of it
    /// if the label is a number.
    pub(super) fn rename(&mut self, layer: usize, label: Option<&str>) {
        let Some(operation) = self.network.layers.get(layer).map(|layer| layer.operation) else {
            return;
        };
        let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
        let label = label.map(|label| match is_number(label) {
            true => Cow::Owned(format!("{label}.{operation}")),
            false => Cow::Borrowed(label),
        });
        let (name, scope) = (self.name(label.as_deref(), operation), self.scope());
        let layer = self.network.layers.get_mut(layer);
        layer.into_iter().for_each(|layer| (layer.name, layer.scope) = (name, scope));
    }

    /// Adds an input of the network and returns its tensor.
    pub fn input(
        &mut self,
        shape: Shape,
        dtype: Option<Dtype>,
        label: Option<&str>,
        span: Option<Span>,
    ) -> TensorId {
        let dtype = dtype.unwrap_or(self.network.dtype.activations);
        let tensor = self.tensor(Tensor {
            shape,
            dtype,
            origin: Origin::Input,
            batched: true,
            stored: true,
        });
        self.network.inputs.push(tensor);
        self.network.input_sources.push(InputSource { label: label.map(str::to_owned), span });
        tensor
    }

    /// Adds a tensor that no layer makes: one of the shape that a claim states, in place of
    /// another if there is one.
    pub(crate) fn claimed(
        &mut self,
        shape: Shape,
        replaced: Option<TensorId>,
        span: Span,
    ) -> TensorId {
        let replaced = replaced.map(|id| *self.network.tensor(id));
        let dtype = replaced.map_or(self.network.dtype.activations, |tensor| tensor.dtype);
        let batched = replaced.is_none_or(|tensor| tensor.batched);
        let origin = Origin::Claimed(span);
        self.tensor(Tensor { shape, dtype, origin, batched, stored: true })
    }

    /// Adds a layer to the innermost scope that is open.
    ///
    /// # Panics
    /// When an input or a shared parameter belongs to another network.
    pub fn layer(&mut self, new: &NewLayer<'_>) -> LayerId {
        let id = LayerId::at(self.network.layers.len());
        let is_weight = new.inputs.is_empty();
        let batched = new.inputs.iter().any(|input| self.network.tensor(*input).batched);
        let types = self.network.dtype;
        let weights = new.weights.or(new.dtype).unwrap_or(types.weights);
        // What the layer sets for all of itself holds for its biases.
        let biases = types.biases.filter(|_| new.dtype.is_none()).unwrap_or(weights);
        let dtype = match (is_weight, new.dtype) {
            (true, _) => weights,
            (false, Some(dtype)) => dtype,
            (false, None) => self.network.dtype.activations,
        };
        let origin = if is_weight { Origin::Weight(id) } else { Origin::Layer(id) };
        for input in new.inputs {
            self.mark_used(*input);
        }
        let output = TensorId::at(self.network.tensors.len());
        for (index, shape) in new.outputs.iter().enumerate() {
            // What the call sets is the type of its first output.
            let own = new.types.get(index).copied().flatten();
            let own = own.filter(|_| index > 0 || new.dtype.is_none());
            let dtype = own.unwrap_or(dtype);
            self.tensor(Tensor { shape: *shape, dtype, origin, batched, stored: true });
        }
        let end = TensorId::at(self.network.tensors.len());
        let layer = Layer {
            operation: new.operation,
            name: self.name(new.label, new.operation),
            scope: self.scope(),
            inputs: SmallVec::from_slice(new.inputs),
            output,
            outputs: end.0 - output.0,
            kind: *new.kind,
            parameters: self.parameters(new.parameters, weights, biases),
            weights,
            span: new.span,
        };
        self.network.layers.push(layer);
        id
    }

    /// Marks a tensor as an output of the network.
    pub fn output(&mut self, tensor: TensorId) {
        self.mark_used(tensor);
        self.network.outputs.push(tensor);
    }

    /// Opens a scope within the innermost one that is open: a call of a block, or a named branch, with its
    /// place if it was read from a file. Layers are added to it until [`Builder::leave`].
    pub fn enter(&mut self, label: Option<&str>, block: &str, span: Option<Span>) {
        if self.unnamed {
            return;
        }
        let (parent, name) = (self.scope(), self.name(label, block));
        let scope = ScopeId::at(self.network.scopes.len());
        self.network.scopes.push(Scope { parent, name, span });
        self.scopes.push((scope, Names::default()));
    }

    /// Closes the scope that was opened last.
    pub fn leave(&mut self) {
        self.scopes.pop();
    }

    /// Sets whether the parameters of layers that are added from now on are frozen, so that training
    /// leaves them as they are; returns whether they were before.
    pub fn freeze(&mut self, frozen: bool) -> bool {
        std::mem::replace(&mut self.frozen, frozen)
    }

    /// Notes that a tensor is used, so that it is not one of [`Builder::unused`].
    pub fn mark_used(&mut self, tensor: TensorId) {
        self.used[tensor] = true;
    }

    /// The inputs that nothing uses, and the first outputs of layers none of whose outputs is used.
    pub fn unused(&self) -> impl Iterator<Item = TensorId> {
        let unused = |id: &TensorId| !self.used[*id];
        let inputs = self.network.inputs.iter().copied().filter(unused);
        let layers = self.network.layers.iter();
        let layers = layers.filter(move |layer| layer.outputs().all(|output| unused(&output)));
        inputs.chain(layers.map(|layer| layer.output))
    }

    /// The innermost scope that is open.
    pub(super) fn scope(&self) -> ScopeId {
        self.scopes.last().map_or(ScopeId::ROOT, |(scope, _)| *scope)
    }

    pub(super) fn tensor(&mut self, tensor: Tensor) -> TensorId {
        self.network.tensors.push(tensor);
        self.used.push(false)
    }

    fn parameters(
        &mut self,
        new: &[LayerParameter],
        weights: Dtype,
        biases: Dtype,
    ) -> LayerParameters {
        let (parameters, frozen) = (&mut self.network.parameters, self.frozen);
        let first = ParameterId::at(parameters.len());
        let uses = new.iter().map(|new| match new {
            LayerParameter::Own(new) => {
                (parameters.push(&new.of_type(weights, biases, frozen)), true)
            }
            LayerParameter::Shared(id) => (*id, false),
        });
        if new.iter().any(|new| matches!(new, LayerParameter::Shared(_))) {
            return LayerParameters::shared(uses.collect());
        }
        uses.for_each(drop);
        LayerParameters::own(first, ParameterId::at(new.len()).0)
    }

    /// The index of a text in the labels, where it is added if it is new.
    fn text(&mut self, text: &str) -> LabelId {
        if let Some(known) = self.labels.get(text) {
            return *known;
        }
        let id = LabelId::at(self.network.labels.len());
        let text: Arc<str> = text.into();
        self.network.labels.push(text.clone());
        self.labels.insert(text, id);
        id
    }

    /// A name for a layer or scope: its label, or the next number of its operation or block.
    fn name(&mut self, label: Option<&str>, kind: &str) -> Name {
        if self.unnamed {
            return Name { base: Base::Label(LabelId(0)), again: 1 };
        }
        let Some(label) = label else {
            let kind = self.text(kind);
            return self.names().number(kind);
        };
        let whole = self.text(label);
        let key = numbered(label).map_or((whole, 0), |(kind, number)| (self.text(kind), number));
        Name { base: Base::Label(whole), again: self.names().take(key) }
    }

    /// The names given in the innermost scope that is open.
    fn names(&mut self) -> &mut Names {
        self.scopes.last_mut().map_or(&mut self.names, |(_, names)| names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Dtypes, Move};

    fn shape(axes: &[u64]) -> Shape {
        Shape::new(axes).unwrap()
    }

    /// Adds a view of a tensor; its name.
    fn view(builder: &mut Builder, input: TensorId, label: Option<&str>) -> String {
        let kind = OpKind::Move(Move { view: true, copied: 0, grid: false });
        let (inputs, outputs) = ([input], [builder.network.tensor(input).shape]);
        let new = NewLayer { label, ..NewLayer::new("identity", &kind, &inputs, &outputs) };
        let layer = builder.layer(&new);
        builder.network.full_name(builder.network.layer(layer))
    }

    #[test]
    fn layers_and_scopes_get_names() {
        let mut builder = Builder::new("names".to_owned());
        let x = builder.input(shape(&[4]), None, Some("x"), None);
        assert_eq!(view(&mut builder, x, None), "identity1");
        assert_eq!(view(&mut builder, x, Some("c4")), "c4");
        builder.enter(None, "stage", None);
        assert_eq!(view(&mut builder, x, None), "stage1/identity1");
        builder.enter(Some("c4"), "branch", None);
        assert_eq!(view(&mut builder, x, None), "stage1/c4/identity1");
        builder.leave();
        builder.leave();
        assert_eq!(view(&mut builder, x, Some("c4")), "c4#2");
        // A label has taken the next number.
        assert_eq!(view(&mut builder, x, Some("identity2")), "identity2");
        assert_eq!(view(&mut builder, x, None), "identity2#2");
        assert_eq!(builder.network.tensor_name(x).as_deref(), Some("x"));
        assert_eq!(builder.unused().count(), 7, "no layer reads a view");
    }

    #[test]
    fn types_are_those_of_the_layer_or_of_the_network() {
        let mut builder = Builder::new("types".to_owned());
        builder.network.dtype =
            Dtypes { weights: Dtype::Int8, biases: Some(Dtype::Int32), activations: Dtype::F16 };
        let x = builder.input(shape(&[4]), None, None, None);
        let kind = OpKind::Move(Move { view: false, copied: 4, grid: false });
        let parameters =
            ["weight", "bias"].map(|name| NewParameter::learned(name, shape(&[4])).into());
        let (inputs, outputs) = ([x], [shape(&[4])]);
        let plain = NewLayer {
            parameters: &parameters,
            ..NewLayer::new("scale", &kind, &inputs, &outputs)
        };
        let own = NewLayer { dtype: Some(Dtype::F64), ..plain.clone() };
        let small = NewLayer { weights: Some(Dtype::Int4), ..plain.clone() };
        let weight = NewLayer { inputs: &[], ..plain.clone() };
        let types = [plain, own, small, weight].map(|new| {
            let layer = builder.layer(&new);
            let network = &builder.network;
            let layer = network.layer(layer);
            let mut parameters = network.parameters_of(layer).map(|used| used.parameter.dtype);
            let parameters = [parameters.next(), parameters.next()].map(Option::unwrap);
            (parameters, network.dtype_of_biases(layer), network.tensor(layer.output).dtype)
        });
        use Dtype::{F16, F64, Int4, Int8, Int32};
        let expected = [
            ([Int8, Int32], Some(Int32), F16),
            ([F64, F64], None, F64),
            ([Int4, Int32], Some(Int32), F16),
            ([Int8, Int32], Some(Int32), Int8),
        ];
        assert_eq!(types, expected);
        assert_eq!(builder.network.span_of(x), None);
    }
}
