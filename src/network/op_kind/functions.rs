//! Functions of elements and of vectors: activations, norms, joins, reductions, selections.

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
