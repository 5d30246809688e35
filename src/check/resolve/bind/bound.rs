//! What an argument of a call fills, and what it gives.

use crate::source::Span;
use crate::syntax::tree::{Body, Expr, Name, Operand};
use crate::value::Value;

/// What an argument fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A parameter by its index.
    Parameter(usize),
    /// One of any number of operands or axes.
    Rest,
    /// `share=`, which belongs to every operation and block.
    Share,
    /// `dtype=`, which belongs to every operation.
    Dtype,
}

/// What an argument gives.
#[derive(Clone, Debug)]
pub enum Given<'a> {
    /// A branch, to be run.
    Branch(&'a Body<'a>),
    /// An expression, to be evaluated.
    Expr(&'a Expr<'a>),
    /// A value that is read from the text: a flag, a shorthand or a word.
    Value(Value),
}

/// An argument with the parameter it fills.
#[derive(Clone, Debug)]
pub struct Bound<'a> {
    /// The parameter.
    pub target: Target,
    /// What it is given.
    pub given: Given<'a>,
    /// The argument.
    pub span: Span,
    /// The name before `=`, as a named branch has it.
    pub name: Option<Name<'a>>,
}

impl<'a> From<&'a Operand<'a>> for Given<'a> {
    fn from(operand: &'a Operand<'a>) -> Self {
        match operand {
            Operand::Branch(body) => Given::Branch(body),
            Operand::Expr(expr) => Given::Expr(expr),
        }
    }
}
