//! Steps of optimisers: updates of each element.

use super::costs::{Costs, custom_with};
use crate::import::graph::Node;
use crate::import::lower::{Lowering, elements};
use crate::import::rule::{Failure, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "ai.onnx.preview.training.Adagrad",
        shapes: |node| updated(node, 1),
        lower: adagrad,
        ..Rule::BASE
    },
    Rule {
        name: "ai.onnx.preview.training.Adam",
        shapes: |node| updated(node, 2),
        lower: adam,
        ..Rule::BASE
    },
    Rule {
        name: "ai.onnx.preview.training.Momentum",
        shapes: |node| updated(node, 1),
        lower: momentum,
        ..Rule::BASE
    },
];

/// How many tensors are optimised: after the rate and the step there are all of them, all gradients, and all of each of
/// the states.
fn tensors(node: &Node, states: usize) -> Result<usize, Failure> {
    let each = states + 2;
    match node.inputs.len().checked_sub(2) {
        Some(inputs) if inputs > 0 && inputs.is_multiple_of(each) => Ok(inputs / each),
        _ => Err(Failure::invalid("its tensors, gradients and states are not as many")),
    }
}

/// New values of all tensors, and of all of each of the states.
fn updated(node: &Shaping<'_>, states: usize) -> Result<Outputs, Failure> {
    let tensors = tensors(node.node, states)?;
    let values = 2..2 + tensors;
    let states = 2 + 2 * tensors..node.node.inputs.len();
    values.chain(states).map(|input| node.like(input)).collect()
}

/// A node that takes so much for each element, and so much once.
fn step(
    lowering: &mut Lowering<'_>,
    node: &Node,
    states: usize,
    [each, once]: [Costs; 2],
) -> Result<(), Failure> {
    let mut count = 0_u64;
    for input in 2..2 + tensors(node, states)? {
        count = count.saturating_add(elements(lowering.dims(node, input)?)?);
    }
    custom_with(lowering, node, 0..node.inputs.len(), each.times(count)?.plus(once))
}

/// Costs of what is left out where a coefficient is 0, as it is by default.
fn unless_zero(node: &Node, coefficient: &str, costs: Costs) -> Costs {
    let zero = node.float(coefficient).is_none_or(|value| value == 0.0);
    if zero { Costs::NONE } else { costs }
}

/// `norm_coefficient·X + G`.
fn regularised(node: &Node) -> Costs {
    unless_zero(node, "norm_coefficient", Costs { mul: 1, add: 1, ..Costs::NONE })
}

/// `H' = H + G²`, `X' = X − r·G / (√H' + ε)`, with `r = R / (1 + T·decay_factor)` once.
fn adagrad(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let each = Costs { mul: 2, add: 3, div: 1, special: 1, ..Costs::NONE };
    let rate = Costs { mul: 1, add: 1, div: 1, ..Costs::NONE };
    let rate = unless_zero(node, "decay_factor", rate);
    step(lowering, node, 1, [each.plus(regularised(node)), rate])
}

/// `V' = α·V + (1 − α)·G`, `H' = β·H + (1 − β)·G·G`, `X' = X − r·V' / (√H' + ε)`, and `(1 − c)·X'` for a coefficient c
/// that is not 0; `r = R·√(1 − βᵀ) / (1 − αᵀ)` once, if `T > 0`.
fn adam(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let each = Costs { mul: 6, add: 4, div: 1, special: 1, ..Costs::NONE };
    let rate = Costs { mul: 1, add: 2, div: 1, cmp: 1, special: 3, ..Costs::NONE };
    let after = unless_zero(node, "norm_coefficient_post", Costs { mul: 1, ..Costs::NONE });
    step(lowering, node, 2, [each.plus(regularised(node)).plus(after), rate])
}

/// `V' = α·V + β·G`, `X' = X − R·V'`; Nesterov's is `X' = X − R·(G + α·V')`. Once: `T > 0`, which decides whether β is 1.
fn momentum(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let standard = Costs { mul: 3, add: 2, ..Costs::NONE };
    let each = match node.text("mode").unwrap_or_default() {
        "standard" => standard,
        "nesterov" => standard.plus(Costs { mul: 1, add: 1, ..Costs::NONE }),
        other => return Err(Failure::invalid(format!("there is no mode `{other}`"))),
    };
    let once = Costs { cmp: 1, ..Costs::NONE };
    step(lowering, node, 1, [each.plus(regularised(node)), once])
}

#[cfg(test)]
mod tests {
    use crate::import::element::ElementType;
    use crate::import::graph::Attribute;
    use crate::import::onnx::rules::testing::{OneNode, one};

    /// A node with the rate, the step, and so many tensors of 5 elements.
    fn node(op: &'static str, tensors: usize) -> OneNode {
        let node = one(op).data(&[1]).typed(&[1], ElementType::Int64);
        (0..tensors).fold(node, |node, _| node.data(&[5]))
    }

    #[test]
    fn two_tensors_with_a_state_each() {
        let node = one("ai.onnx.preview.training.Adagrad").data(&[1]);
        let node = node.typed(&[1], ElementType::Int64).data(&[2]).data(&[3]);
        let node = node.data(&[2]).data(&[3]).data(&[2]).data(&[3]).outputs(4);
        assert_eq!(node.shapes(), "2, 3, 2, 3");
        let text = node.text();
        assert!(text.ends_with("mul=10 add=15 div=5 special=5"), "{text}");
    }

    #[test]
    fn coefficients_that_are_not_zero() {
        let node = node("ai.onnx.preview.training.Adam", 4).outputs(3);
        let node = node.with("norm_coefficient", Attribute::Float(0.1));
        let text = node.with("norm_coefficient_post", Attribute::Float(0.1)).text();
        // 8 multiplications and 5 additions of each of 5 elements.
        assert!(text.ends_with("mul=41 add=27 div=6 cmp=1 special=8"), "{text}");
    }

    #[test]
    fn momentum_of_nesterov() {
        let momentum = || node("ai.onnx.preview.training.Momentum", 3).outputs(2);
        let text = momentum().word("mode", "standard").text();
        assert!(text.ends_with("mul=15 add=10 cmp=1"), "{text}");
        let text = momentum().word("mode", "nesterov").text();
        assert!(text.ends_with("mul=20 add=15 cmp=1"), "{text}");
    }
}
