//! `assert`: conditions of the file, and what a standard block demands of its call.

use super::error::Result;
use super::evaluator::Evaluator;
use super::frames::FrameKind;
use crate::check::totals::{any, names_total};
use crate::diagnostics::claim::ClaimProblem;
use crate::syntax::tree::{Expr, ExprKind};

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
                let defaults = self.defaults_in(condition);
                let help = format!("the block asserts `{written}`: {values}{defaults}");
                self.report_standard_block(message.as_deref().unwrap_or_default(), help)?;
                Err(ClaimProblem::Assert { message, values, span: condition.span }.into())
            }
        }
    }

    /// How the parameters of the block that a condition names come to their values.
    fn defaults_in(&self, condition: &'a Expr<'a>) -> String {
        let FrameKind::Block(block) = self.stack.frame().kind else { return String::new() };
        let parameters = self.program.blocks[block].parameters.iter();
        let named = parameters.filter_map(|parameter| {
            let default = parameter.default.as_ref()?;
            let is_it = |kind: &ExprKind<'_>| {
                matches!(kind, ExprKind::Name(name) if *name == parameter.name.text)
            };
            let (name, default) = (parameter.name.text, self.written(default.span));
            any(condition, &is_it).then(|| format!("; `{name}` is `{default}` by default"))
        });
        named.collect()
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
