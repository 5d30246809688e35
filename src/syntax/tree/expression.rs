//! Expressions.

use crate::source::Span;
use crate::value::operators::{Binary, Unary};
use crate::value::{Number, UnitLiteral};

/// A name with its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Name<'s> {
    /// As it is written.
    pub text: &'s str,
    /// Where it is.
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr<'s> {
    /// What it is.
    pub kind: ExprKind<'s>,
    /// Where it is, parentheses around it included.
    pub span: Span,
}

/// What an expression is. Chains of operators, signs and conditions are lists, so that only brackets
/// nest.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind<'s> {
    /// `VALUE.NAME`; `total.params` is one whose value is [`ExprKind::Total`].
    Attribute(Box<Member<'s>>),
    /// `true`, `false`
    Bool(bool),
    /// `NAME(ARGUMENTS)`
    Call(Box<FunctionCall<'s>>),
    /// Operators of the same precedence: `a - b + c`; evaluated from left to right, `**` from right
    /// to left.
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
    /// `none`
    None,
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
    /// `total.flops(fvcore)`: a total under the convention or on the device of that name;
    /// `total.time("board.toml")`: on the device that a file describes.
    Qualified(Box<Qualified<'s>>),
    /// Signs or `not`s before a value.
    Unary(Box<Prefixed<'s>>),
}

/// A chain of operators.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain<'s> {
    /// The leftmost operand.
    pub first: Expr<'s>,
    /// Each operator with the operand on its right. A comparison has only one.
    pub rest: Box<[(Binary, Span, Expr<'s>)]>,
}

/// Conditions with their values.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditional<'s> {
    /// The conditions and their values, in order.
    pub arms: Box<[(Expr<'s>, Expr<'s>)]>,
    /// The last `else`.
    pub otherwise: Expr<'s>,
}

/// A value with signs or `not`s before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Prefixed<'s> {
    /// The prefixes, outermost first; never empty.
    pub prefixes: Box<[Unary]>,
    /// The value.
    pub value: Expr<'s>,
}

/// A value and the name of a part of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<'s> {
    /// What is before the name.
    pub value: Expr<'s>,
    /// The name.
    pub name: Name<'s>,
}

/// A total, and what is named in parentheses after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Qualified<'s> {
    /// What is before the parentheses.
    pub value: Expr<'s>,
    /// A word, which may have hyphens, or the path of a file in quotes.
    pub by: Expr<'s>,
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionCall<'s> {
    /// The function.
    pub function: Name<'s>,
    /// The arguments in their order; each may be named.
    pub arguments: Box<[(Option<Name<'s>>, Expr<'s>)]>,
}

/// A number as it is written. Nearly all are small; others are boxed, so that expressions are not
/// as large as the largest number.
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
    /// The word, if this is only a name without parentheses around it.
    pub fn bare_word(&self) -> Option<&'s str> {
        match self.kind {
            ExprKind::Name(name) if (self.span.end - self.span.start) as usize == name.len() => {
                Some(name)
            }
            _ => None,
        }
    }

    /// Its value, if it is the literal of a whole number.
    pub fn whole(&self) -> Option<i128> {
        match &self.kind {
            ExprKind::Number(literal) => match literal.number() {
                Number::Int(whole) => Some(whole),
                Number::Dec(_) => None,
            },
            _ => None,
        }
    }

    /// The word, where words may have hyphens, such as the name of a convention: `onnx-tool` parses
    /// as a difference.
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

    /// Calls `visit` with each expression directly inside this one, in source order.
    pub fn each_part<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr<'s>)) {
        match &self.kind {
            ExprKind::Attribute(member) => visit(&member.value),
            ExprKind::Qualified(qualified) => visit(&qualified.value),
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
            | ExprKind::None
            | ExprKind::Number(_)
            | ExprKind::Quantity(..)
            | ExprKind::String(_)
            | ExprKind::Total => {}
        }
    }
}
