//! `prune:0.5`: removes a share of the channels that layers make, and what belongs to them in all other layers.
//!
//! Elementwise layers, norms, pools and depthwise convolutions have the channels of their input, and joins couple those of
//! their operands. The channels of the network's outputs and those that another layer splits or mixes are kept.

mod flow;
mod groups;
mod resize;

use smallvec::SmallVec;

use super::Outcome;
use crate::index::IndexVec;
use crate::network::{LayerId, Network, Obstacle, OpKind, ParameterId, Prune};
use crate::tensor::{Shape, TensorId};
use flow::Flow;
use groups::Channels;
use resize::Sizes;

#[cfg(test)]
mod tests;

pub(super) fn prune(mut network: Network, prune: Prune) -> Outcome {
    let mut flow = Flow::of(&network);
    flow.groups.shrink(prune);
    let left = left(&network, &mut flow);
    let shapes = IndexVec::from_iter(shapes(&network, &mut flow));
    let Flow { channels, .. } = flow;
    let resized = Resized { channels, shapes };
    let mut layers = 0;
    for index in 0..network.layers.len() {
        let id = LayerId(u32::try_from(index).unwrap_or(u32::MAX));
        layers += u64::from(resized.layer(&mut network, id));
    }
    for (tensor, shape) in network.tensors.iter_mut().zip(resized.shapes.iter()) {
        tensor.shape = *shape;
    }
    Outcome { layers, left, ..Outcome::unchanged(network) }
}

/// The layers that make as many channels as before, each with the reason.
fn left(network: &Network, flow: &mut Flow<'_>) -> Vec<(String, Obstacle)> {
    let made = std::mem::take(&mut flow.made);
    let kept = made.into_iter().filter_map(|(id, group)| {
        let why = match group {
            Ok(group) => flow.groups.kept(group)?,
            Err(why) => why,
        };
        Some((network.full_name(network.layer(id)), why))
    });
    kept.collect()
}

/// The new shapes of all tensors.
fn shapes(network: &Network, flow: &mut Flow<'_>) -> Vec<Shape> {
    let Flow { channels, groups, .. } = flow;
    let tensors = network.tensors.iter().zip(channels.iter());
    let shape = |(tensor, channels): (&crate::network::Tensor, &Option<Channels>)| {
        let Some(channels) = channels else { return tensor.shape };
        let size = u32::try_from(groups.axis_size(channels)).unwrap_or(u32::MAX);
        tensor.shape.resized(channels.axis, size)
    };
    tensors.map(shape).collect()
}

/// What changes in a network.
struct Resized {
    channels: IndexVec<TensorId, Option<Channels>>,
    /// The new shapes.
    shapes: IndexVec<TensorId, Shape>,
}

impl Resized {
    /// Changes a layer. Returns whether it differs.
    fn layer(&self, network: &mut Network, id: LayerId) -> bool {
        let layer = network.layer(id);
        let input = *layer.inputs.first().unwrap_or(&layer.output);
        let axis = |tensor: TensorId| self.channels[tensor].as_ref().map(|it| it.axis);
        let old = |tensor: TensorId| (network.tensor(tensor).shape, axis(tensor));
        let new = |tensor: TensorId| (self.shapes[tensor], axis(tensor));
        let before = Sizes { input: old(input), output: old(layer.output) };
        let after = Sizes { input: new(input), output: new(layer.output) };
        if before.input == after.input && before.output == after.output {
            return false;
        }
        let kind: OpKind = resize::kind(layer.kind, &before, &after);
        let used: SmallVec<[ParameterId; 4]> = layer.parameters.iter().map(|(id, _)| id).collect();
        for id in used {
            let shape = resize::shape(&kind, network.parameters.shape(id), &before, &after);
            network.parameters.set_shape(id, &shape);
        }
        network.layer_mut(id).kind = kind;
        true
    }
}
