//! Parts of tensors along an axis.

use super::Definition;
use crate::import::element::ElementType;
use crate::import::graph::TensorId;
use crate::import::pt2::aten::{Aten, Made, int, one};
use crate::import::rule::Failure;
use crate::import::value::Value;

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::view("slice", slice),
    Definition::view("narrow", narrow),
    Definition::view("select", select),
    Definition::view("split", split),
    Definition::view("split_with_sizes", split),
    Definition::view("chunk", chunk),
    Definition::view("tensor_split", tensor_split),
    Definition::view("unbind", unbind),
];

/// A range of an axis with a step.
pub(super) fn range(
    aten: &mut Aten<'_, '_>,
    x: TensorId,
    axis: usize,
    [start, end, step]: [i64; 3],
) -> Result<TensorId, Failure> {
    let axis = i64::try_from(axis).unwrap_or(i64::MAX);
    let [start, end, axis, step] = [start, end, axis, step].map(|it| aten.list([it]));
    aten.op("Slice", &[x, start, end, axis, step], &[])
}

fn slice(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let axis = aten.axis("dim", 0, x)?;
    let ends = [aten.int("start", 0)?, aten.int("end", i64::MAX)?, aten.int("step", 1)?];
    one(range(aten, x, axis, ends))
}

fn narrow(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let axis = aten.axis("dim", 0, x)?;
    let (start, length) = (aten.int("start", 0)?, aten.int("length", 0)?);
    let size = aten.dims(x)?.get(axis).copied().unwrap_or_default().cast_signed();
    let start = if start < 0 { start.saturating_add(size) } else { start };
    one(range(aten, x, axis, [start, start.saturating_add(length), 1]))
}

/// One place of an axis, without the axis.
fn select(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let (axis, index) = (aten.int("dim", 0)?, aten.int("index", 0)?);
    let index = aten.evaluation.constant_of(Value::int(index), ElementType::Int64);
    one(aten.op("Gather", &[x, index], &[("axis", int(axis))]))
}

/// Parts of an axis, of these sizes.
fn parts(aten: &mut Aten<'_, '_>, x: TensorId, axis: usize, sizes: Vec<i64>) -> Made {
    let count = sizes.len();
    let sizes = aten.list(sizes);
    let axis = [("axis", int(i64::try_from(axis).unwrap_or(i64::MAX)))];
    aten.several("Split", [Some(x), Some(sizes)].into_iter().collect(), &axis, count)
}

/// Parts of an axis of a size, the last one smaller.
fn parts_of(aten: &mut Aten<'_, '_>, x: TensorId, axis: usize, size: u64) -> Made {
    let mut left = aten.dims(x)?.get(axis).copied().unwrap_or_default();
    let most = aten.outputs();
    let mut sizes = Vec::new();
    while left > 0 && sizes.len() < most {
        sizes.push(left.min(size.max(1)).cast_signed());
        left = left.saturating_sub(size.max(1));
    }
    parts(aten, x, axis, sizes)
}

fn split(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let axis = aten.axis("dim", 0, x)?;
    if let Some(sizes) = aten.ints("split_sizes")? {
        return parts(aten, x, axis, sizes);
    }
    match aten.ints("split_size")?.as_deref() {
        Some([size]) => {
            let size = u64::try_from(*size).unwrap_or_default();
            parts_of(aten, x, axis, size)
        }
        Some(sizes) => parts(aten, x, axis, sizes.to_vec()),
        None => Err(Failure::invalid("its sizes are missing")),
    }
}

fn chunk(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let axis = aten.axis("dim", 0, x)?;
    let size = aten.dims(x)?.get(axis).copied().unwrap_or_default();
    let chunks = u64::try_from(aten.int("chunks", 1)?).unwrap_or_default().max(1);
    parts_of(aten, x, axis, size.div_ceil(chunks))
}

/// Parts that end at these places, or so many whose sizes differ by 1 at most.
fn tensor_split(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let axis = aten.axis("dim", 0, x)?;
    let size = aten.dims(x)?.get(axis).copied().unwrap_or_default().cast_signed();
    let ends: Vec<i64> = match aten.int_or("sections")? {
        Some(sections @ 1..) => {
            let more = size % sections;
            let places = (1..=sections).take(aten.outputs());
            places.map(|at| (size / sections).saturating_mul(at) + at.min(more)).collect()
        }
        _ => {
            let given = aten.ints("indices")?.unwrap_or_default().into_iter();
            let place = |at: i64| if at < 0 { at.saturating_add(size) } else { at };
            given.map(|at| place(at).clamp(0, size)).chain([size]).collect()
        }
    };
    let starts = [0].into_iter().chain(ends.iter().copied());
    let sizes = starts.zip(&ends).map(|(start, end)| (end - start).max(0)).collect();
    parts(aten, x, axis, sizes)
}

/// Each place of an axis, without the axis.
fn unbind(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let axis = aten.axis("dim", 0, x)?;
    let places = parts_of(aten, x, axis, 1)?;
    let axes = aten.list([i64::try_from(axis).unwrap_or(i64::MAX)]);
    places.into_iter().map(|place| aten.op("Squeeze", &[place, axes], &[])).collect()
}
