//! What an earlier layer may have been meant to do, where shapes do not fit later.

mod joins;
mod lines;
mod trail;
mod windows;
pub(crate) mod written;

pub(crate) use trail::Disputed;

use crate::diagnostics::fix::Help;
use crate::network::Network;
use crate::ops::{Context, History};
use crate::source::{Source, Sources, Span};
use crate::syntax::tree::Call;
use crate::tensor::{Shape, TensorId};

/// What is known when a call fails.
#[derive(Debug)]
pub(crate) struct Past<'a> {
    /// The layers before it.
    pub(crate) network: &'a Network,
    /// The texts of all calls.
    pub(crate) sources: &'a Sources,
    /// The standard blocks, which nobody can change.
    pub(crate) prelude: &'a Source,
    /// The call that fails; none for a claim.
    pub(crate) call: Option<&'a Call<'a>>,
    /// The integers that have a name there.
    pub(crate) names: Vec<(&'a str, i128)>,
    /// Whether it is in a block.
    pub(crate) in_block: bool,
}

impl History for Past<'_> {
    fn maker(&self, context: &Context<'_>, pair: [usize; 2], axis: usize) -> Option<(Span, Shape)> {
        let [this, other] = pair.map(|index| tensor(context, index));
        let maker = self.maker_of(this?, axis, other);
        Some((self.network.span_of(maker)?, self.network.tensor(maker).shape))
    }

    fn joins(&self, context: &Context<'_>, pair: [usize; 2], free: Option<usize>) -> Vec<Help> {
        self.joining(context, pair, free).unwrap_or_default()
    }

    fn room(&self, context: &Context<'_>, remedy: &str) -> Vec<Help> {
        self.roomier(context, remedy).unwrap_or_default()
    }

    fn written(&self, span: Span) -> &str {
        self.sources.text(span)
    }
}

/// The tensor that an operand is.
fn tensor(context: &Context<'_>, operand: usize) -> Option<TensorId> {
    context.inputs.get(operand)?.tensor
}
