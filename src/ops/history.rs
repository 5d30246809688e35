//! How the inputs of a call came about, for the message about one that fails.

use std::fmt::Debug;

use super::operation::Context;
use crate::diagnostics::fix::Help;
use crate::source::Span;
use crate::tensor::Shape;

/// What a caller knows of how the inputs of a call came about. It is asked only while a message is made.
pub trait History: Debug {
    /// The call that gave an axis of the first of two inputs its size, and the shape that it made: the
    /// last one that changed it since the two came from the same tensor.
    fn maker(&self, context: &Context<'_>, pair: [usize; 2], axis: usize) -> Option<(Span, Shape)>;

    /// Changes that would give two operands of a join the same sizes, the free axis excepted.
    fn joins(&self, context: &Context<'_>, pair: [usize; 2], free: Option<usize>) -> Vec<Help>;

    /// Changes of earlier layers that would make room for a window, each with what else would help.
    fn room(&self, context: &Context<'_>, remedy: &str) -> Vec<Help>;

    /// What is written at a place.
    fn written(&self, span: Span) -> &str;
}

impl Context<'_> {
    /// What made an axis of the first of two inputs, and its shape.
    pub(super) fn maker(&self, pair: [usize; 2], axis: Option<usize>) -> Option<(Span, Shape)> {
        let known = self.history.zip(axis).and_then(|(it, axis)| it.maker(self, pair, axis));
        known.or_else(|| {
            let input = self.inputs.get(pair[0])?;
            Some((input.origin, input.shape))
        })
    }

    /// What would make two operands of a join fit, or else these words.
    pub(super) fn joining(&self, pair: [usize; 2], free: Option<usize>, words: String) -> Help {
        let proposals = self.history.map(|it| it.joins(self, pair, free)).unwrap_or_default();
        Help::first_of(proposals, words)
    }
}
