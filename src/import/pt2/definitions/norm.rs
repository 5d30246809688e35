//! Normalisations.

use super::Definition;
use crate::import::element::ElementType;
use crate::import::graph::{Node, TensorId};
use crate::import::lower::Lowering;
use crate::import::pt2::aten::{Aten, Inputs, Made, float, int, ints, one};
use crate::import::rule::{Failure, Outputs, Rule, Shaping};

/// Layer norm and RMS norm, with what scales and shifts or without.
pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "aten.layer_norm",
        shapes: same,
        lower: |lowering, node| over_last(lowering, node, "ln"),
        ..Rule::BASE
    },
    Rule {
        name: "aten.rms_norm",
        shapes: same,
        lower: |lowering, node| over_last(lowering, node, "rmsnorm"),
        ..Rule::BASE
    },
];

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("batch_norm", batch_norm),
    Definition::new("_native_batch_norm_legit_no_training", batch_norm),
    Definition::new("native_batch_norm", batch_norm),
    Definition::new("_native_batch_norm_legit", without_statistics),
    Definition::new("layer_norm", |aten| last_axes(aten, "aten.layer_norm")),
    Definition::new("native_layer_norm", |aten| last_axes(aten, "aten.layer_norm")),
    Definition::new("rms_norm", |aten| last_axes(aten, "aten.rms_norm")),
    Definition::new("_fused_rms_norm", |aten| last_axes(aten, "aten.rms_norm")),
    Definition::new("group_norm", |aten| group_norm(aten, "num_groups")),
    Definition::new("native_group_norm", |aten| group_norm(aten, "group")),
    Definition::new("instance_norm", instance_norm),
];

/// Factors and shifts of channels: ones and zeros that are not learned, where they are left out.
fn affine(aten: &mut Aten<'_, '_>, x: TensorId) -> Result<[TensorId; 2], Failure> {
    let channels = aten.dims(x)?.get(1).copied();
    let channels = channels.ok_or_else(|| Failure::invalid("its input has no channels"))?;
    let mut given = |name: &str, number: f64| match aten.optional(name)? {
        Some(id) if aten.dims(id)?.as_slice() == [channels] => Ok(id),
        Some(_) => Err(Failure::invalid(format!("`{name}` needs {channels} elements"))),
        None => {
            let dims = [channels].into_iter().collect();
            Ok(aten.constant(dims, ElementType::F32, Some(number)))
        }
    };
    Ok([given("weight", 1.0)?, given("bias", 0.0)?])
}

fn batch_norm(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("input")?;
    if aten.flag("training") || !aten.has("running_mean") {
        return without_statistics(aten);
    }
    let [scale, shift] = affine(aten, x)?;
    let (mean, var) = (aten.tensor("running_mean")?, aten.tensor("running_var")?);
    let inputs: Inputs = [x, scale, shift, mean, var].map(Some).into_iter().collect();
    let epsilon = aten.number("eps")?.unwrap_or(1e-5);
    aten.several("BatchNormalization", inputs, &[("epsilon", float(epsilon))], 1)
}

/// By the mean and the variance of the channels at hand.
fn without_statistics(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("input")?;
    let rank = i64::try_from(aten.rank(x)?).unwrap_or(i64::MAX);
    let axes = ints([0].into_iter().chain(2..rank));
    let mut made = aten.op("MeanVarianceNormalization", &[x], &[("axes", axes)])?;
    for (name, op) in [("weight", "Mul"), ("bias", "Add")] {
        if let Some(vector) = aten.optional(name)? {
            let shape = aten.list([-1].into_iter().chain((2..rank).map(|_| 1)));
            let vector = aten.op("Reshape", &[vector, shape], &[])?;
            made = aten.op(op, &[made, vector], &[])?;
        }
    }
    Ok(vec![made])
}

/// Over the last axes, as many as `normalized_shape` has.
fn last_axes(aten: &mut Aten<'_, '_>, rule: &str) -> Made {
    let x = aten.tensor("input")?;
    let rank = aten.rank(x)?;
    let axes = aten.ints("normalized_shape")?.unwrap_or_default().len();
    let first = rank.checked_sub(axes).ok_or_else(|| Failure::invalid("it has too many axes"))?;
    let inputs: Inputs =
        [Some(x), aten.optional("weight")?, aten.optional("bias")?].into_iter().collect();
    let axes = (first..rank).filter_map(|axis| i64::try_from(axis).ok());
    aten.several(rule, inputs, &[("axes", ints(axes))], 1)
}

fn group_norm(aten: &mut Aten<'_, '_>, groups: &str) -> Made {
    let x = aten.tensor("input")?;
    let groups = aten.int(groups, 1)?;
    let [scale, shift] = affine(aten, x)?;
    one(aten.op("GroupNormalization", &[x, scale, shift], &[("num_groups", int(groups))]))
}

fn instance_norm(aten: &mut Aten<'_, '_>) -> Made {
    if aten.has("running_mean") && !aten.flag("use_input_stats") {
        return batch_norm(aten);
    }
    let x = aten.tensor("input")?;
    let [scale, shift] = affine(aten, x)?;
    one(aten.op("InstanceNormalization", &[x, scale, shift], &[]))
}

fn same(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    node.like(0)?.only()
}

fn over_last(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let input = lowering.input(node, 0)?;
    let axes = node.ints("axes").unwrap_or_default().iter();
    let axes: Vec<usize> = axes.filter_map(|axis| usize::try_from(*axis).ok()).collect();
    let made = lowering.norm(op, input, &axes, [node.input(1), node.input(2)])?;
    lowering.finish(node.output(0), made)
}
