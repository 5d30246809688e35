//! Normalisations of com.microsoft, with sums and embeddings before them.

use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::graph::{Node, TensorId};
use crate::import::lower::{Lowering, Operand, Wire, elements};
use crate::import::rule::{Failure, Output, Outputs, Shaping, axis};

/// The output, and the mean and the inverse deviation of each vector.
pub(super) fn norm_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = node.dims(0)?;
    let first = axis(node.node, -1, dims.len())?;
    let mut one: Dims = dims.into();
    one.iter_mut().skip(first).for_each(|size| *size = 1);
    let statistic = Output::new(one, ElementType::F32);
    Ok(Outputs::from_iter([node.like(0)?, statistic.clone(), statistic]))
}

pub(super) fn one_norm(
    lowering: &mut Lowering<'_>,
    node: &Node,
    op: &'static str,
) -> Result<(), Failure> {
    statistics(lowering, node, [1, 2])?;
    let x = lowering.input(node, 0)?;
    let axes: Vec<usize> = (axis(node, -1, x.rank())?..x.rank()).collect();
    let made = lowering.norm(op, x, &axes, [node.input(1), node.input(2)])?;
    lowering.finish(node.output(0), made)
}

/// Refuses a node whose statistics are read, which training does.
fn statistics(lowering: &Lowering<'_>, node: &Node, outputs: [usize; 2]) -> Result<(), Failure> {
    let read = |output: usize| node.output(output).is_some_and(|it| lowering.readers(it) > 0);
    match outputs.into_iter().any(read) {
        true => Err(Failure::unsupported("the statistics of a normalisation")),
        false => Ok(()),
    }
}

/// The output, two statistics, and the sum of input, skip and bias.
pub(super) fn skip_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let like = node.like(0)?;
    let mut one: Dims = like.dims.clone();
    one.iter_mut().last().into_iter().for_each(|size| *size = 1);
    let statistic = Output::new(one, ElementType::F32);
    Ok(Outputs::from_iter([like.clone(), statistic.clone(), statistic, like]))
}

/// Inputs X, skip, scale, and shift and bias at these positions: the sum of X, skip and bias is normalised.
pub(super) fn skip_norm(
    lowering: &mut Lowering<'_>,
    node: &Node,
    op: &'static str,
    [shift, bias]: [Option<usize>; 2],
) -> Result<(), Failure> {
    statistics(lowering, node, [1, 2])?;
    let mut operands = Vec::new();
    for input in [Some(0), Some(1), bias].into_iter().flatten() {
        if node.has(input) {
            operands.push(lowering.join_operand(node, input)?);
        }
    }
    let sum = lowering.join("add", operands)?;
    lowering.finish(node.output(3), sum.clone())?;
    let last = sum.rank() - 1;
    let shift = shift.and_then(|shift| node.input(shift));
    let made = lowering.norm(op, sum, &[last], [node.input(2), shift])?;
    lowering.finish(node.output(0), made)
}

/// Inputs: ids, segments, tables of words, positions and segments, scale, shift, mask, and ids of positions.
pub(super) fn embed_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (&[batch, positions], &[.., features]) = (node.dims(0)?, node.dims(2)?) else {
        return Err(Failure::invalid("its ids and tables need two axes"));
    };
    let made = Output::new(Dims::from_slice(&[batch, positions, features]), node.dtype(2)?);
    let lengths = Output::new(Dims::from_slice(&[batch]), ElementType::Int32);
    Ok(Outputs::from_iter([made.clone(), lengths, made]))
}

/// The sum of three embeddings, normalised. Positions in order need no ids: they are the first rows of their table.
pub(super) fn embed(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let positions = lowering.dims(node, 0)?.last().copied().unwrap_or_default();
    let mut parts = vec![looked_up(lowering, node, 0, 2)?];
    parts.push(match node.has(8) {
        true => looked_up(lowering, node, 8, 3)?,
        false => {
            let table = lowering.input(node, 3)?;
            lowering.slice(table, 0, 0..positions)?
        }
    });
    if node.has(1) && node.has(4) {
        parts.push(looked_up(lowering, node, 1, 4)?);
    }
    let sum = lowering.join("add", parts.into_iter().map(Operand::Wire))?;
    lowering.finish(node.output(2), sum.clone())?;
    if let Some(lengths) = node.output(1).filter(|it| lowering.readers(*it) > 0) {
        length(lowering, node, lengths)?;
    }
    let last = sum.rank() - 1;
    let made = lowering.norm("ln", sum, &[last], [node.input(5), node.input(6)])?;
    lowering.finish(node.output(0), made)
}

/// The rows of a table at ids.
fn looked_up(
    lowering: &mut Lowering<'_>,
    node: &Node,
    ids: usize,
    table: usize,
) -> Result<Wire, Failure> {
    let &[rows, features] = lowering.dims(node, table)? else {
        return Err(Failure::invalid("its tables need two axes"));
    };
    let ids = lowering.input(node, ids)?;
    let mut dims = ids.dims;
    dims.push(features);
    let call = lowering.call("embed").from(ids.var).arg(rows).arg(features);
    Ok(call.learns([node.input(table)]).wire(dims, ids.sample))
}

/// How many ids a mask keeps: their sum.
fn length(lowering: &mut Lowering<'_>, node: &Node, output: TensorId) -> Result<(), Failure> {
    let made = match node.has(7) {
        true => {
            let mask = lowering.input(node, 7)?;
            let place = (Dims::from_slice(&[mask.size(0)]), mask.sample.filter(|it| *it == 0));
            lowering.custom("mask length", &[&mask], place, &[("add", elements(&mask.dims)?)])
        }
        false => lowering.buffer(Dims::from_slice(&[lowering
            .dims(node, 0)?
            .first()
            .copied()
            .unwrap_or(1)])),
    };
    lowering.finish(Some(output), made)
}
