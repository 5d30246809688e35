//! From text to tree: the grammar, the parser, and the formatter.

mod expressions;
mod format;
mod layout;
mod limits;
mod mistakes;
mod numbers;
mod pairs;
mod parser;
mod scanner;
mod statements;
mod tokens;
pub mod tree;

pub use format::format;
#[doc(hidden)]
pub use parser::recognise;
pub use parser::{expression, literal, parse, parse_parts};

use crate::diagnostics::syntax::SyntaxProblem;
use tree::Body;

/// A file, parsed.
#[derive(Debug)]
pub struct Parsed<'s> {
    /// Its statements; those that do not parse are left out.
    pub body: Body<'s>,
    /// What is wrong, in source order.
    pub problems: Vec<SyntaxProblem>,
    /// Whether brackets match: where they don't, checking the tree would only raise more messages.
    pub balanced: bool,
}

#[cfg(test)]
mod tests;
