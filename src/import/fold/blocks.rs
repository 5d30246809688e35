//! Statements of the same structure as calls of a block.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::hash::{self, Equality};
use super::parameters::{self, Instance, Table};
use super::spaces::{self, Span};
use super::tree::{Arg, Block, BlockId, Body, Call, Callee, Item, Tree};
use super::visit;
use super::window::{self, Reads};
use super::{scope, weight};
use crate::import::call::{Calls, VarId};
use crate::import::scopes::{ScopeId, Scopes};
use crate::index::Idx;

/// The most statements of a block.
const LENGTH: usize = 40;

/// A block saves so many words at least.
const GAIN: usize = 4;

/// What is worth a block has so many words.
const WEIGHT: usize = 8;

/// The most blocks.
const BLOCKS: usize = 24;

/// A repeat of so many calls has a block.
const CALLS: usize = 5;

/// A scope of so many words has a block.
const LONG: usize = 30;

/// The most windows that are looked at for a block.
const WINDOWS: usize = 200_000;

/// Finds blocks, one after the other, those that save the most first; `accept` says whether a tree may be taken.
pub(super) fn blocks(
    tree: Tree,
    calls: &Calls,
    scopes: &Scopes,
    accept: &mut dyn FnMut(&Tree) -> bool,
) -> Tree {
    let mut tree = tree;
    let mut is_aligned = true;
    let most = BLOCKS.min(spaces::tries(&tree));
    while tree.blocks.len() < most {
        let search = Search::new(&tree, calls, scopes);
        match search.best(is_aligned) {
            Some(found) => {
                let next = found.applied(&tree, &search);
                if !accept(&next) {
                    return tree;
                }
                tree = next;
            }
            None if is_aligned => is_aligned = false,
            None => return tree,
        }
    }
    tree
}

/// Makes blocks of what runs several times and is a whole of its own: what a repeat has in it, and scopes within
/// blocks and repeats that are long.
pub(super) fn wholes(
    tree: Tree,
    calls: &Calls,
    scopes: &Scopes,
    accept: &mut dyn FnMut(&Tree) -> bool,
) -> Tree {
    let mut tree = tree;
    for _ in 0..BLOCKS.min(spaces::tries(&tree)) {
        let search = Search::new(&tree, calls, scopes);
        let Some(found) = search.whole() else { return tree };
        let next = found.applied(&tree, &search);
        if !accept(&next) {
            return tree;
        }
        tree = next;
    }
    tree
}

/// A body with what is known of its statements.
struct Space<'t> {
    body: &'t Body,
    hashes: Vec<u64>,
    weights: Vec<usize>,
    scopes: Vec<Option<ScopeId>>,
    /// The current tensor before each statement.
    currents: Vec<Option<VarId>>,
    /// Whether it may run several times.
    repeats: bool,
    /// Whether it is that of a repeat.
    is_repeat: bool,
}

/// A search for a block.
struct Search<'t> {
    spaces: Vec<Space<'t>>,
    reads: Reads,
    scopes: &'t Scopes,
}

/// Spans of one structure.
#[derive(Default)]
struct Group {
    spans: Vec<Span>,
    weight: usize,
}

/// A block to be.
struct Found {
    spans: Vec<Span>,
    table: Table,
    gain: usize,
}

impl<'t> Search<'t> {
    fn new(tree: &'t Tree, calls: &Calls, scopes: &'t Scopes) -> Self {
        let space = |space: spaces::Space<'t>| Space {
            currents: space.currents(),
            body: space.body,
            repeats: space.repeats,
            is_repeat: space.is_repeat,
            hashes: space
                .body
                .iter()
                .map(|item| hash::of_item(item, Equality::Structure))
                .collect(),
            weights: space.body.iter().map(weight::of_item).collect(),
            scopes: space
                .body
                .iter()
                .map(|item| scope::of_items(std::slice::from_ref(item), scopes))
                .collect(),
        };
        let input = calls.inputs.last().map(|(_, var)| *var);
        let spaces = spaces::all(tree, input).into_iter().map(space).collect();
        Search { spaces, reads: Reads::of(tree, &calls.outputs), scopes }
    }

    /// The block that saves the most.
    fn best(&self, is_aligned: bool) -> Option<Found> {
        let mut groups: Vec<Group> = self.groups(is_aligned);
        groups.retain(|group| group.spans.len() > 1);
        let most = |group: &Group| (group.spans.len() - 1) * group.weight;
        groups.sort_by_key(|group| {
            let first = group.spans.first().map(|span| (span.space, span.start, span.len));
            (std::cmp::Reverse(most(group)), first)
        });
        let mut best: Option<Found> = None;
        for group in groups {
            if best.as_ref().is_some_and(|best| best.gain >= most(&group)) {
                break;
            }
            if let Some(found) = self.found(&group)
                && best.as_ref().map_or(found.gain > GAIN, |best| {
                    (found.gain, self.scales(&found)) > (best.gain, self.scales(best))
                })
            {
                best = Some(found);
            }
        }
        best
    }

    /// Statements that are a whole of their own, the innermost first.
    fn whole(&self) -> Option<Found> {
        let spaces = self.spaces.iter().enumerate().rev().filter(|(_, space)| space.repeats);
        spaces.into_iter().find_map(|(number, space)| {
            let len = space.body.len();
            let all = Span { space: number, start: 0, len };
            let is_whole = space.is_repeat && weight::calls(space.body) >= CALLS;
            let scoped = || self.scoped(number, space);
            let spans = [Some(all).filter(|_| is_whole), scoped()];
            spans.into_iter().flatten().filter(|span| self.is_movable(*span)).find_map(|span| {
                let instance = Instance::new(self.window(span)?, self.current(span));
                let table = parameters::table(vec![instance])?;
                Some(Found { spans: vec![span], table, gain: 0 })
            })
        })
    }

    /// The longest statements that are all of a scope, and not all of a body.
    fn scoped(&self, number: usize, space: &Space<'_>) -> Option<Span> {
        let len = space.body.len();
        let spans = (0..len).flat_map(|start| (1..=len - start).map(move |len| (start, len)));
        let spans = spans.filter(|(_, its_len)| *its_len < len && *its_len <= LENGTH);
        let whole = scope::of_items(space.body, self.scopes);
        let long = spans.filter(|(start, len)| {
            let window = space.body.get(*start..start + len).unwrap_or_default();
            let scope = scope::of_items(window, self.scopes);
            weight::of_body(window) >= LONG
                && scope != whole
                && self.is_aligned(space, *start, *len, scope)
        });
        let (start, len) = long.max_by_key(|(_, len)| *len)?;
        Some(Span { space: number, start, len })
    }

    /// Whether a block begins with a change of resolution, as a stage does.
    fn scales(&self, found: &Found) -> bool {
        let first = found.spans.first().and_then(|span| self.window(*span)?.first());
        matches!(first, Some(Item::Call(call)) if matches!(
            call.callee,
            Callee::Op("pool" | "avgpool" | "deconv" | "upsample" | "pixelshuffle")
        ))
    }

    /// All windows of statements by their structure.
    fn groups(&self, is_aligned: bool) -> Vec<Group> {
        let items: usize = self.spaces.iter().map(|space| space.body.len()).sum();
        let length = LENGTH.min(WINDOWS / items.max(1));
        let mut groups: HashMap<u64, Group, RandomState> = HashMap::default();
        for (number, space) in self.spaces.iter().enumerate() {
            for start in 0..space.body.len() {
                let mut key = 0_u64;
                let mut weight = 0;
                let mut scope: Option<ScopeId> = None;
                let rest = space.hashes.iter().zip(&space.weights).zip(&space.scopes).skip(start);
                for (len, ((hash, its_weight), its_scope)) in (1..=length).zip(rest) {
                    key =
                        key.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(5).wrapping_add(*hash);
                    weight += its_weight;
                    scope = match (scope, its_scope) {
                        (Some(one), Some(other)) => Some(self.scopes.common(one, *other)),
                        (one, other) => one.or(*other),
                    };
                    if weight < WEIGHT || (is_aligned && !self.is_aligned(space, start, len, scope))
                    {
                        continue;
                    }
                    let group = groups.entry(key).or_default();
                    group.weight = weight;
                    group.spans.push(Span { space: number, start, len });
                }
            }
        }
        groups.into_values().collect()
    }

    /// Whether a window is all that there is of a scope.
    fn is_aligned(
        &self,
        space: &Space<'_>,
        start: usize,
        len: usize,
        scope: Option<ScopeId>,
    ) -> bool {
        let Some(scope) = scope.filter(|scope| *scope != ScopeId::default()) else { return false };
        let beside = [start.checked_sub(1), Some(start + len)];
        !beside.into_iter().flatten().any(|at| {
            let beside = space.scopes.get(at).copied().flatten();
            beside.is_some_and(|beside| self.scopes.is_within(beside, scope))
        })
    }

    /// The block of a group, if it is worth one.
    fn found(&self, group: &Group) -> Option<Found> {
        let mut spans: Vec<Span> = Vec::new();
        for span in &group.spans {
            let overlaps = spans
                .last()
                .is_some_and(|last| last.space == span.space && span.start < last.start + last.len);
            if !overlaps && self.is_movable(*span) {
                spans.push(*span);
            }
        }
        let instances: Option<Vec<Instance>> = spans
            .iter()
            .map(|span| Some(Instance::new(self.window(*span)?, self.current(*span))))
            .collect();
        let table = parameters::table(instances?)?;
        let (count, params) = (spans.len(), table.params.len());
        let gain = ((count - 1) * group.weight).checked_sub(count * (1 + params) + 3 + params)?;
        Some(Found { spans, table, gain })
    }

    fn window(&self, span: Span) -> Option<&[Item]> {
        self.spaces.get(span.space)?.body.get(span.start..span.start + span.len)
    }

    /// The current tensor before a span.
    fn current(&self, span: Span) -> Option<VarId> {
        self.spaces.get(span.space)?.currents.get(span.start).copied().flatten()
    }

    /// Whether statements are of the same structure several times, of which one is a better block.
    fn is_periodic(&self, span: Span) -> bool {
        let hashes = self
            .spaces
            .get(span.space)
            .and_then(|space| space.hashes.get(span.start..span.start + span.len));
        let hashes = hashes.unwrap_or_default();
        (1..=span.len / 2).filter(|period| span.len.is_multiple_of(*period)).any(|period| {
            hashes.iter().zip(hashes.iter().skip(period)).all(|(one, other)| one == other)
        })
    }

    /// Whether statements may become a block.
    fn is_movable(&self, span: Span) -> bool {
        self.window(span).is_some_and(|window| {
            let is_wrapper = match window {
                [Item::Repeat(_)] => true,
                [Item::Call(first), rest @ ..] if matches!(first.callee, Callee::Block(_)) => rest
                    .iter()
                    .all(|it| matches!(it, Item::Call(call) if call.callee == first.callee)),
                _ => false,
            };
            !is_wrapper
                && !self.is_periodic(span)
                && visit::makes(window)
                && weight::calls(window) > 2
                && !matches!(window.first(), Some(Item::From(_)))
                && window::may_move(window)
                && window::has_own_lists(window)
                && self.reads.are_closed(window)
        })
    }
}

impl Found {
    /// The tree with the block, and calls of it.
    fn applied(self, tree: &Tree, search: &Search<'_>) -> Tree {
        let mut next = tree.clone();
        let id = BlockId::at(next.blocks.len());
        let mut body = Body::new();
        let (mut edits, mut of_calls) = (Vec::new(), Vec::new());
        for (row, span) in self.spans.iter().enumerate() {
            let Some(window) = search.window(*span) else { continue };
            if row == 0 {
                body = self.table.filled(window, search.current(*span));
            }
            let its_scope = scope::of_items(window, search.scopes).unwrap_or_default();
            of_calls.push(its_scope);
            let call = Call {
                callee: Callee::Block(id),
                reads_current: true,
                args: self.table.arguments(row).map(|value| Arg { name: None, value }).collect(),
                outputs: visit::yielded(window).into_iter().collect(),
                scope: its_scope,
                dtype: None,
                weights: None,
                share: None,
            };
            edits.push((*span, Item::Call(call)));
        }
        spaces::replace(&mut next, edits);
        next.blocks.push(Block {
            name: String::new(),
            params: self.table.params,
            body,
            scopes: of_calls,
        });
        next
    }
}
