//! What calls and expressions read: names that must be visible, and arguments that must fill the
//! parameters of what is called.

use super::binding::{self, Given};
use super::claim;
use super::names::{Pass, Place};
use super::settings;
use super::signature::Signature;
use super::unknown;
use crate::diagnostics::Problem;
use crate::diagnostics::name::NameProblem;
use crate::ops;
use crate::source::Span;
use crate::syntax::ast::*;

impl<'a> Pass<'a, '_> {
    /// Checks a call; where a visible name may hold the callee, its arguments are bound when it runs.
    pub(super) fn call(&mut self, call: &'a Call<'a>) {
        let name = call.name.text;
        let signature = match () {
            () if self.reads(name) => None,
            () => match self.signature(name) {
                Some(signature) => Some(signature),
                None => {
                    self.unknown_operation(call);
                    None
                }
            },
        };
        let Some(signature) = signature else { return self.loose(call, &[]) };
        let bound = binding::bind(&signature, call, self);
        match bound {
            Ok(bound) => {
                if signature.is_setting() {
                    self.set_once(name, &bound);
                }
                for argument in bound {
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
            }
            Err(problems) => {
                let places: Vec<_> = problems.iter().filter_map(Problem::place).collect();
                problems.into_iter().for_each(|problem| self.report(problem));
                self.loose(call, &places);
            }
        }
    }

    /// The arguments of a call of which it is not known which words are names; those with something
    /// wrong at one of these places have been reported.
    fn loose(&mut self, call: &'a Call<'a>, reported: &[Span]) {
        let is_reported = |argument: &Argument<'_>| {
            let (start, end) = (argument.span.start, argument.span.end);
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

    /// What a word calls: a setting, a block of the file, an operation, a block of the prelude.
    pub(super) fn signature(&mut self, name: &str) -> Option<Signature<'a>> {
        if let Some(setting) = settings::find(name) {
            return Some(Signature::setting(setting.name, setting.parameters));
        }
        let block = self.program.block(self.unit, name);
        if block.is_none()
            && let Some(operation) = ops::find(name)
        {
            return Some(Signature::operation(operation));
        }
        let id = block.or_else(|| self.program.prelude_block(name))?;
        self.mentions.block(id);
        Some(self.program.signature(id))
    }

    pub(super) fn expr(&mut self, expr: &'a Expr<'a>) {
        self.walk(expr, false);
    }

    /// Checks the names of an expression; `total` is one only in an `assert`.
    pub(super) fn walk(&mut self, expr: &'a Expr<'a>, total: bool) {
        match &expr.kind {
            // Its keys are checked where the totals are.
            _ if total && claim::total(expr).is_some() => return,
            ExprKind::Attribute(value, name) if value.kind != ExprKind::Total => {
                self.attribute(*name);
            }
            ExprKind::Call { function, arguments } => self.function_call(*function, arguments),
            ExprKind::It if self.place == Place::Function => {
                self.report(NameProblem::ItInFunction { span: expr.span });
            }
            ExprKind::Name(name)
                if !self.reads(name) && self.signature_of_value(name).is_none() =>
            {
                self.unknown(name, expr.span);
            }
            ExprKind::Total => self.report(NameProblem::TotalOutside { span: expr.span }),
            _ => {}
        }
        let mut parts = Vec::new();
        expr.each_part(&mut |part| parts.push(part));
        parts.into_iter().for_each(|part| self.walk(part, total));
    }

    /// What a word in an expression is if no name is visible: an operation or block.
    fn signature_of_value(&mut self, name: &str) -> Option<Signature<'a>> {
        if settings::find(name).is_some() { None } else { self.signature(name) }
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
