//! Element types, for the bytes of tensors.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};

use crate::text::nearest::{did_you_mean, suggest_or_list};

/// The type of a tensor's elements, which sets only their size.
///
/// ```
/// use netcost::Dtype;
///
/// assert_eq!(Dtype::F32.bytes(1000), Some(4000));
/// assert_eq!("bf16".parse::<Dtype>().map(Dtype::bits), Ok(16));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    /// 64-bit integers: positions and ids.
    Int64,
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
    /// Truth values, a byte each.
    Bool,
}

impl Dtype {
    /// Every type, widest first.
    const ALL: [Dtype; 13] = [
        Dtype::F64,
        Dtype::F32,
        Dtype::Tf32,
        Dtype::F16,
        Dtype::Bf16,
        Dtype::F8,
        Dtype::Int64,
        Dtype::Int32,
        Dtype::Int16,
        Dtype::Int8,
        Dtype::Int4,
        Dtype::Int1,
        Dtype::Bool,
    ];

    /// The names of all types, widest first.
    pub const NAMES: &'static [&'static str] = &[
        Dtype::F64.name(),
        Dtype::F32.name(),
        Dtype::Tf32.name(),
        Dtype::F16.name(),
        Dtype::Bf16.name(),
        Dtype::F8.name(),
        Dtype::Int64.name(),
        Dtype::Int32.name(),
        Dtype::Int16.name(),
        Dtype::Int8.name(),
        Dtype::Int4.name(),
        Dtype::Int1.name(),
        Dtype::Bool.name(),
    ];

    /// Its name in the language.
    pub const fn name(&self) -> &'static str {
        match self {
            Dtype::F64 => "f64",
            Dtype::F32 => "f32",
            Dtype::Tf32 => "tf32",
            Dtype::F16 => "f16",
            Dtype::Bf16 => "bf16",
            Dtype::F8 => "f8",
            Dtype::Int64 => "int64",
            Dtype::Int32 => "int32",
            Dtype::Int16 => "int16",
            Dtype::Int8 => "int8",
            Dtype::Int4 => "int4",
            Dtype::Int1 => "int1",
            Dtype::Bool => "bool",
        }
    }

    /// Bits an element takes in memory.
    pub fn bits(self) -> u32 {
        match self {
            Dtype::F64 | Dtype::Int64 => 64,
            Dtype::F32 | Dtype::Tf32 | Dtype::Int32 => 32,
            Dtype::F16 | Dtype::Bf16 | Dtype::Int16 => 16,
            Dtype::F8 | Dtype::Int8 | Dtype::Bool => 8,
            Dtype::Int4 => 4,
            Dtype::Int1 => 1,
        }
    }

    /// Bytes of a number of elements, packed; `None` beyond 128 bits.
    pub fn bytes(self, elements: u128) -> Option<u128> {
        Some(elements.checked_mul(u128::from(self.bits()))?.div_ceil(8))
    }

    /// Whether these are positions or truth values, rather than numbers that stand for real ones.
    pub fn is_discrete(self) -> bool {
        matches!(self, Dtype::Int64 | Dtype::Bool)
    }

    /// Whether these are floats, which have gradients.
    pub fn is_float(self) -> bool {
        match self {
            Dtype::F64 | Dtype::F32 | Dtype::Tf32 | Dtype::F16 | Dtype::Bf16 | Dtype::F8 => true,
            Dtype::Int64
            | Dtype::Int32
            | Dtype::Int16
            | Dtype::Int8
            | Dtype::Int4
            | Dtype::Int1
            | Dtype::Bool => false,
        }
    }
}

impl fmt::Display for Dtype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is not that of an element type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an element type; {help}", help = meant(.0))]
pub struct UnknownDtype(pub String);

/// Other names of the types: those of PyTorch and NumPy, of C and Rust, and of formats for
/// quantised models. A type only sets a size, so signed and unsigned ones are the same.
const ELSEWHERE: [(&str, &[&str]); 13] = [
    ("f64", &["double", "float64", "fp64"]),
    ("f32", &["float", "float32", "fp32", "single"]),
    ("tf32", &["tensorfloat32"]),
    ("f16", &["float16", "fp16", "half"]),
    ("bf16", &["bfloat", "bfloat16"]),
    ("f8", &["e4m3", "e5m2", "float8", "float8_e4m3fn", "float8_e5m2", "fp8"]),
    ("int64", &["i64", "long", "u64", "uint64"]),
    ("int32", &["i32", "int", "u32", "uint32"]),
    ("int16", &["i16", "short", "u16", "uint16"]),
    ("int8", &["byte", "char", "i8", "qint8", "quint8", "u8", "uint8"]),
    ("int4", &["fp4", "i4", "nf4", "u4", "uint4"]),
    ("int1", &["binary", "bit", "i1", "u1"]),
    ("bool", &["boolean"]),
];

/// Our name of a type that has this name elsewhere.
pub fn elsewhere(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let known = ELSEWHERE.iter().find(|(_, others)| others.contains(&name.as_str()));
    known.map(|(ours, _)| *ours)
}

/// A suggestion: the type of this name elsewhere, or else the nearest one, or all.
fn meant(name: &str) -> String {
    match elsewhere(name) {
        Some(known) => did_you_mean([known]),
        None => suggest_or_list(name, Dtype::NAMES.iter().copied()),
    }
}

impl FromStr for Dtype {
    type Err = UnknownDtype;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Dtype::ALL.into_iter().find(|known| known.name() == name);
        found.ok_or_else(|| UnknownDtype(name.to_owned()))
    }
}

/// By its name, as in the description of a device.
impl<'de> Deserialize<'de> for Dtype {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Dtype, ELSEWHERE, UnknownDtype, elsewhere};

    #[test]
    fn every_type_has_its_name_and_bits() {
        for (name, dtype) in Dtype::NAMES.iter().zip(Dtype::ALL) {
            assert_eq!(name.parse(), Ok(dtype));
            assert_eq!(dtype.to_string(), *name);
        }
        let bits = Dtype::ALL.map(Dtype::bits);
        assert_eq!(bits, [64, 32, 32, 16, 16, 8, 64, 32, 16, 8, 4, 1, 8], "tf32 is kept in 32");
    }

    #[test]
    fn bytes_are_packed_and_rounded_up() {
        assert_eq!(Dtype::Int4.bytes(5), Some(3));
        assert_eq!(Dtype::Int1.bytes(9), Some(2));
        assert_eq!(Dtype::F16.bytes(9), Some(18));
        assert_eq!(Dtype::F64.bytes(u128::MAX), None);
    }

    #[test]
    fn names_from_elsewhere_are_told_ours() {
        assert_eq!(ELSEWHERE.map(|(ours, _)| ours), Dtype::NAMES);
        let others = ELSEWHERE.iter().flat_map(|(_, others)| *others);
        assert!(others.clone().all(|other| !Dtype::NAMES.contains(other)));
        assert_eq!(elsewhere("E4M3"), Some("f8"));
        let said = UnknownDtype("half".to_owned()).to_string();
        assert_eq!(said, "`half` is not an element type; did you mean `f16`?");
    }
}
