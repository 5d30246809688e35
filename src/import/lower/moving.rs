//! Data on its way from one tensor of the graph to another: calls that move elements, one after the other.

use smallvec::SmallVec;

use super::draft::Draft;
use super::lowering::{Lowering, Placed, text_axis, without};
use crate::import::call::{ArgValue, VarId, numbers};
use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::graph::{Node, TensorId};
use crate::import::ranges::middle;
use crate::import::rule::Failure;
use crate::import::sample;
use crate::import::value::SliceRange;

/// Data that was read and is moved until it is an output.
///
/// Dims and axes are those of the graph, the batch included. A step that moves the batch gives the text all axes first.
#[derive(Debug)]
#[must_use]
pub(crate) struct Moving<'l, 'g> {
    lowering: &'l mut Lowering<'g>,
    var: VarId,
    dims: Dims,
    sample: Option<usize>,
    dtype: ElementType,
}

impl<'g> Lowering<'g> {
    /// An input of a node, to be moved.
    pub(crate) fn moving<'l>(
        &'l mut self,
        node: &Node,
        input: usize,
    ) -> Result<Moving<'l, 'g>, Failure> {
        let sample = self.operand(node, input)?.sample;
        self.moving_with(node, input, sample)
    }

    /// An input of a node with its batch at a certain axis, to be moved.
    pub(crate) fn moving_with<'l>(
        &'l mut self,
        node: &Node,
        input: usize,
        sample: Option<usize>,
    ) -> Result<Moving<'l, 'g>, Failure> {
        let dims = self.dims(node, input)?.into();
        let dtype = self.tensor(node, input)?.dtype;
        let var = self.operand_with(node, input, sample)?;
        Ok(Moving { lowering: self, var, dims, sample, dtype })
    }

    /// A tensor of the text in other dims: no call if it has them.
    pub(super) fn viewed(&mut self, var: VarId, to: Dims, dtype: ElementType) -> VarId {
        let own = &self.calls.vars[var];
        if *own == to {
            return var;
        }
        let call = match (added(&to, own), added(own, &to)) {
            (Some(axis), _) => self.call("squeeze").arg(axis),
            (_, Some(axis)) => self.call("unsqueeze").arg(axis),
            _ if to.is_empty() => self.call("squeeze"),
            _ if to.len() == 1 => self.call("flatten"),
            _ => self.call("reshape").arg(ArgValue::Dims(to.clone())),
        };
        call.from(var).typed(dtype).temporary(to)
    }
}

impl<'g> Moving<'_, 'g> {
    /// Its sizes, the batch included.
    pub(crate) fn dims(&self) -> &[u64] {
        &self.dims
    }

    /// Which axis is the batch.
    pub(crate) fn sample(&self) -> Option<usize> {
        self.sample
    }

    /// As a tensor of the text.
    pub(crate) fn var(&self) -> VarId {
        self.var
    }

    /// An axis of the text's tensor; the batch is none.
    pub(crate) fn axis(&self, axis: usize) -> u64 {
        text_axis(axis, self.sample).unwrap_or_default() as u64
    }

    /// Is an output of the node.
    pub(crate) fn done(self, output: Option<TensorId>) {
        self.lowering.same(output, Placed { var: self.var, sample: self.sample });
    }

    /// Through a call that makes these dims.
    pub(crate) fn by(
        mut self,
        op: &'static str,
        dims: Dims,
        sample: Option<usize>,
        arguments: impl for<'d> FnOnce(Draft<'d, 'g>) -> Draft<'d, 'g>,
    ) -> Self {
        let call = arguments(self.lowering.call(op).from(self.var));
        self.var = call.typed(self.dtype).temporary(without(&dims, sample));
        Moving { dims, sample, ..self }
    }

    /// Through a call that makes several tensors of these dims, whose batch is where it was.
    pub(crate) fn parts(
        self,
        op: &'static str,
        dims: Vec<Dims>,
        arguments: impl for<'d> FnOnce(Draft<'d, 'g>) -> Draft<'d, 'g>,
    ) -> SmallVec<[VarId; 3]> {
        let call = arguments(self.lowering.call(op).from(self.var)).typed(self.dtype);
        call.temporaries(dims.into_iter().map(|dims| without(&dims, self.sample)))
    }

    /// Elements of another type from here on.
    pub(crate) fn typed(self, dtype: ElementType) -> Self {
        Moving { dtype, ..self }
    }

    /// In other dims, one of whose axes is the batch: no call if the text's tensor has them.
    pub(crate) fn view(self, dims: impl Into<Dims>, sample: Option<usize>) -> Self {
        let dims = dims.into();
        let var = self.lowering.viewed(self.var, without(&dims, sample), self.dtype);
        Moving { var, dims, sample, ..self }
    }

    /// A list as a row of a table, and whether it was one.
    pub(crate) fn in_rows(self) -> (Self, bool) {
        if self.dims.len() != 1 + usize::from(self.sample.is_some()) {
            return (self, false);
        }
        let dims: Dims = std::iter::once(1).chain(self.dims.iter().copied()).collect();
        let sample = self.sample.map(|axis| axis + 1);
        (self.view(dims, sample), true)
    }

    /// Without so many of its first axes, of size 1.
    pub(crate) fn without_first(self, axes: usize) -> Self {
        let dims: Dims = self.dims.iter().skip(axes).copied().collect();
        let sample = self.sample.and_then(|axis| axis.checked_sub(axes));
        self.view(dims, sample)
    }

    /// With all axes in the text.
    pub(crate) fn whole(self) -> Self {
        match self.sample {
            Some(_) => {
                let dims = self.dims.clone();
                self.view(dims, None)
            }
            None => self,
        }
    }

    /// With an axis in the text, whether it is the batch or not.
    pub(crate) fn with_axis(self, axis: usize) -> Self {
        if self.sample == Some(axis) { self.whole() } else { self }
    }

    /// With the axes in another order: axis `order[i]` becomes axis `i`.
    pub(crate) fn permute(self, order: &[usize]) -> Self {
        let dims = order.iter().filter_map(|axis| self.dims.get(*axis).copied()).collect();
        let sample = sample::through_transpose(order, self.sample);
        let axes = order.iter().filter_map(|axis| text_axis(*axis, self.sample));
        let axes: Vec<u64> = axes.map(|axis| axis as u64).collect();
        if axes.is_sorted() {
            return Moving { dims, sample, ..self };
        }
        self.by("permute", dims, sample, |call| axes.into_iter().fold(call, Draft::arg))
    }

    /// A range of an axis, which has at least one position.
    pub(crate) fn slice(self, range: SliceRange) -> Self {
        let SliceRange { axis, start, step, count } = range;
        let last = count.saturating_sub(1).saturating_mul(step.unsigned_abs());
        let first = if step < 0 { start.saturating_sub(last) } else { start };
        let size = self.dims.get(axis).copied().unwrap_or(1);
        let mut cut = self;
        if count != size {
            cut = cut.with_axis(axis);
            let mut dims = cut.dims.clone();
            dims.iter_mut().skip(axis).take(1).for_each(|size| *size = count);
            let sample = cut.sample;
            cut = cut.by("slice", dims, sample, |call| {
                let call = call.arg(first).arg(first.saturating_add(last).saturating_add(1));
                let step = step.saturating_abs();
                let call = if step == 1 || count == 1 { call } else { call.named("step", step) };
                call.along(axis, sample)
            });
        }
        if step < 0 && count > 1 { cut.flip(axis) } else { cut }
    }

    /// A range of each of some axes.
    pub(crate) fn cut(self, ranges: &[SliceRange]) -> Self {
        match middle(&self.dims, ranges).filter(|_| self.sample == Some(0)) {
            Some(left) => self.crop(left),
            None => ranges.iter().fold(self, |moved, range| moved.slice(*range)),
        }
    }

    /// The middle of all spatial axes.
    fn crop(self, left: Dims) -> Self {
        let dims = self.dims.iter().take(2).chain(&left).copied().collect();
        let size = match left.split_first() {
            Some((first, others)) if others.iter().all(|other| other == first) => (*first).into(),
            _ => ArgValue::Dims(left),
        };
        let sample = self.sample;
        self.by("crop", dims, sample, |call| call.arg(size))
    }

    /// An axis in reverse.
    pub(crate) fn flip(self, axis: usize) -> Self {
        let moved = self.with_axis(axis);
        let (dims, sample, at) = (moved.dims.clone(), moved.sample, moved.axis(axis));
        moved.by("flip", dims, sample, |call| call.named("axis", at))
    }

    /// So many elements more before and after each axis, or less, where numbers are negative.
    pub(crate) fn pad(self, pads: &[(i64, i64)], mode: &'static str) -> Self {
        let less = |pad: &i64| if *pad < 0 { pad.unsigned_abs() } else { 0 };
        let ranges = pads.iter().zip(&self.dims).enumerate().map(|(axis, (pad, size))| {
            let (start, rest) = (less(&pad.0), less(&pad.1));
            let count = size.saturating_sub(start).saturating_sub(rest);
            SliceRange { axis, start, step: 1, count }
        });
        let fewer = |range: &SliceRange| self.dims.get(range.axis) != Some(&range.count);
        let ranges: Vec<SliceRange> = ranges.filter(fewer).collect();
        let moved = self.cut(&ranges);
        let more = |(axis, (before, after)): (usize, &(i64, i64))| {
            let pair = ((*before).max(0), (*after).max(0));
            (pair != (0, 0)).then_some((axis, pair))
        };
        moved.border(&pads.iter().enumerate().filter_map(more).collect::<Vec<_>>(), mode)
    }

    /// Elements before and after some axes.
    fn border(self, pads: &[(usize, (i64, i64))], mode: &'static str) -> Self {
        let moved = pads.iter().fold(self, |moved, (axis, _)| moved.with_axis(*axis));
        let Some((_, first)) = pads.first().copied() else { return moved };
        let mut dims = moved.dims.clone();
        for (axis, (before, after)) in pads {
            let more = before.unsigned_abs().saturating_add(after.unsigned_abs());
            let size = dims.iter_mut().skip(*axis).take(1);
            size.for_each(|size| *size = size.saturating_add(more));
        }
        let axes: Vec<u64> = pads.iter().map(|(axis, _)| moved.axis(*axis)).collect();
        let even = first.0 == first.1 && pads.iter().all(|(_, pair)| *pair == first);
        let sample = moved.sample;
        moved.by("pad", dims, sample, |call| {
            let call = match even {
                true => call.arg(first.0),
                false => call.arg(ArgValue::Pairs(pads.iter().map(|(_, pair)| *pair).collect())),
            };
            let call = call.named("axis", numbers(&axes));
            if mode == "constant" { call } else { call.named("mode", mode) }
        })
    }

    /// Repeated along axes of size 1, and along new axes before the others.
    pub(crate) fn expand(self, dims: &[u64]) -> Self {
        let new = dims.len().saturating_sub(self.dims.len());
        let at = self.sample.map(|axis| axis + new);
        let keeps = at.is_none_or(|axis| dims.get(axis) == Some(&1));
        let moved = if keeps { self } else { self.whole() };
        let sample = moved.sample.map(|axis| axis + new);
        let target = without(dims, sample);
        if moved.lowering.calls.vars[moved.var] == target {
            return Moving { dims: dims.into(), sample, ..moved };
        }
        moved.by("expand", dims.into(), sample, |call| call.arg(ArgValue::Dims(target)))
    }

    /// Repeated as a whole so many times along each axis.
    pub(crate) fn tile(self, repeats: &[u64]) -> Self {
        let once = |axis: usize| repeats.get(axis) == Some(&1);
        let moved = if self.sample.is_none_or(once) { self } else { self.whole() };
        let sizes = moved.dims.iter().zip(repeats);
        let dims = sizes.map(|(size, times)| size.saturating_mul(*times)).collect();
        let sample = moved.sample;
        let times = without(repeats, sample);
        if times.iter().all(|times| *times == 1) {
            return moved;
        }
        moved.by("tile", dims, sample, |call| call.arg(numbers(&times)))
    }
}

impl Draft<'_, '_> {
    /// With the axis of the text's tensor that is one of the graph's, unless it is the first.
    pub(crate) fn along(self, axis: usize, sample: Option<usize>) -> Self {
        match text_axis(axis, sample) {
            None | Some(0) => self,
            Some(axis) => self.named("axis", axis as u64),
        }
    }
}

/// The first axis that `more` has and `less` does not, of size 1, if that is the only difference.
fn added(less: &[u64], more: &[u64]) -> Option<u64> {
    let at = (0..more.len()).find(|at| {
        let (before, after) = more.split_at_checked(*at).unwrap_or_default();
        after.first() == Some(&1)
            && less.len() + 1 == more.len()
            && less.starts_with(before)
            && less.ends_with(after.get(1..).unwrap_or_default())
    })?;
    Some(at as u64)
}
