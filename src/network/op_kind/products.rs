//! Sums of products: convolutions, dense layers, products of matrices, attention, recurrences; and what a
//! `custom` states.

use crate::tensor::Spatial;

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
