//! Fused layers: groups that run as a single kernel.

use std::cmp::Reverse;
use std::iter;

use super::graph::Network;
use super::ids::LayerId;
use super::tensor::Origin;
use crate::index::{Idx, IndexVec};
use crate::tensor::TensorId;

/// Consecutive layers that run as a single kernel. A tensor that is made and read only among them is not stored; a
/// tensor from outside is read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fused {
    /// The first of the layers.
    pub first: LayerId,
    /// The last of them.
    pub last: LayerId,
    /// The tensors from outside, each with the first of these layers that reads it; sorted.
    reads: Box<[(TensorId, LayerId)]>,
}

impl Fused {
    /// Whether a layer is in the group.
    pub fn contains(&self, layer: LayerId) -> bool {
        self.first <= layer && layer <= self.last
    }
}

impl Network {
    /// Fuses each of these ranges of layers, and no others. Of nested ranges, the outer one counts.
    pub fn fuse(&mut self, mut ranges: Vec<(LayerId, LayerId)>) {
        ranges.sort_by_key(|(first, last)| (*first, Reverse(*last)));
        let mut end = None;
        ranges.retain(|(first, last)| {
            let is_outer = end.is_none_or(|end| *first > end);
            if is_outer {
                end = Some(*last);
            }
            is_outer
        });
        let fused = |(first, last)| Fused { first, last, reads: self.reads(first, last) };
        self.fused = ranges.into_iter().map(fused).collect();
        self.find_stored();
    }

    /// The tensors from outside that a range of layers reads, each with the first layer that does.
    fn reads(&self, first: LayerId, last: LayerId) -> Box<[(TensorId, LayerId)]> {
        let layers = (first.index()..=last.index()).map(LayerId::at);
        let all = layers.flat_map(|id| self.layer(id).inputs.iter().map(move |input| (*input, id)));
        let is_made_inside = |input| self.maker(input).is_some_and(|it| first <= it && it <= last);
        let mut reads: Vec<_> = all.filter(|(input, _)| !is_made_inside(*input)).collect();
        reads.sort();
        reads.dedup_by_key(|(input, _)| *input);
        reads.into()
    }

    /// Finds which tensors are stored: all but those that are made and read within one group.
    fn find_stored(&mut self) {
        let fused_at = |id: TensorId| self.maker(id).and_then(|maker| self.fused_with(maker));
        let ids = (0..self.tensors.len()).map(TensorId::at);
        let is_weight = |id| matches!(self.tensor(id).origin, Origin::Weight(_));
        let mut stored: IndexVec<TensorId, bool> =
            ids.map(|id| is_weight(id) || fused_at(id).is_none()).collect();
        for output in &self.outputs {
            stored[*output] = true;
        }
        // Readers come after what they read, so a view is decided before the tensor that it is a view of.
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let here = self.fused_with(LayerId::at(index)).map(|fused| fused.first);
            let is_stored_view = layer.kind.is_view() && layer.outputs().any(|it| stored[it]);
            for input in &layer.inputs {
                let elsewhere = fused_at(*input).map(|fused| fused.first) != here;
                stored[*input] |= elsewhere || is_stored_view;
            }
        }
        for (tensor, stored) in self.tensors.iter_mut().zip(stored.iter()) {
            tensor.stored = *stored;
        }
    }

    /// The layers of a group, apart from the last, whose outputs are stored since other layers read them.
    pub fn kept_in(&self, fused: &Fused) -> impl Iterator<Item = LayerId> + '_ {
        let before = (fused.first.index()..fused.last.index()).map(LayerId::at);
        before.filter(|id| {
            let layer = self.layer(*id);
            !layer.kind.is_view() && layer.outputs().any(|output| self.tensor(output).stored)
        })
    }

    /// The layer that makes a tensor, if one does.
    fn maker(&self, tensor: TensorId) -> Option<LayerId> {
        match self.tensor(tensor).origin {
            Origin::Layer(layer) | Origin::Weight(layer) => Some(layer),
            Origin::Input | Origin::Claimed(_) => None,
        }
    }

    /// The group that a layer is in.
    pub fn fused_with(&self, layer: LayerId) -> Option<&Fused> {
        let after = self.fused.partition_point(|fused| fused.first <= layer);
        let fused = self.fused.get(after.checked_sub(1)?)?;
        fused.contains(layer).then_some(fused)
    }

    /// The number of the group that a layer is in, from 1.
    pub fn group_of(&self, layer: LayerId) -> Option<usize> {
        let number = self.fused.partition_point(|fused| fused.first <= layer);
        self.fused_with(layer).map(|_| number)
    }

    /// Whether a layer reads an input from memory. It does not if a layer of its group makes the tensor, or has read it
    /// before.
    pub fn moves(&self, layer: LayerId, input: TensorId) -> bool {
        let Some(fused) = self.fused_with(layer) else { return true };
        let found = fused.reads.binary_search_by_key(&input, |(read, _)| *read);
        found.ok().and_then(|at| fused.reads.get(at)).is_some_and(|(_, first)| *first == layer)
    }

    /// The first and the last layer of the group that a layer is in: itself, if it is not fused.
    pub fn step_of(&self, layer: LayerId) -> (LayerId, LayerId) {
        self.fused_with(layer).map_or((layer, layer), |fused| (fused.first, fused.last))
    }

    /// The first and the last layer of each step. A group is one step.
    pub fn steps(&self) -> impl Iterator<Item = (LayerId, LayerId)> + '_ {
        let mut fused = self.fused.iter().peekable();
        let mut next = 0;
        iter::from_fn(move || {
            let first = LayerId::at(next);
            let last = match fused.next_if(|fused| fused.first == first) {
                Some(fused) => fused.last,
                None => first,
            };
            next = last.index() + 1;
            (first.index() < self.layers.len()).then_some((first, last))
        })
    }
}
