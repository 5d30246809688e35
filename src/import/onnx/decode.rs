//! Types and stored values of ONNX.

use std::rc::Rc;

use super::model::{Tensor, TensorData};
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::value::{Data, Value};

/// The type that a number of `TensorProto.DataType` stands for.
pub(crate) fn element_type(data_type: i32) -> Option<ElementType> {
    use ElementType as Type;
    Some(match data_type {
        1 => Type::F32,
        2 => Type::UInt8,
        3 => Type::Int8,
        4 => Type::UInt16,
        5 => Type::Int16,
        6 => Type::Int32,
        7 => Type::Int64,
        8 => Type::Text,
        9 => Type::Bool,
        10 => Type::F16,
        11 => Type::F64,
        12 => Type::UInt32,
        13 => Type::UInt64,
        14 => Type::Complex64,
        15 => Type::Complex128,
        16 => Type::Bf16,
        17..=20 | 24 => Type::F8,
        21 => Type::UInt4,
        22 => Type::Int4,
        23 => Type::F4,
        25 => Type::UInt2,
        26 => Type::Int2,
        _ => return None,
    })
}

/// The values of a stored tensor, if they were read.
pub(super) fn value(tensor: &Tensor) -> Option<Rc<Value>> {
    let dims: Dims = tensor.dims.iter().copied().collect();
    let elements = usize::try_from(dims::elements(&dims)?).ok()?;
    let dtype = element_type(tensor.data_type)?;
    let data = match &tensor.data {
        TensorData::Raw(bytes) => raw(bytes, dtype, elements)?,
        TensorData::Ints(ints) if dtype.is_float() => {
            // The bits of 16-bit floats are stored as integers.
            Data::Floats(ints.iter().map(|bits| half(*bits, dtype)).collect::<Option<_>>()?)
        }
        TensorData::Ints(ints) => Data::Ints(ints.to_vec()),
        TensorData::Floats(floats) => Data::Floats(floats.to_vec()),
        TensorData::Nothing if elements == 0 => match dtype.is_float() {
            true => Data::Floats(Vec::new()),
            false => Data::Ints(Vec::new()),
        },
        TensorData::Nothing | TensorData::Skipped | TensorData::External => return None,
    };
    Value::new(dims, data).map(Rc::new)
}

/// The 16-bit float of these bits.
fn half(bits: i64, dtype: ElementType) -> Option<f64> {
    let bits = u16::try_from(bits & 0xffff).ok()?;
    match dtype {
        ElementType::F16 => Some(f16(bits)),
        ElementType::Bf16 => Some(f64::from(f32::from_bits(u32::from(bits) << 16))),
        _ => None,
    }
}

/// IEEE 754 half precision.
fn f16(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = ((bits >> 10) & 0x1f, f64::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2f64.powi(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2f64.powi(i32::from(exponent) - 15),
    }
}

/// Values stored as packed little-endian bytes.
fn raw(bytes: &[u8], dtype: ElementType, elements: usize) -> Option<Data> {
    use ElementType as Type;
    /// Numbers of a type, each of its size in bytes.
    macro_rules! each {
        ($number:ty, $variant:ident, $convert:expr) => {{
            let chunks = bytes.chunks_exact(size_of::<$number>());
            let numbers =
                chunks.map(|chunk| <$number>::from_le_bytes(chunk.try_into().unwrap_or_default()));
            Data::$variant(numbers.map($convert).collect::<Option<_>>()?)
        }};
    }
    let data = match dtype {
        Type::F64 => each!(f64, Floats, Some),
        Type::F32 => each!(f32, Floats, |it| Some(f64::from(it))),
        Type::F16 | Type::Bf16 => each!(u16, Floats, |it| half(i64::from(it), dtype)),
        Type::Int64 => each!(i64, Ints, Some),
        Type::UInt64 => each!(u64, Ints, |it| i64::try_from(it).ok()),
        Type::Int32 => each!(i32, Ints, |it| Some(i64::from(it))),
        Type::UInt32 => each!(u32, Ints, |it| Some(i64::from(it))),
        Type::Int16 => each!(i16, Ints, |it| Some(i64::from(it))),
        Type::UInt16 => each!(u16, Ints, |it| Some(i64::from(it))),
        Type::Int8 => each!(i8, Ints, |it| Some(i64::from(it))),
        Type::UInt8 => each!(u8, Ints, |it| Some(i64::from(it))),
        Type::Bool => each!(u8, Ints, |it| Some(i64::from(it != 0))),
        _ => return None,
    };
    let len = match &data {
        Data::Ints(ints) => ints.len(),
        Data::Floats(floats) => floats.len(),
    };
    (len == elements).then_some(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_read_as_ieee_754_has_them() {
        let read = [0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00].map(f16);
        assert_eq!(read, [1.0, -2.0, 2f64.powi(-24), 65504.0, f64::INFINITY]);
        assert!(f16(0x7e00).is_nan());
    }
}
