//! How much there is to read.

use super::canonical;
use super::tree::{Arg, Block, Call, Item, Value};
use super::visit;
use crate::index::Idx;

/// About as many words as statements have, given the blocks that they may call.
pub(super) fn of_body(body: &[Item], blocks: &[Block]) -> usize {
    body.iter().map(|item| of_item(item, blocks)).sum()
}

/// About as many words as a statement has.
pub(super) fn of_item(item: &Item, blocks: &[Block]) -> usize {
    match item {
        Item::From(_) | Item::List(_) | Item::Push(_) => 2,
        Item::Call(call) => of_call(call, blocks),
        Item::Let(_, body) | Item::If(_, body) => 3 + of_body(body, blocks),
        Item::For(calls) => 3 + calls.iter().map(|call| of_call(call, blocks)).sum::<usize>(),
        Item::Repeat(repeat) => 3 + of_body(&repeat.body, blocks),
    }
}

/// How many calls there are.
pub(super) fn calls(body: &[Item]) -> usize {
    let mut calls = 0;
    visit::calls(body, &mut |_| calls += 1);
    calls
}

fn of_call(call: &Call, blocks: &[Block]) -> usize {
    let op = call.op().unwrap_or_default();
    let block = call.block().and_then(|id| blocks.get(id.index()));
    let params = block.map_or(&[][..], |block| &block.params);
    let is_written = |(at, arg): &(usize, &Arg)| {
        let is_default = params.get(*at).is_some_and(|param| param.is_default(&arg.value));
        !is_default && !canonical::is_default(op, arg)
    };
    let args = call.args.iter().enumerate().filter(is_written);
    1 + args
        .map(|(_, arg)| match &arg.value {
            Value::Branch(body) => 1 + of_body(body, blocks),
            Value::Places(places) => 1 + places.len(),
            _ => 1,
        })
        .sum::<usize>()
}
