//! The tree of a file. It borrows names and strings from the source and has the place of everything
//! that a message may point at. It knows nothing of operations and shapes.

mod expression;
mod statement;

pub use expression::*;
pub use statement::*;

pub use crate::value::operators::{Binary, Unary};
