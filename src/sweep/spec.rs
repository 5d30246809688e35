//! The values of an axis, as they are written: `a,b,c`, `a..b`, `a..b:step`, `a..b:xk`.

use super::axis::{Axis, Choice, Part, Range, Setting};
use super::decimal::Decimal;
use crate::check::{BadValue, ParamValue, parse_value};
use crate::diagnostics::Result;
use crate::diagnostics::setting::SettingProblem;
use crate::source::Sources;
use crate::text::list;

/// The most numbers that a geometric range has.
const FACTORS: usize = 10_000;

/// The axis of a param or one of its elements.
///
/// # Errors
/// When a part of the list is neither a range nor a value.
pub(crate) fn param_axis(sources: &Sources, setting: Setting, spec: &str) -> Result<Axis> {
    let name = setting.name();
    let mut parts = Vec::new();
    for text in list::split(spec) {
        match range(text.trim()) {
            Some(found) => parts.extend(found.map_err(|reason| bad(&name, text, reason))?),
            None => parts.push(Part::One(vec![Choice::Param(value(sources, &name, text)?)])),
        }
    }
    Ok(Axis::new(setting, parts))
}

/// The axis of params that move together: `(1, 2), (3, 4)`.
///
/// # Errors
/// When a part of the list does not have a value for each of them.
pub(crate) fn zipped_axis(sources: &Sources, names: &[String], spec: &str) -> Result<Axis> {
    let joined = names.join(", ");
    let row = |text: &str| {
        let items = text.trim().strip_prefix('(').and_then(|text| text.strip_suffix(')'));
        let items = items.map(list::split).filter(|items| items.len() == names.len());
        let wrong = || bad(&joined, text, format!("write {} values in parentheses", names.len()));
        let values = items.ok_or_else(wrong)?.into_iter().zip(names);
        values.map(|(text, name)| value(sources, name, text).map(Choice::Param)).collect()
    };
    let rows = list::split(spec).into_iter().map(row).collect::<Result<_>>()?;
    Ok(Axis::zipped(names.iter().cloned().map(Setting::Param).collect(), rows))
}

/// The axis of the batch.
///
/// # Errors
/// What to write instead, when a part of the list is neither a range nor a number from 1 on.
pub(crate) fn batch_axis(spec: &str) -> std::result::Result<Axis, String> {
    let mut parts = Vec::new();
    let wrong =
        |text: &str| format!("`{text}` is not a batch: write whole numbers, at least 1: `1,8`");
    for text in list::split(spec) {
        let text = text.trim();
        match range(text).unwrap_or_else(|| single(text).ok_or_else(|| wrong(text)))? {
            found if found.iter().all(is_batch) => parts.extend(found),
            _ => return Err(wrong(text)),
        }
    }
    let batches = parts.into_iter().map(|part| match part {
        Part::One(choices) => Part::One(choices.into_iter().map(batch).collect()),
        range => range,
    });
    Ok(Axis::new(Setting::Batch, batches.collect()))
}

fn single(text: &str) -> Option<Vec<Part>> {
    Some(vec![Part::One(vec![Choice::Param(Decimal::parse(text)?.value())])])
}

/// Whether all numbers of a part can be batches.
fn is_batch(part: &Part) -> bool {
    let is_one = |number: i128| u64::try_from(number).is_ok_and(|number| number >= 1);
    match part {
        Part::One(choices) => choices
            .iter()
            .all(|choice| matches!(choice, Choice::Param(ParamValue::Int(it)) if is_one(*it))),
        Part::Range(Range { first, step, scale: 0, count }) => {
            let last = first.saturating_add(step.saturating_mul(i128::from(*count) - 1));
            is_one(*first) && is_one(last)
        }
        Part::Range(_) => false,
    }
}

fn batch(choice: Choice) -> Choice {
    match choice {
        Choice::Param(ParamValue::Int(batch)) => Choice::Batch(batch.try_into().unwrap_or(1)),
        other => other,
    }
}

fn value(sources: &Sources, name: &str, text: &str) -> Result<ParamValue> {
    parse_value(sources, text.trim()).map_err(|error| match error {
        BadValue::Failed(problem) => problem,
        BadValue::NotAValue(reason) => bad(name, text, reason),
    })
}

fn bad(name: &str, text: &str, reason: String) -> Box<crate::diagnostics::DiagnosticKind> {
    let (name, value) = (name.to_owned(), text.trim().to_owned());
    SettingProblem::BadArgument { name, value, reason }.into()
}

/// The numbers of a range; `None` if the text is not a range.
fn range(text: &str) -> Option<std::result::Result<Vec<Part>, String>> {
    if text.contains(['"', '(', '[']) {
        return None;
    }
    let (first, rest) = text.split_once("..")?;
    let (last, step) = rest.split_once(':').map_or((rest, None), |(last, step)| (last, Some(step)));
    let number = |text: &str| {
        let hint = "a range is `FIRST..LAST`, `FIRST..LAST:STEP` or `FIRST..LAST:xFACTOR`, of plain numbers";
        Decimal::parse(text.trim()).ok_or_else(|| hint.to_owned())
    };
    let ends = number(first).and_then(|first| Ok((first, number(last)?)));
    Some(ends.and_then(|(first, last)| match step.map(str::trim) {
        None if first.whole().is_some() && last.whole().is_some() => {
            arithmetic(first, last, Decimal::new(1, 0))
        }
        None => Err(format!("a range of decimals needs a step, as in `{text}:0.25`")),
        Some(step) => match step.strip_prefix('x') {
            Some(factor) => geometric(first, last, number(factor)?),
            None => arithmetic(first, last, number(step)?),
        },
    }))
}

/// The multiples of a step from the first number on, up to the last.
fn arithmetic(
    first: Decimal,
    last: Decimal,
    step: Decimal,
) -> std::result::Result<Vec<Part>, String> {
    let scale = first.scale().max(last.scale()).max(step.scale());
    let units = |number: Decimal| number.units_of(scale).ok_or("its numbers are too large");
    let (start, end, step) = (units(first)?, units(last)?, units(step)?);
    if step == 0 {
        return Err("its step is 0".to_owned());
    }
    let distance = end.checked_sub(start).ok_or("its numbers are too large")?;
    let count = distance.checked_div(step).and_then(|steps| steps.checked_add(1));
    let count = count.ok_or("its numbers are too large")?;
    if distance.signum() == -step.signum() {
        return Err(format!("no number lies between {first} and {last} with a step of this sign"));
    }
    let count = u64::try_from(count).map_err(|_| "it has more than 2⁶⁴−1 numbers")?;
    Ok(vec![Part::Range(Range { first: start, step, scale, count })])
}

/// The first number times powers of a factor, up to the last.
fn geometric(
    first: Decimal,
    last: Decimal,
    factor: Decimal,
) -> std::result::Result<Vec<Part>, String> {
    let one = Decimal::new(1, 0);
    let is_less = |a: Decimal, b: Decimal| a.is_less(b).ok_or("its numbers are too large");
    if !is_less(one, factor)? || !is_less(Decimal::new(0, 0), first)? {
        return Err("the factor must be more than 1, and the first number more than 0".to_owned());
    }
    let (mut parts, mut next) = (Vec::new(), first);
    while !is_less(last, next)? {
        if parts.len() == FACTORS {
            return Err(format!("it has more than {FACTORS} numbers"));
        }
        parts.push(Part::One(vec![Choice::Param(next.value())]));
        next = next.times(factor).ok_or("its numbers have more than 18 digits after the point")?;
    }
    match parts.is_empty() {
        true => Err(format!("no number lies between {first} and {last}")),
        false => Ok(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(spec: &str) -> std::result::Result<Vec<String>, String> {
        let setting = Setting::Param("x".to_owned());
        let axis = param_axis(&Sources::new(), setting, spec).map_err(|it| it.to_string())?;
        let count = axis.count().ok_or("too many")?;
        let shown = |index| axis.choices(index).iter().map(|(_, it)| it.to_string()).collect();
        Ok((0..count).map(shown).collect())
    }

    #[test]
    fn lists_and_ranges_mix() {
        for (spec, expected) in [
            ("3", vec!["3"]),
            ("0.35,0.5..1.0:0.25", vec!["0.35", "0.5", "0.75", "1"]),
            ("0.1..0.5:0.1", vec!["0.1", "0.2", "0.3", "0.4", "0.5"]),
            ("1..4", vec!["1", "2", "3", "4"]),
            ("96..224:50", vec!["96", "146", "196"]),
            ("8..2:-3", vec!["8", "5", "2"]),
            ("-1..1", vec!["-1", "0", "1"]),
            ("5..5", vec!["5"]),
            ("16..100:x2", vec!["16", "32", "64"]),
            ("1..4:x1.5", vec!["1", "1.5", "2.25", "3.375"]),
            ("relu, hswish", vec!["relu", "hswish"]),
            ("[1, 2],[3, 4]", vec!["[1, 2]", "[3, 4]"]),
            ("\"a..b\"", vec!["a..b"]),
        ] {
            assert_eq!(
                values(spec),
                Ok(expected.into_iter().map(str::to_owned).collect()),
                "{spec}"
            );
        }
    }

    #[test]
    fn what_is_no_range_says_why() {
        for (spec, reason) in [
            ("0.5..1.0", "a range of decimals needs a step, as in `0.5..1.0:0.25`"),
            ("1..4:0", "its step is 0"),
            ("4..1", "no number lies between 4 and 1 with a step of this sign"),
            ("1..b", "of plain numbers"),
            ("1..8:x1", "the factor must be more than 1, and the first number more than 0"),
            ("9..8:x2", "no number lies between 9 and 8"),
            ("1..2:x1.000001", "digits after the point"),
            ("width + 1", "it names something of the file"),
        ] {
            let message = values(spec).unwrap_err();
            assert!(message.ends_with(reason), "{spec}: {message}");
        }
    }

    #[test]
    fn batches_are_whole_and_positive() {
        assert_eq!(batch_axis("1,2..4,8..32:x2").unwrap().count(), Some(7));
        for spec in ["0", "1.5", "0..4", "many", "1..2:0.5", "4..0:-1"] {
            assert!(batch_axis(spec).is_err(), "{spec}");
        }
    }
}
