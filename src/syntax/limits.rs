//! Limits of what the grammar has read, so that no tree is deeper than what walks it bears.
//!
//! The scanner has seen to brackets; here are the rows within them.

use super::ast::Expr;
use super::expressions::Part;
use super::parser::Built;
use super::scanner::NESTING;
use crate::diagnostics::limit::LimitProblem;
use crate::source::Span;

/// The most conditions of an `if`: its own, and those of 64 `else if`s.
const CONDITIONS: usize = 65;
/// The most signs, or `not`s, in front of a value.
const SIGNS: usize = 64;
/// The most operators, attributes and indices in a row.
const OPERATORS: usize = 256;

/// Refuses too many conditions of one `if`.
pub(super) fn conditions<T>(arms: &[(Expr<'_>, T)]) -> Built<()> {
    match arms.get(CONDITIONS) {
        Some((condition, _)) => {
            let (found, limit, span) = (arms.len(), CONDITIONS, condition.span);
            Err(LimitProblem::Conditions { found, limit, span }.into())
        }
        None => Ok(()),
    }
}

/// Refuses too many operators, or whatever else stands in a row of them.
pub(super) fn operators(places: &[Span]) -> Built<()> {
    match places.get(OPERATORS) {
        Some(span) => {
            let (found, limit, span) = (places.len(), OPERATORS, *span);
            Err(LimitProblem::Operators { found, limit, span }.into())
        }
        None => Ok(()),
    }
}

/// Refuses too many operators or signs in a row.
pub(super) fn row(parts: &[Part<'_>]) -> Built<()> {
    let mut places = Vec::new();
    let mut signs = 0;
    for part in parts {
        match part {
            Part::Operator(_, span) => places.push(*span),
            Part::Prefix(..) => {}
            Part::Value(_) => signs = 0,
        }
        if let Part::Prefix(_, span) = part {
            signs += 1;
            if signs > SIGNS {
                return Err(LimitProblem::Signs { limit: SIGNS, span: *span }.into());
            }
        }
    }
    operators(&places)
}

/// Refuses a place with more brackets, conditions and signed exponents round it than may be.
pub(super) fn nesting(depth: usize, span: Span) -> Built<()> {
    if depth <= NESTING {
        return Ok(());
    }
    Err(LimitProblem::Nesting { limit: NESTING, span }.into())
}
