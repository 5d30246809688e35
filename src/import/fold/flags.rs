//! Blocks that differ in statements which only some have, as one block with a flag.

use super::hash::{self, Equality};
use super::parameters::{self, Instance};
use super::spaces::{self, Span};
use super::tree::{
    Arg, Block, BlockId, Body, Call, Callee, Expr, HoleMut, Item, Place, Tree, Value,
};
use super::visit;
use super::window::{self, Reads};
use super::{scope, weight};
use crate::import::call::{Calls, is_commutative};
use crate::import::scopes::Scopes;
use crate::index::Idx;

/// How often a block may become another one.
pub(super) const TIMES: usize = 8;

/// The most statements that only some have.
const OPTIONAL: usize = 6;

/// The fewest words that all have in common.
const WEIGHT: usize = 8;

/// Where the statements are that only some have.
#[derive(Clone, Debug, PartialEq)]
struct Optional {
    /// The branches that they are in, the outermost first: the number of the statement and of its argument.
    way: Vec<(usize, usize)>,
    start: usize,
    len: usize,
}

/// Extends a block to statements that differ from it only in an optional part; `is_same` says whether the new tree
/// stands for the same calls.
pub(super) fn joined(
    tree: &Tree,
    calls: &Calls,
    scopes: &Scopes,
    is_same: &dyn Fn(&Tree) -> bool,
) -> Option<Tree> {
    let ids = (0..tree.blocks.len()).map(BlockId::at);
    ids.filter_map(|id| with_others(tree, id, calls, scopes)).find(is_same)
}

/// Statements, and whether they have the optional ones.
struct Row {
    span: Span,
    has: bool,
}

/// Extends this block to such statements; `None` if there are none.
fn with_others(tree: &Tree, id: BlockId, calls: &Calls, scopes: &Scopes) -> Option<Tree> {
    let block = tree.blocks.get(id.index())?;
    let names_start = matches!(block.body.first(), Some(Item::Let(..)));
    if weight::of_body(&block.body, &tree.blocks) < WEIGHT
        || names_start
        || has_condition(&block.body)
    {
        return None;
    }
    let reads = Reads::of(tree, &calls.outputs);
    let input = calls.inputs.last().map(|(_, var)| *var);
    let spaces = spaces::all(tree, input);
    let mut found: Option<(Optional, &[Item], Vec<Row>)> = None;
    for (number, space) in spaces.iter().enumerate() {
        if space.block.is_some_and(|inside| is_called(tree, id, inside)) {
            continue;
        }
        let mut start = 0;
        while start < space.body.len() {
            let row = windows(space.body, start, block.body.len()).find_map(|window| {
                let (optional, has) = compared(window, &block.body, &tree.blocks)?;
                let mut calls_it = false;
                visit::calls(window, &mut |call| {
                    calls_it |= call.block().is_some_and(|callee| is_called(tree, callee, id));
                });
                let is_movable = !calls_it
                    && visit::makes(window)
                    && window::may_move(window)
                    && window::has_own_lists(window)
                    && reads.are_closed(window);
                let fits = found.as_ref().is_none_or(|(known, first, rows)| {
                    *known == optional
                        && rows.iter().all(|row| row.has == has)
                        && same_structure(first, window)
                });
                let span = Span { space: number, start, len: window.len() };
                (is_movable && fits).then_some((optional, window, Row { span, has }))
            });
            match row {
                None => start += 1,
                Some((optional, window, row)) => {
                    start += row.span.len;
                    found.get_or_insert_with(|| (optional, window, Vec::new())).2.push(row);
                }
            }
        }
    }
    let (optional, _, rows) = found?;
    applied(tree, id, &optional, &rows, &spaces, scopes)
}

/// Windows from a statement on that are about as long as a block.
fn windows(body: &Body, start: usize, len: usize) -> impl Iterator<Item = &[Item]> {
    let lens = len.saturating_sub(OPTIONAL).max(1)..=len + OPTIONAL;
    lens.filter_map(move |len| body.get(start..start + len))
}

/// What one of two runs of statements has and the other does not, and whether the first has it.
fn compared(one: &[Item], other: &[Item], blocks: &[Block]) -> Option<(Optional, bool)> {
    match optional(one, other, blocks) {
        Some(optional) => Some((optional, true)),
        None => optional(other, one, blocks).map(|optional| (optional, false)),
    }
}

/// The statements without which the long ones are as the short ones.
fn optional(long: &[Item], short: &[Item], blocks: &[Block]) -> Option<Optional> {
    let is_same = |(one, other): &(&Item, &Item)| {
        hash::of_item(one, Equality::Structure) == hash::of_item(other, Equality::Structure)
    };
    let before = long.iter().zip(short).take_while(is_same).count();
    let rest = short.len().checked_sub(before)?;
    let after = long.iter().rev().zip(short.iter().rev()).take(rest).take_while(is_same).count();
    let len = long.len().checked_sub(short.len())?;
    if before + after >= short.len() {
        let run = long.get(before..before + len)?;
        let is_short =
            len <= OPTIONAL && weight::of_body(run, blocks) <= weight::of_body(short, blocks);
        let is_inner = before > 0 && before + len < long.len();
        return (is_inner && len > 0 && is_short).then_some(Optional {
            way: Vec::new(),
            start: before,
            len,
        });
    }
    let (Some(one), Some(other)) = (long.get(before), short.get(before)) else { return None };
    let is_only = len == 0 && before + after + 1 == short.len();
    let (Item::Call(one), Item::Call(other)) = (one, other) else { return None };
    if !is_only || one.callee != other.callee || one.args.len() != other.args.len() {
        return None;
    }
    in_arguments(before, one, &other.args, blocks).or_else(|| {
        // The current tensor may be either operand of a sum.
        let Callee::Op(op) = other.callee else { return None };
        let mut swapped = other.args.clone();
        swapped.reverse();
        let may_swap = is_commutative(op) && swapped.len() == 2;
        if may_swap { in_arguments(before, one, &swapped, blocks) } else { None }
    })
}

fn in_arguments(at: usize, one: &Call, other: &[Arg], blocks: &[Block]) -> Option<Optional> {
    let mut found = None;
    for (arg, (one, other)) in one.args.iter().zip(other).enumerate() {
        let inner = match (&one.value, &other.value) {
            (Value::Branch(long), Value::It) if long.len() <= OPTIONAL => {
                Optional { way: Vec::new(), start: 0, len: long.len() }
            }
            (Value::Branch(long), Value::Branch(short)) => match same_structure(long, short) {
                true => continue,
                false => optional(long, short, blocks)?,
            },
            (Value::It, Value::It) => continue,
            (one, other) if std::mem::discriminant(one) == std::mem::discriminant(other) => {
                continue;
            }
            _ => return None,
        };
        let way = [(at, arg)].into_iter().chain(inner.way).collect();
        if found.replace(Optional { way, ..inner }).is_some() {
            return None;
        }
    }
    found
}

fn same_structure(one: &[Item], other: &[Item]) -> bool {
    let hashes = |body: &[Item]| -> Vec<u64> {
        body.iter().map(|item| hash::of_item(item, Equality::Structure)).collect()
    };
    hashes(one) == hashes(other)
}

/// Whether a block is another one, or calls it on some way.
fn is_called(tree: &Tree, caller: BlockId, callee: BlockId) -> bool {
    let mut found = caller == callee;
    if let Some(block) = tree.blocks.get(caller.index()).filter(|_| !found) {
        visit::calls(&block.body, &mut |call| {
            found = found || call.block().is_some_and(|next| is_called(tree, next, callee));
        });
    }
    found
}

fn has_condition(body: &[Item]) -> bool {
    body.iter().any(|item| {
        let mut has = matches!(item, Item::If(..));
        visit::inner_bodies(item, &mut |inner| has |= has_condition(inner));
        has
    })
}

/// The body that optional statements are in.
fn body_at<'t>(body: &'t mut Body, way: &[(usize, usize)]) -> Option<&'t mut Body> {
    match way {
        [] => Some(body),
        [(at, arg), rest @ ..] => match body.get_mut(*at)? {
            Item::Call(call) => match &mut call.args.get_mut(*arg)?.value {
                Value::Branch(inner) => body_at(inner, rest),
                _ => None,
            },
            _ => None,
        },
    }
}

/// Which holes of statements are in the optional ones.
fn optional_holes(long: &[Item], optional: &Optional) -> Option<Vec<bool>> {
    let mut marked = long.to_vec();
    let body = body_at(&mut marked, &optional.way)?;
    let run = body.get_mut(optional.start..optional.start + optional.len)?;
    visit::holes(run, &mut |hole, _| match hole {
        HoleMut::Expr(expr) => *expr = Expr::Param(usize::MAX),
        HoleMut::Place(place) => *place = Place::Param(usize::MAX),
        HoleMut::Op(op) => *op = Callee::Param(usize::MAX),
        HoleMut::Flag(_) => {}
    });
    let mut which = Vec::new();
    visit::holes(&mut marked, &mut |hole, _| {
        which.push(match hole {
            HoleMut::Expr(expr) => *expr == Expr::Param(usize::MAX),
            HoleMut::Place(place) => *place == Place::Param(usize::MAX),
            HoleMut::Op(op) => *op == Callee::Param(usize::MAX),
            HoleMut::Flag(_) => false,
        });
    });
    Some(which)
}

/// The tree with one block for its calls and for the statements of these rows.
fn applied(
    tree: &Tree,
    id: BlockId,
    optional: &Optional,
    rows: &[Row],
    spaces: &[spaces::Space<'_>],
    scopes: &Scopes,
) -> Option<Tree> {
    let block = tree.blocks.get(id.index())?;
    let has = rows.first()?.has;
    let window = |row: &Row| spaces.get(row.span.space)?.body.get(row.span.range());
    let long = if has { window(rows.first()?)? } else { &block.body };
    let which = optional_holes(long, optional)?;
    let spread =
        |instance: Instance, has: bool| if has { instance } else { instance.spread(&which) };
    let mut args: Vec<&[Arg]> = Vec::new();
    for body in tree.bodies() {
        visit::calls(body, &mut |call| {
            if call.block() == Some(id) {
                args.push(&call.args);
            }
        });
    }
    let mut instances = Vec::new();
    for args in &args {
        instances.push(spread(Instance::of_call(&block.body, args)?, !has));
    }
    for row in rows {
        instances.push(spread(Instance::new(window(row)?, None), has));
    }
    let mut table = parameters::table(instances)?;
    let mut body = table.filled(long, None);
    let flags = args.iter().map(|_| !has).chain(rows.iter().map(|_| has));
    let flag = table.add_flag(flags);
    let inner = body_at(&mut body, &optional.way)?;
    let run: Body = inner.drain(optional.start..optional.start + optional.len).collect();
    inner.insert(optional.start, Item::If(flag, run));

    let mut next = tree.clone();
    let mut row = 0;
    super::finish::each_call(&mut next, &mut |call| {
        if call.block() == Some(id) {
            let output = call.outputs.first().copied();
            *call = Call::of_block(id, table.arguments(row), output, call.scope);
            row += 1;
        }
    });
    let mut edits = Vec::new();
    for (at, of) in rows.iter().enumerate() {
        let window = window(of)?;
        let its_scope = scope::of_items(window, scopes).unwrap_or_default();
        let arguments = table.arguments(args.len() + at);
        let call = Call::of_block(id, arguments, visit::yielded(window), its_scope);
        edits.push((of.span, Item::Call(call)));
    }
    spaces::replace(&mut next, edits);
    let joined = Block { params: table.params, body, ..block.clone() };
    next.blocks.get_mut(id.index()).into_iter().for_each(|block| *block = joined.clone());
    Some(next)
}
