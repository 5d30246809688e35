//! Operators of com.microsoft that stand for several of ONNX: fused activations, normalisations, products.

mod norms;

use super::rule;
use crate::import::dims::{self, Dims};
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Operand, Wire, elements, product_dims};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

/// A rule of a normalisation: X, scale, and shift.
const fn norm(
    name: &'static str,
    lower: fn(&mut Lowering<'_>, &Node) -> Result<(), Failure>,
) -> Rule {
    Rule { name, shapes: norms::norm_shapes, lower, ..Rule::BASE }
}

/// A rule of a function of each element of the first input.
const fn element_wise(
    name: &'static str,
    lower: fn(&mut Lowering<'_>, &Node) -> Result<(), Failure>,
) -> Rule {
    Rule { name, shapes: |node| node.like(0)?.only(), lower, ..Rule::BASE }
}

pub(super) const RULES: &[Rule] = &[
    element_wise("com.microsoft.Gelu", |lowering, node| biased(lowering, node, "gelu")),
    element_wise("com.microsoft.FastGelu", |lowering, node| biased(lowering, node, "gelu")),
    element_wise("com.microsoft.BiasGelu", |lowering, node| biased(lowering, node, "gelu")),
    element_wise("com.microsoft.QuickGelu", quick_gelu),
    Rule {
        name: "com.microsoft.BiasSplitGelu",
        shapes: split_shapes,
        lower: split_gelu,
        ..Rule::BASE
    },
    norm("com.microsoft.LayerNormalization", |lowering, node| {
        norms::one_norm(lowering, node, "ln")
    }),
    norm("com.microsoft.SimplifiedLayerNormalization", |lowering, node| {
        norms::one_norm(lowering, node, "rmsnorm")
    }),
    Rule {
        name: "com.microsoft.SkipLayerNormalization",
        shapes: norms::skip_shapes,
        lower: |lowering, node| norms::skip_norm(lowering, node, "ln", [Some(3), Some(4)]),
        ..Rule::BASE
    },
    Rule {
        name: "com.microsoft.SkipSimplifiedLayerNormalization",
        shapes: norms::skip_shapes,
        lower: |lowering, node| norms::skip_norm(lowering, node, "rmsnorm", [None, Some(3)]),
        ..Rule::BASE
    },
    Rule {
        name: "com.microsoft.EmbedLayerNormalization",
        shapes: norms::embed_shapes,
        lower: norms::embed,
        ..Rule::BASE
    },
    Rule {
        name: "com.microsoft.FusedMatMul",
        shapes: fused_shapes,
        lower: fused_matmul,
        ..Rule::BASE
    },
    Rule {
        name: "com.microsoft.TransposeMatMul",
        shapes: fused_shapes,
        lower: fused_matmul,
        ..Rule::BASE
    },
    Rule {
        name: "com.microsoft.FusedGemm",
        shapes: |node| shapes_as(node, "Gemm"),
        lower: |lowering, node| fused(lowering, node, "Gemm", None),
        ..Rule::BASE
    },
    Rule {
        name: "com.microsoft.FusedConv",
        shapes: |node| shapes_as(node, "Conv"),
        lower: |lowering, node| fused(lowering, node, "Conv", Some(3)),
        ..Rule::BASE
    },
    Rule {
        name: "com.microsoft.MoE",
        shapes: |node| node.like(0)?.only(),
        lower: moe,
        ..Rule::UNCOUNTED
    },
    Rule { name: "com.microsoft.QMoE", shapes: |node| node.like(0)?.only(), ..Rule::UNCOUNTED },
];

/// A function of the first input, to which a second one is added before.
fn biased(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let mut made = lowering.input(node, 0)?;
    if node.has(1) {
        let bias = lowering.join_operand(node, 1)?;
        made = lowering.join("add", [Operand::Wire(made), bias])?;
    }
    let made = lowering.unary(op, made);
    lowering.finish(node.output(0), made)
}

/// `x·sigmoid(alpha·x)`.
fn quick_gelu(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let x = lowering.input(node, 0)?;
    let made = match node.float("alpha").unwrap_or(1.702) {
        1.0 => lowering.unary("silu", x),
        alpha => {
            let scaled =
                lowering.join("mul", [Operand::Wire(x.clone()), Operand::Number(alpha)])?;
            let gate = lowering.unary("sigmoid", scaled);
            lowering.join("mul", [x, gate].map(Operand::Wire))?
        }
    };
    lowering.finish(node.output(0), made)
}

fn split_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut dims: Dims = node.dims(0)?.into();
    let last = dims.last_mut().ok_or_else(|| Failure::invalid("it needs an axis"))?;
    *last /= 2;
    Output::new(dims, node.dtype(0)?).only()
}

/// One half times the gelu of the other, after a bias is added.
fn split_gelu(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let x = lowering.input(node, 0)?;
    let bias = lowering.join_operand(node, 1)?;
    let sum = lowering.join("add", [Operand::Wire(x), bias])?;
    let last = sum.rank() - 1;
    let half = sum.size(last) / 2;
    let halves = <[Wire; 2]>::try_from(lowering.split(sum, last, &[half; 2])?);
    let [value, gate] = halves.map_err(|_| Failure::invalid("it has no halves"))?;
    let gate = lowering.unary("gelu", gate);
    let made = lowering.join("mul", [value, gate].map(Operand::Wire))?;
    lowering.finish(node.output(0), made)
}

/// The dims of an operand of `FusedMatMul` whose first axes are moved before its last one, and the order of its axes.
fn moved(dims: &[u64], moves: bool) -> (Dims, Option<Vec<usize>>) {
    if !moves || dims.len() < 3 {
        return (dims.into(), None);
    }
    let rank = dims.len();
    let order: Vec<usize> = (1..rank - 1).chain([0, rank - 1]).collect();
    (order.iter().filter_map(|axis| dims.get(*axis).copied()).collect(), Some(order))
}

fn fused_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let flag = |name| node.node.flag(name);
    let (a, _) = moved(node.dims(0)?, flag("transBatchA"));
    let (b, _) = moved(node.dims(1)?, flag("transBatchB"));
    let made = product_dims(&a, &b, [flag("transA"), flag("transB")])?;
    Output::new(made, node.dtype(0)?).only()
}

/// `alpha · A·B`, with transposed factors.
fn fused_matmul(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let transposed = [node.flag("transA"), node.flag("transB")];
    let orders = [(0, "transBatchA"), (1, "transBatchB")]
        .map(|(input, name)| lowering.dims(node, input).map(|dims| moved(dims, node.flag(name)).1));
    let [first, second] = orders;
    let made = match [first?, second?] {
        [None, None] => lowering.product(node, transposed, None)?,
        orders => {
            let mut factors = Vec::new();
            for (input, order) in orders.into_iter().enumerate() {
                let factor = lowering.input(node, input)?;
                factors.push(match order {
                    Some(order) => lowering.permute(factor, &order),
                    None => factor,
                });
            }
            let factors = <[Wire; 2]>::try_from(factors);
            let factors = factors.map_err(|_| Failure::invalid("it needs two factors"))?;
            lowering.matmul(factors, transposed)?
        }
    };
    let made = match node.float("alpha").filter(|alpha| *alpha != 1.0) {
        Some(alpha) => lowering.join("mul", [Operand::Wire(made), Operand::Number(alpha)])?,
        None => made,
    };
    lowering.finish(node.output(0), made)
}

fn shapes_as(node: &Shaping<'_>, op: &str) -> Result<Outputs, Failure> {
    let rule = rule(op).ok_or_else(|| Failure::unsupported("it has no rule"))?;
    (rule.shapes)(node)
}

/// A layer with what is added to its output, and a function of the sum.
fn fused(
    lowering: &mut Lowering<'_>,
    node: &Node,
    op: &str,
    added: Option<usize>,
) -> Result<(), Failure> {
    let function = match node.text("activation").unwrap_or_default() {
        "" => None,
        "Relu" => Some("relu"),
        "Sigmoid" => Some("sigmoid"),
        "Tanh" => Some("tanh"),
        "LeakyRelu" => Some("leakyrelu"),
        "HardSigmoid" => Some("hardsigmoid"),
        "Clip" => Some("hardtanh"),
        other => return Err(Failure::unsupported(format!("the activation `{other}`"))),
    };
    let rule = rule(op).ok_or_else(|| Failure::unsupported("it has no rule"))?;
    let inputs = node.inputs.iter().take(3).copied().collect();
    (rule.lower)(lowering, &Node { inputs, ..node.clone() })?;
    let output = node.output(0).ok_or_else(|| Failure::unsupported("its output is not wanted"))?;
    let mut made = lowering.wire(output)?;
    if let Some(added) = added.filter(|input| node.has(*input)) {
        let other = lowering.join_operand(node, added)?;
        made = lowering.join("add", [Operand::Wire(made), other])?;
    }
    if let Some(function) = function {
        made = lowering.unary(function, made);
    }
    lowering.finish(Some(output), made)
}

/// Inputs: X, scores of experts, then weights and biases of up to three dense layers of each expert. Each row uses k
/// of them: its products are exact; what joins them is not known.
fn moe(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let x = lowering.dims(node, 0)?;
    let rows = elements(x)?.checked_div(x.last().copied().unwrap_or(1)).unwrap_or_default();
    let used = node.int("k").and_then(|k| u64::try_from(k).ok()).unwrap_or(1);
    let (mut macs, mut params) = (0_u64, 0_u64);
    let mut learned = Vec::new();
    for input in 2..node.inputs.len() {
        let Some(id) = node.input(input) else { continue };
        let size = dims::elements(lowering.dims(node, input)?).unwrap_or_default();
        params = params.saturating_add(size);
        learned.push(Some(id));
        if let [experts, _, _] = lowering.dims(node, input)? {
            let each = size.checked_div(*experts).unwrap_or_default();
            macs = macs.saturating_add(each.saturating_mul(rows).saturating_mul(used));
        }
    }
    let costs = [("params", Some(params)), ("macs", Some(macs)), ("unknown", None)];
    let name = crate::import::call::ArgValue::Text(node.op.clone());
    lowering.opaque_learning(node, name, &costs, &learned);
    Ok(())
}

#[cfg(test)]
mod tests;
