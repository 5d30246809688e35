//! Numbers and dimensions, read to the last digit.

use super::builder::Result;
use super::tree::{ExprKind, Literal};
use crate::diagnostics::syntax::{NumberProblem, SyntaxProblem};
use crate::source::Span;
use crate::value::{Number, UnitLiteral};

/// Units with what they count, and their size as a power of ten. Longer units come before their
/// suffixes.
const UNITS: [(&str, UnitLiteral, u8); 11] = [
    ("B", UnitLiteral::Bytes, 0),
    ("ns", UnitLiteral::Time, 3),
    ("us", UnitLiteral::Time, 6),
    ("ms", UnitLiteral::Time, 9),
    ("s", UnitLiteral::Time, 12),
    ("fJ", UnitLiteral::Energy, 0),
    ("pJ", UnitLiteral::Energy, 3),
    ("nJ", UnitLiteral::Energy, 6),
    ("uJ", UnitLiteral::Energy, 9),
    ("mJ", UnitLiteral::Energy, 12),
    ("J", UnitLiteral::Energy, 15),
];

/// Scales, each a power of 1000 or 1024.
const SCALES: [(char, i32); 4] = [('K', 1), ('M', 2), ('G', 3), ('T', 4)];

/// A number with its scale, or bytes, a time or an energy.
pub(super) fn number<'s>(text: &str, span: Span) -> Result<ExprKind<'s>> {
    // The common case: a small integer.
    if let Ok(small) = text.parse::<u64>() {
        return Ok(ExprKind::Number(Literal::Small(small)));
    }
    let unit = UNITS.iter().find_map(|(unit, quantity, power)| {
        text.strip_suffix(unit).map(|scaled| (scaled, *quantity, *power))
    });
    let (scaled, power) = unit.map_or((text, 0), |(scaled, _, power)| (scaled, power));
    let value = value(scaled, power).ok_or_else(|| out_of_range(text, VALUES, span))?;
    Ok(match unit {
        Some((_, quantity, _)) => ExprKind::Quantity(quantity, value.into()),
        None => ExprKind::Number(value.into()),
    })
}

/// The sizes of `3x224x224`.
pub(super) fn dims(text: &str, span: Span) -> Result<Box<[u64]>> {
    text.split('x').map(|size| size_of(size, span)).collect()
}

/// The sizes of `256x?x?`.
pub(super) fn open_dims(text: &str, span: Span) -> Result<Vec<Option<u64>>> {
    let size = |size| if size == "?" { Ok(None) } else { size_of(size, span).map(Some) };
    text.split('x').map(size).collect()
}

fn size_of(digits: &str, span: Span) -> Result<u64> {
    if let Ok(size) = digits.parse() {
        return Ok(size);
    }
    let digits = digits.replace('_', "");
    digits.parse().map_err(|_| out_of_range(&digits, SIZES, span))
}

const VALUES: &str =
    "integers go up to 2¹²⁷ − 1, about 1.7e38, and decimals from 5e-324 to 1.8e308";
const SIZES: &str = "a size goes up to 2⁶⁴ − 1";

fn out_of_range(text: &str, range: &'static str, span: Span) -> Box<SyntaxProblem> {
    Box::new(NumberProblem::NumberOutOfRange { text: text.to_owned(), range, span }.into())
}

/// A decimal times its scale and a power of ten; `None` when it is out of range.
fn value(text: &str, tens: u8) -> Option<Number> {
    let text = text.replace('_', "");
    let (text, binary) = match text.strip_suffix('i') {
        Some(text) => (text, true),
        None => (text.as_str(), false),
    };
    let scaled =
        SCALES.iter().find_map(|(scale, thousands)| Some((text.strip_suffix(*scale)?, *thousands)));
    let (decimal, thousands) = scaled.unwrap_or((text, 0));
    let (decimal, exponent) = decimal.split_once(['e', 'E']).unwrap_or((decimal, "0"));
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return Some(Number::Int(0));
    }
    // The value is the significant digits, times ten to the power, times 1024 to the other.
    let power = i64::from(exponent.parse::<i32>().ok()?)
        + i64::from(tens)
        + i64::try_from(digits.len() - significant.len()).ok()?
        - i64::try_from(fraction.len()).ok()?
        + if binary { 0 } else { 3 * i64::from(thousands) };
    let kibis = if binary { thousands } else { 0 };
    match exact(significant, power, kibis) {
        Some(whole) => Some(Number::Int(whole)),
        None => rounded(significant, power, kibis),
    }
}

/// The value where it is whole and fits.
fn exact(digits: &str, power: i64, kibis: i32) -> Option<i128> {
    let scaled = digits.parse::<i128>().ok()?.checked_mul(1 << (10 * kibis))?;
    let ten = 10_i128.checked_pow(u32::try_from(power.unsigned_abs()).ok()?)?;
    if power >= 0 { scaled.checked_mul(ten) } else { (scaled % ten == 0).then(|| scaled / ten) }
}

/// The nearest decimal of a value that is not whole.
fn rounded(digits: &str, power: i64, kibis: i32) -> Option<Number> {
    if power >= 0 {
        return None;
    }
    // Scaling by a power of two is exact.
    let value = format!("{digits}e{power}").parse::<f64>().ok()? * 1024_f64.powi(kibis);
    if value == 0.0 { None } else { Number::from_decimal(value).ok() }
}
