//! Values as elements of another type.

use super::data::{Data, Value};
use super::number::{rounded, whole};
use crate::import::element::ElementType;

/// The bits of an integer, and whether one of them is a sign.
struct Width {
    bits: u32,
    signed: bool,
}

/// The bits of a float's significand, the least exponent of a normal one, and the greatest float.
struct Precision {
    bits: i32,
    least: i32,
    greatest: f64,
}

const F16: Precision = Precision { bits: 11, least: -14, greatest: 65_504.0 };
const BF16: Precision = Precision { bits: 8, least: -126, greatest: 3.389_531_389_251_535_5e38 };

impl Value {
    /// As elements of type `to`. Floats are rounded to the nearest float, and towards 0 to an integer;
    /// integers wrap. `None` for a float that is outside of the integer type, as ONNX does not define
    /// what becomes of it, for text and complex numbers, and for floats of 8 bits and less, of which
    /// there are several formats.
    pub(crate) fn cast(&self, to: ElementType) -> Option<Value> {
        let data = match &self.data {
            Data::Ints(items) if to.is_float() => Data::Floats(
                items.iter().map(|item| int_to_float(*item, to)).collect::<Option<_>>()?,
            ),
            Data::Ints(items) => {
                Data::Ints(items.iter().map(|item| wrapped(*item, to)).collect::<Option<_>>()?)
            }
            Data::Floats(items) if to.is_float() => Data::Floats(
                items.iter().map(|item| float_to_float(*item, to)).collect::<Option<_>>()?,
            ),
            Data::Floats(items) => {
                Data::Ints(items.iter().map(|item| float_to_int(*item, to)).collect::<Option<_>>()?)
            }
        };
        Some(Value { dims: self.dims.clone(), data })
    }
}

/// The bits of an integer type; `Bool` has none that wrap.
fn width(ty: ElementType) -> Option<Width> {
    use ElementType::*;
    let (bits, signed) = match ty {
        Int64 => (64, true),
        Int32 => (32, true),
        Int16 => (16, true),
        Int8 => (8, true),
        Int4 => (4, true),
        Int2 => (2, true),
        UInt64 => (64, false),
        UInt32 => (32, false),
        UInt16 => (16, false),
        UInt8 => (8, false),
        UInt4 => (4, false),
        UInt2 => (2, false),
        Bool | F64 | F32 | F16 | Bf16 | F8 | F4 | Complex64 | Complex128 | Text => return None,
    };
    Some(Width { bits, signed })
}

/// The least and the greatest integer of a type, of those that values can have.
pub(super) fn limits(ty: ElementType) -> Option<(i64, i64)> {
    if ty == ElementType::Bool {
        return Some((0, 1));
    }
    let Width { bits, signed } = width(ty)?;
    let greatest = i64::MAX.checked_shr(64 - bits)?;
    Some(match (signed, bits) {
        (true, _) => (-greatest - 1, greatest),
        (false, 64) => return None,
        (false, _) => (0, greatest.checked_mul(2)?.checked_add(1)?),
    })
}

/// The low bits of an integer, as one of type `to`; of one for `Bool`, whether it is not 0.
fn wrapped(item: i64, to: ElementType) -> Option<i64> {
    if to == ElementType::Bool {
        return Some(i64::from(item != 0));
    }
    let Width { bits, signed } = width(to)?;
    let unused = 64 - bits;
    let high = item << unused;
    if signed {
        return Some(high >> unused);
    }
    i64::try_from(high.cast_unsigned() >> unused).ok()
}

/// A float without its fraction, if `to` has that integer.
fn float_to_int(item: f64, to: ElementType) -> Option<i64> {
    if to == ElementType::Bool {
        return Some(i64::from(item != 0.0));
    }
    let item = whole(item.trunc())?;
    (wrapped(item, to)? == item).then_some(item)
}

/// The nearest float of type `to`.
fn float_to_float(item: f64, to: ElementType) -> Option<f64> {
    match to {
        ElementType::F64 => Some(item),
        ElementType::F32 => Some(f64::from(single(item))),
        ElementType::F16 => Some(nearest(item, &F16)),
        ElementType::Bf16 => Some(nearest(item, &BF16)),
        _ => None,
    }
}

/// The float of type `to` that is the nearest to an integer.
fn int_to_float(item: i64, to: ElementType) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "rounding is what is asked for")]
    match to {
        // Rounded once, not to 64 bits first.
        ElementType::F32 => Some(f64::from(item as f32)),
        _ => float_to_float(rounded(item), to),
    }
}

/// The nearest float of a precision of less than 53 bits; halves go to the even one.
fn nearest(item: f64, precision: &Precision) -> f64 {
    if item == 0.0 || !item.is_finite() {
        return item;
    }
    // A power of two, by which the digits that are kept are whole.
    let unit = 2_f64.powi(exponent(item).max(precision.least) - (precision.bits - 1));
    let nearest = (item / unit).round_ties_even() * unit;
    if nearest.abs() > precision.greatest { f64::INFINITY.copysign(item) } else { nearest }
}

/// The exponent of a normal float.
fn exponent(item: f64) -> i32 {
    let bits = item.to_bits() >> 52 & 0x7ff;
    i32::try_from(bits).map_or(0, |bits| bits - 1023)
}

/// The nearest float of 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "rounding is what is asked for")]
fn single(item: f64) -> f32 {
    item as f32
}
