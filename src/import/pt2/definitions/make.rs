//! Tensors that are made: the same for all inputs.

use super::Definition;
use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::pt2::aten::{Aten, Made};
use crate::import::rule::Failure;

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("zeros", |aten| sized(aten, Some(0.0))),
    Definition::new("ones", |aten| sized(aten, Some(1.0))),
    Definition::new("empty", |aten| sized(aten, None)),
    Definition::new("full", filled),
    Definition::new("new_zeros", |aten| sized(aten, Some(0.0))),
    Definition::new("new_ones", |aten| sized(aten, Some(1.0))),
    Definition::new("new_empty", |aten| sized(aten, None)),
    Definition::new("new_full", filled),
    Definition::new("zeros_like", |aten| like(aten, Some(0.0))),
    Definition::new("ones_like", |aten| like(aten, Some(1.0))),
    Definition::new("empty_like", |aten| like(aten, None)),
    Definition::new("full_like", |aten| {
        let number = aten.number("fill_value")?;
        like(aten, number)
    }),
    Definition::new("scalar_tensor", |aten| {
        let number = aten.number("s")?;
        Ok(vec![aten.constant(Dims::new(), ElementType::F32, number)])
    }),
    Definition::new("arange", arange),
    Definition::new("linspace", |aten| {
        let steps = aten.int("steps", 0)?;
        made(aten, &[steps], None)
    }),
    Definition::new("eye", |aten| {
        let rows = aten.int("n", 0)?;
        let columns = aten.int("m", rows)?;
        made(aten, &[rows, columns], None)
    }),
];

/// A constant of these sizes.
fn made(aten: &mut Aten<'_, '_>, sizes: &[i64], number: Option<f64>) -> Made {
    let dims = sizes.iter().map(|size| u64::try_from(*size).ok()).collect::<Option<Dims>>();
    let dims = dims.ok_or_else(|| Failure::invalid("a size is negative"))?;
    Ok(vec![aten.constant(dims, ElementType::F32, number)])
}

fn sized(aten: &mut Aten<'_, '_>, number: Option<f64>) -> Made {
    let sizes = aten.ints("size")?.unwrap_or_default();
    made(aten, &sizes, number)
}

fn filled(aten: &mut Aten<'_, '_>) -> Made {
    let number = aten.number("fill_value")?;
    sized(aten, number)
}

fn like(aten: &mut Aten<'_, '_>, number: Option<f64>) -> Made {
    let dims = aten.dims(aten.tensor("self")?)?;
    Ok(vec![aten.constant(dims, ElementType::F32, number)])
}

/// The numbers from `start` to before `end`.
fn arange(aten: &mut Aten<'_, '_>) -> Made {
    let number = |name, default| Ok(aten.number(name)?.unwrap_or(default));
    let (start, end, step) = (number("start", 0.0)?, number("end", 0.0)?, number("step", 1.0)?);
    let count = ((end - start) / step).ceil();
    if !(0.0..=f64::from(u32::MAX)).contains(&count) {
        return Err(Failure::invalid("it does not come to its end"));
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is a whole number in this range")]
    made(aten, &[count as i64], None)
}
