//! Arguments that cannot be what they stand for, and what may be meant by them.

use super::elsewhere;
use crate::check::resolve::binding::{Binder, Target};
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::Span;
use crate::syntax::tree::{Argument, Call, Expr, ExprKind, FunctionCall, Operand};
use crate::value::functions;

impl<'a> Binder<'a, '_> {
    /// A word that calls something where it can be no value: the `;` before it is missing.
    pub(crate) fn next_statement(&self, call: &'a Call<'a>, index: usize) -> Option<SyntaxProblem> {
        let rest = call.arguments.get(index..)?;
        let argument = rest.first()?;
        let word = self.called(argument)?;
        let fits = match self.signature.takes_rest() {
            // The first may be meant as what is joined.
            true => !self.bound.iter().any(|bound| bound.target == Target::Rest),
            false => self.signature.takes_operation(self.position, word),
        };
        if fits || self.flag_or_shorthand(word).is_some() {
            return None;
        }
        // What follows may be more of the same: `conv 64 k3 bn relu`.
        let words = rest.iter().map(|argument| self.called(argument)).collect::<Option<Vec<_>>>();
        let (words, last) = match (words, rest.last()) {
            (Some(words), Some(last)) => (words, last),
            _ => (vec![word], argument),
        };
        let before = index.checked_sub(1).and_then(|at| call.arguments.get(at));
        let before = before.map_or(call.name.span, |before| before.span());
        let place = Span::new(before.end, last.span().end);
        let statements: String = words.iter().map(|word| format!("; {word}")).collect();
        let help = format!("write `{statements}`, or begin a new line");
        Some(SyntaxProblem::MissingSemicolon {
            found: word.to_owned(),
            span: argument.span(),
            help: Fix::safe(place, statements).said(help),
        })
    }

    /// The word that an argument is, if it calls something and means nothing else here.
    fn called(&self, argument: &'a Argument<'a>) -> Option<&'a str> {
        let Operand::Expr(expr) = &argument.value else { return None };
        let word = expr.bare_word().filter(|_| argument.name.is_none())?;
        (self.scope.is_called(word) && !self.scope.is_visible(word)).then_some(word)
    }

    /// `k 3`: the name of a parameter, a blank, and its value.
    pub(crate) fn loose_value(&self, call: &'a Call<'a>, index: usize) -> Option<CallProblem> {
        let [argument, value, ..] = call.arguments.get(index..)? else { return None };
        let Operand::Expr(expr) = &argument.value else { return None };
        let word = expr.bare_word().filter(|word| !self.scope.is_visible(word))?;
        let nameless = argument.name.is_none() && value.name.is_none();
        let parameter = self.signature.find(word).filter(|_| nameless)?;
        let Operand::Expr(value) = &value.value else { return None };
        let literal = elsewhere::literal(value).filter(|_| !self.signature.is_flag(parameter))?;
        let (operation, span) = (self.signature.name.to_owned(), argument.span());
        let is_short = matches!(value.kind, ExprKind::Dims(_)) || value.whole().is_some();
        let better = format!("{word}{}{literal}", if is_short { "" } else { "=" });
        let help = Fix::safe(span.to(value.span), better).write();
        Some(CallProblem::NotAFlag { operation, parameter: word.to_owned(), span, help })
    }

    /// A literal that stands in another's place: the size of an input, a kernel before the channels,
    /// the value of a parameter in brackets.
    pub(crate) fn misplaced(
        &self,
        index: usize,
        expr: &'a Expr<'a>,
    ) -> Option<Box<DiagnosticKind>> {
        match &expr.kind {
            ExprKind::Number(_) if self.signature.is_flag(index) && index == 1 => {
                let first = self.bound.first().filter(|first| first.name.is_none())?;
                let help = "leave out the size of the input, which the network knows: \
                            only the size of the output is written";
                let fix = Fix::guess(Span::new(first.span.start, expr.span.start), "");
                let flag = self.signature.parameter(index);
                Some(self.number_for_flag(flag, expr.span, fix.said(help)))
            }
            ExprKind::Call(call) => {
                let FunctionCall { function, arguments } = &**call;
                let named = self.signature.find(function.text).is_some();
                if !named || functions::find(function.text).is_some() {
                    return None;
                }
                let values = arguments.iter().map(|(_, value)| elsewhere::literal(value));
                let values: Vec<_> = values.collect::<Option<_>>()?;
                let better = elsewhere::with_sizes(function.text, &values);
                let operation = self.signature.name.to_owned();
                let (parameter, span) = (function.text.to_owned(), function.span);
                let help = Fix::safe(expr.span, better).write();
                Some(CallProblem::NotAFlag { operation, parameter, span, help }.into())
            }
            _ => None,
        }
    }

    /// The problem of a number in the place of `true` or `false`.
    pub(crate) fn number_for_flag(
        &self,
        flag: &str,
        span: Span,
        help: Help,
    ) -> Box<DiagnosticKind> {
        CallProblem::WrongType {
            operation: self.signature.name.to_owned(),
            parameter: flag.to_owned(),
            expected: "`true` or `false`".to_owned(),
            found: "a number".to_owned(),
            span,
            help: Some(help),
        }
        .into()
    }
}
