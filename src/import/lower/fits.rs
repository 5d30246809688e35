//! Whether a call can make what it is to make. A model that is not valid has nodes of which none can.

use crate::import::call::{Arg, ArgValue, Call, VarId};
use crate::import::dims::{self, Dims};
use crate::index::IndexVec;
use crate::tensor::MAX_AXIS;

/// Joins of two operands.
const PAIRS: [&str; 13] = [
    "sub",
    "div",
    "mod",
    "pow",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "logicaland",
    "logicalor",
    "logicalxor",
];

/// Operations whose output has the shape of their input.
const KEEPS: [&str; 41] = [
    "abs",
    "bn",
    "ceil",
    "celu",
    "clamp",
    "cos",
    "cumprod",
    "cumsum",
    "elu",
    "erf",
    "exp",
    "floor",
    "gelu",
    "gn",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "instancenorm",
    "leakyrelu",
    "ln",
    "log",
    "logsoftmax",
    "lrn",
    "mish",
    "neg",
    "prelu",
    "reciprocal",
    "relu",
    "relu6",
    "rmsnorm",
    "round",
    "rsqrt",
    "selu",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "tanh",
];

/// Whether a call fits its operands, as far as operations are asked for whatever the model says.
pub(super) fn fits(call: &Call, vars: &IndexVec<VarId, Dims>) -> bool {
    let made = || call.outputs.iter().map(|var| &vars[*var]);
    let operands: Vec<&Dims> = call.reads().map(|var| &vars[var]).collect();
    let numbers =
        call.args.iter().filter(|arg| arg.name.is_none() && is_number(&arg.value)).count();
    let Some(first) = made().next() else { return false };
    let distinct = |arg: &Arg| match &arg.value {
        ArgValue::Ints(axes) if arg.name == Some("axis") => axes
            .iter()
            .enumerate()
            .all(|(at, axis)| axes.iter().skip(at + 1).all(|other| other != axis)),
        _ => true,
    };
    let joins = |count: usize| {
        operands.len() + numbers == count
            && dims::broadcast(operands.iter().map(|dims| dims.as_slice())).as_ref() == Some(first)
    };
    made().all(|dims| dims::elements(dims).is_some_and(|elements| elements > 0))
        && call.args.iter().all(|arg| call.op == "custom" || writable(&arg.value))
        && call.args.iter().all(distinct)
        && match call.op {
            "add" | "mul" | "minimum" | "maximum" => joins(operands.len() + numbers),
            "where" => joins(3),
            op if PAIRS.contains(&op) => joins(2),
            "reshape" | "flatten" | "squeeze" | "unsqueeze" => {
                operands.iter().all(|dims| dims::elements(dims) == dims::elements(first))
            }
            "expand" => operands.iter().all(|dims| {
                dims::broadcast([dims.as_slice(), first.as_slice()]).as_ref() == Some(first)
            }),
            "linear" => match (operands.as_slice(), first.as_slice()) {
                ([input, ..], [rows @ .., _]) => {
                    input.split_last().is_some_and(|(_, it)| it == rows)
                }
                _ => false,
            },
            op if KEEPS.contains(&op) => operands.first().is_some_and(|input| *input == first),
            "rope" => turns(call, &operands),
            "concat" => concatenates(&operands, first),
            // A table without rows.
            "embed" => call.args.iter().all(|arg| !matches!(arg.value, ArgValue::Int(0))),
            _ => true,
        }
}

/// Whether the features of each head, or those that are turned, are pairs.
fn turns(call: &Call, operands: &[&Dims]) -> bool {
    let named = |name| call.args.iter().find(|arg| arg.name == Some(name)).map(|arg| &arg.value);
    let count = |name| match named(name) {
        Some(ArgValue::Int(count)) => u64::try_from(*count).ok().filter(|count| *count > 0),
        Some(_) => None,
        None => Some(1),
    };
    let features = operands.first().and_then(|input| input.last());
    let are_pairs =
        |heads: u64| features.is_some_and(|it| it.is_multiple_of(heads.saturating_mul(2)));
    let is_even = named("dim").is_none() || count("dim").is_some_and(|dim| dim.is_multiple_of(2));
    is_even && count("heads").is_some_and(are_pairs)
}

fn is_number(value: &ArgValue) -> bool {
    matches!(value, ArgValue::Number(_) | ArgValue::Int(_))
}

/// Whether the language has these numbers.
fn writable(value: &ArgValue) -> bool {
    let fits = |number: &i64| number.unsigned_abs() <= u64::from(MAX_AXIS);
    match value {
        ArgValue::Int(number) => fits(number),
        ArgValue::Ints(numbers) => numbers.iter().all(fits),
        ArgValue::Pairs(pairs) => pairs.iter().all(|(before, after)| fits(before) && fits(after)),
        ArgValue::Number(number) => !number.is_nan(),
        ArgValue::Dims(_)
        | ArgValue::Shapes(_)
        | ArgValue::Word(_)
        | ArgValue::Text(_)
        | ArgValue::Tensor(_)
        | ArgValue::Tensors(_) => true,
    }
}

/// Whether tensors make another one along some axis, on which alone they differ.
fn concatenates(operands: &[&Dims], made: &Dims) -> bool {
    let along = |axis: usize| {
        let sizes = operands.iter().map(|dims| dims.get(axis).copied().unwrap_or_default());
        let others = |dims: &Dims| {
            let mut others = dims.clone();
            (axis < others.len()).then(|| others.remove(axis))?;
            Some(others)
        };
        sizes.fold(0, u64::saturating_add) == made.get(axis).copied().unwrap_or_default()
            && operands.iter().all(|dims| others(dims) == others(made))
    };
    (0..made.len()).any(along)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Options, check};
    use crate::ops;
    use crate::source::{NoFiles, Sources};

    #[test]
    fn what_keeps_the_shape_is_known_to_the_language() {
        for name in KEEPS {
            let example = &ops::find(name).expect("an operation").example;
            let text = format!("input {}\n{} -> {0}\n", example.after, example.code);
            let sources = Sources::new();
            let main = sources.add(name, text.as_str()).expect("room");
            let checked = check(&sources, main, &Options::default(), &NoFiles);
            assert!(checked.network.is_some(), "{text}: {:?}", checked.diagnostics);
        }
    }
}
