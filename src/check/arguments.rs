//! Values for the params of a file, as a caller gives them.

use std::fmt;

use crate::network::Constant;
use crate::value::{ArithmeticError, Number, Value};

/// A value for a param.
///
/// ```
/// use netcost::ParamValue;
///
/// assert_eq!(ParamValue::from(vec![3, 4, 6, 3]).to_string(), "[3, 4, 6, 3]");
/// assert_eq!(ParamValue::from("relu"), ParamValue::Word("relu".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum ParamValue {
    /// `none`.
    None,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i128),
    /// A decimal, which must be finite.
    Decimal(f64),
    /// A word: the operation or block of that name if there is one, otherwise a string.
    Word(String),
    /// A string, even if an operation has that name.
    Text(String),
    /// A list: `[3, 4, 6, 3]`.
    List(Vec<ParamValue>),
    /// A tuple, or dimensions: `(7, 7)`, `7x7`.
    Tuple(Vec<ParamValue>),
}

/// The value of a param, as a caller gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The param.
    pub name: String,
    /// Its value.
    pub value: ParamValue,
    /// The value as the caller wrote it, for messages; its own spelling where there is none.
    pub written: Option<String>,
}

impl Argument {
    /// A param and its value.
    pub fn new(name: impl Into<String>, value: impl Into<ParamValue>) -> Self {
        Argument { name: name.into(), value: value.into(), written: None }
    }

    /// The value as messages show it.
    pub fn shown(&self) -> String {
        self.written.clone().unwrap_or_else(|| self.value.to_string())
    }
}

impl ParamValue {
    /// The numbers that it consists of: one, or those of a list or tuple; truth values are 0 and 1.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        Some(match self {
            ParamValue::Bool(value) => vec![f64::from(*value)],
            #[expect(clippy::cast_precision_loss, reason = "nobody writes integers above 2⁵³ here")]
            ParamValue::Int(value) => vec![*value as f64],
            ParamValue::Decimal(value) => vec![*value],
            ParamValue::List(items) | ParamValue::Tuple(items) => {
                let numbers: Option<Vec<Vec<f64>>> =
                    items.iter().map(ParamValue::numbers).collect();
                numbers?.concat()
            }
            ParamValue::None | ParamValue::Word(_) | ParamValue::Text(_) => return None,
        })
    }

    /// As a value of the language; `called` finds the operation or block of a name.
    ///
    /// # Errors
    /// When a decimal is infinite or not a number.
    pub(crate) fn value(
        &self,
        called: &dyn Fn(&str) -> Option<Value>,
    ) -> Result<Value, ArithmeticError> {
        let all = |items: &[ParamValue]| -> Result<Vec<Value>, ArithmeticError> {
            items.iter().map(|item| item.value(called)).collect()
        };
        Ok(match self {
            ParamValue::None => Value::None,
            ParamValue::Bool(value) => Value::Bool(*value),
            ParamValue::Int(value) => Value::Number(Number::Int(*value)),
            ParamValue::Decimal(value) => Value::Number(Number::from_decimal(*value)?),
            ParamValue::Word(word) => {
                called(word).unwrap_or_else(|| Value::String(word.as_str().into()))
            }
            ParamValue::Text(text) => Value::String(text.as_str().into()),
            ParamValue::List(items) => Value::List(all(items)?.into()),
            ParamValue::Tuple(items) => Value::Tuple(all(items)?.into()),
        })
    }

    /// The param value that a value is; `None` for tensors, blocks and unknown values.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        let all = |items: &[Value]| items.iter().map(ParamValue::of).collect::<Option<_>>();
        Some(match value {
            Value::None => ParamValue::None,
            Value::Bool(value) => ParamValue::Bool(*value),
            Value::Number(Number::Int(value)) => ParamValue::Int(*value),
            Value::Number(Number::Dec(value)) => ParamValue::Decimal(*value),
            Value::String(text) => ParamValue::Text(text.to_string()),
            Value::List(items) => ParamValue::List(all(items)?),
            Value::Tuple(items) => ParamValue::Tuple(all(items)?),
            Value::Operation(_) | Value::Tensor(_) | Value::Unknown => return None,
        })
    }

    /// The sizes of axes that it is: those of a tuple, or one.
    pub fn sizes(&self) -> Option<Vec<u64>> {
        let size = |value: &ParamValue| match value {
            ParamValue::Int(size) => u64::try_from(*size).ok(),
            _ => None,
        };
        match self {
            ParamValue::Tuple(sizes) => sizes.iter().map(size).collect(),
            single => size(single).map(|size| vec![size]),
        }
    }
}

/// As it would be written in a file.
impl fmt::Display for ParamValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParamValue::Word(word) => f.write_str(word),
            // A decimal that is not a number has no other spelling.
            ParamValue::Decimal(value) if !value.is_finite() => write!(f, "{value}"),
            other => match other.value(&|_| None) {
                Ok(value) => write!(f, "{value}"),
                Err(error) => write!(f, "{error}"),
            },
        }
    }
}

/// What a param is in a network that was made.
impl From<&Constant> for ParamValue {
    fn from(constant: &Constant) -> Self {
        match constant {
            Constant::Bool(value) => ParamValue::Bool(*value),
            Constant::List(items) => ParamValue::List(items.iter().map(ParamValue::from).collect()),
            Constant::Number(Number::Int(value)) | Constant::Quantity(_, Number::Int(value)) => {
                ParamValue::Int(*value)
            }
            Constant::Number(Number::Dec(value)) | Constant::Quantity(_, Number::Dec(value)) => {
                ParamValue::Decimal(*value)
            }
            Constant::Text(text) => ParamValue::Word(text.clone()),
        }
    }
}

impl From<bool> for ParamValue {
    fn from(value: bool) -> Self {
        ParamValue::Bool(value)
    }
}

impl From<f64> for ParamValue {
    fn from(value: f64) -> Self {
        ParamValue::Decimal(value)
    }
}

impl From<&str> for ParamValue {
    fn from(word: &str) -> Self {
        ParamValue::Word(word.to_owned())
    }
}

impl From<String> for ParamValue {
    fn from(word: String) -> Self {
        ParamValue::Word(word)
    }
}

impl From<usize> for ParamValue {
    fn from(value: usize) -> Self {
        // No machine has a `usize` of more than 128 bits.
        ParamValue::Int(i128::try_from(value).unwrap_or(i128::MAX))
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for ParamValue {
            fn from(value: $integer) -> Self {
                ParamValue::Int(value.into())
            }
        }
    )*};
}

integers!(i8, i16, i32, i64, i128, u8, u16, u32, u64);

impl<T: Into<ParamValue>> From<Vec<T>> for ParamValue {
    fn from(items: Vec<T>) -> Self {
        ParamValue::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<ParamValue>, const N: usize> From<[T; N]> for ParamValue {
    fn from(items: [T; N]) -> Self {
        ParamValue::List(items.into_iter().map(Into::into).collect())
    }
}

impl<A: Into<ParamValue>, B: Into<ParamValue>> From<(A, B)> for ParamValue {
    fn from((first, second): (A, B)) -> Self {
        ParamValue::Tuple(vec![first.into(), second.into()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_shown_as_it_would_be_written() {
        let values: [(ParamValue, &str); 8] = [
            (true.into(), "true"),
            (64.into(), "64"),
            (0.5.into(), "0.5"),
            ("relu".into(), "relu"),
            (ParamValue::Text("relu".to_owned()), "\"relu\""),
            (vec![3, 4, 6, 3].into(), "[3, 4, 6, 3]"),
            ((7, 7).into(), "(7, 7)"),
            (f64::NAN.into(), "NaN"),
        ];
        for (value, shown) in values {
            assert_eq!(value.to_string(), shown);
        }
    }

    #[test]
    fn sizes_are_whole_numbers() {
        assert_eq!(ParamValue::from((3, 4)).sizes(), Some(vec![3, 4]));
        assert_eq!(ParamValue::from(128).sizes(), Some(vec![128]));
        assert_eq!(ParamValue::from(vec![3, 4]).sizes(), None);
        assert_eq!(ParamValue::from(-3).sizes(), None);
    }
}
