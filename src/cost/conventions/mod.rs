//! What the world calls FLOPs: one file a convention, each reading like its row of the
//! documentation.

mod calflops;
mod exact;
mod fvcore;
mod macs2;
mod molchanov;
mod onnx_tool;
mod paddle;
mod ptflops;
mod ptflops_aten;
mod readers;
mod recurrence;
mod thop;
mod torch;
mod torchinfo;
mod tutorial;

use super::bytes;
use crate::network::{Layer, Network};
use crate::ops::formula::{Count, Counts};

pub use readers::Readers;

/// A way to make one number of what a layer computes.
#[derive(Debug)]
pub struct Convention {
    /// Its name, as the command line takes it.
    pub name: &'static str,
    /// What a multiply-accumulate counts as: 1 or 2.
    pub per_mac: u8,
    /// What it is, in a line.
    pub summary: &'static str,
    /// What it counts, and how.
    pub includes: &'static str,
    /// What it leaves out.
    pub excludes: &'static str,
    /// Its figure for one layer and the whole batch; `None` for an operation that it has no
    /// formula for, which counts 0.
    pub flops: fn(&Subject<'_>) -> Option<Count>,
}

/// A layer, as a convention sees it. Conventions match on its [`Work`](crate::network::Work).
#[derive(Debug)]
pub struct Subject<'n> {
    /// The network it stands in.
    pub network: &'n Network,
    /// The layer.
    pub layer: &'n Layer,
    /// What it computes, for the whole batch.
    pub counts: Counts<Count>,
    /// How many samples it runs for: the batch, or 1 if it depends on weights only.
    pub runs: Count,
    /// Who reads the network's tensors.
    pub readers: &'n Readers,
}

impl Subject<'_> {
    /// x: the elements of its first input, for the whole batch; 0 without one.
    fn x(&self) -> Count {
        let first = self.layer.inputs.first();
        n(first.map_or(0, |input| bytes::elements(self.network, *input)))
    }

    /// y: the elements of its first output, for the whole batch.
    fn y(&self) -> Count {
        n(bytes::elements(self.network, self.layer.output))
    }

    /// How many axes its first output has, without the batch.
    fn axes(&self) -> usize {
        self.network.tensor(self.layer.output).shape.rank()
    }
}

/// The convention where neither the file nor the caller names one.
pub static DEFAULT: &Convention = &exact::CONVENTION;

/// Every convention, the default first.
pub static ALL: &[&Convention] = &[
    &exact::CONVENTION,
    &macs2::CONVENTION,
    &tutorial::CONVENTION,
    &molchanov::CONVENTION,
    &fvcore::CONVENTION,
    &ptflops::CONVENTION,
    &ptflops_aten::CONVENTION,
    &thop::CONVENTION,
    &torchinfo::CONVENTION,
    &torch::CONVENTION,
    &calflops::CONVENTION,
    &paddle::CONVENTION,
    &onnx_tool::CONVENTION,
];

/// The convention of this name.
pub fn named(name: &str) -> Option<&'static Convention> {
    ALL.iter().copied().find(|convention| convention.name == name)
}

/// A number if a condition holds, else nothing.
fn when(condition: bool, count: Count) -> Count {
    if condition { count } else { n(0u64) }
}

/// A number in a formula.
fn n(value: impl Into<u128>) -> Count {
    Count(Some(value.into()))
}

#[cfg(test)]
mod tests;
