//! An argument of a call, with what it fills and how it is read.

use crate::check::signature::{Reading, Slot};
use crate::source::Span;
use crate::syntax::tree::{Argument, Body, Expr, ExprKind, Name, Operand};
use crate::value::Value;

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

/// An argument with what it fills.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// What it fills.
    pub slot: Slot,
    /// How its text is read.
    pub reading: Reading,
    /// The argument.
    pub argument: &'a Argument<'a>,
}

impl<'a> Bound<'a> {
    /// The whole argument.
    pub fn span(&self) -> Span {
        self.argument.span()
    }

    /// The name before `=`.
    pub fn name(&self) -> Option<Name<'a>> {
        self.argument.name()
    }

    /// The branch or expression that is run or evaluated; none for a word.
    pub fn operand(&self) -> Option<&'a Operand<'a>> {
        let is_operand = matches!(self.reading, Reading::Operand | Reading::Name);
        is_operand.then_some(&self.argument.value)
    }

    /// What it gives.
    pub fn given(&self) -> Given<'a> {
        match &self.argument.value {
            Operand::Branch(body) => Given::Branch(body),
            Operand::Expr(expr) => {
                let word = expr.bare_word().and_then(|word| self.reading.value(word));
                word.map_or(Given::Expr(expr), Given::Value)
            }
        }
    }

    /// The word or string that it is, with its place without quotes.
    pub(crate) fn text(&self) -> Option<Name<'a>> {
        let Operand::Expr(expr) = &self.argument.value else { return None };
        let Span { start, end } = expr.span;
        match expr.kind {
            ExprKind::Name(text) => expr.bare_word().map(|_| Name { text, span: expr.span }),
            ExprKind::String(text) if (end - start) as usize == text.len() + 2 => {
                Some(Name { text, span: Span::new(start + 1, end - 1) })
            }
            _ => None,
        }
    }
}
