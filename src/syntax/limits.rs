//! Limits on what the grammar has matched, so that no tree is too deep for the code that walks it.
//!
//! The recovery limits brackets; this limits the sequences within them.

use super::builder::Result;
use super::grammar::Rule;
use super::pairs::{Pair, Pairs};
use super::recovery::NESTING;
use super::tree::Expr;
use crate::diagnostics::limit::LimitProblem;
use crate::source::Span;

/// The most conditions of an `if`: its own, and those of 64 `else if`s.
const CONDITIONS: usize = 65;
/// The most signs or `not`s before a value.
const SIGNS: usize = 64;
/// The most operators, attributes and indices in a sequence.
const OPERATORS: usize = 256;

/// Refuses too many conditions of one `if`.
pub(super) fn conditions<T>(arms: &[(Expr<'_>, T)]) -> Result<()> {
    match arms.get(CONDITIONS) {
        Some((condition, _)) => {
            let (found, limit, span) = (arms.len(), CONDITIONS, condition.span);
            refuse(LimitProblem::Conditions { found, limit, span })
        }
        None => Ok(()),
    }
}

/// Refuses too many operators, or attributes and indices.
pub(super) fn operators<'p>(operators: impl Iterator<Item = Pair<'p>> + Clone) -> Result<()> {
    match operators.clone().nth(OPERATORS) {
        Some(operator) => {
            let (found, limit, span) = (operators.count(), OPERATORS, operator.span());
            refuse(LimitProblem::Operators { found, limit, span })
        }
        None => Ok(()),
    }
}

/// Refuses too many operators or signs in the next expression.
pub(super) fn row(parts: &Pairs<'_>) -> Result<()> {
    // The common case: far from the limits.
    if parts.are_at_most(SIGNS) {
        return Ok(());
    }
    let mut signs = 0;
    for part in parts.row() {
        match part.rule() {
            Rule::minus | Rule::not if signs == SIGNS => {
                return refuse(LimitProblem::Signs { limit: SIGNS, span: part.span() });
            }
            Rule::minus | Rule::not => signs += 1,
            _ => signs = 0,
        }
    }
    operators(parts.row().filter(|part| matches!(part.rule(), Rule::operator | Rule::logical)))
}

/// Refuses a place inside more brackets, conditions and signed exponents than are allowed.
pub(super) fn nesting(depth: usize, span: Span) -> Result<()> {
    if depth <= NESTING {
        return Ok(());
    }
    refuse(LimitProblem::Nesting { limit: NESTING, span })
}

fn refuse(problem: LimitProblem) -> Result<()> {
    Err(Box::new(problem.into()))
}
