//! Closed forms of whole numbers by exact differences: which polynomial a figure is of its params.
//!
//! This is interpolation: the polynomial goes through all points that were looked at, and nothing is known
//! of others.

mod fraction;
mod interpolate;
mod polynomial;

pub use interpolate::{Axis, DEGREE, degree, interpolate};
pub use polynomial::{Polynomial, Style};
