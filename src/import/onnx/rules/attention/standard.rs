//! `Attention` of ONNX.

use super::{
    Attend, after, attend, before, chosen, count, heads, merged, number, of_heads, optional, output,
};
use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Wire};
use crate::import::rule::{Failure, Outputs, Rule, Shaping};

pub(super) const RULE: Rule =
    Rule { name: "Attention", shapes: standard_shapes, lower: standard, ..Rule::BASE };

fn standard_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dtype = node.dtype(0)?;
    let (q, kv) = (count(node.node, "q_num_heads"), count(node.node, "kv_num_heads"));
    let [batch, heads, queries, features] = of_heads(node.dims(0)?, q)?;
    let [_, shared, new, same] = of_heads(node.dims(1)?, kv)?;
    let [_, _, _, values] = of_heads(node.dims(2)?, kv)?;
    if features != same || shared == 0 || heads % shared != 0 {
        return Err(Failure::invalid("its queries and keys do not fit"));
    }
    let past = if node.node.has(4) { of_heads(node.dims(4)?, None)?[2] } else { 0 };
    let keys = past + new;
    let made = match node.dims(0)?.len() {
        3 => output(&[batch, queries, heads * values], dtype),
        _ => output(&[batch, heads, queries, values], dtype),
    };
    Ok(Outputs::from_iter([
        made,
        output(&[batch, shared, keys, features], dtype),
        output(&[batch, shared, keys, values], dtype),
        output(&[batch, heads, queries, keys], dtype),
    ]))
}

/// Inputs Q, K, V, a mask, the past K and V, and lengths. As in its definition, q and k are scaled each.
fn standard(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let (q, kv) = (count(node, "q_num_heads"), count(node, "kv_num_heads"));
    let flat = lowering.dims(node, 0)?.len() == 3;
    let [query, key, value] = [0, 1, 2].map(|input| lowering.input(node, input));
    let query = heads(lowering, query?, q.unwrap_or(1))?;
    let (key, value) =
        (heads(lowering, key?, kv.unwrap_or(1))?, heads(lowering, value?, kv.unwrap_or(1))?);
    let (past_key, past_value) = (optional(lowering, node, 4)?, optional(lowering, node, 5)?);
    let (key, value) = (after(lowering, past_key, key)?, after(lowering, past_value, value)?);
    let (queries, keys) = (query.size(2), key.size(2));
    let mut masks = Vec::new();
    if let Some(mask) = optional(lowering, node, 3)? {
        let chooses = lowering.tensor(node, 3)?.dtype == ElementType::Bool;
        let mask = if chooses { chosen(lowering, mask)? } else { mask };
        masks.push(for_all(lowering, mask, keys)?);
    }
    if let Some(lengths) = optional(lowering, node, 6)? {
        masks.push(before(lowering, lengths, keys)?);
    }
    let window = |name| node.int(name).is_some_and(|size| size >= 0);
    if node.flag("is_causal") || window("left_window_size") || window("right_window_size") {
        masks.push(lowering.buffer(Dims::from_slice(&[queries, keys])));
    }
    for (at, state) in [(1, &key), (2, &value)] {
        lowering.finish(node.output(at), state.clone())?;
    }
    let (scale, softcap) = (number(node, "scale"), number(node, "softcap"));
    let made = attend(
        lowering,
        Attend { q: query, k: key, v: value, split: true, scale, softcap, masks },
    )?;
    let [raw, masked, weights] = made.scores;
    let scores = match node.int("qk_matmul_output_mode").unwrap_or(0) {
        0 => raw,
        3 => weights,
        _ => masked,
    };
    lowering.finish(node.output(3), scores)?;
    let made = if flat { merged(lowering, made.output) } else { made.output };
    lowering.finish(node.output(0), made)
}

/// A mask for all keys: those beyond its end are masked.
fn for_all(lowering: &mut Lowering<'_>, mask: Wire, keys: u64) -> Result<Wire, Failure> {
    let last = mask.rank().saturating_sub(1);
    match keys.checked_sub(mask.size(last)) {
        Some(0) | None => Ok(mask),
        Some(_) if mask.size(last) == 1 => Ok(mask),
        Some(missing) => {
            let mut dims = mask.dims.clone();
            dims.iter_mut().skip(last).for_each(|size| *size = missing);
            let masked = lowering.buffer(dims);
            lowering.concat(vec![mask, masked], last)
        }
    }
}
