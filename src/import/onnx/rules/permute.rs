//! Axes in another order, blocks of space as channels and back, and sequences in reverse.

use smallvec::SmallVec;

use crate::import::call::ArgValue;
use crate::import::dims::Dims;
use crate::import::graph::{Graph, Node};
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping, named_axes, named_axis, sizes};

/// Rules of operators whose output has the elements of their first input.
const MOVE: Rule = Rule { weights: Some(&[0]), ..Rule::BASE };

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Transpose", shapes: transposed, lower: transpose, ..MOVE },
    Rule {
        name: "DepthToSpace",
        shapes: |node| blocked(node, true),
        lower: |lowering, node| shuffle(lowering, node, "pixelshuffle"),
        ..MOVE
    },
    Rule {
        name: "SpaceToDepth",
        shapes: |node| blocked(node, false),
        lower: |lowering, node| shuffle(lowering, node, "pixelunshuffle"),
        ..MOVE
    },
    Rule { name: "ReverseSequence", shapes: reversed, lower: reverse, ..MOVE },
];

/// The axis of the input that each axis of the output is; all in reverse, if none are named.
fn order(graph: &Graph, node: &Node) -> Result<SmallVec<[usize; 5]>, Failure> {
    let rank = sizes(graph, node, 0)?.len();
    let Some(named) = node.ints("perm") else { return Ok((0..rank).rev().collect()) };
    let order = named_axes(named, rank)?;
    if order.len() != rank || (0..rank).any(|axis| !order.contains(&axis)) {
        return Err(Failure::invalid(format!("`perm` is no order of {rank} axes")));
    }
    Ok(order)
}

fn transposed(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let order = order(node.graph, node.node)?;
    let from = node.dims(0)?;
    let dims: Dims = order.iter().filter_map(|axis| from.get(*axis).copied()).collect();
    let value = node.value(0).and_then(|value| value.transpose(&order));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

fn transpose(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let order = order(lowering.graph, node)?;
    lowering.moving(node, 0)?.permute(&order).done(node.output(0));
    Ok(())
}

/// The batch, channels, height, width, and the size of a block.
fn blocks(graph: &Graph, node: &Node) -> Result<([u64; 4], u64), Failure> {
    let block = node.int("blocksize").and_then(|size| u64::try_from(size).ok());
    let block = block.filter(|size| *size > 0);
    let block = block.ok_or_else(|| Failure::invalid("`blocksize` must be at least 1"))?;
    let dims = <[u64; 4]>::try_from(sizes(graph, node, 0)?);
    let dims =
        dims.map_err(|_| Failure::invalid("it needs a batch, channels, height and width"))?;
    Ok((dims, block))
}

/// Blocks of channels as space, if `apart`, or the other way round.
fn blocked(node: &Shaping<'_>, apart: bool) -> Result<Outputs, Failure> {
    let (from, block) = blocks(node.graph, node.node)?;
    let [batch, channels, height, width] = from;
    let square = block.checked_mul(block);
    let times = |size: u64, factor: Option<u64>| size.checked_mul(factor?);
    let part =
        |size: u64, of: Option<u64>| of.filter(|of| size.is_multiple_of(*of)).map(|of| size / of);
    let one = Some(block);
    let sizes = match apart {
        true => (part(channels, square), times(height, one), times(width, one)),
        false => (times(channels, square), part(height, one), part(width, one)),
    };
    let (Some(channels), Some(height), Some(width)) = sizes else {
        return Err(Failure::invalid(format!("it cannot be divided into blocks of {block}")));
    };
    let dims = Dims::from_slice(&[batch, channels, height, width]);
    let (between, order) = steps(from, block, apart, node.node);
    let value = node.value(0).and_then(|value| {
        value.reshape(between.as_slice())?.transpose(&order)?.reshape(dims.clone())
    });
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

/// The dims and the order of axes by which elements move between two views.
fn steps(
    [batch, channels, height, width]: [u64; 4],
    block: u64,
    apart: bool,
    node: &Node,
) -> ([u64; 6], [usize; 6]) {
    let columns_first = node.text("mode") == Some("CRD");
    if !apart {
        let order = if columns_first { [0, 1, 3, 5, 2, 4] } else { [0, 3, 5, 1, 2, 4] };
        return ([batch, channels, height / block, block, width / block, block], order);
    }
    let depth = channels / block / block;
    match columns_first {
        true => ([batch, depth, block, block, height, width], [0, 1, 4, 2, 5, 3]),
        false => ([batch, block, block, depth, height, width], [0, 3, 4, 1, 5, 2]),
    }
}

/// One call for one sample: in the text, the order of channels, which `mode` tells, makes no difference.
fn shuffle(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let (sizes, block) = blocks(lowering.graph, node)?;
    let to = lowering.output_dims(node, 0)?;
    if sizes.first() == Some(&1) {
        let input = lowering.moving_with(node, 0, Some(0))?;
        input.by(op, to.into(), Some(0), |call| call.arg(block)).done(node.output(0));
        return Ok(());
    }
    let (dims, order) = steps(sizes, block, op == "pixelshuffle", node);
    let input = lowering.moving(node, 0)?.whole().view(dims.as_slice(), None);
    input.permute(&order).view(to, None).done(node.output(0));
    Ok(())
}

fn reversed(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (dims, lengths) = (node.dims(0)?, node.dims(1)?);
    let (time, batch) = times(node.node, dims.len())?;
    if time == batch || lengths != dims.get(batch..=batch).unwrap_or_default() {
        return Err(Failure::invalid("it needs a length for each sequence of the batch"));
    }
    node.like(0)?.only()
}

/// The axes of time and of the batch.
fn times(node: &Node, rank: usize) -> Result<(usize, usize), Failure> {
    let time = named_axis(node.int("time_axis").unwrap_or(0), rank)?;
    Ok((time, named_axis(node.int("batch_axis").unwrap_or(1), rank)?))
}

/// A `flip`, if all sequences are as long as the axis; else only data that move.
fn reverse(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let (axis, _) = times(node, dims.len())?;
    let size = dims.get(axis).copied().unwrap_or_default();
    let whole = |length: &i64| u64::try_from(*length) == Ok(size);
    if lowering.ints(node, 1).is_ok_and(|lengths| lengths.iter().all(whole)) {
        lowering.moving(node, 0)?.flip(axis).done(node.output(0));
        return Ok(());
    }
    let input = lowering.operand(node, 0)?;
    lowering.opaque_at(node, ArgValue::Text(node.op.clone()), &[], &[input.sample]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn the_batch_is_no_axis_of_the_text() {
        assert_eq!(
            lowered("x: 1x3x4x5\ny = Transpose(x) perm=[0, 2, 3, 1]\n-> y"),
            "permute: permute 1 2 0"
        );
        assert_eq!(lowered("x: 1x3x4\ny = Transpose(x) perm=[1, 0, 2]\n-> y"), "");
        assert_eq!(
            lowered("x: 1x8x2x3\ny = DepthToSpace(x) blocksize=2\n-> y"),
            "pixelshuffle: pixelshuffle 2"
        );
    }

    /// The steps that the documentation of the operator gives.
    #[test]
    fn blocks_of_more_than_one_sample() {
        assert_eq!(
            lowered("x: 2x8x2x3\ny = DepthToSpace(x) blocksize=2\n-> y"),
            "reshape 2x2x2x2x2x3\npermute 0 3 4 1 5 2\nreshape: reshape 2x2x4x6"
        );
    }

    #[test]
    fn sequences_as_long_as_the_axis_are_in_reverse() {
        assert_eq!(
            lowered("x: 4x2\nlengths = i64 [4, 4]\ny = ReverseSequence(x, lengths)\n-> y"),
            "flip: flip axis=0"
        );
    }
}
