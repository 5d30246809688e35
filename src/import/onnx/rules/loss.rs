//! Losses.

use super::costs::{Costs, custom_with};
use crate::import::call::ArgValue;
use crate::import::dims::{self, Dims};
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Placed};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "NegativeLogLikelihoodLoss",
        shapes: loss_shapes,
        lower: likelihood,
        ..Rule::BASE
    },
    Rule { name: "SoftmaxCrossEntropyLoss", shapes: entropy_shapes, lower: entropy, ..Rule::BASE },
];

/// A number, or one for each target with `reduction=none`.
fn loss_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    if node.dims(0)?.len() < 2 {
        return Err(Failure::invalid("its scores need a batch and classes"));
    }
    let each = node.node.text("reduction") == Some("none");
    let dims = if each { Dims::from_slice(node.dims(1)?) } else { Dims::new() };
    Output::new(dims, node.dtype(0)?).only()
}

/// The loss, and the logarithms of the probabilities.
fn entropy_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut outputs = loss_shapes(node)?;
    if node.outputs() > 1 {
        outputs.push(node.like(0)?);
    }
    Ok(outputs)
}

/// What the losses of so many targets take: each is negated, and weighted; then their sum, or their mean, which
/// divides by the sum of the weights.
fn costs(node: &Node, targets: u64) -> Costs {
    let weighted = node.has(2);
    let sums = targets.saturating_sub(1);
    let each = Costs { add: targets, mul: if weighted { targets } else { 0 }, ..Costs::NONE };
    each.plus(match node.text("reduction").unwrap_or("mean") {
        "none" => Costs::NONE,
        "sum" => Costs { add: sums, ..Costs::NONE },
        _ => {
            let add = if weighted { sums.saturating_mul(2) } else { sums };
            Costs { add, div: 1, ..Costs::NONE }
        }
    })
}

fn targets(lowering: &Lowering<'_>, node: &Node) -> Result<u64, Failure> {
    crate::import::lower::elements(lowering.dims(node, 1)?)
}

fn likelihood(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let costs = costs(node, targets(lowering, node)?);
    custom_with(lowering, node, [2], costs)
}

/// `logsoftmax` over the classes, the second axis, and the loss of what that makes.
fn entropy(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let costs = costs(node, targets(lowering, node)?);
    let scores = lowering.operand(node, 0)?;
    let own = lowering.shape_of(scores).clone();
    let axis = usize::from(scores.sample != Some(0));
    let call = lowering.call("logsoftmax").from(scores.var).along_axes(&[axis], own.len());
    let var = call.temporary(own);
    lowering.same(node.output(1), Placed { var, sample: scores.sample });
    let mut reads = smallvec::SmallVec::from_iter([var]);
    for input in 1..node.inputs.len() {
        reads.push(lowering.operand(node, input)?.var);
    }
    let dims = lowering.output_dims(node, 0)?;
    let sample = scores.sample.filter(|_| dims::elements(dims) != Some(1) && dims.len() > 1);
    let output = node.output(0).ok_or_else(|| Failure::unsupported("its loss is not wanted"))?;
    let shape = crate::import::lower::stored_shape(&lowering.text_dims(output, sample));
    let call = lowering.call("custom").arg(ArgValue::Text(node.op.clone()));
    let call = call.arg(ArgValue::Dims(shape)).named("reads", ArgValue::Tensors(reads));
    costs.of(call).make(node.output(0), sample)
}

#[cfg(test)]
mod tests {
    use crate::import::element::ElementType;
    use crate::import::onnx::rules::testing::one;

    #[test]
    fn of_likelihoods() {
        let loss = |reduction| {
            let node = one("NegativeLogLikelihoodLoss").data(&[3, 5, 6]);
            node.typed(&[3, 6], ElementType::Int64).word("reduction", reduction)
        };
        assert_eq!(loss("none").shapes(), "3x6");
        assert_eq!(loss("mean").shapes(), "scalar");
        // 18 targets.
        let text = loss("mean").text();
        assert!(text.contains("add=35 div=1\nsqueeze"), "{text}");
    }

    #[test]
    fn of_scores() {
        let node = one("SoftmaxCrossEntropyLoss").data(&[3, 5]).typed(&[3], ElementType::Int64);
        let node = node.outputs(2);
        assert_eq!(node.shapes(), "scalar, 3x5");
        let text = node.text();
        assert!(text.contains("logsoftmax: logsoftmax\n"), "{text}");
    }
}
