//! Tensors that are made: shapes, constants, ranges, masks and random numbers.

use super::costs::{Costs, custom_with};
use super::view::type_of;
use crate::import::call::ArgValue;
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::{Attribute, Node};
use crate::import::lower::{Lowering, elements};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping, axis};
use crate::import::value::Value;

/// Rules of operators whose output is not computed from weights.
const MAKE: Rule = Rule { weights: Some(&[]), ..Rule::BASE };

/// Rules of operators whose output is random. What a random number costs depends on the generator: it is not known.
const RANDOM: Rule = Rule { random: true, weights: Some(&[]), ..Rule::UNCOUNTED };

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Shape", shapes: shape, ..MAKE },
    Rule { name: "Size", shapes: size, ..MAKE },
    Rule { name: "ConstantOfShape", shapes: constant, ..MAKE },
    Rule { name: "Range", shapes: range, lower: steps, ..MAKE },
    Rule { name: "OptionalHasElement", shapes: has_element, ..MAKE },
    Rule { name: "EyeLike", shapes: eye, lower: |lowering, node| fixed(lowering, node, 0), ..MAKE },
    Rule { name: "OneHot", shapes: one_hot, lower: hot, ..MAKE },
    Rule { name: "Trilu", shapes: triangle, lower: trilu, weights: Some(&[0]), ..Rule::BASE },
    Rule { name: "RandomNormal", shapes: random, ..RANDOM },
    Rule { name: "RandomUniform", shapes: random, ..RANDOM },
    Rule { name: "RandomNormalLike", shapes: random_like, ..RANDOM },
    Rule { name: "RandomUniformLike", shapes: random_like, ..RANDOM },
    Rule { name: "Bernoulli", shapes: random_like, ..RANDOM },
    Rule { name: "Multinomial", shapes: multinomial, ..RANDOM },
];

/// A size as an integer of a tensor.
fn integer(size: u64) -> Result<i64, Failure> {
    i64::try_from(size).map_err(|_| Failure::invalid("a tensor has too many elements"))
}

/// The sizes from `start` to before `end`.
fn shape(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = node.dims(0)?;
    let rank = i64::try_from(dims.len()).unwrap_or(i64::MAX);
    let place = |stated: Option<i64>, default: i64| {
        let at = stated.unwrap_or(default);
        let at = if at < 0 { at.saturating_add(rank) } else { at };
        usize::try_from(at.clamp(0, rank)).unwrap_or_default()
    };
    let (start, end) = (place(node.node.int("start"), 0), place(node.node.int("end"), rank));
    let sizes = dims.get(start..end).unwrap_or_default();
    let sizes = sizes.iter().map(|size| integer(*size)).collect::<Result<Vec<_>, _>>()?;
    let value = Value::ints(sizes).ok_or_else(|| Failure::invalid("it has too many axes"))?;
    Output::of(value, ElementType::Int64).only()
}

fn size(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let all = dims::elements(node.dims(0)?).unwrap_or(u64::MAX);
    Output::of(Value::int(integer(all)?), ElementType::Int64).only()
}

/// Whether there is an input: a tensor is never an empty optional value.
fn has_element(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let there = Value::int(i64::from(node.node.has(0)));
    Output::of(there, ElementType::Bool).only()
}

/// The sizes that an input holds.
fn sizes(node: &Shaping<'_>, input: usize) -> Result<Dims, Failure> {
    unsigned(&node.ints(input)?)
}

/// Sizes, none of which is negative.
pub(super) fn unsigned(sizes: &[i64]) -> Result<Dims, Failure> {
    let sizes = sizes.iter().map(|size| u64::try_from(*size).ok()).collect::<Option<Dims>>();
    sizes.ok_or_else(|| Failure::invalid("a size is negative"))
}

fn constant(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = sizes(node, 0)?;
    let (dtype, item) = match node.node.attribute("value") {
        Some(Attribute::Tensor(dtype, _, item)) => (*dtype, item.as_deref().cloned()),
        _ => (ElementType::F32, Some(Value::float(0.0))),
    };
    let value = item.and_then(|item| Value::filled(dims.clone(), &item));
    Output::new(dims, dtype).valued(value).only()
}

fn range(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dtype = node.dtype(0)?;
    let operand = |input| node.value(input).ok_or(Failure::RunTime { input });
    let (start, limit, delta) = (operand(0)?, operand(1)?, operand(2)?);
    if let Some(value) = Value::range(start, limit, delta, dtype) {
        return Output::of(value, dtype).only();
    }
    let numbers = start.single().zip(limit.single()).zip(delta.single());
    let steps = numbers.map(|((start, limit), delta)| ((limit - start) / delta).ceil().max(0.0));
    let steps = steps.and_then(|steps| Value::float(steps).single_int());
    let steps = steps.and_then(|steps| u64::try_from(steps).ok());
    let steps = steps.ok_or_else(|| Failure::invalid("it has no end"))?;
    Output::new(Dims::from_slice(&[steps]), dtype).only()
}

fn eye(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dtype = type_of(node.node, "dtype")?.map_or_else(|| node.dtype(0), Ok)?;
    let [rows, columns] = *node.dims(0)? else {
        return Err(Failure::invalid("it needs a matrix"));
    };
    let value = Value::eye(rows, columns, node.node.int("k").unwrap_or(0), dtype);
    Output::new(Dims::from_slice(&[rows, columns]), dtype).valued(value).only()
}

/// An output that is the same whatever the inputs: a stored tensor.
pub(super) fn fixed(
    lowering: &mut Lowering<'_>,
    node: &Node,
    output: usize,
) -> Result<(), Failure> {
    let id = node.output(output).ok_or_else(|| Failure::unsupported("its output is not wanted"))?;
    let dims = ArgValue::Dims(lowering.text_dims(id, None));
    lowering.call("weight").arg(dims).arg("nolearned").make(Some(id), None)
}

/// A range whose ends or step are computed: a multiplication and an addition for each element.
fn steps(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let each = Costs { mul: 1, add: 1, ..Costs::NONE };
    let count = elements(lowering.output_dims(node, 0)?)?;
    custom_with(lowering, node, 0..3, each.times(count)?)
}

fn one_hot(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dtype = node.dtype(2)?;
    let from = node.dims(0)?;
    let at = axis(node.node, -1, from.len() + 1)?;
    let depth = node.ints(1)?;
    let depth = depth.first().and_then(|depth| u64::try_from(*depth).ok());
    let depth = depth.ok_or_else(|| Failure::invalid("its depth must be a number"))?;
    let mut dims: Dims = from.into();
    dims.insert(at, depth);
    let operands = node.value(0).zip(node.value(2));
    let value = operands.and_then(|(indices, values)| indices.one_hot(depth, values, at));
    Output::new(dims, dtype).valued(value).only()
}

/// Writes one of two numbers everywhere, and the other at each index: no arithmetic.
fn hot(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let rank = lowering.output_dims(node, 0)?.len();
    let at = axis(node, -1, rank)?;
    let sample = lowering.operand(node, 0)?.sample;
    let sample = sample.map(|axis| axis + usize::from(axis >= at));
    lowering.opaque_at(node, ArgValue::Text(node.op.clone()), &[], &[sample]);
    Ok(())
}

fn triangle(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    if node.dims(0)?.len() < 2 {
        return Err(Failure::invalid("it needs a matrix"));
    }
    let k = if node.node.has(1) { node.value(1).and_then(Value::single_int) } else { Some(0) };
    let upper = node.node.int("upper") != Some(0);
    let value = node.value(0).zip(k).and_then(|(value, k)| value.trilu(upper, k));
    node.like(0)?.valued(value).only()
}

/// Copies one triangle of a matrix, and writes zeros into the other: no arithmetic.
fn trilu(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let rank = lowering.dims(node, 0)?.len();
    let sample = lowering.operand(node, 0)?.sample.filter(|axis| axis + 2 < rank);
    lowering.opaque_at(node, ArgValue::Text(node.op.clone()), &[], &[sample]);
    Ok(())
}

fn random(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = unsigned(node.node.ints("shape").unwrap_or_default())?;
    let dtype = type_of(node.node, "dtype")?.unwrap_or(ElementType::F32);
    Output::new(dims, dtype).only()
}

fn random_like(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dtype = type_of(node.node, "dtype")?.map_or_else(|| node.dtype(0), Ok)?;
    Output::new(node.dims(0)?, dtype).only()
}

fn multinomial(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let [batch, _] = *node.dims(0)? else {
        return Err(Failure::invalid("it needs a batch and classes"));
    };
    let samples = u64::try_from(node.node.int("sample_size").unwrap_or(1));
    let samples = samples.map_err(|_| Failure::invalid("`sample_size` is negative"))?;
    let dtype = type_of(node.node, "dtype")?.unwrap_or(ElementType::Int32);
    Output::new(Dims::from_slice(&[batch, samples]), dtype).only()
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn triangles_and_hot_ones_take_no_arithmetic() {
        assert_eq!(lowered("x: 1x7x4\ny = Trilu(x)\n-> y"), "custom: custom \"Trilu\" 7x4");
        assert_eq!(
            lowered("x: i64 1x7\nd = i64 9\nv = f32 [0, 1]\ny = OneHot(x, d, v)\n-> y"),
            "custom: custom \"OneHot\" 7x9"
        );
    }

    #[test]
    fn shapes_vanish() {
        assert_eq!(
            lowered(
                "x: 1x12x4\ns = Shape(x)\ni = i64 1\nn = Gather(s, i)\nr = Range(zero, n, two)\nzero = i64 0\ntwo = i64 2\ny = Gather(x, r) axis=1\n-> y"
            ),
            "slice: slice 0 11 step=2"
        );
    }
}
