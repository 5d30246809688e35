//! What is wrong inside a standard block, which nobody can change, as a problem of its call.

use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use super::frames::{Frame, FrameKind};
use crate::check::hints::past::written::{Written, arguments};
use crate::check::hints::shapes::channels_first_tokens;
use crate::check::resolve::program::Block;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::{Diagnostic, DiagnosticKind};
use crate::source::Span;
use crate::syntax::tree::Expr;
use crate::value::Value;

/// How far from an integer of the call others are proposed.
const NEAR: u64 = 4;

impl<'a> Evaluator<'a> {
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

    /// Reports a problem of a statement as one of the call of the standard block that has it; gives it
    /// back if it is in another.
    pub(crate) fn blame_caller(
        &mut self,
        problem: Box<DiagnosticKind>,
    ) -> Result<Box<DiagnosticKind>> {
        if !self.in_prelude() {
            return Ok(problem);
        }
        if let Some(argument) = self.wrong_argument(&problem) {
            let users = self.users();
            let network = &self.build.builder.network;
            let calls = self.stack.trace_of(users, self.program, network);
            self.reporter.diagnostics.add(argument.into(), calls);
            return Err(EvalError::StandardBlock);
        }
        let found = Diagnostic::new(problem);
        let help = found.help().unwrap_or_default();
        self.report_standard_block(&found.kind.to_string(), help)?;
        Ok(found.kind)
    }

    /// How many of the calls are of the files, not within standard blocks.
    fn users(&self) -> usize {
        let prelude = self.program.prelude();
        let calls = &self.stack.frames.calls;
        calls.iter().rposition(|frame| frame.unit != prelude).map_or(0, |last| last + 1)
    }

    /// Reports what stops a standard block as what it is to the user: a call that it is not made for.
    pub(crate) fn report_standard_block(&mut self, rule: &str, help: String) -> Result<()> {
        let users = self.users();
        let (own, standard) = self.stack.frames.calls.split_at(users);
        let caller = own.last().unwrap_or(&self.stack.frames.file);
        let (Some(called), Some(Value::Tensor(id))) = (standard.first(), &caller.current) else {
            return Ok(());
        };
        let FrameKind::Block(block) = called.kind else { return Ok(()) };
        let tensor = self.build.builder.network.tensor(*id);
        let block = &self.program.blocks[block];
        let turned = channels_first_tokens(&self.build.builder.network, *id).map(|span| {
            let (written, end) = (self.program.sources.text(span), Span::new(span.end, span.end));
            let help = format!(
                "write `{written}; permute 1 0`: channels come first in {}, and it reads tokens × features",
                tensor.shape
            );
            Fix::guess(end, "; permute 1 0").said(help)
        });
        let nearby = self.nearby(called, block, &help);
        let problem = ShapeProblem::StandardBlock {
            block: block.name.text.to_owned(),
            shape: tensor.shape,
            rule: rule.to_owned(),
            span: called.call,
            origin: self.build.origin(*id),
            help: Help::first_of(turned.into_iter().chain(nearby), help),
        };
        let network = &self.build.builder.network;
        let calls = self.stack.trace_of(users, self.program, network);
        self.reporter.diagnostics.add(problem.into(), calls);
        Err(EvalError::StandardBlock)
    }

    /// The arguments of a call of a block, as written.
    fn arguments_of(&self, called: &Frame, block: &Block<'_>) -> Vec<Written> {
        let text = self.program.sources.text(called.call);
        let names = block.parameters.iter().map(|parameter| parameter.name.text);
        arguments(text, &|name| names.clone().position(|known| known == name))
    }

    /// The integer that a name holds where the block is called.
    fn held(&self, name: &str) -> Option<u64> {
        let (own, _) = self.stack.frames.calls.split_at(self.users());
        let caller = own.last().unwrap_or(&self.stack.frames.file);
        let mut names = self.stack.names.iter_from(caller.base);
        let (_, value) = names.find(|(known, _)| *known == name)?;
        let Value::Number(number) = value else { return None };
        u64::try_from(number.to_integer()?).ok()
    }

    /// The call with other integers near to those that it has, as numbers or by name.
    fn nearby(&self, called: &Frame, block: &Block<'_>, reason: &str) -> Vec<Help> {
        let text = self.program.sources.text(called.call);
        let mut proposals = Vec::new();
        for Written { range, prefix, .. } in self.arguments_of(called, block) {
            // A word alone holds its value, even if a parameter is called the same.
            let prefix = if prefix.len() == range.len() { "" } else { prefix.as_str() };
            let value = text.get(range.start + prefix.len()..range.end);
            let value = value.and_then(|value| value.parse().ok().or_else(|| self.held(value)));
            let Some(value) = value else { continue };
            let near = (1..=NEAR).flat_map(|by| [value.checked_sub(by), value.checked_add(by)]);
            for other in near.flatten().filter(|other| *other > 0) {
                let (before, after) = (text.get(..range.start), text.get(range.end..));
                let (Some(before), Some(after)) = (before, after) else { continue };
                let better = format!("{before}{prefix}{other}{after}");
                let help = format!("write `{better}`; {reason}");
                proposals.push(Fix::guess(called.call, better).said(help));
            }
        }
        proposals
    }

    /// The problem of an argument that a standard block hands on to what does not take it.
    fn wrong_argument(&self, problem: &DiagnosticKind) -> Option<CallProblem> {
        let DiagnosticKind::Call(CallProblem::WrongType { expected, found, span, .. }) = problem
        else {
            return None;
        };
        let (_, standard) = self.stack.frames.calls.split_at(self.users());
        let [called] = standard else { return None };
        let FrameKind::Block(block) = called.kind else { return None };
        let block = &self.program.blocks[block];
        let written = self.written(*span);
        let mut parameters = block.parameters.iter();
        let index = parameters.position(|parameter| parameter.name.text == written)?;
        let arguments = self.arguments_of(called, block);
        let argument = arguments.iter().find(|argument| argument.parameter == index)?;
        let at = |offset: usize| called.call.start + crate::source::offset(offset);
        let place = Span::new(at(argument.range.start), at(argument.range.end));
        let default = block.parameters.get(index)?.default.as_ref();
        let help = default.map(|default| {
            let text = self.program.sources.text(default.span);
            // With the space before it.
            let whole = Span::new(place.start.saturating_sub(1), place.end);
            Fix::guess(whole, "").said(format!("leave it out: `{written}` is `{text}` then"))
        });
        Some(CallProblem::WrongType {
            operation: block.name.text.to_owned(),
            parameter: written.to_owned(),
            expected: expected.clone(),
            found: found.clone(),
            span: place,
            help,
        })
    }
}
