//! The roofline model: how long a device takes at least, bound by what it computes or by what it
//! moves (Williams, Waterman and Patterson, "Roofline", Communications of the ACM 52(4), 2009).
//!
//! A layer's operations are two for each multiply-accumulate, or all it has where it has none; they
//! take operations / peak, the peak that of the type that it computes in. Its bytes are those it reads and
//! writes; they take bytes / bandwidth. Times are whole picoseconds, each rounded up at each layer.

use super::{Figures, Operations};
use crate::device::Device;
use crate::diagnostics::cost::CostProblem;
use crate::network::{Layer, Network};
use crate::source::Span;
use crate::tensor::Dtype;
use crate::text::nearest::listed;

/// Picoseconds in a second.
const SECOND: u128 = 1_000_000_000_000;

/// How long a device takes for a layer, or for several one after the other, in picoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Times {
    /// For the operations, at its peak.
    pub compute: u128,
    /// For the bytes, at its bandwidth; 0 where that is not known.
    pub memory: u128,
    /// The longer of the two, layer by layer.
    pub longer: u128,
}

impl Times {
    /// Those of a layer; `None` if 128 bits do not hold one. `asked` is the claim that names the device.
    ///
    /// # Errors
    /// When the layer computes in a type that the device has no peak for.
    pub(super) fn of(
        device: &Device,
        network: &Network,
        layer: &Layer,
        figures: &Figures,
        asked: Option<Span>,
    ) -> Result<Option<Self>, CostProblem> {
        let peak = peak(device, network, layer, asked);
        let compute = match operations(figures) {
            Some(0) => Some(0),
            operations => {
                let peak = peak?;
                operations.and_then(|operations| picoseconds(operations, peak))
            }
        };
        let memory = match &device.bandwidth {
            Some(bandwidth) => bytes(figures).and_then(|b| picoseconds(b, bandwidth.value)),
            None => Some(0),
        };
        let times = compute.zip(memory);
        Ok(times.map(|(compute, memory)| Times { compute, memory, longer: compute.max(memory) }))
    }

    /// The sums; `None` for one that 128 bits do not hold.
    pub(super) fn plus(self, other: Times) -> Option<Self> {
        // With this no later sum of two of these overflows.
        self.upper().checked_add(other.upper())?;
        Some(Times {
            compute: self.compute + other.compute,
            memory: self.memory + other.memory,
            longer: self.longer + other.longer,
        })
    }

    /// What it takes at least: all layers compute and move at the same time.
    pub fn lower(&self) -> u128 {
        self.compute.max(self.memory)
    }

    /// What it takes where computing and moving take turns.
    pub fn upper(&self) -> u128 {
        self.compute.saturating_add(self.memory)
    }

    /// Which of the two takes longer; nothing where neither takes any time.
    pub fn bound(&self) -> Option<&'static str> {
        match (self.compute, self.memory) {
            (0, 0) => None,
            (compute, memory) if compute >= memory => Some("compute"),
            _ => Some("memory"),
        }
    }
}

/// The operations that count: two for each multiply-accumulate, or all where there is none.
pub fn operations(figures: &Figures) -> Option<u128> {
    if figures.macs > 0 {
        return figures.macs.checked_mul(2);
    }
    let Operations { mul, add, div, cmp, special } = figures.ops;
    [add, div, cmp, special].into_iter().try_fold(mul, u128::checked_add)
}

/// The bytes that count: those read and written.
pub fn bytes(figures: &Figures) -> Option<u128> {
    figures.read_bytes.checked_add(figures.write_bytes)
}

/// What the device does in a second of the type that a layer computes in.
fn peak(
    device: &Device,
    network: &Network,
    layer: &Layer,
    asked: Option<Span>,
) -> Result<u64, CostProblem> {
    let dtype = network.computes_in(layer);
    device.peak(dtype).ok_or_else(|| CostProblem::NoPeak {
        device: device.name.clone(),
        dtype,
        known: listed(device.peak.keys().map(Dtype::name)),
        span: layer.span,
        asked,
    })
}

/// How long so many things take at so many a second, rounded up.
fn picoseconds(things: u128, per_second: u64) -> Option<u128> {
    Some(things.checked_mul(SECOND)?.div_ceil(u128::from(per_second)))
}

#[cfg(test)]
mod tests;
