//! Names of blocks and of their parameters.

use foldhash::HashSet;

use super::kinds;
use super::tree::{Block, BlockId, Callee, Expr, Hole, Item, Place, Slot, Tree, Value};
use super::visit;
use crate::bundled::PRELUDE;
use crate::import::scopes::{ScopeId, Scopes};
use crate::index::Idx;
use crate::ops;
use crate::syntax::is_reserved;

/// The names of blocks that are in use.
#[derive(Debug, Default)]
pub(super) struct Used(HashSet<String>);

impl Used {
    /// A name that is no other block's, no operation's and no word of the language.
    fn unique(&mut self, name: &str) -> String {
        let base = match is_taken(name) {
            true => format!("{name}_block"),
            false => name.to_owned(),
        };
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let mut free = [base.clone()].into_iter().chain(numbered);
        let name = free.find(|name| !self.0.contains(name)).unwrap_or(base);
        self.0.insert(name.clone());
        name
    }
}

/// Whether a name means something else in the language.
fn is_taken(name: &str) -> bool {
    let is_prelude = PRELUDE.lines().any(|line| {
        let rest = line.strip_prefix("block ").and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| {
            !rest.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '_')
        })
    });
    is_prelude || is_reserved(name) || ops::find(name).is_some()
}

/// Names a block: after its scopes, or after what it does.
pub(super) fn name_block(tree: &mut Tree, id: BlockId, scopes: &Scopes, used: &mut Used) {
    let Some(block) = tree.blocks.get(id.index()) else { return };
    let kind = kinds::of_block(block, &tree.blocks);
    let name = of_scopes(block, scopes, kind).or_else(|| kind.map(str::to_owned));
    let name = used.unique(&name.unwrap_or_else(|| kinds::in_words(&block.body)));
    if let Some(block) = tree.blocks.get_mut(id.index()) {
        block.name = name;
    }
}

/// The name that most of the scopes of a block have, which its kind may say better.
fn of_scopes(block: &Block, scopes: &Scopes, kind: Option<&str>) -> Option<String> {
    let mut names: Vec<(String, bool)> =
        block.scopes.iter().map(|scope| of_scope(*scope, scopes)).collect();
    names.sort();
    let count = |name: &(String, bool)| names.iter().filter(|other| *other == name).count();
    let most = names.iter().find(|name| count(name) * 2 > names.len())?;
    let (name, is_container) = most.clone();
    // `layers.3` says less than what the layer is.
    let says_little = name.len() < 2
        || GENERAL.contains(&name.as_str())
        || (is_container && kind.is_some())
        || (kind.is_some() && is_taken(&name));
    (!says_little).then_some(name)
}

/// Names of containers, which say nothing of what is in them.
const GENERAL: &[&str] = &[
    "features",
    "layers",
    "layer_list",
    "blocks",
    "block",
    "model",
    "net",
    "module",
    "modules",
    "conv",
    "backbone",
    "body",
    "main",
    "sequential",
    "convs",
    "downs",
    "ups",
    "branch",
    "list",
    "output",
    "trunk_output",
    "operation",
];

/// Whether a name is that of a container.
pub(super) fn is_general(name: &str) -> bool {
    GENERAL.contains(&name)
}

/// The name of a scope as that of a block, and whether it is that of the container around it.
fn of_scope(mut scope: ScopeId, scopes: &Scopes) -> (String, bool) {
    if let Some(class) = scopes.class(scope) {
        return (snake_case(class), false);
    }
    let mut climbed = false;
    while scope != ScopeId::default() && words(scopes.name(scope)).is_empty() {
        scope = scopes.parent(scope);
        climbed = true;
    }
    (words(scopes.name(scope)), climbed)
}

/// The name of a class in lower case: `EncoderLayer` is `encoder_layer`.
fn snake_case(class: &str) -> String {
    let mut name = String::new();
    for (at, it) in class.rsplit('.').next().unwrap_or_default().char_indices() {
        if it.is_ascii_uppercase() && at > 0 && !name.ends_with('_') {
            let before = class.get(..at).and_then(|before| before.chars().last());
            if before.is_some_and(|before| before.is_ascii_lowercase()) {
                name.push('_');
            }
        }
        name.push(it.to_ascii_lowercase());
    }
    words(&name)
}

/// The words of a name in lower case, without numbers at its end.
pub(super) fn words(name: &str) -> String {
    let name = name.trim_end_matches(|it: char| !it.is_ascii_alphabetic());
    let name = name.trim_start_matches(|it: char| !it.is_ascii_alphabetic());
    let mut words = String::new();
    for it in name.chars() {
        match it.is_ascii_alphanumeric() {
            true => words.push(it.to_ascii_lowercase()),
            false if words.ends_with('_') => {}
            false => words.push('_'),
        }
    }
    words
}

/// Where each of so many parameters of a body is used; of an argument of a block, where that uses it is not looked at.
pub(super) fn slots(body: &mut [Item], params: usize) -> Vec<Vec<Slot>> {
    let mut slots = vec![Vec::new(); params];
    visit::holes(body, &mut |hole, slot| {
        let param = match hole.get() {
            Hole::Expr(Expr::Param(param) | Expr::Times(_, param) | Expr::Over(param, _))
            | Hole::Place(Place::Param(param))
            | Hole::Op(Callee::Param(param)) => param,
            Hole::Expr(Expr::Int(_) | Expr::Number(_))
            | Hole::Place(Place::Var(_))
            | Hole::Op(Callee::Op(_) | Callee::Block(_))
            | Hole::Flag(_) => return,
        };
        slots.get_mut(param).into_iter().for_each(|slots: &mut Vec<Slot>| slots.push(slot));
    });
    slots
}

/// Names the parameters of a block, whose callees have theirs.
pub(super) fn name_params(tree: &mut Tree, id: BlockId) {
    let Some(block) = tree.blocks.get(id.index()) else { return };
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
    for body in tree.blocks.iter().map(|block| &block.body).chain([&tree.body]) {
        visit::calls(body, &mut |call| {
            if call.callee != Callee::Block(id) {
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
        ("reshape" | "weight" | "custom" | "expand", ..) => "size",
        ("slice", None, 0) => "start",
        ("slice", None, 1) => "stop",
        ("split", None, 0) => "parts",
        ("upsample", None, 0) => "factor",
        ("from", ..) => "skip",
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
        let Callee::Block(callee) = call.callee else { return };
        let is_param = |value: &Value| match value {
            Value::Number(Expr::Param(it) | Expr::Times(_, it) | Expr::Over(it, _))
            | Value::Place(Place::Param(it))
            | Value::Op(Callee::Param(it)) => *it == param,
            _ => false,
        };
        let at = call.args.iter().position(|arg| is_param(&arg.value));
        let callee = tree.blocks.get(callee.index());
        if let (Some(at), Some(callee), None) = (at, callee, &found) {
            found = callee.params.get(at).map(|param| param.name.clone());
        }
    });
    // The callee's numbers tell its own parameters apart.
    let found: Option<String> = found;
    found.map_or("n".to_owned(), |name| {
        name.trim_end_matches(|it: char| it.is_ascii_digit()).to_owned()
    })
}
