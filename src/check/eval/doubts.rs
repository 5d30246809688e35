//! Warnings of calls whose shapes show that something else was probably meant.

use super::evaluator::{EvalError, Evaluator, Result};
use crate::check::hints::shapes;
use crate::check::resolve::bind::{Bound, Given, Target};
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::meant::MeantProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::ops::{Context, Operation};
use crate::source::Span;
use crate::syntax::tree::{Call, Expr, ExprKind};
use crate::tensor::Shape;
use crate::value::{Value, Values};

impl<'a> Evaluator<'a> {
    /// Warns of a call whose shapes show that something else was meant. If it fails for that reason,
    /// the error says so too.
    pub(crate) fn doubt(
        &mut self,
        context: &Context<'_>,
        call: &'a Call<'a>,
        result: Result<Values>,
    ) -> Result<Values> {
        let source = self.program.units[self.unit()].source;
        let order = || shapes::input_channels_first(context, call, source);
        if let Err(EvalError::DiagnosticKind(mut problem)) = result {
            if let DiagnosticKind::Shape(ShapeProblem::KernelTooLarge { help, .. }) = &mut *problem
                && let Some(MeantProblem::InChannelsFirst { help: meant, .. }) = order()
            {
                *help = meant.to_string();
            }
            return Err(EvalError::DiagnosticKind(problem));
        }
        if result.is_ok() {
            let network = &self.build.network;
            let on_map = || shapes::linear_on_map(context, network).filter(|_| !self.in_prelude());
            if let Some(problem) = context.misread().or_else(order).or_else(on_map) {
                let calls = self.trace();
                self.reports.add_unless_known(problem, calls);
            }
        }
        result
    }

    /// Warns of a size made from `.c`, the first axis, where an operation works on the last.
    pub(crate) fn warn_of_channels(&mut self, context: &Context<'_>, bound: &[Bound<'a>]) {
        if !context.operation.on_last_axis {
            return;
        }
        let made = bound.iter().find_map(|argument| match (argument.target, &argument.given) {
            (Target::Parameter(_), Given::Expr(expr)) => {
                shapes::tokens_for_features(context, expr.span, self.counted(expr)?)
            }
            _ => None,
        });
        made.into_iter().for_each(|problem| self.report(problem));
    }

    /// The shape of the tensor whose `.c` an expression is made from, directly or through names.
    pub(crate) fn counted(&self, expr: &Expr<'a>) -> Option<Shape> {
        let tensor = |value: Option<&Value>| match value {
            Some(Value::Tensor(id)) => Some(self.shape(*id)),
            _ => None,
        };
        match &expr.kind {
            ExprKind::Attribute(member) if member.name.text == "c" => match member.value.kind {
                ExprKind::It => tensor(self.frames.innermost().current.as_ref()),
                ExprKind::Name(name) => tensor(self.lookup(name)),
                _ => None,
            },
            ExprKind::Name(name) => {
                let index = self.names.position(self.frames.innermost().base, name)?;
                let at = self.counted.binary_search_by_key(&index, |(at, ..)| *at).ok()?;
                self.counted.get(at).filter(|(_, known, _)| known == name).map(|(.., shape)| *shape)
            }
            _ => {
                let mut found = None;
                expr.each_part(&mut |part| found = found.or_else(|| self.counted(part)));
                found
            }
        }
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
