//! Numbers of the language: exact integers and 64-bit decimals, with Python's arithmetic.

use std::cmp::Ordering;
use std::fmt;

/// A number. One that is whole is [`Number::Int`] however it was written or computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Int(i128),
    /// A decimal that is not whole, or too large to be held as an integer.
    Dec(f64),
}

/// What a number with a unit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitLiteral {
    /// Bytes: `320KiB`.
    Bytes,
    /// Time, in picoseconds: `5ms`.
    Time,
    /// Energy, in femtojoules: `3mJ`.
    Energy,
}

/// Why an operation on numbers has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArithmeticError {
    /// A division or remainder by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// The result does not fit.
    #[error("the result is too large")]
    Overflow,
    /// The result is not a real number, such as the root of −1.
    #[error("the result is not a real number")]
    NotReal,
}

use ArithmeticError::{DivisionByZero, NotReal, Overflow};

/// The result of an operation on numbers.
pub type Arithmetic = Result<Number, ArithmeticError>;

/// Decimals within this of a whole number count as whole where an integer is required.
const WHOLE: f64 = 1e-9;

/// Up to here every decimal that is whole is exact as an integer: 2¹²⁶.
const EXACT: f64 = 8.507_059_173_023_462e37;

impl Number {
    /// The number of a decimal: an integer if it is whole.
    ///
    /// # Errors
    /// When the decimal is infinite or no number.
    pub fn from_decimal(value: f64) -> Arithmetic {
        if value.is_nan() {
            Err(NotReal)
        } else if value.is_infinite() {
            Err(Overflow)
        } else if value.fract() == 0.0 && value.abs() <= EXACT {
            Ok(Number::Int(whole(value)))
        } else {
            Ok(Number::Dec(value))
        }
    }

    /// As a 64-bit decimal, rounded if need be.
    #[expect(clippy::cast_precision_loss, reason = "rounding is what is asked for")]
    pub fn to_decimal(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::Dec(value) => value,
        }
    }

    /// As an integer: itself, or the whole number that a decimal is within 10⁻⁹ of.
    pub fn to_integer(self) -> Option<i128> {
        match self {
            Number::Int(value) => Some(value),
            Number::Dec(value) => {
                let near = value.round();
                ((value - near).abs() <= WHOLE && near.abs() <= EXACT).then(|| whole(near))
            }
        }
    }

    fn exact_or(
        self,
        other: Number,
        exact: fn(i128, i128) -> Option<i128>,
        decimal: fn(f64, f64) -> f64,
    ) -> Arithmetic {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => exact(a, b).map(Number::Int).ok_or(Overflow),
            _ => Number::from_decimal(decimal(self.to_decimal(), other.to_decimal())),
        }
    }

    /// `self + other`.
    ///
    /// # Errors
    /// When the result does not fit; integers never wrap. So for the operations below.
    pub fn plus(self, other: Number) -> Arithmetic {
        self.exact_or(other, i128::checked_add, |a, b| a + b)
    }

    /// `self - other`.
    ///
    /// # Errors
    /// When the result does not fit.
    pub fn minus(self, other: Number) -> Arithmetic {
        self.exact_or(other, i128::checked_sub, |a, b| a - b)
    }

    /// `self * other`.
    ///
    /// # Errors
    /// When the result does not fit.
    pub fn times(self, other: Number) -> Arithmetic {
        self.exact_or(other, i128::checked_mul, |a, b| a * b)
    }

    /// `-self`.
    ///
    /// # Errors
    /// When the result does not fit.
    pub fn negated(self) -> Arithmetic {
        Number::Int(0).minus(self)
    }

    fn nonzero(self) -> Result<Number, ArithmeticError> {
        if self.to_decimal() == 0.0 { Err(DivisionByZero) } else { Ok(self) }
    }

    /// `self / other`: an integer when two integers divide exactly, a decimal otherwise.
    ///
    /// # Errors
    /// When `other` is zero or the result does not fit.
    pub fn over(self, other: Number) -> Arithmetic {
        match (self, other.nonzero()?) {
            (Number::Int(a), Number::Int(b)) if a.checked_rem(b) == Some(0) => {
                a.checked_div(b).map(Number::Int).ok_or(Overflow)
            }
            (a, b) => Number::from_decimal(a.to_decimal() / b.to_decimal()),
        }
    }

    /// `self // other`, rounded down.
    ///
    /// # Errors
    /// When `other` is zero or the result does not fit.
    pub fn floor_over(self, other: Number) -> Arithmetic {
        self.exact_or(other.nonzero()?, floor_div, |a, b| ((a - floor_rest(a, b)) / b).round())
    }

    /// `self % other`, which has the sign of `other`, as in Python.
    ///
    /// # Errors
    /// When `other` is zero or the result does not fit.
    pub fn modulo(self, other: Number) -> Arithmetic {
        let exact = |a: i128, b: i128| {
            let rest = a.checked_rem(b)?;
            Some(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
        };
        self.exact_or(other.nonzero()?, exact, floor_rest)
    }

    /// `self ** other`; a negative exponent makes a decimal, as in Python.
    ///
    /// # Errors
    /// When the result does not fit, is not a real number, or divides by zero.
    pub fn power(self, other: Number) -> Arithmetic {
        match (self, other) {
            (Number::Int(base), Number::Int(exponent)) if exponent >= 0 => match base {
                0 | 1 => Ok(Number::Int(if exponent == 0 { 1 } else { base })),
                -1 => Ok(Number::Int(if exponent % 2 == 0 { 1 } else { -1 })),
                _ => u32::try_from(exponent)
                    .ok()
                    .and_then(|exponent| base.checked_pow(exponent))
                    .map(Number::Int)
                    .ok_or(Overflow),
            },
            (base, exponent) => {
                if exponent.to_decimal() < 0.0 {
                    base.nonzero()?;
                }
                Number::from_decimal(base.to_decimal().powf(exponent.to_decimal()))
            }
        }
    }

    /// Rounded down to a whole number.
    ///
    /// # Errors
    /// Never for numbers of the language; the type is that of the other roundings. So for those.
    pub fn floor(self) -> Arithmetic {
        self.rounded(f64::floor)
    }

    /// Rounded up to a whole number.
    ///
    /// # Errors
    /// See [`Number::floor`].
    pub fn ceil(self) -> Arithmetic {
        self.rounded(f64::ceil)
    }

    /// The nearest whole number, a half to the even side.
    ///
    /// # Errors
    /// See [`Number::floor`].
    pub fn round(self) -> Arithmetic {
        self.rounded(f64::round_ties_even)
    }

    fn rounded(self, rule: fn(f64) -> f64) -> Arithmetic {
        match self {
            Number::Int(_) => Ok(self),
            Number::Dec(value) => Number::from_decimal(rule(value)),
        }
    }

    /// How two numbers compare: integers exactly, others as decimals.
    pub fn compare(self, other: Number) -> Ordering {
        match (self, other) {
            (Number::Int(a), Number::Int(b)) => a.cmp(&b),
            _ => self.to_decimal().total_cmp(&other.to_decimal()),
        }
    }
}

/// The integer that a decimal is which is whole and at most [`EXACT`].
#[expect(
    clippy::cast_possible_truncation,
    reason = "there is nothing after the point, and it fits"
)]
fn whole(value: f64) -> i128 {
    value as i128
}

/// What is left of `a` by `b`, with the sign of `b`.
fn floor_rest(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
}

/// Division rounded down; `None` when the result does not fit or `b` is zero.
fn floor_div(a: i128, b: i128) -> Option<i128> {
    let quotient = a.checked_div(b)?;
    let inexact = a.checked_rem(b)? != 0;
    if inexact && (a < 0) != (b < 0) { quotient.checked_sub(1) } else { Some(quotient) }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Int(value) => write!(f, "{value}"),
            Number::Dec(value) => write!(f, "{value}"),
        }
    }
}
