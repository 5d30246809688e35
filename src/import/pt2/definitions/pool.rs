//! Pooling.

use super::Definition;
use crate::import::call::ArgValue;
use crate::import::dims::{Dims, elements};
use crate::import::graph::{Node, TensorId};
use crate::import::lower::Lowering;
use crate::import::pt2::aten::{Aten, Made, int, ints, one};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

/// Pools to a given size.
pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "aten.adaptive_avg_pool",
        shapes: adaptive_shapes,
        lower: |lowering, node| adaptive(lowering, node, "adaptiveavgpool"),
        ..Rule::BASE
    },
    Rule {
        name: "aten.adaptive_max_pool",
        shapes: adaptive_shapes,
        lower: |lowering, node| adaptive(lowering, node, "adaptivemaxpool"),
        ..Rule::BASE
    },
    Rule { name: "aten.im2col", shapes: column_shapes, lower: columns, ..Rule::BASE },
];

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("max_pool1d", |aten| windowed(aten, "MaxPool", 1)),
    Definition::new("max_pool2d", |aten| windowed(aten, "MaxPool", 2)),
    Definition::new("max_pool3d", |aten| windowed(aten, "MaxPool", 3)),
    Definition::new("max_pool1d_with_indices", |aten| windowed(aten, "MaxPool", 1)),
    Definition::new("max_pool2d_with_indices", |aten| windowed(aten, "MaxPool", 2)),
    Definition::new("max_pool3d_with_indices", |aten| windowed(aten, "MaxPool", 3)),
    Definition::new("avg_pool1d", |aten| windowed(aten, "AveragePool", 1)),
    Definition::new("avg_pool2d", |aten| windowed(aten, "AveragePool", 2)),
    Definition::new("avg_pool3d", |aten| windowed(aten, "AveragePool", 3)),
    Definition::new("adaptive_avg_pool1d", |aten| sized(aten, MEAN, 1)),
    Definition::new("adaptive_avg_pool2d", |aten| sized(aten, MEAN, 2)),
    Definition::new("adaptive_avg_pool3d", |aten| sized(aten, MEAN, 3)),
    Definition::new("_adaptive_avg_pool2d", |aten| sized(aten, MEAN, 2)),
    Definition::new("_adaptive_avg_pool3d", |aten| sized(aten, MEAN, 3)),
    Definition::new("col2im", |aten| {
        let x = aten.tensor("self")?;
        let pads = aten.each("padding", 2, 0)?;
        let attributes = [
            ("dilations", ints(aten.each("dilation", 2, 1)?)),
            ("strides", ints(aten.each("stride", 2, 1)?)),
            ("pads", ints(pads.iter().chain(&pads).copied())),
        ];
        let (image, block) = (aten.each("output_size", 2, 1)?, aten.each("kernel_size", 2, 1)?);
        let (image, block) = (aten.list(image), aten.list(block));
        one(aten.op("Col2Im", &[x, image, block], &attributes))
    }),
    Definition::new("im2col", |aten| {
        let x = aten.tensor("self")?;
        let mut attributes = Vec::new();
        for (name, default) in [("kernel_size", 1), ("stride", 1), ("padding", 0), ("dilation", 1)]
        {
            attributes.push((name, ints(aten.each(name, 2, default)?)));
        }
        one(aten.op("aten.im2col", &[x], &attributes))
    }),
    Definition::new("adaptive_max_pool1d", |aten| sized(aten, MAX, 1)),
    Definition::new("adaptive_max_pool2d", |aten| sized(aten, MAX, 2)),
    Definition::new("adaptive_max_pool3d", |aten| sized(aten, MAX, 3)),
];

/// The operators for one element of each channel, and for other sizes.
const MEAN: [&str; 2] = ["GlobalAveragePool", "aten.adaptive_avg_pool"];
const MAX: [&str; 2] = ["GlobalMaxPool", "aten.adaptive_max_pool"];

/// An operator on maps with a batch, which the input may lack.
fn batched(
    aten: &mut Aten<'_, '_>,
    axes: usize,
    pool: impl FnOnce(&mut Aten<'_, '_>, TensorId) -> Result<TensorId, Failure>,
) -> Made {
    let x = aten.tensor("self")?;
    if aten.rank(x)? != axes + 1 {
        return one(pool(aten, x));
    }
    let first = aten.list([0]);
    let wide = aten.op("Unsqueeze", &[x, first], &[])?;
    let made = pool(aten, wide)?;
    one(aten.op("Squeeze", &[made, first], &[]))
}

fn windowed(aten: &mut Aten<'_, '_>, op: &str, axes: usize) -> Made {
    let kernel = aten.each("kernel_size", axes, 1)?;
    let strides = match aten.ints("stride")?.unwrap_or_default().as_slice() {
        [] => kernel.clone(),
        _ => aten.each("stride", axes, 1)?,
    };
    let pads = aten.each("padding", axes, 0)?;
    let counts = !aten.has("count_include_pad") || aten.flag("count_include_pad");
    let attributes = [
        ("kernel_shape", ints(kernel)),
        ("strides", ints(strides)),
        ("dilations", ints(aten.each("dilation", axes, 1)?)),
        ("pads", ints(pads.iter().chain(&pads).copied())),
        ("ceil_mode", int(i64::from(aten.flag("ceil_mode")))),
        ("count_include_pad", int(i64::from(counts))),
    ];
    batched(aten, axes, |aten, x| aten.op(op, &[x], &attributes))
}

/// A pool to the size that is given; an axis without one keeps its own.
fn sized(aten: &mut Aten<'_, '_>, [whole, sized]: [&str; 2], axes: usize) -> Made {
    let size = aten.each("output_size", axes, 1)?;
    batched(aten, axes, |aten, x| match size.iter().all(|size| *size == 1) {
        true => aten.op(whole, &[x], &[]),
        false => aten.op(sized, &[x], &[("size", ints(size.iter().copied()))]),
    })
}

/// The size of an adaptive pool.
fn size(node: &Node) -> Result<Dims, Failure> {
    let sizes = node.ints("size").unwrap_or_default().iter();
    let sizes = sizes.map(|size| u64::try_from(*size).ok()).collect::<Option<Dims>>();
    sizes.ok_or_else(|| Failure::invalid("a size is negative"))
}

fn adaptive_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut dims: Dims = node.dims(0)?.iter().take(2).copied().collect();
    dims.extend(size(node.node)?);
    Output::new(dims, node.dtype(0)?).only()
}

fn adaptive(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let input = lowering.operand_with(node, 0, Some(0))?;
    let size = size(node)?;
    let call = lowering.call(op).from(input);
    let call = match size.as_slice() {
        [first, rest @ ..] if rest.iter().all(|size| size == first) => call.arg(*first),
        _ => call.arg(ArgValue::Dims(size)),
    };
    call.make(node.output(0), Some(0))
}

/// A column of each window: `C·∏K`×`L`.
fn column_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let &[batch, channels, ref over @ ..] = node.dims(0)? else {
        return Err(Failure::invalid("its input has no channels"));
    };
    let at = |name: &str, axis: usize| {
        node.node.ints(name).and_then(|it| u64::try_from(*it.get(axis)?).ok()).unwrap_or_default()
    };
    let position = |(axis, size): (usize, &u64)| {
        let extent = at("dilation", axis).checked_mul(at("kernel_size", axis).checked_sub(1)?)?;
        let all = size.checked_add(at("padding", axis).checked_mul(2)?)?;
        all.checked_sub(extent)?.checked_sub(1)?.checked_div(at("stride", axis))?.checked_add(1)
    };
    let positions: Option<Dims> = over.iter().enumerate().map(position).collect();
    let kernel: Dims = (0..over.len()).map(|axis| at("kernel_size", axis)).collect();
    let sizes = elements(&kernel).and_then(|size| size.checked_mul(channels));
    let made = sizes.zip(positions.as_deref().and_then(elements));
    let (rows, columns) = made.ok_or_else(|| Failure::invalid("its windows do not fit"))?;
    Output::new(Dims::from_slice(&[batch, rows, columns]), node.dtype(0)?).only()
}

fn columns(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let input = lowering.operand_with(node, 0, Some(0))?;
    let each = |name: &str| node.ints(name).unwrap_or_default();
    let call = lowering.call("unfold").from(input).each("k", each("kernel_size"), 0);
    let call = call.each("s", each("stride"), 1).each("p", each("padding"), 0);
    call.each("d", each("dilation"), 1).make(node.output(0), Some(0))
}
