//! Reading a value in another order: slices, transposes, expansion, tiles. All are views: for each axis
//! a number of steps and how far a step goes.

use smallvec::SmallVec;

use super::data::{Value, count, signed};
use crate::import::dims::{Dims, broadcast};

/// Which elements of a value are read, and in which order.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// The place of the first element.
    first: i64,
    pub(super) axes: SmallVec<[Steps; 5]>,
}

/// An axis of a view.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    pub(super) count: u64,
    /// How many places further the next element is.
    pub(super) stride: i64,
}

impl View {
    /// All elements of a tensor in their order.
    pub(super) fn of(dims: &[u64]) -> Option<View> {
        let mut axes = SmallVec::new();
        let mut stride = 1_i64;
        for size in dims.iter().rev() {
            axes.push(Steps { count: *size, stride });
            // Where this wraps, an axis has size 0, and nothing is read.
            stride = stride.wrapping_mul(signed(*size)?);
        }
        axes.reverse();
        Some(View { first: 0, axes })
    }

    /// The dims of what is read.
    pub(super) fn dims(&self) -> Dims {
        self.axes.iter().map(|axis| axis.count).collect()
    }

    /// The places of the elements, in the order in which they are read.
    pub(super) fn places(&self) -> Option<Vec<usize>> {
        if count(&self.dims())? == 0 {
            return Some(Vec::new());
        }
        let mut places = vec![self.first];
        for axis in &self.axes {
            let steps = 0..signed(axis.count)?;
            places = (places.iter())
                .flat_map(|place| steps.clone().map(move |step| place + step * axis.stride))
                .collect();
        }
        places.into_iter().map(|place| usize::try_from(place).ok()).collect()
    }

    /// The axes in another order; `None` if `order` does not name each once.
    fn permuted(&self, order: &[usize]) -> Option<View> {
        let mut named = vec![false; self.axes.len()];
        for axis in order {
            let named = named.get_mut(*axis)?;
            if core::mem::replace(named, true) {
                return None;
            }
        }
        let axes = order.iter().map(|axis| self.axes.get(*axis).copied()).collect::<Option<_>>()?;
        named.iter().all(|named| *named).then_some(View { first: self.first, axes })
    }

    /// Only a range of an axis.
    fn sliced(&mut self, range: &SliceRange) -> Option<()> {
        let axis = self.axes.get_mut(range.axis)?;
        let (first, size) = (signed(range.start)?, signed(axis.count)?);
        if range.count > 0 {
            let last = first.checked_add(range.step.checked_mul(signed(range.count - 1)?)?)?;
            if !(0..size).contains(&first) || !(0..size).contains(&last) {
                return None;
            }
            self.first = self.first.wrapping_add(first.wrapping_mul(axis.stride));
        }
        *axis = Steps { count: range.count, stride: axis.stride.wrapping_mul(range.step) };
        Some(())
    }

    /// The elements repeated along new axes, and axes of size 1, to these dims.
    fn expanded(&self, dims: &[u64]) -> Option<View> {
        let new = dims.len().checked_sub(self.axes.len())?;
        let mut axes: SmallVec<[Steps; 5]> =
            dims.iter().map(|size| Steps { count: *size, stride: 0 }).collect();
        for (to, from) in axes.iter_mut().skip(new).zip(&self.axes) {
            match (from.count, to.count) {
                (a, b) if a == b => *to = *from,
                (1, _) => {}
                _ => return None,
            }
        }
        Some(View { first: self.first, axes })
    }
}

/// Every `step`th position of an axis from `start` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SliceRange {
    pub(crate) axis: usize,
    pub(crate) start: u64,
    pub(crate) step: i64,
    /// How many positions.
    pub(crate) count: u64,
}

impl SliceRange {
    /// From `start` to before `end` by `step`, on an axis of `size`. Both may count from the end, and
    /// are brought into the axis; `None` if `step` is 0.
    ///
    /// A start before the first position is the first one also where `step` is negative, as ONNX says;
    /// NumPy reads nothing then.
    pub(crate) fn new(
        axis: usize,
        size: u64,
        (start, end): (i64, i64),
        step: i64,
    ) -> Option<SliceRange> {
        let whole = signed(size)?;
        // Backwards, a range that includes the first position ends before it.
        let (starts, ends) =
            if step < 0 { ((0, whole - 1), (-1, whole - 1)) } else { ((0, whole), (0, whole)) };
        let clamped = |at: i64, (low, high): (i64, i64)| {
            let at = if at < 0 { at.saturating_add(whole) } else { at };
            at.max(low).min(high)
        };
        let (start, end) = (clamped(start, starts), clamped(end, ends));
        let distance = if step < 0 { start - end } else { end - start };
        let count = u64::try_from(distance).unwrap_or(0).div_ceil(step.unsigned_abs().max(1));
        let start = if count == 0 { 0 } else { u64::try_from(start).ok()? };
        (step != 0).then_some(SliceRange { axis, start, step, count })
    }
}

impl Value {
    /// What a view reads.
    pub(super) fn read(&self, view: &View) -> Option<Value> {
        Some(Value { data: self.data.pick(&view.places()?)?, dims: view.dims() })
    }

    /// The same elements with other dims.
    pub(crate) fn reshape(&self, dims: impl Into<Dims>) -> Option<Value> {
        Value::new(dims, self.data.clone())
    }

    /// The axes in another order: axis `order[i]` becomes axis `i`.
    pub(crate) fn transpose(&self, order: &[usize]) -> Option<Value> {
        self.read(&View::of(&self.dims)?.permuted(order)?)
    }

    /// A range of each of some axes.
    pub(crate) fn slice(&self, ranges: &[SliceRange]) -> Option<Value> {
        let mut view = View::of(&self.dims)?;
        ranges.iter().try_for_each(|range| view.sliced(range))?;
        self.read(&view)
    }

    /// Parts of these sizes along an axis, which they fill.
    pub(crate) fn split(&self, axis: usize, sizes: &[u64]) -> Option<Vec<Value>> {
        let mut start = 0_u64;
        let mut parts = Vec::new();
        for size in sizes {
            parts.push(self.slice(&[SliceRange { axis, start, step: 1, count: *size }])?);
            start = start.checked_add(*size)?;
        }
        (self.dims.get(axis) == Some(&start)).then_some(parts)
    }

    /// Repeated along new axes and axes of size 1, to the dims that its own and these make together.
    pub(crate) fn expand(&self, dims: &[u64]) -> Option<Value> {
        self.read(&View::of(&self.dims)?.expanded(&broadcast([self.dims.as_slice(), dims])?)?)
    }

    /// Repeated as a whole along each axis.
    pub(crate) fn tile(&self, repeats: &[u64]) -> Option<Value> {
        if repeats.len() != self.rank() {
            return None;
        }
        let sizes = self.dims.iter().zip(repeats);
        let dims = sizes.map(|(size, times)| size.checked_mul(*times)).collect::<Option<Dims>>()?;
        let view = View::of(&self.dims)?;
        let axes = view.axes.iter().zip(repeats);
        let axes =
            axes.flat_map(|(axis, times)| [Steps { count: *times, stride: 0 }, *axis]).collect();
        self.read(&View { axes, ..view })?.reshape(dims)
    }

    /// With `axes` moved behind all others, which keep their order.
    pub(super) fn moved_last(&self, axes: &[usize]) -> Option<Value> {
        let kept = (0..self.rank()).filter(|axis| !axes.contains(axis));
        self.transpose(&kept.chain(axes.iter().copied()).collect::<Vec<_>>())
    }

    /// With the last axis moved to where `axis` is to be.
    pub(super) fn last_moved_to(&self, axis: usize) -> Option<Value> {
        let mut order = (0..self.rank()).collect::<Vec<_>>();
        let last = order.pop()?;
        (axis <= order.len()).then(|| order.insert(axis, last))?;
        self.transpose(&order)
    }
}
