//! The network as a plain graph: what the checker makes of a file, what an importer could make of
//! another format, and all that costs are computed from.
//!
//! Layers stand in the order in which they run. Shapes are those of one sample; the batch is a
//! factor that the costs apply, to every layer that depends on an input.

use crate::dtype::Dtype;
use crate::number::Number;
use crate::operators::{Binary, Unary};
use crate::shape::Shape;
use crate::source::Span;

/// The index of a tensor in [`Network::tensors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TensorId(pub u32);

/// The index of a layer in [`Network::layers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LayerId(pub u32);

/// The index of a scope in [`Network::scopes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub u32);

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
    /// The convention of `flops` that the file names, and where.
    pub convention: Option<(String, Span)>,
    /// The file's params and the values they had, in order.
    pub arguments: Vec<(String, Constant)>,
    /// Every tensor.
    pub tensors: Vec<Tensor>,
    /// Every layer, in the order in which they run.
    pub layers: Vec<Layer>,
    /// The scopes that layers lie in, outer ones first; the first is the file's own body.
    pub scopes: Vec<Scope>,
    /// The texts of labels, each once.
    pub labels: Vec<String>,
    /// The inputs, in order.
    pub inputs: Vec<TensorId>,
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
    pub work: Work,
    /// Learned values that are its own; 0 for those it shares with an earlier layer.
    pub params: u64,
    /// Values that are stored, not learned, and its own.
    pub buffers: u64,
    /// Learned and stored values that it reads, shared ones included.
    pub reads: u64,
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
    /// A text of [`Network::labels`].
    Label(u32),
    /// A text of [`Network::labels`], the name of an operation or block, and a number: `conv1`.
    Numbered(u32, u32),
}

impl Network {
    /// A tensor by its index.
    pub fn tensor(&self, id: TensorId) -> &Tensor {
        &self.tensors[id.0 as usize]
    }

    /// A layer by its index.
    pub fn layer(&self, id: LayerId) -> &Layer {
        &self.layers[id.0 as usize]
    }

    /// A scope by its index.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// A name as people read it: `conv1`, `c4#2`.
    pub fn name(&self, name: Name) -> String {
        let mut text = match name.base {
            Base::Label(label) => self.labels[label as usize].clone(),
            Base::Numbered(label, number) => format!("{}{number}", self.labels[label as usize]),
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

    /// How many times a layer runs: once for each sample, or once if it depends on weights only.
    pub fn runs(&self, layer: &Layer) -> u64 {
        if self.tensor(layer.output).batched { self.batch } else { 1 }
    }
}

/// One to three sizes, one for each spatial axis.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Spatial {
    rank: u8,
    sizes: [u32; 3],
}

impl Spatial {
    /// These sizes.
    ///
    /// # Panics
    /// When there are more than three; a shape rule has refused those before.
    pub fn new(sizes: &[u32]) -> Self {
        let mut all = [0; 3];
        all[..sizes.len()].copy_from_slice(sizes);
        Spatial { rank: sizes.len() as u8, sizes: all }
    }

    /// The sizes.
    pub fn sizes(&self) -> &[u32] {
        &self.sizes[..self.rank as usize]
    }

    /// Their product; three sizes fit into 96 bits.
    pub fn product(&self) -> u128 {
        self.sizes().iter().map(|size| u128::from(*size)).product()
    }
}

impl std::fmt::Debug for Spatial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Display for Spatial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, size) in self.sizes().iter().enumerate() {
            write!(f, "{}{size}", if index == 0 { "" } else { "×" })?;
        }
        Ok(())
    }
}

/// What a layer does for one sample, as much of it as formulas need. Conventions, roofline and
/// training match on it, never on names of operations; a new operation chooses its `Work`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Work {
    /// An activation function.
    Activation(Activation),
    /// Pooling to a given size.
    AdaptivePool(AdaptivePool),
    /// `conv`, `dwconv`.
    Convolution(Convolution),
    /// `custom`: so many multiply-accumulates.
    Custom {
        /// Multiply-accumulates, as stated.
        macs: u64,
    },
    /// `add`, `mul` … of tensors and numbers.
    Elementwise(Elementwise),
    /// `fc`, `linear`.
    Linear(Linear),
    /// `embed`.
    Lookup(Lookup),
    /// `matmul`.
    Matmul(Matmul),
    /// Everything that only moves data.
    Move(Move),
    /// Normalisation and learned scale.
    Norm(Norm),
    /// Pooling with a window.
    Pool(Pool),
    /// A recurrent layer.
    Recurrent(Recurrent),
    /// `mean`, `sum`, `max` over axes.
    Reduction(Reduction),
    /// `upsample`.
    Resampling(Resampling),
    /// `softmax`, `logsoftmax`.
    Softmax(Softmax),
    /// `deconv`; `input` and `output` are those of this layer.
    TransposedConvolution(Convolution),
}

/// A convolution, plain or transposed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Convolution {
    /// Channels of its input, C_in.
    pub in_channels: u32,
    /// Channels of its output, C_out.
    pub out_channels: u32,
    /// Groups, g; both channels are multiples of it.
    pub groups: u32,
    /// The kernel, K.
    pub kernel: Spatial,
    /// The stride.
    pub stride: Spatial,
    /// Spatial size of the input.
    pub input: Spatial,
    /// Spatial size of the output.
    pub output: Spatial,
    /// Zeros added before the input, on each axis.
    pub padding: Spatial,
    /// Whether the padding was written `p=same`.
    pub same: bool,
    /// Whether there is a bias.
    pub bias: bool,
}

/// A dense layer on the last axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linear {
    /// The product of the axes before the last.
    pub rows: u64,
    /// Size of the input's last axis, I.
    pub inputs: u32,
    /// Size of the output's last axis, J.
    pub outputs: u32,
    /// Whether there is a bias.
    pub bias: bool,
}

/// Products of matrices: `count` times m×k by k×n.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matmul {
    /// How many products, the broadcast leading axes multiplied.
    pub count: u64,
    /// Rows of the output.
    pub m: u32,
    /// The inner size.
    pub k: u32,
    /// Columns of the output.
    pub n: u32,
}

/// Which normalisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NormKind {
    /// `bn`
    Batch,
    /// `gn`
    Group,
    /// `instancenorm`
    Instance,
    /// `ln`
    Layer,
    /// `lrn`
    LocalResponse,
    /// `normalize`: by the Euclidean length.
    Euclidean,
    /// `rmsnorm`
    RootMeanSquare,
    /// `scale`: a learned factor.
    Scale,
}

/// A normalisation of `vectors` vectors of `length` values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Norm {
    /// Which one.
    pub kind: NormKind,
    /// How many vectors are normalised; for `bn`, `lrn` and `scale` the number of elements.
    pub vectors: u64,
    /// Their length n; for `bn` and `scale` 1, for `lrn` the size of its window.
    pub length: u64,
    /// Whether there is a learned factor.
    pub affine: bool,
    /// Whether there is a learned offset.
    pub bias: bool,
}

/// Which activation function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the operation of the same name")]
pub enum ActivationKind {
    Celu,
    Elu,
    Gelu,
    Glu,
    Hardsigmoid,
    Hardswish,
    Hardtanh,
    LeakyRelu,
    Mish,
    Prelu,
    Relu,
    Relu6,
    Selu,
    Sigmoid,
    Silu,
    Softplus,
    Tanh,
}

/// An activation function on each element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Activation {
    /// Which one.
    pub kind: ActivationKind,
    /// Elements of its output; for `glu` half of its input's.
    pub elements: u64,
}

/// `softmax` or `logsoftmax` of `vectors` vectors of `length` values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Softmax {
    /// Whether the logarithm is taken.
    pub log: bool,
    /// How many vectors.
    pub vectors: u64,
    /// Their length n.
    pub length: u64,
}

/// What a pool makes of its window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PoolKind {
    /// The mean.
    Average,
    /// The maximum.
    Max,
}

/// Pooling with a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pool {
    /// Mean or maximum.
    pub kind: PoolKind,
    /// The window, K.
    pub kernel: Spatial,
    /// Elements of the input, x.
    pub inputs: u64,
    /// Elements of the output, y.
    pub outputs: u64,
}

/// Pooling to a given size (`gap`, `gmp`: 1), with PyTorch's windows, each with its own size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdaptivePool {
    /// Mean or maximum.
    pub kind: PoolKind,
    /// Channels.
    pub channels: u32,
    /// Spatial size of the input.
    pub input: Spatial,
    /// Spatial size of the output.
    pub output: Spatial,
    /// The sizes of the windows along each axis, added up. Their product is the number of values
    /// that all windows of one channel hold.
    pub windows: Spatial,
}

/// Which elementwise join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ElementwiseKind {
    /// `add` and `sub`: both are additions.
    Add,
    /// `div`
    Div,
    /// `maximum`
    Max,
    /// `mul`
    Mul,
}

/// An elementwise join of broadcast tensors and numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Elementwise {
    /// Which one.
    pub kind: ElementwiseKind,
    /// How many operands, numbers too.
    pub operands: u32,
    /// Elements of the output, y.
    pub elements: u64,
}

/// Which reduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReductionKind {
    /// `max`
    Max,
    /// `mean`
    Mean,
    /// `sum`
    Sum,
}

/// A reduction over axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reduction {
    /// Which one.
    pub kind: ReductionKind,
    /// Elements of the output.
    pub outputs: u64,
    /// How many values make one of them, n.
    pub length: u64,
}

/// How `upsample` fills in values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interpolation {
    /// Cubic, on two axes.
    Bicubic,
    /// Linear, on this many axes.
    Linear(u8),
    /// The nearest value.
    Nearest,
}

/// Resampling to a larger or smaller size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resampling {
    /// How values are filled in.
    pub mode: Interpolation,
    /// Elements of the input, x.
    pub inputs: u64,
    /// Elements of the output, y.
    pub outputs: u64,
    /// Spatial size of the output.
    pub output: Spatial,
    /// Whether a size was given, rather than a factor.
    pub sized: bool,
}

/// Rows of a table, looked up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lookup {
    /// How many rows are read, one for each id.
    pub ids: u64,
    /// Rows of the table.
    pub vocabulary: u32,
    /// Values in a row.
    pub dimension: u32,
}

/// Which recurrent cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecurrentKind {
    /// `gru`: 3 gates.
    Gru,
    /// `lstm`: 4 gates.
    Lstm,
    /// `rnn`: 1 gate.
    Rnn,
}

/// A recurrent layer over a sequence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recurrent {
    /// Which cell.
    pub kind: RecurrentKind,
    /// Steps of the sequence, T.
    pub steps: u32,
    /// Features of the input, I.
    pub inputs: u32,
    /// Features of the state, H.
    pub hidden: u32,
    /// Features of a projected output, P; 0 without.
    pub projection: u32,
    /// Layers on top of each other.
    pub layers: u32,
    /// 2 if bidirectional, else 1.
    pub directions: u32,
    /// Whether the gates have their two biases.
    pub bias: bool,
}

/// Moving data, or only looking at it in another way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// Whether the output is the input's storage: nothing is read or written.
    pub view: bool,
    /// Elements that are read: of all inputs unless only a part is copied.
    pub copied: u64,
}

/// A value that is known for good: of a param, or in a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `true` or `false`.
    Bool(bool),
    /// A number of bytes, `320KiB`; only claims have these.
    Bytes(Number),
    /// A tuple or list.
    List(Vec<Constant>),
    /// A number.
    Number(Number),
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
    Total(String, Span),
    /// An operator before a formula.
    Unary(Unary, Box<Formula>),
    /// An operator between two.
    Binary(Binary, Box<[Formula; 2]>),
}
