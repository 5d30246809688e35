//! From the network to its figures: counts, conventions and memory.

use crate::network::{LayerId, Network};

/// The figures of a network under one convention. Those of single layers are computed when asked
/// for, so that a network of a million layers takes no more room than itself.
#[derive(Debug)]
pub struct Costs<'n> {
    /// What was costed.
    pub network: &'n Network,
    /// The sums of all rows, and the figures of the whole.
    pub totals: Totals,
}

/// Arithmetic operations by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Operations {
    /// Multiplications.
    pub mul: u128,
    /// Additions and subtractions.
    pub add: u128,
    /// Divisions.
    pub div: u128,
    /// Comparisons.
    pub cmp: u128,
    /// exp, log, tanh, erf, roots and powers.
    pub special: u128,
}

/// The figures of a layer, or of several added up, for the whole batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Learned values, shared ones at their first layer only.
    pub params: u128,
    /// Values that are stored and not learned.
    pub buffers: u128,
    /// Multiply-accumulates.
    pub macs: u128,
    /// Every arithmetic operation by class.
    pub ops: Operations,
    /// What the convention makes of it.
    pub flops: u128,
    /// Elements of the outputs.
    pub activations: u128,
    /// Bytes of inputs and parameters read, each once.
    pub read_bytes: u128,
    /// Bytes of outputs written.
    pub write_bytes: u128,
}

/// The figures of a whole network.
#[derive(Clone, Copy, Debug)]
pub struct Totals {
    /// How many layers there are.
    pub layers: u64,
    /// The sums of the layers' figures.
    pub figures: Figures,
    /// Bytes of the inputs.
    pub input_bytes: u128,
    /// Bytes of the outputs of all layers, views included.
    pub activation_bytes: u128,
    /// Bytes of params and buffers.
    pub param_bytes: u128,
    /// The largest sum of living storages while a layer runs, in bytes.
    pub peak_memory: u128,
    /// The layer that runs then; none if there is no layer.
    pub peak_layer: Option<LayerId>,
}
