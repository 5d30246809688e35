//! From a graph to calls: where each tensor of the graph is in the text, and which of its axes is
//! the batch, which the text does not have.

mod align;
mod attention;
mod draft;
mod fits;
pub(super) mod lowering;
mod moving;
mod norm;
mod opaque;
mod product;
mod stored;
mod wire;

pub(crate) use super::call::numbers;
pub(crate) use attention::{ATTENTION, attends};
pub(crate) use draft::Draft;
pub(crate) use lowering::{Lowering, Placed, Unknown, elements, text_axis, without};
pub(crate) use product::{are_along, are_weights, are_weights_along, product_dims};
pub(crate) use stored::shape as stored_shape;
pub(crate) use wire::{Operand, Wire};
