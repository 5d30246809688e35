//! Element types, for the bytes of tensors.

use std::fmt;
use std::str::FromStr;

use crate::diagnostics::nearest::nearest;

/// The type of a tensor's elements; it sets their size and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dtype {
    /// IEEE 754 double precision.
    F64,
    /// IEEE 754 single precision.
    #[default]
    F32,
    /// NVIDIA's TensorFloat-32: single precision in memory.
    Tf32,
    /// IEEE 754 half precision.
    F16,
    /// bfloat16.
    Bf16,
    /// 8-bit floats (E4M3, E5M2).
    F8,
    /// 32-bit integers.
    Int32,
    /// 16-bit integers.
    Int16,
    /// 8-bit integers.
    Int8,
    /// 4-bit integers, two a byte.
    Int4,
    /// Binary values, eight a byte.
    Int1,
}

impl Dtype {
    /// Every type, the order that of [`Dtype::NAMES`].
    const ALL: [Dtype; 11] = [
        Dtype::F64,
        Dtype::F32,
        Dtype::Tf32,
        Dtype::F16,
        Dtype::Bf16,
        Dtype::F8,
        Dtype::Int32,
        Dtype::Int16,
        Dtype::Int8,
        Dtype::Int4,
        Dtype::Int1,
    ];

    /// The names of all types, widest first.
    pub const NAMES: &'static [&'static str] =
        &["f64", "f32", "tf32", "f16", "bf16", "f8", "int32", "int16", "int8", "int4", "int1"];

    /// Bits an element takes in memory.
    pub fn bits(self) -> u32 {
        match self {
            Dtype::F64 => 64,
            Dtype::F32 | Dtype::Tf32 | Dtype::Int32 => 32,
            Dtype::F16 | Dtype::Bf16 | Dtype::Int16 => 16,
            Dtype::F8 | Dtype::Int8 => 8,
            Dtype::Int4 => 4,
            Dtype::Int1 => 1,
        }
    }

    /// Bytes of so many elements, packed; `None` beyond 128 bits.
    pub fn bytes(self, elements: u128) -> Option<u128> {
        Some(elements.checked_mul(u128::from(self.bits()))?.div_ceil(8))
    }

    /// Whether these are floats, which have gradients.
    pub fn is_float(self) -> bool {
        match self {
            Dtype::F64 | Dtype::F32 | Dtype::Tf32 | Dtype::F16 | Dtype::Bf16 | Dtype::F8 => true,
            Dtype::Int32 | Dtype::Int16 | Dtype::Int8 | Dtype::Int4 | Dtype::Int1 => false,
        }
    }
}

impl fmt::Display for Dtype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Dtype::NAMES[*self as usize])
    }
}

/// The name is not that of an element type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no element type; {help}", help = meant(.0))]
pub struct UnknownDtype(pub String);

/// The nearest type, or all.
fn meant(name: &str) -> String {
    match nearest(name, Dtype::NAMES.iter().copied()).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", Dtype::NAMES.join(", ")),
    }
}

impl FromStr for Dtype {
    type Err = UnknownDtype;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Dtype::NAMES.iter().zip(Dtype::ALL).find(|(known, _)| **known == name);
        found.map(|(_, dtype)| dtype).ok_or_else(|| UnknownDtype(name.to_owned()))
    }
}
