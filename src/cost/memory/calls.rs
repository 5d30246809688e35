//! Memory while calls run that are single layers of an outline.

use super::Lifetimes;
use crate::network::LayerId;
use crate::tensor::TensorId;

/// The most bytes that live while some layers run that read a tensor from before them, without what lives only
/// outside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Peaks {
    /// As long as the tensor is needed, besides its storage.
    pub reading: u128,
    /// After that.
    pub after: u128,
}

impl Lifetimes<'_> {
    /// The peaks of the whole network, which reads `input` from before it, if it does. Layers that are calls have peaks of their
    /// own, in their order. `None` if a sum does not fit into 128 bits, or if what calls make does not say enough: nothing
    /// reads it, or it is a view of what has another size.
    pub fn peaks(&self, input: Option<TensorId>, calls: &[(LayerId, Peaks)]) -> Option<Peaks> {
        if input.is_some() && !self.network.outputs.iter().all(|output| self.is_whole(*output)) {
            return None;
        }
        let living = self.living_bytes()?;
        let last_read = input.and_then(|input| self.last[input]);
        let mut calls = calls.iter().peekable();
        let mut peaks = Peaks::default();
        for ((id, layer), living) in self.network.numbered_layers().zip(living) {
            let is_read = last_read.is_some_and(|last| id <= last);
            let outside = input.filter(|_| is_read);
            let Some((_, call)) = calls.next_if(|(at, _)| *at == id) else {
                peaks.note(is_read, living - self.size_of(outside)?);
                continue;
            };
            let made = self.storage(layer.output)?;
            if self.last[made].is_none_or(|last| last <= id) {
                return None;
            }
            let read = layer.inputs.first().and_then(|read| self.storage(*read));
            let ends = read.is_some_and(|read| self.last[read] == Some(id));
            let own = Some(made).filter(|made| *made == layer.output);
            let others = living - self.size_of(own)? - self.size_of(read)?;
            let held = if ends { 0 } else { self.size_of(read)? };
            if outside.is_some() && outside == read {
                peaks.note(true, others.checked_add(call.reading)?);
                peaks.note(!ends, others.checked_add(call.after)?);
            } else {
                let others = others - self.size_of(outside)?;
                let reading = call.reading.checked_add(self.size_of(read)?)?;
                let most = reading.max(call.after.checked_add(held)?);
                peaks.note(is_read, others.checked_add(most)?);
            }
        }
        Some(peaks)
    }

    /// Whether a tensor takes as many bytes as its storage.
    fn is_whole(&self, tensor: TensorId) -> bool {
        self.storage(tensor).is_some_and(|storage| self.size(storage) == self.size(tensor))
    }

    /// The bytes of a storage, if there is one.
    fn size_of(&self, storage: Option<TensorId>) -> Option<u128> {
        storage.map_or(Some(0), |storage| self.size(storage))
    }
}

impl Peaks {
    /// Takes so many bytes into account.
    fn note(&mut self, reading: bool, bytes: u128) {
        let peak = if reading { &mut self.reading } else { &mut self.after };
        *peak = bytes.max(*peak);
    }
}
