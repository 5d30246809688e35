//! Attention: `Attention` and `LinearAttention` of ONNX, those of com.microsoft, and rotary embeddings.
//!
//! A node becomes the operations that it is defined by: products, masks, a softmax. A kernel that fuses them does the
//! same arithmetic.

mod linear;
mod microsoft;
mod rotary;
mod standard;
#[cfg(test)]
mod tests;

use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Operand, Wire};
use crate::import::rule::{Failure, Output, Rule};
use crate::tensor::MAX_AXIS;

pub(super) const RULES: &[Rule] = &[
    standard::RULE,
    linear::RULE,
    microsoft::MULTI_HEAD,
    microsoft::PACKED,
    microsoft::GROUPED,
    rotary::STANDARD,
    rotary::MICROSOFT,
];

/// What stands for minus infinity in a mask.
const MASKED: f64 = -1e9;

/// Queries `B`×`H`×`T`×`d`, keys and values `B`×`H_kv`×`S`×`d`, and what is done to their scores.
struct Attend {
    q: Wire,
    k: Wire,
    v: Wire,
    /// A factor of q and of k each, rather than of the scores.
    split: bool,
    scale: Option<f64>,
    softcap: Option<f64>,
    /// What is added to the scores.
    masks: Vec<Wire>,
}

/// What comes of it: the output `B`×`H`×`T`×`d`, and the scores before and after masks and the softmax.
struct Attended {
    output: Wire,
    scores: [Wire; 3],
}

/// `softmax(scale·q·kᵀ + masks)·v`. Where several heads of q use one of k and v, they have an axis of their own.
fn attend(lowering: &mut Lowering<'_>, attend: Attend) -> Result<Attended, Failure> {
    let Attend { mut q, mut k, mut v, .. } = attend;
    let &[batch, heads, queries, features] = q.dims.as_slice() else {
        return Err(Failure::invalid("queries need four axes"));
    };
    let (shared, keys, values) = (k.size(1), k.size(2), v.size(3));
    let groups = heads.checked_div(shared).unwrap_or(1);
    if groups != 1 {
        q = lowering.reshape(q, Dims::from_slice(&[batch, shared, groups, queries, features]));
        k = lowering.reshape(k, Dims::from_slice(&[batch, shared, 1, keys, features]));
        v = lowering.reshape(v, Dims::from_slice(&[batch, shared, 1, keys, values]));
    }
    #[expect(clippy::cast_precision_loss, reason = "a number of features is small")]
    let scale = attend.scale.unwrap_or_else(|| 1.0 / (features as f64).sqrt());
    if attend.split {
        q = scaled(lowering, q, scale.sqrt())?;
        k = scaled(lowering, k, scale.sqrt())?;
    }
    let mut scores = lowering.matmul([q, k], [false, true])?;
    if !attend.split {
        scores = scaled(lowering, scores, scale)?;
    }
    let raw = scores.clone();
    if let Some(cap) = attend.softcap {
        let divided = lowering.join("div", [Operand::Wire(scores), Operand::Number(cap)])?;
        let limited = lowering.unary("tanh", divided);
        scores = scaled(lowering, limited, cap)?;
    }
    for mask in attend.masks {
        let mask = of_groups(lowering, mask, [shared, groups]);
        scores = lowering.join("add", [scores, mask].map(Operand::Wire))?;
    }
    let last = scores.rank() - 1;
    let weights = lowering.along("softmax", scores.clone(), last)?;
    let output = lowering.matmul([weights.clone(), v], [false; 2])?;
    let output = lowering.reshape(output, Dims::from_slice(&[batch, heads, queries, values]));
    Ok(Attended { output, scores: [raw, scores, weights] })
}

fn scaled(lowering: &mut Lowering<'_>, wire: Wire, factor: f64) -> Result<Wire, Failure> {
    match factor {
        1.0 => Ok(wire),
        _ => lowering.join("mul", [Operand::Wire(wire), Operand::Number(factor)]),
    }
}

/// A mask of `…`×`H`×`T`×`S` for scores whose heads are two axes.
fn of_groups(lowering: &mut Lowering<'_>, mask: Wire, [shared, groups]: [u64; 2]) -> Wire {
    let dims = match *mask.dims.as_slice() {
        _ if groups == 1 => return mask,
        [batch, 1, rows, columns] => [batch, 1, 1, rows, columns],
        [batch, _, rows, columns] => [batch, shared, groups, rows, columns],
        [1, rows, columns] => [1, 1, 1, rows, columns],
        [_, rows, columns] => [1, shared, groups, rows, columns],
        _ => return mask,
    };
    lowering.reshape(mask, Dims::from_slice(&dims))
}

/// `B`×`T`×`H·d` as `B`×`H`×`T`×`d`; four axes are so already.
fn heads(lowering: &mut Lowering<'_>, wire: Wire, heads: u64) -> Result<Wire, Failure> {
    let &[batch, positions, features] = wire.dims.as_slice() else { return Ok(wire) };
    let each = features.checked_div(heads).filter(|each| each * heads == features);
    let each = each.ok_or_else(|| {
        Failure::invalid(format!("{features} features are not divisible by {heads} heads"))
    })?;
    let apart = lowering.reshape(wire, Dims::from_slice(&[batch, positions, heads, each]));
    Ok(lowering.permute(apart, &[0, 2, 1, 3]))
}

/// `B`×`H`×`T`×`d` as `B`×`T`×`H·d`.
fn merged(lowering: &mut Lowering<'_>, wire: Wire) -> Wire {
    let dims = Dims::from_slice(&[wire.size(0), wire.size(2), wire.size(1) * wire.size(3)]);
    let rows = lowering.permute(wire, &[0, 2, 1, 3]);
    lowering.reshape(rows, dims)
}

/// A mask as what is added to scores: truth values, and numbers that are none of scores, choose.
fn chosen(lowering: &mut Lowering<'_>, mask: Wire) -> Result<Wire, Failure> {
    lowering.join("where", [Operand::Wire(mask), Operand::Number(0.0), Operand::Number(MASKED)])
}

/// A mask of the keys before a length, which each sample has.
fn before(lowering: &mut Lowering<'_>, lengths: Wire, keys: u64) -> Result<Wire, Failure> {
    let batch = lengths.size(0);
    let lengths = lowering.reshape(lengths, Dims::from_slice(&[batch, 1, 1, 1]));
    let positions = lowering.buffer(Dims::from_slice(&[keys]));
    let seen = lowering.join("lt", [positions, lengths].map(Operand::Wire))?;
    chosen(lowering, seen)
}

/// The keys with those of earlier steps before them.
fn after(lowering: &mut Lowering<'_>, past: Option<Wire>, new: Wire) -> Result<Wire, Failure> {
    match past {
        Some(past) if past.size(2) > 0 => lowering.concat(vec![past, new], 2),
        _ => Ok(new),
    }
}

/// The input of a node, if it is there.
fn optional(
    lowering: &mut Lowering<'_>,
    node: &Node,
    input: usize,
) -> Result<Option<Wire>, Failure> {
    node.has(input).then(|| lowering.input(node, input)).transpose()
}

fn count(node: &Node, name: &str) -> Option<u64> {
    let count = node.int(name).and_then(|count| u64::try_from(count).ok());
    count.filter(|count| (1..=u64::from(MAX_AXIS)).contains(count))
}

fn number(node: &Node, name: &str) -> Option<f64> {
    node.float(name).filter(|number| *number != 0.0)
}

fn output(dims: &[u64], dtype: ElementType) -> Output {
    Output::new(dims, dtype)
}

/// The sizes of keys or values: batch, heads, positions, features.
fn of_heads(dims: &[u64], heads: Option<u64>) -> Result<[u64; 4], Failure> {
    match (dims, heads) {
        (&[batch, heads, positions, features], _) => Ok([batch, heads, positions, features]),
        (&[batch, positions, all], Some(heads)) if all.is_multiple_of(heads) => {
            Ok([batch, heads, positions, all / heads])
        }
        (&[_, _, all], Some(heads)) => {
            Err(Failure::invalid(format!("{all} features are not divisible by {heads} heads")))
        }
        _ => Err(Failure::invalid("it needs three axes and a number of heads, or four axes")),
    }
}
