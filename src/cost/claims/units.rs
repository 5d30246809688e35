//! What has a unit is compared with what counts the same.

use super::asked::listed;
use super::{comparison, parts, totals};
use crate::cost::{Metric, metrics};
use crate::diagnostics::Result;
use crate::diagnostics::claim::TotalProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::network::{ClaimExpr, Constant};
use crate::source::Span;
use crate::value::UnitLiteral;

/// Checks that bytes, times and energies stand alone on one side of a comparison, with what counts them on the
/// other, and that times and energies are compared with nothing else; `span` is the condition's.
pub(super) fn check(formula: &ClaimExpr, span: Span) -> Result<()> {
    let parts = parts(formula);
    let wrong = match (comparison(formula), parts) {
        (Some(_), [left, right]) => {
            against(quantity(left), left, right).or_else(|| against(quantity(right), right, left))
        }
        _ => parts.iter().find_map(|part| Some((quantity(part)?, "computed with"))),
    };
    if let Some((quantity, wrong)) = wrong {
        return Err(problem(quantity, wrong, formula, span).into());
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
        (Some(quantity), Some(UnitLiteral::Energy)) => Some((quantity, "compared with an energy")),
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

fn problem(
    quantity: UnitLiteral,
    wrong: &'static str,
    formula: &ClaimExpr,
    span: Span,
) -> TotalProblem {
    let counted = metrics::all().filter(|metric| metric.unit.literal == Some(quantity));
    let keys = listed(counted);
    match quantity {
        UnitLiteral::Bytes => {
            let words = format!("write them alone on one side of a comparison with one of {keys}");
            let help = Help::first_of(in_bytes(formula), words);
            TotalProblem::Bytes { wrong, span, help }
        }
        UnitLiteral::Time => TotalProblem::Time { wrong, keys, span },
        UnitLiteral::Energy => TotalProblem::Energy { wrong, keys, span },
    }
}

/// The bytes of what a claim counts: `total.param_bytes` for `total.params`.
fn in_bytes(formula: &ClaimExpr) -> Option<Help> {
    let [total] = totals(formula).try_into().ok()?;
    let singular = total.key.strip_suffix('s')?;
    let metric = Metric::named(&format!("{singular}_bytes"))?;
    let better = format!("total.{}", metric.name);
    let help = format!(
        "`total.{}` is a count, which has scales without `B`, as in `5M`; write `{better}` for bytes",
        total.key
    );
    let place = total.span.first("total.".len() + total.key.len());
    Some(Fix::guess(place, better).said(help))
}
