//! What the text calls tensors that are read by name.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::context::Context;
use super::names;
use super::tree::{Call, Item, ListId, Param, Place};
use super::visit::{self, Name};
use crate::import::call::VarId;
use crate::import::labels;
use crate::import::scopes::ScopeId;

/// The labels within a file or block.
#[derive(Debug, Default)]
pub(super) struct Labels {
    vars: HashMap<VarId, String, RandomState>,
    lists: HashMap<ListId, String, RandomState>,
    /// Tensors that `let` names, which the calls that make them do not.
    lets: HashMap<VarId, (), RandomState>,
}

impl Labels {
    /// Labels for what statements read by name, and for these tensors; in a block, beside its parameters.
    pub(super) fn of(
        body: &[Item],
        outputs: &[VarId],
        params: Option<&[Param]>,
        context: &Context<'_>,
    ) -> Self {
        let mut read: HashMap<VarId, (), RandomState> = HashMap::default();
        outputs.iter().for_each(|var| _ = read.insert(*var, ()));
        visit::names(body, &mut |name| {
            if let Name::Reads(var) = name {
                read.insert(var, ());
            }
        });
        let params_taken = params.unwrap_or_default().iter().map(|param| param.name.clone());
        let blocks_taken = context.tree.blocks.iter().map(|block| block.name.clone());
        let taken = params_taken.chain(blocks_taken).chain(context.loop_names(body));
        let mut made = Labels::default();
        let words = context.words.iter().map(|it| (*it).to_owned());
        let mut unique = labels::Labels::new(taken.chain(words));
        for (name, var) in &context.calls.inputs {
            if params.is_none() {
                made.vars.insert(*var, unique.unique(name));
            }
        }
        let starts: Vec<VarId> = match body.first() {
            Some(Item::Let(start, inner)) if inner.is_empty() => vec![*start],
            _ => Vec::new(),
        };
        visit::names(body, &mut |name| match name {
            Name::Defines(var) if read.contains_key(&var) && !made.vars.contains_key(&var) => {
                let label = if starts.contains(&var) {
                    "x".to_owned()
                } else {
                    context.label(var, params.is_none())
                };
                let level = label.strip_prefix('c').filter(|level| level.parse::<u32>().is_ok());
                // Backbone, top-down and bottom-up path of feature pyramids.
                let paths = level
                    .into_iter()
                    .flat_map(|level| ["up", "out"].map(|it| format!("{it}{level}")));
                let free = [label.clone()].into_iter().chain(paths).find(|it| !unique.is_taken(it));
                let label = unique.unique(&free.unwrap_or(label));
                made.vars.insert(var, label);
            }
            Name::MakesList(list) => _ = made.lists.insert(list, unique.unique("features")),
            Name::Defines(_) | Name::Reads(_) | Name::ReadsList(_) => {}
        });
        made.find_lets(body);
        made
    }

    fn find_lets(&mut self, body: &[Item]) {
        for item in body {
            if let Item::Let(var, _) = item {
                self.lets.insert(*var, ());
            }
            visit::inner_bodies(item, &mut |inner| self.find_lets(inner));
        }
    }

    /// The label of a tensor where a call makes it, if it has one there.
    pub(super) fn of_call(&self, var: VarId) -> Option<&str> {
        self.get(var).filter(|_| !self.lets.contains_key(&var))
    }

    /// The label of a tensor, if it has one.
    pub(super) fn get(&self, var: VarId) -> Option<&str> {
        self.vars.get(&var).map(String::as_str)
    }

    /// The name of a list.
    pub(super) fn list(&self, list: ListId) -> &str {
        self.lists.get(&list).map_or("", String::as_str)
    }

    /// The name of a tensor.
    pub(super) fn text(&self, place: Place, params: &[Param]) -> String {
        match place {
            Place::Var(var) => self.get(var).unwrap_or_default().to_owned(),
            Place::Param(param) => params.get(param).map(|it| it.name.clone()).unwrap_or_default(),
        }
    }
}

impl Context<'_> {
    /// The names of the numbers of tables within statements.
    fn loop_names(&self, body: &[Item]) -> Vec<String> {
        let mut found = Vec::new();
        for item in body {
            if let Item::For(calls) = item
                && let Some(block) = calls.first().and_then(Call::block)
                && let Some(block) = self.tree.block(block)
            {
                found.extend(block.params.iter().map(|param| param.name.clone()));
            }
            visit::inner_bodies(item, &mut |inner| found.extend(self.loop_names(inner)));
        }
        found
    }

    /// What a tensor may be called: after its role, the module that makes it, or its level in a network of feature maps.
    fn label(&self, var: VarId, is_file: bool) -> String {
        if let Some(role) = self.roles.get(&var) {
            return (*role).to_owned();
        }
        let Some(call) = self.maker(var) else { return "x".to_owned() };
        let named = call.node.map(|node| {
            let mut scope = self.scopes.of_node(node);
            while scope != ScopeId::default() && names::words(self.scopes.name(scope)).is_empty() {
                scope = self.scopes.parent(scope);
            }
            names::words(self.scopes.name(scope))
        });
        let named = named.filter(|name| name.len() > 1 && !names::is_general(name));
        let named = named.or_else(|| self.level(var).filter(|_| is_file));
        let is_map = self.calls.vars.lookup(var).is_some_and(|dims| dims.len() == 3);
        let other = match is_file {
            true if is_map => "skip",
            true => "x",
            false => "y",
        };
        named.unwrap_or_else(|| other.to_owned())
    }

    /// The level of a feature map: `c3` is eight times as small as the input.
    fn level(&self, var: VarId) -> Option<String> {
        let (_, input) = self.calls.inputs.first()?;
        let height = |var: VarId| match self.calls.vars.lookup(var)?.as_slice() {
            [_, height, _] => Some(*height),
            _ => None,
        };
        let (whole, height) = (height(*input)?, height(var)?);
        let ratio = whole.checked_div(height).filter(|ratio| ratio * height == whole)?;
        ratio.is_power_of_two().then(|| format!("c{}", ratio.trailing_zeros()))
    }
}
