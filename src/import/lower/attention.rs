//! Attention as one call.

use smallvec::SmallVec;

use super::draft::Draft;
use super::lowering::{Lowering, elements, without};
use super::wire::{Operand, Wire};
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
    let masks: Vec<&[u64]> =
        (3..node.node.inputs.len()).map(|input| node.dims(input)).collect::<Result<_, _>>()?;
    if !attends([q, k, v], &masks) {
        return Err(Failure::unsupported("its queries, keys, values and masks do not fit"));
    }
    let mut dims: Dims = q.into();
    dims.iter_mut().last().zip(v.last()).into_iter().for_each(|(size, values)| *size = *values);
    Output::new(dims, node.dtype(0)?).only()
}

/// Whether queries, keys, values and masks of these sizes fit. Several heads of queries may have the same keys and
/// values, and axes of size 1 may stand before a mask.
pub(crate) fn attends([q, k, v]: [&[u64]; 3], masks: &[&[u64]]) -> bool {
    let ([of_q @ .., queries, features], [of_k @ .., keys, width], [of_v @ .., held, _]) =
        (q, k, v)
    else {
        return false;
    };
    let heads = match (of_q, of_k) {
        ([samples @ .., heads], [of_k @ .., shared]) => {
            samples == of_k && *shared > 0 && heads.is_multiple_of(*shared)
        }
        (rest, of_k) => rest == of_k,
    };
    let scores = of_q.iter().chain([queries, keys]);
    let masks = masks.iter().all(|mask| {
        let sizes = scores.clone().rev().map(Some).chain(std::iter::repeat(None));
        let mut pairs = mask.iter().rev().zip(sizes);
        !mask.is_empty() && pairs.all(|(size, of)| *size == 1 || Some(size) == of)
    });
    heads && of_k == of_v && keys == held && width == features && masks
}

fn lower(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let made = match Rows::of(node) {
        Some(rows) => of_rows(lowering, node, &rows)?,
        None => of_heads(lowering, node)?,
    };
    lowering.finish(node.output(0), made)
}

/// Of operands with an axis of heads.
fn of_heads(lowering: &mut Lowering<'_>, node: &Node) -> Result<Wire, Failure> {
    let (q, mut k) = (lowering.input(node, 0)?, lowering.input(node, 1)?);
    let v = lowering.input(node, 2)?;
    if let Some(order) = node.ints("key_order") {
        let order: SmallVec<[usize; 5]> =
            order.iter().filter_map(|axis| usize::try_from(*axis).ok()).collect();
        k = lowering.permute(k, &order);
    }
    let rank = q.rank();
    let dims: Dims = q.dims.iter().take(rank - 1).chain(v.dims.last()).copied().collect();
    let (operands, sample) = lowering.align(vec![q, k, v], rank);
    let mask = mask(lowering, node)?;
    Ok(call(lowering, operands, None, mask).wire(dims, sample))
}

/// A call of `sdpa`, with the numbers of heads of queries and of keys where these lie side by side.
fn call<'l, 'g>(
    lowering: &'l mut Lowering<'g>,
    operands: impl IntoIterator<Item = Wire>,
    heads: Option<(u64, u64)>,
    mask: Option<Wire>,
) -> Draft<'l, 'g> {
    let call = operands.into_iter().fold(lowering.call("sdpa"), |call, wire| call.arg(wire.var));
    let call = match heads {
        Some((heads, keys)) if heads != keys => call.named("heads", heads).named("kvheads", keys),
        Some((heads, _)) => call.named("heads", heads),
        None => call,
    };
    mask.into_iter().fold(call, |call, mask| call.named("mask", mask.var))
}

/// Operands whose heads lie side by side, as the language reads them with `heads=`.
struct Rows {
    heads: u64,
    key_heads: u64,
    /// The sizes before the positions.
    leading: Dims,
    /// The widths of q, k and v.
    parts: [u64; 3],
    /// Whether neighbours that are the same tensor are parts of it.
    packed: bool,
}

impl Rows {
    /// Those of a node; `None` if its operands have an axis of heads.
    fn of(node: &Node) -> Option<Self> {
        let sizes = |name| -> Option<Dims> {
            node.ints(name)?.iter().map(|size| u64::try_from(*size).ok()).collect()
        };
        let (heads, parts) = (sizes("heads")?, sizes("parts")?);
        let (&[heads, key_heads], &[q, k, v]) = (heads.as_slice(), parts.as_slice()) else {
            return None;
        };
        let (leading, packed) = (sizes("leading")?, node.flag("packed"));
        Some(Rows { heads, key_heads, leading, parts: [q, k, v], packed })
    }

    /// With the positions and features.
    fn dims(&self, rows: u64, width: u64) -> Dims {
        self.leading.iter().copied().chain([rows, width]).collect()
    }
}

fn of_rows(lowering: &mut Lowering<'_>, node: &Node, rows: &Rows) -> Result<Wire, Failure> {
    let batch = lowering.input(node, 0)?.sample;
    let operands = side_by_side(lowering, node, rows)?;
    let mask = mask(lowering, node)?;
    let queries = operands.first().map_or(1, |q| q.size(rows.leading.len()));
    let [_, _, values] = rows.parts;
    let width = rows.heads.saturating_mul(values.checked_div(rows.key_heads).unwrap_or_default());
    let heads = (rows.heads, rows.key_heads);
    let made = call(lowering, operands, Some(heads), mask).wire(rows.dims(queries, width), None);
    let whole: Dims = lowering.output_dims(node, 0)?.into();
    Ok(match batch_of(&made.dims, &whole, batch) {
        Some(axis) => Wire { dims: whole, sample: Some(axis), ..made },
        None => made,
    })
}

/// Queries, keys and values as rows, those that are packed taken apart.
fn side_by_side(
    lowering: &mut Lowering<'_>,
    node: &Node,
    rows: &Rows,
) -> Result<Vec<Wire>, Failure> {
    let inputs = [0, 1, 2].map(|input| node.input(input));
    let mut operands = Vec::new();
    while let Some(input) = inputs.get(operands.len()) {
        let first = operands.len();
        let same = inputs.iter().skip(first).take_while(|it| rows.packed && *it == input).count();
        let parts = rows.parts.get(first..first + same.max(1)).unwrap_or_default();
        let width = parts.iter().fold(0, |sum: u64, part| sum.saturating_add(*part));
        let wire = lowering.input(node, first)?;
        let row = rows.leading.iter().fold(width, |product, size| product.saturating_mul(*size));
        let count = elements(&wire.dims)?.checked_div(row).unwrap_or_default();
        let wire = lowering.reshape(wire, rows.dims(count, width));
        match parts {
            [_] => operands.push(wire),
            _ => operands.extend(lowering.split(wire, rows.leading.len() + 1, parts)?),
        }
    }
    Ok(operands)
}

/// The axis of size 1 that an output has more than the tensor of the text, where that is the batch.
fn batch_of(own: &Dims, whole: &Dims, batch: Option<usize>) -> Option<usize> {
    let batch = batch?;
    let without = |axis: &usize| *own == without(whole, Some(*axis));
    let mut ones = (0..whole.len()).filter(|axis| whole.get(*axis) == Some(&1) && without(axis));
    ones.clone().find(|axis| *axis == batch).or_else(|| ones.next())
}

/// What is added to the scores, of several masks their sum. Axes of size 1 before those of the scores may stay.
fn mask(lowering: &mut Lowering<'_>, node: &Node) -> Result<Option<Wire>, Failure> {
    let mut masks = Vec::new();
    for input in 3..node.inputs.len() {
        let mask = lowering.input(node, input)?;
        let inside = mask.sample.is_some_and(|axis| axis + 3 >= mask.rank());
        masks.push(if inside { lowering.moved(mask, None) } else { mask });
    }
    if masks.len() > 1 {
        masks = vec![lowering.join("add", masks.into_iter().map(Operand::Wire))?];
    }
    Ok(masks.pop())
}
