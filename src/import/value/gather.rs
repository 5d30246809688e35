//! Elements and parts of a value by their indices.

use super::data::{Value, count, position};
use super::view::View;
use crate::import::dims::{Dims, elements};

impl Value {
    /// The parts at `picks` along an axis, in this order.
    pub(super) fn take(&self, axis: usize, picks: &[usize]) -> Option<Value> {
        let mut dims = self.dims.clone();
        let size = core::mem::replace(dims.get_mut(axis)?, u64::try_from(picks.len()).ok()?);
        let size = usize::try_from(size).ok()?;
        if picks.iter().any(|pick| *pick >= size) {
            return None;
        }
        if count(&dims)? == 0 {
            return self.nothing(dims);
        }
        let outer = count(self.dims.get(..axis)?)?;
        let inner = count(self.dims.get(axis + 1..)?)?;
        let parts = (0..outer).flat_map(|at| picks.iter().map(move |pick| at * size + pick));
        let places = parts.flat_map(|part| part * inner..(part + 1) * inner).collect::<Vec<_>>();
        Some(Value { dims, data: self.data.pick(&places)? })
    }

    /// No elements, of the same kind.
    pub(super) fn nothing(&self, dims: Dims) -> Option<Value> {
        Value::new(dims, self.data.pick(&[])?)
    }

    /// The parts along an axis that indices name; the axes of the indices take its place.
    pub(crate) fn gather(&self, axis: usize, indices: &Value) -> Option<Value> {
        let size = *self.dims.get(axis)?;
        let named = indices.to_ints()?;
        let picks = named.iter().map(|index| position(*index, size)).collect::<Option<Vec<_>>>()?;
        let (outer, inner) = (self.dims.get(..axis)?, self.dims.get(axis + 1..)?);
        let dims = [outer, &indices.dims, inner].concat();
        self.take(axis, &picks)?.reshape(Dims::from_vec(dims))
    }

    /// For each index the element at the index's own place, but at that index along `axis`.
    pub(crate) fn gather_elements(&self, axis: usize, indices: &Value) -> Option<Value> {
        let data = self.data.pick(&self.element_places(axis, indices)?)?;
        Some(Value { dims: indices.dims.clone(), data })
    }

    /// The part that each tuple of indices names, in the last axis of `indices`; the first
    /// `batch_dims` axes of both go together.
    pub(crate) fn gather_nd(&self, indices: &Value, batch_dims: usize) -> Option<Value> {
        let parts = self.parts(indices, batch_dims)?;
        Some(Value { data: self.data.pick(&parts.places()?)?, dims: parts.dims })
    }

    /// The parts along an axis at which the condition holds, of the elements in a row without an axis.
    pub(crate) fn compress(&self, condition: &Value, axis: Option<usize>) -> Option<Value> {
        let truths = condition.truths();
        let picks = truths.iter().enumerate().filter(|(_, truth)| **truth).map(|(at, _)| at);
        let picks = picks.collect::<Vec<_>>();
        match axis {
            Some(axis) => self.take(axis, &picks),
            None => self.reshape([u64::try_from(self.len()).ok()?].as_slice())?.take(0, &picks),
        }
    }

    /// For each index the place of the element at the index's own place, but at that index along `axis`.
    pub(super) fn element_places(&self, axis: usize, indices: &Value) -> Option<Vec<usize>> {
        let mut view = View::of(&self.dims)?;
        let named = indices.to_ints()?;
        if indices.rank() != self.rank() {
            return None;
        }
        let sizes = self.dims.iter().zip(&indices.dims).enumerate();
        for (steps, (at, (size, wanted))) in view.axes.iter_mut().zip(sizes) {
            if at != axis && wanted > size {
                return None;
            }
            steps.count = *wanted;
        }
        let along = view.axes.get_mut(axis)?;
        let stride = usize::try_from(core::mem::take(&mut along.stride)).ok()?;
        let size = *self.dims.get(axis)?;
        let places = view.places()?.into_iter().zip(named);
        places.map(|(place, index)| Some(place + position(index, size)? * stride)).collect()
    }

    /// The parts that tuples of indices name.
    pub(super) fn parts(&self, indices: &Value, batch_dims: usize) -> Option<Parts> {
        let (depth, outer) = indices.dims.split_last()?;
        let depth = usize::try_from(*depth).ok().filter(|depth| *depth > 0)?;
        let batches = outer.get(..batch_dims)?;
        if self.dims.get(..batch_dims)? != batches {
            return None;
        }
        let sizes = self.dims.get(batch_dims..batch_dims.checked_add(depth)?)?;
        let part = self.dims.get(batch_dims + depth..)?;
        let dims = Dims::from_vec([outer, part].concat());
        let each_batch = count(outer.get(batch_dims..)?)?.max(1);
        let mut numbers = Vec::new();
        for (at, tuple) in indices.to_ints()?.chunks_exact(depth).enumerate() {
            let number =
                tuple.iter().zip(sizes).try_fold(at / each_batch, |number, (index, size)| {
                    number
                        .checked_mul(usize::try_from(*size).ok()?)?
                        .checked_add(position(*index, *size)?)
                });
            numbers.push(number?);
        }
        Some(Parts { dims, numbers, size: elements(part)? })
    }
}

/// Parts of a value of equal size.
pub(super) struct Parts {
    /// The dims of all of them together.
    pub(super) dims: Dims,
    /// Which they are, counted in parts.
    numbers: Vec<usize>,
    /// The elements of one.
    size: u64,
}

impl Parts {
    /// The places of all elements.
    pub(super) fn places(&self) -> Option<Vec<usize>> {
        if count(&self.dims)? == 0 {
            return Some(Vec::new());
        }
        let size = usize::try_from(self.size).ok()?;
        let starts = self
            .numbers
            .iter()
            .map(|number| number.checked_mul(size))
            .collect::<Option<Vec<_>>>()?;
        Some(starts.into_iter().flat_map(|start| start..start.saturating_add(size)).collect())
    }
}
