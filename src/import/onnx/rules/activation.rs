//! Functions of each element that have parameters.

use super::costs::{Costs, custom_with};
use super::elementwise::same;
use super::unary::{Calls, lower, test};
use crate::import::call::ArgValue;
use crate::import::dims;
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Operand, Wire};
use crate::import::rule::{Failure, Outputs, Rule, Shaping};
use crate::import::value::{Binary, Unary, Value};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "LeakyRelu", shapes: same, lower: leaky_relu, ..Rule::BASE },
    Rule { name: "Elu", shapes: same, lower: |l, node| curved(l, node, "elu"), ..Rule::BASE },
    Rule { name: "Celu", shapes: same, lower: |l, node| curved(l, node, "celu"), ..Rule::BASE },
    // The approximation by a hyperbolic tangent is the same activation.
    Rule {
        name: "Gelu",
        shapes: same,
        lower: |l, node| lower(l, node, Calls::One("gelu")),
        ..Rule::BASE
    },
    Rule { name: "Swish", shapes: same, lower: swish, ..Rule::BASE },
    Rule { name: "SwiGLU", shapes: swiglu_shapes, lower: swiglu, ..Rule::BASE },
    Rule {
        name: "ThresholdedRelu",
        shapes: same,
        lower: |l, node| lower(l, node, THRESHOLD),
        ..Rule::BASE
    },
    Rule { name: "Shrink", shapes: same, lower: |l, node| lower(l, node, SHRINK), ..Rule::BASE },
    Rule { name: "PRelu", shapes: same, lower: prelu, ..Rule::BASE },
    Rule { name: "Clip", shapes: clip_shapes, lower: clip, ..Rule::BASE },
    Rule { name: "IsNaN", shapes: |node| test(node, Unary::IsNan), lower: is_nan, ..Rule::BASE },
    Rule {
        name: "IsInf",
        shapes: |node| test(node, infinities(node.node)),
        lower: is_inf,
        ..Rule::BASE
    },
];

/// x where it is above a number, else 0.
const THRESHOLD: Calls = Calls::Each(Costs { cmp: 1, ..Costs::NONE });

/// x moved towards 0 where it is beyond a number on either side, else 0.
const SHRINK: Calls = Calls::Each(Costs { cmp: 2, add: 1, ..Costs::NONE });

fn leaky_relu(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    parametrised(lowering, node, "leakyrelu", ("slope", "alpha"), 0.01)
}

fn curved(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    parametrised(lowering, node, op, ("alpha", "alpha"), 1.0)
}

/// An activation with a number, which an attribute gives.
fn parametrised(
    lowering: &mut Lowering<'_>,
    node: &Node,
    op: &'static str,
    (parameter, attribute): (&'static str, &str),
    default: f32,
) -> Result<(), Failure> {
    let input = lowering.operand(node, 0)?;
    let call = lowering.call(op).from(input.var);
    let default = f64::from(default);
    let value = node.float(attribute).unwrap_or(default);
    let call = if value == default { call } else { call.named(parameter, ArgValue::Number(value)) };
    call.make(node.output(0), input.sample)
}

/// `x·sigmoid(alpha·x)`.
fn swish(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let x = lowering.input(node, 0)?;
    let made = swished(lowering, x, node.float("alpha").unwrap_or(1.0))?;
    lowering.finish(node.output(0), made)
}

/// `x·sigmoid(alpha·x)`.
pub(super) fn swished(lowering: &mut Lowering<'_>, x: Wire, alpha: f64) -> Result<Wire, Failure> {
    if alpha == 1.0 {
        return Ok(lowering.unary("silu", x));
    }
    let scaled = lowering.join("mul", [Operand::Wire(x.clone()), Operand::Number(alpha)])?;
    let gate = lowering.unary("sigmoid", scaled);
    lowering.join("mul", [x, gate].map(Operand::Wire))
}

/// The swish of the first input times the second one.
fn swiglu(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let (gate, value) = (lowering.input(node, 0)?, lowering.input(node, 1)?);
    let gate = swished(lowering, gate, node.float("alpha").unwrap_or(1.0))?;
    let made = lowering.join("mul", [gate, value].map(Operand::Wire))?;
    lowering.finish(node.output(0), made)
}

/// Both inputs have the same dims.
fn swiglu_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    match node.dims(0)? == node.dims(1)? {
        true => same(node),
        false => Err(Failure::invalid("its gate and its values have different shapes")),
    }
}

/// A slope for all elements, for each channel, or for each element is learned; others are operands.
fn prelu(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let slopes = slopes(lowering, node)?;
    let input = lowering.operand(node, 0)?;
    let elements = dims::elements(lowering.shape_of(input)).unwrap_or(u64::MAX);
    if !lowering.is_constant(node, 1) || slopes == Slopes::Others {
        let costs = Costs { mul: 1, cmp: 1, ..Costs::NONE };
        return custom_with(lowering, node, [1], costs.times(elements)?);
    }
    let call = lowering.call("prelu");
    let call = match slopes {
        Slopes::Each => call.named("n", "elements"),
        Slopes::Channels(channels) => call.named("n", channels),
        Slopes::One | Slopes::Others => call,
    };
    call.from(input.var).learns([node.input(1)]).make(node.output(0), input.sample)
}

/// What the slopes of a `PRelu` are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slopes {
    One,
    /// As many channels, the first axis of the text.
    Channels(u64),
    Each,
    Others,
}

fn slopes(lowering: &mut Lowering<'_>, node: &Node) -> Result<Slopes, Failure> {
    let input = lowering.operand(node, 0)?;
    let dims = lowering.dims(node, 0)?;
    let own = lowering.dims(node, 1)?;
    let count = dims::elements(own).unwrap_or(u64::MAX);
    let first = usize::from(input.sample == Some(0));
    let missing = dims.len().saturating_sub(own.len());
    let wide = |at: usize| at.checked_sub(missing).and_then(|at| own.get(at)).copied().unwrap_or(1);
    let channels = dims.get(first).copied().unwrap_or(1);
    Ok(match count {
        1 => Slopes::One,
        _ if wide(first) == channels && count == channels => Slopes::Channels(channels),
        _ if Some(count) == dims::elements(lowering.shape_of(input)) => Slopes::Each,
        _ => Slopes::Others,
    })
}

/// A bound of `Clip`: an input, in older versions an attribute.
enum Bound {
    None,
    Number(f64),
    Input(usize),
}

impl Bound {
    fn of(value: impl Fn(usize) -> Option<f64>, node: &Node, input: usize, name: &str) -> Self {
        let number = match node.has(input) {
            true => match value(input) {
                Some(number) => Some(number),
                None => return Bound::Input(input),
            },
            false => node.float(name),
        };
        // The bounds that are the greatest floats are there by default.
        let limits = f64::from(f32::MIN)..=f64::from(f32::MAX);
        let inner = |number: &f64| {
            limits.contains(number) && limits.start() != number && limits.end() != number
        };
        number.filter(inner).map_or(Bound::None, Bound::Number)
    }
}

fn clip_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let output = node.like(0)?;
    let dtype = output.dtype;
    let bound = |input: usize, name: &str| match node.node.has(input) {
        true => node.value(input).cloned().map(Some),
        false => Some(node.node.float(name).map(Value::float)),
    };
    let clipped = || {
        let value = node.value(0)?.clone();
        let value = match bound(1, "min")? {
            Some(least) => value.binary(Binary::Max, &least, dtype)?,
            None => value,
        };
        match bound(2, "max")? {
            Some(most) => value.binary(Binary::Min, &most, dtype),
            None => Some(value),
        }
    };
    output.valued(clipped()).only()
}

fn clip(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let input = lowering.operand(node, 0)?;
    let single = |input| lowering.tensor(node, input).ok()?.single();
    let bounds = (Bound::of(single, node, 1, "min"), Bound::of(single, node, 2, "max"));
    match bounds {
        (Bound::None, Bound::None) => {
            lowering.same(node.output(0), input);
            Ok(())
        }
        (Bound::Input(_), _) | (_, Bound::Input(_)) => clip_at_run_time(lowering, node, bounds),
        (least, most) => {
            let known = |bound| if let Bound::Number(number) = bound { Some(number) } else { None };
            let (least, most) = (known(least), known(most));
            let op = match (least, most) {
                (Some(0.0), None) => "relu",
                (Some(0.0), Some(6.0)) => "relu6",
                (Some(-1.0), Some(1.0)) => "hardtanh",
                _ => "clamp",
            };
            let mut call = lowering.call(op).from(input.var);
            for (name, bound) in [("min", least), ("max", most)] {
                if let Some(number) = bound.filter(|_| op == "clamp") {
                    call = call.named(name, ArgValue::Number(number));
                }
            }
            call.make(node.output(0), input.sample)
        }
    }
}

/// Bounds that are computed: joins with them.
fn clip_at_run_time(
    lowering: &mut Lowering<'_>,
    node: &Node,
    (least, most): (Bound, Bound),
) -> Result<(), Failure> {
    let input = lowering.operand(node, 0)?;
    let dims = lowering.shape_of(input).clone();
    let mut bound = |bound| match bound {
        Bound::None => Ok(None),
        Bound::Number(number) => Ok(Some(ArgValue::Number(number))),
        Bound::Input(at) => lowering.operand(node, at).map(|it| Some(ArgValue::Tensor(it.var))),
    };
    let (least, most) = (bound(least)?, bound(most)?);
    match (least, most) {
        (Some(least), Some(most)) => {
            let call = lowering.call("maximum").arg(input.var).arg(least);
            let above = call.temporary(dims);
            lowering.call("minimum").arg(above).arg(most).make(node.output(0), input.sample)
        }
        (Some(bound), None) => {
            lowering.call("maximum").arg(input.var).arg(bound).make(node.output(0), input.sample)
        }
        (None, Some(bound)) => {
            lowering.call("minimum").arg(input.var).arg(bound).make(node.output(0), input.sample)
        }
        (None, None) => Ok(()),
    }
}

/// Only what is no number differs from itself.
fn is_nan(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let input = lowering.operand(node, 0)?;
    lowering.call("ne").arg(input.var).arg(input.var).make(node.output(0), input.sample)
}

/// Which infinities are looked for.
fn infinities(node: &Node) -> Unary {
    Unary::IsInf {
        negative: node.int("detect_negative") != Some(0),
        positive: node.int("detect_positive") != Some(0),
    }
}

/// A comparison for each infinity that is looked for.
fn is_inf(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let both = infinities(node) == Unary::IsInf { negative: true, positive: true };
    let cmp = if both { 2 } else { 1 };
    lower(lowering, node, Calls::Each(Costs { cmp, ..Costs::NONE }))
}

#[cfg(test)]
mod tests;
