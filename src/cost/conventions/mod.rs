//! What papers and tools call FLOPs: one file per convention, which reads like its row of the
//! documentation.
//!
//! A convention decides about each [`OpKind`]: its `flops` has a match without a wildcard arm,
//! or uses the counts alone. A new kind therefore does not compile until each convention has a
//! formula for it or lists it among those that it omits.

mod calflops;
mod consumers;
mod exact;
mod fvcore;
mod macs2;
mod molchanov;
mod onnx_tool;
mod paddle;
mod ptflops;
mod ptflops_aten;
mod recurrence;
mod thop;
mod torch;
mod torchinfo;
mod tutorial;

use super::bytes::{self, ParameterTotals};
use crate::diagnostics::setting::SettingProblem;
use crate::network::{
    AdaptivePool, Attention, Convolution, Layer, Linear, Network, Norm, NormKind, OpKind,
};
use crate::ops;
use crate::ops::formula::{Count, Counts, Numeric, Term};
use crate::source::Span;
use crate::tensor::Spatial;
use crate::text::nearest::suggest_or_list;

pub use consumers::Consumers;

/// A way to express what a layer computes as one number.
#[derive(Debug)]
pub struct Convention {
    /// Its name, as the command line takes it.
    pub name: &'static str,
    /// What a multiply-accumulate counts as: 1 or 2.
    pub per_mac: u8,
    /// What it is, in one line.
    pub summary: &'static str,
    /// What it counts, and how.
    pub includes: &'static str,
    /// What it leaves out. Operations with MACs are named, in backticks.
    pub excludes: &'static str,
    /// Whether its figure for a layer depends on the [`Consumers`] of tensors.
    pub(crate) looks_around: bool,
    /// Its figure for one layer and the whole batch; `None` if it has no formula for the layer,
    /// which then counts 0.
    pub flops: fn(&LayerView<'_>) -> Option<Count>,
    /// The same function on symbols, which returns the formula that yields the figure.
    pub formula: fn(&LayerView<'_, Term>) -> Option<Term>,
}

impl Convention {
    /// The convention of this name.
    ///
    /// ```
    /// use netcost::Convention;
    ///
    /// assert!(Convention::named("fvcore").is_some_and(|it| it.summary.contains("fvcore")));
    /// assert!(Convention::named("by hand").is_none());
    /// ```
    pub fn named(name: &str) -> Option<&'static Convention> {
        Self::all().find(|convention| convention.name == name)
    }

    /// Every convention, the default one first.
    pub fn all() -> impl Iterator<Item = &'static Convention> {
        ALL.iter().copied()
    }

    /// Whether it has no formula for a layer, although the layer computes something.
    pub fn omits(&self, layer: &LayerView<'_>) -> bool {
        layer.computes() && (self.flops)(layer).is_none()
    }
}

/// A layer, as a convention sees it. Conventions match on its [`kind`](LayerView::kind).
#[derive(Debug)]
pub struct LayerView<'n, N = Count> {
    /// The network that the layer belongs to.
    pub network: &'n Network,
    /// The layer.
    pub layer: &'n Layer,
    /// What it computes, for the whole batch.
    pub counts: Counts<N>,
    /// How many samples it runs for: the batch, or 1 if it depends on weights only.
    pub runs: N,
    /// What its parameters take.
    pub parameters: ParameterTotals,
    /// The consumers of the network's tensors.
    pub consumers: &'n Consumers,
}

impl LayerView<'_> {
    /// Whether it computes anything, and does not only move data.
    pub fn computes(&self) -> bool {
        self.counts != Counts::none()
    }
}

impl<'n, N: Numeric> LayerView<'n, N> {
    /// A layer with its counts for the whole batch.
    pub fn new(network: &'n Network, layer: &'n Layer, consumers: &'n Consumers) -> Self {
        let samples = network.runs(layer);
        let runs = bytes::times::<N>(samples);
        let all = |once: N, name| if samples == 1 { once } else { runs * once }.called(name);
        let once: Counts<N> = ops::counts(&layer.kind);
        let counts = Counts {
            macs: all(once.macs, "macs"),
            mul: all(once.mul, "mul"),
            add: all(once.add, "add"),
            div: all(once.div, "div"),
            cmp: all(once.cmp, "cmp"),
            special: all(once.special, "special"),
        };
        let parameters = ParameterTotals::of(network, layer);
        LayerView { network, layer, counts, runs, parameters, consumers }
    }

    /// What it does.
    pub fn kind(&self) -> OpKind {
        self.layer.kind
    }

    /// Whether it has multiply-accumulates.
    fn has_macs(&self) -> bool {
        ops::counts::<Count>(&self.layer.kind).macs != Count(Some(0))
    }

    /// x: the number of elements of its first input, for the whole batch; 0 without inputs.
    fn x(&self) -> N {
        let first = self.layer.inputs.first();
        first.map_or(N::literal(0), |input| bytes::size(self.network, *input, Some(&"x")))
    }

    /// y: the number of elements of its first output, for the whole batch.
    fn y(&self) -> N {
        bytes::size(self.network, self.layer.output, Some(&"y"))
    }

    /// How many axes its first output has, without the batch.
    fn axes(&self) -> usize {
        self.network.tensor(self.layer.output).shape.rank()
    }
}

/// The convention that is used if neither the file nor the caller names one.
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

/// The convention of this name; `span` is the place where a file names it.
///
/// # Errors
/// If there is no such convention.
pub fn find(name: &str, span: Option<Span>) -> Result<&'static Convention, SettingProblem> {
    Convention::named(name).ok_or_else(|| {
        let help = suggest_or_list(name, ALL.iter().map(|convention| convention.name));
        SettingProblem::UnknownConvention { name: name.to_owned(), span, help }
    })
}

/// C_in/g · ∏K: the number of values from which a convolution computes one output element.
fn window<N: Numeric>(conv: &Convolution) -> N {
    ops::conv::values(conv)
}

/// R·(2·I − 1)·J: the products and sums of a dense layer without its bias.
fn dense<N: Numeric>(fc: &Linear) -> N {
    N::named("R", fc.rows)
        * (N::literal(2) * N::named("I", fc.inputs) - N::literal(1))
        * N::named("J", fc.outputs)
}

/// H·T·S: the scores of fused attention if none is skipped.
fn scores<N: Numeric>(work: &Attention) -> N {
    N::named("H", work.heads) * N::named("T", work.queries) * N::named("S", work.keys)
}

/// d + e: the products of a score and of its value.
fn features<N: Numeric>(work: &Attention) -> N {
    N::named("d", work.features) + N::named("e", work.values)
}

/// The number of times that fvcore and calflops count each element of a norm's input.
fn per_normalized(norm: &Norm) -> Option<u64> {
    use NormKind::*;
    match norm.kind {
        Batch => Some(if norm.affine { 2 } else { 1 }),
        Group | Instance | Layer => Some(if norm.affine { 5 } else { 4 }),
        Euclidean | LocalResponse | RootMeanSquare | Scale => None,
    }
}

/// The quotients of input and output sizes along each axis, rounded down: the window that tools
/// assume for pooling to a size.
fn quotients(pool: &AdaptivePool) -> Spatial {
    let sizes = pool.input.sizes().iter().zip(pool.output.sizes());
    let quotients: Vec<u32> = sizes.map(|(input, output)| input / output).collect();
    Spatial::new(&quotients)
}

/// A number if a condition holds, otherwise 0.
fn when<N: Numeric>(condition: bool, count: N) -> N {
    if condition { count } else { N::literal(0) }
}

#[cfg(test)]
mod tests;
