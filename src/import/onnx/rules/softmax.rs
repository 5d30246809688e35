//! Softmax and its relatives.

use smallvec::SmallVec;

use super::costs::{Costs, custom};
use super::elementwise::same;
use super::reduce::Axes;
use crate::import::dims::{self, Dims};
use crate::import::graph::Node;
use crate::import::lower::{Lowering, text_axis};
use crate::import::rule::{Failure, Rule, axis};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "Softmax",
        shapes: same,
        lower: |l, node| lower(l, node, "softmax"),
        ..Rule::BASE
    },
    Rule {
        name: "LogSoftmax",
        shapes: same,
        lower: |l, node| lower(l, node, "logsoftmax"),
        ..Rule::BASE
    },
    Rule { name: "Hardmax", shapes: same, lower: hardmax, ..Rule::BASE },
];

/// The axes of a vector: one, and before version 13 all from one on. Those of size 1 do not count.
fn axes(node: &Node, dims: &[u64]) -> Result<Axes, Failure> {
    if dims.is_empty() {
        return Ok(Axes::new());
    }
    if node.opset >= 13 {
        return Ok(SmallVec::from_iter([axis(node, -1, dims.len())?]));
    }
    let first = axis(node, i64::from(dims.len() > 1), dims.len())?;
    let wide = |axis: &usize| dims.get(*axis).is_some_and(|size| *size > 1);
    let axes: Axes = (first..dims.len()).filter(wide).collect();
    Ok(if axes.is_empty() { SmallVec::from_iter([first]) } else { axes })
}

fn lower(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let axes = axes(node, lowering.dims(node, 0)?)?;
    let mut input = lowering.operand(node, 0)?;
    if axes.iter().any(|axis| Some(*axis) == input.sample) {
        input.var = lowering.operand_with(node, 0, None)?;
        input.sample = None;
    }
    let own: Axes = axes.iter().filter_map(|axis| text_axis(*axis, input.sample)).collect();
    let dims = lowering.shape_of(input).clone();
    match *own {
        [] => {
            let flat = lowering.reshaped(input.var, Dims::from_slice(&[1]));
            let var = lowering.call(op).from(flat).temporary(Dims::from_slice(&[1]));
            reshaped_to(lowering, node, var, &dims, input.sample)
        }
        [axis] => {
            let call = lowering.call(op).from(input.var).along_axes(&[axis], dims.len());
            call.make(node.output(0), input.sample)
        }
        [first, ..] => {
            let (before, vector) = dims.split_at_checked(first).unwrap_or_default();
            let mut flat = Dims::from_slice(before);
            flat.push(dims::elements(vector).unwrap_or(u64::MAX));
            let var = lowering.reshaped(input.var, flat.clone());
            let var = lowering.call(op).from(var).temporary(flat);
            reshaped_to(lowering, node, var, &dims, input.sample)
        }
    }
}

/// A tensor in the dims of the output of a node.
pub(super) fn reshaped_to(
    lowering: &mut Lowering<'_>,
    node: &Node,
    var: crate::import::call::VarId,
    dims: &Dims,
    sample: Option<usize>,
) -> Result<(), Failure> {
    let var = lowering.reshaped(var, dims.clone());
    lowering.same(node.output(0), crate::import::lower::Placed { var, sample });
    Ok(())
}

/// A 1 at the first greatest element of each vector, found by comparisons, and 0 elsewhere.
fn hardmax(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let length = axes(node, dims)?.iter().filter_map(|axis| dims.get(*axis)).product::<u64>();
    let elements = dims::elements(dims).unwrap_or_default();
    let cmp = elements - elements.checked_div(length).unwrap_or_default();
    custom(lowering, node, Costs { cmp, ..Costs::NONE })
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::rules::testing::one;

    #[test]
    fn along_one_axis() {
        assert_eq!(one("Softmax").data(&[1, 8, 4]).text(), "softmax");
        assert_eq!(one("LogSoftmax").data(&[1, 8, 4]).int("axis", 1).text(), "logsoftmax axis=0");
    }

    #[test]
    fn along_all_axes_from_one_on() {
        let old = |dims: &[u64]| one("Softmax").opset(11).data(dims);
        assert_eq!(old(&[1, 10]).text(), "softmax");
        assert_eq!(old(&[1, 10, 1, 1]).text(), "softmax axis=0");
        assert_eq!(old(&[1, 8, 2, 4]).text(), "reshape 64\nsoftmax\nreshape 8x2x4");
        assert_eq!(old(&[1, 8, 2, 4]).int("axis", 2).text(), "reshape 8x8\nsoftmax\nreshape 8x2x4");
    }

    #[test]
    fn hardmax_compares() {
        assert_eq!(one("Hardmax").data(&[1, 8, 4]).text(), "custom \"Hardmax\" 8x4 cmp=24");
    }
}
