//! Functions of two elements, and the choice between two.

use std::borrow::Cow;

use super::data::{Data, Pair, Value, each_pair, pair};
use super::number::Number;
use crate::import::dims::broadcast;
use crate::import::element::ElementType;

/// A function of two elements, named as its ONNX operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Sub,
    Mul,
    /// Integers are divided towards 0.
    Div,
    /// The remainder, with the sign of the divisor.
    Mod,
    /// The remainder, with the sign of the dividend: `Mod` with `fmod=1`.
    Fmod,
    Pow,
    Min,
    Max,
    And,
    Or,
    Xor,
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    ShiftLeft,
    ShiftRight,
    BitwiseAnd,
    BitwiseOr,
    BitwiseXor,
}

impl Value {
    /// A function of each two elements, aligned as NumPy does; `ty` is the type of the elements, of the
    /// left ones if they differ. `None` if an integer is divided by 0 or raised to a negative power.
    pub(crate) fn binary(&self, op: Binary, other: &Value, ty: ElementType) -> Option<Value> {
        let dims = broadcast([self.dims.as_slice(), &other.dims])?;
        let (a, b) = (self.stretched(&dims)?, other.stretched(&dims)?);
        let data = match pair(&a.data, &b.data) {
            Pair::Ints(a, b) if op.is_test() => Data::Ints(zipped(a, b, |a, b| op.holds(a, b))?),
            Pair::Floats(a, b) if op.is_test() => {
                Data::Ints(zipped(&a, &b, |a, b| op.holds(a, b))?)
            }
            Pair::Ints(a, b) => Data::Ints(zipped(a, b, |a, b| op.ints(a, b))?),
            Pair::Floats(a, b) => Data::Floats(zipped(&a, &b, |a, b| op.floats(a, b))?),
        };
        let value = Value { dims, data };
        if op.is_test() { Some(value) } else { value.cast(ty) }
    }

    /// Each element of `a` where the condition holds, else of `b`, aligned as NumPy does.
    pub(crate) fn choose(condition: &Value, a: &Value, b: &Value) -> Option<Value> {
        let dims = broadcast([condition.dims.as_slice(), &a.dims, &b.dims])?;
        let truths = condition.stretched(&dims)?.truths();
        let (a, b) = (a.stretched(&dims)?, b.stretched(&dims)?);
        let data = each_pair!(&a.data, &b.data, (a, b) => {
            let both = a.iter().zip(b.iter());
            truths.iter().zip(both).map(|(first, (a, b))| if *first { *a } else { *b }).collect()
        });
        Some(Value { dims, data })
    }

    /// Expanded to these dims, if it does not have them.
    fn stretched(&self, dims: &[u64]) -> Option<Cow<'_, Value>> {
        Some(match self.len() {
            _ if self.dims.as_slice() == dims => Cow::Borrowed(self),
            1 => Cow::Owned(Value::filled(dims, self)?),
            _ => Cow::Owned(self.expand(dims)?),
        })
    }
}

/// A function of each two items.
fn zipped<T: Copy, R>(a: &[T], b: &[T], of: impl Fn(T, T) -> Option<R>) -> Option<Vec<R>> {
    a.iter().zip(b).map(|(a, b)| of(*a, *b)).collect()
}

impl Binary {
    /// Whether results are truth values.
    pub(crate) fn is_test(self) -> bool {
        use Binary::*;
        matches!(self, And | Or | Xor | Equal | Less | LessOrEqual | Greater | GreaterOrEqual)
    }

    /// What a test says of two elements, as 0 or 1.
    fn holds<T: PartialOrd + Default>(self, a: T, b: T) -> Option<i64> {
        let zero = T::default();
        Some(i64::from(match self {
            Binary::And => a != zero && b != zero,
            Binary::Or => a != zero || b != zero,
            Binary::Xor => (a != zero) != (b != zero),
            Binary::Equal => a == b,
            Binary::Less => a < b,
            Binary::LessOrEqual => a <= b,
            Binary::Greater => a > b,
            Binary::GreaterOrEqual => a >= b,
            _ => return None,
        }))
    }

    /// Of two integers. Only the low bits of a result matter, so that it may be wrapped to fewer.
    fn ints(self, a: i64, b: i64) -> Option<i64> {
        if matches!(self, Binary::Div | Binary::Mod | Binary::Fmod) && b == 0 {
            return None;
        }
        Some(match self {
            Binary::Add => a.wrapping_add(b),
            Binary::Sub => a.wrapping_sub(b),
            Binary::Mul => a.wrapping_mul(b),
            Binary::Div => a.wrapping_div(b),
            Binary::Fmod => a.wrapping_rem(b),
            Binary::Mod => match a.wrapping_rem(b) {
                rest if rest != 0 && (rest < 0) != (b < 0) => rest.wrapping_add(b),
                rest => rest,
            },
            Binary::Pow => a.wrapping_pow(u32::try_from(b).ok()?),
            Binary::Min => a.min(b),
            Binary::Max => a.max(b),
            // All bits are shifted away where there are not as many.
            Binary::ShiftLeft => u32::try_from(b).ok().and_then(|b| a.checked_shl(b)).unwrap_or(0),
            Binary::ShiftRight => a >> u32::try_from(b).unwrap_or(63).min(63),
            Binary::BitwiseAnd => a & b,
            Binary::BitwiseOr => a | b,
            Binary::BitwiseXor => a ^ b,
            _ => return None,
        })
    }

    /// Of two floats.
    fn floats(self, a: f64, b: f64) -> Option<f64> {
        Some(match self {
            Binary::Add => a + b,
            Binary::Sub => a - b,
            Binary::Mul => a * b,
            Binary::Div => a / b,
            Binary::Fmod => a % b,
            Binary::Mod => match a % b {
                0.0 => 0.0_f64.copysign(b),
                rest if (rest < 0.0) != (b < 0.0) => rest + b,
                rest => rest,
            },
            Binary::Pow => a.powf(b),
            Binary::Min => a.lesser(b),
            Binary::Max => a.greater(b),
            _ => return None,
        })
    }
}
