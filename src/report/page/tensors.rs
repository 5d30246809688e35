//! The tensors that the rows of a page read and make, and how long they live.

use super::model::Integer;
use super::rows::Rows;
use super::table::{self, Axes, Input, Memory, RowIndex, TensorIndex};
use crate::cost::memory::Lifetimes;
use crate::cost::{Costs, InPlace};
use crate::index::IndexVec;
use crate::network::{LayerId, Network, Origin};
use crate::tensor::TensorId;

/// The tensors of a page. What is made and read within one folded row is not among them.
#[derive(Debug)]
pub(super) struct Tensors<'a> {
    lifetimes: Lifetimes<'a>,
    /// The last row that reads each tensor of the network.
    last_read: IndexVec<TensorId, Option<RowIndex>>,
    /// The index of each tensor of the network.
    index: IndexVec<TensorId, Option<TensorIndex>>,
    /// The tensors, in order.
    ids: Vec<TensorId>,
}

impl<'a> Tensors<'a> {
    /// The tensors that these rows read and make.
    pub fn new(costs: &'a Costs<'a>, rows: &Rows<'a>) -> Self {
        let network = costs.network;
        let mut last_read = IndexVec::filled(network.tensors.len(), None);
        for (id, layer) in network.numbered_layers() {
            for input in &layer.inputs {
                last_read[*input] = Some(rows.of(id));
            }
        }
        let mut is_output = IndexVec::filled(network.tensors.len(), false);
        network.outputs.iter().for_each(|output| is_output[*output] = true);
        let is_shown = |id: &TensorId| match maker(network, *id) {
            None => true,
            Some(_) if !rows.are_folded() => true,
            Some(layer) => is_output[*id] || last_read[*id].is_some_and(|it| it > rows.of(layer)),
        };
        let mut index = IndexVec::filled(network.tensors.len(), None);
        let ids: Vec<TensorId> = index.ids().filter(is_shown).collect();
        for (at, id) in (0..).zip(&ids) {
            index[*id] = Some(at);
        }
        Tensors { lifetimes: costs.lifetimes(), last_read, index, ids }
    }

    /// Those of these tensors that are tensors of the page.
    fn indices(&self, tensors: impl Iterator<Item = TensorId>) -> Vec<TensorIndex> {
        tensors.filter_map(|tensor| self.index[tensor]).collect()
    }

    /// What a row reads: of several layers, what none of them makes, each once.
    pub fn read(&self, network: &Network, first: LayerId, last: LayerId) -> Vec<TensorIndex> {
        if first == last {
            return self.indices(network.layer(first).inputs.iter().copied());
        }
        let layers = (first.0..=last.0).map(|id| network.layer(LayerId(id)));
        let inputs = layers.flat_map(|layer| layer.inputs.iter().copied());
        let outer = |id: &TensorId| maker(network, *id).is_none_or(|maker| maker < first);
        let mut read = self.indices(inputs.filter(outer));
        read.sort_unstable();
        read.dedup();
        read
    }

    /// What a row makes: of several layers, what others read.
    pub fn made(&self, network: &Network, first: LayerId, last: LayerId) -> Vec<TensorIndex> {
        let layers = (first.0..=last.0).map(|id| network.layer(LayerId(id)));
        self.indices(layers.flat_map(|layer| layer.outputs()))
    }

    /// The inputs of the network.
    pub fn inputs(&self, network: &Network) -> Vec<Input> {
        let input = |id: &TensorId| {
            Some(Input { tensor: self.index[*id]?, label: network.tensor_name(*id) })
        };
        network.inputs.iter().filter_map(input).collect()
    }

    /// The outputs of the network.
    pub fn outputs(&self, network: &Network) -> Vec<TensorIndex> {
        self.indices(network.outputs.iter().copied())
    }

    /// The tensors as columns.
    pub fn model(&self, network: &Network, rows: &Rows<'_>) -> table::Tensors {
        let mut columns = table::Tensors::default();
        for id in &self.ids {
            let tensor = network.tensor(*id);
            columns.shape.push(Axes(tensor.shape));
            columns.dtype.push(tensor.dtype.name());
            // It fits: the totals do.
            let bytes = self.lifetimes.size(*id).unwrap_or_default();
            columns.bytes.push(Integer(bytes));
            columns.made_by.push(maker(network, *id).map(|layer| rows.of(layer)));
            columns.last_read.push(self.last_read[*id]);
            let first = self.lifetimes.lives_from(*id);
            columns.lives_from.push(first.map(|layer| rows.of(layer)));
            let last = self.lifetimes.lives_through(*id);
            columns.lives_through.push(last.map(|layer| rows.of(layer)));
        }
        columns
    }

    /// Where the peak is, and whose storages layers take over.
    pub fn memory(&self, costs: &Costs<'_>, rows: &Rows<'_>) -> Memory {
        let taken = |first: LayerId, last: LayerId| {
            let taken = self.lifetimes.taken_over(first).filter(|_| first == last)?;
            self.index[taken.storage].filter(|_| taken.channels.is_none())
        };
        let all = || rows.iter().map(|(_, first, last)| taken(first, last)).collect();
        Memory {
            peak: costs.totals.peak_layer.map(|layer| rows.of(layer)),
            taken: (costs.inplace != InPlace::No).then(all),
        }
    }
}

/// The layer that makes a tensor; `None` for an input.
fn maker(network: &Network, tensor: TensorId) -> Option<LayerId> {
    match network.tensor(tensor).origin {
        Origin::Layer(layer) | Origin::Weight(layer) => Some(layer),
        Origin::Input | Origin::Claimed(_) => None,
    }
}
