//! `fuse`: fuses an activation with the convolution or dense layer before it.

use super::Outcome;
use super::readers::{Readers, product_before};
use crate::network::{ActivationKind, Layer, LayerId, Network, Obstacle, OpKind};

pub(super) fn fuse(mut network: Network) -> Outcome {
    let readers = Readers::of(&network);
    let mut ranges: Vec<_> = network.fused.iter().map(|it| (it.first, it.last)).collect();
    let (mut layers, mut left) = (0, Vec::new());
    for (id, layer) in network.numbered_layers().filter(|(_, layer)| is_elementwise(layer)) {
        if network.fused_with(id).is_some() {
            continue;
        }
        match fusible(&network, &readers, id, layer) {
            Ok(before) => {
                ranges.push((before, id));
                layers += 1;
            }
            Err(why) => left.push((network.full_name(layer), why)),
        }
    }
    if layers > 0 {
        network.fuse(ranges);
    }
    Outcome { network, rewrite: None, layers, left }
}

/// Whether a layer is an elementwise activation.
fn is_elementwise(layer: &Layer) -> bool {
    match layer.kind {
        OpKind::Activation(work) => {
            !matches!(work.kind, ActivationKind::Glu | ActivationKind::Geglu)
        }
        _ => false,
    }
}

/// The layer that an activation can be fused with.
fn fusible(
    network: &Network,
    readers: &Readers,
    id: LayerId,
    layer: &Layer,
) -> Result<LayerId, Obstacle> {
    let before = product_before(network, layer).ok_or(Obstacle::NotAProduct)?;
    if !readers.is_read_once(network.layer(before).output) {
        Err(Obstacle::ReadElsewhere)
    } else if before.0 + 1 != id.0 || network.fused_with(before).is_some() {
        Err(Obstacle::Apart)
    } else {
        Ok(before)
    }
}
