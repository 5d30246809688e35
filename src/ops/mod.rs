//! What every operation is: its parameters, shape rule, counts and documentation.
//!
//! An operation is one [`Operation`] in the file of its family and one line in `registry.rs`.
//! Operations know shapes, values and [`OpKind`](crate::network::OpKind); they do not know the
//! syntax tree, reports, or each other.

pub mod activation;
pub mod adaptive;
pub mod arguments;
mod attention;
pub mod axes;
pub mod axis;
mod bilinear;
pub mod call_record;
mod compare;
pub mod concat;
pub mod context;
pub mod conv;
mod cumulative;
mod custom;
pub mod deconv;
mod deform;
pub mod dense;
mod einsum;
pub mod formula;
mod gather;
mod history;
pub mod image;
mod inferred;
pub mod io;
pub mod join;
mod local;
pub mod lookup;
pub mod matmul;
pub mod norm;
mod operation;
mod order;
mod parameter_spec;
pub mod part;
pub mod patch;
pub mod pool;
pub mod recurrent;
pub mod reduce;
mod registry;
mod rope;
mod sample;
mod scan;
pub mod sizes;
mod slot;
pub mod softmax;
#[cfg(test)]
mod testing;
mod unary;
pub mod upsample;
pub mod view;
pub mod window;

pub use axis::Axis;
pub use call_record::{CallRecord, Setting};
pub use history::History;
pub use inferred::{Inferred, InferredParameter, Letters};
pub use operation::{Argument, Context, Example, Input, Operation, Role, Takes};
pub use parameter_spec::{DefaultValue, Kind, ParameterSpec};
pub use registry::{all, counts, find};
