//! `drop`: removes layers that do nothing at inference.

use super::Outcome;
use crate::network::{Layer, Network, Obstacle, OpKind, Rewrite};

pub(super) fn drop(network: Network) -> Outcome {
    let mut rewrite = Rewrite::new(&network);
    let (mut layers, mut left) = (0, Vec::new());
    for (id, layer) in network.numbered_layers() {
        let Some(input) = layer.inputs.first().filter(|_| does_nothing(&network, layer)) else {
            continue;
        };
        if network.tensor(*input).dtype != network.tensor(layer.output).dtype {
            left.push((network.full_name(layer), Obstacle::OtherType));
            continue;
        }
        rewrite.leave_out(id);
        layers += 1;
    }
    if layers == 0 {
        return Outcome { network, rewrite: None, layers, left };
    }
    Outcome { network: rewrite.apply(network), rewrite: Some(rewrite), layers, left }
}

/// Whether a layer is a `dropout`, or a view of the same shape.
fn does_nothing(network: &Network, layer: &Layer) -> bool {
    let shape = |id| network.tensor(id).shape;
    let keeps_shape =
        || layer.inputs.first().map(|input| shape(*input)) == Some(shape(layer.output));
    matches!(layer.kind, OpKind::Dropout) || layer.kind.is_view() && keeps_shape()
}
