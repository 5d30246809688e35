//! Calls: what the first word of a statement calls, and which parameter each argument fills.

use super::bind::{self, Bound, Given, Target};
use super::program::{Called, Resolved};
use super::resolver::{Place, Resolver};
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::call::CallProblem;
use crate::source::Span;
use crate::syntax::tree::*;

impl<'a> Resolver<'a, '_> {
    /// Checks a call; where a visible name may hold the callee, its arguments are bound when it runs.
    pub(crate) fn call(&mut self, call: &'a Call<'a>) {
        let name = call.name.text;
        if self.reads(name) {
            return self.loose(call, &[]);
        }
        let Some(called) = self.called(name) else {
            self.unknown_operation(call);
            return self.loose(call, &[]);
        };
        let signature = self.program.signature(called);
        let bound = bind::bind(&signature, call, self);
        match bound {
            Ok(bound) => {
                if signature.is_setting() {
                    self.set_once(name, &bound);
                }
                for argument in &bound {
                    match argument.given {
                        Given::Branch(body) => self.inner(body),
                        // A word of a setting is not a name.
                        Given::Expr(expr) if called.word(expr).is_some() => {}
                        Given::Expr(expr) => self.expr(expr),
                        Given::Value(_) => {}
                    }
                }
                if let Called::Callee(callee) = called
                    && self.runs_again()
                {
                    self.calls.insert(call.name.span.start, Resolved { callee, bound });
                }
            }
            Err(problems) => {
                let places: Vec<_> = problems.iter().filter_map(DiagnosticKind::place).collect();
                problems.into_iter().for_each(|problem| self.report(problem));
                self.loose(call, &places);
            }
        }
    }

    /// The arguments of a call of which it is not known which words are names; those with something
    /// wrong at one of these places have been reported.
    fn loose(&mut self, call: &'a Call<'a>, reported: &[Span]) {
        let is_reported = |argument: &Argument<'_>| {
            let (start, end) = (argument.span().start, argument.span().end);
            reported.iter().any(|place| start <= place.start && place.end <= end)
        };
        for argument in call.arguments.iter().filter(|argument| !is_reported(argument)) {
            let word = match &argument.value {
                Operand::Expr(expr) => expr.bare_word(),
                Operand::Branch(_) => None,
            };
            match word {
                Some(word) => _ = self.reads(word),
                None => self.operand(&argument.value),
            }
        }
    }

    /// Whether what stands here may run more than once: in a block or a body.
    fn runs_again(&self) -> bool {
        self.place != Place::File || self.nested > 0
    }

    /// Reports what an earlier statement has set already: the last one would hold silently.
    pub(crate) fn set_once(&mut self, setting: &'a str, bound: &[Bound<'a>]) {
        for argument in bound {
            let known = |(name, target, _): &&(&str, Target, Span)| {
                (*name, *target) == (setting, argument.target)
            };
            if let Some((.., first)) = self.set.iter().find(known) {
                let (setting, first, second) = (setting.to_owned(), *first, argument.span);
                self.report(CallProblem::SettingTwice { setting, first, second });
            }
            self.set.push((setting, argument.target, argument.span));
        }
    }
}
