//! Fused attention.

use super::Definition;
use crate::import::graph::TensorId;
use crate::import::lower::ATTENTION;
use crate::import::pt2::aten::{Aten, Made, one};
use crate::import::rule::{Failure, Rule};

/// Queries, keys, values, and a mask.
pub(super) const RULES: &[Rule] = &[ATTENTION];

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
    one(aten.op(ATTENTION.name, &inputs, &[]))
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
