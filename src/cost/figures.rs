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
    /// Counts one layer, times and derived figures apart; `None` if 128 bits do not hold a figure.
    pub(super) fn count(&mut self, view: &LayerView<'_>, convention: &Convention) -> Option<()> {
        let LayerView { network, layer, counts, parameters, .. } = view;
        self.params = parameters.params;
        self.buffers = parameters.buffers;
        self.macs = counts.macs.0?;
        self.ops = Operations::of(counts)?;
        self.unknown_cost = u128::from(layer.kind.is_unknown());
        self.flops = (convention.flops)(view).map_or(Some(0), |flops| flops.0)?;
        self.activations = bytes::activations::<Count>(network, layer).0?;
        self.read_bytes = bytes::read(network, layer, parameters)?;
        self.activation_bytes = bytes::outputs(network, layer)?;
        self.write_bytes = if layer.kind.is_view() { 0 } else { self.activation_bytes };
        self.param_bytes = parameters.own_bytes;
        Some(())
    }

    /// The sums; `None` for one that 128 bits do not hold.
    pub fn plus(mut self, other: Figures) -> Option<Self> {
        self.add(&other)?;
        Some(self)
    }

    /// Adds others; `None`, and some of the sums, if 128 bits do not hold one.
    pub(super) fn add(&mut self, other: &Figures) -> Option<()> {
        self.params = self.params.checked_add(other.params)?;
        self.buffers = self.buffers.checked_add(other.buffers)?;
        self.macs = self.macs.checked_add(other.macs)?;
        self.ops = self.ops.plus(other.ops)?;
        self.unknown_cost = self.unknown_cost.checked_add(other.unknown_cost)?;
        self.flops = self.flops.checked_add(other.flops)?;
        self.activations = self.activations.checked_add(other.activations)?;
        self.read_bytes = self.read_bytes.checked_add(other.read_bytes)?;
        self.write_bytes = self.write_bytes.checked_add(other.write_bytes)?;
        self.activation_bytes = self.activation_bytes.checked_add(other.activation_bytes)?;
        self.param_bytes = self.param_bytes.checked_add(other.param_bytes)?;
        self.times = self.times.plus(other.times)?;
        for (figure, other) in self.derived.iter_mut().zip(&other.derived) {
            // A sum stays unknown once one is, as the largest number.
            *figure = figure.saturating_add(*other);
        }
        Some(())
    }
}
