//! Replaces statements by calls of the standard blocks that have exactly the same layers.

mod build;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};

use foldhash::fast::RandomState;

use self::table::TABLE;
use super::hash::{self, Equality};
use super::scope;
use super::spaces::{self, Space, Span};
use super::tree::{Block, BlockId, Body, Call, Expr, Hole, Item, Param, Standard, Tree};
use super::visit;
use super::window::{self, Reads};
use crate::import::call::Calls;
use crate::import::scopes::Scopes;
use crate::import::write::Types;
use crate::index::Idx;

/// A standard block.
#[derive(Debug)]
struct Known {
    name: &'static str,
    /// Its parameters, as far as calls of it here have them; those with a default come last.
    params: &'static [(&'static str, Preset)],
    /// The arguments of the call that statements may be, given the sizes of the tensor before them.
    read: fn(&[Item], &[u64]) -> Option<Vec<Hole>>,
    /// What a call with these arguments does after a tensor of these sizes; `None` if it refuses them.
    body: fn(&[Hole], &[u64]) -> Option<Body>,
    /// Whether it is as large as the parts of which papers list networks, and not a part of those.
    is_stage: bool,
}

/// What a parameter is in a call that leaves it out.
#[derive(Clone, Copy, Debug)]
enum Preset {
    /// Calls name it, also where the language has a default that depends on the tensor before them.
    Required,
    Int(i64),
    Op(&'static str),
}

/// The statements of a call of a standard block after a tensor of these sizes; `None` if it refuses its arguments.
pub(super) fn expanded(standard: Standard, args: &[Hole], dims: &[u64]) -> Option<Body> {
    let Standard { body, types, .. } = standard;
    let mut body = body(args, dims)?;
    visit::calls_mut(&mut body, &mut |call| {
        call.dtype = Some(types.activations);
        let learns = matches!(call.op(), Some("conv" | "dwconv" | "linear" | "bn"));
        call.weights = learns.then_some(types.weights);
    });
    Some(body)
}

impl Known {
    fn standard(&self, types: Types) -> Standard {
        Standard { body: self.body, is_stage: self.is_stage, types }
    }

    /// The block as one of a text, which does not write it.
    fn block(&self, types: Types) -> Block {
        let param = |(name, preset): &(&str, Preset)| Param {
            name: (*name).to_owned(),
            default: match preset {
                Preset::Int(value) => Some(Expr::Int(*value)),
                Preset::Required | Preset::Op(_) => None,
            },
            is_flag: false,
            default_op: match preset {
                Preset::Op(op) => Some(op),
                Preset::Required | Preset::Int(_) => None,
            },
        };
        Block {
            name: self.name.to_owned(),
            params: self.params.iter().map(param).collect(),
            body: Body::new(),
            scopes: Vec::new(),
            standard: Some(self.standard(types)),
        }
    }

    /// How many of the first statements are a call of it, and its arguments.
    fn found(&self, types: Types, items: &[Item], dims: &[u64]) -> Option<(usize, Vec<Hole>)> {
        let args = (self.read)(items, dims)?;
        let body = expanded(self.standard(types), &args, dims)?;
        let window = items.get(..body.len())?;
        let is_same = |(one, other): (&Item, &Item)| {
            hash::of_item(one, Equality::Numbers) == hash::of_item(other, Equality::Numbers)
        };
        window.iter().zip(&body).all(is_same).then_some((body.len(), args))
    }
}

/// Statements that are a call of a standard block.
struct Match {
    known: &'static Known,
    span: Span,
    args: Vec<Hole>,
}

/// The tree of a model, which has no blocks yet, with calls of the standard ones.
pub(super) fn of_tree(tree: &Tree, calls: &Calls, scopes: &Scopes) -> Tree {
    let input = calls.inputs.last().map(|(_, var)| *var);
    let spaces = spaces::all(tree, input);
    let types = Types::of(calls);
    let matches = matches(&spaces, &Reads::of(tree, &calls.outputs), calls, types);
    let mut blocks: Vec<Block> = Vec::new();
    let mut edits = Vec::new();
    for Match { known, span, args } in together(matches, &spaces) {
        let window = spaces.get(span.space).and_then(|space| space.body.get(span.range()));
        let Some(window) = window else { continue };
        let at = blocks.iter().position(|block| block.name == known.name);
        let id = BlockId::at(at.unwrap_or(blocks.len()));
        if at.is_none() {
            blocks.push(known.block(types));
        }
        let scope = scope::of_items(window, scopes).unwrap_or_default();
        let call = Call::of_block(id, args.into_iter(), visit::yielded(window), scope);
        edits.push((span, Item::Call(call)));
    }
    let mut next = tree.clone();
    spaces::replace(&mut next, edits);
    Tree { blocks, ..next }
}

/// All calls of standard blocks, in the order of the bodies.
fn matches(spaces: &[Space<'_>], reads: &Reads, calls: &Calls, types: Types) -> Vec<Match> {
    let mut matches = Vec::new();
    for (number, space) in spaces.iter().enumerate() {
        let currents = space.currents();
        let mut start = 0;
        while let Some(items) = space.body.get(start..).filter(|items| !items.is_empty()) {
            let current = currents.get(start).copied().flatten();
            let dims = current.and_then(|var| calls.vars.lookup(var));
            let found = dims.and_then(|dims| {
                TABLE.iter().find_map(|known| {
                    let (len, args) = known.found(types, items, dims)?;
                    let window = items.get(..len)?;
                    let may_move = window::may_move(window) && reads.are_closed(window);
                    let span = Span { space: number, start, len };
                    may_move.then_some(Match { known, span, args })
                })
            });
            start += found.as_ref().map_or(1, |found| found.span.len);
            matches.extend(found);
        }
    }
    matches
}

/// The matches to replace: either all statements of the same structure and kernel sizes match, or none is replaced.
fn together(mut matches: Vec<Match>, spaces: &[Space<'_>]) -> Vec<Match> {
    let hash = |item: &Item| hash::of_item(item, Equality::Kernels);
    let hashes: Vec<Vec<u64>> =
        spaces.iter().map(|space| space.body.iter().map(hash).collect()).collect();
    let key = |hashes: &[u64]| {
        let key = |key: u64, hash: &u64| key.rotate_left(5).wrapping_add(*hash);
        (hashes.len(), hashes.iter().fold(0, key))
    };
    let kind = |span: Span| Some(key(hashes.get(span.space)?.get(span.range())?));
    let mut others: HashMap<(usize, u64), usize, RandomState> = HashMap::default();
    let mut taken = HashSet::<(usize, usize), RandomState>::default();
    for Match { span, .. } in &matches {
        kind(*span).into_iter().for_each(|kind| _ = others.entry(kind).or_default());
        taken.extend(span.range().map(|at| (span.space, at)));
    }
    let lens: BTreeSet<usize> = others.keys().map(|(len, _)| *len).collect();
    for (number, space) in spaces.iter().enumerate() {
        // Each body comes after the one that it is in.
        if space.within.is_some_and(|within| taken.contains(&within)) {
            taken.extend((0..space.body.len()).map(|at| (number, at)));
            continue;
        }
        for (start, len) in
            lens.iter().flat_map(|len| (0..space.body.len()).map(move |at| (at, *len)))
        {
            let span = Span { space: number, start, len };
            let is_taken = span.range().all(|at| taken.contains(&(number, at)));
            if let Some(count) = kind(span).filter(|_| !is_taken).and_then(|it| others.get_mut(&it))
            {
                *count += 1;
            }
        }
    }
    matches.retain(|found| kind(found.span).is_some_and(|kind| others.get(&kind) == Some(&0)));
    matches
}
