//! What a block is, told by what it does.

use super::tree::{Block, Call, Callee, Item, Value};
use super::visit;
use crate::index::Idx;

/// What people call such a block, if it is of a kind that has a name.
pub(super) fn of_block(block: &Block, blocks: &[Block]) -> Option<&'static str> {
    let has = |op: &str| has(&block.body, op);
    let calls_block = has_block(&block.body);
    let repeats = block.body.iter().any(|item| matches!(item, Item::Repeat(_)));
    let attends = has("sdpa") || (has("softmax") && has("matmul"));
    Some(match block.body.as_slice() {
        _ if attends && residuals(&block.body) > 0 => "transformer_layer",
        _ if attends => "self_attention",
        _ if residuals(&block.body) > 1 && has("linear") => "transformer_layer",
        _ if repeats && (calls_block || residuals(&block.body) > 0) => "stage",
        [Item::Call(gate)] if is_gate(gate) => "squeeze_excitation",
        _ if dense(&block.body) => "dense_block",
        _ if residuals(&block.body) > 0 => "residual",
        _ if has("deconv") && has("concat") => "up",
        _ if has("upsample") && has("concat") => "up",
        [Item::Call(last)] | [.., Item::Call(last)]
            if branches(last) > 1 && is_op(last, "concat") =>
        {
            "mixed"
        }
        [Item::Call(join)] if is_op(join, "concat") && branches(join) == 1 => "dense_layer",
        _ if inverted(&block.body) => "inverted_residual",
        _ if has("dwconv") && has("conv") => "separable_conv",
        _ if feed_forward(&block.body) => "feed_forward",
        [first, ..] if is_pool(first) && (has("conv") || calls_block) => "down",
        [.., last] if is_pool(last) && has("conv") => "conv_pool",
        [Item::Call(only)] => return of_callee(only, blocks),
        _ => return None,
    })
}

/// The words of the operations of a block, as far as they say something: `conv_bn_relu`.
pub(super) fn in_words(body: &[Item]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for item in body {
        if let Item::Call(Call { callee: Callee::Op(op), .. }) = item
            && !words.contains(op)
            && !matches!(*op, "add" | "mul" | "sub" | "div")
        {
            words.push(op);
        }
    }
    match words.as_slice() {
        [] => "unit".to_owned(),
        [only] => format!("{only}_block"),
        [first, second] => format!("{first}_{second}"),
        [first, second, third, ..] => format!("{first}_{second}_{third}"),
    }
}

fn of_callee(call: &Call, blocks: &[Block]) -> Option<&'static str> {
    match call.callee {
        Callee::Block(block) => of_block(blocks.get(block.index())?, blocks),
        Callee::Op(_) | Callee::Param(_) => None,
    }
}

fn has(body: &[Item], op: &str) -> bool {
    let mut has = false;
    visit::calls(body, &mut |call| has |= is_op(call, op));
    has
}

fn has_block(body: &[Item]) -> bool {
    let mut has = false;
    visit::calls(body, &mut |call| has |= matches!(call.callee, Callee::Block(_)));
    has
}

fn is_op(call: &Call, name: &str) -> bool {
    matches!(call.callee, Callee::Op(op) if op == name)
}

fn is_pool(item: &Item) -> bool {
    matches!(item, Item::Call(call) if is_op(call, "pool") || is_op(call, "avgpool"))
}

fn branches(call: &Call) -> usize {
    call.args.iter().filter(|arg| matches!(arg.value, Value::Branch(_))).count()
}

/// How many sums of a branch there are directly in a body.
fn residuals(body: &[Item]) -> usize {
    let is_residual = |item: &&Item| match item {
        Item::Call(call) => is_op(call, "add") && call.args.iter().any(|arg| is_path(&arg.value)),
        Item::Repeat(repeat) => residuals(&repeat.body) > 0,
        _ => false,
    };
    body.iter().filter(is_residual).count()
}

/// Whether a branch computes something of what it starts from.
fn is_path(value: &Value) -> bool {
    match value {
        Value::Branch(body) => match body.first() {
            Some(Item::Call(call)) => !is_op(call, "weight"),
            first => first.is_some(),
        },
        _ => false,
    }
}

/// Whether a call scales what it starts from by what it computes of it.
fn is_gate(call: &Call) -> bool {
    let pools = |value: &Value| matches!(value, Value::Branch(body) if has(body, "gap") || has(body, "mean"));
    is_op(call, "mul") && call.args.iter().any(|arg| pools(&arg.value))
}

fn dense(body: &[Item]) -> bool {
    body.iter().any(|item| matches!(item, Item::List(_)))
}

/// Whether there is a depthwise convolution between two others.
fn inverted(body: &[Item]) -> bool {
    let mut convs: Vec<bool> = Vec::new();
    for item in body {
        match item {
            Item::Call(call) if is_op(call, "conv") => convs.push(false),
            Item::Call(call) if is_op(call, "dwconv") => convs.push(true),
            _ => {}
        }
    }
    convs == [false, true, false]
}

fn feed_forward(body: &[Item]) -> bool {
    let linear = |item: &&Item| matches!(item, Item::Call(call) if is_op(call, "linear"));
    let activation = |item: &Item| matches!(item, Item::Call(call) if call.is_activation());
    body.iter().filter(linear).count() == 2 && body.iter().any(activation)
}

/// What people call a flag, after the statements that need it.
pub(super) fn of_flag(body: &[Item], flag: usize) -> &'static str {
    let mut found = "extra";
    for item in body {
        if let Item::Call(call) = item
            && is_op(call, "add")
            && call
                .args
                .iter()
                .any(|arg| matches!(&arg.value, Value::Branch(inner) if is_flag(inner, flag)))
        {
            return "down";
        }
        if let Item::If(its, inner) = item
            && *its == flag
        {
            found = match inner.as_slice() {
                [Item::Call(call), ..] if is_gate(call) => "gate",
                [item, ..] if is_pool(item) => "pool",
                _ => "extra",
            };
        }
        visit::inner_bodies(item, &mut |inner| {
            let inner = of_flag(inner, flag);
            if inner != "extra" {
                found = inner;
            }
        });
    }
    found
}

fn is_flag(body: &[Item], flag: usize) -> bool {
    matches!(body, [Item::If(its, _)] if *its == flag)
}
