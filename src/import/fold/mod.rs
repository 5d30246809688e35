//! From calls in a row to a text as people write it: branches, blocks, repeats and names.
//!
//! The order of the calls never changes. Every step makes a tree that stands for the same calls, which `unfold`
//! checks; a step that would change anything is left out.

mod blocks;
mod canonical;
mod expression;
mod finish;
mod flags;
mod hash;
mod kinds;
mod labels;
mod lets;
mod lists;
mod names;
mod parameters;
mod reduce;
mod repeats;
mod roles;
mod scope;
mod segment;
mod spaces;
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

use self::labels::Labels;
use self::lists::Lists;
use self::text::Writer;
use self::tree::Tree;
use super::call::Calls;
use super::scopes::Scopes;
use super::write::{self, Header, Types};

/// The text of calls, folded; `None` if that would change anything.
pub(super) fn text(calls: &Calls, scopes: &Scopes, header: &Header) -> Option<String> {
    let tree = folded(calls, scopes)?;
    let types = Types::of(calls);
    let writer = Writer::new(&tree, calls, scopes, types);
    let yields_last = text::yields_last(&tree, &calls.outputs);
    let outputs = if yields_last { &[][..] } else { &calls.outputs };
    let labels = Labels::of(&tree.body, outputs, None, &writer);
    let mut lines = write::header(header, types);
    let read = |var| writer.reads_input(var, outputs);
    for (at, (_, var)) in calls.inputs.iter().enumerate() {
        let shape = calls.vars.lookup(*var).map_or(&[][..], |dims| dims);
        let shape = write::Shape(shape);
        let last = at + 1 == calls.inputs.len();
        match labels.get(*var).filter(|_| read(*var) || !last) {
            Some(label) => lines.push(format!("{label}: input {shape}")),
            None => lines.push(format!("input {shape}")),
        }
    }
    lines.extend(writer.lines());
    lines.push(String::new());
    lines.extend(writer.file(&labels));
    if !outputs.is_empty() {
        let names: Vec<String> =
            outputs.iter().map(|var| labels.get(*var).unwrap_or_default().to_owned()).collect();
        lines.push(format!("output {}", names.join(" ")));
    }
    lines.push(String::new());
    Some(lines.join("\n"))
}

/// The calls as a tree that stands for the same calls.
fn folded(calls: &Calls, scopes: &Scopes) -> Option<Tree> {
    let mut steps = Steps { calls, tree: Tree::default() };
    let tree = |body| Tree { blocks: Vec::new(), body };
    let reduced = |lists: &Lists| tree(lets::sink(reduce::reduce(calls, lists, scopes)));
    if !steps.step(|_| reduced(&Lists::of(calls))) && !steps.step(|_| reduced(&Lists::default())) {
        return None;
    }
    steps.step(|tree| repeats::of_tree(tree, &calls.outputs, scopes));
    steps.step(|tree| {
        let mut accept = |tree: &Tree| unfold::is_same(tree, calls);
        blocks::blocks(tree.clone(), calls, scopes, &mut accept)
    });
    steps.step(|tree| repeats::of_tree(tree, &calls.outputs, scopes));
    steps.step(|tree| {
        let mut accept = |tree: &Tree| unfold::is_same(tree, calls);
        blocks::wholes(tree.clone(), calls, scopes, &mut accept)
    });
    steps.step(|tree| {
        let mut accept = |tree: &Tree| unfold::is_same(tree, calls);
        flags::flags(tree.clone(), calls, scopes, &mut accept)
    });
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
    fn step(&mut self, step: impl FnOnce(&Tree) -> Tree) -> bool {
        let next = step(&self.tree);
        let is_same = unfold::is_same(&next, self.calls);
        if is_same {
            self.tree = next;
        }
        is_same
    }
}
