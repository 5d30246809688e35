//! Claims about totals: whether they hold, and if not, how far off they are and what weighs most.

mod asked;
mod fits;
mod units;
mod words;

use miette::LabeledSpan;

use super::{BYTES, COUNT, Costs, Metric, Unit};
use crate::diagnostics::claim::TotalProblem;
use crate::diagnostics::{Diagnostic, Result};
use crate::network::{Claim, ClaimExpr, Constant, Network, Origin, Total};
use crate::tensor::TensorId;
use crate::value::operators::{self, Binary, Misuse, Unary};
use crate::value::{Number, Value, functions};
use asked::{Asked, Described};
use words::{bound, distance, share, shown};

pub use asked::metric;

/// How many layers a failing claim names.
const HEAVIEST: usize = 3;

/// The most items that a list in a claim may have.
const ITEMS: i128 = 10_000;

/// For each claim of a network, in the file's order, what is wrong with it, if it does not hold or has no
/// value; `None` for one that is not checked.
pub fn verdicts(costs: &Costs<'_>) -> Vec<Option<Result<(), Diagnostic>>> {
    let described = Described::new();
    let mut asked = Asked::new(costs, &described);
    let mut verdict = |claim| check(&mut asked, claim).map_err(Diagnostic::new);
    let claims = costs.network.claims.iter();
    claims.map(|claim| (!costs.skips(claim)).then(|| verdict(claim))).collect()
}

/// What is wrong if the device of the run does not hold the network.
pub(super) fn misfit(costs: &Costs<'_>) -> Option<Diagnostic> {
    fits::must_fit(costs).err().map(Diagnostic::new)
}

/// Whether all claims of a network hold, apart from those of published figures.
pub fn open_hold(costs: &Costs<'_>) -> bool {
    let described = Described::new();
    let mut asked = Asked::new(costs, &described);
    let claims = costs.network.claims.iter();
    claims
        .filter(|claim| !claim.published && !costs.skips(claim))
        .all(|claim| check(&mut asked, claim).is_ok())
}

/// Whether a condition holds, and its distance from the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Margin {
    /// Whether it holds.
    pub holds: bool,
    /// The distance, if it compares whole numbers: `12,345`, `12,345 too much`.
    pub by: Option<String>,
}

/// The margin of a condition for a network.
///
/// # Errors
/// As those of [`holds`].
pub fn margin(costs: &Costs<'_>, claim: &Claim) -> Result<Margin> {
    let holds = holds(costs, claim)?;
    let described = Described::new();
    let mut asked = Asked::new(costs, &described).on_device();
    prepare(&mut asked, claim)?;
    let checked = Checked { asked: &asked, claim };
    let by = if holds { checked.room() } else { checked.verdict() };
    Ok(Margin { holds, by: by.map_err(|misuse| checked.no_value(&misuse))? })
}

/// Checks that a condition compares numbers of the same unit.
///
/// # Errors
/// When it does not.
pub fn check_units(claim: &Claim) -> Result<()> {
    units::check(&claim.condition, claim.span)
}

/// Whether a condition holds for a network. A time that names no device is one on the device of the run.
///
/// # Errors
/// When it has no value.
pub fn holds(costs: &Costs<'_>, claim: &Claim) -> Result<bool> {
    let described = Described::new();
    let mut asked = Asked::new(costs, &described).on_device();
    prepare(&mut asked, claim)?;
    let checked = Checked { asked: &asked, claim };
    match checked.value(&claim.condition) {
        Ok(Value::Bool(holds)) => Ok(holds),
        Ok(other) => Err(checked.not_a_condition(&other).into()),
        Err(misuse) => Err(checked.no_value(&misuse).into()),
    }
}

fn check(asked: &mut Asked<'_>, claim: &Claim) -> Result<()> {
    prepare(asked, claim)?;
    check_units(claim)?;
    Checked { asked, claim }.check()
}

/// Computes what a claim asks for.
fn prepare(asked: &mut Asked<'_>, claim: &Claim) -> Result<()> {
    for part in parts_of(&claim.condition) {
        match part {
            ClaimExpr::Total(total) => asked.prepare(total)?,
            ClaimExpr::Fits(fits) => drop(asked.unheld(fits)?),
            _ => {}
        }
    }
    Ok(())
}

/// A total that a claim names, with its metric.
pub type Named<'f> = (&'static Metric, &'f Total);

/// A claim that is being checked.
struct Checked<'a, 'n> {
    asked: &'a Asked<'n>,
    claim: &'a Claim,
}

impl Checked<'_, '_> {
    fn check(&self) -> Result<()> {
        match self.problem() {
            Ok(None) => Ok(()),
            Ok(Some(problem)) => Err(problem.into()),
            Err(misuse) => Err(self.no_value(&misuse).into()),
        }
    }

    fn no_value(&self, misuse: &Misuse) -> TotalProblem {
        TotalProblem::NoValue {
            why: misuse.to_string(),
            span: self.claim.span,
            totals: self.labels(&named_totals(&self.claim.condition)),
        }
    }

    fn not_a_condition(&self, value: &Value) -> TotalProblem {
        TotalProblem::NotACondition { found: value.kind(), span: self.claim.span }
    }

    /// What is wrong with a condition that may have a value.
    fn problem(&self) -> Result<Option<TotalProblem>, Misuse> {
        Ok(match self.value(&self.claim.condition)? {
            Value::Bool(true) => None,
            Value::Bool(false) => Some(self.failure()?),
            other => Some(self.not_a_condition(&other)),
        })
    }

    fn value(&self, formula: &ClaimExpr) -> Result<Value, Misuse> {
        match formula {
            ClaimExpr::Binary(operator, sides) => {
                let [left, right] = &**sides;
                let left = self.value(left)?;
                match (operator, &left) {
                    // These two stop at the operand that decides.
                    (Binary::And, Value::Bool(false)) | (Binary::Or, Value::Bool(true)) => Ok(left),
                    _ => operators::binary(*operator, &left, &self.value(right)?),
                }
            }
            ClaimExpr::Batch => Ok(Value::int(self.asked.run().network.batch)),
            ClaimExpr::Conditional(parts) => self.value(self.chosen(parts)?),
            ClaimExpr::Constant(constant) => Ok(known(constant)),
            // What is wrong with the device was found before.
            ClaimExpr::Fits(fits) => Ok(match self.asked.unheld(fits) {
                Ok(need) => Value::Bool(need.is_none()),
                Err(_) => Value::Unknown,
            }),
            ClaimExpr::Function(name, arguments) => {
                let arguments = arguments.iter().map(|argument| Ok((None, self.value(argument)?)));
                let arguments = arguments.collect::<Result<_, Misuse>>()?;
                functions::find(name)
                    .map_or(Ok(Value::Unknown), |function| function.call(arguments, ITEMS))
            }
            ClaimExpr::Param(name) => {
                let mut arguments = self.asked.run().network.arguments.iter();
                let value = arguments.find(|(param, _)| param == name);
                Ok(value.map_or(Value::Unknown, |(_, value)| known(value)))
            }
            ClaimExpr::Total(total) => Ok(self.asked.value(total).map_or(Value::Unknown, count)),
            ClaimExpr::Unary(operator, operand) => {
                operators::unary(*operator, &self.value(operand)?)
            }
        }
    }

    /// The part of a conditional that is its value.
    fn chosen<'f>(&self, parts: &'f [ClaimExpr; 3]) -> Result<&'f ClaimExpr, Misuse> {
        let [condition, then, otherwise] = parts;
        // `not` refuses what is not a boolean.
        match operators::unary(Unary::Not, &self.value(condition)?)? {
            Value::Bool(false) => Ok(then),
            _ => Ok(otherwise),
        }
    }

    /// The part that makes a false condition false: the first false operand of `and`.
    fn culprit<'f>(&self, formula: &'f ClaimExpr) -> Result<&'f ClaimExpr, Misuse> {
        match formula {
            ClaimExpr::Binary(Binary::And, sides) => {
                let [left, right] = &**sides;
                let first = matches!(self.value(left)?, Value::Bool(false));
                self.culprit(if first { left } else { right })
            }
            ClaimExpr::Conditional(parts) => self.culprit(self.chosen(parts)?),
            other => Ok(other),
        }
    }

    /// The slack of a comparison of whole numbers that holds.
    fn room(&self) -> Result<Option<String>, Misuse> {
        let condition = &self.claim.condition;
        let (Some(operator), [left, right]) = (comparison(condition), parts(condition)) else {
            return Ok(None);
        };
        let sides = (self.value(left)?, self.value(right)?);
        Ok(words::room(operator, &sides, unit_of(condition)))
    }

    /// By how much a condition fails.
    fn verdict(&self) -> Result<Option<String>, Misuse> {
        Ok(match self.failure()? {
            TotalProblem::Fails { verdict, .. } | TotalProblem::DoesNotFit { verdict, .. } => {
                Some(verdict)
            }
            _ => None,
        })
    }

    /// The problem of a condition that is false.
    fn failure(&self) -> Result<TotalProblem, Misuse> {
        let culprit = self.culprit(&self.claim.condition)?;
        if let ClaimExpr::Fits(fits) = culprit
            && let Some(problem) = self.misfit(fits)
        {
            return Ok(problem);
        }
        let (mut claim, mut verdict) = ("this does not hold".to_owned(), "false".to_owned());
        if let (Some(operator), [left, right]) = (comparison(culprit), parts(culprit)) {
            let mirrored = named_totals(left).is_empty();
            let sides = (self.value(left)?, self.value(right)?);
            let unit = unit_of(culprit);
            let (is, should) = (shown(&sides.0, unit), shown(&sides.1, unit));
            claim = match (left, right) {
                (ClaimExpr::Total(total), _) => {
                    format!("`{total}` is {is}, not {}{should}", bound(operator, false))
                }
                (_, ClaimExpr::Total(total)) => {
                    format!("`{total}` is {should}, not {}{is}", bound(operator, true))
                }
                _ => format!("{is} {} {should} does not hold", operator.text()),
            };
            verdict = distance(operator, &sides, mirrored, unit).unwrap_or(verdict);
        }
        let totals = named_totals(culprit);
        Ok(TotalProblem::Fails {
            message: self.claim.message.clone(),
            claim,
            span: self.claim.span,
            verdict,
            totals: self.labels(&totals),
            heaviest: self.heaviest(&totals),
        })
    }

    /// The totals with their values, where they stand.
    fn labels(&self, totals: &[Named<'_>]) -> Vec<LabeledSpan> {
        let label = |(metric, total): &Named<'_>| {
            let bytes = if *metric.unit == BYTES { " bytes" } else { "" };
            let value = (metric.unit.exact)(self.asked.value(total).unwrap_or_default());
            let text = format!("`{total}` is {value}{bytes}");
            LabeledSpan::new_with_span(Some(text), total.span)
        };
        totals.iter().map(label).collect()
    }

    /// What weighs most in the first of these totals that is made up of something.
    fn heaviest(&self, totals: &[Named<'_>]) -> Option<String> {
        totals.iter().find_map(|(metric, total)| {
            let costs = self.asked.costs(total);
            if metric.name == "peak_memory" { at_the_peak(costs) } else { layers(metric, costs) }
        })
    }
}

/// The unit in which the sides of a comparison are shown.
fn unit_of(comparison: &ClaimExpr) -> &'static Unit {
    let mut units = named_totals(comparison).into_iter().map(|(metric, _)| metric.unit);
    units.find(|unit| unit.only_literals).unwrap_or(&COUNT)
}

/// The layers that weigh most in a sum over layers.
fn layers(metric: &Metric, costs: &Costs<'_>) -> Option<String> {
    let network = costs.network;
    let weights =
        network.layers.iter().filter_map(|layer| Some((metric.row(&costs.figures(layer))?, layer)));
    let heaviest = heaviest(weights);
    let total = metric.total(&costs.totals);
    let shares: Vec<_> = heaviest
        .into_iter()
        .map(|(weight, layer)| share(&network.full_name(layer), metric.unit, weight, total))
        .collect();
    (!shares.is_empty()).then(|| format!("most of it is in {}", shares.join(", ")))
}

/// The tensors that take most while the memory is at its peak.
fn at_the_peak(costs: &Costs<'_>) -> Option<String> {
    let Costs { network, totals, .. } = costs;
    let peak = totals.peak_layer?;
    let lifetimes = costs.lifetimes();
    let weights = lifetimes.living(peak).map(|(tensor, bytes)| (bytes, tensor));
    let shares: Vec<_> = heaviest(weights)
        .into_iter()
        .map(|(weight, tensor)| share(&maker(network, tensor), &BYTES, weight, totals.peak_memory))
        .collect();
    let layer = network.full_name(network.layer(peak));
    (!shares.is_empty())
        .then(|| format!("while `{layer}` runs, the outputs of {} live", shares.join(", ")))
}

/// The name of what made a tensor.
fn maker(network: &Network, tensor: TensorId) -> String {
    match network.tensor(tensor).origin {
        Origin::Claimed(_) => "a claimed shape".to_owned(),
        Origin::Input => "input".to_owned(),
        Origin::Layer(layer) | Origin::Weight(layer) => network.full_name(network.layer(layer)),
    }
}

/// The heaviest of some things that weigh anything, the first of equal ones first.
fn heaviest<T>(weights: impl Iterator<Item = (u128, T)>) -> Vec<(u128, T)> {
    let mut heaviest: Vec<(u128, T)> = Vec::with_capacity(HEAVIEST + 1);
    for (weight, thing) in weights.filter(|(weight, _)| *weight > 0) {
        let place = heaviest.partition_point(|(other, _)| *other >= weight);
        heaviest.insert(place, (weight, thing));
        heaviest.truncate(HEAVIEST);
    }
    heaviest
}

/// The formulas that a formula is made of.
fn parts(formula: &ClaimExpr) -> &[ClaimExpr] {
    match formula {
        ClaimExpr::Binary(_, sides) => &**sides,
        ClaimExpr::Conditional(parts) => &**parts,
        ClaimExpr::Batch
        | ClaimExpr::Constant(_)
        | ClaimExpr::Fits(_)
        | ClaimExpr::Param(_)
        | ClaimExpr::Total(..) => &[],
        ClaimExpr::Function(_, arguments) => arguments,
        ClaimExpr::Unary(_, operand) => std::slice::from_ref(operand),
    }
}

/// A formula and all that it is made of, in order.
fn parts_of(formula: &ClaimExpr) -> impl Iterator<Item = &ClaimExpr> {
    let mut rest = vec![formula];
    std::iter::from_fn(move || {
        let formula = rest.pop()?;
        rest.extend(parts(formula).iter().rev());
        Some(formula)
    })
}

/// The totals in a formula, in order.
fn totals(formula: &ClaimExpr) -> Vec<&Total> {
    let mut totals = Vec::new();
    for part in parts_of(formula) {
        if let ClaimExpr::Total(total) = part {
            totals.push(total);
        }
    }
    totals
}

/// Whether a claim asks for nothing but totals of the run: for none under a convention or on a device that it names.
pub fn asks_only_totals(claim: &Claim) -> bool {
    totals(&claim.condition).iter().all(|total| total.under.is_none())
}

/// The totals in a formula whose metrics are all known, with these, in order.
pub fn named_totals(formula: &ClaimExpr) -> Vec<Named<'_>> {
    let totals = totals(formula).into_iter();
    totals.filter_map(|total| Some((Metric::named(&total.key)?, total))).collect()
}

/// The operator of a comparison.
fn comparison(formula: &ClaimExpr) -> Option<Binary> {
    match formula {
        ClaimExpr::Binary(operator, _) if operator.is_comparison() => Some(*operator),
        _ => None,
    }
}

/// A count as a number of the language: a decimal from 2¹²⁷ on.
#[expect(clippy::cast_precision_loss, reason = "decimals of the language are rounded so")]
fn count(value: u128) -> Value {
    let number = i128::try_from(value).map_or(Number::Dec(value as f64), Number::Int);
    Value::Number(number)
}

/// A value that is known for good.
fn known(constant: &Constant) -> Value {
    match constant {
        Constant::Bool(value) => Value::Bool(*value),
        Constant::Number(number) | Constant::Quantity(_, number) => Value::Number(*number),
        Constant::List(items) => Value::Tuple(items.iter().map(known).collect()),
        Constant::Text(text) => Value::String(text.as_str().into()),
    }
}

#[cfg(test)]
mod tests;
