//! Names of the parameters of blocks, as papers have them.

use super::kinds;
use super::tree::{Arg, Block, BlockId, Expr, Hole, Item, Place, Slot, Tree, Value};
use super::visit;
use crate::index::Idx;

/// The uses of each of so many parameters in a body. An argument of a block is one, whatever the block does with it.
fn slots(body: &mut [Item], params: usize) -> Vec<Vec<Slot>> {
    let mut slots = vec![Vec::new(); params];
    visit::holes(body, &mut |hole, slot| {
        let Some(param) = hole.get().param() else { return };
        slots.get_mut(param).into_iter().for_each(|slots: &mut Vec<Slot>| slots.push(slot));
    });
    slots
}

/// Names the parameters of a block, whose callees have theirs.
pub(super) fn name_params(tree: &mut Tree, id: BlockId) {
    let Some(block) = tree.block(id) else { return };
    let slots = slots(&mut block.body.clone(), block.params.len());
    let mut bases: Vec<String> =
        (0..block.params.len()).map(|param| base(tree, block, param, slots.get(param))).collect();
    for (param, base) in bases.iter_mut().enumerate() {
        if block.params.get(param).is_some_and(|it| it.is_flag) {
            *base = kinds::of_flag(&block.body, param).to_owned();
        }
    }
    let sizes = sizes(tree, id);
    channels(&mut bases, &slots, &sizes);
    let mut names: Vec<String> = Vec::new();
    for base in bases {
        let numbered = (2..).map(|number| format!("{base}{number}"));
        let name = [base.clone()].into_iter().chain(numbered).find(|name| !names.contains(name));
        names.push(name.unwrap_or(base));
    }
    if let Some(block) = tree.blocks.get_mut(id.index()) {
        for (param, name) in block.params.iter_mut().zip(names) {
            param.name = name;
        }
    }
}

/// The numbers that the calls of a block have for each parameter, as far as they are numbers.
fn sizes(tree: &Tree, id: BlockId) -> Vec<Vec<i64>> {
    let mut sizes: Vec<Vec<i64>> = Vec::new();
    for body in tree.bodies() {
        visit::calls(body, &mut |call| {
            if call.block() != Some(id) {
                return;
            }
            sizes.resize_with(sizes.len().max(call.args.len()), Vec::new);
            for (sizes, arg) in sizes.iter_mut().zip(&call.args) {
                if let Value::Number(Expr::Int(value)) = arg.value {
                    sizes.push(value);
                }
            }
        });
    }
    sizes
}

/// Tells apart parameters that are numbers of channels: the last is what the block yields.
fn channels(bases: &mut [String], slots: &[Vec<Slot>], sizes: &[Vec<i64>]) {
    let of_channels: Vec<usize> =
        bases.iter().enumerate().filter(|(_, base)| *base == "c").map(|(at, _)| at).collect();
    let Some(last) = of_channels.last().copied().filter(|_| of_channels.len() > 1) else { return };
    if of_channels.len() > 3 {
        for (number, at) in of_channels.iter().enumerate() {
            bases.get_mut(*at).into_iter().for_each(|base| *base = format!("c{}", number + 1));
        }
        return;
    }
    let size = |at: usize| sizes.get(at).map_or(0, |sizes| sizes.iter().sum::<i64>());
    let others: Vec<usize> = of_channels.into_iter().filter(|at| *at != last).collect();
    let largest = others.iter().map(|at| size(*at)).max().unwrap_or_default();
    for at in others {
        let is_dense =
            slots.get(at).is_some_and(|slots| slots.iter().all(|slot| slot.op != "conv"));
        let name = match size(at) == largest && largest > size(last) {
            true if is_dense => "hidden",
            true => "expand",
            false => "reduce",
        };
        bases.get_mut(at).into_iter().for_each(|base| *base = name.to_owned());
    }
}

/// What papers call a parameter that is used there.
fn base(tree: &Tree, block: &Block, param: usize, slots: Option<&Vec<Slot>>) -> String {
    let slots = slots.map_or(&[][..], |slots| slots);
    // A number of channels is the best name of what is also a size of a shape.
    let of_channels =
        slots.iter().find(|slot| matches!(slot.op, "conv" | "deconv" | "linear" | "fc"));
    let Some(slot) = of_channels.or(slots.first()) else { return "n".to_owned() };
    let name = match (slot.op, slot.arg, slot.position) {
        (_, Some(name @ ("k" | "s" | "p" | "d" | "g")), _) => name,
        ("act", ..) => "act",
        ("repeat", ..) => "n",
        ("", ..) => return of_callee(tree, block, param),
        ("conv" | "deconv" | "linear" | "fc", None, 0) | ("embed", None, 1) => "c",
        ("embed", None, 0) => "vocab",
        ("reshape" | "weight" | "custom" | "expand" | "crop", ..) => "size",
        ("slice", None, 0) => "start",
        ("slice", None, 1) => "stop",
        ("split", None, 0) => "parts",
        ("upsample", None, 0) => "factor",
        ("from", ..) => "skip",
        ("sdpa", None, 0) => "q",
        ("sdpa", None, 1) => "k",
        ("sdpa", None, 2) => "v",
        (_, None, _) if is_place(block, param) => "skip",
        ("add" | "sub", None, _) => "offset",
        ("mul" | "div", None, _) => "factor",
        (_, Some(name), _) => name,
        _ => "n",
    };
    name.to_owned()
}

/// Whether a parameter is a tensor.
fn is_place(block: &Block, param: usize) -> bool {
    let mut is_place = false;
    visit::holes(&mut block.body.clone(), &mut |hole, _| {
        is_place |= hole.get() == Hole::Place(Place::Param(param));
    });
    is_place
}

/// What the block that is called with a parameter calls it.
fn of_callee(tree: &Tree, block: &Block, param: usize) -> String {
    let mut found = None;
    visit::calls(&block.body, &mut |call| {
        let callee = call.block().and_then(|callee| tree.block(callee));
        let is_param = |arg: &Arg| arg.value.hole().and_then(Hole::param) == Some(param);
        let at = call.args.iter().position(is_param);
        if let (Some(at), Some(callee), None) = (at, callee, &found) {
            found = callee.params.get(at).map(|param| param.name.clone());
        }
    });
    // Numbers at the end tell only the callee's own parameters apart.
    let found: Option<String> = found;
    found.map_or("n".to_owned(), |name| {
        name.trim_end_matches(|it: char| it.is_ascii_digit()).to_owned()
    })
}
