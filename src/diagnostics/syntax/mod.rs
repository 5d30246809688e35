//! Problems of the area `syntax`: text that is not a statement.

mod brackets;
mod numbers;
mod statements;

pub use brackets::BracketProblem;
pub use numbers::NumberProblem;
pub use statements::SyntaxProblem;
