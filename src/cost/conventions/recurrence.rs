//! How tools count recurrent layers: a formula for the cell, summed over layers, directions and
//! steps.

use crate::network::{Recurrent, RecurrentKind};
use crate::ops::formula::Numeric;

/// The sum over all cells for one sample; `cell` computes the figure of one from its number of
/// input features.
pub(super) fn total<N: Numeric>(work: &Recurrent, cell: impl Fn(N) -> N) -> N {
    let directions = N::named("D", work.directions);
    let first = cell(N::named("I", work.inputs));
    let later = cell(directions * features::<N>(work)) * (N::named("L", work.layers) - 1);
    let cells = if work.layers > 1 { first + later } else { first };
    N::named("T", work.steps) * directions * cells
}

/// Features of the state that a step passes to the next: H, or P with a projection.
fn features<N: Numeric>(work: &Recurrent) -> N {
    match work.projection {
        0 => N::named("H", work.hidden),
        projection => N::named("P", projection),
    }
}

/// Elements of `weight_ih` and `weight_hh`: g·H·(I + H), or g·H·(I + P) with a projection.
pub(super) fn weights<N: Numeric>(work: &Recurrent, inputs: N) -> N {
    gates::<N>(work) * (inputs + features::<N>(work))
}

/// Elements of each of the two biases: g·H.
pub(super) fn gates<N: Numeric>(work: &Recurrent) -> N {
    N::literal(work.kind.gates().into()) * N::named("H", work.hidden)
}

/// The additions and products of gates that ptflops and calflops add for each value of the state.
pub(super) fn elementwise<N: Numeric>(work: &Recurrent) -> N {
    let each = match work.kind {
        RecurrentKind::Rnn => 1u64,
        RecurrentKind::Gru => 7,
        RecurrentKind::Lstm => 10,
    };
    N::literal(each) * N::named("H", work.hidden)
}
