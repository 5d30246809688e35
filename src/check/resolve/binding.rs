//! Which parameter each argument of a call fills: the same rules for operations, blocks and
//! settings, found from the text alone, before anything is evaluated.

use super::signature::Signature;
use crate::check::hints::elsewhere;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::Fix;
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::source::Span;
use crate::syntax::tree::{Argument, Body, Call, Name, Operand};
use crate::tensor::Dtype;
use crate::text::nearest::nearest;
use crate::value::Value;

/// What an argument fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A parameter by its index.
    Parameter(usize),
    /// One of any number of operands or axes.
    Rest,
    /// `share=`, which belongs to every operation and block.
    Share,
    /// `dtype=`, which belongs to every operation.
    Dtype,
}

/// What an argument hands over.
#[derive(Clone, Debug)]
pub enum Given<'a> {
    /// A branch, to be run.
    Branch(&'a Body<'a>),
    /// An expression, to be evaluated.
    Expr(&'a crate::syntax::tree::Expr<'a>),
    /// A value that stands in the text: a flag, a shorthand or a word.
    Value(Value),
}

/// An argument with the parameter it fills.
#[derive(Clone, Debug)]
pub struct Bound<'a> {
    /// The parameter.
    pub target: Target,
    /// What it is given.
    pub given: Given<'a>,
    /// The argument.
    pub span: Span,
    /// The name in front of `=`, as a named branch has it.
    pub name: Option<Name<'a>>,
}

/// Which words mean something where a call stands.
pub trait Scope {
    /// Whether a word is a visible name, which an expression could mean.
    fn is_visible(&self, word: &str) -> bool;

    /// Whether a word begins a statement: an operation or block.
    fn is_called(&self, word: &str) -> bool;

    /// Whether the file makes a name of that word, which need not be visible here.
    fn is_made(&self, word: &str) -> bool;
}

/// Where nothing has a name.
pub struct Nowhere;

impl Scope for Nowhere {
    fn is_visible(&self, _: &str) -> bool {
        false
    }

    fn is_called(&self, _: &str) -> bool {
        false
    }

    fn is_made(&self, _: &str) -> bool {
        false
    }
}

/// Finds out what each argument of a call fills.
///
/// # Errors
/// All that is wrong with the arguments.
pub fn bind<'a>(
    signature: &Signature<'a>,
    call: &'a Call<'a>,
    scope: &dyn Scope,
) -> Result<Vec<Bound<'a>>, Vec<DiagnosticKind>> {
    let mut binder =
        Binder { signature, scope, position: 0, bound: Vec::new(), problems: Vec::new() };
    binder.bound.reserve(call.arguments.len());
    if let Some(problem) = elsewhere::spaced_dimensions(call, scope) {
        return Err(vec![problem.into()]);
    }
    if let Some(problem) = elsewhere::kernel_first(call, signature) {
        return Err(vec![problem.into()]);
    }
    let mut arguments = call.arguments.iter().enumerate();
    while let Some((index, argument)) = arguments.next() {
        if let Some(problem) = binder.next_statement(call, index) {
            binder.problems.push(problem.into());
            break;
        }
        if let Some(problem) = binder.loose_value(call, index) {
            binder.problems.push(problem.into());
            arguments.next();
            continue;
        }
        match binder.argument(argument) {
            Ok((target, given)) => binder.push(argument, target, given),
            Err(problem) => {
                // It was meant for the next place, which those behind it do not take.
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
    pub(crate) scope: &'b dyn Scope,
    /// The parameter that the next positional argument fills.
    pub(crate) position: usize,
    pub(crate) bound: Vec<Bound<'a>>,
    problems: Vec<DiagnosticKind>,
}

type Found<'a> = Result<(Target, Given<'a>)>;

impl<'a> Binder<'a, '_> {
    fn argument(&mut self, argument: &'a Argument<'a>) -> Found<'a> {
        if let Some(name) = argument.name() {
            return self.named(name, argument);
        }
        if let Operand::Expr(expr) = &argument.value
            && let Some(word) = expr.bare_word()
            && let Some(found) = self.word(word, argument.span())?
        {
            return Ok(found);
        }
        self.positional(argument)
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

    fn positional(&mut self, argument: &'a Argument<'a>) -> Found<'a> {
        if self.signature.takes_rest() {
            return match &argument.value {
                Operand::Branch(body) if !self.signature.takes_operands() => {
                    Err(self.no_branch(body.span))
                }
                value => Ok((Target::Rest, given(value))),
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
            && let Some(problem) = self.misplaced(index, expr)
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

    /// Diagnostics the parameters that must be given and are not.
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
        let elsewhere =
            argument.and_then(|argument| elsewhere::named(name, argument, self.signature));
        let nearest = nearest(name.text, self.signature.all_names());
        let help = match (elsewhere, nearest.first()) {
            (Some(help), _) => help,
            (None, Some(nearest)) => {
                // Behind a word alone, as of a shorthand, its value follows.
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

pub(crate) fn given<'a>(operand: &'a Operand<'a>) -> Given<'a> {
    match operand {
        Operand::Branch(body) => Given::Branch(body),
        Operand::Expr(expr) => Given::Expr(expr),
    }
}

/// A key of `share=`: a word stands for itself, anything else is an expression.
fn share_key<'a>(operand: &'a Operand<'a>) -> Given<'a> {
    match operand {
        Operand::Expr(expr) => match expr.bare_word() {
            Some(word) => Given::Value(Value::String(word.into())),
            None => Given::Expr(expr),
        },
        Operand::Branch(body) => Given::Branch(body),
    }
}
