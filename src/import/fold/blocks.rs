//! Statements of the same structure as calls of a block.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::hash::{self, Equality};
use super::parameters::{self, Instance, Table};
use super::spaces::{self, Span};
use super::tree::{Block, BlockId, Body, Call, Callee, Item, Tree};
use super::visit;
use super::window::{self, Reads};
use super::{scope, weight};
use crate::import::call::{Calls, VarId};
use crate::import::scopes::{ScopeId, Scopes};
use crate::index::Idx;

/// The most blocks.
pub(super) const BLOCKS: usize = 24;

/// The most statements of a block.
const LENGTH: usize = 40;

/// A block saves more words than this.
const GAIN: usize = 4;

/// The fewest words of statements that become a block because they occur several times.
const WEIGHT: usize = 8;

/// The fewest calls in a repeat that become a block.
const CALLS: usize = 5;

/// The fewest words of a scope that become a block although it occurs once.
const LONG: usize = 30;

/// The most windows that are looked at for a block.
const WINDOWS: usize = 200_000;

/// The tree with another block, that which saves the most; if `is_aligned`, of those that are all of a scope.
pub(super) fn repeated(
    tree: &Tree,
    calls: &Calls,
    scopes: &Scopes,
    is_aligned: bool,
) -> Option<Tree> {
    if tree.blocks.len() == BLOCKS {
        return None;
    }
    let search = Search::new(tree, calls, scopes);
    let found = search.best(is_aligned)?;
    Some(found.applied(tree, &search))
}

/// The tree with another block of what runs several times and is a whole of its own: what a repeat has in it, or a
/// scope within a block or repeat that is long; if `is_aligned`, of those that are all of a scope.
pub(super) fn whole(tree: &Tree, calls: &Calls, scopes: &Scopes, is_aligned: bool) -> Option<Tree> {
    let search = Search::new(tree, calls, scopes);
    let found = search.whole(is_aligned)?;
    Some(found.applied(tree, &search))
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
    /// The scope of the call whose branch it is.
    around: Option<ScopeId>,
}

/// Statements in a row.
#[derive(Clone, Copy)]
struct Window {
    len: usize,
    /// Equal for those of the same structure.
    key: u64,
    weight: usize,
    /// The innermost scope that has all of them in it.
    scope: Option<ScopeId>,
}

/// A search for a block.
struct Search<'t> {
    spaces: Vec<Space<'t>>,
    reads: Reads,
    scopes: &'t Scopes,
    blocks: &'t [Block],
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
            around: space.around,
            hashes: space
                .body
                .iter()
                .map(|item| hash::of_item(item, Equality::Structure))
                .collect(),
            weights: space.body.iter().map(|item| weight::of_item(item, &tree.blocks)).collect(),
            scopes: space
                .body
                .iter()
                .map(|item| scope::of_items(std::slice::from_ref(item), scopes))
                .collect(),
        };
        let input = calls.inputs.last().map(|(_, var)| *var);
        let spaces = spaces::all(tree, input).into_iter().map(space).collect();
        Search { spaces, reads: Reads::of(tree, &calls.outputs), scopes, blocks: &tree.blocks }
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
    fn whole(&self, is_aligned: bool) -> Option<Found> {
        let spaces = self.spaces.iter().enumerate().rev().filter(|(_, space)| space.repeats);
        spaces.into_iter().find_map(|(number, space)| {
            let all = Span { space: number, start: 0, len: space.body.len() };
            let is_whole = space.is_repeat
                && weight::calls(space.body) >= CALLS
                && (!is_aligned || self.is_whole(all));
            let spans = [Some(all).filter(|_| is_whole), self.scoped(number, space)];
            spans.into_iter().flatten().filter(|span| self.is_movable(*span)).find_map(|span| {
                let instance = Instance::new(self.window(span)?, self.current(span));
                let table = parameters::table(vec![instance])?;
                Some(Found { spans: vec![span], table, gain: 0 })
            })
        })
    }

    /// Whether statements are all that there is of a scope.
    fn is_whole(&self, span: Span) -> bool {
        self.spaces.get(span.space).is_some_and(|space| {
            let window = self.windows(space, span.start, span.len).last();
            window.is_some_and(|window| self.is_aligned(space, span.start, &window))
        })
    }

    /// The longest statements that are all of a scope, and not all of a body.
    fn scoped(&self, number: usize, space: &Space<'_>) -> Option<Span> {
        let all = space.body.len();
        let whole = scope::of_items(space.body, self.scopes);
        let starts = (0..all).flat_map(|start| {
            self.windows(space, start, LENGTH).map(move |window| (start, window))
        });
        let long = starts.filter(|(start, window)| {
            window.len < all
                && window.weight >= LONG
                && window.scope != whole
                && self.is_aligned(space, *start, window)
        });
        let (start, window) = long.max_by_key(|(_, window)| window.len)?;
        Some(Span { space: number, start, len: window.len })
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
                for window in self.windows(space, start, length) {
                    if window.weight < WEIGHT
                        || (is_aligned && !self.is_aligned(space, start, &window))
                    {
                        continue;
                    }
                    let group = groups.entry(window.key).or_default();
                    group.weight = window.weight;
                    group.spans.push(Span { space: number, start, len: window.len });
                }
            }
        }
        groups.into_values().collect()
    }

    /// The windows of at most `most` statements that begin at `start`, shortest first.
    fn windows(
        &self,
        space: &Space<'_>,
        start: usize,
        most: usize,
    ) -> impl Iterator<Item = Window> {
        let mut window = Window { len: 0, key: 0, weight: 0, scope: None };
        let rest = space.hashes.iter().zip(&space.weights).zip(&space.scopes).skip(start);
        rest.take(most).map(move |((hash, weight), scope)| {
            let key = window.key.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(5);
            window = Window {
                len: window.len + 1,
                key: key.wrapping_add(*hash),
                weight: window.weight + weight,
                scope: match (window.scope, scope) {
                    (Some(one), Some(other)) => Some(self.scopes.common(one, *other)),
                    (one, other) => one.or(*other),
                },
            };
            window
        })
    }

    /// Whether a window is all that there is of a scope.
    fn is_aligned(&self, space: &Space<'_>, start: usize, window: &Window) -> bool {
        let Some(scope) = window.scope.filter(|scope| *scope != ScopeId::default()) else {
            return false;
        };
        let beside = [start.checked_sub(1), Some(start + window.len)];
        let beside = beside.into_iter().flatten().filter_map(|at| *space.scopes.get(at)?);
        !beside.chain(space.around).any(|other| self.scopes.is_within(other, scope))
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
        self.spaces.get(span.space)?.body.get(span.range())
    }

    /// The current tensor before a span.
    fn current(&self, span: Span) -> Option<VarId> {
        self.spaces.get(span.space)?.currents.get(span.start).copied().flatten()
    }

    /// Whether statements are several ones of the same structure in a row: one of them is the better block.
    fn is_periodic(&self, span: Span) -> bool {
        let hashes = self.spaces.get(span.space).and_then(|space| space.hashes.get(span.range()));
        let hashes = hashes.unwrap_or_default();
        (1..=span.len / 2).filter(|period| span.len.is_multiple_of(*period)).any(|period| {
            hashes.iter().zip(hashes.iter().skip(period)).all(|(one, other)| one == other)
        })
    }

    /// Whether statements are a list of standard blocks, as papers have it.
    fn is_list(&self, window: &[Item]) -> bool {
        window.iter().all(|item| match item {
            Item::Call(call) => call
                .block()
                .and_then(|id| self.blocks.get(id.index())?.standard)
                .is_some_and(|standard| standard.is_stage),
            Item::Repeat(repeat) => self.is_list(&repeat.body),
            _ => false,
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
                && !self.is_list(window)
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
            of_calls.push((its_scope, search.is_whole(*span)));
            let call =
                Call::of_block(id, self.table.arguments(row), visit::yielded(window), its_scope);
            edits.push((*span, Item::Call(call)));
        }
        spaces::replace(&mut next, edits);
        next.blocks.push(Block {
            name: String::new(),
            params: self.table.params,
            body,
            scopes: of_calls,
            standard: None,
        });
        next
    }
}
