//! `fold-bn`: at inference, a batch norm is a factor and an offset for each channel. After a convolution or dense layer,
//! these are folded into its weights and bias.

use super::Outcome;
use super::readers::{Readers, product_before};
use crate::network::{
    Layer, LayerId, Network, NewParameter, Norm, NormKind, Obstacle, OpKind, Parameter, Rewrite,
};
use crate::tensor::Shape;

pub(super) fn fold_norms(mut network: Network) -> Outcome {
    let readers = Readers::of(&network);
    let mut rewrite = Rewrite::new(&network);
    let (mut folded, mut left) = (Vec::new(), Vec::new());
    for (id, layer) in network.numbered_layers().filter(|(_, layer)| is_batch_norm(layer)) {
        match foldable(&network, &readers, layer) {
            Ok(before) => folded.push((before, id)),
            Err(why) => left.push((network.full_name(layer), why)),
        }
    }
    // `Rewrite::add` needs the order of the layers, which may differ from that of the norms.
    folded.sort_unstable();
    for (before, norm) in &folded {
        rewrite.leave_out(*norm);
        if let Some((kind, bias)) = with_bias(&network, *before, *norm) {
            rewrite.add(*before, bias);
            network.layer_mut(*before).kind = kind;
        }
    }
    let layers = folded.len() as u64;
    if folded.is_empty() {
        return Outcome { network, rewrite: None, layers, left };
    }
    Outcome { network: rewrite.apply(network), rewrite: Some(rewrite), layers, left }
}

fn is_batch_norm(layer: &Layer) -> bool {
    matches!(layer.kind, OpKind::Norm(Norm { kind: NormKind::Batch, .. }))
}

/// The layer that a norm can be folded into.
fn foldable(network: &Network, readers: &Readers, norm: &Layer) -> Result<LayerId, Obstacle> {
    let id = product_before(network, norm).ok_or(Obstacle::NotAProduct)?;
    let before = network.layer(id);
    let (input, output) = (network.tensor(before.output), network.tensor(norm.output));
    if !readers.is_read_once(before.output) {
        Err(Obstacle::ReadElsewhere)
    } else if readers.shares(before) {
        Err(Obstacle::Shared)
    } else if matches!(before.kind, OpKind::Linear(_)) && input.shape.rank() > 1 {
        // Its features are on the last axis, channels on the first.
        Err(Obstacle::OtherAxis)
    } else if input.dtype != output.dtype {
        Err(Obstacle::OtherType)
    } else {
        Ok(id)
    }
}

/// The layer's kind with a bias, and the bias; `None` if it has one already.
fn with_bias(network: &Network, layer: LayerId, norm: LayerId) -> Option<(OpKind, Parameter)> {
    let (layer, norm) = (network.layer(layer), network.layer(norm));
    let kind = layer.kind.with_bias().filter(|kind| *kind != layer.kind)?;
    let channels = *network.tensor(layer.output).shape.axes().first()?;
    let shape = Shape::new(&[channels.into()]).ok()?;
    // A layer with a type of its own has biases of that type.
    let biases = network.dtype.biases.filter(|_| layer.weights == network.dtype.weights);
    let dtype = biases.unwrap_or(layer.weights);
    let bias = NewParameter::learned("bias", shape).of_type(dtype, dtype, network.is_frozen(norm));
    Some((kind, bias))
}
