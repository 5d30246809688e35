//! The line of tensors that one was made from, and which layer of it made the size of an axis.

use super::Past;
use crate::network::{Layer, LayerId, OpKind, Origin};
use crate::tensor::{Shape, TensorId};

/// How many layers are looked back at most.
const LOOK_BACK: usize = 1000;

impl Past<'_> {
    /// A tensor and those that an axis of it came from, the nearest first.
    pub(super) fn line(&self, tensor: TensorId, axis: usize) -> Vec<TensorId> {
        let next = |tensor: &TensorId| self.carrier(*tensor, axis);
        std::iter::successors(Some(tensor), next).take(LOOK_BACK).collect()
    }

    /// The first tensor on the lines of both.
    pub(super) fn fork(&self, tensor: TensorId, other: TensorId, axis: usize) -> Option<TensorId> {
        let others = self.line(other, axis);
        self.line(tensor, axis).into_iter().find(|made| others.contains(made))
    }

    /// The layers on the line of a tensor, down to where it parts from that of another.
    pub(super) fn layers_since(
        &self,
        tensor: TensorId,
        axis: usize,
        other: Option<TensorId>,
    ) -> Vec<LayerId> {
        let fork = other.and_then(|other| self.fork(tensor, other, axis));
        let line = self.line(tensor, axis).into_iter().take_while(|made| Some(*made) != fork);
        line.filter_map(|made| match self.network.tensor(made).origin {
            Origin::Layer(id) => Some(id),
            _ => None,
        })
        .collect()
    }

    /// The tensor on the line of one at which an axis got its size: the last change since the line of
    /// another parted from it, or the tensor itself if there was none.
    pub(super) fn maker_of(
        &self,
        tensor: TensorId,
        axis: usize,
        other: Option<TensorId>,
    ) -> TensorId {
        let fork = other.and_then(|other| self.fork(tensor, other, axis));
        let size = |tensor| self.network.tensor(tensor).shape.axis(axis);
        let mut made = tensor;
        for _ in 0..LOOK_BACK {
            if Some(made) == fork {
                return tensor;
            }
            match self.carrier(made, axis) {
                Some(from) if size(from) == size(made) => made = from,
                _ => break,
            }
        }
        made
    }

    /// The input of the layer that made a tensor from which an axis of it came.
    fn carrier(&self, tensor: TensorId, axis: usize) -> Option<TensorId> {
        let Origin::Layer(id) = self.network.tensor(tensor).origin else { return None };
        let (layer, shape) = (self.network.layer(id), self.network.tensor(tensor).shape);
        if self.decides(layer, axis, shape) {
            return None;
        }
        let of = |input: &TensorId| self.network.tensor(*input).shape;
        let alike = || layer.inputs.iter().filter(|input| of(input).rank() == shape.rank());
        let same = alike().find(|input| of(input).axis(axis) == shape.axis(axis));
        same.or_else(|| alike().next()).copied()
    }

    /// Whether a layer gives an axis its size, whatever its input has.
    fn decides(&self, layer: &Layer, axis: usize, shape: Shape) -> bool {
        match &layer.kind {
            OpKind::Convolution(conv) | OpKind::TransposedConvolution(conv) => {
                let depthwise = conv.groups == conv.in_channels && conv.groups == conv.out_channels;
                axis == 0 && !depthwise
            }
            OpKind::Linear(_) | OpKind::Recurrent(_) | OpKind::Lookup(_) => {
                axis + 1 == shape.rank()
            }
            OpKind::Matmul(_) | OpKind::Custom { .. } => true,
            OpKind::Move(moved) => {
                let input = layer.inputs.first();
                let same = input.is_some_and(|input| self.network.tensor(*input).shape == shape);
                !(moved.grid || same)
            }
            _ => false,
        }
    }
}
