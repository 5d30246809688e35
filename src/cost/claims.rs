//! Claims about totals: whether they hold, and if not, how far off they are and what weighs most.

use miette::LabeledSpan;

use super::memory::Lifetimes;
use super::{Costs, KEYS, Key, Unit, bytes};
use crate::diagnostics::fix::Fix;
use crate::diagnostics::nearest::nearest;
use crate::diagnostics::total::TotalProblem;
use crate::diagnostics::{Fallible, Problem};
use crate::digits::{Grouped, percent};
use crate::functions;
use crate::network::{Claim, Constant, Formula, Origin, TensorId};
use crate::number::Number;
use crate::operators::{self, Binary, Misuse, Unary};
use crate::source::Span;
use crate::value::Value;

/// How many layers a failing claim names.
const HEAVIEST: usize = 3;

/// The most items that a list in a claim may have.
const ITEMS: i128 = 10_000;

/// What is wrong with the claims of a network, in the file's order: those that do not hold, and
/// those that have no value.
pub fn failing(costs: &Costs<'_>) -> Vec<Box<Problem>> {
    let claims = costs.network.claims.iter();
    claims.filter_map(|claim| Checked { costs, claim }.check().err()).collect()
}

/// The figure that `total.NAME` is; `span` is the place of that.
///
/// # Errors
/// When there is none of that name.
pub fn key(name: &str, span: Span) -> Fallible<&'static Key> {
    Key::named(name).ok_or_else(|| {
        let help = match nearest(name, KEYS.iter().map(|key| key.name)).first() {
            Some(near) => Fix::guess(span, format!("total.{near}")).meant(),
            None => format!("there are {}", listed(KEYS.iter())).into(),
        };
        TotalProblem::Unknown { key: name.to_owned(), help, span }.into()
    })
}

fn listed<'k>(keys: impl Iterator<Item = &'k Key>) -> String {
    keys.map(|key| format!("`{}`", key.name)).collect::<Vec<_>>().join(", ")
}

/// A total that a claim names, and where.
type Named = (&'static Key, Span);

/// A claim that is being checked.
struct Checked<'a> {
    costs: &'a Costs<'a>,
    claim: &'a Claim,
}

impl Checked<'_> {
    fn check(&self) -> Fallible<()> {
        let condition = &self.claim.condition;
        for (name, span) in totals(condition) {
            key(name, span)?;
        }
        self.check_bytes(condition)?;
        match self.problem() {
            Ok(None) => Ok(()),
            Ok(Some(problem)) => Err(problem.into()),
            Err(misuse) => Err(TotalProblem::NoValue {
                why: misuse.to_string(),
                span: self.claim.span,
                totals: self.labels(&named(condition)),
            }
            .into()),
        }
    }

    /// What is wrong with a condition that may have a value.
    fn problem(&self) -> Result<Option<TotalProblem>, Misuse> {
        Ok(match self.value(&self.claim.condition)? {
            Value::Bool(true) => None,
            Value::Bool(false) => Some(self.failure()?),
            other => {
                let found = other.kind();
                Some(TotalProblem::NotACondition { found, span: self.claim.span })
            }
        })
    }

    /// Bytes stand alone on one side of a comparison, and what counts bytes on the other.
    fn check_bytes(&self, formula: &Formula) -> Fallible<()> {
        let bytes = |part: &Formula| matches!(part, Formula::Constant(Constant::Bytes(_)));
        let wrong = match (comparison(formula), parts(formula)) {
            (Some(_), [left, right]) => match (bytes(left), bytes(right)) {
                (true, true) => Some("compared with bytes"),
                (true, false) if !counts_bytes(right) => Some("compared with a count"),
                (false, true) if !counts_bytes(left) => Some("compared with a count"),
                _ => None,
            },
            (_, parts) => parts.iter().any(bytes).then_some("computed with"),
        };
        if let Some(wrong) = wrong {
            let keys = listed(KEYS.iter().filter(|key| key.unit == Unit::Bytes));
            return Err(TotalProblem::Bytes { wrong, keys, span: self.claim.span }.into());
        }
        parts(formula).iter().try_for_each(|part| self.check_bytes(part))
    }

    fn value(&self, formula: &Formula) -> Result<Value, Misuse> {
        match formula {
            Formula::Binary(operator, sides) => {
                let [left, right] = &**sides;
                let left = self.value(left)?;
                match (operator, &left) {
                    // These two stop at the operand that decides.
                    (Binary::And, Value::Bool(false)) | (Binary::Or, Value::Bool(true)) => Ok(left),
                    _ => operators::binary(*operator, &left, &self.value(right)?),
                }
            }
            Formula::Conditional(parts) => self.value(self.chosen(parts)?),
            Formula::Constant(constant) => Ok(known(constant)),
            Formula::Function(name, arguments) => {
                let arguments = arguments.iter().map(|argument| Ok((None, self.value(argument)?)));
                let arguments = arguments.collect::<Result<_, Misuse>>()?;
                functions::find(name)
                    .map_or(Ok(Value::Unknown), |function| function.call(arguments, ITEMS))
            }
            Formula::Total(name, _) => {
                Ok(Key::named(name)
                    .map_or(Value::Unknown, |key| count(key.total(&self.costs.totals))))
            }
            Formula::Unary(operator, operand) => operators::unary(*operator, &self.value(operand)?),
        }
    }

    /// The part of a conditional that stands for it.
    fn chosen<'f>(&self, parts: &'f [Formula; 3]) -> Result<&'f Formula, Misuse> {
        let [condition, then, otherwise] = parts;
        // `not` refuses what is no boolean.
        match operators::unary(Unary::Not, &self.value(condition)?)? {
            Value::Bool(false) => Ok(then),
            _ => Ok(otherwise),
        }
    }

    /// The part that makes a false condition false: the first false operand of `and`.
    fn culprit<'f>(&self, formula: &'f Formula) -> Result<&'f Formula, Misuse> {
        match formula {
            Formula::Binary(Binary::And, sides) => {
                let [left, right] = &**sides;
                let first = matches!(self.value(left)?, Value::Bool(false));
                self.culprit(if first { left } else { right })
            }
            Formula::Conditional(parts) => self.culprit(self.chosen(parts)?),
            other => Ok(other),
        }
    }

    /// The problem of a condition that is false.
    fn failure(&self) -> Result<TotalProblem, Misuse> {
        let culprit = self.culprit(&self.claim.condition)?;
        let (mut claim, mut verdict) = ("this does not hold".to_owned(), "false".to_owned());
        if let (Some(operator), [left, right]) = (comparison(culprit), parts(culprit)) {
            let mirrored = named(left).is_empty();
            let sides = (self.value(left)?, self.value(right)?);
            let (is, should) = (shown(&sides.0), shown(&sides.1));
            claim = match (left, right) {
                (Formula::Total(name, _), _) => {
                    format!("`total.{name}` is {is}, not {}{should}", bound(operator, false))
                }
                (_, Formula::Total(name, _)) => {
                    format!("`total.{name}` is {should}, not {}{is}", bound(operator, true))
                }
                _ => format!("{is} {} {should} does not hold", operator.text()),
            };
            verdict = distance(operator, &sides, mirrored).unwrap_or(verdict);
        }
        let totals = named(culprit);
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
    fn labels(&self, totals: &[Named]) -> Vec<LabeledSpan> {
        let label = |(key, span): &Named| {
            let bytes = if key.unit == Unit::Bytes { " bytes" } else { "" };
            let value = Grouped(key.total(&self.costs.totals));
            let text = format!("`total.{}` is {value}{bytes}", key.name);
            LabeledSpan::new_with_span(Some(text), *span)
        };
        totals.iter().map(label).collect()
    }

    /// What weighs most in the first of these totals that is made up of something.
    fn heaviest(&self, totals: &[Named]) -> Option<String> {
        totals.iter().find_map(|(key, _)| {
            if key.name == "peak_memory" { self.at_the_peak() } else { self.layers(key) }
        })
    }

    /// The layers that weigh most in a sum over layers.
    fn layers(&self, key: &Key) -> Option<String> {
        let network = self.costs.network;
        let layers = network.layers.iter();
        let weights = layers.filter_map(|layer| Some((key.layer(self.costs, layer)?, layer)));
        let heaviest = heaviest(weights);
        let total = key.total(&self.costs.totals);
        let shares: Vec<_> = heaviest
            .into_iter()
            .map(|(weight, layer)| share(&network.full_name(layer), weight, total))
            .collect();
        (!shares.is_empty()).then(|| format!("most of it is in {}", shares.join(", ")))
    }

    /// The tensors that take most while the memory is at its peak.
    fn at_the_peak(&self) -> Option<String> {
        let Costs { network, totals, .. } = self.costs;
        let peak = totals.peak_layer?;
        let lifetimes = Lifetimes::of(network);
        let living = lifetimes.living(peak);
        let weights = living.filter_map(|tensor| Some((bytes::tensor(network, tensor)?, tensor)));
        let shares: Vec<_> = heaviest(weights)
            .into_iter()
            .map(|(weight, tensor)| share(&self.maker(tensor), weight, totals.peak_memory))
            .collect();
        let layer = network.full_name(network.layer(peak));
        (!shares.is_empty())
            .then(|| format!("while `{layer}` runs, the outputs of {} live", shares.join(", ")))
    }

    /// The name of what made a tensor.
    fn maker(&self, tensor: TensorId) -> String {
        let network = self.costs.network;
        match network.tensor(tensor).origin {
            Origin::Input => "input".to_owned(),
            Origin::Layer(layer) | Origin::Weight(layer) => network.full_name(network.layer(layer)),
        }
    }
}

fn share(name: &str, weight: u128, total: u128) -> String {
    format!("`{name}` {} ({})", Grouped(weight), percent(weight, total))
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
fn parts(formula: &Formula) -> &[Formula] {
    match formula {
        Formula::Binary(_, sides) => &**sides,
        Formula::Conditional(parts) => &**parts,
        Formula::Constant(_) | Formula::Total(..) => &[],
        Formula::Function(_, arguments) => arguments,
        Formula::Unary(_, operand) => std::slice::from_ref(operand),
    }
}

/// The names of the totals in a formula with their places, in order.
fn totals(formula: &Formula) -> Vec<(&str, Span)> {
    let mut totals = Vec::new();
    let mut rest = vec![formula];
    while let Some(formula) = rest.pop() {
        if let Formula::Total(name, span) = formula {
            totals.push((name.as_str(), *span));
        }
        rest.extend(parts(formula).iter().rev());
    }
    totals
}

/// The totals in a formula whose keys are all known, in order.
fn named(formula: &Formula) -> Vec<Named> {
    let totals = totals(formula).into_iter();
    totals.filter_map(|(name, span)| Some((Key::named(name)?, span))).collect()
}

/// Whether a formula names totals, and only such as count bytes.
fn counts_bytes(formula: &Formula) -> bool {
    let totals = named(formula);
    !totals.is_empty() && totals.iter().all(|(key, _)| key.unit == Unit::Bytes)
}

/// The operator of a comparison.
fn comparison(formula: &Formula) -> Option<Binary> {
    match formula {
        Formula::Binary(operator, _) if operator.is_comparison() => Some(*operator),
        _ => None,
    }
}

/// How far a comparison of integers is from holding; `mirrored` if what is claimed of stands on
/// the right.
fn distance(operator: Binary, sides: &(Value, Value), mirrored: bool) -> Option<String> {
    let (Value::Number(Number::Int(left)), Value::Number(Number::Int(right))) = sides else {
        return None;
    };
    let (is, should) = if mirrored { (right, left) } else { (left, right) };
    let off = is.checked_sub(*should)?;
    // Strict comparisons are off by one more.
    let strict = u128::from(matches!(operator, Binary::Gt | Binary::Lt));
    let by = Grouped(off.unsigned_abs().checked_add(strict)?);
    let below = matches!(operator, Binary::Ge | Binary::Gt) != mirrored;
    Some(match operator {
        Binary::Ne => "equal".to_owned(),
        Binary::Eq => format!("{by} {}", if off > 0 { "more" } else { "less" }),
        _ => format!("{by} {}", if below { "too little" } else { "too much" }),
    })
}

/// What a comparison claims of one side, in front of the other; `mirrored` if it is the right one.
fn bound(operator: Binary, mirrored: bool) -> &'static str {
    match (operator, mirrored) {
        (Binary::Lt, false) | (Binary::Gt, true) => "less than ",
        (Binary::Le, false) | (Binary::Ge, true) => "at most ",
        (Binary::Gt, false) | (Binary::Lt, true) => "more than ",
        (Binary::Ge, false) | (Binary::Le, true) => "at least ",
        (Binary::Ne, _) => "another number than ",
        _ => "",
    }
}

/// A value with a comma at each thousand of its integer.
fn shown(value: &Value) -> String {
    match value {
        Value::Number(Number::Int(value)) => {
            let sign = if *value < 0 { "-" } else { "" };
            format!("{sign}{}", Grouped(value.unsigned_abs()))
        }
        other => other.to_string(),
    }
}

/// A count as a number of the language: a decimal from 2¹²⁷ on.
fn count(value: u128) -> Value {
    let number = i128::try_from(value).map_or(Number::Dec(value as f64), Number::Int);
    Value::Number(number)
}

/// A value that is known for good.
fn known(constant: &Constant) -> Value {
    match constant {
        Constant::Bool(value) => Value::Bool(*value),
        Constant::Bytes(number) | Constant::Number(number) => Value::Number(*number),
        Constant::List(items) => Value::Tuple(items.iter().map(known).collect()),
        Constant::Text(text) => Value::String(text.as_str().into()),
    }
}

#[cfg(test)]
mod tests;
