//! `assert`: conditions of the file, and what a standard block demands of its call.

use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use super::frames::FrameKind;
use crate::check::totals::names_total;
use crate::diagnostics::claim::ClaimProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::syntax::tree::{Expr, ExprKind};
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// Checks a condition at once, or keeps it for after costing if it mentions `total`.
    pub(crate) fn assert(
        &mut self,
        condition: &'a Expr<'a>,
        message: Option<&'a str>,
    ) -> Result<()> {
        if names_total(condition) {
            return self.assert_total(condition, message);
        }
        match self.condition(condition)? {
            Some(true) | None => Ok(()),
            Some(false) => {
                let message = message.map(str::to_owned);
                let values = self.sides(condition)?.unwrap_or_else(|| "this is false".to_owned());
                let written = self.written(condition.span);
                let help = format!("the block asserts `{written}`: {values}");
                self.report_standard_block(message.as_deref().unwrap_or_default(), help)?;
                Err(ClaimProblem::Assert { message, values, span: condition.span }.into())
            }
        }
    }

    /// The default of a parameter. If that of a standard block fails, the error is one of its call.
    pub(crate) fn default_value(&mut self, default: &'a Expr<'a>) -> Result<Value> {
        match self.eval(default) {
            Err(EvalError::Diagnostic(problem)) => {
                let computed = problem.computed().map(|computed| format!(": {computed}"));
                let written = self.written(default.span);
                let help =
                    format!("the block computes `{written}`{}", computed.unwrap_or_default());
                self.report_standard_block(&problem.to_string(), help)?;
                Err(EvalError::Diagnostic(problem))
            }
            value => value,
        }
    }

    /// Reports what stops a standard block as what it is to the user: a call that it is not made for.
    fn report_standard_block(&mut self, rule: &str, help: String) -> Result<()> {
        let prelude = self.program.prelude();
        let last_user = self.stack.frames.calls.iter().rposition(|frame| frame.unit != prelude);
        let (users, standard) =
            self.stack.frames.calls.split_at(last_user.map_or(0, |last| last + 1));
        let caller = users.last().unwrap_or(&self.stack.frames.file);
        let (Some(called), Some(Value::Tensor(id))) = (standard.first(), &caller.current) else {
            return Ok(());
        };
        let FrameKind::Block(block) = called.kind else { return Ok(()) };
        let tensor = self.build.builder.network.tensor(*id);
        let problem = ShapeProblem::StandardBlock {
            block: self.program.blocks[block].name.text.to_owned(),
            shape: tensor.shape,
            rule: rule.to_owned(),
            span: called.call,
            origin: self.build.origin(*id),
            help,
        };
        let network = &self.build.builder.network;
        let calls = self.stack.trace_of(users.len(), self.program, network);
        self.reporter.diagnostics.add(problem.into(), calls);
        Err(EvalError::StandardBlock)
    }

    /// Both sides of a comparison with their values, for the message.
    fn sides(&mut self, condition: &'a Expr<'a>) -> Result<Option<String>> {
        let ExprKind::Chain(chain) = &condition.kind else { return Ok(None) };
        let [(operator, _, second)] = &*chain.rest else { return Ok(None) };
        if !operator.is_comparison() {
            return Ok(None);
        }
        let (left, right) = (self.eval(&chain.first)?, self.eval(second)?);
        let (left, right) = (self.shown(&left), self.shown(&right));
        Ok(Some(format!("{left} {} {right} does not hold", operator.text())))
    }
}
