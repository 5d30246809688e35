//! From text to tree: the grammar, the parser, and the formatter.

pub mod ast;

use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Span};
use ast::{Body, Expr};

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

/// Parses a whole file.
pub fn parse(source: &Source) -> Parsed<'_> {
    let body = Body { statements: Vec::new(), span: source.span(), broken: false };
    Parsed { body, problems: Vec::new(), balanced: true }
}

/// Parses a text that is one expression, as a `-D` sets it.
///
/// # Errors
/// When it is none.
pub fn expression(source: &Source) -> Result<Expr<'_>, SyntaxProblem> {
    Err(SyntaxProblem::Unused { span: Span::new(source.base(), source.base()) })
}
