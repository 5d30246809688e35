//! Storages as the buffers of an arena.

use super::Lifetimes;
use crate::arena::{Arena, Buffer, Planner};
use crate::cost::bytes;
use crate::index::{Idx, IndexVec};
use crate::tensor::TensorId;

/// The storages of a network as buffers.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    /// The buffers, in the order in which they begin. Their steps are layers, by their indices.
    pub buffers: Vec<Buffer>,
    /// The storages in each buffer, in the order in which they begin. With in-place layers, a buffer can hold several.
    pub storages: Vec<Vec<TensorId>>,
}

impl Lifetimes<'_> {
    /// The storages as buffers; `None` for one that 128 bits do not hold.
    pub fn buffers(&self) -> Option<Buffers> {
        let network = self.network;
        let mut all = Buffers::default();
        let mut index = IndexVec::filled(network.tensors.len(), None);
        for input in &network.inputs {
            self.add(*input, 0, None, &mut index, &mut all)?;
        }
        for (first, last) in network.steps() {
            let taken = self.taken_over(first).and_then(|taken| index[taken]);
            let layers = (first.index()..=last.index()).filter_map(|at| network.layers.get(at));
            for output in layers.flat_map(|layer| layer.outputs()) {
                let own = taken.filter(|_| output == network.layer(first).output);
                self.add(output, first.index(), own, &mut index, &mut all)?;
            }
        }
        Some(all)
    }

    /// Adds a storage to the buffer that it takes over, or to a new buffer. Does nothing for a tensor without storage.
    fn add(
        &self,
        storage: TensorId,
        first: usize,
        taken: Option<usize>,
        index: &mut IndexVec<TensorId, Option<usize>>,
        all: &mut Buffers,
    ) -> Option<()> {
        let Some(last) = self.lives_through(storage).map(Idx::index) else { return Some(()) };
        let at = taken.unwrap_or(all.buffers.len());
        index[storage] = Some(at);
        match (all.buffers.get_mut(at), all.storages.get_mut(at)) {
            (Some(buffer), Some(storages)) => {
                buffer.last = buffer.last.max(last);
                storages.push(storage);
            }
            _ => {
                let size = bytes::tensor(self.network, storage)?;
                all.buffers.push(Buffer { size, first, last });
                all.storages.push(vec![storage]);
            }
        }
        Some(())
    }

    /// The arena that a planner makes for the storages; `None` if 128 bits do not hold it.
    pub fn arena(&self, planner: Planner) -> Option<Arena> {
        planner.plan(&self.buffers()?.buffers)
    }
}
