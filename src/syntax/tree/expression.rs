//! Expressions.

use super::Name;
use crate::source::Span;
use crate::value::operators::{Binary, Unary};
use crate::value::{Number, UnitLiteral};

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
    Chain(Box<Chain<'s>>),
    /// `if A then B else if C then D else E`
    Conditional(Box<Conditional<'s>>),
    /// `3x224x224`
    Dims(Box<[u64]>),
    /// `VALUE[INDEX]`
    Index(Box<Expr<'s>>, Box<Expr<'s>>),
    /// `it`
    It,
    /// `[A, B]`
    List(Box<[Expr<'s>]>),
    /// A name, or a bare word of a call.
    Name(&'s str),
    /// `96`, `0.5`, `5M`
    Number(Literal),
    /// `320KiB` in bytes, `5ms` in picoseconds.
    Quantity(UnitLiteral, Literal),
    /// `"…"`, without its quotes.
    String(&'s str),
    /// `total`
    Total,
    /// `(A, B)`, `(A,)`, `()`
    Tuple(Box<[Expr<'s>]>),
    /// `total.flops(fvcore)`: a total under a convention or on a device of that name.
    Qualified(Box<Member<'s>>),
    /// Signs, or `not`s, in front of a value.
    Unary(Box<Prefixed<'s>>),
}

/// Operators in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain<'s> {
    /// The leftmost operand.
    pub first: Expr<'s>,
    /// Each operator with what stands right of it. One for comparisons.
    pub rest: Box<[(Binary, Span, Expr<'s>)]>,
}

/// Conditions with what they yield.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditional<'s> {
    /// The conditions and what they yield, in order.
    pub arms: Box<[(Expr<'s>, Expr<'s>)]>,
    /// The last `else`.
    pub otherwise: Expr<'s>,
}

/// A value with signs, or `not`s, in front.
#[derive(Clone, Debug, PartialEq)]
pub struct Prefixed<'s> {
    /// What stands in front, outermost first; never empty.
    pub prefixes: Box<[Unary]>,
    /// The value.
    pub value: Expr<'s>,
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
    pub arguments: Box<[(Option<Name<'s>>, Expr<'s>)]>,
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
            ExprKind::Chain(chain) => chain.rest.iter().try_fold(
                chain.first.hyphenated()?,
                |words, (operator, _, operand)| match (operator, &operand.kind) {
                    (Binary::Sub, ExprKind::Name(word)) => Some(format!("{words}-{word}")),
                    _ => None,
                },
            ),
            _ => None,
        }
    }

    /// Hands each expression directly inside this one to `visit`, in source order.
    pub fn each_part<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr<'s>)) {
        match &self.kind {
            ExprKind::Attribute(member) | ExprKind::Qualified(member) => visit(&member.value),
            ExprKind::Unary(prefixed) => visit(&prefixed.value),
            ExprKind::Call(call) => {
                call.arguments.iter().for_each(|(_, argument)| visit(argument));
            }
            ExprKind::Chain(chain) => {
                visit(&chain.first);
                chain.rest.iter().for_each(|(.., operand)| visit(operand));
            }
            ExprKind::Conditional(conditional) => {
                for (condition, value) in &conditional.arms {
                    visit(condition);
                    visit(value);
                }
                visit(&conditional.otherwise);
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
