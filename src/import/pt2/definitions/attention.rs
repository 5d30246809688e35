//! Fused attention.

use super::Definition;
use crate::import::call::ArgValue;
use crate::import::dims::Dims;
use crate::import::graph::{Node, TensorId};
use crate::import::lower::{Lowering, Wire};
use crate::import::pt2::aten::{Aten, Made, one};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

/// `softmax(q·kᵀ / √d + mask)·v`: queries, keys, values, and a mask.
pub(super) const RULES: &[Rule] = &[Rule { name: "aten.attention", shapes, lower, ..Rule::BASE }];

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("scaled_dot_product_attention", |aten| attention(aten, "attn_mask")),
    Definition::new("_scaled_dot_product_attention_math", |aten| attention(aten, "attn_mask")),
    Definition::new("_scaled_dot_product_flash_attention", |aten| attention(aten, "attn_mask")),
    Definition::new("_scaled_dot_product_flash_attention_for_cpu", |aten| {
        attention(aten, "attn_mask")
    }),
    Definition::new("_scaled_dot_product_efficient_attention", |aten| attention(aten, "attn_bias")),
    Definition::new("_scaled_dot_product_cudnn_attention", |aten| attention(aten, "attn_bias")),
];

/// The mask of `is_causal` does not change what PyTorch counts: all pairs.
fn attention(aten: &mut Aten<'_, '_>, mask: &str) -> Made {
    let query = aten.tensor("query")?;
    let leading = aten.dims(query)?;
    let leading = leading.get(..leading.len().saturating_sub(3)).unwrap_or_default().to_vec();
    let mut inputs = vec![query];
    for name in ["key", "value"] {
        let id = aten.tensor(name)?;
        inputs.push(spread(aten, id, &leading)?);
    }
    inputs.extend(aten.optional(mask)?);
    one(aten.op("aten.attention", &inputs, &[]))
}

/// A tensor whose axes before the heads are those of the queries.
fn spread(aten: &mut Aten<'_, '_>, id: TensorId, leading: &[u64]) -> Result<TensorId, Failure> {
    let mut dims = aten.dims(id)?;
    if dims.len() < leading.len() + 2 || dims.starts_with(leading) {
        return Ok(id);
    }
    dims.iter_mut().zip(leading).for_each(|(size, of)| *size = *of);
    let sizes = aten.list(dims.iter().map(|size| size.cast_signed()));
    aten.op("Expand", &[id, sizes], &[])
}

fn shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (q, k, v) = (node.dims(0)?, node.dims(1)?, node.dims(2)?);
    let fits = q.len() == k.len() && k.len() == v.len() && q.last() == k.last();
    let (Some(values), true, 2..) = (v.last(), fits, q.len()) else {
        return Err(Failure::unsupported("its queries, keys and values do not fit"));
    };
    let mut dims: Dims = q.into();
    dims.iter_mut().last().into_iter().for_each(|size| *size = *values);
    Output::new(dims, node.dtype(0)?).only()
}

fn lower(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let mut wires = Vec::new();
    for input in 0..node.inputs.len() {
        wires.push(lowering.input(node, input)?);
    }
    let rank = wires.first().map_or(0, Wire::rank);
    let dims: Dims = lowering.output_dims(node, 0)?.into();
    let (aligned, sample) = lowering.align(wires, rank);
    let mut aligned = aligned.into_iter().map(|wire| wire.var);
    let operands: Vec<_> = aligned.by_ref().take(3).collect();
    let mask = aligned.next();
    let call = operands.into_iter().fold(lowering.call("sdpa"), |call, var| call.arg(var));
    let call = mask.into_iter().fold(call, |call, mask| call.named("mask", ArgValue::from(mask)));
    let made = call.wire(dims, sample);
    lowering.finish(node.output(0), made)
}
