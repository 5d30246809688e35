//! The types of elements that models have, of which the language knows fewer.

use crate::tensor::Dtype;

/// The type of a tensor's elements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum ElementType {
    F64,
    #[default]
    F32,
    F16,
    Bf16,
    /// One of the four types of 8 bits (E4M3, E5M2 and their variants), and the exponents of 8 bits.
    F8,
    F4,
    Int64,
    Int32,
    Int16,
    Int8,
    Int4,
    Int2,
    UInt64,
    UInt32,
    UInt16,
    UInt8,
    UInt4,
    UInt2,
    Bool,
    Complex64,
    Complex128,
    Text,
}

impl ElementType {
    /// Whether values of this type are floats.
    pub(crate) fn is_float(self) -> bool {
        use ElementType::{Bf16, F4, F8, F16, F32, F64};
        matches!(self, F64 | F32 | F16 | Bf16 | F8 | F4)
    }

    /// Whether weights may be quantised to it: integers of at most 8 bits.
    pub(crate) fn is_quantised(self) -> bool {
        use ElementType::{Int2, Int4, Int8, UInt2, UInt4, UInt8};
        matches!(self, Int8 | UInt8 | Int4 | UInt4 | Int2 | UInt2)
    }

    /// The type of the language that takes as much memory, if there is one.
    pub(crate) fn dtype(self) -> Option<Dtype> {
        Some(match self {
            Self::F64 => Dtype::F64,
            Self::F32 => Dtype::F32,
            Self::F16 => Dtype::F16,
            Self::Bf16 => Dtype::Bf16,
            Self::F8 => Dtype::F8,
            Self::Int64 | Self::UInt64 => Dtype::Int64,
            Self::Int32 | Self::UInt32 => Dtype::Int32,
            Self::Int16 | Self::UInt16 => Dtype::Int16,
            Self::Int8 | Self::UInt8 => Dtype::Int8,
            Self::Int4 | Self::UInt4 | Self::F4 => Dtype::Int4,
            Self::Bool => Dtype::Bool,
            Self::Complex64 | Self::Complex128 | Self::Text | Self::Int2 | Self::UInt2 => {
                return None;
            }
        })
    }
}
