//! `RotaryEmbedding` of ONNX and of com.microsoft.

use crate::import::graph::Node;
use crate::import::lower::{Lowering, Wire, elements};
use crate::import::rule::{Failure, Rule};

pub(super) const STANDARD: Rule = Rule {
    name: "RotaryEmbedding",
    shapes: |node| node.like(0)?.only(),
    lower: |lowering, node| rotary(lowering, node, [1, 2, 3]),
    ..Rule::BASE
};

pub(super) const MICROSOFT: Rule = Rule {
    name: "com.microsoft.RotaryEmbedding",
    shapes: |node| node.like(0)?.only(),
    lower: |lowering, node| rotary(lowering, node, [2, 3, 1]),
    ..Rule::BASE
};

/// Rotated features, with cosines and sines and ids of positions at these inputs: 2 multiplications and an addition for
/// each that is rotated. Where none of these is data, that is `rope`.
fn rotary(
    lowering: &mut Lowering<'_>,
    node: &Node,
    [cos, sin, ids]: [usize; 3],
) -> Result<(), Failure> {
    let x = lowering.input(node, 0)?;
    let pairs = lowering.dims(node, cos)?.last().copied().unwrap_or_default();
    let count = super::count(node, "num_heads");
    let last = x.dims.last().copied().unwrap_or_default();
    let heads = match x.rank() {
        3 => count.unwrap_or_else(|| last.checked_div(2 * pairs).unwrap_or(1)),
        _ => 1,
    };
    let features = last.checked_div(heads).unwrap_or(last);
    if 2 * pairs > features {
        return Err(Failure::invalid("it rotates more features than a head has"));
    }
    let constant = |input: usize| !node.has(input) || lowering.is_constant(node, input);
    let made = if [cos, sin, ids].into_iter().all(constant) {
        let call = lowering.call("rope").from(x.var);
        let call = if features == 2 * pairs { call } else { call.named("dim", 2 * pairs) };
        let call = if heads == 1 { call } else { call.named("heads", heads) };
        call.wire(x.dims, x.sample)
    } else {
        let rotated = elements(&[elements(&x.dims)? / features.max(1), 2, pairs])?;
        let mut reads = vec![x.clone()];
        for input in [cos, sin, ids] {
            if node.has(input) {
                reads.push(lowering.input(node, input)?);
            }
        }
        let reads: Vec<&Wire> = reads.iter().collect();
        let costs = [("mul", elements(&[2, rotated])?), ("add", rotated)];
        lowering.custom("RotaryEmbedding", &reads, (x.dims.clone(), x.sample), &costs)
    };
    lowering.finish(node.output(0), made)
}
