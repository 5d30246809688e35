//! From calls in a row to a text as people write it: branches, blocks, repeats and names.
//!
//! The order of the calls never changes. Every step makes a tree that stands for the same calls, which `unfold`
//! checks; a step that would change anything is left out.

mod blocks;
mod canonical;
mod context;
mod expression;
mod finish;
mod flags;
mod hash;
mod kinds;
mod labels;
mod lets;
mod lists;
mod names;
mod param_names;
mod parameters;
mod reduce;
mod repeats;
mod roles;
mod scope;
mod segment;
mod spaces;
mod standard;
mod statements;
mod tables;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod unfold;
mod visit;
mod weight;
mod window;

use self::blocks::BLOCKS;
use self::lists::Lists;
use self::tree::Tree;
use super::call::Calls;
use super::scopes::Scopes;
use super::write::Header;

/// The text of calls, folded; `None` if that would change anything.
pub(super) fn text(calls: &Calls, scopes: &Scopes, header: &Header) -> Option<String> {
    let tree = folded(calls, scopes)?;
    Some(text::text(&tree, calls, scopes, header))
}

/// The calls as a tree that stands for the same calls.
fn folded(calls: &Calls, scopes: &Scopes) -> Option<Tree> {
    let mut steps = Steps { calls, tree: Tree::default() };
    let tree = |body| Tree { blocks: Vec::new(), body };
    let reduced = |lists: &Lists| tree(lets::sink(reduce::reduce(calls, lists, scopes)));
    if !steps.step(|_| reduced(&Lists::of(calls))) && !steps.step(|_| reduced(&Lists::default())) {
        return None;
    }
    steps.step(|tree| standard::of_tree(tree, calls, scopes));
    let repeats = |tree: &Tree| repeats::of_tree(tree, &calls.outputs, scopes);
    steps.step(repeats);
    for is_aligned in [true, false] {
        let most = BLOCKS.min(spaces::tries(&steps.tree));
        steps.repeat(most, |tree, is_same| {
            blocks::repeated(tree, calls, scopes, is_aligned).filter(is_same)
        });
        steps.step(repeats);
        let most = BLOCKS.min(spaces::tries(&steps.tree));
        steps.repeat(most, |tree, is_same| {
            blocks::whole(tree, calls, scopes, is_aligned).filter(is_same)
        });
        let most = flags::TIMES.min(spaces::tries(&steps.tree) / 100);
        steps.repeat(most, |tree, is_same| flags::joined(tree, calls, scopes, is_same));
    }
    if !steps.step(|tree| finish::finish(tree, scopes)) {
        return None;
    }
    steps.step(|tree| tables::of_tree(tree, &calls.outputs));
    Some(steps.tree)
}

/// A tree that changes step by step.
struct Steps<'c> {
    calls: &'c Calls,
    tree: Tree,
}

impl Steps<'_> {
    /// Takes a step, unless it would change what the tree stands for: whether it was taken.
    fn step(&mut self, step: impl Fn(&Tree) -> Tree) -> bool {
        self.repeat(1, |tree, is_same| Some(step(tree)).filter(is_same)) == 1
    }

    /// Takes steps until there are no more, at most so many: how many were taken. A step makes only a tree for which
    /// `is_same` holds: it stands for the same calls.
    fn repeat(
        &mut self,
        most: usize,
        step: impl Fn(&Tree, &dyn Fn(&Tree) -> bool) -> Option<Tree>,
    ) -> usize {
        let is_same = |tree: &Tree| unfold::is_same(tree, self.calls);
        let mut taken = 0;
        while taken < most
            && let Some(next) = step(&self.tree, &is_same)
        {
            self.tree = next;
            taken += 1;
        }
        taken
    }
}
