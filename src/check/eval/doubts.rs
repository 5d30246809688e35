//! Warnings of calls that are legal and probably not what was meant.

use super::evaluator::Evaluator;
use crate::check::hints::shapes;
use crate::check::resolve::bind::Given;
use crate::check::resolve::bindings::Arguments;
use crate::check::signature::Slot;
use crate::diagnostics::shape::SuspiciousProblem;
use crate::ops::{Context, Input, Operation};
use crate::source::Span;
use crate::syntax::tree::{Call, Expr};
use crate::tensor::Shape;

impl<'a> Evaluator<'a> {
    /// Whether only figures are wanted: then nobody reads warnings.
    fn figures_only(&self) -> bool {
        self.known_calls.is_some()
    }

    /// The shape of the tensor whose `.c` an expression is made from, if warnings may be about that.
    pub(crate) fn counted(&self, expr: &Expr<'a>) -> Option<Shape> {
        match self.figures_only() {
            true => None,
            false => self.stack.counted(expr, &self.build.builder.network),
        }
    }

    /// Warns of a call whose shapes show that something else was meant; `order` is the warning about
    /// the order of its arguments.
    pub(crate) fn doubt(&mut self, context: &Context<'_>, order: Option<&SuspiciousProblem>) {
        if self.figures_only() {
            return;
        }
        if let Some(problem) = context.misread() {
            self.report_unless_known(problem);
        } else if let Some(problem) = order {
            self.report_unless_known(problem.clone());
        } else if let Some(problem) = shapes::linear_on_map(context, &self.build.builder.network)
            && !self.in_prelude()
        {
            self.report_unless_known(problem);
        }
    }

    /// The warning about a call whose arguments seem to be in PyTorch's order.
    pub(crate) fn order(
        &self,
        operation: &Operation,
        inputs: &[Input],
        call: &'a Call<'a>,
    ) -> Option<SuspiciousProblem> {
        if self.figures_only() {
            return None;
        }
        let source = self.program.units[self.stack.unit()].source;
        shapes::input_channels_first(operation, inputs.first()?, call, source)
    }

    /// Warns of a size made from `.c`, the first axis, where an operation works on the last.
    pub(crate) fn warn_of_channels(&mut self, context: &Context<'_>, bound: Arguments<'_, 'a>) {
        if !context.operation.on_last_axis || self.figures_only() {
            return;
        }
        let network = &self.build.builder.network;
        let made = bound.iter().find_map(|argument| match (argument.slot, argument.given()) {
            (Slot::Parameter(_), Given::Expr(expr)) => {
                shapes::tokens_for_features(context, expr.span, self.stack.counted(expr, network)?)
            }
            _ => None,
        });
        made.into_iter().for_each(|problem| self.report(problem));
    }

    /// Warns of a `flatten` of two axes, which may have been meant for `linear`.
    pub(crate) fn warn_of_flatten(
        &mut self,
        operation: &'static Operation,
        shape: Shape,
        span: Span,
    ) {
        let problem = shapes::flattens_tokens(operation, shape, span);
        problem.into_iter().for_each(|problem| self.report(problem));
    }
}
