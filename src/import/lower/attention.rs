//! Attention as one call.

use smallvec::SmallVec;

use super::lowering::{Lowering, elements, without};
use super::wire::{Operand, Wire};
use crate::import::call::ArgValue;
use crate::import::dims::Dims;
use crate::import::graph::Node;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

/// `softmax(q·kᵀ / √d + masks)·v`: inputs q, k, v, and what is added to the scores.
///
/// The operands are `…×H×T×d`, those of `key_order` before they are permuted. With `heads` they are `…×T×H·d`,
/// where `leading` are the sizes before those; `parts` are the sizes of q, k and v then, and neighbours that are the
/// same tensor are parts of it if it is `packed`.
pub(crate) const ATTENTION: Rule = Rule { name: "netcost.Attention", shapes, lower, ..Rule::BASE };

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
    let made = if node.attribute("heads").is_some() {
        of_rows(lowering, node)?
    } else {
        of_heads(lowering, node)?
    };
    lowering.finish(node.output(0), made)
}

/// Of operands with an axis of heads.
fn of_heads(lowering: &mut Lowering<'_>, node: &Node) -> Result<Wire, Failure> {
    let [q, mut k, v] = operands(lowering, node)?;
    if let Some(order) = node.ints("key_order") {
        let order: SmallVec<[usize; 5]> =
            order.iter().filter_map(|axis| usize::try_from(*axis).ok()).collect();
        k = lowering.permute(k, &order);
    }
    let rank = q.rank();
    let dims: Dims = q.dims.iter().take(rank - 1).chain(v.dims.last()).copied().collect();
    let (aligned, sample) = lowering.align(vec![q, k, v], rank);
    let mask = mask(lowering, node)?;
    let call = aligned.into_iter().fold(lowering.call("sdpa"), |call, wire| call.arg(wire.var));
    let call = mask.into_iter().fold(call, |call, mask| call.named("mask", mask));
    Ok(call.wire(dims, sample))
}

/// Of operands whose heads lie side by side, as the language reads them with `heads=`.
fn of_rows(lowering: &mut Lowering<'_>, node: &Node) -> Result<Wire, Failure> {
    let sizes = |name| -> Vec<u64> {
        let sizes = node.ints(name).unwrap_or_default().iter();
        sizes.filter_map(|size| u64::try_from(*size).ok()).collect()
    };
    let (heads, leading, parts) = (sizes("heads"), sizes("leading"), sizes("parts"));
    let (&[heads, key_heads], &[queries, keys, values]) = (heads.as_slice(), parts.as_slice())
    else {
        return Err(Failure::invalid("it has no heads"));
    };
    let inputs = [0, 1, 2].map(|input| node.input(input));
    let batch = lowering.input(node, 0)?.sample;
    let mut wires = Vec::new();
    let packed = node.flag("packed");
    let parts = [queries, keys, values];
    while let Some(input) = inputs.get(wires.len()) {
        let first = wires.len();
        let alike =
            inputs.iter().skip(first).take_while(|it| packed && *it == input).count().max(1);
        let parts = parts.get(first..first + alike).unwrap_or_default();
        let width = parts.iter().fold(0, |sum: u64, part| sum.saturating_add(*part));
        let wire = lowering.input(node, first)?;
        let row = leading.iter().fold(width, |product, size| product.saturating_mul(*size));
        let rows = elements(&wire.dims)?.checked_div(row).unwrap_or_default();
        let dims: Dims = leading.iter().copied().chain([rows, width]).collect();
        let wire = lowering.reshape(wire, dims);
        match parts {
            [_] => wires.push(wire),
            _ => wires.extend(lowering.split(wire, leading.len() + 1, parts)?),
        }
    }
    let mask = mask(lowering, node)?;
    let rows = wires.first().map_or(1, |q| q.size(leading.len()));
    let dims: Dims = leading
        .into_iter()
        .chain([rows, heads.saturating_mul(values / key_heads.max(1))])
        .collect();
    let call = wires.into_iter().fold(lowering.call("sdpa"), |call, wire| call.arg(wire.var));
    let call = call.named("heads", heads);
    let call = if key_heads == heads { call } else { call.named("kvheads", key_heads) };
    let call = mask.into_iter().fold(call, |call, mask| call.named("mask", mask));
    let made = call.wire(dims, None);
    let whole: Dims = lowering.output_dims(node, 0)?.into();
    let sample = batch_of(&made.dims, &whole, batch);
    Ok(match sample {
        Some(_) => Wire { dims: whole, sample, ..made },
        None => made,
    })
}

/// The axis of size 1 that an output has more than the tensor of the text, where that is the batch.
fn batch_of(own: &Dims, whole: &Dims, batch: Option<usize>) -> Option<usize> {
    let batch = batch?;
    let without = |axis: &usize| *own == without(whole, Some(*axis));
    let ones = (0..whole.len()).filter(|axis| whole.get(*axis) == Some(&1) && without(axis));
    ones.clone().find(|axis| *axis == batch).or_else(|| ones.clone().next())
}

fn operands(lowering: &mut Lowering<'_>, node: &Node) -> Result<[Wire; 3], Failure> {
    Ok([lowering.input(node, 0)?, lowering.input(node, 1)?, lowering.input(node, 2)?])
}

/// What is added to the scores, of several masks their sum. Axes of size 1 before those of the scores may stay.
fn mask(lowering: &mut Lowering<'_>, node: &Node) -> Result<Option<ArgValue>, Failure> {
    let mut masks = Vec::new();
    for input in 3..node.inputs.len() {
        let mask = lowering.input(node, input)?;
        let inside = mask.sample.is_some_and(|axis| axis + 3 >= mask.rank());
        masks.push(if inside { lowering.moved(mask, None) } else { mask });
    }
    if masks.len() > 1 {
        masks = vec![lowering.join("add", masks.into_iter().map(Operand::Wire))?];
    }
    Ok(masks.pop().map(|mask| mask.var.into()))
}
