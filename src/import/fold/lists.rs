//! Concatenations that grow, as those of DenseNet, as lists.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::tree::{Item, ListId};
use crate::import::call::{ArgValue, Call, Calls, VarId};
use crate::index::Idx;

/// The fewest concatenations, each of the tensors of the one before and another one, that become a list.
const GROWS: usize = 3;

/// The lists of all calls.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// The list that a call concatenates.
    concats: HashMap<usize, ListId, RandomState>,
    /// What is done after each call.
    after: HashMap<usize, Vec<Item>, RandomState>,
}

/// Concatenations, each of which grows that before it.
struct Chain {
    calls: Vec<usize>,
    axis: Option<i64>,
    operands: Vec<VarId>,
}

impl Lists {
    /// The lists of calls.
    pub(super) fn of(calls: &Calls) -> Self {
        let mut made: HashMap<VarId, usize, RandomState> = HashMap::default();
        let mut chains: HashMap<VarId, Chain, RandomState> = HashMap::default();
        let mut lists = Lists::default();
        let mut found = Vec::new();
        for (index, call) in calls.calls.iter().enumerate() {
            call.outputs.first().into_iter().for_each(|var| _ = made.insert(*var, index));
            let Some((operands, axis)) = operands(call) else { continue };
            let Some(first) = operands.first().copied() else { continue };
            match chains.get_mut(&first) {
                Some(chain) if chain.axis == axis && chain.grows(&operands) => {
                    chain.calls.push(index);
                    chain.operands = operands;
                }
                _ => {
                    let chain = Chain { calls: vec![index], axis, operands };
                    found.extend(chains.insert(first, chain));
                }
            }
        }
        found.extend(chains.into_values());
        found.sort_by_key(|chain| chain.calls.first().copied());
        for chain in found {
            lists.add(&chain, &made);
        }
        lists
    }

    fn add(&mut self, chain: &Chain, made: &HashMap<VarId, usize, RandomState>) {
        let makers: Option<Vec<usize>> =
            chain.operands.iter().map(|var| made.get(var).copied()).collect();
        let Some(makers) = makers else { return };
        let taken = makers.iter().any(|maker| self.after.contains_key(maker));
        if chain.calls.len() < GROWS || taken || !makers.is_sorted() || !chain.is_timely(&makers) {
            return;
        }
        let list = ListId::at(self.concats.len());
        for (at, maker) in makers.into_iter().enumerate() {
            let item = if at == 0 { Item::List(list) } else { Item::Push(list) };
            self.after.insert(maker, vec![item]);
        }
        self.concats.extend(chain.calls.iter().map(|call| (*call, list)));
    }

    /// The list that a call concatenates.
    pub(super) fn concat(&self, index: usize) -> Option<ListId> {
        self.concats.get(&index).copied()
    }

    /// What is done after a call.
    pub(super) fn after(&self, index: usize) -> impl Iterator<Item = Item> {
        self.after.get(&index).into_iter().flatten().cloned()
    }

    /// The tensors that a call reads; of a list, only the last.
    pub(super) fn reads(&self, index: usize, call: &Call) -> SmallVec<[VarId; 4]> {
        match self.concats.contains_key(&index) {
            true => call.reads().last().into_iter().collect(),
            false => call.reads().collect(),
        }
    }
}

impl Chain {
    /// Whether each tensor is made between the concatenation without it and the first with it.
    fn is_timely(&self, makers: &[usize]) -> bool {
        let first = makers.len() + 1 - self.calls.len();
        let added = makers.iter().skip(first);
        added.zip(&self.calls).all(|(maker, call)| call < maker)
    }

    /// Whether operands are those of this chain and one more.
    fn grows(&self, operands: &[VarId]) -> bool {
        operands.len() == self.operands.len() + 1 && operands.starts_with(&self.operands)
    }
}

/// The tensors that a concatenation has, of at least two, and its axis.
fn operands(call: &Call) -> Option<(Vec<VarId>, Option<i64>)> {
    let mut operands = Vec::new();
    let mut axis = None;
    for arg in &call.args {
        match (arg.name, &arg.value) {
            (None, ArgValue::Tensor(var)) => operands.push(*var),
            (Some("axis"), ArgValue::Int(value)) => axis = Some(*value),
            _ => return None,
        }
    }
    (call.op == "concat" && operands.len() >= 2).then_some((operands, axis))
}
