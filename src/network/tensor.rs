//! Tensors.

use super::ids::LayerId;
use crate::source::Span;
use crate::tensor::{Dtype, Shape};

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
    /// Whether it is stored. A tensor that is made and read within a group of fused layers is not.
    pub stored: bool,
}

/// Where a tensor comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An input of the network.
    Input,
    /// An output of a layer.
    Layer(LayerId),
    /// A parameter: the output of a `weight` layer, which takes no memory of its own.
    Weight(LayerId),
    /// No layer: a claim `-> SHAPE` that did not hold, or whose statement failed. Only networks
    /// with errors have such tensors.
    Claimed(Span),
}

/// Where a file declares an input.
#[derive(Clone, Debug, Default)]
pub struct InputSource {
    /// Its label, if it has one.
    pub label: Option<String>,
    /// The call of `input`; `None` if no file declares it.
    pub span: Option<Span>,
}
