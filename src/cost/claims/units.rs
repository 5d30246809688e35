//! What has a unit is compared with what counts the same.

use super::asked::listed;
use super::{comparison, parts, totals};
use crate::cost::{Metric, metrics};
use crate::diagnostics::Result;
use crate::diagnostics::claim::TotalProblem;
use crate::network::{ClaimExpr, Constant};
use crate::source::Span;
use crate::value::UnitLiteral;

/// Checks that bytes and times stand alone on one side of a comparison, with what counts them on the
/// other, and that a time is compared with nothing else; `span` is the condition's.
pub(super) fn check(formula: &ClaimExpr, span: Span) -> Result<()> {
    let parts = parts(formula);
    let wrong = match (comparison(formula), parts) {
        (Some(_), [left, right]) => {
            against(quantity(left), left, right).or_else(|| against(quantity(right), right, left))
        }
        _ => parts.iter().find_map(|part| Some((quantity(part)?, "computed with"))),
    };
    if let Some((quantity, wrong)) = wrong {
        return Err(problem(quantity, wrong, span).into());
    }
    parts.iter().try_for_each(|part| check(part, span))
}

/// What is wrong with one side of a comparison, given the other.
fn against(
    quantity: Option<UnitLiteral>,
    side: &ClaimExpr,
    other: &ClaimExpr,
) -> Option<(UnitLiteral, &'static str)> {
    let alone = self::quantity(other);
    match (quantity, alone) {
        (Some(quantity), Some(UnitLiteral::Bytes)) => Some((quantity, "compared with bytes")),
        (Some(quantity), Some(UnitLiteral::Time)) => Some((quantity, "compared with a time")),
        (Some(quantity), None) if !counts(other, quantity) => {
            Some((quantity, "compared with a count"))
        }
        (None, None) => {
            let metric = named(side).into_iter().find(|metric| metric.unit.only_literals)?;
            let literal = metric.unit.literal?;
            (!counts(other, literal)).then_some((literal, "compared with a count"))
        }
        _ => None,
    }
}

/// What a literal with a unit counts.
fn quantity(formula: &ClaimExpr) -> Option<UnitLiteral> {
    match formula {
        ClaimExpr::Constant(Constant::Quantity(quantity, _)) => Some(*quantity),
        _ => None,
    }
}

/// Whether a formula names totals, and only such as are compared with these literals.
fn counts(formula: &ClaimExpr, literal: UnitLiteral) -> bool {
    let metrics = named(formula);
    !metrics.is_empty() && metrics.iter().all(|metric| metric.unit.literal == Some(literal))
}

/// The metrics of the totals that a formula names.
fn named(formula: &ClaimExpr) -> Vec<&'static Metric> {
    totals(formula).iter().filter_map(|total| Metric::named(&total.key)).collect()
}

fn problem(quantity: UnitLiteral, wrong: &'static str, span: Span) -> TotalProblem {
    let keys = listed(metrics::all().filter(|metric| metric.unit.literal == Some(quantity)));
    match quantity {
        UnitLiteral::Bytes => TotalProblem::Bytes { wrong, keys, span },
        UnitLiteral::Time => TotalProblem::Time { wrong, keys, span },
    }
}
