//! Runs of statements that are not yet all of a body.

use std::collections::VecDeque;

use smallvec::SmallVec;

use super::tree::{Body, Item, Place};
use crate::import::call::VarId;

/// A run of statements.
#[derive(Debug, Default)]
pub(super) struct Segment {
    pub items: VecDeque<Item>,
    /// The number of its first call.
    pub start: usize,
    /// The tensor that it starts from; `None` if it reads tensors by name alone, or none.
    pub root: Option<VarId>,
    /// The current tensor at its end.
    pub output: Option<VarId>,
    /// Tensors that it makes and that may be read by calls to come, the last ones last.
    pub open: Vec<VarId>,
    /// Tensors that it reads by name and does not make.
    pub outer: SmallVec<[VarId; 4]>,
    pub calls: usize,
    /// Whether it makes feature maps larger.
    pub scales: bool,
    pub depth: usize,
    /// Whether there is a long branch beside an empty one in it.
    pub has_long: bool,
}

impl Segment {
    /// Takes in a segment as a branch of a call that starts from this one's root.
    pub(super) fn absorb(&mut self, mut branch: Segment) -> Body {
        self.calls += branch.calls;
        self.scales |= branch.scales;
        self.depth = self.depth.max(branch.depth + 1);
        self.outer.extend(branch.outer);
        if let Some(root) = branch.root.filter(|root| Some(*root) != self.root) {
            branch.items.push_front(Item::From(Place::Var(root)));
            self.outer.push(root);
        }
        branch.items.into()
    }

    /// Both in a row; `only` is the tensor of this one if the upper one reads none but that, by name.
    pub(super) fn joined(
        mut self,
        mut upper: Segment,
        only: Option<VarId>,
        made: &dyn Fn(VarId) -> usize,
    ) -> Segment {
        let mut root = self.root;
        if let Some(output) = only {
            let named = Item::Let(output, self.items.into());
            self.items = VecDeque::from([named]);
            root = root.or(upper.root);
        }
        let current = if only.is_some() { root } else { self.output };
        if let Some(from) = upper.root.filter(|from| Some(*from) != current) {
            self.items.push_back(Item::From(Place::Var(from)));
            upper.outer.push(from);
        }
        upper.outer.retain(|var| made(*var) <= self.start);
        upper.outer.extend(self.outer);
        upper.outer.sort_unstable();
        upper.outer.dedup();
        if self.items.len() < upper.items.len() {
            while let Some(item) = self.items.pop_back() {
                upper.items.push_front(item);
            }
        } else {
            self.items.append(&mut upper.items);
            upper.items = self.items;
        }
        Segment {
            root,
            start: self.start,
            calls: self.calls + upper.calls,
            scales: self.scales || upper.scales,
            depth: self.depth.max(upper.depth),
            has_long: self.has_long || upper.has_long,
            ..upper
        }
    }
}
