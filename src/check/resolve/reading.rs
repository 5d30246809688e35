//! What calls and expressions read: names that must be visible, and arguments that must fill the
//! parameters of what is called.

use super::binding::{self, Given};
use super::program::Callee;
use super::program::{Called, Resolved};
use super::resolver::{Place, Resolver};
use crate::check::eval::claim;
use crate::check::hints::unknown;
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::name::NameProblem;
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
        let bound = binding::bind(&signature, call, self);
        match bound {
            Ok(bound) => {
                if signature.is_setting() {
                    self.set_once(name, &bound);
                }
                for argument in &bound {
                    match argument.given {
                        Given::Branch(body) => self.inner(body),
                        // The names of advice are words of their own, and so is that of a convention.
                        Given::Expr(_) if name == "allow" => {}
                        Given::Expr(expr)
                            if name == "convention" && expr.hyphenated().is_some() => {}
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

    /// What a word calls; that a block is called is noted.
    pub(crate) fn called(&mut self, name: &str) -> Option<Called> {
        let called = self.program.called(self.unit, name);
        if let Some(Called::Callee(Callee::Block(id))) = called {
            self.mentions.block(id);
        }
        called
    }

    pub(crate) fn expr(&mut self, expr: &'a Expr<'a>) {
        self.walk(expr, false);
    }

    /// Checks the names of an expression; `total` is one only in an `assert`.
    pub(crate) fn walk(&mut self, expr: &'a Expr<'a>, total: bool) {
        match &expr.kind {
            // Its keys are checked where the totals are.
            _ if total && claim::total(expr).is_some() => return,
            ExprKind::Attribute(member) if member.value.kind != ExprKind::Total => {
                self.attribute(member.name);
            }
            ExprKind::Call(call) => self.function_call(call.function, &call.arguments),
            ExprKind::It if self.place == Place::Function => {
                self.report(NameProblem::ItInFunction { span: expr.span });
            }
            ExprKind::Name(name) if !self.reads(name) && !self.is_value(name) => {
                self.unknown(name, expr.span);
            }
            ExprKind::Total => self.report(NameProblem::TotalOutside { span: expr.span }),
            _ => {}
        }
        let mut parts = Vec::new();
        expr.each_part(&mut |part| parts.push(part));
        parts.into_iter().for_each(|part| self.walk(part, total));
    }

    /// Whether a word in an expression is an operation or block, if no name is visible.
    fn is_value(&mut self, name: &str) -> bool {
        matches!(self.called(name), Some(Called::Callee(_)))
    }

    fn attribute(&mut self, name: Name<'a>) {
        const ATTRIBUTES: [&str; 7] = ["c", "d", "h", "rank", "shape", "size", "w"];
        if !ATTRIBUTES.contains(&name.text) {
            self.report(NameProblem::UnknownAttribute {
                name: name.text.to_owned(),
                span: name.span,
                help: unknown::attribute(name, &ATTRIBUTES),
            });
        }
    }
}
