//! Values of small tensors, which shapes are computed from: shapes, indices, masks and scalars.
//!
//! Functions that move elements ([`Value::slice`], [`Value::gather`] …) keep them as they are. Functions
//! that compute take the type of the elements, to which results are rounded or wrapped. All follow the
//! newest version of the ONNX operator of their name; `None` says that the value is not known: too
//! many elements, dims or indices that do not fit, or a result that ONNX leaves undefined.

mod binary;
mod cast;
mod data;
mod gather;
mod join;
mod make;
mod number;
mod order;
mod pad;
mod reduce;
mod scatter;
mod unary;
mod view;

#[cfg(test)]
mod tests;

pub(crate) use binary::Binary;
pub(crate) use data::{Data, Value};
pub(crate) use pad::Padding;
pub(crate) use reduce::{Extreme, Reduce};
pub(crate) use scatter::Reduction;
pub(crate) use unary::Unary;
pub(crate) use view::SliceRange;
