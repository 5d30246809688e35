//! All bodies of a tree by number, and statements put in place of others.

use std::collections::BTreeMap;
use std::ops::Range;

use super::tree::{Block, BlockId, Body, Item, Tree};
use super::visit;
use crate::import::call::VarId;
use crate::import::scopes::ScopeId;
use crate::index::Idx;

/// Statements of a body: those from `start` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// The number of the body.
    pub space: usize,
    pub start: usize,
    pub len: usize,
}

impl Span {
    /// The numbers of its statements.
    pub(super) fn range(self) -> Range<usize> {
        self.start..self.start + self.len
    }
}

/// The most statements that all tries to change a tree look at.
const WORK: usize = 400_000;

/// How often it may be tried to change a tree, so that large ones take no longer.
pub(super) fn tries(tree: &Tree) -> usize {
    let spaces = all(tree, None);
    let items: usize = spaces.iter().map(|space| space.body.len()).sum();
    WORK / items.max(1)
}

/// A body, and the tensor from which it starts, if that has a name in its file or block.
#[derive(Clone, Copy)]
pub(super) struct Space<'t> {
    pub body: &'t Body,
    pub start: Option<VarId>,
    /// The block that it is in; `None` in the file's own body.
    pub block: Option<BlockId>,
    /// Whether it may run several times.
    pub repeats: bool,
    /// Whether it is that of a repeat.
    pub is_repeat: bool,
    /// The scope of the call whose branch it is.
    pub around: Option<ScopeId>,
    /// The number of the body that it is directly in, and of the statement there.
    pub within: Option<(usize, usize)>,
}

/// All bodies: those of the blocks, then the file's own, which starts from this tensor; each before those within it.
pub(super) fn all(tree: &Tree, input: Option<VarId>) -> Vec<Space<'_>> {
    let mut found = Vec::new();
    for (at, Block { body, .. }) in tree.blocks.iter().enumerate() {
        let block = Some(BlockId::at(at));
        collect(Space { block, repeats: true, ..Space::of(body, None) }, &mut found);
    }
    collect(Space::of(&tree.body, input), &mut found);
    found
}

fn collect<'t>(space: Space<'t>, found: &mut Vec<Space<'t>>) {
    let number = found.len();
    found.push(space);
    for (at, (item, current)) in space.body.iter().zip(space.currents()).enumerate() {
        let is_repeat = matches!(item, Item::Repeat(_));
        let start = if is_repeat { None } else { current };
        let repeats = space.repeats || is_repeat;
        let around = match item {
            Item::Call(call) => Some(call.scope),
            _ => space.around,
        };
        visit::inner_bodies(item, &mut |body| {
            let within = Some((number, at));
            collect(Space { body, start, repeats, is_repeat, around, within, ..space }, found);
        });
    }
}

impl<'t> Space<'t> {
    fn of(body: &'t Body, start: Option<VarId>) -> Self {
        Space {
            body,
            start,
            block: None,
            repeats: false,
            is_repeat: false,
            around: None,
            within: None,
        }
    }

    /// The current tensor before each statement.
    pub(super) fn currents(&self) -> Vec<Option<VarId>> {
        let mut current = self.start;
        let before = |item: &Item| {
            let before = current;
            current = match item {
                Item::Let(..) | Item::List(_) | Item::Push(_) => before,
                item => visit::yielded(std::slice::from_ref(item)),
            };
            before
        };
        self.body.iter().map(before).collect()
    }
}

/// Puts statements in place of spans, which do not overlap.
pub(super) fn replace(tree: &mut Tree, edits: Vec<(Span, Item)>) {
    let mut by_space: BTreeMap<usize, Vec<(Span, Item)>> = BTreeMap::new();
    for (span, item) in edits {
        by_space.entry(span.space).or_default().push((span, item));
    }
    let mut next = 0;
    tree.bodies_mut().for_each(|body| replace_in(body, &mut next, &mut by_space));
}

fn replace_in(body: &mut Body, next: &mut usize, edits: &mut BTreeMap<usize, Vec<(Span, Item)>>) {
    let own = edits.remove(next);
    *next += 1;
    for item in body.iter_mut() {
        visit::inner_bodies_mut(item, &mut |inner| replace_in(inner, next, edits));
    }
    let mut own = own.unwrap_or_default();
    own.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    for (span, item) in own {
        let end = (span.start + span.len).min(body.len());
        body.splice(span.start.min(end)..end, [item]);
    }
}
