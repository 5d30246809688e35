//! Claims about totals, which only costs can decide.

use std::fmt;

use crate::source::Span;
use crate::value::operators::{Binary, Unary};
use crate::value::{Number, UnitLiteral};

/// A value that is known for good: of a param, or in a claim.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `true` or `false`.
    Bool(bool),
    /// A tuple or list.
    List(Vec<Constant>),
    /// A number.
    Number(Number),
    /// A number with a unit, `320KiB` or `5ms`; only claims have these.
    Quantity(UnitLiteral, Number),
    /// A string, or the name of an operation.
    Text(String),
}

/// A claim about totals, of which only the totals are open.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What should hold.
    pub condition: ClaimExpr,
    /// What the file says of it.
    pub message: Option<String>,
    /// Whether it states a published figure (`assert total.KEY == NUMBER`), which holds for the
    /// file as it is written, and is skipped where the caller changes something.
    pub published: bool,
    /// The condition in the file.
    pub span: Span,
}

/// A total, as a claim names it.
#[derive(Clone, Debug)]
pub struct Total {
    /// Its key.
    pub key: String,
    /// The convention or device that it is asked for under.
    pub under: Option<Qualifier>,
    /// All of it.
    pub span: Span,
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "total.{}", self.key)?;
        match &self.under {
            Some(under) => write!(f, "({under})"),
            None => Ok(()),
        }
    }
}

/// What a claim asks of: the convention of `total.flops(fvcore)`, the device of `total.time(t4)` and
/// `fits(t4)`.
#[derive(Clone, Debug)]
pub struct Qualifier {
    /// The name of a convention or device, or of the file that describes a device.
    pub name: String,
    /// The text of that file, if it is a file.
    pub description: Option<String>,
    /// Where that text begins among the sources.
    pub base: u32,
    /// The name in the claim.
    pub span: Span,
}

impl fmt::Display for Qualifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.description {
            Some(_) => write!(f, "\"{}\"", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// What is left of a condition when everything but the totals is known.
#[derive(Clone, Debug)]
pub enum ClaimExpr {
    /// `if`, its condition, what it yields, and what it yields otherwise.
    Conditional(Box<[ClaimExpr; 3]>),
    /// A known value.
    Constant(Constant),
    /// The number of samples in a batch. Only in conditions of a caller, not in claims of a file.
    Batch,
    /// Whether the memories of a device hold the network.
    Fits(Qualifier),
    /// A built-in function of the language, called.
    Function(String, Vec<ClaimExpr>),
    /// The value of a param. Only in conditions of a caller; in claims of a file it is evaluated before.
    Param(String),
    /// A key of the totals.
    Total(Total),
    /// An operator before a formula.
    Unary(Unary, Box<ClaimExpr>),
    /// An operator between two.
    Binary(Binary, Box<[ClaimExpr; 2]>),
}

impl ClaimExpr {
    /// Whether it states a figure: `total.params == 5`, perhaps for one of several values of params. Then the other
    /// alternatives are `false`.
    pub(crate) fn states_figure(&self) -> bool {
        match self {
            ClaimExpr::Binary(Binary::Eq, sides) => matches!(
                **sides,
                [ClaimExpr::Total(_), ClaimExpr::Constant(_)]
                    | [ClaimExpr::Constant(_), ClaimExpr::Total(_)]
            ),
            ClaimExpr::Binary(Binary::And, sides) => sides.iter().all(ClaimExpr::states_figure),
            ClaimExpr::Binary(Binary::Or, sides) => {
                !self.is_false() && sides.iter().all(|side| side.is_false() || side.states_figure())
            }
            ClaimExpr::Binary(..)
            | ClaimExpr::Conditional(_)
            | ClaimExpr::Constant(_)
            | ClaimExpr::Batch
            | ClaimExpr::Fits(_)
            | ClaimExpr::Function(..)
            | ClaimExpr::Param(_)
            | ClaimExpr::Total(_)
            | ClaimExpr::Unary(..) => false,
        }
    }

    /// Whether it is known not to hold.
    fn is_false(&self) -> bool {
        match self {
            ClaimExpr::Constant(Constant::Bool(false)) => true,
            ClaimExpr::Binary(Binary::Or, sides) => sides.iter().all(ClaimExpr::is_false),
            _ => false,
        }
    }

    /// A chain of operators of one precedence as nested binary formulas: left-associative, except powers.
    pub(crate) fn chain(operands: Vec<ClaimExpr>, operators: &[Binary]) -> Self {
        let join =
            |operator: Binary, left, right| ClaimExpr::Binary(operator, Box::new([left, right]));
        if operators.first() == Some(&Binary::Pow) {
            let mut operands = operands.into_iter().rev();
            let last = operands.next().unwrap_or(ClaimExpr::Constant(Constant::Bool(false)));
            return operands.fold(last, |right, left| join(Binary::Pow, left, right));
        }
        let mut operands = operands.into_iter();
        let first = operands.next().unwrap_or(ClaimExpr::Constant(Constant::Bool(false)));
        operands.zip(operators).fold(first, |left, (right, operator)| join(*operator, left, right))
    }
}
