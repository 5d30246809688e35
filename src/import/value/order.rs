//! Elements by their order: the greatest, those that differ, those that are not 0.

use core::cmp::Ordering;

use super::data::{Data, Value, count, signed};
use super::number::Number;
use super::view::View;

/// Elements, or parts along an axis, that differ from each other.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unique {
    pub(crate) values: Value,
    /// Where each occurs first.
    pub(crate) first: Value,
    /// Which of them each of all elements or parts is.
    pub(crate) inverse: Value,
    /// How often each occurs.
    pub(crate) counts: Value,
}

impl Value {
    /// The `k` greatest elements along an axis, or least, from the outermost on, and where they are.
    /// Equal ones are in the order in which they come.
    pub(crate) fn topk(&self, k: u64, axis: usize, largest: bool) -> Option<(Value, Value)> {
        let moved = self.moved_last(&[axis])?;
        let mut dims = moved.dims;
        let size = core::mem::replace(dims.last_mut()?, k);
        let (size, k) = (count(&[size])?.max(1), usize::try_from(k).ok().filter(|_| k <= size)?);
        let ranks = match &moved.data {
            Data::Ints(items) => {
                items.chunks(size).map(|row| ranked(row, largest)).collect::<Vec<_>>()
            }
            Data::Floats(items) => items.chunks(size).map(|row| ranked(row, largest)).collect(),
        };
        let chosen = ranks.iter().map(|row| row.get(..k)).collect::<Option<Vec<_>>>()?;
        let starts = (0..chosen.len()).map(|row| row * size);
        let places =
            starts.zip(&chosen).flat_map(|(start, row)| row.iter().map(move |at| start + at));
        let values = moved.data.pick(&places.collect::<Vec<_>>())?;
        let positions = chosen
            .iter()
            .copied()
            .flatten()
            .map(|at| i64::try_from(*at).ok())
            .collect::<Option<_>>()?;
        let values = Value::new(dims.clone(), values)?.last_moved_to(axis)?;
        Some((values, Value::new(dims, Data::Ints(positions))?.last_moved_to(axis)?))
    }

    /// The elements that differ, or the parts along an axis, in ascending order if `sorted`, else as
    /// they occur.
    pub(crate) fn unique(&self, axis: Option<usize>, sorted: bool) -> Option<Unique> {
        let Some(axis) = axis else {
            return self
                .reshape([u64::try_from(self.len()).ok()?].as_slice())?
                .unique(Some(0), sorted);
        };
        let parts = count(&[*self.dims.get(axis)?])?;
        let others = (0..self.rank()).filter(|other| *other != axis).collect::<Vec<_>>();
        let rows = self.moved_last(&others)?;
        let size = rows.len().checked_div(parts).unwrap_or(0);
        let kinds = match &rows.data {
            Data::Ints(items) => kinds(items, parts, size, sorted)?,
            Data::Floats(items) => kinds(items, parts, size, sorted)?,
        };
        let first = kinds.iter().map(|kind| kind.first().copied()).collect::<Option<Vec<_>>>()?;
        let mut inverse = vec![0; parts];
        for (number, kind) in kinds.iter().enumerate() {
            for part in kind {
                *inverse.get_mut(*part)? = number;
            }
        }
        Some(Unique {
            values: self.take(axis, &first)?,
            first: positions(&first)?,
            inverse: positions(&inverse)?,
            counts: positions(&kinds.iter().map(Vec::len).collect::<Vec<_>>())?,
        })
    }

    /// Where elements are not 0: a row for each axis, a column for each such element.
    pub(crate) fn nonzero(&self) -> Option<Value> {
        let places = self.truths().into_iter().enumerate().filter(|(_, truth)| *truth);
        let places =
            places.map(|(place, _)| i64::try_from(place).ok()).collect::<Option<Vec<_>>>()?;
        let dims = [u64::try_from(self.rank()).ok()?, u64::try_from(places.len()).ok()?];
        let view = View::of(&self.dims)?;
        let mut items = Vec::new();
        for axis in &view.axes {
            let size = signed(axis.count)?.max(1);
            items.extend(places.iter().map(|place| place / axis.stride.max(1) % size));
        }
        Value::new(dims.as_slice(), Data::Ints(items))
    }
}

/// A list of positions as a value.
fn positions(items: &[usize]) -> Option<Value> {
    Value::ints(items.iter().map(|at| i64::try_from(*at).ok()).collect::<Option<_>>()?)
}

/// The order of two items; what is no number is greater than all numbers.
fn order<T: Number>(a: T, b: T) -> Ordering {
    let is_number = |x: T| x.partial_cmp(&x).is_some();
    a.partial_cmp(&b).unwrap_or_else(|| is_number(b).cmp(&is_number(a)))
}

/// The positions of items from the greatest to the least, or the other way.
fn ranked<T: Number>(items: &[T], largest: bool) -> Vec<usize> {
    let mut ranked = items.iter().copied().enumerate().collect::<Vec<_>>();
    ranked.sort_by(|(_, a), (_, b)| if largest { order(*b, *a) } else { order(*a, *b) });
    ranked.into_iter().map(|(at, _)| at).collect()
}

/// The parts of `size` items that are equal, in ascending order of parts, or of their first one.
fn kinds<T: Number>(
    items: &[T],
    parts: usize,
    size: usize,
    sorted: bool,
) -> Option<Vec<Vec<usize>>> {
    let part = |at: usize| items.get(at * size..(at + 1) * size);
    let mut all = (0..parts).map(|at| Some((at, part(at)?))).collect::<Option<Vec<_>>>()?;
    let compared =
        |a: &[T], b: &[T]| a.iter().zip(b).map(|(a, b)| order(*a, *b)).find(|order| order.is_ne());
    all.sort_by(|(_, a), (_, b)| compared(a, b).unwrap_or(Ordering::Equal));
    let mut kinds = (all.chunk_by(|(_, a), (_, b)| compared(a, b).is_none()))
        .map(|kind| kind.iter().map(|(at, _)| *at).collect::<Vec<_>>())
        .collect::<Vec<_>>();
    if !sorted {
        kinds.sort();
    }
    Some(kinds)
}
