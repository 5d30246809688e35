//! One element computed from several, along axes.

use super::cast::limits;
use super::data::{Data, Value, count, each};
use super::number::{Number, rounded};
use crate::import::dims::{Dims, elements};
use crate::import::element::ElementType;

/// What several elements become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reduce {
    Sum,
    Prod,
    Max,
    Min,
    Mean,
    SumSquare,
    L1,
    L2,
    LogSum,
    LogSumExp,
}

/// Which element is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extreme {
    Max,
    Min,
}

impl Value {
    /// Reduced along these axes, each of which becomes one of size 1 with `keepdims`; `ty` is the type of
    /// the elements.
    pub(crate) fn reduce(
        &self,
        op: Reduce,
        axes: &[usize],
        keepdims: bool,
        ty: ElementType,
    ) -> Option<Value> {
        let dims = self.dims_without(axes, keepdims);
        let groups = count(&dims)?;
        let moved = self.moved_last(axes)?;
        let sizes =
            axes.iter().map(|axis| self.dims.get(*axis).copied()).collect::<Option<Dims>>()?;
        let size = usize::try_from(elements(&sizes)?).ok()?;
        let data = match &moved.data {
            Data::Ints(items) if op.is_exact() => {
                let empty = limits(ty);
                Data::Ints(
                    grouped(items, groups, size)
                        .map(|group| op.exact(group?, empty))
                        .collect::<Option<_>>()?,
                )
            }
            data => {
                let items = data.floats();
                Data::Floats(
                    grouped(&items, groups, size)
                        .map(|group| op.float(group?))
                        .collect::<Option<_>>()?,
                )
            }
        };
        Value { dims, data }.cast(ty)
    }

    /// Where the greatest or least element is along an axis: the first of several, or the last. `None`
    /// if there is nothing along the axis, or something that is no number.
    pub(crate) fn arg(
        &self,
        extreme: Extreme,
        axis: usize,
        keepdims: bool,
        last: bool,
    ) -> Option<Value> {
        let dims = self.dims_without(&[axis], keepdims);
        let groups = count(&dims)?;
        let size = usize::try_from(*self.dims.get(axis)?).ok()?;
        let found: Option<Vec<_>> = match &self.moved_last(&[axis])?.data {
            Data::Ints(items) => {
                grouped(items, groups, size).map(|group| extreme.of(group?, last)).collect()
            }
            Data::Floats(items) => {
                grouped(items, groups, size).map(|group| extreme.of(group?, last)).collect()
            }
        };
        Value::new(dims, Data::Ints(found?))
    }

    /// Sums of all elements up to each along an axis, without itself if `exclusive`, from the end if
    /// `reverse`.
    pub(crate) fn cumsum(
        &self,
        axis: usize,
        exclusive: bool,
        reverse: bool,
        ty: ElementType,
    ) -> Option<Value> {
        self.cumulated(Reduce::Sum, axis, (exclusive, reverse), ty)
    }

    /// Products of all elements up to each along an axis; see [`cumsum`](Value::cumsum).
    pub(crate) fn cumprod(
        &self,
        axis: usize,
        exclusive: bool,
        reverse: bool,
        ty: ElementType,
    ) -> Option<Value> {
        self.cumulated(Reduce::Prod, axis, (exclusive, reverse), ty)
    }

    fn cumulated(
        &self,
        op: Reduce,
        axis: usize,
        how: (bool, bool),
        ty: ElementType,
    ) -> Option<Value> {
        let rows = self.moved_last(&[axis])?;
        let size = usize::try_from(*rows.dims.last()?).ok()?.max(1);
        let data = each!(&rows.data, items => items.chunks(size).flat_map(|row| op.cumulated(row, how)).collect());
        Value { data, dims: rows.dims }.last_moved_to(axis)?.cast(ty)
    }

    /// The dims without these axes, or with size 1 for them.
    fn dims_without(&self, axes: &[usize], keepdims: bool) -> Dims {
        let sizes = self.dims.iter().enumerate();
        let sizes = sizes.map(|(axis, size)| (!axes.contains(&axis)).then_some(*size));
        sizes.filter_map(|size| size.or(keepdims.then_some(1))).collect()
    }
}

/// So many groups of items in a row, of one size.
fn grouped<T>(items: &[T], groups: usize, size: usize) -> impl Iterator<Item = Option<&[T]>> {
    (0..groups).map(move |at| {
        let start = at.checked_mul(size)?;
        items.get(start..start.checked_add(size)?)
    })
}

impl Reduce {
    /// Whether integers become an integer without rounding.
    fn is_exact(self) -> bool {
        use Reduce::{L1, Max, Min, Prod, Sum, SumSquare};
        matches!(self, Sum | Prod | Max | Min | SumSquare | L1)
    }

    /// What items become, without rounding of integers; `limits` are the least and the greatest item.
    fn exact<T: Number>(self, items: &[T], limits: Option<(T, T)>) -> Option<T> {
        let items = items.iter().copied();
        match self {
            Reduce::Sum => Some(items.fold(T::ZERO, T::plus)),
            Reduce::Prod => Some(items.fold(T::ONE, T::times)),
            Reduce::Max => items.reduce(T::greater).or(limits.map(|(least, _)| least)),
            Reduce::Min => items.reduce(T::lesser).or(limits.map(|(_, greatest)| greatest)),
            Reduce::SumSquare => Some(items.map(|item| item.times(item)).fold(T::ZERO, T::plus)),
            Reduce::L1 => Some(items.map(T::magnitude).fold(T::ZERO, T::plus)),
            Reduce::Mean | Reduce::L2 | Reduce::LogSum | Reduce::LogSumExp => None,
        }
    }

    /// What floats become.
    fn float(self, items: &[f64]) -> Option<f64> {
        let sum = || items.iter().sum::<f64>();
        match self {
            Reduce::Mean if items.is_empty() => None,
            Reduce::Mean => Some(sum() / rounded(i64::try_from(items.len()).ok()?)),
            Reduce::L2 => Some(Reduce::SumSquare.float(items)?.sqrt()),
            Reduce::LogSum => Some(sum().ln()),
            Reduce::LogSumExp => {
                let greatest = Reduce::Max.float(items)?;
                if greatest.is_infinite() {
                    return Some(greatest);
                }
                Some(greatest + items.iter().map(|item| (item - greatest).exp()).sum::<f64>().ln())
            }
            _ => self.exact(items, Some((f64::NEG_INFINITY, f64::INFINITY))),
        }
    }

    /// The sum or product of items up to each, without itself if `exclusive`, from the end if `reverse`.
    fn cumulated<T: Number>(self, row: &[T], (exclusive, reverse): (bool, bool)) -> Vec<T> {
        let mut total = if self == Reduce::Prod { T::ONE } else { T::ZERO };
        let step = |item: &T| {
            let before = total;
            total = if self == Reduce::Prod { total.times(*item) } else { total.plus(*item) };
            if exclusive { before } else { total }
        };
        if !reverse {
            return row.iter().map(step).collect();
        }
        let mut totals = row.iter().rev().map(step).collect::<Vec<_>>();
        totals.reverse();
        totals
    }
}

impl Extreme {
    /// Where it is, the first of several or the last.
    fn of<T: Number>(self, items: &[T], last: bool) -> Option<i64> {
        let mut best: Option<(usize, T)> = None;
        for (at, item) in items.iter().enumerate() {
            item.partial_cmp(item)?;
            let better = best.is_none_or(|(_, best)| match self {
                Extreme::Max => *item > best,
                Extreme::Min => *item < best,
            });
            let equal = best.is_some_and(|(_, best)| *item == best);
            if better || equal && last {
                best = Some((at, *item));
            }
        }
        i64::try_from(best?.0).ok()
    }
}
