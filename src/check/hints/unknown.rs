//! Names that mean nothing where they stand, and what may be meant by them.

use super::elsewhere;
use crate::check::eval::settings;
use crate::check::lint;
use crate::check::resolve::binding::Scope;
use crate::check::resolve::prelude;
use crate::check::resolve::program::{Function, UnitId};
use crate::check::resolve::resolver::{Kind, Known, Place, Resolver};
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::name::NameProblem;
use crate::ops;
use crate::source::Span;
use crate::syntax::tree::*;
use crate::text::nearest::{listed, nearest};
use crate::value::functions::{self, FUNCTIONS};

/// For how many unknown names and operations the nearest is sought, which takes as long as there are names. More than
/// that are not read by anyone.
const SUGGESTED: usize = 200;

impl<'a> Resolver<'a, '_> {
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
        if unit.incomplete || functions::find(function.text).is_some() {
            return;
        }
        let known = FUNCTIONS.iter().map(|function| function.name);
        let known = known.chain(unit.functions.keys().copied());
        let help = match nearest(function.text, known).first() {
            Some(near) => {
                Fix::guess(function.span, *near).said(format!("did you mean `{near}(…)`?"))
            }
            None if self.called(function.text).is_some() => {
                format!("`{}` is called as a statement: `{} …`", function.text, function.text)
                    .into()
            }
            None => {
                let all = listed(FUNCTIONS.iter().map(|function| function.name));
                format!("there are {all}; `fn {}(x) = …` makes your own", function.text).into()
            }
        };
        let name = function.text.to_owned();
        self.report(NameProblem::UnknownFunction { name, span: function.span, help });
    }

    /// Checks the names of advice that is not wanted.
    pub(crate) fn allow(&mut self, names: &[Name<'a>]) {
        for name in names.iter().filter(|name| lint::find(name.text).is_none()) {
            let help = match nearest(name.text, lint::names()).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", listed(lint::names())),
            };
            self.report(NameProblem::UnknownAdvice {
                name: name.text.to_owned(),
                span: name.span,
                help,
            });
        }
    }

    /// Checks that the arguments of a function of the file are its parameters, each once.
    fn function_arguments(
        &mut self,
        called: Name<'a>,
        function: &Function<'a>,
        arguments: &'a [(Option<Name<'a>>, Expr<'a>)],
    ) {
        let operation = called.text.to_owned();
        let mut given: Vec<_> = function.formals.iter().map(|formal| (formal, None)).collect();
        for (position, (name, argument)) in arguments.iter().enumerate() {
            let slot = function.slot(position, *name).and_then(|index| given.get_mut(index));
            let Some((formal, place)) = slot else {
                let problem = no_slot(operation.clone(), function, *name, argument.span);
                self.report(problem);
                continue;
            };
            if let Some(first) = place.replace(argument.span) {
                let parameter = formal.name.text.to_owned();
                let (operation, second) = (operation.clone(), argument.span);
                self.report(CallProblem::Twice { operation, parameter, first, second });
            }
        }
        for (formal, given) in given {
            if formal.default.is_none() && given.is_none() {
                self.report(CallProblem::Missing {
                    operation: operation.clone(),
                    parameter: formal.name.text.to_owned(),
                    doc: "the function gives it no default".to_owned(),
                    span: called.span,
                    help: format!("it is written `{}`", function.written()),
                });
            }
        }
    }

    /// Diagnostics a name that means nothing here, once for the rest of its body.
    pub(crate) fn unknown(&mut self, name: &'a str, span: Span) {
        let problem = self.unknown_name(name, span);
        self.suggested += usize::from(matches!(problem, NameProblem::UnknownName { .. }));
        self.report(problem);
        self.known.push(name, Known { span, kind: Kind::Doubtful });
    }

    fn unknown_name(&self, name: &str, span: Span) -> NameProblem {
        let text = name.to_owned();
        let unit = &self.program.units[self.unit];
        match unit.made.get(name).copied() {
            Some((declared, true)) if self.place != Place::File => {
                return NameProblem::TensorOfTheFile { name: text, declared, span };
            }
            Some((declared, false)) if self.place != Place::File => {
                // A used file holds no params.
                let help = match self.unit {
                    UnitId::MAIN => {
                        format!("make it a param, `param {name} = …`, or pass it as an argument")
                    }
                    _ => "make it where it is used, or pass it as an argument".to_owned(),
                };
                return NameProblem::LetOfTheFile { name: text, declared, span, help };
            }
            Some((declared, _)) if self.place == Place::File && declared > span => {
                return NameProblem::NamedLater { name: text, declared, span };
            }
            _ => {}
        }
        let known = self.known.iter_from(0).map(|(known, _)| known);
        if name == "None" {
            let help = Some("leave the argument out: it has its default then".into());
            return NameProblem::UnknownName { name: text, span, help };
        }
        if let Some(value) = elsewhere::value(name) {
            let help = Some(Fix::safe(span, value).write());
            return NameProblem::UnknownName { name: text, span, help };
        }
        if self.suggested >= SUGGESTED {
            return NameProblem::UnknownName { name: text, span, help: None };
        }
        let help = nearest(name, known).first().map(|near| Fix::guess(span, *near).meant());
        let help = help.or_else(|| {
            let operations = ops::all().map(|operation| operation.name);
            let near = *nearest(name, operations).first()?;
            Some(Fix::guess(span, near).said(format!("did you mean the operation `{near}`?")))
        });
        NameProblem::UnknownName { name: text, span, help }
    }

    pub(crate) fn unknown_operation(&mut self, call: &'a Call<'a>) {
        if self.program.units[self.unit].incomplete {
            return;
        }
        let help = self.brought_along(call).unwrap_or_else(|| self.nearest_operation(call.name));
        self.suggested += 1;
        let name = call.name.text.to_owned();
        self.report(NameProblem::UnknownOperation { name, span: call.name.span, help });
    }

    /// What stands for a name that others have for an operation.
    fn brought_along(&self, call: &'a Call<'a>) -> Option<Help> {
        let (name, source) = (call.name, self.program.units[self.unit].source);
        if name.text == "dense" {
            let help = "write `linear` for the last axis, or `fc` after flattening";
            return Some(Fix::guess(name.span, "linear").said(help));
        }
        if let Some((operation, kernel)) = elsewhere::kernel_in_name(name.text) {
            let operation = operation.name;
            return Some(match call.arguments.first() {
                Some(first) => {
                    let better = format!("{operation} {} {kernel}", source.part(first.span()));
                    Fix::guess(name.span.to(first.span()), better).write()
                }
                None => format!("the kernel is an argument: `{operation} 64 {kernel}`").into(),
            });
        }
        let better = elsewhere::operation(name.text, |name| self.is_called(name))?;
        let takes_size = ops::find(&better).is_none_or(|operation| {
            let first = operation.parameters.first();
            operation.rest.is_some() || first.is_some_and(|first| first.kind != ops::Kind::Flag)
        });
        // What it would be told of its input it knows.
        let place = if takes_size { name.span } else { call.span() };
        Some(Fix::guess(place, better).write())
    }

    /// The nearest of all that can be called, and how an operation is made from outside.
    fn nearest_operation(&self, name: Name<'a>) -> Help {
        let unit = &self.program.units[self.unit];
        let blocks = unit.blocks.keys().copied().chain(prelude::names());
        let operations = ops::all().flat_map(|operation| {
            std::iter::once(operation.name).chain(operation.aliases.iter().copied())
        });
        let settings = settings::SETTINGS.iter().map(|setting| setting.name);
        let near = match self.suggested < SUGGESTED {
            true => nearest(name.text, blocks.chain(operations).chain(settings)),
            false => Vec::new(),
        };
        let first = match near.first() {
            Some(near) => format!("did you mean `{near}`? If not, "),
            None => String::new(),
        };
        let text = name.text;
        let help = format!(
            "{first}`custom \"{text}\" SHAPE params=… macs=…` stands for one that netcost does not know"
        );
        match near.first() {
            Some(near) => Fix::guess(name.span, *near).said(help),
            None => help.into(),
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
            let most = function.formals.len();
            CallProblem::TooMany { operation, most, span: argument, help }.into()
        }
    }
}

/// The attribute that another name stands for, such as the long one of an axis, or all that there are.
pub(crate) fn attribute(name: Name<'_>, attributes: &[&'static str]) -> Help {
    let is_axis = ["channels", "height", "width", "depth"].contains(&name.text);
    let axis = name.text.get(..1).filter(|_| is_axis);
    match axis.or_else(|| nearest(name.text, attributes.iter().copied()).first().copied()) {
        Some(near) => Fix::guess(name.span, near).said(format!("did you mean `.{near}`?")),
        None => format!("a tensor has {}", listed(attributes.iter().copied())).into(),
    }
}
