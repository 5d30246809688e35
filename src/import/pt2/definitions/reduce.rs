//! Reductions: one element computed from several, along axes.

use super::Definition;
use super::view::reshape;
use crate::import::graph::TensorId;
use crate::import::pt2::aten::{Aten, Made, int, one};
use crate::import::rule::Failure;

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("mean", |aten| reduced(aten, "ReduceMean")),
    Definition::new("sum", |aten| reduced(aten, "ReduceSum")),
    Definition::new("prod", |aten| reduced(aten, "ReduceProd")),
    Definition::new("amax", |aten| reduced(aten, "ReduceMax")),
    Definition::new("amin", |aten| reduced(aten, "ReduceMin")),
    Definition::new("any", |aten| reduced(aten, "ReduceMax")),
    Definition::new("all", |aten| reduced(aten, "ReduceMin")),
    Definition::new("logsumexp", |aten| reduced(aten, "ReduceLogSumExp")),
    Definition::new("max", |aten| extreme(aten, ["ReduceMax", "ArgMax", "Max"])),
    Definition::new("min", |aten| extreme(aten, ["ReduceMin", "ArgMin", "Min"])),
    Definition::new("argmax", |aten| place(aten, "ArgMax")),
    Definition::new("argmin", |aten| place(aten, "ArgMin")),
    Definition::new("linalg_vector_norm", |aten| norm(aten, "ord")),
    Definition::new("norm", |aten| norm(aten, "p")),
    Definition::new("_weight_norm", |aten| Ok(weight_norm(aten)?.into_iter().take(1).collect())),
    Definition::new("_weight_norm_interface", weight_norm),
    Definition::new("var", |aten| one(variance(aten).map(|[_, variance]| variance))),
    Definition::new("std", |aten| {
        let [_, variance] = variance(aten)?;
        one(aten.op("Sqrt", &[variance], &[]))
    }),
    Definition::new("var_mean", |aten| {
        let [mean, variance] = variance(aten)?;
        Ok(vec![variance, mean])
    }),
];

/// A reduction over the axes of the argument `dim`, all without it.
fn over(aten: &mut Aten<'_, '_>, op: &str, x: TensorId, keeps: bool) -> Result<TensorId, Failure> {
    let axes = aten.ints("dim")?.unwrap_or_default();
    let axes = if aten.rank(x)? == 0 { Vec::new() } else { axes };
    let axes = aten.list(axes);
    aten.op(op, &[x, axes], &[("keepdims", int(i64::from(keeps)))])
}

fn reduced(aten: &mut Aten<'_, '_>, op: &str) -> Made {
    let x = aten.tensor("self")?;
    let keeps = aten.flag("keepdim");
    one(over(aten, op, x, keeps))
}

/// The greatest or least along an axis and where it is, of all elements, or of each two.
fn extreme(aten: &mut Aten<'_, '_>, [reduction, index, join]: [&str; 3]) -> Made {
    match aten.overload() {
        "dim" => {
            let values = reduced(aten, reduction)?;
            Ok(values.into_iter().chain(place(aten, index)?).collect())
        }
        "other" => {
            let [a, b] = [aten.tensor("self")?, aten.tensor("other")?];
            one(aten.op(join, &[a, b], &[]))
        }
        _ => reduced(aten, reduction),
    }
}

fn place(aten: &mut Aten<'_, '_>, op: &str) -> Made {
    let x = aten.tensor("self")?;
    let keeps = int(i64::from(aten.flag("keepdim")));
    match aten.int_or("dim")? {
        Some(axis) => one(aten.op(op, &[x], &[("axis", int(axis)), ("keepdims", keeps)])),
        None => {
            let flat = reshape(aten, x, [-1])?;
            one(aten.op(op, &[flat], &[("axis", int(0)), ("keepdims", int(0))]))
        }
    }
}

/// The length of vectors.
fn norm(aten: &mut Aten<'_, '_>, order: &str) -> Made {
    let order = aten.number(order)?.unwrap_or(2.0);
    if order == 2.0 {
        return reduced(aten, "ReduceL2");
    }
    if order == 1.0 {
        return reduced(aten, "ReduceL1");
    }
    if order.is_infinite() {
        let x = aten.tensor("self")?;
        let (positive, keeps) = (aten.op("Abs", &[x], &[])?, aten.flag("keepdim"));
        let op = if order > 0.0 { "ReduceMax" } else { "ReduceMin" };
        return one(over(aten, op, positive, keeps));
    }
    Err(Failure::unsupported("its order is not 1, 2 or infinite"))
}

/// The mean, and the mean of the squares of differences from it; to divide by fewer is the same operation.
fn variance(aten: &mut Aten<'_, '_>) -> Result<[TensorId; 2], Failure> {
    let x = aten.tensor("self")?;
    let keeps = aten.flag("keepdim");
    let centre = over(aten, "ReduceMean", x, true)?;
    let difference = aten.op("Sub", &[x, centre], &[])?;
    let square = aten.op("Mul", &[difference, difference], &[])?;
    let variance = over(aten, "ReduceMean", square, keeps)?;
    let dims = aten.dims(variance)?;
    let mean = reshape(aten, centre, super::view::signed(&dims).collect::<Vec<_>>())?;
    Ok([mean, variance])
}

/// Weights of a length that is learned: `g · v / ‖v‖` over all axes but one. The second output is the length.
fn weight_norm(aten: &mut Aten<'_, '_>) -> Made {
    let (v, g) = (aten.tensor("v")?, aten.tensor("g")?);
    let kept = aten.axis("dim", 0, v)?;
    let others = (0..aten.rank(v)?).filter(|axis| *axis != kept);
    let axes = aten.list(others.filter_map(|axis| i64::try_from(axis).ok()));
    let length = aten.op("ReduceL2", &[v, axes], &[("keepdims", int(1))])?;
    let factor = aten.op("Div", &[g, length], &[])?;
    Ok(vec![aten.op("Mul", &[v, factor], &[])?, length])
}
