//! The network as a plain graph: what the checker makes of a file, what an importer could make of
//! another format, and all that costs are computed from.
//!
//! Layers stand in the order in which they run. Shapes are those of one sample; the batch is a
//! factor that the costs apply, to every layer that depends on an input.

mod attributes;
mod find;
mod op_kind;

use std::fmt;
use std::sync::Arc;

use crate::index::{self, ids};
use crate::source::Span;
use crate::tensor::{Dtype, Shape, TensorId};
use crate::value::operators::{Binary, Unary};
use crate::value::{Number, UnitLiteral};

pub use attributes::{Attribute, Named};
pub use find::Found;
pub use op_kind::*;

/// The index of a layer in [`Network::layers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerId(pub u32);

/// The index of a scope in [`Network::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

/// The index of a text in [`Network::labels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelId(pub u32);

ids!(LayerId, ScopeId, LabelId);

impl ScopeId {
    /// The scope of the file's own body, which has no name.
    pub const ROOT: ScopeId = ScopeId(0);
}

/// A checked network.
#[derive(Clone, Debug)]
pub struct Network {
    /// Its title: `network "…"`, or the file's name without its ending.
    pub name: String,
    /// Samples in a batch, at least 1.
    pub batch: u64,
    /// The element types where nothing else is said.
    pub dtype: Dtypes,
    /// Whether layers that go over single elements write their output where they read.
    pub inplace: bool,
    /// The convention of `flops`, if the file or the caller names one, and where the file does.
    pub convention: Option<(String, Option<Span>)>,
    /// The file's params and the values they had, in order.
    pub arguments: Vec<(String, Constant)>,
    /// Every tensor.
    pub tensors: Vec<Tensor>,
    /// Every layer, in the order in which they run.
    pub layers: Vec<Layer>,
    /// The scopes that layers lie in, outer ones first; the first is the file's own body.
    pub scopes: Vec<Scope>,
    /// The texts of labels, each once.
    pub labels: Vec<Arc<str>>,
    /// The inputs, in order.
    pub inputs: Vec<TensorId>,
    /// Their labels, as far as they have any.
    pub input_names: Vec<Option<String>>,
    /// What the network yields, in order.
    pub outputs: Vec<TensorId>,
    /// What the file claims about the totals.
    pub claims: Vec<Claim>,
    /// How many published figures (`assert total.KEY == NUMBER`) were not checked, since the
    /// caller changed a setting.
    pub skipped_claims: usize,
}

/// Element types of parameters and of everything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dtypes {
    /// Of parameters and buffers.
    pub weights: Dtype,
    /// Of all other tensors.
    pub activations: Dtype,
}

/// A tensor.
#[derive(Clone, Copy, Debug)]
pub struct Tensor {
    /// Its shape, for one sample.
    pub shape: Shape,
    /// The type of its elements.
    pub dtype: Dtype,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether there is one for each sample: it depends on an input.
    pub batched: bool,
    /// The statement that made it.
    pub span: Span,
}

/// Where a tensor comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An input of the network.
    Input,
    /// An output of a layer.
    Layer(LayerId),
    /// A parameter of its own: the output of a `weight` layer, which is no storage.
    Weight(LayerId),
    /// No layer: a claim `-> SHAPE` that did not hold, or whose statement failed. Only networks
    /// with errors have such tensors.
    Claimed,
}

/// A layer: one operation, run once. Every operation but `input`, `from` and `output` makes one.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The canonical name of its operation.
    pub operation: &'static str,
    /// Its name within its scope.
    pub name: Name,
    /// The scope it lies in.
    pub scope: ScopeId,
    /// The tensors it reads, in order; one that is read twice stands twice.
    pub inputs: Box<[TensorId]>,
    /// Its first output; the others follow it in [`Network::tensors`].
    pub output: TensorId,
    /// How many outputs it has, at least one.
    pub outputs: u32,
    /// What it does, for counting.
    pub kind: OpKind,
    /// Learned values that are its own; 0 for those it shares with an earlier layer.
    pub params: u64,
    /// Values that are stored, not learned, and its own.
    pub buffers: u64,
    /// Learned and stored values that it reads, shared ones included.
    pub reads: u64,
    /// Bytes of the params and buffers that are its own; each tensor begins at a whole byte.
    pub own_bytes: u128,
    /// Bytes of those and of the ones it shares.
    pub all_bytes: u128,
    /// The type of its parameters.
    pub weights: Dtype,
    /// The call that made it, from its name to its last argument.
    pub span: Span,
}

impl Layer {
    /// Its outputs.
    pub fn outputs(&self) -> impl Iterator<Item = TensorId> + use<> {
        let first = self.output.0;
        (first..first + self.outputs).map(TensorId)
    }
}

/// A group of layers: a call of a block, or a named branch.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// The scope round it; the root's is the root.
    pub parent: ScopeId,
    /// Its name within the one round it.
    pub name: Name,
}

/// The name of a layer or scope within its scope. No two of one scope have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// What it is called.
    pub base: Base,
    /// 1, or which of several of the same base: `c4#2`.
    pub again: u32,
}

/// What a layer or scope is called, but for repetitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// A text of its own.
    Label(LabelId),
    /// The name of an operation or block, and a number: `conv1`.
    Numbered(LabelId, u32),
}

impl Network {
    /// A network of nothing yet: a batch of 1, 32-bit floats, and the scope of the file's own body.
    pub fn new(name: String) -> Self {
        let root =
            Scope { parent: ScopeId::ROOT, name: Name { base: Base::Label(LabelId(0)), again: 1 } };
        Network {
            name,
            batch: 1,
            dtype: Dtypes::default(),
            inplace: false,
            convention: None,
            arguments: Vec::new(),
            tensors: Vec::new(),
            layers: Vec::new(),
            scopes: vec![root],
            labels: vec!["".into()],
            inputs: Vec::new(),
            input_names: Vec::new(),
            outputs: Vec::new(),
            claims: Vec::new(),
            skipped_claims: 0,
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

    /// A name as people read it: `conv1`, `c4#2`.
    pub fn name(&self, name: Name) -> String {
        let mut text = match name.base {
            Base::Label(label) => self.label(label).to_owned(),
            Base::Numbered(label, number) => {
                let kind = self.label(label);
                // `relu6_1`, since `relu61` is the 61st `relu`.
                let gap = if kind.ends_with(|last: char| last.is_ascii_digit()) { "_" } else { "" };
                [kind, gap, &number.to_string()].concat()
            }
        };
        if name.again > 1 {
            text.push_str(&format!("#{}", name.again));
        }
        text
    }

    /// A scope and those it lies in, the innermost first, the file's own body left out.
    pub fn ancestors(&self, scope: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        let inner = |scope: ScopeId| Some(scope).filter(|scope| *scope != ScopeId::ROOT);
        std::iter::successors(inner(scope), move |scope| inner(self.scope(*scope).parent))
    }

    /// The path of a scope: `stage1/bottleneck2`, empty for the file's own body.
    pub fn path(&self, scope: ScopeId) -> String {
        let mut parts: Vec<_> =
            self.ancestors(scope).map(|scope| self.name(self.scope(scope).name)).collect();
        parts.reverse();
        parts.join("/")
    }

    /// The name of a layer with the scope it lies in: `bottleneck2/conv1`.
    pub fn full_name(&self, layer: &Layer) -> String {
        let name = self.name(layer.name);
        if layer.scope == ScopeId::ROOT {
            return name;
        }
        format!("{}/{name}", self.path(layer.scope))
    }

    /// What a tensor is called: the layer that makes it, with the number of the output where there
    /// are several; an input by its label. An input without a label has no name.
    pub fn tensor_name(&self, id: TensorId) -> Option<String> {
        match self.tensor(id).origin {
            Origin::Layer(layer) | Origin::Weight(layer) => {
                let layer = self.layer(layer);
                let name = self.full_name(layer);
                let number = id.0 - layer.output.0 + 1;
                Some(if layer.outputs > 1 { format!("{name}, output {number}") } else { name })
            }
            Origin::Claimed => None,
            Origin::Input => {
                let index = self.inputs.iter().position(|input| *input == id)?;
                self.input_names.get(index)?.clone()
            }
        }
    }

    /// How many times a layer runs: once for each sample, or once if it depends on weights only.
    pub fn runs(&self, layer: &Layer) -> u64 {
        if self.tensor(layer.output).batched { self.batch } else { 1 }
    }
}

/// A value that is known for good: of a param, or in a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `true` or `false`.
    Bool(bool),
    /// A tuple or list.
    List(Vec<Constant>),
    /// A number.
    Number(Number),
    /// A number with a unit, `320KiB` or `5ms`; only claims have these.
    Quantity(UnitLiteral, Number),
    /// A string, or the name of an operation.
    Text(String),
}

/// A claim about totals, of which only the totals are open.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What should hold.
    pub condition: Formula,
    /// What the file says of it.
    pub message: Option<String>,
    /// The condition in the file.
    pub span: Span,
}

/// A total, as a claim names it.
#[derive(Clone, Debug)]
pub struct Total {
    /// Its key.
    pub key: String,
    /// The convention or device that it is asked for under, and where that is named.
    pub under: Option<(String, Span)>,
    /// All of it.
    pub span: Span,
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "total.{}", self.key)?;
        match &self.under {
            Some((name, _)) => write!(f, "({name})"),
            None => Ok(()),
        }
    }
}

/// What is left of a condition when everything but the totals is known.
#[derive(Clone, Debug)]
pub enum Formula {
    /// `if`, its condition, what it yields, and what it yields otherwise.
    Conditional(Box<[Formula; 3]>),
    /// A known value.
    Constant(Constant),
    /// A built-in function of the language, called.
    Function(String, Vec<Formula>),
    /// A key of the totals.
    Total(Total),
    /// An operator before a formula.
    Unary(Unary, Box<Formula>),
    /// An operator between two.
    Binary(Binary, Box<[Formula; 2]>),
}
