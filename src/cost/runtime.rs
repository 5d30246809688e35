//! What TensorFlow Lite for Microcontrollers takes besides weights and planned tensors.
//!
//! These are estimates. The state in its arena was measured with version 0.dev20261023 of the runtime for the
//! four reference models of MLPerf Tiny: 3,216, 8,272, 6,832 and 29,952 bytes. For the structure of a file,
//! the sizes of these models are published (Linley Newsletter, August 2021: 270, 53, 96 and 325 KB), of which their
//! constants are known. Both grow with tensors, operations, and the channels of quantised convolutions, each of
//! which has a scale of its own.

use super::metrics::reshape_bytes;
use crate::network::{Layer, Network, OpKind, Origin};

/// Bytes of the runtime, apart from its code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The shapes of reshapes, which are constants of the file. These are exact.
    pub shapes: u128,
    /// The structure of the file: operations, tensors, their names and scales.
    pub structure: u128,
    /// What it keeps in its arena besides the planned tensors.
    pub state: u128,
}

/// What the runtime takes for a network.
pub fn share(network: &Network) -> Share {
    let shapes = network.layers.iter().map(|layer| reshape_bytes(network, layer));
    let operations = network.steps().count() as u128;
    let tensors = tensors(network) + shapes.clone().filter(|bytes| *bytes > 0).count() as u128;
    let channels: u128 = network.layers.iter().map(channels).sum();
    let ports = (network.inputs.len() + network.outputs.len()) as u128;
    Share {
        shapes: shapes.sum(),
        structure: tensors * 190 + channels * 36,
        state: 900 + tensors * 24 + operations * (64 + 80) + ports * 64 + channels * 8,
    }
}

/// The tensors of a file: inputs, outputs of layers that are stored, and parameters.
fn tensors(network: &Network) -> u128 {
    let is_stored = |origin, stored| stored && !matches!(origin, Origin::Weight(_));
    let stored = network.tensors.iter().filter(|tensor| is_stored(tensor.origin, tensor.stored));
    let own = network.layers.iter().flat_map(|layer| network.parameters_of(layer));
    (stored.count() + own.filter(|used| used.own).count()) as u128
}

/// The channels of a quantised convolution.
fn channels(layer: &Layer) -> u128 {
    match layer.kind {
        OpKind::Convolution(work) if !layer.weights.is_float() => work.out_channels.into(),
        _ => 0,
    }
}
