//! What depends on where elements are: pooling, resampling, looking up, moving.

use super::functions::ElementwiseKind;
use crate::tensor::Spatial;

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
    /// What is added before the input, on each axis.
    pub padding: Spatial,
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
