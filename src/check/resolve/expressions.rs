//! Expressions: names that must be visible, and arguments of functions that must fill their
//! parameters.

use super::program::{Called, Callee, Function};
use super::resolver::{Place, Resolver};
use crate::check::hints::names;
use crate::check::totals;
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::name::NameProblem;
use crate::source::Span;
use crate::syntax::tree::*;
use crate::value::functions;

impl<'a> Resolver<'a, '_> {
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
            _ if total && totals::total(expr).is_some() => return,
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
                help: names::attribute(name, &ATTRIBUTES),
            });
        }
    }

    /// Checks a call of a function: one of the file, or a built-in one.
    pub(crate) fn function_call(
        &mut self,
        function: Name<'a>,
        arguments: &'a [(Option<Name<'a>>, Expr<'a>)],
    ) {
        let unit = &self.program.units[self.unit];
        if let Some(id) = unit.functions.get(function.text) {
            self.mentions.functions.insert(*id);
            let called = &self.program.functions[*id];
            return self.function_arguments(function, called, arguments);
        }
        if unit.may_declare(function.text) || functions::find(function.text).is_some() {
            return;
        }
        let is_statement = self.called(function.text).is_some();
        let unit = &self.program.units[self.unit];
        let help = names::function(function, unit.functions.keys().copied(), is_statement);
        let name = function.text.to_owned();
        self.report(NameProblem::UnknownFunction { name, span: function.span, help });
    }

    /// Checks that the arguments of a function of the file are its parameters, each once.
    fn function_arguments(
        &mut self,
        called: Name<'a>,
        function: &Function<'a>,
        arguments: &'a [(Option<Name<'a>>, Expr<'a>)],
    ) {
        let operation = called.text.to_owned();
        let mut given: Vec<_> =
            function.parameters.iter().map(|parameter| (parameter, None)).collect();
        for (position, (name, argument)) in arguments.iter().enumerate() {
            let slot = function.slot(position, *name).and_then(|index| given.get_mut(index));
            let Some((parameter, place)) = slot else {
                let problem = no_slot(operation.clone(), function, *name, argument.span);
                self.report(problem);
                continue;
            };
            if let Some(first) = place.replace(argument.span) {
                let parameter = parameter.name.text.to_owned();
                let (operation, second) = (operation.clone(), argument.span);
                self.report(CallProblem::Twice { operation, parameter, first, second });
            }
        }
        for (parameter, given) in given {
            if parameter.default.is_none() && given.is_none() {
                self.report(CallProblem::Missing {
                    operation: operation.clone(),
                    parameter: parameter.name.text.to_owned(),
                    doc: "the function gives it no default".to_owned(),
                    span: called.span,
                    help: format!("it is written `{}`", function.written()),
                });
            }
        }
    }
}

/// An argument of a function that fills none of its parameters.
fn no_slot(
    operation: String,
    function: &Function<'_>,
    name: Option<Name<'_>>,
    argument: Span,
) -> DiagnosticKind {
    let help = format!("it is written `{}`", function.written()).into();
    match name {
        Some(name) => {
            let (parameter, span) = (name.text.to_owned(), name.span);
            NameProblem::UnknownParameter { operation, parameter, span, help }.into()
        }
        None => {
            let most = function.parameters.len();
            CallProblem::TooMany { operation, most, span: argument, help }.into()
        }
    }
}
