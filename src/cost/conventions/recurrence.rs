//! What tools make of recurrent layers: a formula for the cell, added up over layers, directions
//! and steps.

use super::n;
use crate::network::{Recurrent, RecurrentKind};
use crate::ops::formula::Count;

/// The sum of a cell's figure, which is given its input features, for one sample.
pub(super) fn total(work: &Recurrent, cell: impl Fn(Count) -> Count) -> Count {
    let directions = n(work.directions);
    let later = cell(directions * n(work.features()));
    n(work.steps) * directions * (cell(n(work.inputs)) + later * n(work.layers - 1))
}

/// Elements of `weight_ih` and `weight_hh`: g·H·(I + H), with P for the second H in a projection.
pub(super) fn weights(work: &Recurrent, inputs: Count) -> Count {
    gates(work) * (inputs + n(work.features()))
}

/// Elements of each of the two biases, g·H.
pub(super) fn gates(work: &Recurrent) -> Count {
    n(work.kind.gates()) * n(work.hidden)
}

/// What ptflops and calflops add for each value of the state: additions and products of gates.
pub(super) fn elementwise(work: &Recurrent) -> Count {
    let each = match work.kind {
        RecurrentKind::Rnn => 1u64,
        RecurrentKind::Gru => 7,
        RecurrentKind::Lstm => 10,
    };
    n(each) * n(work.hidden)
}
