//! Values and their elements.

use std::borrow::Cow;

use super::number::{rounded, whole};
use crate::import::dims::{Dims, elements};

/// The most elements of a value.
pub(crate) const MOST: u64 = 65_536;

/// The elements of a tensor in row-major order, and its dims.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    pub(crate) dims: Dims,
    pub(crate) data: Data,
}

impl Value {
    /// A value of these dims; `None` if they have another number of elements, or too many.
    pub(crate) fn new(dims: impl Into<Dims>, data: Data) -> Option<Value> {
        let dims = dims.into();
        (count(&dims)? == data.len()).then_some(Value { dims, data })
    }

    /// A scalar.
    pub(crate) fn int(item: i64) -> Value {
        Value { dims: Dims::new(), data: Data::Ints(vec![item]) }
    }

    /// A scalar.
    pub(crate) fn float(item: f64) -> Value {
        Value { dims: Dims::new(), data: Data::Floats(vec![item]) }
    }

    /// A list of integers.
    pub(crate) fn ints(items: Vec<i64>) -> Option<Value> {
        Value::new([u64::try_from(items.len()).ok()?].as_slice(), Data::Ints(items))
    }

    /// A list of floats.
    pub(crate) fn floats(items: Vec<f64>) -> Option<Value> {
        Value::new([u64::try_from(items.len()).ok()?].as_slice(), Data::Floats(items))
    }

    /// A tensor whose elements all are the one of `like`.
    pub(crate) fn filled(dims: impl Into<Dims>, like: &Value) -> Option<Value> {
        let dims = dims.into();
        let count = count(&dims)?;
        let data = match &like.data {
            Data::Ints(items) => Data::Ints(vec![only(items)?; count]),
            Data::Floats(items) => Data::Floats(vec![only(items)?; count]),
        };
        Some(Value { dims, data })
    }

    /// The number of elements.
    pub(crate) fn len(&self) -> usize {
        self.data.len()
    }

    /// The number of axes.
    pub(crate) fn rank(&self) -> usize {
        self.dims.len()
    }

    /// The elements as integers; `None` if one is no whole number of 64 bits.
    pub(crate) fn to_ints(&self) -> Option<Vec<i64>> {
        match &self.data {
            Data::Ints(items) => Some(items.clone()),
            Data::Floats(items) => items.iter().map(|item| whole(*item)).collect(),
        }
    }

    /// The elements as floats.
    pub(crate) fn to_floats(&self) -> Vec<f64> {
        self.data.floats().into_owned()
    }

    /// The only element as a float.
    pub(crate) fn single(&self) -> Option<f64> {
        only(&self.data.floats())
    }

    /// The only element as an integer; `None` if it is no whole number.
    pub(crate) fn single_int(&self) -> Option<i64> {
        match &self.data {
            Data::Ints(items) => only(items),
            Data::Floats(items) => whole(only(items)?),
        }
    }

    /// The elements as truth values: what is not 0.
    pub(super) fn truths(&self) -> Vec<bool> {
        match &self.data {
            Data::Ints(items) => items.iter().map(|item| *item != 0).collect(),
            Data::Floats(items) => items.iter().map(|item| *item != 0.0).collect(),
        }
    }
}

/// The elements of a value. Truth values are the integers 0 and 1; unsigned integers beyond 63 bits
/// have no value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Data {
    Ints(Vec<i64>),
    Floats(Vec<f64>),
}

/// The elements of two values, of one kind.
pub(super) enum Pair<'d> {
    Ints(&'d [i64], &'d [i64]),
    Floats(Cow<'d, [f64]>, Cow<'d, [f64]>),
}

/// Data whose items are computed from other data by the same expression, for integers and for floats.
macro_rules! each {
    ($data:expr, $items:ident => $body:expr) => {
        match $data {
            $crate::import::value::data::Data::Ints($items) => {
                $crate::import::value::data::Data::Ints($body)
            }
            $crate::import::value::data::Data::Floats($items) => {
                $crate::import::value::data::Data::Floats($body)
            }
        }
    };
}

/// Data that is computed from two by the same expression, for integers and for floats.
macro_rules! each_pair {
    ($a:expr, $b:expr, ($x:ident, $y:ident) => $body:expr) => {
        match $crate::import::value::data::pair($a, $b) {
            $crate::import::value::data::Pair::Ints($x, $y) => {
                $crate::import::value::data::Data::Ints($body)
            }
            $crate::import::value::data::Pair::Floats($x, $y) => {
                let ($x, $y): (&[f64], &[f64]) = (&$x, &$y);
                $crate::import::value::data::Data::Floats($body)
            }
        }
    };
}

pub(super) use {each, each_pair};

impl Data {
    /// The number of elements.
    pub(super) fn len(&self) -> usize {
        match self {
            Data::Ints(items) => items.len(),
            Data::Floats(items) => items.len(),
        }
    }

    /// The elements as floats.
    pub(super) fn floats(&self) -> Cow<'_, [f64]> {
        match self {
            Data::Ints(items) => items.iter().map(|item| rounded(*item)).collect(),
            Data::Floats(items) => Cow::Borrowed(items),
        }
    }

    /// The elements at these places, in this order.
    pub(super) fn pick(&self, places: &[usize]) -> Option<Data> {
        Some(each!(self, items => pick(items, places)?))
    }
}

/// The items at these places, in this order.
fn pick<T: Copy>(items: &[T], places: &[usize]) -> Option<Vec<T>> {
    places.iter().map(|place| items.get(*place).copied()).collect()
}

/// Two lists of elements as integers, or as floats if one of them has floats.
pub(super) fn pair<'d>(a: &'d Data, b: &'d Data) -> Pair<'d> {
    match (a, b) {
        (Data::Ints(a), Data::Ints(b)) => Pair::Ints(a, b),
        _ => Pair::Floats(a.floats(), b.floats()),
    }
}

/// The only item.
fn only<T: Copy>(items: &[T]) -> Option<T> {
    match items {
        [item] => Some(*item),
        _ => None,
    }
}

/// The number of elements, if a value may have as many.
pub(super) fn count(dims: &[u64]) -> Option<usize> {
    usize::try_from(elements(dims).filter(|count| *count <= MOST)?).ok()
}

/// A size of an axis as an integer that may be negative.
pub(super) fn signed(size: u64) -> Option<i64> {
    i64::try_from(size).ok()
}

/// The position on an axis of `size` that an index names, which may count from the end.
pub(super) fn position(index: i64, size: u64) -> Option<usize> {
    let size = signed(size)?;
    let index = if index < 0 { index.checked_add(size)? } else { index };
    (0..size).contains(&index).then(|| usize::try_from(index).ok())?
}
