//! Calls of one block in a row, which differ in a number, as `for` over a table.

use super::tree::{Arg, Body, Call, Callee, Expr, Item, Tree, Value};
use super::visit;
use super::window::Reads;
use crate::import::call::VarId;
use crate::index::Idx;

/// So many calls are a table.
const ROWS: usize = 5;

/// A line has room for so many numbers.
const LINE: usize = 12;

/// Makes tables of calls in all bodies.
pub(super) fn of_tree(tree: &Tree, outputs: &[VarId]) -> Tree {
    let reads = Reads::of(tree, outputs);
    let mut tree = tree.clone();
    let blocks = tree.blocks.clone();
    let may_name = |call: &Call, own: &[super::tree::Param]| {
        let Callee::Block(block) = call.callee else { return false };
        let params = blocks.get(block.index()).map_or(&[][..], |block| &block.params);
        let is_own = |name: &str| own.iter().any(|param| param.name == name);
        !params.iter().any(|param| is_own(&param.name))
    };
    for block in &mut tree.blocks {
        let params = block.params.clone();
        tables(&mut block.body, &reads, &|call| may_name(call, &params));
    }
    tables(&mut tree.body, &reads, &|call| may_name(call, &[]));
    tree
}

fn tables(body: &mut Body, reads: &Reads, may_name: &dyn Fn(&Call) -> bool) {
    for item in body.iter_mut() {
        visit::inner_bodies_mut(item, &mut |inner| tables(inner, reads, may_name));
    }
    let mut made = Body::with_capacity(body.len());
    let mut row: Vec<Call> = Vec::new();
    for item in std::mem::take(body) {
        match item {
            Item::Call(call) if fits(&row, &call, reads) && may_name(&call) => row.push(call),
            item => {
                made.extend(table(&mut row));
                match item {
                    Item::Call(call) if may_name(&call) => row.push(call),
                    item => made.push(item),
                }
            }
        }
    }
    made.extend(table(&mut row));
    *body = made;
}

/// The calls as a table, if they are many; as they are otherwise.
fn table(calls: &mut Vec<Call>) -> Vec<Item> {
    let calls = std::mem::take(calls);
    match calls.len() < ROWS {
        true => calls.into_iter().map(Item::Call).collect(),
        false => {
            let tables = calls.len().div_ceil(LINE);
            let rows = calls.len().div_ceil(tables);
            calls.chunks(rows).map(|rows| Item::For(rows.to_vec())).collect()
        }
    }
}

/// Whether a call belongs to others: it is of the same block, and differs from all in the same number alone.
fn fits(row: &[Call], call: &Call, reads: &Reads) -> bool {
    let Some(last) = row.last() else { return true };
    let is_read = last.outputs.iter().any(|var| reads.var(*var) > 0);
    let column = differing(last, call);
    let known = match row {
        [first, second, ..] => differing(first, second),
        _ => column,
    };
    last.callee == call.callee && !is_read && column.is_some() && column == known
}

/// The only argument in which two calls differ, if that is a number.
pub(super) fn differing(one: &Call, other: &Call) -> Option<usize> {
    let mut found = None;
    for (at, (one, other)) in one.args.iter().zip(&other.args).enumerate() {
        match (&one.value, &other.value) {
            (one, other) if is_same(one, other) => {}
            (Value::Number(Expr::Int(_)), Value::Number(Expr::Int(_))) if found.is_none() => {
                found = Some(at);
            }
            _ => return None,
        }
    }
    found
}

fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other,
        (Value::Place(one), Value::Place(other)) => one == other,
        (Value::Flag(one), Value::Flag(other)) => one == other,
        (Value::Op(one), Value::Op(other)) => one == other,
        _ => false,
    }
}

/// The numbers in the column of a table.
pub(super) fn column(calls: &[Call], column: usize) -> Vec<Expr> {
    let number = |arg: &Arg| match arg.value {
        Value::Number(expr) => Some(expr),
        _ => None,
    };
    calls.iter().filter_map(|call| call.args.get(column).and_then(number)).collect()
}
