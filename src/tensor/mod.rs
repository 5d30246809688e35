//! What a tensor is, apart from its place in a network: its shape and its element type.

mod dtype;
mod shape;
mod spatial;

pub use dtype::*;
pub use shape::*;
pub use spatial::Spatial;

use crate::index::ids;

/// The index of a tensor in the tensors of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TensorId(pub u32);

ids!(TensorId);
