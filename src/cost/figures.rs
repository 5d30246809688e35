//! The figures of a layer, and their sums.

use super::bytes;
use super::conventions::{Convention, LayerView};
use super::metrics::DERIVED;
use super::roofline::Times;
use crate::ops::formula::{Count, Counts};

/// Arithmetic operations by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Figures {
    /// Learned values, shared ones at their first layer only.
    pub params: u128,
    /// Values that are stored and not learned.
    pub buffers: u128,
    /// Multiply-accumulates.
    pub macs: u128,
    /// Every arithmetic operation by class.
    pub ops: Operations,
    /// How many of the layers have costs that are not known: what is counted is a lower bound.
    pub unknown_cost: u128,
    /// What the convention makes of it.
    pub flops: u128,
    /// Elements of the outputs.
    pub activations: u128,
    /// Bytes of inputs and parameters read, each once.
    pub read_bytes: u128,
    /// Bytes of outputs written.
    pub write_bytes: u128,
    /// Bytes of outputs, whether written or only looked at.
    pub activation_bytes: u128,
    /// Bytes of params and buffers.
    pub param_bytes: u128,
    /// How long the device takes; nothing without one.
    pub times: Times,
    /// The figures of the derived metrics, in their order.
    pub derived: [u128; DERIVED.len()],
}

impl Operations {
    /// Those of a layer; `None` for a number that 128 bits do not hold.
    pub(super) fn of(counts: &Counts<Count>) -> Option<Self> {
        Some(Operations {
            mul: counts.mul.0?,
            add: counts.add.0?,
            div: counts.div.0?,
            cmp: counts.cmp.0?,
            special: counts.special.0?,
        })
    }

    /// The sums; `None` for one that 128 bits do not hold.
    pub fn plus(self, other: Operations) -> Option<Self> {
        Some(Operations {
            mul: self.mul.checked_add(other.mul)?,
            add: self.add.checked_add(other.add)?,
            div: self.div.checked_add(other.div)?,
            cmp: self.cmp.checked_add(other.cmp)?,
            special: self.special.checked_add(other.special)?,
        })
    }
}

impl Figures {
    /// Those of one layer, times apart; `None` for a figure that 128 bits do not hold.
    pub(super) fn of(view: &LayerView<'_>, convention: &Convention) -> Option<Self> {
        let LayerView { network, layer, counts, parameters, .. } = view;
        let flops = (convention.flops)(view).map_or(Some(0), |flops| flops.0)?;
        let activation_bytes = bytes::outputs(network, layer)?;
        Some(Figures {
            params: parameters.params,
            buffers: parameters.buffers,
            macs: counts.macs.0?,
            ops: Operations::of(counts)?,
            unknown_cost: u128::from(layer.kind.is_unknown()),
            flops,
            activations: bytes::activations::<Count>(network, layer).0?,
            read_bytes: bytes::read(network, layer, parameters)?,
            write_bytes: if bytes::is_view(layer) { 0 } else { activation_bytes },
            activation_bytes,
            param_bytes: parameters.own_bytes,
            times: Times::default(),
            derived: [0; DERIVED.len()],
        })
    }

    /// The sums; `None` for one that 128 bits do not hold.
    pub fn plus(self, other: Figures) -> Option<Self> {
        Some(Figures {
            params: self.params.checked_add(other.params)?,
            buffers: self.buffers.checked_add(other.buffers)?,
            macs: self.macs.checked_add(other.macs)?,
            ops: self.ops.plus(other.ops)?,
            unknown_cost: self.unknown_cost.checked_add(other.unknown_cost)?,
            flops: self.flops.checked_add(other.flops)?,
            activations: self.activations.checked_add(other.activations)?,
            read_bytes: self.read_bytes.checked_add(other.read_bytes)?,
            write_bytes: self.write_bytes.checked_add(other.write_bytes)?,
            activation_bytes: self.activation_bytes.checked_add(other.activation_bytes)?,
            param_bytes: self.param_bytes.checked_add(other.param_bytes)?,
            times: self.times.plus(other.times)?,
            derived: sums(self.derived, other.derived),
        })
    }
}

/// The sums of derived figures, which stay unknown once one is, as the largest number.
fn sums<const N: usize>(mut figures: [u128; N], others: [u128; N]) -> [u128; N] {
    for (figure, other) in figures.iter_mut().zip(others) {
        *figure = figure.saturating_add(other);
    }
    figures
}
