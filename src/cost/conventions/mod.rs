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

use super::bytes::{self, ParameterTotals};
use crate::diagnostics::setting::SettingProblem;
use crate::network::{Convolution, Layer, Network};
use crate::ops;
use crate::ops::formula::{Count, Counts, Numeric, Term};
use crate::source::Span;
use crate::text::nearest::{listed, nearest};

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
    /// The same function, with formulas for numbers: it tells how the figure comes about.
    pub formula: fn(&Subject<'_, Term>) -> Option<Term>,
}

/// A layer, as a convention sees it. Conventions match on its [`OpKind`](crate::network::OpKind).
#[derive(Debug)]
pub struct Subject<'n, N = Count> {
    /// The network it stands in.
    pub network: &'n Network,
    /// The layer.
    pub layer: &'n Layer,
    /// What it computes, for the whole batch.
    pub counts: Counts<N>,
    /// How many samples it runs for: the batch, or 1 if it depends on weights only.
    pub runs: N,
    /// What its parameters take.
    pub parameters: ParameterTotals,
    /// Who reads the network's tensors.
    pub readers: &'n Readers,
}

impl<'n, N: Numeric> Subject<'n, N> {
    /// A layer with its counts for the whole batch.
    pub fn new(network: &'n Network, layer: &'n Layer, readers: &'n Readers) -> Self {
        let runs = bytes::times::<N>(network.runs(layer));
        let once: Counts<N> = ops::counts(&layer.kind);
        let counts = Counts {
            macs: (runs * once.macs).called("macs"),
            mul: (runs * once.mul).called("mul"),
            add: (runs * once.add).called("add"),
            div: (runs * once.div).called("div"),
            cmp: (runs * once.cmp).called("cmp"),
            special: (runs * once.special).called("special"),
        };
        let parameters = ParameterTotals::of(network, layer);
        Subject { network, layer, counts, runs, parameters, readers }
    }

    /// x: the elements of its first input, for the whole batch; 0 without one.
    fn x(&self) -> N {
        let first = self.layer.inputs.first();
        first.map_or(N::literal(0), |input| bytes::size(self.network, *input, Some(&"x")))
    }

    /// y: the elements of its first output, for the whole batch.
    fn y(&self) -> N {
        bytes::size(self.network, self.layer.output, Some(&"y"))
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

/// The convention of this name; `span` is where a file asks for it.
///
/// # Errors
/// When there is none.
pub fn find(name: &str, span: Option<Span>) -> Result<&'static Convention, SettingProblem> {
    named(name).ok_or_else(|| {
        let known = || ALL.iter().map(|convention| convention.name);
        let help = match nearest(name, known()).first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", listed(known())),
        };
        SettingProblem::UnknownConvention { name: name.to_owned(), span, help }
    })
}

/// C_in/g · ∏K: how many values an output element of a convolution is made of.
fn window<N: Numeric>(conv: &Convolution) -> N {
    ops::conv::values(conv)
}

/// A number if a condition holds, else nothing.
fn when<N: Numeric>(condition: bool, count: N) -> N {
    if condition { count } else { N::literal(0) }
}

#[cfg(test)]
mod tests;
