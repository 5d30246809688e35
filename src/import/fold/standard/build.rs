//! Statements of the standard blocks, and what their arguments are read from.

use smallvec::smallvec;

use crate::import::call::{self, ArgValue, VarId};
use crate::import::fold::canonical;
use crate::import::fold::tree::{Arg, Body, Call, Callee, Expr, Hole, Item, Value};
use crate::import::scopes::ScopeId;
use crate::index::Idx;

/// A call on the current tensor: integers without a name, those with one, and words.
pub(super) fn op(
    op: &'static str,
    integers: &[i64],
    named: &[(&'static str, i64)],
    words: &[&'static str],
) -> Item {
    let arg = |name, value: ArgValue| call::Arg { name, value };
    let integers = integers.iter().map(|value| arg(None, (*value).into()));
    let named = named.iter().map(|(name, value)| arg(Some(*name), (*value).into()));
    let words = words.iter().map(|word| arg(None, (*word).into()));
    // Only that there are tensors matters.
    let any = VarId::at(0);
    let call = call::Call {
        op,
        input: Some(any),
        args: integers.chain(named).chain(words).collect(),
        outputs: smallvec![any],
        node: None,
        dtype: None,
        weights: None,
        share: None,
    };
    Item::Call(canonical::call(&call, ScopeId::default()))
}

/// A convolution, without a bias, and the batch norm after it.
pub(super) fn conv_bn(channels: i64, args: &[(&'static str, i64)]) -> Body {
    vec![op("conv", &[channels], args, &["nobias"]), op("bn", &[], &[], &[])]
}

/// A depthwise convolution of the same size, without a bias, and the batch norm after it.
pub(super) fn dwconv_bn(k: i64, s: i64) -> Body {
    vec![
        op("dwconv", &[], &[("k", k), ("s", s), ("p", k / 2)], &["nobias"]),
        op("bn", &[], &[], &[]),
    ]
}

/// A dense layer.
pub(super) fn linear(features: i64, has_bias: bool) -> Body {
    vec![op("linear", &[features], &[], if has_bias { &[] } else { &["nobias"] })]
}

/// An activation.
pub(super) fn act(callee: Callee) -> Body {
    vec![changed(op("relu", &[], &[], &[]), |call| call.callee = callee)]
}

/// What branches make together; `None` is the current tensor.
pub(super) fn join(name: &'static str, operands: [Option<Body>; 2]) -> Body {
    let value = |body: Option<Body>| body.map_or(Value::It, Value::Branch);
    vec![changed(op(name, &[], &[], &[]), |call| {
        call.reads_current = false;
        call.args = operands.map(|body| Arg { name: None, value: value(body) }).into();
    })]
}

fn changed(mut item: Item, change: impl FnOnce(&mut Call)) -> Item {
    if let Item::Call(call) = &mut item {
        change(call);
    }
    item
}

/// A call of an operation, if a statement is one.
pub(super) fn call<'i>(item: Option<&'i Item>, op: &str) -> Option<&'i Call> {
    match item {
        Some(Item::Call(call)) if call.op() == Some(op) => Some(call),
        _ => None,
    }
}

/// The integer of a call that has this name, or the first without one.
pub(super) fn integer(call: &Call, name: Option<&str>) -> Option<i64> {
    match call.args.iter().find(|arg| arg.name == name)?.value {
        Value::Number(Expr::Int(value)) => Some(value),
        _ => None,
    }
}

/// The activation that a statement is.
pub(super) fn activation(item: Option<&Item>) -> Option<Hole> {
    match item {
        Some(Item::Call(call)) if call.is_activation() => Some(Hole::Op(call.callee)),
        _ => None,
    }
}

/// The first branch of a call.
pub(super) fn branch(call: &Call) -> Option<&Body> {
    call.args.iter().find_map(|arg| match &arg.value {
        Value::Branch(body) => Some(body),
        _ => None,
    })
}

/// An integer as an argument.
pub(super) fn int(value: i64) -> Hole {
    Hole::Expr(Expr::Int(value))
}
