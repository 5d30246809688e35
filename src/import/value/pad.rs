//! Padding.

use super::data::{Data, Value, count, signed};
use super::view::SliceRange;
use crate::import::dims::Dims;

/// What padding consists of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Padding {
    /// A value of one element.
    Constant(Value),
    /// The outermost element.
    Edge,
    /// The elements mirrored at the outermost one.
    Reflect,
    /// The elements from the other end.
    Wrap,
}

impl Value {
    /// With so many elements more before and behind each axis; with a negative number, so many less.
    pub(crate) fn pad(&self, pads: &[(i64, i64)], padding: &Padding) -> Option<Value> {
        if pads.len() != self.rank() {
            return None;
        }
        let sizes = self.dims.iter().zip(pads);
        let dims = sizes.map(|(size, (before, after))| {
            u64::try_from(signed(*size)?.checked_add(*before)?.checked_add(*after)?).ok()
        });
        let dims = dims.collect::<Option<Dims>>()?;
        if count(&dims)? == 0 {
            return self.nothing(dims);
        }
        let mut padded = self.cropped(pads)?;
        for (axis, (before, after)) in pads.iter().enumerate() {
            let (before, after) =
                (u64::try_from(*before).unwrap_or(0), u64::try_from(*after).unwrap_or(0));
            padded = match padding {
                _ if (before, after) == (0, 0) => padded,
                Padding::Constant(fill) => padded.between(axis, before, after, fill)?,
                _ => padded.continued(axis, before, after, padding)?,
            };
        }
        Some(padded)
    }

    /// Without what negative numbers take away.
    fn cropped(&self, pads: &[(i64, i64)]) -> Option<Value> {
        let taken = |pad: i64| if pad < 0 { pad.unsigned_abs() } else { 0 };
        let sizes = self.dims.iter().zip(pads).enumerate();
        let ranges = sizes.map(|(axis, (size, (before, after)))| {
            let start = taken(*before);
            let count = size.checked_sub(start)?.checked_sub(taken(*after))?;
            Some(SliceRange { axis, start, step: 1, count })
        });
        self.slice(&ranges.collect::<Option<Vec<_>>>()?)
    }

    /// Between parts that are filled with one element.
    fn between(&self, axis: usize, before: u64, after: u64, fill: &Value) -> Option<Value> {
        let fill = match &self.data {
            Data::Ints(_) => Value::int(fill.single_int()?),
            Data::Floats(_) => Value::float(fill.single()?),
        };
        let filled = |size: u64| {
            let mut dims = self.dims.clone();
            *dims.get_mut(axis)? = size;
            Value::filled(dims, &fill)
        };
        Value::concat(&[&filled(before)?, self, &filled(after)?], axis)
    }

    /// Continued on both sides with its own elements.
    fn continued(&self, axis: usize, before: u64, after: u64, padding: &Padding) -> Option<Value> {
        let size = signed(*self.dims.get(axis)?).filter(|size| *size > 0)?;
        let picks = (-signed(before)?..size.checked_add(signed(after)?)?).map(|at| {
            let from = match padding {
                Padding::Reflect if size == 1 => 0,
                Padding::Reflect => {
                    let turn = at.rem_euclid(2 * (size - 1));
                    turn.min(2 * (size - 1) - turn)
                }
                Padding::Wrap => at.rem_euclid(size),
                Padding::Edge | Padding::Constant(_) => at.clamp(0, size - 1),
            };
            usize::try_from(from).ok()
        });
        self.take(axis, &picks.collect::<Option<Vec<_>>>()?)
    }
}
