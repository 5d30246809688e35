//! Which parameter each argument of a call fills: the same rules for operations, blocks and
//! settings, found from the text alone, before anything is evaluated.

use super::bound::{Bound, Given, Target};
use crate::check::hints::{arguments, pytorch};
use crate::check::scope::Lookup;
use crate::check::signature::Signature;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::Fix;
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::source::Span;
use crate::syntax::tree::{Argument, Call, Expr, Name, Operand};
use crate::tensor::Dtype;
use crate::text::nearest::nearest;
use crate::value::Value;

/// Finds the parameter that each argument of a call fills.
///
/// # Errors
/// All that is wrong with the arguments.
pub fn bind<'a>(
    signature: &Signature<'a>,
    call: &'a Call<'a>,
    names: &dyn Lookup,
) -> Result<Vec<Bound<'a>>, Vec<DiagnosticKind>> {
    let mut binder =
        Binder { signature, names, position: 0, bound: Vec::new(), problems: Vec::new() };
    binder.bound.reserve(call.arguments.len());
    if let Some(problem) = pytorch::spaced_dimensions(call, |word| names.is_visible(word)) {
        return Err(vec![problem.into()]);
    }
    let kernel_first = signature.operation.and_then(|of| pytorch::kernel_first(call, of));
    if let Some(problem) = kernel_first {
        return Err(vec![problem.into()]);
    }
    let mut arguments = call.arguments.iter().enumerate();
    while let Some((index, argument)) = arguments.next() {
        if let Some(problem) = binder.next_statement(call, index) {
            binder.problems.push(problem.into());
            break;
        }
        if let Some(problem) = arguments::spaced_value(signature, call, index, names) {
            binder.problems.push(problem.into());
            arguments.next();
            continue;
        }
        match binder.argument(call, argument) {
            Ok((target, given)) => binder.push(argument, target, given),
            Err(problem) => {
                // It was meant for the next parameter, which those after it do not fill.
                binder.position += usize::from(argument.name.is_none());
                binder.refuse(*problem);
            }
        }
    }
    if binder.problems.is_empty() {
        binder.missing(call);
    }
    if binder.problems.is_empty() { Ok(binder.bound) } else { Err(binder.problems) }
}

pub(crate) struct Binder<'a, 'b> {
    pub(crate) signature: &'b Signature<'a>,
    pub(crate) names: &'b dyn Lookup,
    /// The parameter that the next positional argument fills.
    pub(crate) position: usize,
    pub(crate) bound: Vec<Bound<'a>>,
    problems: Vec<DiagnosticKind>,
}

type Found<'a> = Result<(Target, Given<'a>)>;

impl<'a> Binder<'a, '_> {
    /// The problem of an argument that begins the next statement.
    fn next_statement(&self, call: &Call<'a>, index: usize) -> Option<SyntaxProblem> {
        let word = arguments::called(call.arguments.get(index)?, self.names)?;
        let fits = match self.signature.takes_rest() {
            // The first may be an operand.
            true => !self.bound.iter().any(|bound| bound.target == Target::Rest),
            false => self.signature.takes_operation(self.position, word),
        };
        if fits || self.signature.flag_or_shorthand(word).is_some() {
            return None;
        }
        arguments::next_statement(call, index, self.names)
    }

    fn argument(&mut self, call: &'a Call<'a>, argument: &'a Argument<'a>) -> Found<'a> {
        if let Some(name) = argument.name() {
            return self.named(name, argument);
        }
        if let Operand::Expr(expr) = &argument.value
            && let Some(word) = expr.bare_word()
            && let Some(found) = self.word(word, argument.span())?
        {
            return Ok(found);
        }
        self.positional(call, argument)
    }

    /// Keeps a problem; arguments too many in a row are one.
    fn refuse(&mut self, problem: DiagnosticKind) {
        if let (
            Some(DiagnosticKind::Call(CallProblem::TooMany { span: all, .. })),
            DiagnosticKind::Call(CallProblem::TooMany { span, .. }),
        ) = (self.problems.last_mut(), &problem)
        {
            *all = all.to(*span);
        } else {
            self.problems.push(problem);
        }
    }

    fn named(&mut self, name: Name<'a>, argument: &'a Argument<'a>) -> Found<'a> {
        let (target, words) = match self.signature.find(name.text) {
            Some(index) => (Target::Parameter(index), self.signature.words(index)),
            None if name.text == "share" && !self.signature.is_setting() => {
                return Ok((Target::Share, share_key(&argument.value)));
            }
            None if name.text == "dtype" && self.signature.operation.is_some() => {
                (Target::Dtype, Dtype::NAMES)
            }
            None => return Err(self.unknown_parameter(name, Some(argument))),
        };
        if let (Operand::Branch(body), Target::Parameter(index)) = (&argument.value, target)
            && !self.signature.takes_branch(index)
        {
            return Err(self.no_branch(body.span));
        }
        let only = match target {
            Target::Parameter(index) => self.signature.takes_only_words(index),
            _ => true,
        };
        let given = self.word_or_given(words, only, name.text, argument)?;
        Ok((target, given))
    }

    fn positional(&mut self, call: &'a Call<'a>, argument: &'a Argument<'a>) -> Found<'a> {
        if self.signature.takes_rest() {
            return match &argument.value {
                Operand::Branch(body) if !self.signature.takes_operands() => {
                    Err(self.no_branch(body.span))
                }
                value => Ok((Target::Rest, value.into())),
            };
        }
        let index = self.position;
        if index >= self.signature.len() {
            return Err(match &argument.value {
                Operand::Branch(body) => self.no_branch(body.span),
                Operand::Expr(_) => CallProblem::TooMany {
                    operation: self.signature.name.to_owned(),
                    most: self.signature.len(),
                    span: argument.span(),
                    help: match self.signature.ends_with_shape() {
                        true => "a shape is one argument: `3x224x224`".to_owned(),
                        false => format!("it is written `{}`", self.signature.shown()),
                    }
                    .into(),
                }
                .into(),
            });
        }
        if let Operand::Branch(body) = &argument.value
            && !self.signature.takes_branch(index)
        {
            return Err(self.no_branch(body.span));
        }
        if let Operand::Expr(expr) = &argument.value
            && let Some(problem) = self.misplaced(call, index, expr)
        {
            return Err(problem);
        }
        self.position += 1;
        let parameter = self.signature.parameter(index);
        let words = self.signature.words(index);
        let only = self.signature.takes_only_words(index);
        let given = self.word_or_given(words, only, parameter, argument)?;
        Ok((Target::Parameter(index), given))
    }

    /// The problem of an argument that cannot be what its place says.
    fn misplaced(
        &self,
        call: &Call<'a>,
        index: usize,
        expr: &Expr<'a>,
    ) -> Option<Box<DiagnosticKind>> {
        let first = call.arguments.first().filter(|_| !self.bound.is_empty());
        first
            .and_then(|first| arguments::input_size(self.signature, index, expr, first))
            .or_else(|| arguments::called_parameter(self.signature, expr))
    }

    fn push(&mut self, argument: &'a Argument<'a>, target: Target, given: Given<'a>) {
        let earlier = self.bound.iter().find(|bound| bound.target == target);
        if let Some(earlier) = earlier.filter(|_| target != Target::Rest) {
            let parameter = match target {
                Target::Parameter(index) => self.signature.parameter(index),
                Target::Share => "share",
                Target::Dtype | Target::Rest => "dtype",
            };
            self.problems.push(
                CallProblem::Twice {
                    operation: self.signature.name.to_owned(),
                    parameter: parameter.to_owned(),
                    first: earlier.span,
                    second: argument.span(),
                }
                .into(),
            );
        }
        self.bound.push(Bound { target, given, span: argument.span(), name: argument.name() });
    }

    /// Reports the required parameters that are not given.
    fn missing(&mut self, call: &Call<'a>) {
        for index in 0..self.signature.len() {
            let target = Target::Parameter(index);
            if self.signature.is_required(index)
                && !self.bound.iter().any(|bound| bound.target == target)
            {
                self.problems.push(
                    CallProblem::Missing {
                        operation: self.signature.name.to_owned(),
                        parameter: self.signature.parameter(index).to_owned(),
                        doc: self.signature.doc(index).to_owned(),
                        span: call.span(),
                        help: format!("it is written `{}`", self.signature.shown()),
                    }
                    .into(),
                );
            }
        }
    }

    fn no_branch(&self, span: Span) -> Box<DiagnosticKind> {
        CallProblem::NoBranch { operation: self.signature.name.to_owned(), span }.into()
    }

    pub(crate) fn unknown_parameter(
        &self,
        name: Name<'a>,
        argument: Option<&'a Argument<'a>>,
    ) -> Box<DiagnosticKind> {
        let elsewhere = argument.zip(self.signature.operation);
        let elsewhere = elsewhere.and_then(|(argument, of)| pytorch::named(name, argument, of));
        let nearest = nearest(name.text, self.signature.all_names());
        let help = match (elsewhere, nearest.first()) {
            (Some(help), _) => help,
            (None, Some(nearest)) => {
                // A word alone, such as a shorthand, is followed by its value.
                let equals = if argument.is_some() { "" } else { "=" };
                Fix::guess(name.span, format!("{nearest}{equals}"))
                    .said(format!("did you mean `{nearest}=`?"))
            }
            (None, None) => format!("it is written `{}`", self.signature.shown()).into(),
        };
        NameProblem::UnknownParameter {
            operation: self.signature.name.to_owned(),
            parameter: name.text.to_owned(),
            span: name.span,
            help,
        }
        .into()
    }
}

/// A key of `share=`: a word means itself, anything else is an expression.
fn share_key<'a>(operand: &'a Operand<'a>) -> Given<'a> {
    match operand {
        Operand::Expr(expr) => match expr.bare_word() {
            Some(word) => Given::Value(Value::String(word.into())),
            None => Given::Expr(expr),
        },
        branch => branch.into(),
    }
}
