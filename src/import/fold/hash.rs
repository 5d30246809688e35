//! Statements as numbers: equal for those of the same structure.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;

use super::tree::{Call, Callee, Expr, Item, Place, Value};

/// What makes statements equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Equality {
    /// The structure alone: not the numbers, nor which tensors are named.
    Structure,
    /// The sizes of kernels too.
    Kernels,
    /// The numbers too.
    Numbers,
}

/// A number for a statement.
pub(super) fn of_item(item: &Item, equality: Equality) -> u64 {
    // The same on every machine and in every run, so that the text is.
    let mut hasher = FixedState::with_seed(0).build_hasher();
    hash_item(item, equality, &mut hasher);
    hasher.finish()
}

fn hash_body(body: &[Item], equality: Equality, hasher: &mut impl Hasher) {
    body.len().hash(hasher);
    body.iter().for_each(|item| hash_item(item, equality, hasher));
}

fn hash_item(item: &Item, equality: Equality, hasher: &mut impl Hasher) {
    std::mem::discriminant(item).hash(hasher);
    match item {
        Item::From(place) => hash_place(*place, equality, hasher),
        Item::Call(call) => hash_call(call, equality, hasher),
        Item::Let(_, body) => hash_body(body, equality, hasher),
        Item::Repeat(repeat) => {
            hash_expr(repeat.times, equality, hasher);
            hash_body(&repeat.body, equality, hasher);
        }
        Item::If(flag, body) => {
            flag.hash(hasher);
            hash_body(body, equality, hasher);
        }
        Item::For(calls) => calls.iter().for_each(|call| hash_call(call, equality, hasher)),
        Item::List(_) | Item::Push(_) => {}
    }
}

fn hash_call(call: &Call, equality: Equality, hasher: &mut impl Hasher) {
    match call.is_activation() && equality != Equality::Numbers {
        true => "activation".hash(hasher),
        false => call.callee.hash(hasher),
    }
    call.reads_current.hash(hasher);
    call.args.len().hash(hasher);
    // The current tensor may be either operand of a sum.
    let [operands, current] = [false, true].map(|is_last| {
        let args = call.args.iter();
        args.filter(move |arg| is_last == (call.may_swap() && arg.value == Value::It))
    });
    for arg in operands.chain(current) {
        arg.name.hash(hasher);
        let is_kernel = equality == Equality::Kernels && arg.name == Some("k");
        let equality = if is_kernel { Equality::Numbers } else { equality };
        hash_value(&arg.value, equality, hasher);
    }
    if !matches!(call.callee, Callee::Block(_)) {
        call.outputs.len().hash(hasher);
    }
    (call.dtype, call.weights, call.share).hash(hasher);
}

fn hash_value(value: &Value, equality: Equality, hasher: &mut impl Hasher) {
    std::mem::discriminant(value).hash(hasher);
    match value {
        Value::It | Value::List(_) => {}
        Value::Place(place) => hash_place(*place, equality, hasher),
        Value::Places(places) => {
            places.iter().for_each(|place| hash_place(*place, equality, hasher));
        }
        Value::Branch(body) => hash_body(body, equality, hasher),
        Value::Number(expr) => hash_expr(*expr, equality, hasher),
        Value::Tuple(items) | Value::Dims(items) => {
            items.len().hash(hasher);
            items.iter().for_each(|expr| hash_expr(*expr, equality, hasher));
        }
        Value::Pairs(pairs) => {
            pairs.iter().flatten().for_each(|expr| hash_expr(*expr, equality, hasher));
        }
        Value::Shapes(shapes) => shapes.hash(hasher),
        Value::Word(word) => word.hash(hasher),
        Value::Text(text) => text.hash(hasher),
        Value::Flag(flag) if equality == Equality::Numbers => flag.hash(hasher),
        Value::Op(op) if equality == Equality::Numbers => op.hash(hasher),
        Value::Flag(_) | Value::Op(_) => {}
    }
}

fn hash_expr(expr: Expr, equality: Equality, hasher: &mut impl Hasher) {
    if equality != Equality::Numbers {
        return;
    }
    match expr {
        Expr::Int(value) => value.hash(hasher),
        Expr::Number(value) => value.to_bits().hash(hasher),
        Expr::Param(param) => (1, param).hash(hasher),
        Expr::Times(factor, param) => (2, factor, param).hash(hasher),
        Expr::Over(param, divisor) => (3, param, divisor).hash(hasher),
    }
}

fn hash_place(place: Place, equality: Equality, hasher: &mut impl Hasher) {
    match place {
        Place::Param(param) if equality == Equality::Numbers => param.hash(hasher),
        Place::Var(_) | Place::Param(_) => {}
    }
}
