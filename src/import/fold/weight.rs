//! How much there is to read.

use super::tree::{Call, Item, Value};
use super::visit;

/// About as many words as statements have.
pub(super) fn of_body(body: &[Item]) -> usize {
    body.iter().map(of_item).sum()
}

/// About as many words as a statement has.
pub(super) fn of_item(item: &Item) -> usize {
    match item {
        Item::From(_) | Item::List(_) | Item::Push(_) => 2,
        Item::Call(call) => of_call(call),
        Item::Let(_, body) | Item::If(_, body) => 3 + of_body(body),
        Item::For(calls) => 3 + calls.iter().map(of_call).sum::<usize>(),
        Item::Repeat(repeat) => 3 + of_body(&repeat.body),
    }
}

/// How many calls there are.
pub(super) fn calls(body: &[Item]) -> usize {
    let mut calls = 0;
    visit::calls(body, &mut |_| calls += 1);
    calls
}

fn of_call(call: &Call) -> usize {
    let op = call.op().unwrap_or_default();
    let args = call.args.iter().filter(|arg| !super::canonical::is_default(op, arg));
    1 + args
        .map(|arg| match &arg.value {
            Value::Branch(body) => 1 + of_body(body),
            Value::Places(places) => 1 + places.len(),
            _ => 1,
        })
        .sum::<usize>()
}
