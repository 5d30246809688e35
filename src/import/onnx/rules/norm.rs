//! Normalisation of channels: of a batch, of an instance, of groups, of neighbours.

use super::costs::{Costs, custom_with};
use super::elementwise::same;
use super::maps::{Maps, is_batch};
use super::window::spatial;
use crate::import::call::VarId;
use crate::import::dims::{self, Dims};
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Placed};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "BatchNormalization", shapes: batch_norm_shapes, lower: batch_norm, ..Rule::BASE },
    Rule { name: "InstanceNormalization", shapes: same, lower: instance_norm, ..Rule::BASE },
    Rule { name: "GroupNormalization", shapes: same, lower: group_norm, ..Rule::BASE },
    Rule { name: "LRN", shapes: same, lower: local_response, ..Rule::BASE },
];

/// The first output is like the input, the others are statistics of the channels.
fn batch_norm_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut outputs = node.like(0)?.only()?;
    for _ in 1..node.outputs() {
        outputs.push(Output::new(node.dims(3)?, node.dtype(3)?));
    }
    Ok(outputs)
}

/// Where all statistics are stored it is `bn`: a factor and a shift that are learned.
fn batch_norm(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let is_stored = |input| {
        let is_vector = lowering.dims(node, input).is_ok_and(|it| Some(it) == dims.get(1..2));
        is_vector && lowering.is_constant(node, input)
    };
    let stored = (1..5).all(is_stored);
    let wanted = node.outputs.iter().flatten().count();
    if stored && wanted == 1 && !node.flag("training_mode") && dims.len() > 1 {
        let maps = Maps::channels_first(lowering, node)?;
        let learned = [node.input(1), node.input(2)];
        let affine = is_affine(lowering, node);
        return maps
            .apply(lowering, node, "bn", |call| call.word_if(!affine, "noaffine").learns(learned));
    }
    let channels = dims.get(1).copied().unwrap_or(1);
    let elements = dims::elements(dims).unwrap_or(u64::MAX);
    let costs = if node.flag("training_mode") || wanted > 1 {
        let vector = vector(elements.checked_div(channels).unwrap_or_default(), true, true);
        // Each running statistic is a mean of itself and the new one.
        vector.plus(Costs { mul: 4, add: 2, ..Costs::NONE }).times(channels)?
    } else {
        // factor = scale / √(variance + ε), shift = bias − mean · factor; then x · factor + shift.
        let fold = Costs { mul: 1, add: 2, div: 1, special: 1, ..Costs::NONE };
        fold.times(channels)?.plus(Costs { mul: 1, add: 1, ..Costs::NONE }.times(elements)?)
    };
    custom_with(lowering, node, 1..5, costs)
}

/// What `ln` takes for a vector of n: its mean, its variance, a factor, and a learned weight and shift.
pub(super) fn vector(n: u64, weight: bool, shift: bool) -> Costs {
    let n_or = |some| if some { n } else { 0 };
    Costs {
        mul: (2 * n).saturating_add(n_or(weight)),
        // The sum, the differences, the sum of squares, ε.
        add: (3 * n).saturating_sub(1).saturating_add(n_or(shift)),
        div: 3,
        special: 1,
        ..Costs::NONE
    }
}

/// Whether two inputs are stored vectors of this length.
fn learned(lowering: &Lowering<'_>, node: &Node, length: u64) -> Result<bool, Failure> {
    for input in [1, 2] {
        if !lowering.is_constant(node, input) || lowering.dims(node, input)? != [length] {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the factor or the shift is learned, rather than 1 and 0 for all channels.
fn is_affine(lowering: &Lowering<'_>, node: &Node) -> bool {
    let tensors = &lowering.graph.tensors;
    let mut both = [1, 2].into_iter().filter_map(|input| node.input(input));
    both.any(|id| tensors[id].is_learned(lowering.graph))
}

fn instance_norm(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let (_, channels, over) = spatial(dims)?;
    if is_batch(dims) && learned(lowering, node, channels)? {
        let maps = Maps::channels_first(lowering, node)?;
        let inputs = [node.input(1), node.input(2)];
        let affine = is_affine(lowering, node);
        return maps.apply_flat(lowering, node, "instancenorm", |call| {
            call.word_if(affine, "affine").learns(inputs)
        });
    }
    let sample = is_batch(dims).then_some(0);
    let var = lowering.operand_with(node, 0, sample)?;
    let own = lowering.calls.vars[var].clone();
    let first = own.len() - over.len();
    let axes: Vec<usize> = (first..own.len()).collect();
    let call = lowering.call("ln").from(var).along_axes(&axes, own.len()).arg("noaffine");
    let var = call.temporary(own);
    scaled(lowering, node, var, first - 1, sample)
}

/// Groups of channels. Before version 21 a factor and a shift are learned for each group.
fn group_norm(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let (_, channels, _) = spatial(dims)?;
    let groups = node.int("num_groups").and_then(|groups| u64::try_from(groups).ok());
    let groups = groups.filter(|groups| *groups > 0 && channels % groups == 0);
    let groups = groups.ok_or_else(|| Failure::invalid("`num_groups` must divide the channels"))?;
    if is_batch(dims) && learned(lowering, node, channels)? {
        let maps = Maps::channels_first(lowering, node)?;
        let inputs = [node.input(1), node.input(2)];
        let affine = is_affine(lowering, node);
        return maps.apply_flat(lowering, node, "gn", |call| {
            call.arg(groups).word_if(!affine, "noaffine").learns(inputs)
        });
    }
    let sample = is_batch(dims).then_some(0);
    let var = lowering.operand_with(node, 0, sample)?;
    let own = lowering.calls.vars[var].clone();
    let at = usize::from(sample.is_none());
    let rest = crate::import::lower::elements(own.get(at..).unwrap_or_default())? / groups;
    let mut vectors: Dims = own.iter().take(at).copied().collect();
    vectors.extend([groups, rest]);
    let var = lowering.reshaped(var, vectors.clone());
    let mut var = lowering.call("ln").from(var).arg("noaffine").temporary(vectors);
    if lowering.dims(node, 1)? == [groups] {
        var = factors(lowering, node, var, at)?;
        let var = lowering.reshaped(var, own);
        lowering.same(node.output(0), Placed { var, sample });
        return Ok(());
    }
    let var = lowering.reshaped(var, own);
    scaled(lowering, node, var, at, sample)
}

/// Multiplied by the second input of a node and added to the third, vectors along an axis; this is the output.
fn scaled(
    lowering: &mut Lowering<'_>,
    node: &Node,
    var: VarId,
    axis: usize,
    sample: Option<usize>,
) -> Result<(), Failure> {
    let var = factors(lowering, node, var, axis)?;
    lowering.same(node.output(0), Placed { var, sample });
    Ok(())
}

fn factors(
    lowering: &mut Lowering<'_>,
    node: &Node,
    mut var: VarId,
    axis: usize,
) -> Result<VarId, Failure> {
    let dims = lowering.calls.vars[var].clone();
    for (op, input) in [("mul", 1), ("add", 2)] {
        let vector = lowering.operand_with(node, input, None)?;
        let mut wide = lowering.calls.vars[vector].clone();
        wide.resize(dims.len() - axis, 1);
        let vector = lowering.reshaped(vector, wide);
        var = lowering.call(op).arg(var).arg(vector).temporary(dims.clone());
    }
    Ok(var)
}

fn local_response(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let size = node.int("size").filter(|size| *size > 0);
    let size =
        size.ok_or_else(|| Failure::invalid("its attribute `size` is missing or below 1"))?;
    let maps = Maps::channels_first(lowering, node)?;
    maps.apply_flat(lowering, node, "lrn", |call| call.arg(size))
}

#[cfg(test)]
mod tests;
