//! Functions of each element.

use super::Definition;
use crate::import::pt2::aten::{Aten, Made, float, int, one};

/// Definitions of operators that ONNX has under another name.
macro_rules! unary {
    ($($name:literal $op:literal;)*) => {
        &[$(Definition::new($name, |aten| unary(aten, $op))),*]
    };
}

/// Operators that ONNX has under another name.
pub(super) const NAMED: &[Definition] = unary! {
    "abs" "Abs";
    "acos" "Acos";
    "acosh" "Acosh";
    "asin" "Asin";
    "asinh" "Asinh";
    "atan" "Atan";
    "atanh" "Atanh";
    "bitwise_not" "BitwiseNot";
    "ceil" "Ceil";
    "cos" "Cos";
    "cosh" "Cosh";
    "erf" "Erf";
    "exp" "Exp";
    "floor" "Floor";
    "gelu" "Gelu";
    "hardsigmoid" "HardSigmoid";
    "hardswish" "HardSwish";
    "isinf" "IsInf";
    "isnan" "IsNaN";
    "log" "Log";
    "logical_not" "Not";
    "mish" "Mish";
    "neg" "Neg";
    "reciprocal" "Reciprocal";
    "relu" "Relu";
    "round" "Round";
    "selu" "Selu";
    "sigmoid" "Sigmoid";
    "sign" "Sign";
    "silu" "Swish";
    "sin" "Sin";
    "sinh" "Sinh";
    "softplus" "Softplus";
    "softsign" "Softsign";
    "sqrt" "Sqrt";
    "tan" "Tan";
    "tanh" "Tanh";
    "threshold" "ThresholdedRelu";
};

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("relu6", |aten| clipped(aten, Some(0.0), Some(6.0))),
    Definition::new("hardtanh", |aten| {
        let (least, most) = (aten.number("min_val")?, aten.number("max_val")?);
        clipped(aten, least.or(Some(-1.0)), most.or(Some(1.0)))
    }),
    Definition::new("clamp", clamp),
    Definition::new("clamp_min", clamp),
    Definition::new("clamp_max", clamp),
    Definition::new("leaky_relu", |aten| {
        let slope = aten.number("negative_slope")?.unwrap_or(0.01);
        parametrised(aten, "LeakyRelu", slope)
    }),
    Definition::new("elu", |aten| {
        let alpha = aten.number("alpha")?.unwrap_or(1.0);
        parametrised(aten, "Elu", alpha)
    }),
    Definition::new("celu", |aten| {
        let alpha = aten.number("alpha")?.unwrap_or(1.0);
        parametrised(aten, "Celu", alpha)
    }),
    Definition::new("prelu", prelu),
    Definition::new("_prelu_kernel", prelu),
    Definition::new("log_sigmoid", |aten| chain(aten, &["Sigmoid", "Log"])),
    Definition::new("rsqrt", |aten| chain(aten, &["Sqrt", "Reciprocal"])),
    Definition::new("log1p", |aten| {
        let (x, number) = (aten.tensor("self")?, aten.scalar(1.0));
        let sum = aten.op("Add", &[x, number], &[])?;
        one(aten.op("Log", &[sum], &[]))
    }),
    Definition::new("expm1", |aten| {
        let (x, number) = (aten.tensor("self")?, aten.scalar(1.0));
        let power = aten.op("Exp", &[x], &[])?;
        one(aten.op("Sub", &[power, number], &[]))
    }),
    Definition::new("square", |aten| {
        let x = aten.tensor("self")?;
        one(aten.op("Mul", &[x, x], &[]))
    }),
    Definition::new("glu", glu),
    Definition::new("softmax", |aten| along(aten, "Softmax")),
    Definition::new("_softmax", |aten| along(aten, "Softmax")),
    Definition::new("log_softmax", |aten| along(aten, "LogSoftmax")),
    Definition::new("_log_softmax", |aten| along(aten, "LogSoftmax")),
];

/// A function of the first argument.
fn unary(aten: &mut Aten<'_, '_>, op: &str) -> Made {
    chain(aten, &[op])
}

/// Functions of the first argument, one after the other.
fn chain(aten: &mut Aten<'_, '_>, ops: &[&str]) -> Made {
    let mut x = aten.tensor("self")?;
    for op in ops {
        x = aten.op(op, &[x], &[])?;
    }
    Ok(vec![x])
}

/// A function with a number.
fn parametrised(aten: &mut Aten<'_, '_>, op: &str, alpha: f64) -> Made {
    let x = aten.tensor("self")?;
    one(aten.op(op, &[x], &[("alpha", float(alpha))]))
}

/// Bounds that are numbers or tensors.
fn clamp(aten: &mut Aten<'_, '_>) -> Made {
    let (least, most) = (aten.number("min")?, aten.number("max")?);
    if (least.is_none() && aten.has("min")) || (most.is_none() && aten.has("max")) {
        let mut x = aten.tensor("self")?;
        for (name, op) in [("min", "Max"), ("max", "Min")] {
            if aten.has(name) {
                let bound = aten.operand(name)?;
                x = aten.op(op, &[x, bound], &[])?;
            }
        }
        return Ok(vec![x]);
    }
    clipped(aten, least, most)
}

fn clipped(aten: &mut Aten<'_, '_>, least: Option<f64>, most: Option<f64>) -> Made {
    let x = aten.tensor("self")?;
    let bounds = [("min", least), ("max", most)];
    let bounds: Vec<_> =
        bounds.iter().filter_map(|(name, bound)| Some((*name, float((*bound)?)))).collect();
    one(aten.op("Clip", &[x], &bounds))
}

/// A slope for all elements or for each channel, the second axis.
fn prelu(aten: &mut Aten<'_, '_>) -> Made {
    let (x, mut slope) = (aten.tensor("self")?, aten.tensor("weight")?);
    let (rank, own) = (aten.rank(x)?, aten.dims(slope)?);
    if let [channels] = *own
        && rank > 2
    {
        let shape = [channels.cast_signed()].into_iter().chain((2..rank).map(|_| 1));
        let shape = aten.list(shape);
        slope = aten.op("Reshape", &[slope, shape], &[])?;
    }
    one(aten.op("PRelu", &[x, slope], &[]))
}

/// One half of an axis times the sigmoid of the other.
fn glu(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let axis = aten.int("dim", -1)?;
    let attributes = [("axis", int(axis)), ("num_outputs", int(2))];
    let halves = aten.several("Split", [Some(x)].into_iter().collect(), &attributes, 2)?;
    let [value, gate] = <[_; 2]>::try_from(halves)
        .map_err(|_| crate::import::rule::Failure::unsupported("it has no halves"))?;
    let gate = aten.op("Sigmoid", &[gate], &[])?;
    one(aten.op("Mul", &[value, gate], &[]))
}

fn along(aten: &mut Aten<'_, '_>, op: &str) -> Made {
    let x = aten.tensor("self")?;
    let axis = aten.int("dim", -1)?;
    one(aten.op(op, &[x], &[("axis", int(axis))]))
}
