//! What has a unit is compared with what counts the same.

use super::asked::listed;
use super::{comparison, parts, totals};
use crate::cost::{KEYS, Key, Unit};
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
        // A count of picoseconds means nothing to anybody.
        (None, None) if names(side, Unit::Time) && !counts(other, UnitLiteral::Time) => {
            Some((UnitLiteral::Time, "compared with a count"))
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

fn unit(quantity: UnitLiteral) -> Unit {
    match quantity {
        UnitLiteral::Bytes => Unit::Bytes,
        UnitLiteral::Time => Unit::Time,
    }
}

/// Whether a formula names totals, and only such as count this.
fn counts(formula: &ClaimExpr, quantity: UnitLiteral) -> bool {
    let totals = units(formula);
    !totals.is_empty() && totals.iter().all(|total| *total == unit(quantity))
}

/// Whether a formula names a total that counts this.
pub(super) fn names(formula: &ClaimExpr, unit: Unit) -> bool {
    units(formula).contains(&unit)
}

fn units(formula: &ClaimExpr) -> Vec<Unit> {
    totals(formula).iter().filter_map(|total| Some(Key::named(&total.key)?.unit)).collect()
}

fn problem(quantity: UnitLiteral, wrong: &'static str, span: Span) -> TotalProblem {
    let keys = listed(KEYS.iter().filter(|key| key.unit == unit(quantity)));
    match quantity {
        UnitLiteral::Bytes => TotalProblem::Bytes { wrong, keys, span },
        UnitLiteral::Time => TotalProblem::Time { wrong, keys, span },
    }
}
