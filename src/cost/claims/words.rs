//! What a claim that fails says: what is, what is claimed, and how far off it is.

use crate::cost::{TIME, Unit};
use crate::text::digits::{Digits, percent};
use crate::value::operators::Binary;
use crate::value::{Number, Value};

/// A part of a total, by the name of what has it.
pub(super) fn share(name: &str, unit: &Unit, weight: u128, total: u128) -> String {
    format!("`{name}` {} ({})", (unit.shown)(weight, Digits::Full), percent(weight, total))
}

/// How far a comparison of integers is from holding; `mirrored` if what is claimed of stands on
/// the right.
pub(super) fn distance(
    operator: Binary,
    sides: &(Value, Value),
    mirrored: bool,
    unit: &Unit,
) -> Option<String> {
    let (Value::Number(Number::Int(left)), Value::Number(Number::Int(right))) = sides else {
        return None;
    };
    let (is, should) = if mirrored { (right, left) } else { (left, right) };
    let off = is.checked_sub(*should)?;
    // Strict comparisons are off by one more, which is nothing to times.
    let strict = matches!(operator, Binary::Gt | Binary::Lt) && (*unit != TIME || off == 0);
    let by = (unit.exact)(off.unsigned_abs().checked_add(u128::from(strict))?);
    let below = matches!(operator, Binary::Ge | Binary::Gt) != mirrored;
    Some(match operator {
        Binary::Ne => "equal".to_owned(),
        Binary::Eq => format!("{by} {}", if off > 0 { "more" } else { "less" }),
        _ => format!("{by} {}", if below { "too little" } else { "too much" }),
    })
}

/// The slack of an inequality of whole numbers that holds.
pub(super) fn room(operator: Binary, sides: &(Value, Value), unit: &Unit) -> Option<String> {
    let (Value::Number(Number::Int(left)), Value::Number(Number::Int(right))) = sides else {
        return None;
    };
    let strict = match operator {
        Binary::Lt | Binary::Gt => u128::from(*unit != TIME),
        Binary::Le | Binary::Ge => 0,
        _ => return None,
    };
    let off = left.checked_sub(*right)?.unsigned_abs();
    Some((unit.exact)(off.saturating_sub(strict)))
}

/// What a comparison claims of one side, in front of the other; `mirrored` if it is the right one.
pub(super) fn bound(operator: Binary, mirrored: bool) -> &'static str {
    match (operator, mirrored) {
        (Binary::Lt, false) | (Binary::Gt, true) => "less than ",
        (Binary::Le, false) | (Binary::Ge, true) => "at most ",
        (Binary::Gt, false) | (Binary::Lt, true) => "more than ",
        (Binary::Ge, false) | (Binary::Le, true) => "at least ",
        (Binary::Ne, _) => "another number than ",
        _ => "",
    }
}

/// A value with a comma at each thousand of its integer, or as the time that it is.
pub(super) fn shown(value: &Value, unit: &Unit) -> String {
    match value {
        Value::Number(Number::Int(value)) => {
            let sign = if *value < 0 { "-" } else { "" };
            format!("{sign}{}", (unit.exact)(value.unsigned_abs()))
        }
        Value::Number(Number::Dec(value)) if *unit == TIME => format!("{value} ps"),
        other => other.to_string(),
    }
}
