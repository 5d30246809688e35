//! Pooling.

use super::costs::{Costs, custom};
use super::maps::Maps;
use super::window::{Window, spatial};
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::Node;
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "MaxPool", shapes: max_shapes, lower: max, ..Rule::BASE },
    Rule { name: "AveragePool", shapes: windowed, lower: average, ..Rule::BASE },
    Rule { name: "LpPool", shapes: windowed, lower: lp, ..Rule::BASE },
    Rule {
        name: "GlobalAveragePool",
        shapes: global,
        lower: |l, node| whole(l, node, "gap", "mean"),
        ..Rule::BASE
    },
    Rule {
        name: "GlobalMaxPool",
        shapes: global,
        lower: |l, node| whole(l, node, "gmp", "max"),
        ..Rule::BASE
    },
    Rule { name: "GlobalLpPool", shapes: global, lower: global_lp, ..Rule::BASE },
    Rule {
        name: "MaxUnpool",
        shapes: unpool_shapes,
        lower: |l, node| custom(l, node, Costs::NONE),
        ..Rule::BASE
    },
    Rule { name: "MaxRoiPool", shapes: regions, ..Rule::UNCOUNTED },
];

fn windowed(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (batch, channels, over) = spatial(node.dims(0)?)?;
    let window = Window::of(node.node, over, None)?;
    let mut dims = Dims::from_slice(&[batch, channels]);
    dims.extend(window.outputs(over)?);
    Output::new(dims, node.dtype(0)?).only()
}

/// The maxima, and where each of them is.
fn max_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut outputs = windowed(node)?;
    let dims = outputs.first().map(|output| output.dims.clone()).unwrap_or_default();
    if node.outputs() > 1 {
        outputs.push(Output::new(dims, ElementType::Int64));
    }
    Ok(outputs)
}

fn global(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (batch, channels, over) = spatial(node.dims(0)?)?;
    let mut dims = Dims::from_slice(&[batch, channels]);
    dims.resize(over.len() + 2, 1);
    Output::new(dims, node.dtype(0)?).only()
}

/// The window of a node over its first input.
fn window(lowering: &Lowering<'_>, node: &Node) -> Result<Window, Failure> {
    let (_, _, over) = spatial(lowering.dims(node, 0)?)?;
    Window::of(node, over, None)
}

fn max(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let window = window(lowering, node)?;
    let places = node.output(1).is_some() || node.output(0).is_none();
    if places || window.kernel.len() > 3 || window.cuts() {
        let cmp = window.size().saturating_sub(1);
        return each_output(lowering, node, Costs { cmp, ..Costs::NONE });
    }
    pool(lowering, node, window, "pool", None)
}

fn average(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let (_, _, over) = spatial(lowering.dims(node, 0)?)?;
    let window = window(lowering, node)?;
    if window.is_global(over) {
        return whole(lowering, node, "gap", "mean");
    }
    if window.kernel.len() > 3 || window.is_dilated() || window.cuts() {
        let add = window.size().saturating_sub(1);
        return each_output(lowering, node, Costs { add, div: 1, ..Costs::NONE });
    }
    let counts = node.flag("count_include_pad") || !window.pads();
    pool(lowering, node, window, "avgpool", (!counts).then_some("nocountpad"))
}

/// The length of each window as a vector.
fn lp(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let n = window(lowering, node)?.size();
    let costs = match node.int("p").unwrap_or(2) {
        1 => Costs { cmp: n, add: n.saturating_sub(1), ..Costs::NONE },
        2 => Costs { mul: n, add: n.saturating_sub(1), special: 1, ..Costs::NONE },
        _ => {
            Costs { cmp: n, add: n.saturating_sub(1), special: n.saturating_add(1), ..Costs::NONE }
        }
    };
    each_output(lowering, node, costs)
}

/// A `custom` that takes this for each element of its output.
fn each_output(lowering: &mut Lowering<'_>, node: &Node, costs: Costs) -> Result<(), Failure> {
    let id = node.outputs.iter().flatten().next();
    let dims = id.and_then(|id| lowering.graph.tensors[*id].dims.as_deref()).unwrap_or_default();
    custom(lowering, node, costs.times(dims::elements(dims).unwrap_or(u64::MAX))?)
}

/// A pool over one to three axes. The language takes padding of at most half of the kernel: more is put there before.
fn pool(
    lowering: &mut Lowering<'_>,
    node: &Node,
    mut window: Window,
    op: &'static str,
    word: Option<&'static str>,
) -> Result<(), Failure> {
    let mut maps = Maps::separate(lowering, node)?;
    if window.pads_much() {
        let dims = lowering.calls.vars[maps.var].clone();
        maps.var = window.pad_apart(lowering.call("pad").from(maps.var), &dims)?;
    }
    let word = word.filter(|_| window.pads());
    maps.apply(lowering, node, op, |call| {
        let call = call.each("k", &window.kernel, 0).each("s", &window.strides, 0);
        let call = window.padded(call).each("d", &window.dilations, 1);
        word.into_iter().fold(call.word_if(window.ceil, "ceil"), |call, word| call.arg(word))
    })
}

/// One element of each channel: a pool, or a reduction where there is no batch or there are many axes.
fn whole(
    lowering: &mut Lowering<'_>,
    node: &Node,
    pool: &'static str,
    reduction: &'static str,
) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let (batch, _, over) = spatial(dims)?;
    if batch == 1 && over.len() <= 3 {
        let input = lowering.operand_with(node, 0, Some(0))?;
        return lowering.call(pool).from(input).make(node.output(0), Some(0));
    }
    reduced(lowering, node, reduction, None)
}

/// A reduction over the spatial axes.
fn reduced(
    lowering: &mut Lowering<'_>,
    node: &Node,
    op: &'static str,
    order: Option<i64>,
) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let sample = (dims.first() == Some(&1)).then_some(0);
    let input = lowering.operand_with(node, 0, sample)?;
    let rank = lowering.calls.vars[input].len();
    let axes: Vec<usize> = (2 - usize::from(sample.is_some())..rank).collect();
    let mut call = lowering.call(op).from(input);
    if let Some(order) = order {
        call = call.named("p", order);
    }
    call.over(&axes, rank).arg("keepdim").make(node.output(0), sample)
}

fn global_lp(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    reduced(lowering, node, "norm", node.int("p").filter(|order| *order != 2))
}

/// The size of an axis before it was pooled, or the one that the third input has.
fn unpool_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (batch, channels, over) = spatial(node.dims(0)?)?;
    let dtype = node.dtype(0)?;
    if node.node.has(2) {
        let sizes =
            node.ints(2)?.iter().map(|size| u64::try_from(*size)).collect::<Result<Dims, _>>();
        let sizes = sizes.map_err(|_| Failure::invalid("a size is negative"))?;
        return Output::new(sizes, dtype).only();
    }
    let window = Window::of(node.node, over, None)?;
    let mut dims = Dims::from_slice(&[batch, channels]);
    for (axis, size) in over.iter().enumerate() {
        dims.push(window.input(axis, *size, 0)?);
    }
    Output::new(dims, dtype).only()
}

/// The maxima of a grid in each region.
fn regions(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (_, channels, _) = spatial(node.dims(0)?)?;
    let regions = node.dims(1)?.first().copied().unwrap_or(1);
    let sizes = node.node.ints("pooled_shape").unwrap_or_default().iter();
    let sizes = sizes.map(|size| u64::try_from(*size)).collect::<Result<Vec<_>, _>>();
    let sizes = sizes.map_err(|_| Failure::invalid("a size is negative"))?;
    let mut dims = Dims::from_slice(&[regions, channels]);
    dims.extend(sizes);
    Output::new(dims, node.dtype(0)?).only()
}

#[cfg(test)]
mod tests;
