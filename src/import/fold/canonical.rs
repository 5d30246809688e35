//! The arguments of a call in one form, so that calls which differ in a stride have the same structure.

use smallvec::SmallVec;

use super::tree::{self, Arg, Callee, Expr, Place, Value};
use crate::import::call::{self, ArgValue, is_commutative};
use crate::import::scopes::ScopeId;

/// An argument of an operation that may be left out, and the number that it then is.
type Optional = (&'static str, i64);

const CONV: &[Optional] = &[("k", 1), ("s", 1), ("p", 0), ("d", 1), ("g", 1)];
const DWCONV: &[Optional] = &[("s", 1), ("p", 0), ("d", 1)];
const DECONV: &[Optional] = &[("k", 1), ("s", 1), ("p", 0), ("op", 0), ("d", 1), ("g", 1)];
const POOL: &[Optional] = &[("p", 0), ("d", 1)];
const AVGPOOL: &[Optional] = &[("p", 0)];

/// The arguments of an operation that may be left out.
fn optional(op: &str) -> &'static [Optional] {
    match op {
        "conv" => CONV,
        "dwconv" => DWCONV,
        "deconv" => DECONV,
        "pool" => POOL,
        "avgpool" => AVGPOOL,
        _ => &[],
    }
}

/// Whether an argument may be left out.
pub(super) fn is_default(op: &str, arg: &Arg) -> bool {
    match (&arg.name, &arg.value) {
        (Some(name), Value::Number(Expr::Int(value))) => optional(op).contains(&(name, *value)),
        _ => false,
    }
}

/// Whether a single operand is joined with the current tensor.
pub(super) fn joins_current(op: &str) -> bool {
    is_commutative(op) || matches!(op, "sub" | "div" | "concat" | "stack" | "matmul" | "pow")
}

/// A call of a model as a statement.
pub(super) fn call(call: &call::Call, scope: ScopeId) -> tree::Call {
    tree::Call {
        callee: Callee::Op(call.op),
        reads_current: call.input.is_some(),
        args: args(call.op, &call.args),
        outputs: call.outputs.clone(),
        scope,
        dtype: call.dtype,
        weights: call.weights,
        share: call.share,
    }
}

fn args(op: &str, given: &[call::Arg]) -> Vec<Arg> {
    let optional = optional(op);
    let is_optional = |arg: &&call::Arg| optional.iter().any(|(name, _)| arg.name == Some(name));
    let required = given.iter().filter(|arg| !is_optional(arg) && !is_word(arg)).map(arg);
    let optional = optional.iter().map(|(name, default)| {
        let found = given.iter().find(|arg| arg.name == Some(name));
        let value = found.map(|it| value(&it.value));
        Arg { name: Some(name), value: value.unwrap_or(Value::Number(Expr::Int(*default))) }
    });
    let words = given.iter().filter(|arg| is_word(arg)).map(arg);
    required.chain(optional).chain(words).collect()
}

fn is_word(arg: &call::Arg) -> bool {
    arg.name.is_none() && matches!(arg.value, ArgValue::Word(_))
}

fn arg(arg: &call::Arg) -> Arg {
    Arg { name: arg.name, value: value(&arg.value) }
}

fn value(value: &ArgValue) -> Value {
    let int = |value: &i64| Expr::Int(*value);
    match value {
        ArgValue::Int(value) => Value::Number(Expr::Int(*value)),
        ArgValue::Number(value) => Value::Number(Expr::Number(*value)),
        ArgValue::Ints(values) => Value::Tuple(values.iter().map(int).collect()),
        ArgValue::Pairs(pairs) => {
            Value::Pairs(pairs.iter().map(|(before, after)| [int(before), int(after)]).collect())
        }
        ArgValue::Dims(dims) => {
            let size = |size: &u64| Expr::Int(i64::try_from(*size).unwrap_or(i64::MAX));
            Value::Dims(dims.iter().map(size).collect())
        }
        ArgValue::Shapes(shapes) => Value::Shapes(shapes.clone()),
        ArgValue::Word(word) => Value::Word(word),
        ArgValue::Text(text) => Value::Text(text.clone()),
        ArgValue::Tensor(var) => Value::Place(Place::Var(*var)),
        ArgValue::Tensors(vars) => Value::Places(vars.iter().map(|var| Place::Var(*var)).collect()),
    }
}

/// The tensors that arguments name, in order.
pub(super) fn tensors(args: &[call::Arg]) -> SmallVec<[call::VarId; 4]> {
    let mut tensors = SmallVec::new();
    for arg in args {
        match &arg.value {
            ArgValue::Tensor(var) => tensors.push(*var),
            ArgValue::Tensors(vars) => tensors.extend(vars.iter().copied()),
            _ => {}
        }
    }
    tensors
}
