//! What labels and lines are written with.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::roles::roles;
use super::scope;
use super::tree::{Item, Tree};
use crate::import::call::{Call, Calls, VarId};
use crate::import::scopes::{ScopeId, Scopes};
use crate::import::write::Types;
use crate::index::Idx;

/// A tree, with what is known about its model.
pub(super) struct Context<'t> {
    pub tree: &'t Tree,
    pub calls: &'t Calls,
    pub scopes: &'t Scopes,
    pub types: Types,
    /// What tensors are in attention.
    pub roles: HashMap<VarId, &'static str, RandomState>,
    /// The words that calls have, which no label may be.
    pub words: BTreeSet<&'static str>,
    /// The call that makes each tensor.
    makers: Vec<Option<usize>>,
    /// Whether each tensor is read.
    reads: Vec<bool>,
}

impl<'t> Context<'t> {
    pub(super) fn new(tree: &'t Tree, calls: &'t Calls, scopes: &'t Scopes) -> Self {
        let mut makers = vec![None; calls.vars.len()];
        let mut reads = vec![false; calls.vars.len()];
        let mut read = |var: VarId| {
            reads.get_mut(var.index()).into_iter().for_each(|read| *read = true);
        };
        for (index, call) in calls.calls.iter().enumerate() {
            for var in &call.outputs {
                makers.get_mut(var.index()).into_iter().for_each(|maker| *maker = Some(index));
            }
            call.reads().for_each(&mut read);
        }
        calls.outputs.iter().copied().for_each(read);
        let (types, roles, words) = (Types::of(calls), roles(calls), calls.words());
        Context { tree, calls, scopes, types, roles, words, makers, reads }
    }

    /// The call that makes a tensor; `None` for an input.
    pub(super) fn maker(&self, var: VarId) -> Option<&Call> {
        let maker = self.makers.get(var.index()).copied().flatten();
        self.calls.calls.get(maker?)
    }

    /// Whether a tensor is read at all.
    pub(super) fn is_read(&self, var: VarId) -> bool {
        self.reads.get(var.index()).is_none_or(|read| *read)
    }

    /// The scope that has all calls of a statement in it.
    pub(super) fn scope(&self, item: &Item) -> Option<ScopeId> {
        scope::of_items(std::slice::from_ref(item), self.scopes)
    }
}
