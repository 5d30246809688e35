//! Expressions.

use super::Name;
use crate::number::{Number, Quantity};
use crate::operators::{Binary, Unary};
use crate::source::Span;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr<'s> {
    /// What it is.
    pub kind: ExprKind<'s>,
    /// Where it stands, brackets round it included.
    pub span: Span,
}

/// What an expression is. Chains of operators, signs and conditions are kept as lists, so that
/// only brackets nest.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind<'s> {
    /// `VALUE.NAME`; `total.params` is one whose value is [`ExprKind::Total`].
    Attribute(Box<Member<'s>>),
    /// `true`, `false`
    Bool(bool),
    /// `NAME(ARGUMENTS)`
    Call(Box<FunctionCall<'s>>),
    /// Operators of one level of binding, in a row: `a - b + c`; evaluated from left to right,
    /// `**` from right to left.
    Chain {
        /// The leftmost operand.
        first: Box<Expr<'s>>,
        /// Each operator with what stands right of it. One for comparisons.
        rest: Vec<(Binary, Span, Expr<'s>)>,
    },
    /// `if A then B else if C then D else E`
    Conditional {
        /// The conditions and what they yield, in order.
        arms: Box<[(Expr<'s>, Expr<'s>)]>,
        /// The last `else`.
        otherwise: Box<Expr<'s>>,
    },
    /// `3x224x224`
    Dims(Vec<u64>),
    /// `VALUE[INDEX]`
    Index(Box<Expr<'s>>, Box<Expr<'s>>),
    /// `it`
    It,
    /// `[A, B]`
    List(Vec<Expr<'s>>),
    /// A name, or a bare word of a call.
    Name(&'s str),
    /// `96`, `0.5`, `5M`
    Number(Literal),
    /// `320KiB` in bytes, `5ms` in picoseconds.
    Quantity(Quantity, Literal),
    /// `"…"`, without its quotes.
    String(&'s str),
    /// `total`
    Total,
    /// `(A, B)`, `(A,)`, `()`
    Tuple(Vec<Expr<'s>>),
    /// `total.flops(fvcore)`: a total under a convention or on a device of that name.
    Under(Box<Member<'s>>),
    /// Signs, or `not`s, in front of a value, outermost first; never empty.
    Unary(Box<[Unary]>, Box<Expr<'s>>),
}

/// A value with the name that is read of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<'s> {
    /// What stands before the name.
    pub value: Expr<'s>,
    /// What is read of it.
    pub name: Name<'s>,
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionCall<'s> {
    /// The function.
    pub function: Name<'s>,
    /// The arguments in their order; each may be named.
    pub arguments: Vec<(Option<Name<'s>>, Expr<'s>)>,
}

/// A number as it is written. Nearly all are small; the others stand apart, so that expressions are
/// not as large as the largest number.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A whole number that fits.
    Small(u64),
    /// Any other.
    Other(Box<Number>),
}

impl Literal {
    /// Its value.
    pub fn number(&self) -> Number {
        match self {
            Literal::Small(small) => Number::Int((*small).into()),
            Literal::Other(number) => **number,
        }
    }
}

impl From<Number> for Literal {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(whole) => u64::try_from(whole).map(Literal::Small).ok(),
            Number::Dec(_) => None,
        }
        .unwrap_or_else(|| Literal::Other(Box::new(number)))
    }
}

impl<'s> Expr<'s> {
    /// The word that this is, if it is nothing but a name without brackets round it.
    pub fn bare_word(&self) -> Option<&'s str> {
        match self.kind {
            ExprKind::Name(name) if (self.span.end - self.span.start) as usize == name.len() => {
                Some(name)
            }
            _ => None,
        }
    }

    /// The whole number that this is, if it is a literal.
    pub fn whole(&self) -> Option<i128> {
        match &self.kind {
            ExprKind::Number(literal) => match literal.number() {
                Number::Int(whole) => Some(whole),
                Number::Dec(_) => None,
            },
            _ => None,
        }
    }

    /// The word that this is where words may have hyphens, as the names of conventions:
    /// `onnx-tool`, which reads like a difference.
    pub fn hyphenated(&self) -> Option<String> {
        match &self.kind {
            ExprKind::Name(word) => Some((*word).to_owned()),
            ExprKind::Chain { first, rest } => {
                rest.iter().try_fold(first.hyphenated()?, |words, (operator, _, operand)| {
                    match (operator, &operand.kind) {
                        (Binary::Sub, ExprKind::Name(word)) => Some(format!("{words}-{word}")),
                        _ => None,
                    }
                })
            }
            _ => None,
        }
    }

    /// Hands each expression directly inside this one to `visit`, in source order.
    pub fn each_part<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr<'s>)) {
        match &self.kind {
            ExprKind::Attribute(member) | ExprKind::Under(member) => visit(&member.value),
            ExprKind::Unary(_, value) => visit(value),
            ExprKind::Call(call) => {
                call.arguments.iter().for_each(|(_, argument)| visit(argument));
            }
            ExprKind::Chain { first, rest } => {
                visit(first);
                rest.iter().for_each(|(.., operand)| visit(operand));
            }
            ExprKind::Conditional { arms, otherwise } => {
                for (condition, value) in arms.iter() {
                    visit(condition);
                    visit(value);
                }
                visit(otherwise);
            }
            ExprKind::Index(value, index) => {
                visit(value);
                visit(index);
            }
            ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().for_each(visit),
            ExprKind::Bool(_)
            | ExprKind::Dims(_)
            | ExprKind::It
            | ExprKind::Name(_)
            | ExprKind::Number(_)
            | ExprKind::Quantity(..)
            | ExprKind::String(_)
            | ExprKind::Total => {}
        }
    }
}
