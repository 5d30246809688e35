//! Attention of com.microsoft.

use super::{
    Attend, after, attend, before, chosen, count, heads, merged, number, of_heads, optional, output,
};
use crate::import::dims::Dims;
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Operand, Wire};
use crate::import::rule::{Failure, Outputs, Rule, Shaping};

pub(super) const MULTI_HEAD: Rule = Rule {
    name: "com.microsoft.MultiHeadAttention",
    shapes: multi_head_shapes,
    lower: multi_head,
    ..Rule::BASE
};

/// One product makes queries, keys and values.
pub(super) const PACKED: Rule =
    Rule { name: "com.microsoft.Attention", shapes: packed_shapes, lower: packed, ..Rule::BASE };

pub(super) const GROUPED: Rule = Rule {
    name: "com.microsoft.GroupQueryAttention",
    shapes: grouped_shapes,
    lower: grouped,
    ..Rule::BASE
};

/// Batch, positions, and features of all heads, of queries, keys and values: apart, or packed as
/// `B`×`T`×`H`×3×`d`, or keys and values packed as `B`×`S`×`H`×2×`d`.
fn multi_head_sizes(node: &Node, dims: [Option<&[u64]>; 3]) -> Result<[[u64; 3]; 3], Failure> {
    let wrong = || Failure::invalid("its queries, keys and values do not fit");
    let heads = count(node, "num_heads").ok_or_else(wrong)?;
    let three = |dims: &[u64]| match *dims {
        [batch, positions, features] => Ok([batch, positions, features]),
        [batch, heads, positions, each] => Ok([batch, positions, heads * each]),
        _ => Err(wrong()),
    };
    match dims {
        [Some(&[batch, positions, _, 3, each]), None, None] => {
            Ok([[batch, positions, heads * each]; 3])
        }
        [Some(q), Some(&[batch, positions, _, 2, each]), None] => {
            let packed = [batch, positions, heads * each];
            Ok([three(q)?, packed, packed])
        }
        [Some(q), Some(k), Some(v)] => Ok([three(q)?, three(k)?, three(v)?]),
        _ => Err(wrong()),
    }
}

fn multi_head_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = [0, 1, 2].map(|input| node.dims(input).ok());
    let heads = count(node.node, "num_heads").unwrap_or(1);
    let [q, k, v] = multi_head_sizes(node.node, dims)?;
    let past = if node.node.has(6) { of_heads(node.dims(6)?, None)?[2] } else { 0 };
    let (dtype, keys) = (node.dtype(0)?, past + k[1]);
    Ok(Outputs::from_iter([
        output(&[q[0], q[1], v[2]], dtype),
        output(&[q[0], heads, keys, k[2] / heads], dtype),
        output(&[q[0], heads, keys, v[2] / heads], dtype),
        output(&[q[0], heads, q[1], keys], dtype),
    ]))
}

/// Inputs: query, key, value, bias, `key_padding_mask`, `attention_bias`, `past_key`, `past_value`.
fn multi_head(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = [0, 1, 2].map(|input| lowering.dims(node, input).ok());
    let sizes = multi_head_sizes(node, dims)?;
    let count = count(node, "num_heads").unwrap_or(1);
    let mut parts = Vec::new();
    for input in 0..3 {
        let Some(wire) = optional(lowering, node, input)? else { continue };
        match *wire.dims.as_slice() {
            [_, _, _, packed, _] => {
                let ones: Vec<u64> = (0..packed).map(|_| 1).collect();
                parts.extend(lowering.split(wire, 3, &ones)?);
            }
            _ => parts.push(wire),
        }
    }
    let biases = match optional(lowering, node, 3)? {
        Some(bias) => {
            lowering.split(bias, 0, &sizes.map(|size| size[2]))?.into_iter().map(Some).collect()
        }
        None => vec![None, None, None],
    };
    let mut states = Vec::new();
    for ((part, size), bias) in parts.into_iter().zip(sizes).zip(biases) {
        let is_ready = part.rank() == 4;
        let part = if is_ready { part } else { lowering.reshape(part, Dims::from_slice(&size)) };
        let part = match bias {
            Some(bias) if !is_ready => lowering.join("add", [part, bias].map(Operand::Wire))?,
            _ => part,
        };
        states.push(heads(lowering, part, count)?);
    }
    let states = <[Wire; 3]>::try_from(states);
    let [q, k, v] = states.map_err(|_| Failure::invalid("it needs queries, keys and values"))?;
    let (past_key, past_value) = (optional(lowering, node, 6)?, optional(lowering, node, 7)?);
    let (k, v) = (after(lowering, past_key, k)?, after(lowering, past_value, v)?);
    let masks = masks(lowering, node, [4, 5], [q.size(2), k.size(2)])?;
    lowering.finish(node.output(1), k.clone())?;
    lowering.finish(node.output(2), v.clone())?;
    let scale = number(node, "scale");
    let made = attend(lowering, Attend { q, k, v, split: false, scale, softcap: None, masks })?;
    let [.., weights] = made.scores;
    lowering.finish(node.output(3), weights)?;
    let made = merged(lowering, made.output);
    lowering.finish(node.output(0), made)
}

/// What is added to scores in com.microsoft: the mask of keys at one input, the bias at another, and that of later keys.
///
/// The mask of keys has a length for each sample, or is `B`×`S`, `B`×`T`×`S`, or `B`×1×`T`×`S`.
fn masks(
    lowering: &mut Lowering<'_>,
    node: &Node,
    [mask, bias]: [usize; 2],
    [queries, keys]: [u64; 2],
) -> Result<Vec<Wire>, Failure> {
    let mut masks = Vec::new();
    if let Some(mask) = optional(lowering, node, mask)? {
        let dims = match *mask.dims.as_slice() {
            [_] => None,
            [batch, of] if of == keys => Some([batch, 1, 1, keys]),
            [batch, rows, of] if of == keys && rows == queries => Some([batch, 1, queries, keys]),
            [batch, 1, rows, of] if of == keys && rows == queries => Some([batch, 1, rows, keys]),
            _ => return Err(Failure::unsupported("a mask of this shape")),
        };
        masks.push(match dims {
            Some(dims) => {
                let mask = lowering.reshape(mask, Dims::from_slice(&dims));
                chosen(lowering, mask)?
            }
            None => {
                let batch = lowering.dims(node, 0)?.first().copied().unwrap_or(1);
                let lengths = match mask.size(0) == batch {
                    true => mask,
                    false => {
                        let whole = lowering.moved(mask, None);
                        lowering.slice(whole, 0, 0..batch)?
                    }
                };
                before(lowering, lengths, keys)?
            }
        });
    }
    masks.extend(optional(lowering, node, bias)?);
    if node.flag("unidirectional") {
        masks.push(lowering.buffer(Dims::from_slice(&[queries, keys])));
    }
    Ok(masks)
}

/// The features of q, k and v that one product makes.
fn packed_sizes(node: &Node, columns: u64) -> Result<[u64; 3], Failure> {
    let stated = node.ints("qkv_hidden_sizes").unwrap_or_default();
    let sizes: Vec<u64> =
        stated.iter().filter_map(|size| u32::try_from(*size).ok().map(u64::from)).collect();
    match *sizes.as_slice() {
        [q, k, v] if q + k + v == columns => Ok([q, k, v]),
        [] if columns.is_multiple_of(3) => Ok([columns / 3; 3]),
        _ => Err(Failure::invalid("its weights do not fit `qkv_hidden_sizes`")),
    }
}

fn packed_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (&[batch, positions, _], &[_, columns]) = (node.dims(0)?, node.dims(1)?) else {
        return Err(Failure::invalid("its input needs three axes, its weights two"));
    };
    let heads = count(node.node, "num_heads").unwrap_or(1);
    let [_, k, v] = packed_sizes(node.node, columns)?;
    let past = if node.node.has(4) { node.dims(4)?.get(3).copied().unwrap_or(0) } else { 0 };
    let dtype = node.dtype(0)?;
    Ok(Outputs::from_iter([
        output(&[batch, positions, v], dtype),
        output(&[2, batch, heads, past + positions, k / heads], dtype),
    ]))
}

/// Inputs: input, weights, bias, `mask_index`, past, `attention_bias`.
fn packed(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let columns = lowering.dims(node, 1)?.last().copied().unwrap_or_default();
    let sizes = packed_sizes(node, columns)?;
    let number_of_heads = count(node, "num_heads").unwrap_or(1);
    let made = lowering.product(node, [false; 2], node.input(2))?;
    let mut parts = Vec::new();
    for part in lowering.split(made, 2, &sizes)? {
        parts.push(heads(lowering, part, number_of_heads)?);
    }
    let parts = <[Wire; 3]>::try_from(parts);
    let [mut q, mut k, mut v] = parts.map_err(|_| Failure::invalid("it has no parts"))?;
    if node.flag("do_rotary") {
        q = lowering.unary("rope", q);
        k = lowering.unary("rope", k);
    }
    if let Some(past) = optional(lowering, node, 4)? {
        let dims: Dims = past.dims.iter().copied().skip(1).collect();
        let past = lowering.moved(past, None);
        let states = lowering.split(past, 0, &[1, 1])?;
        let mut states = states.into_iter().map(|state| lowering.reshape(state, dims.clone()));
        let states = (states.next(), states.next());
        (k, v) = (after(lowering, states.0, k)?, after(lowering, states.1, v)?);
    }
    if node.output(1).is_some() {
        let mut stacked = Vec::new();
        for state in [&k, &v] {
            let mut dims = state.dims.clone();
            dims.insert(0, 1);
            stacked.push(lowering.reshape(state.clone(), dims));
        }
        let present = lowering.concat(stacked, 0)?;
        lowering.finish(node.output(1), present)?;
    }
    let masks = masks(lowering, node, [3, 5], [q.size(2), k.size(2)])?;
    let scale = number(node, "scale");
    let made = attend(lowering, Attend { q, k, v, split: false, scale, softcap: None, masks })?;
    let made = merged(lowering, made.output);
    lowering.finish(node.output(0), made)
}

/// Batch, positions and features of a head, of the queries; the keys have as many positions.
fn grouped_sizes(node: &Node, q: &[u64], k: Option<&[u64]>) -> Result<[u64; 4], Failure> {
    let wrong = || Failure::invalid("its queries and keys do not fit its heads");
    let heads = count(node, "num_heads").ok_or_else(wrong)?;
    let shared = count(node, "kv_num_heads").ok_or_else(wrong)?;
    let &[batch, positions, features] = q else { return Err(wrong()) };
    match k {
        Some(&[_, new, _]) => Ok([batch, positions, new, features / heads]),
        Some(&[_, _, new, _]) => Ok([batch, positions, new, features / heads]),
        Some(_) => Err(wrong()),
        None => Ok([batch, positions, positions, features / (heads + 2 * shared)]),
    }
}

/// How many keys there are with those of the past: as many as `total_sequence_length` says, or as
/// the past has room for.
fn grouped_keys(past: u64, new: u64, total: Option<i64>) -> u64 {
    match total.and_then(|total| u64::try_from(total).ok()) {
        Some(total) => past.max(total),
        None => past + new,
    }
}

fn grouped_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let [batch, positions, new, each] = grouped_sizes(node.node, node.dims(0)?, node.dims(1).ok())?;
    let heads = count(node.node, "num_heads").unwrap_or(1);
    let shared = count(node.node, "kv_num_heads").unwrap_or(1);
    let past = if node.node.has(3) { of_heads(node.dims(3)?, None)?[2] } else { 0 };
    let total = node.value(6).and_then(|value| value.single_int());
    let keys = grouped_keys(past, new, total);
    let dtype = node.dtype(0)?;
    let state = output(&[batch, shared, keys, each], dtype);
    Ok(Outputs::from_iter([
        output(&[batch, positions, heads * each], dtype),
        state.clone(),
        state,
        output(&[batch, heads, positions, keys], dtype),
    ]))
}

/// Inputs: query, key, value, `past_key`, `past_value`, `seqlens_k`, `total_sequence_length`, `cos_cache`, `sin_cache`,
/// `position_ids`, `attention_bias`. What a sample attends to is known by its length: a mask, which is added to
/// all scores. With `do_rotary`, q and k are rotated.
fn grouped(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let key_dims = lowering.dims(node, 1).ok();
    let [_, _, new, each] = grouped_sizes(node, lowering.dims(node, 0)?, key_dims)?;
    let all = count(node, "num_heads").unwrap_or(1);
    let shared = count(node, "kv_num_heads").unwrap_or(1);
    let query = lowering.input(node, 0)?;
    let parts = match optional(lowering, node, 1)? {
        Some(key) => vec![query, key, lowering.input(node, 2)?],
        None => lowering.split(query, 2, &[all * each, shared * each, shared * each])?,
    };
    let mut states = Vec::new();
    for (part, count) in parts.into_iter().zip([all, shared, shared]) {
        states.push(heads(lowering, part, count)?);
    }
    let states = <[Wire; 3]>::try_from(states);
    let [mut q, mut k, v] = states.map_err(|_| Failure::invalid("it has no values"))?;
    if node.flag("do_rotary") {
        q = lowering.unary("rope", q);
        k = lowering.unary("rope", k);
    }
    let (past_key, past_value) = (optional(lowering, node, 3)?, optional(lowering, node, 4)?);
    let past = past_key.as_ref().map_or(0, |past| past.size(2));
    let total = lowering.tensor(node, 6).ok().and_then(|it| it.value.as_ref()?.single_int());
    if grouped_keys(past, new, total) != past + new {
        return Err(Failure::unsupported("keys are written into a buffer of the past"));
    }
    let (k, v) = (after(lowering, past_key, k)?, after(lowering, past_value, v)?);
    let mut masks = Vec::new();
    if let Some(lengths) = optional(lowering, node, 5)? {
        let lengths = match lengths.rank() {
            1 => lengths,
            _ => {
                let batch = lengths.size(0);
                lowering.reshape(lengths, Dims::from_slice(&[batch]))
            }
        };
        masks.push(before(lowering, lengths, k.size(2))?);
    }
    masks.extend(optional(lowering, node, 10)?);
    lowering.finish(node.output(1), k.clone())?;
    lowering.finish(node.output(2), v.clone())?;
    let (scale, softcap) = (number(node, "scale"), number(node, "softcap"));
    let made = attend(lowering, Attend { q, k, v, split: false, scale, softcap, masks })?;
    let made = merged(lowering, made.output);
    lowering.finish(node.output(0), made)
}
