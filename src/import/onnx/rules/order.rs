//! The greatest elements along an axis, and running sums.

use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::graph::{Graph, Node};
use crate::import::lower::{Lowering, Placed};
use crate::import::rule::{self, Failure, Output, Outputs, Rule, Shaping, axis, named_axis, sizes};
use crate::import::value::{Extreme, SliceRange};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "TopK", shapes: greatest, lower: topk, weights: Some(&[0]), ..Rule::BASE },
    Rule {
        name: "ArgMax",
        shapes: |node| arg(node, Extreme::Max),
        lower: |lowering, node| place(lowering, node, "argmax"),
        weights: Some(&[]),
        ..Rule::BASE
    },
    Rule {
        name: "ArgMin",
        shapes: |node| arg(node, Extreme::Min),
        lower: |lowering, node| place(lowering, node, "argmin"),
        weights: Some(&[]),
        ..Rule::BASE
    },
    Rule {
        name: "CumSum",
        shapes: running,
        lower: |lowering, node| run(lowering, node, "cumsum"),
        weights: Some(&[0]),
        ..Rule::BASE
    },
    Rule {
        name: "CumProd",
        shapes: running,
        lower: |lowering, node| run(lowering, node, "cumprod"),
        weights: Some(&[0]),
        ..Rule::BASE
    },
];

/// Dims with another size of an axis.
fn resized(dims: &[u64], axis: usize, to: u64) -> Dims {
    dims.iter().enumerate().map(|(at, size)| if at == axis { to } else { *size }).collect()
}

/// The axis, and how many elements are wanted along it.
fn wanted(graph: &Graph, node: &Node) -> Result<(usize, u64), Failure> {
    let dims = sizes(graph, node, 0)?;
    let at = axis(node, -1, dims.len())?;
    let k = match node.int("k") {
        Some(k) => Some(k),
        None => rule::ints(graph, node, 1)?.first().copied(),
    };
    let k = k.and_then(|k| u64::try_from(k).ok());
    let k = k.filter(|k| Some(k) <= dims.get(at).as_ref().copied());
    k.map(|k| (at, k)).ok_or_else(|| Failure::invalid("`k` is more than there are elements"))
}

fn greatest(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (at, k) = wanted(node.graph, node.node)?;
    let dims = resized(node.dims(0)?, at, k);
    let largest = node.node.int("largest") != Some(0);
    let values = node.value(0).and_then(|value| value.topk(k, at, largest));
    let (values, places) = values.unzip();
    let places = Output::new(dims.clone(), ElementType::Int64).valued(places);
    Ok(Outputs::from_iter([Output::new(dims, node.dtype(0)?).valued(values), places]))
}

/// The least elements are as many comparisons as the greatest.
fn topk(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let (at, k) = wanted(lowering.graph, node)?;
    let input = lowering.moving(node, 0)?.with_axis(at);
    let (sample, dims) = (input.sample(), resized(input.dims(), at, k));
    let along = input.axis(at);
    let both = vec![dims.clone(), dims];
    let vars = input.parts("topk", both, |call| call.arg(k).named("axis", along));
    for (output, var) in node.outputs.iter().zip(vars) {
        lowering.same(*output, Placed { var, sample });
    }
    Ok(())
}

fn arg(node: &Shaping<'_>, extreme: Extreme) -> Result<Outputs, Failure> {
    let from = node.dims(0)?;
    let at = axis(node.node, 0, from.len())?;
    let keeps = node.node.int("keepdims") != Some(0);
    let mut dims = resized(from, at, 1);
    if !keeps {
        dims.remove(at);
    }
    let last = node.node.flag("select_last_index");
    let value = node.value(0).and_then(|value| value.arg(extreme, at, keeps, last));
    Output::new(dims, ElementType::Int64).valued(value).only()
}

fn place(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let keeps = node.int("keepdims") != Some(0);
    let to = lowering.output_dims(node, 0)?;
    let at = axis(node, 0, lowering.dims(node, 0)?.len())?;
    let input = lowering.moving(node, 0)?.with_axis(at);
    let along = input.axis(at);
    let sample = input.sample().map(|axis| if keeps || axis < at { axis } else { axis - 1 });
    let found = input
        .typed(ElementType::Int64)
        .by(op, to.into(), sample, |call| call.named("axis", along).word_if(keeps, "keepdim"));
    found.done(node.output(0));
    Ok(())
}

fn running(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (exclusive, reverse) = (node.node.flag("exclusive"), node.node.flag("reverse"));
    let dtype = node.dtype(0)?;
    let axis = node.ints(1).ok().and_then(|axis| axis.first().copied());
    let axis = axis.map(|axis| named_axis(axis, node.dims(0)?.len())).transpose()?;
    let value = node.value(0).zip(axis).and_then(|(value, axis)| match &*node.node.op {
        "CumProd" => value.cumprod(axis, exclusive, reverse, dtype),
        _ => value.cumsum(axis, exclusive, reverse, dtype),
    });
    node.like(0)?.valued(value).only()
}

/// From the end, the axis is in reverse before and after; an exclusive sum is that of all but the last, moved by one.
fn run(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let axis = lowering.ints(node, 1)?.first().copied().unwrap_or_default();
    let axis = named_axis(axis, dims.len())?;
    let count = dims.get(axis).copied().unwrap_or_default();
    let (exclusive, reverse) = (node.flag("exclusive"), node.flag("reverse"));
    if exclusive && count < 2 {
        return Err(Failure::unsupported("an exclusive sum of one element"));
    }
    let mut moved = lowering.moving(node, 0)?.with_axis(axis);
    if reverse {
        moved = moved.flip(axis);
    }
    if exclusive {
        moved = moved.slice(SliceRange { axis, start: 0, step: 1, count: count - 1 });
    }
    let (along, sample, dims) = (moved.axis(axis), moved.sample(), Dims::from(moved.dims()));
    moved = moved.by(op, dims, sample, |call| call.named("axis", along));
    if exclusive {
        let pads = (0..moved.dims().len()).map(|at| (i64::from(at == axis), 0));
        let pads: Vec<(i64, i64)> = pads.collect();
        moved = moved.pad(&pads, "constant");
    }
    if reverse {
        moved = moved.flip(axis);
    }
    moved.done(node.output(0));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn positions_along_an_axis() {
        assert_eq!(
            lowered("x: 1x7x4\nk = i64 [3]\na, b = TopK(x, k) axis=1\n-> a b"),
            "topk, topk_2: topk 3 axis=0"
        );
        assert_eq!(
            lowered("x: 1x7x4\ny = ArgMax(x) axis=-1 keepdims=0\n-> y"),
            "argmax: argmax axis=1 dtype=int64"
        );
        assert_eq!(
            lowered("x: 1x7x4\ny = ArgMin(x)\n-> y"),
            "unsqueeze 0\nargmin: argmin axis=0 keepdim dtype=int64"
        );
    }

    #[test]
    fn sums_that_run_from_the_end() {
        assert_eq!(
            lowered("x: 1x7x4\na = i64 1\ny = CumSum(x, a) exclusive=1 reverse=1\n-> y"),
            "flip axis=0\nslice 0 6\ncumsum axis=0\npad ((1, 0),) axis=0\nflip: flip axis=0"
        );
    }
}
