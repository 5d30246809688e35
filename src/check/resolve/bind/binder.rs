//! Which parameter each argument of a call fills: the same rules for operations, blocks and
//! settings, found from the text alone, before anything is evaluated.

use smallvec::SmallVec;

use super::bound::Bound;
use crate::check::hints::{arguments, pytorch};
use crate::check::scope::Lookup;
use crate::check::signature::{COMMON, Reading, Signature, Slot};
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::Fix;
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::syntax::SyntaxProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::ops::Takes;
use crate::source::Span;
use crate::syntax::tree::{Argument, Call, Expr, Name, Operand};
use crate::text::nearest::nearest;

/// The arguments of a call with what each fills.
pub struct Binding<'a> {
    /// The arguments that fill something: all of them, in order, if there are no problems.
    pub bound: SmallVec<[Bound<'a>; 4]>,
    /// All that is wrong with the arguments.
    pub problems: Vec<DiagnosticKind>,
}

/// Finds the parameter that each argument of a call fills.
pub fn bind<'a>(signature: &Signature<'a>, call: &'a Call<'a>, names: &dyn Lookup) -> Binding<'a> {
    let binding = Binding { bound: SmallVec::new(), problems: Vec::new() };
    let mut binder = Binder { signature, names, position: 0, binding };
    let spaced = pytorch::spaced_dimensions(call, |word| names.is_visible(word));
    let problem = spaced
        .map(DiagnosticKind::from)
        .or_else(|| pytorch::kernel_first(call, signature.operation?).map(DiagnosticKind::from));
    match problem {
        Some(problem) => binder.binding.problems.push(problem),
        None => binder.arguments(call),
    }
    binder.binding
}

pub(crate) struct Binder<'a, 'b> {
    pub(crate) signature: &'b Signature<'a>,
    pub(crate) names: &'b dyn Lookup,
    /// The parameter that the next positional argument fills.
    pub(crate) position: usize,
    binding: Binding<'a>,
}

type Found = Result<(Slot, Reading)>;

impl<'a> Binder<'a, '_> {
    fn arguments(&mut self, call: &'a Call<'a>) {
        let mut arguments = call.arguments.iter().enumerate();
        while let Some((index, argument)) = arguments.next() {
            if let Some(problem) = self.next_statement(call, index) {
                self.binding.problems.push(problem.into());
                break;
            }
            if let Some(problem) = self.tensor_given(call, argument) {
                self.binding.problems.push(problem.into());
                break;
            }
            if let Some(problem) = arguments::spaced_value(self.signature, call, index, self.names)
            {
                self.binding.problems.push(problem.into());
                arguments.next();
                continue;
            }
            match self.argument(call, argument) {
                Ok((slot, reading)) => self.push(call, Bound { slot, reading, argument }),
                Err(problem) => {
                    // It was meant for the next parameter, which those after it do not fill.
                    self.position += usize::from(argument.name.is_none());
                    self.refuse(*problem);
                }
            }
        }
        if self.binding.problems.is_empty() {
            self.missing(call);
        }
    }

    /// The problem of an argument that begins the next statement.
    fn next_statement(&self, call: &Call<'a>, index: usize) -> Option<SyntaxProblem> {
        let word = arguments::called(call.arguments.get(index)?, self.names)?;
        let fits = match self.signature.takes_rest() {
            // The first may be an operand.
            true => !self.is_filled(Slot::Rest),
            false => self.signature.takes_operation(self.position, word),
        };
        if fits || self.signature.flag_or_shorthand(word).is_some() {
            return None;
        }
        arguments::next_statement(call, index, self.names)
    }

    /// The problem of a tensor among the arguments of an operation that works on the current one.
    fn tensor_given(&self, call: &Call<'a>, argument: &Argument<'a>) -> Option<CallProblem> {
        let operation = self.signature.operation.filter(|it| it.takes == Takes::Current)?;
        let Operand::Expr(expr) = &argument.value else { return None };
        let word = expr.bare_word().filter(|_| argument.name.is_none())?;
        let takes = self.signature.takes_tensor(self.position) || self.signature.takes_rest();
        let fits = || takes || self.signature.find(word).is_some();
        (self.names.is_tensor(word) && !fits())
            .then(|| arguments::from_tensor(operation.name, call, argument, word))
    }

    fn argument(&mut self, call: &'a Call<'a>, argument: &'a Argument<'a>) -> Found {
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
        ) = (self.binding.problems.last_mut(), &problem)
        {
            *all = all.to(*span);
        } else {
            self.binding.problems.push(problem);
        }
    }

    /// Whether an earlier argument fills a slot.
    fn is_filled(&self, slot: Slot) -> bool {
        self.binding.bound.iter().any(|bound| bound.slot == slot)
    }

    fn named(&mut self, name: Name<'a>, argument: &'a Argument<'a>) -> Found {
        let Some(slot) = self.signature.slot(name.text) else {
            return Err(self.unknown_parameter(name, Some(argument)));
        };
        if let (Operand::Branch(body), Slot::Parameter(index)) = (&argument.value, slot)
            && !self.signature.takes_branch(index)
        {
            return Err(self.no_branch(body.span));
        }
        Ok((slot, self.reading(slot, name.text, argument)?))
    }

    fn positional(&mut self, call: &'a Call<'a>, argument: &'a Argument<'a>) -> Found {
        if self.signature.takes_rest() {
            return match &argument.value {
                Operand::Branch(body) if !self.signature.takes_operands() => {
                    Err(self.no_branch(body.span))
                }
                _ => Ok((Slot::Rest, Reading::Operand)),
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
                        true => arguments::shape_in_parts(call, index),
                        false => format!("it is written `{}`", self.signature.shown()).into(),
                    },
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
        let slot = Slot::Parameter(index);
        Ok((slot, self.reading(slot, self.signature.parameter(index), argument)?))
    }

    /// The problem of an argument that cannot be what its place says.
    fn misplaced(
        &self,
        call: &Call<'a>,
        index: usize,
        expr: &Expr<'a>,
    ) -> Option<Box<DiagnosticKind>> {
        let first = call.arguments.first().filter(|_| !self.binding.bound.is_empty());
        first
            .and_then(|first| arguments::input_size(self.signature, index, expr, first))
            .or_else(|| arguments::called_parameter(self.signature, expr))
    }

    fn push(&mut self, call: &Call<'a>, argument: Bound<'a>) {
        let slot = argument.slot;
        let earlier = self.binding.bound.iter().find(|bound| bound.slot == slot).copied();
        self.binding.bound.push(argument);
        if let Some(earlier) = earlier.filter(|_| slot != Slot::Rest) {
            self.binding.problems.push(
                CallProblem::Twice {
                    operation: self.signature.name.to_owned(),
                    parameter: self.signature.slot_name(slot).to_owned(),
                    first: earlier.span(),
                    second: argument.span(),
                    help: arguments::input_channels(self.signature, call, earlier.argument)
                        .or_else(|| self.alike(|bound| bound.slot == slot).map(Into::into))
                        .unwrap_or_else(|| "remove one of them".into()),
                }
                .into(),
            );
        }
    }

    /// Reports the required parameters that are not given.
    fn missing(&mut self, call: &Call<'a>) {
        for index in 0..self.signature.len() {
            if self.signature.is_required(index) && !self.is_filled(Slot::Parameter(index)) {
                let missing = self.signature.missing(index, call.span(), self.alike(|_| true));
                self.binding.problems.push(missing.into());
            }
        }
    }

    /// How a name among such arguments is read that a parameter has too.
    fn alike(&self, is_meant: impl Fn(&Bound<'a>) -> bool) -> Option<String> {
        let named = self.binding.bound.iter().filter(|bound| bound.reading == Reading::Name);
        let word = named.filter(|bound| is_meant(bound)).find_map(Bound::text)?.text;
        Some(format!(
            "`{word}` is read as `{word}={word}`; write `({word})` to give it by position"
        ))
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
        let of_others = COMMON.iter().find(|known| known.name == name.text);
        let names = self.signature.all_names().chain(self.signature.common_names());
        let nearest = nearest(name.text, names).first().copied();
        // `stride=2` where it is called `s`.
        let letter = || self.signature.all_names().find(|known| name.text.get(..1) == Some(known));
        let elsewhere = elsewhere.or_else(|| of_others.map(|known| known.help().into()));
        let help = match (elsewhere, nearest.or_else(letter)) {
            (Some(help), _) => help,
            (None, Some(nearest)) => {
                // A word alone, such as a shorthand, is followed by its value.
                let equals = if argument.is_some() { "" } else { "=" };
                Fix::guess(name.span, format!("{nearest}{equals}")).meant_as(&format!("{nearest}="))
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
