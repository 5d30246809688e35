//! The network itself.

use std::sync::Arc;

use super::applied::Applied;
use super::claim::{Claim, Constant};
use super::fused::Fused;
use super::ids::{LabelId, LayerId, ScopeId};
use super::imported::Imported;
use super::layer::Layer;
use super::name::{Base, Name, Scope};
use super::parameter::{Parameter, ParameterId, Parameters};
use super::pass::Passes;
use super::tensor::{InputSource, Origin, Tensor};
use crate::index;
use crate::source::Span;
use crate::tensor::{Dtype, TensorId};

/// A network without errors, as [`analyze`](crate::analyze()) or a [`Builder`](super::Builder) makes it.
///
/// ```
/// use netcost::Options;
///
/// let text = "input 3x8x8\nconv 4 k3\nrelu\n";
/// let analysis = netcost::analyze("first.net", text, &Options::new());
/// let network = analysis.network().ok_or("there are errors")?;
/// let names: Vec<_> = network.layers.iter().map(|layer| network.full_name(layer)).collect();
/// assert_eq!(names, ["conv1", "relu1"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Network {
    /// Its title: `network "…"`, or the name of its file without the extension.
    pub name: String,
    /// Samples in a batch, at least 1.
    pub batch: u64,
    /// The element types of what sets no type of its own.
    pub dtype: Dtypes,
    /// The convention of `flops`, if the file states one, and where it does.
    pub convention: Option<(String, Option<Span>)>,
    /// Whether the file lets elementwise layers write their output where they read an operand.
    pub inplace: bool,
    /// The passes that the file states with `deploy`.
    pub deploy: Passes,
    /// The lenses and passes that were applied, in order.
    pub applied: Vec<Applied>,
    /// The params of the file with their values, in order.
    pub arguments: Vec<(String, Constant)>,
    /// The tensors.
    pub tensors: Vec<Tensor>,
    /// The layers, in the order in which they run.
    pub layers: Vec<Layer>,
    /// The parameters of all layers, each once.
    pub parameters: Parameters,
    /// The scopes that contain layers, outer ones first; the first is the network's own.
    pub scopes: Vec<Scope>,
    /// The texts of which names are made, each once.
    pub labels: Vec<Arc<str>>,
    /// The inputs, in order.
    pub inputs: Vec<TensorId>,
    /// Where each input is declared.
    pub input_sources: Vec<InputSource>,
    /// The outputs, in order.
    pub outputs: Vec<TensorId>,
    /// The groups of fused layers, in order.
    pub fused: Vec<Fused>,
    /// What the file claims about the totals.
    pub claims: Vec<Claim>,
    /// How many claims of shapes are not checked in full, since the caller changed what they are about.
    pub unchecked_claims: u64,
    /// Whether the caller changed a setting, param or input that the file states.
    pub overridden: bool,
    /// Whether lenses or passes of the caller changed it, so that no figure that the file states is about it.
    pub changed: bool,
    /// The model that it was imported from, if it was.
    pub imported: Option<Box<Imported>>,
}

/// Element types of parameters and of all other tensors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Dtypes {
    /// The type of parameters.
    pub weights: Dtype,
    /// The type of biases, if they have one of their own.
    pub biases: Option<Dtype>,
    /// The type of all other tensors.
    pub activations: Dtype,
}

/// A parameter that a layer uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsedParameter {
    /// Its index.
    pub id: ParameterId,
    /// The parameter.
    pub parameter: Parameter,
    /// Whether the layer owns it; an earlier layer does otherwise.
    pub own: bool,
}

/// How many layers there is room for before anything has to be moved: as many as most networks have.
pub(super) const ROOM: usize = 256;

impl Network {
    /// An empty network, as [`Network::new`], to which layers are about to be added.
    pub(super) fn with_room(name: String) -> Self {
        Network {
            tensors: Vec::with_capacity(ROOM),
            layers: Vec::with_capacity(ROOM),
            parameters: Parameters::with_room(ROOM),
            ..Network::new(name)
        }
    }

    /// An empty network: a batch of 1, 32-bit floats, and the scope of its own.
    pub fn new(name: String) -> Self {
        let name_of_root = Name { base: Base::Label(LabelId(0)), again: 1 };
        let root = Scope { parent: ScopeId::ROOT, name: name_of_root, span: None };
        Network {
            name,
            batch: 1,
            dtype: Dtypes::default(),
            convention: None,
            inplace: false,
            deploy: Passes::default(),
            applied: Vec::new(),
            arguments: Vec::new(),
            tensors: Vec::new(),
            layers: Vec::new(),
            parameters: Parameters::default(),
            scopes: vec![root],
            labels: vec!["".into()],
            inputs: Vec::new(),
            input_sources: Vec::new(),
            outputs: Vec::new(),
            fused: Vec::new(),
            claims: Vec::new(),
            unchecked_claims: 0,
            overridden: false,
            changed: false,
            imported: None,
        }
    }

    /// A tensor by its index.
    pub fn tensor(&self, id: TensorId) -> &Tensor {
        index::at(&self.tensors, id)
    }

    /// A layer by its index.
    pub fn layer(&self, id: LayerId) -> &Layer {
        index::at(&self.layers, id)
    }

    /// A mutable layer by its index.
    pub(crate) fn layer_mut(&mut self, id: LayerId) -> &mut Layer {
        index::at_mut(&mut self.layers, id)
    }

    /// A scope by its index.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        index::at(&self.scopes, id)
    }

    /// The text of a label by its index.
    pub fn label(&self, id: LabelId) -> &str {
        index::at::<_, Arc<str>>(&self.labels, id)
    }

    /// The layers with their indices, in the order in which they run.
    pub fn numbered_layers(&self) -> impl Iterator<Item = (LayerId, &Layer)> {
        (0..).map(LayerId).zip(&self.layers)
    }

    /// The parameters that a layer uses, in the order in which its operation lists them.
    pub fn parameters_of(&self, layer: &Layer) -> impl Iterator<Item = UsedParameter> {
        let used = layer.parameters.iter();
        used.map(|(id, own)| UsedParameter { id, parameter: self.parameters.get(id), own })
    }

    /// Whether a layer has learned parameters, and training leaves all of them as they are.
    pub fn is_frozen(&self, layer: &Layer) -> bool {
        let mut learned = self.parameters_of(layer).filter(|used| used.parameter.trainable);
        let is_frozen = |used: UsedParameter| used.parameter.frozen;
        learned.next().is_some_and(is_frozen) && learned.all(is_frozen)
    }

    /// The type of a layer's biases, if it is another one than that of its other parameters.
    pub fn dtype_of_biases(&self, layer: &Layer) -> Option<Dtype> {
        let mut parameters = self.parameters_of(layer).map(|used| used.parameter);
        let bias = parameters.find(Parameter::is_bias)?;
        Some(bias.dtype).filter(|dtype| *dtype != layer.weights)
    }

    /// The layer that owns a parameter, which is the first that uses it.
    pub fn owner(&self, parameter: ParameterId) -> Option<LayerId> {
        let uses = |layer: &Layer| layer.parameters.iter().any(|(id, _)| id == parameter);
        self.numbered_layers().find(|(_, layer)| uses(layer)).map(|(id, _)| id)
    }

    /// How many times a layer runs: once for each sample, or once if it depends on no input.
    pub fn runs(&self, layer: &Layer) -> u64 {
        if self.tensor(layer.output).batched { self.batch } else { 1 }
    }

    /// The type that a layer computes in: that of its output. What makes positions or truth values
    /// computes in the type of what it reads, or in that of the network if it reads such values too.
    pub fn computes_in(&self, layer: &Layer) -> Dtype {
        let first = layer.inputs.first().unwrap_or(&layer.output);
        let types = [layer.output, *first].map(|tensor| self.tensor(tensor).dtype);
        let number = types.into_iter().find(|dtype| !dtype.is_discrete());
        number.unwrap_or(self.dtype.activations)
    }

    /// The call that made a tensor; `None` if no file did.
    pub fn span_of(&self, tensor: TensorId) -> Option<Span> {
        match self.tensor(tensor).origin {
            Origin::Input => self.input_source(tensor)?.span,
            Origin::Claimed(span) => Some(span),
            Origin::Layer(layer) | Origin::Weight(layer) => self.layer(layer).span,
        }
    }

    /// Where an input is declared.
    pub(super) fn input_source(&self, input: TensorId) -> Option<&InputSource> {
        // Tensors are numbered in the order in which they are added.
        let index = self.inputs.binary_search(&input).ok()?;
        self.input_sources.get(index)
    }
}
