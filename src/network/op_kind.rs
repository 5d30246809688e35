//! What a layer does, as formulas see it: one closed enum, and what each kind of work needs.

use crate::tensor::Spatial;

/// What a layer does for one sample, as much of it as formulas need. Conventions, roofline and
/// training match on it, never on names of operations; a new operation chooses its `OpKind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpKind {
    /// An activation function.
    Activation(Activation),
    /// `sdpa`: fused attention.
    Attention(Attention),
    /// Pooling to a given size.
    AdaptivePool(AdaptivePool),
    /// `bilinear`: a product of two vectors through a learned tensor.
    Bilinear(Bilinear),
    /// `conv`, `dwconv`, `localconv`.
    Convolution(Convolution),
    /// `custom`: what the call states.
    Custom(Custom),
    /// `cumsum`, `cumprod`.
    Cumulative(Cumulative),
    /// `deformconv`.
    DeformableConvolution(DeformableConvolution),
    /// `dropout`: a view of its input, except in training.
    Dropout,
    /// `add`, `mul` … of tensors and numbers.
    Elementwise(Elementwise),
    /// `gather` and its relatives.
    Gather(Gather),
    /// `fc`, `linear`.
    Linear(Linear),
    /// `exp`, `sqrt`, `abs` …: a function of each element.
    Function(Function),
    /// `embed`.
    Lookup(Lookup),
    /// `matmul`, `einsum`.
    Matmul(Matmul),
    /// Everything that only moves data.
    Move(Move),
    /// Normalisation and learned scale.
    Norm(Norm),
    /// Pooling with a window.
    Pool(Pool),
    /// A recurrent layer.
    Recurrent(Recurrent),
    /// `mean`, `sum`, `max` … over axes.
    Reduction(Reduction),
    /// `gridsample`, `roialign`: values at places between those of a feature map.
    Sampling(Sampling),
    /// `scan`: a selective state space.
    Scan(Scan),
    /// `scatter`, `scatternd`.
    Scatter(Scatter),
    /// `topk`, `sort`.
    Selection(Selection),
    /// `upsample`.
    Resampling(Resampling),
    /// `softmax`, `logsoftmax`.
    Softmax(Softmax),
    /// `deconv`; `input` and `output` are those of this layer.
    TransposedConvolution(Convolution),
}

impl OpKind {
    /// Whether it costs more than is counted, nobody knows how much.
    pub fn is_unknown(&self) -> bool {
        matches!(self, OpKind::Custom(Custom { unknown: true, .. }))
    }
}

/// A convolution, plain or transposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// The dilation: the distance between the taps of the kernel, 1 if they are adjacent.
    pub dilation: Spatial,
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

/// A convolution on two axes whose taps lie where a tensor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeformableConvolution {
    /// Channels of its input, C_in.
    pub in_channels: u32,
    /// Channels of its output, C_out.
    pub out_channels: u32,
    /// Groups, g.
    pub groups: u32,
    /// Groups of input channels with places of their own, G.
    pub offset_groups: u32,
    /// The kernel, K.
    pub kernel: Spatial,
    /// The stride.
    pub stride: Spatial,
    /// The dilation.
    pub dilation: Spatial,
    /// Spatial size of the output.
    pub output: Spatial,
    /// Whether each tap has a factor.
    pub mask: bool,
    /// Whether there is a bias.
    pub bias: bool,
}

/// xᵀ·W·z of each row of two tensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Bilinear {
    /// The product of the axes before the last, R.
    pub rows: u64,
    /// Size of the first input's last axis, I.
    pub first: u32,
    /// Size of the second input's last axis.
    pub second: u32,
    /// Size of the output's last axis, J.
    pub outputs: u32,
    /// Whether there is a bias.
    pub bias: bool,
}

/// Values of a feature map at places that a tensor names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sampling {
    /// How values between its elements are filled in.
    pub mode: Interpolation,
    /// Spatial axes.
    pub axes: u8,
    /// How many places, whatever the channels.
    pub positions: u64,
    /// Elements of the output, y.
    pub outputs: u64,
    /// How many places make one of them.
    pub samples: u64,
    /// Whether they are regions, not single places: `roialign`.
    pub regions: bool,
}

/// A dense layer on the last axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// What a `custom` states of its cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Custom {
    /// Multiply-accumulates, each a multiplication and an addition.
    pub macs: u64,
    /// Further multiplications.
    pub mul: u64,
    /// Further additions.
    pub add: u64,
    /// Divisions.
    pub div: u64,
    /// Comparisons.
    pub cmp: u64,
    /// Exponentials, logarithms, roots and the like.
    pub special: u64,
    /// Whether there is more to it that nobody has counted.
    pub unknown: bool,
}

/// Products of matrices: `count` times m×k by k×n.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Matmul {
    /// How many products, the broadcast leading axes multiplied.
    pub count: u64,
    /// Rows of the output.
    pub m: u64,
    /// The inner size.
    pub k: u64,
    /// Columns of the output.
    pub n: u64,
    /// Whether it was written as an equation, which some tools count and others do not.
    pub einsum: bool,
}

/// Fused attention of `heads` heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attention {
    /// Heads of the queries, and the axes before them, H.
    pub heads: u64,
    /// Queries, T.
    pub queries: u32,
    /// Keys, S.
    pub keys: u32,
    /// Features of a query and of a key in a head, d.
    pub features: u32,
    /// Features of a value in a head, e.
    pub values: u32,
    /// Pairs of a query and a key that see each other, P; T·S if nothing is skipped.
    pub pairs: u64,
    /// Queries that see a key.
    pub rows: u32,
    /// Whether a mask is added to the scores.
    pub mask: bool,
    /// Whether pairs are skipped: `causal`, `window`.
    pub skips: bool,
}

/// A selective state space over a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scan {
    /// Steps of the sequence, T.
    pub steps: u32,
    /// Channels, D.
    pub channels: u32,
    /// Values of the state of a channel, N.
    pub state: u32,
    /// Whether the input is added to the output.
    pub skip: bool,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    Geglu,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Activation {
    /// Which one.
    pub kind: ActivationKind,
    /// Elements of its output; for `glu` and `geglu` half of its input's.
    pub elements: u64,
}

/// Which function of one element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the operation of the same name")]
pub enum FunctionKind {
    Abs,
    Ceil,
    /// `clamp`, with one bound or two.
    Clamp(u8),
    Cos,
    Erf,
    Exp,
    Floor,
    Log,
    Neg,
    /// `logicalnot`
    Not,
    Reciprocal,
    /// `rope`: pairs of elements, rotated.
    Rope,
    Round,
    Rsqrt,
    Sign,
    Sin,
    Sqrt,
}

/// A function of each element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Function {
    /// Which one.
    pub kind: FunctionKind,
    /// Elements that it is applied to; for `rope` those that are rotated, otherwise all.
    pub elements: u64,
}

/// `softmax` or `logsoftmax` of `vectors` vectors of `length` values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pool {
    /// Mean or maximum.
    pub kind: PoolKind,
    /// The window, K.
    pub kernel: Spatial,
    /// The stride.
    pub stride: Spatial,
    /// The dilation: the distance between the values of a window, 1 if they are adjacent.
    pub dilation: Spatial,
    /// Elements of the input, x.
    pub inputs: u64,
    /// Elements of the output, y.
    pub outputs: u64,
}

/// Pooling to a given size (`gap`, `gmp`: 1), with PyTorch's windows, each with its own size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// `eq`, `lt` …: two operands compared.
    Compare,
    /// `div`
    Div,
    /// `logicaland`, `logicalor`, `logicalxor`
    Logic,
    /// `maximum`
    Max,
    /// `minimum`
    Min,
    /// `mod`
    Mod,
    /// `mul`
    Mul,
    /// `pow`
    Pow,
    /// `where`: one of two operands, as a third one says.
    Where,
}

/// An elementwise join of broadcast tensors and numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// `argmax`, `argmin`: where the largest or smallest is.
    Argmax,
    /// `norm p=1`: the sum of absolute values.
    L1,
    /// `norm`: the Euclidean length.
    L2,
    /// `norm p=inf`: the largest absolute value.
    LInf,
    /// `norm` of any other order.
    Lp,
    /// `logsumexp`
    LogSumExp,
    /// `max`
    Max,
    /// `mean`
    Mean,
    /// `min`
    Min,
    /// `prod`
    Prod,
    /// `sum`
    Sum,
}

/// A reduction over axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reduction {
    /// Which one.
    pub kind: ReductionKind,
    /// Elements of the output.
    pub outputs: u64,
    /// How many values make one of them, n.
    pub length: u64,
}

/// The largest `taken` values of each of `vectors` vectors, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Selection {
    /// How many vectors.
    pub vectors: u64,
    /// Their length n.
    pub length: u32,
    /// How many values of each are taken, k.
    pub taken: u32,
}

/// Running sums or products of `vectors` vectors of `length` values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cumulative {
    /// Whether they are products.
    pub product: bool,
    /// How many vectors.
    pub vectors: u64,
    /// Their length n.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lookup {
    /// How many rows are read, one for each id.
    pub ids: u64,
    /// Rows of the table.
    pub vocabulary: u32,
    /// Values in a row.
    pub dimension: u32,
}

/// Elements taken at places that a tensor names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Gather {
    /// How many are read, one for each of the output.
    pub copied: u64,
}

/// Elements put at places that a tensor names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scatter {
    /// How many.
    pub updates: u64,
    /// How each is combined with what is there, if it does not take its place.
    pub combine: Option<ElementwiseKind>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// How many biases the gates have: none, one, or PyTorch's two.
    pub biases: u8,
}

/// Moving data, or only viewing it in another way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Move {
    /// Whether the output is the input's storage: nothing is read or written.
    pub view: bool,
    /// Elements that are read: of all inputs unless only a part is copied.
    pub copied: u64,
    /// Whether neighbours along the spatial axes stay neighbours: where a border is added or only
    /// channels are selected.
    pub grid: bool,
}
