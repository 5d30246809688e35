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
