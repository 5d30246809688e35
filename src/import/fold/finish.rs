//! Parameters of blocks in a good order, with defaults and names; blocks in the order of their use.

use std::collections::BTreeMap;

use super::tree::{self, Arg, BlockId, Call, Callee, Expr, HoleMut, Item, Place, Tree, Value};
use super::visit;
use super::{names, param_names, parameters};
use crate::import::scopes::Scopes;
use crate::index::Idx;

/// The tree with named blocks, each after those that it calls, and their parameters named.
pub(super) fn finish(tree: &Tree, scopes: &Scopes) -> Tree {
    let mut tree = tree.clone();
    skip_wrappers(&mut tree);
    sort_blocks(&mut tree);
    let mut used = names::Used::of_standard(&tree);
    let own = tree.blocks.iter().enumerate().filter(|(_, block)| block.standard.is_none());
    let own: Vec<BlockId> = own.map(|(at, _)| BlockId::at(at)).collect();
    for id in own {
        param_names::name_params(&mut tree, id);
        defaults(&mut tree, id);
        names::name_block(&mut tree, id, scopes, &mut used);
    }
    tree
}

/// Calls of a block that only calls another one become calls of that.
fn skip_wrappers(tree: &mut Tree) {
    let wrapped = |block: &tree::Block| match block.body.as_slice() {
        [Item::Call(call @ Call { callee: Callee::Block(_), .. })] => Some(call.clone()),
        _ => None,
    };
    let wrapped: Vec<Option<Call>> = tree.blocks.iter().map(wrapped).collect();
    each_call(tree, &mut |call| {
        while let Callee::Block(id) = call.callee
            && let Some(inner) = wrapped.get(id.index()).and_then(Option::as_ref)
            && let Some(args) = substituted(&inner.args, &call.args)
        {
            call.callee = inner.callee;
            call.args = args;
        }
    });
}

/// Arguments within a block as its caller gives them.
fn substituted(args: &[Arg], outer: &[Arg]) -> Option<Vec<Arg>> {
    let value = |value: &Value| {
        let outer = |param: usize| outer.get(param)?.value.hole();
        parameters::substituted(value.hole()?, outer).map(Value::from)
    };
    args.iter().map(|arg| Some(Arg { name: None, value: value(&arg.value)? })).collect()
}

/// Puts each block after those that it calls, otherwise in the order in which the file calls them.
fn sort_blocks(tree: &mut Tree) {
    let mut order = Vec::new();
    let mut callees = Vec::new();
    visit::calls(&tree.body, &mut |call| callees.extend(call.block()));
    callees.iter().for_each(|callee| visit(tree, *callee, &mut order));
    let places: BTreeMap<BlockId, BlockId> =
        order.iter().enumerate().map(|(place, id)| (*id, BlockId::at(place))).collect();
    let sorted = order.iter().filter_map(|id| tree.blocks.get(id.index()).cloned());
    tree.blocks = sorted.collect();
    each_call(tree, &mut |call| {
        if let Some(place) = call.block().and_then(|id| places.get(&id)) {
            call.callee = Callee::Block(*place);
        }
    });
}

fn visit(tree: &Tree, id: BlockId, order: &mut Vec<BlockId>) {
    let Some(block_of) = tree.blocks.get(id.index()).filter(|_| !order.contains(&id)) else {
        return;
    };
    let mut callees = Vec::new();
    visit::calls(&block_of.body, &mut |call| callees.extend(call.block()));
    callees.into_iter().for_each(|callee| visit(tree, callee, order));
    if !order.contains(&id) {
        order.push(id);
    }
}

/// Visits all calls of all bodies.
pub(super) fn each_call(tree: &mut Tree, visit: &mut dyn FnMut(&mut Call)) {
    tree.bodies_mut().for_each(|body| visit::calls_mut(body, visit));
}

/// Gives defaults to the parameters of a block, and puts those without one first.
fn defaults(tree: &mut Tree, id: BlockId) {
    let mut columns: Vec<Vec<Value>> = Vec::new();
    each_call(tree, &mut |call| {
        if call.block() == Some(id) {
            columns.resize_with(columns.len().max(call.args.len()), Vec::new);
            for (column, arg) in columns.iter_mut().zip(&call.args) {
                column.push(arg.value.clone());
            }
        }
    });
    let Some(block_of) = tree.blocks.get_mut(id.index()) else { return };
    for (param, column) in block_of.params.iter_mut().zip(&columns) {
        match usual(column) {
            Some((Constant::Int(value), count))
                if matches!(param.name.as_str(), "k" | "s" | "p" | "d" | "g")
                    && (count * 2 > column.len() || (value == 1 && count * 2 == column.len())) =>
            {
                param.default = Some(Expr::Int(value));
            }
            Some((Constant::Op(op), _)) => param.default_op = Some(op),
            _ => {}
        }
    }
    let rank =
        |at: &usize| match (block_of.params.get(*at), columns.get(*at).and_then(|it| it.first())) {
            (Some(param), _) if param.is_flag => 4,
            (Some(param), _) if param.default_op.is_some() => 3,
            (Some(param), _) if param.default.is_some() => 2,
            (_, Some(Value::Place(_))) => 1,
            (Some(param), _) if param.name == "n" => 1,
            _ => 0,
        };
    let mut order: Vec<usize> = (0..block_of.params.len()).collect();
    order.sort_by_key(rank);
    reorder(tree, id, &order);
}

/// What may be the default of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Constant {
    Int(i64),
    Op(&'static str),
}

/// The number or operation that most calls have, and how many do.
fn usual(column: &[Value]) -> Option<(Constant, usize)> {
    let mut counts: BTreeMap<Constant, usize> = BTreeMap::new();
    for value in column {
        let constant = match value {
            Value::Number(Expr::Int(value)) => Constant::Int(*value),
            Value::Op(Callee::Op(op)) => Constant::Op(op),
            _ => continue,
        };
        *counts.entry(constant).or_default() += 1;
    }
    // Of those that are as frequent, 1 if that is among them.
    counts.into_iter().max_by_key(|(constant, count)| (*count, *constant == Constant::Int(1)))
}

/// Puts the parameters of a block, and the arguments of its calls, into another order.
fn reorder(tree: &mut Tree, id: BlockId, order: &[usize]) {
    let place = |param: usize| order.iter().position(|old| *old == param).unwrap_or(param);
    if let Some(block_of) = tree.blocks.get_mut(id.index()) {
        block_of.params = picked(&block_of.params, order);
        visit::holes(&mut block_of.body, &mut |hole, _| match hole {
            HoleMut::Expr(Expr::Param(param) | Expr::Times(_, param) | Expr::Over(param, _))
            | HoleMut::Place(Place::Param(param))
            | HoleMut::Op(Callee::Param(param)) => *param = place(*param),
            _ => {}
        });
        conditions(&mut block_of.body, &mut |flag| *flag = place(*flag));
    }
    each_call(tree, &mut |call| {
        if call.block() == Some(id) {
            call.args = picked(&call.args, order);
        }
    });
}

fn picked<T: Clone>(items: &[T], order: &[usize]) -> Vec<T> {
    order.iter().filter_map(|at| items.get(*at).cloned()).collect()
}

/// Visits all conditions.
fn conditions(body: &mut [Item], visit: &mut dyn FnMut(&mut usize)) {
    for item in body {
        if let Item::If(flag, _) = item {
            visit(flag);
        }
        visit::inner_bodies_mut(item, &mut |inner| conditions(inner, visit));
    }
}
