//! From a tree to lines.

use std::collections::{BTreeSet, HashMap};

use foldhash::fast::RandomState;

use super::expression::Words;
use super::labels::Labels;
use super::scope;
use super::statements::Within;
use super::tree::{self, Block, Item, Place, Tree};
use super::visit;
use crate::import::call::{self, Calls, VarId};
use crate::import::scopes::{ScopeId, Scopes};
use crate::import::write::Types;
use crate::index::Idx;
use crate::ops;

/// What the text of a tree is made with.
pub(super) struct Writer<'t> {
    pub tree: &'t Tree,
    pub calls: &'t Calls,
    pub scopes: &'t Scopes,
    pub types: Types,
    /// The call that makes each tensor.
    makers: Vec<Option<usize>>,
    /// What tensors are in attention.
    pub roles: HashMap<VarId, &'static str, RandomState>,
    /// The operations that there are.
    pub operations: Vec<&'static ops::Operation>,
    /// The words that calls have, which no label may be.
    pub words: BTreeSet<&'static str>,
    /// Whether each tensor is read.
    reads: Vec<bool>,
}

impl<'t> Writer<'t> {
    pub(super) fn new(tree: &'t Tree, calls: &'t Calls, scopes: &'t Scopes, types: Types) -> Self {
        let mut makers = vec![None; calls.vars.len()];
        for (index, call) in calls.calls.iter().enumerate() {
            for var in &call.outputs {
                makers.get_mut(var.index()).into_iter().for_each(|maker| *maker = Some(index));
            }
        }
        let mut reads = vec![false; calls.vars.len()];
        for var in
            calls.calls.iter().flat_map(call::Call::reads).chain(calls.outputs.iter().copied())
        {
            reads.get_mut(var.index()).into_iter().for_each(|read| *read = true);
        }
        let mut operations: Vec<&str> = calls.calls.iter().map(|call| call.op).collect();
        operations.sort_unstable();
        operations.dedup();
        let operations = operations.into_iter().filter_map(ops::find).collect();
        let roles = super::roles::roles(calls);
        let words = calls.words();
        Writer { tree, calls, scopes, types, makers, roles, operations, words, reads }
    }

    /// The call that makes a tensor; `None` for an input.
    pub(super) fn maker(&self, var: VarId) -> Option<&call::Call> {
        let maker = self.makers.get(var.index()).copied().flatten();
        self.calls.calls.get(maker?)
    }

    /// Whether a tensor is read at all.
    pub(super) fn is_read(&self, var: VarId) -> bool {
        self.reads.get(var.index()).is_none_or(|read| *read)
    }

    /// Whether the file reads an input by name.
    pub(super) fn reads_input(&self, input: VarId, outputs: &[VarId]) -> bool {
        let mut reads = outputs.contains(&input);
        visit::names(&self.tree.body, &mut |name| reads |= name == visit::Name::Reads(input));
        reads
    }

    /// The lines of the blocks and of the statements of the file, after its header and inputs.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for block in &self.tree.blocks {
            lines.push(String::new());
            lines.extend(self.block(block));
        }
        lines
    }

    fn block(&self, block: &Block) -> Vec<String> {
        let labels = Labels::of(&block.body, &[], Some(&block.params), self);
        let params: Vec<String> = block.params.iter().map(|param| self.declared(param)).collect();
        let params = match params.is_empty() {
            true => String::new(),
            false => format!("({})", params.join(", ")),
        };
        let label = |place: Place| labels.text(place, &block.params);
        let words = Words { params: &block.params, label: &label };
        let within = Within { writer: self, words, labels: &labels, is_file: false };
        let mut lines = vec![format!("block {}{params} {{", block.name)];
        lines.extend(within.lines(&block.body, 1));
        lines.push("}".to_owned());
        lines
    }

    fn declared(&self, param: &tree::Param) -> String {
        let words = Words { params: &[], label: &|_| String::new() };
        match param.default {
            Some(default) => format!("{}={}", param.name, words.expr(default)),
            None if param.is_flag => format!("{}=false", param.name),
            None if let Some(op) = param.default_op => format!("{}={op}", param.name),
            None => param.name.clone(),
        }
    }

    /// The lines of the file's own body.
    pub(super) fn file(&self, labels: &Labels) -> Vec<String> {
        let label = |place: Place| labels.text(place, &[]);
        let words = Words { params: &[], label: &label };
        let within = Within { writer: self, words, labels, is_file: true };
        within.lines(&self.tree.body, 0)
    }

    /// The scope that has all calls of a statement in it.
    pub(super) fn scope(&self, item: &Item) -> Option<ScopeId> {
        scope::of_items(std::slice::from_ref(item), self.scopes)
    }
}

/// Whether all tensors that the network yields are the current one at the end.
pub(super) fn yields_last(tree: &Tree, outputs: &[VarId]) -> bool {
    matches!(outputs, [only] if visit::yielded(&tree.body) == Some(*only))
}
