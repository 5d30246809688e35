//! Storages as the buffers of an arena.

use super::{Lifetimes, layers_of};
use crate::arena::{Arena, Buffer, Planner};
use crate::index::{Idx, IndexVec};
use crate::tensor::TensorId;

/// The storages of a network as buffers.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    /// The buffers, in the order in which they begin. Their steps are layers, by their indices.
    pub buffers: Vec<Buffer>,
    /// What is in each buffer.
    pub contents: Vec<Contents>,
}

/// What is in a buffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Storages, in the order in which they begin. With in-place layers, a buffer can hold several.
    Storages(Vec<TensorId>),
    /// One channel of the output of a depthwise convolution in place.
    Channel(TensorId),
}

impl Buffers {
    fn push(&mut self, buffer: Buffer, contents: Contents) -> usize {
        self.buffers.push(buffer);
        self.contents.push(contents);
        self.buffers.len() - 1
    }

    /// Adds a storage to a buffer, which then lives through that layer too. Returns whether there is such a buffer.
    fn extend(&mut self, at: usize, storage: TensorId, last: usize) -> bool {
        match (self.buffers.get_mut(at), self.contents.get_mut(at)) {
            (Some(buffer), Some(Contents::Storages(storages))) => {
                buffer.last = buffer.last.max(last);
                storages.push(storage);
                true
            }
            _ => false,
        }
    }
}

impl Lifetimes<'_> {
    /// The storages as buffers; `None` for one that 128 bits do not hold.
    pub fn buffers(&self) -> Option<Buffers> {
        let network = self.network;
        let mut all = Buffers::default();
        let mut index = IndexVec::filled(network.tensors.len(), None);
        let assembled = self.stage.map(|stage| stage.output);
        for storage in network.inputs.iter().copied().chain(assembled) {
            self.add(storage, 0, None, &mut index, &mut all)?;
        }
        for (first, last) in network.steps() {
            let taken = self.taken_over(first);
            for output in layers_of(network, first, last).flat_map(|layer| layer.outputs()) {
                if Some(output) == assembled {
                    continue;
                }
                let own = taken.filter(|taken| taken.by == output);
                let own = own.and_then(|taken| index[taken.storage]);
                self.add(output, first.index(), own, &mut index, &mut all)?;
            }
            if let Some(taken) = taken.filter(|taken| taken.channels.is_some()) {
                let (first, last) = (first.index(), last.index());
                let buffer = Buffer { size: self.scratch(&taken)?, first, last };
                all.push(buffer, Contents::Channel(taken.by));
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
        let taken = taken.filter(|at| all.extend(*at, storage, last));
        index[storage] = Some(match taken {
            Some(at) => at,
            None => {
                let size = self.size(storage)?;
                all.push(Buffer { size, first, last }, Contents::Storages(vec![storage]))
            }
        });
        Some(())
    }

    /// The arena that a planner makes for the storages; `None` if 128 bits do not hold it.
    pub fn arena(&self, planner: Planner) -> Option<Arena> {
        planner.plan(&self.buffers()?.buffers)
    }
}
