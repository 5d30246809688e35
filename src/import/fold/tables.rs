//! Calls of one block in a row, which differ in a number, as `for` over a table.

use super::tree::{Arg, Body, Call, Expr, Item, Param, Tree, Value};
use super::visit;
use super::window::Reads;
use crate::import::call::VarId;
use crate::index::Idx;

/// The fewest calls that become a table.
const ROWS: usize = 5;

/// The most numbers of a table, which is one line.
const LINE: usize = 12;

/// Makes tables of calls in all bodies.
pub(super) fn of_tree(tree: &Tree, outputs: &[VarId]) -> Tree {
    let reads = Reads::of(tree, outputs);
    let mut tree = tree.clone();
    let params: Vec<Vec<Param>> = tree.blocks.iter().map(|block| block.params.clone()).collect();
    let may_name = |call: &Call, own: &[Param]| {
        let called = call.block().and_then(|block| params.get(block.index()));
        let is_own = |param: &Param| own.iter().any(|own| own.name == param.name);
        called.is_some_and(|params| !params.iter().any(is_own))
    };
    for block in &mut tree.blocks {
        tables(&mut block.body, &reads, &|call| may_name(call, &block.params));
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
            (one, other) if one == other => {}
            (Value::Number(Expr::Int(_)), Value::Number(Expr::Int(_))) if found.is_none() => {
                found = Some(at);
            }
            _ => return None,
        }
    }
    found
}

/// The numbers in the column of a table.
pub(super) fn column(calls: &[Call], column: usize) -> Vec<Expr> {
    let number = |arg: &Arg| match arg.value {
        Value::Number(expr) => Some(expr),
        _ => None,
    };
    calls.iter().filter_map(|call| call.args.get(column).and_then(number)).collect()
}
