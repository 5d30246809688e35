//! Functions of the elements of several tensors.

use super::Definition;
use super::parts::range;
use crate::import::element::ElementType;
use crate::import::graph::{Node, TensorId};
use crate::import::lower::Lowering;
use crate::import::pt2::aten::{Aten, Made, int, one};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

/// Comparison for inequality, which ONNX spells out.
pub(super) const RULES: &[Rule] =
    &[Rule { name: "aten.ne", shapes: unequal_shapes, lower: unequal, ..Rule::BASE }];

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("add", |aten| scaled(aten, "Add", ["self", "other"])),
    Definition::new("sub", |aten| scaled(aten, "Sub", ["self", "other"])),
    Definition::new("rsub", |aten| scaled(aten, "Sub", ["other", "self"])),
    Definition::new("mul", |aten| join(aten, "Mul")),
    Definition::new("div", div),
    Definition::new("true_divide", div),
    Definition::new("floor_divide", |aten| {
        let made = join(aten, "Div")?;
        floor(aten, made)
    }),
    Definition::new("pow", |aten| join_of(aten, "Pow", ["self", "exponent"])),
    Definition::new("remainder", |aten| join(aten, "Mod")),
    Definition::new("fmod", |aten| {
        let (a, b) = (aten.operand("self")?, aten.operand("other")?);
        one(aten.op("Mod", &[a, b], &[("fmod", int(1))]))
    }),
    Definition::new("maximum", |aten| join(aten, "Max")),
    Definition::new("minimum", |aten| join(aten, "Min")),
    Definition::new("fmax", |aten| join(aten, "Max")),
    Definition::new("fmin", |aten| join(aten, "Min")),
    Definition::new("eq", |aten| join(aten, "Equal")),
    Definition::new("ne", |aten| join(aten, "aten.ne")),
    Definition::new("lt", |aten| join(aten, "Less")),
    Definition::new("le", |aten| join(aten, "LessOrEqual")),
    Definition::new("gt", |aten| join(aten, "Greater")),
    Definition::new("ge", |aten| join(aten, "GreaterOrEqual")),
    Definition::new("logical_and", |aten| join(aten, "And")),
    Definition::new("logical_or", |aten| join(aten, "Or")),
    Definition::new("logical_xor", |aten| join(aten, "Xor")),
    Definition::new("bitwise_and", |aten| bits(aten, "And", "BitwiseAnd")),
    Definition::new("bitwise_or", |aten| bits(aten, "Or", "BitwiseOr")),
    Definition::new("bitwise_xor", |aten| bits(aten, "Xor", "BitwiseXor")),
    Definition::new("__and__", |aten| bits(aten, "And", "BitwiseAnd")),
    Definition::new("__or__", |aten| bits(aten, "Or", "BitwiseOr")),
    Definition::new("__xor__", |aten| bits(aten, "Xor", "BitwiseXor")),
    Definition::new("where", |aten| {
        let condition = aten.tensor("condition")?;
        choose(aten, condition, ["self", "other"])
    }),
    Definition::new("masked_fill", |aten| {
        let mask = aten.tensor("mask")?;
        choose(aten, mask, ["value", "self"])
    }),
    Definition::new("diff", diff),
    Definition::new("addcmul", |aten| addc(aten, "Mul")),
    Definition::new("addcdiv", |aten| addc(aten, "Div")),
    Definition::new("lerp", lerp),
];

/// A join of two arguments.
fn join(aten: &mut Aten<'_, '_>, op: &str) -> Made {
    join_of(aten, op, ["self", "other"])
}

fn join_of(aten: &mut Aten<'_, '_>, op: &str, names: [&str; 2]) -> Made {
    let [a, b] = [aten.operand(names[0])?, aten.operand(names[1])?];
    one(aten.op(op, &[a, b], &[]))
}

/// A join whose argument `other` may be multiplied first.
fn scaled(aten: &mut Aten<'_, '_>, op: &str, [first, second]: [&str; 2]) -> Made {
    let alpha = aten.number("alpha")?.unwrap_or(1.0);
    // Of `rsub` it is the first argument.
    let factor = if first == "self" { second } else { "self" };
    let mut operand = |name: &str| {
        let operand = aten.operand(name)?;
        if name == factor { times(aten, operand, alpha) } else { Ok(operand) }
    };
    let [a, b] = [operand(first)?, operand(second)?];
    one(aten.op(op, &[a, b], &[]))
}

/// A tensor times a number.
pub(super) fn times(
    aten: &mut Aten<'_, '_>,
    tensor: TensorId,
    factor: f64,
) -> Result<TensorId, Failure> {
    if factor == 1.0 {
        return Ok(tensor);
    }
    let factor = aten.scalar(factor);
    aten.op("Mul", &[tensor, factor], &[])
}

/// A quotient, perhaps rounded.
fn div(aten: &mut Aten<'_, '_>) -> Made {
    let made = join(aten, "Div")?;
    match aten.word("rounding_mode") {
        None => Ok(made),
        // Cutting off takes as much as rounding down.
        Some(_) => floor(aten, made),
    }
}

fn floor(aten: &mut Aten<'_, '_>, made: Vec<TensorId>) -> Made {
    made.into_iter().map(|id| aten.op("Floor", &[id], &[])).collect()
}

/// An operation of truth values or of bits.
fn bits(aten: &mut Aten<'_, '_>, truth: &str, of_bits: &str) -> Made {
    let first = aten.operand("self")?;
    let is_truth = aten.evaluation.graph.tensors[first].dtype == ElementType::Bool;
    join(aten, if is_truth { truth } else { of_bits })
}

fn choose(aten: &mut Aten<'_, '_>, condition: TensorId, names: [&str; 2]) -> Made {
    let [a, b] = [aten.operand(names[0])?, aten.operand(names[1])?];
    one(aten.op("Where", &[condition, a, b], &[]))
}

/// A tensor and two others multiplied or divided.
fn addc(aten: &mut Aten<'_, '_>, op: &str) -> Made {
    let [x, a, b] = [aten.tensor("self")?, aten.operand("tensor1")?, aten.operand("tensor2")?];
    let made = aten.op(op, &[a, b], &[])?;
    let value = aten.number("value")?.unwrap_or(1.0);
    let made = times(aten, made, value)?;
    one(aten.op("Add", &[x, made], &[]))
}

/// Each element along an axis less the one before; of truth values, whether they differ.
fn diff(aten: &mut Aten<'_, '_>) -> Made {
    let mut x = aten.tensor("self")?;
    if aten.int("n", 1)? != 1 {
        return Err(Failure::unsupported("differences of differences"));
    }
    let axis = aten.axis("dim", -1, x)?;
    let (first, last) = (aten.optional("prepend")?, aten.optional("append")?);
    if first.is_some() || last.is_some() {
        let all = first.into_iter().chain([x]).chain(last).map(Some).collect();
        let along = [("axis", int(aten.int("dim", -1)?))];
        let made = aten.several("Concat", all, &along, 1)?;
        x = made.first().copied().unwrap_or(x);
    }
    let [after, before] = [[1, i64::MAX, 1], [0, -1, 1]].map(|ends| range(aten, x, axis, ends));
    let is_truth = aten.evaluation.graph.tensors[x].dtype == ElementType::Bool;
    one(aten.op(if is_truth { "Xor" } else { "Sub" }, &[after?, before?], &[]))
}

/// `self + weight · (end − self)`.
fn lerp(aten: &mut Aten<'_, '_>) -> Made {
    let [x, end, weight] = [aten.tensor("self")?, aten.operand("end")?, aten.operand("weight")?];
    let way = aten.op("Sub", &[end, x], &[])?;
    let part = aten.op("Mul", &[weight, way], &[])?;
    one(aten.op("Add", &[x, part], &[]))
}

fn unequal_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = crate::import::dims::broadcast([node.dims(0)?, node.dims(1)?]);
    let dims = dims.ok_or_else(|| Failure::invalid("its operands cannot be broadcast"))?;
    Output::new(dims, ElementType::Bool).only()
}

fn unequal(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let operands = [lowering.join_operand(node, 0)?, lowering.join_operand(node, 1)?];
    let made = lowering.join("ne", operands)?;
    lowering.finish(node.output(0), made)
}
