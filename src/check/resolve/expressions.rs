//! Expressions: names that must be visible, and arguments of functions that must fill their
//! parameters.

use smallvec::SmallVec;

use super::callee::Called;
use super::names::PlaceKind;
use super::program::Function;
use super::resolver::Resolver;
use super::symbols::{BoundArgument, CallSite, Target};
use crate::check::hints::names;
use crate::check::signature::Slot;
use crate::check::totals;
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::name::NameProblem;
use crate::source::Span;
use crate::syntax::tree::*;
use crate::value::functions;

/// The attributes of a tensor.
const ATTRIBUTES: [&str; 7] = ["c", "d", "h", "rank", "shape", "size", "w"];

impl<'a> Resolver<'a, '_> {
    pub(crate) fn expr(&mut self, expr: &'a Expr<'a>) {
        self.walk(expr, false);
    }

    /// Checks the names of an expression; `total` is one only in an `assert`.
    pub(crate) fn walk(&mut self, expr: &'a Expr<'a>, total: bool) {
        match &expr.kind {
            // Its keys are checked where the totals are.
            _ if total && totals::total(expr).is_some() => return self.total(expr),
            _ if total && let Some(asked) = totals::fits(&expr.kind) => {
                return self.symbols.refer(asked.span, Target::Convention);
            }
            ExprKind::Attribute(member) if member.value.kind != ExprKind::Total => {
                self.attribute(member.name);
            }
            ExprKind::Call(call) => self.function_call(call, expr.span),
            ExprKind::It if self.place.kind == PlaceKind::Function => {
                self.report(NameProblem::ItInFunction { span: expr.span });
            }
            ExprKind::Name(text) => {
                let name = Name { text, span: expr.span };
                if !self.reads(name) && !self.is_value(name) {
                    self.unknown(name);
                }
            }
            ExprKind::Total => self.report(NameProblem::TotalOutside { span: expr.span }),
            _ => {}
        }
        let mut parts: SmallVec<[&Expr<'_>; 4]> = SmallVec::new();
        expr.each_part(&mut |part| parts.push(part));
        parts.into_iter().for_each(|part| self.walk(part, total));
    }

    /// Notes the key of a total, and the convention or device that qualifies it.
    fn total(&mut self, expr: &'a Expr<'a>) {
        match &expr.kind {
            ExprKind::Attribute(member) => {
                self.symbols.refer(member.name.span, Target::Total);
                self.total(&member.value);
            }
            ExprKind::Qualified(qualified) => {
                self.symbols.refer(qualified.by.span, Target::Convention);
                self.total(&qualified.value);
            }
            _ => {}
        }
    }

    /// Whether a word in an expression is an operation or block, if no name is visible.
    fn is_value(&mut self, name: Name<'a>) -> bool {
        matches!(self.called(name), Some(Called::Callee(_)))
    }

    fn attribute(&mut self, name: Name<'a>) {
        if !ATTRIBUTES.contains(&name.text) {
            self.report(NameProblem::UnknownAttribute {
                name: name.text.to_owned(),
                span: name.span,
                help: names::attribute(name, &ATTRIBUTES),
            });
        } else {
            self.symbols.refer(name.span, Target::Attribute);
        }
    }

    /// Checks a call of a function: one of the file, or a built-in one.
    fn function_call(&mut self, call: &'a FunctionCall<'a>, span: Span) {
        let FunctionCall { function, arguments } = call;
        let unit = self.unit();
        if let Some(id) = unit.functions.get(function.text) {
            let called = &self.program.functions[*id];
            self.read(called.definition, *function);
            self.refer_to_arguments(called, arguments, span);
            return self.function_arguments(*function, called, arguments);
        }
        if let Some(built_in) = functions::find(function.text) {
            let callee = Target::Function(built_in);
            self.refer(*function, callee);
            return self.symbols.call(CallSite { span, callee, arguments: Vec::new() });
        }
        if unit.may_declare(function.text) {
            return;
        }
        let is_statement = self.called(*function).is_some();
        let own = unit.functions.keys().copied();
        let help = names::function(*function, own, is_statement);
        let name = function.text.to_owned();
        self.report(NameProblem::UnknownFunction { name, span: function.span, help });
    }

    /// Notes the parameters that the arguments of a function name, and the call itself.
    fn refer_to_arguments(
        &mut self,
        called: &Function<'a>,
        arguments: &'a [(Option<Name<'a>>, Expr<'a>)],
        span: Span,
    ) {
        if !self.symbols.is_detailed() {
            return;
        }
        let mut bound = Vec::new();
        for (position, (name, argument)) in arguments.iter().enumerate() {
            let Some(index) = called.slot(position, *name) else { continue };
            let parameter = self.symbols.parameter(called.definition, index);
            if let Some((name, parameter)) = name.zip(parameter) {
                self.symbols.refer(name.span, Target::Definition(parameter));
            }
            let span = name.map_or(argument.span, |name| name.span.to(argument.span));
            bound.push(BoundArgument { span, slot: Slot::Parameter(index) });
        }
        let callee = Target::Definition(called.definition);
        self.symbols.call(CallSite { span, callee, arguments: bound });
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
                self.report(CallProblem::Twice {
                    operation,
                    parameter,
                    first,
                    second,
                    help: "remove one of them".into(),
                });
            }
        }
        for (parameter, given) in given {
            if parameter.default.is_none() && given.is_none() {
                self.report(function.missing(parameter.name.text, called.span));
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
