//! Tensors joined along an axis, and cut into parts.

use smallvec::SmallVec;

use super::make::unsigned;
use crate::import::call::ArgValue;
use crate::import::dims::{self, Dims};
use crate::import::graph::{Graph, Node, TensorId};
use crate::import::lower::{Lowering, Placed, numbers};
use crate::import::rule::{self, Failure, Output, Outputs, Rule, Shaping, ints_or};
use crate::import::value::Value;

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Concat", shapes: joined, lower: concat, ..Rule::BASE },
    Rule { name: "Split", shapes: parted, lower: split, weights: Some(&[0]), ..Rule::BASE },
];

fn joined(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut dims: Dims = node.dims(0)?.into();
    let axis = rule::axis(node.node, 1, dims.len())?;
    for input in 1..node.node.inputs.len() {
        let theirs = node.dims(input)?;
        let others = |dims: &[u64]| without_axis(dims, axis);
        if others(theirs) != others(&dims) || theirs.len() != dims.len() {
            let (a, b) = (dims::shown(&dims), dims::shown(theirs));
            return Err(Failure::invalid(format!(
                "{a} and {b} differ in another axis than {axis}"
            )));
        }
        let sizes = dims.iter_mut().zip(theirs).skip(axis).take(1);
        sizes.for_each(|(size, more)| *size = size.saturating_add(*more));
    }
    let value = node.values().and_then(|values| Value::concat(&values, axis));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

/// Dims without one of their axes.
fn without_axis(dims: &[u64], axis: usize) -> Dims {
    dims.iter().enumerate().filter(|(at, _)| *at != axis).map(|(_, size)| *size).collect()
}

fn concat(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let rank = lowering.output_dims(node, 0)?.len();
    let axis = rule::axis(node, 1, rank)?;
    let graph = lowering.graph;
    let filled =
        |id: &TensorId| graph.tensors[*id].dims.as_deref().and_then(dims::elements) != Some(0);
    let ids: SmallVec<[TensorId; 4]> =
        node.inputs.iter().flatten().copied().filter(filled).collect();
    let (vars, sample) = lowering.aligned_but(&ids, rank, &[axis])?;
    if let [var] = *vars.as_slice() {
        lowering.same(node.output(0), Placed { var, sample });
        return Ok(());
    }
    let call = vars.into_iter().fold(lowering.call("concat"), |call, var| call.arg(var));
    call.along(axis, sample).make(node.output(0), sample)
}

/// The axis that is cut, and the sizes of the parts.
fn parts(graph: &Graph, node: &Node) -> Result<(usize, Dims), Failure> {
    let dims = rule::sizes(graph, node, 0)?;
    let axis = rule::axis(node, 0, dims.len())?;
    let size = dims.get(axis).copied().unwrap_or_default();
    if let Some(sizes) = ints_or(graph, node, 1, "split")? {
        let sizes = unsigned(&sizes)?;
        if sizes.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part)) != Some(size) {
            return Err(Failure::invalid(format!("its parts do not add up to {size}")));
        }
        return Ok((axis, sizes));
    }
    let count = node.outputs.len() as u64;
    if node.int("num_outputs").is_some_and(|stated| u64::try_from(stated) != Ok(count)) {
        return Err(Failure::invalid(format!("it has {count} outputs, not `num_outputs`")));
    }
    // The last part is smaller, if they cannot be equal.
    let part = size.div_ceil(count.max(1));
    let sizes = (0..count).map(|at| part.min(size.saturating_sub(at.saturating_mul(part))));
    Ok((axis, sizes.collect()))
}

fn parted(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (axis, sizes) = parts(node.graph, node.node)?;
    let values = node.value(0).and_then(|value| value.split(axis, &sizes)).unwrap_or_default();
    let mut values = values.into_iter();
    let mut outputs = Outputs::new();
    for size in sizes {
        let mut dims: Dims = node.dims(0)?.into();
        dims.iter_mut().skip(axis).take(1).for_each(|all| *all = size);
        outputs.push(Output::new(dims, node.dtype(0)?).valued(values.next()));
    }
    Ok(outputs)
}

fn split(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let (axis, sizes) = parts(lowering.graph, node)?;
    // Parts without elements are constants.
    let kept: Vec<(usize, u64)> =
        sizes.iter().copied().enumerate().filter(|(_, size)| *size > 0).collect();
    let input = lowering.moving(node, 0)?;
    if kept.len() < 2 {
        let whole = kept.first().and_then(|(at, _)| node.output(*at));
        input.done(whole);
        return Ok(());
    }
    let input = input.with_axis(axis);
    let sample = input.sample();
    let dims = kept.iter().map(|(_, size)| {
        let mut dims: Dims = input.dims().into();
        dims.iter_mut().skip(axis).take(1).for_each(|all| *all = *size);
        dims
    });
    let dims: Vec<Dims> = dims.collect();
    let sizes: Vec<u64> = kept.iter().map(|(_, size)| *size).collect();
    let equal = sizes.iter().all(|size| Some(size) == sizes.first());
    let vars = input.parts("split", dims, |call| {
        let equal = equal.then(|| ArgValue::from(sizes.len() as u64));
        call.arg(equal.unwrap_or_else(|| numbers(&sizes))).along(axis, sample)
    });
    for ((at, _), var) in kept.into_iter().zip(vars) {
        lowering.same(node.output(at), Placed { var, sample });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn a_batch_that_is_joined_is_an_axis() {
        assert_eq!(
            lowered("x: 1x3x4\nz: 1x2x4\ny = Concat(x, z) axis=-2\n-> y"),
            "concat: concat x z"
        );
        assert_eq!(
            lowered("x: 1x3x4\nz: 1x3x4\ny = Concat(x, z) axis=0\n-> y"),
            "from x\nunsqueeze: unsqueeze 0\nfrom z\nunsqueeze_2: unsqueeze 0\nconcat: concat unsqueeze unsqueeze_2"
        );
        assert_eq!(
            lowered("x: 1x196x8\nw = f32 1x1x8\ny = Concat(w, x) axis=1\n-> y"),
            "weight 1x1x8\nsqueeze: squeeze 0\nconcat: concat squeeze x"
        );
    }

    #[test]
    fn parts_are_equal_or_not() {
        assert_eq!(
            lowered("x: 1x9x4\na, b = Split(x) axis=1 num_outputs=2\n-> a b"),
            "split, split_2: split (5, 4)"
        );
        assert_eq!(
            lowered("x: 1x9x4\ns = i64 [3, 0, 6]\na, b, c = Split(x, s) axis=1\n-> a c"),
            "split, split_2: split (3, 6)"
        );
        assert_eq!(
            lowered("x: 1x9x4\na, b, c = Split(x) axis=1\n-> a b c"),
            "split, split_2, split_3: split 3"
        );
    }
}
