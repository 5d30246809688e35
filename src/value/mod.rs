//! Values of the language, as expressions yield them and operations take them.

pub mod functions;
mod number;
pub mod operators;

use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::index::ids;
use crate::tensor::TensorId;

pub use number::*;

/// The tensors that a call takes or yields: seldom more than two.
pub type Values = SmallVec<[Value; 2]>;

/// What an expression yields.
#[derive(Clone, Debug)]
pub enum Value {
    /// No value: an argument that is this counts as not given.
    None,
    /// A number: `96`, `0.5`, `it.c // 4`.
    Number(Number),
    /// `true` or `false`.
    Bool(bool),
    /// `"…"`, or a word that a parameter lists.
    String(Arc<str>),
    /// `3x224x224`, `(c, h, w)`.
    Tuple(Arc<[Value]>),
    /// `[1, 2, 3]`.
    List(Arc<Vec<Value>>),
    /// A tensor of the network.
    Tensor(TensorId),
    /// An operation or block, as a value.
    Operation(Callable),
    /// What nothing is known about, since a mistake that is reported already stands before it.
    Unknown,
}

/// An operation or block as a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Callable {
    /// The canonical name of a built-in operation.
    Operation(&'static str),
    /// A block.
    Block(BlockId),
}

/// The number of a block among all blocks of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockId(pub u32);

ids!(BlockId);

impl Value {
    /// The value of an integer.
    pub fn int(value: impl Into<i128>) -> Self {
        Value::Number(Number::Int(value.into()))
    }

    /// What kind of thing this is, with its article, as messages say it.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::None => "`none`",
            Value::Number(Number::Int(_)) => "an integer",
            Value::Number(Number::Dec(_)) => "a decimal",
            Value::Bool(_) => "a boolean",
            Value::String(_) => "a string",
            Value::Tuple(_) => "a tuple",
            Value::List(_) => "a list",
            Value::Tensor(_) => "a tensor",
            Value::Operation(_) => "an operation",
            Value::Unknown => "an unknown value",
        }
    }

    /// Its kind and, where it has a short spelling, the value itself: "the decimal 0.5".
    pub fn described(&self) -> String {
        match self {
            Value::Number(Number::Int(value)) => format!("the integer {value}"),
            Value::Number(Number::Dec(value)) => format!("the decimal {value}"),
            Value::Bool(value) => format!("{value}"),
            Value::String(text) => format!("the string \"{text}\""),
            Value::Operation(_) => format!("the operation `{self}`"),
            Value::Tuple(items)
                if items.len() <= 8 && items.iter().all(|item| item.items().is_none()) =>
            {
                format!("the tuple {self}")
            }
            _ => self.kind().to_owned(),
        }
    }

    /// The items of a tuple or list.
    pub fn items(&self) -> Option<&[Value]> {
        match self {
            Value::Tuple(items) => Some(items),
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// How many values this is made of, itself and the items within items counted; at most `most`.
    pub fn weight(&self, most: u64) -> u64 {
        let mut weight = 1;
        for item in self.items().unwrap_or_default() {
            if weight >= most {
                return most;
            }
            weight += item.weight(most - weight);
        }
        weight
    }

    /// Whether anything in this is unknown.
    #[inline]
    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown) || self.items().is_some_and(any_unknown)
    }
}

fn any_unknown(items: &[Value]) -> bool {
    items.iter().any(Value::is_unknown)
}

/// As it would be written; tensors and blocks, which have no spelling of their own, by their kind.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let items = |f: &mut fmt::Formatter<'_>, items: &[Value]| {
            for (index, item) in items.iter().enumerate() {
                write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
            }
            Ok(())
        };
        match self {
            Value::None => f.write_str("none"),
            Value::Number(number) => write!(f, "{number}"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::String(text) => write!(f, "\"{text}\""),
            Value::Tuple(values) => {
                f.write_str("(")?;
                items(f, values)?;
                f.write_str(if values.len() == 1 { ",)" } else { ")" })
            }
            Value::List(values) => {
                f.write_str("[")?;
                items(f, values)?;
                f.write_str("]")
            }
            Value::Operation(Callable::Operation(name)) => f.write_str(name),
            Value::Operation(Callable::Block(_)) => f.write_str("a block"),
            Value::Tensor(_) | Value::Unknown => f.write_str(self.kind()),
        }
    }
}
