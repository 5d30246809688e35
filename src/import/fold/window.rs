//! Runs of statements that may become a body of their own.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::tree::{self, Item, ListId};
use super::visit::{self, Name};
use crate::import::call::VarId;
use crate::index::Idx;

/// How often each tensor and list is read by name in a whole text.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads {
    vars: Vec<u32>,
    lists: HashMap<ListId, u32, RandomState>,
}

impl Reads {
    /// The reads of all bodies of a text, and of its outputs.
    pub(super) fn of(tree: &tree::Tree, outputs: &[VarId]) -> Self {
        let mut reads = Reads::default();
        outputs.iter().for_each(|var| reads.add(Name::Reads(*var)));
        tree.bodies().for_each(|body| visit::names(body, &mut |name| reads.add(name)));
        reads
    }

    fn add(&mut self, name: Name) {
        match name {
            Name::Reads(var) => {
                let at = var.index();
                if at >= self.vars.len() {
                    self.vars.resize(at + 1, 0);
                }
                self.vars.get_mut(at).into_iter().for_each(|count| *count += 1);
            }
            Name::ReadsList(list) => *self.lists.entry(list).or_default() += 1,
            Name::Defines(_) | Name::MakesList(_) => {}
        }
    }

    /// How often a tensor is read.
    pub(super) fn var(&self, var: VarId) -> u32 {
        self.vars.get(var.index()).copied().unwrap_or_default()
    }

    /// Whether what the statements define is read within them alone, but for what they yield.
    pub(super) fn are_closed(&self, window: &[Item]) -> bool {
        let yielded = visit::yielded(window);
        let mut within: HashMap<Name, u32, RandomState> = HashMap::default();
        let mut made = Vec::new();
        visit::names(window, &mut |name| match name {
            Name::Defines(_) | Name::MakesList(_) => made.push(name),
            Name::Reads(_) | Name::ReadsList(_) => *within.entry(name).or_default() += 1,
        });
        let within = |name: Name| within.get(&name).copied().unwrap_or_default();
        made.into_iter().all(|name| match name {
            Name::Defines(var) => Some(var) == yielded || within(Name::Reads(var)) == self.var(var),
            Name::MakesList(list) => {
                let all = self.lists.get(&list).copied().unwrap_or_default();
                within(Name::ReadsList(list)) == all
            }
            Name::Reads(_) | Name::ReadsList(_) => true,
        })
    }
}

/// A name in a window: one of its own by number, or another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Local {
    Own(usize),
    Outer(VarId),
    OuterList(ListId),
}

/// The names that are read in a window, in order, with its own by number.
pub(super) fn locals(window: &[Item]) -> Vec<Local> {
    let mut vars: HashMap<VarId, usize, RandomState> = HashMap::default();
    let mut lists: HashMap<ListId, usize, RandomState> = HashMap::default();
    let mut found = Vec::new();
    visit::names(window, &mut |name| match name {
        Name::Defines(var) => {
            let number = vars.len();
            vars.entry(var).or_insert(number);
        }
        Name::MakesList(list) => {
            let number = lists.len();
            lists.entry(list).or_insert(number);
        }
        Name::Reads(var) => {
            found.push(vars.get(&var).map_or(Local::Outer(var), |number| Local::Own(*number)));
        }
        Name::ReadsList(list) => {
            let number = lists.get(&list);
            found.push(number.map_or(Local::OuterList(list), |number| Local::Own(*number)));
        }
    });
    found
}

/// Whether a window has only statements that may run several times, or in a block.
pub(super) fn may_move(window: &[Item]) -> bool {
    let mut may = true;
    visit::calls(window, &mut |call| may &= call.share.is_none());
    may
}

/// Whether a window makes all lists that it reads.
pub(super) fn has_own_lists(window: &[Item]) -> bool {
    !locals(window).iter().any(|local| matches!(local, Local::OuterList(_)))
}

/// How often a window reads a tensor by name.
pub(super) fn reads_of(window: &[Item], var: VarId) -> u32 {
    let mut count = 0;
    visit::names(window, &mut |name| count += u32::from(name == Name::Reads(var)));
    count
}
