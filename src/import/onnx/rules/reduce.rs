//! Reductions: one element computed from several, along axes.

use smallvec::SmallVec;

use crate::import::call::VarId;
use crate::import::dims::Dims;
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Placed, text_axis};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping, ints_or, named_axis};
use crate::import::value::Reduce;

/// Positions of axes, in order.
pub(super) type Axes = SmallVec<[usize; 4]>;

/// How a reduction is made of operations.
#[derive(Clone, Copy, Debug)]
struct Steps {
    /// Operations on each element before the reduction; without axes they are all but those after it.
    before: &'static [&'static str],
    /// The operation that reduces, and its order if it is a `norm`.
    reduce: &'static str,
    order: Option<i64>,
    /// What it is of a single element each, where nothing is reduced, and after the reduction.
    alone: &'static [&'static str],
    after: &'static [&'static str],
}

const SIMPLE: Steps = Steps { before: &[], reduce: "", order: None, alone: &[], after: &[] };

/// `mul` of a tensor with itself.
const SQUARE: &str = "mul";

const L1: Steps = Steps { reduce: "norm", order: Some(1), alone: &["abs"], ..SIMPLE };
const L2: Steps = Steps { reduce: "norm", alone: &[SQUARE, "sqrt"], ..SIMPLE };
const LOG_SUM: Steps = Steps { reduce: "sum", alone: &["log"], after: &["log"], ..SIMPLE };
const LOG_SUM_EXP: Steps = Steps { reduce: "logsumexp", alone: &["exp", "log"], ..SIMPLE };
const MAX: Steps = Steps { reduce: "max", ..SIMPLE };
const MEAN: Steps = Steps { reduce: "mean", ..SIMPLE };
const MIN: Steps = Steps { reduce: "min", ..SIMPLE };
const PROD: Steps = Steps { reduce: "prod", ..SIMPLE };
const SUM: Steps = Steps { reduce: "sum", ..SIMPLE };
const SUM_SQUARE: Steps = Steps { before: &[SQUARE], reduce: "sum", alone: &[SQUARE], ..SIMPLE };

/// Rules of reductions: the operator, the operations, and how its values are computed.
macro_rules! reductions {
    ($($name:literal $steps:expr, $value:expr;)*) => {
        &[$(Rule {
            name: $name,
            shapes: |node| shapes(node, $value),
            lower: |lowering, node| lower(lowering, node, &$steps),
            ..Rule::BASE
        }),*]
    };
}

pub(super) const RULES: &[Rule] = reductions! {
    "ReduceL1" L1, Reduce::L1;
    "ReduceL2" L2, Reduce::L2;
    "ReduceLogSum" LOG_SUM, Reduce::LogSum;
    "ReduceLogSumExp" LOG_SUM_EXP, Reduce::LogSumExp;
    "ReduceMax" MAX, Reduce::Max;
    "ReduceMean" MEAN, Reduce::Mean;
    "ReduceMin" MIN, Reduce::Min;
    "ReduceProd" PROD, Reduce::Prod;
    "ReduceSum" SUM, Reduce::Sum;
    "ReduceSumSquare" SUM_SQUARE, Reduce::SumSquare;
};

/// The axes that are reduced: an input, in older versions an attribute; without any, all, or none with
/// `noop_with_empty_axes`.
fn axes(rank: usize, node: &Node, named: Option<Vec<i64>>) -> Result<Axes, Failure> {
    let named = named.unwrap_or_default();
    if named.is_empty() {
        let none = node.flag("noop_with_empty_axes");
        return Ok(if none { Axes::new() } else { (0..rank).collect() });
    }
    let mut axes: Axes =
        named.iter().map(|axis| named_axis(*axis, rank)).collect::<Result<_, _>>()?;
    axes.sort_unstable();
    axes.dedup();
    Ok(axes)
}

fn keeps(node: &Node) -> bool {
    node.int("keepdims") != Some(0)
}

/// Dims with size 1 for some axes, or without them.
pub(super) fn reduced(dims: &[u64], axes: &[usize], keeps: bool) -> Dims {
    let sizes = dims.iter().enumerate();
    let sizes = sizes.map(|(axis, size)| if axes.contains(&axis) { None } else { Some(*size) });
    sizes.filter_map(|size| size.or(keeps.then_some(1))).collect()
}

fn shapes(node: &Shaping<'_>, reduce: Reduce) -> Result<Outputs, Failure> {
    let dims = node.dims(0)?;
    let axes = axes(dims.len(), node.node, node.ints_or(1, "axes")?)?;
    let (keeps, dtype) = (keeps(node.node), node.dtype(0)?);
    let value = node.value(0).and_then(|value| value.reduce(reduce, &axes, keeps, dtype));
    Output::new(reduced(dims, &axes, keeps), dtype).valued(value).only()
}

fn lower(lowering: &mut Lowering<'_>, node: &Node, steps: &Steps) -> Result<(), Failure> {
    let rank = lowering.dims(node, 0)?.len();
    let axes = axes(rank, node, ints_or(lowering.graph, node, 1, "axes")?)?;
    reduce(lowering, node, &axes, keeps(node), steps)
}

/// The calls of a reduction over axes. The batch is not reduced: its size is 1.
fn reduce(
    lowering: &mut Lowering<'_>,
    node: &Node,
    axes: &[usize],
    keeps: bool,
    steps: &Steps,
) -> Result<(), Failure> {
    let input = lowering.operand(node, 0)?;
    let own: Axes = axes.iter().filter_map(|axis| text_axis(*axis, input.sample)).collect();
    let sample = input.sample.filter(|sample| keeps || !axes.contains(sample));
    let left_out = |sample: usize| axes.iter().filter(|axis| !keeps && **axis < sample).count();
    let sample = sample.map(|sample| sample - left_out(sample));
    let dims = lowering.shape_of(input).clone();
    if own.is_empty() {
        let var = applied(lowering, input.var, &dims, steps.alone);
        lowering.same(node.output(0), Placed { var, sample });
        return Ok(());
    }
    let var = applied(lowering, input.var, &dims, steps.before);
    let mut call = lowering.call(steps.reduce).from(var);
    if let Some(order) = steps.order {
        call = call.named("p", order);
    }
    let call = call.over(&own, dims.len()).word_if(keeps, "keepdim");
    match steps.after {
        [] => call.make(node.output(0), sample),
        [after, ..] => {
            let var = call.temporary(reduced(&dims, &own, keeps));
            lowering.call(after).from(var).make(node.output(0), sample)
        }
    }
}

/// Functions applied to each element, one after the other.
fn applied(lowering: &mut Lowering<'_>, input: VarId, dims: &Dims, ops: &[&'static str]) -> VarId {
    ops.iter().fold(input, |var, op| {
        let call = lowering.call(op);
        let call = if *op == SQUARE { call.arg(var).arg(var) } else { call.from(var) };
        call.temporary(dims.clone())
    })
}

#[cfg(test)]
mod tests;
