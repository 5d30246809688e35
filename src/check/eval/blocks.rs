//! Calls of blocks, and the frames of blocks and functions.

use smallvec::smallvec;

use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use super::frames::{Frame, FrameKind};
use super::share::share_key;
use crate::check::resolve::bindings::Arguments;
use crate::check::resolve::callee::{Called, Callee};
use crate::check::signature::{Signature, Slot};
use crate::diagnostics::flow::FlowProblem;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::source::Span;
use crate::syntax::tree::{Call, Parameter};
use crate::value::{BlockId, Value, Values};

/// The values that a call gives for the parameters of a block or function.
pub(crate) type Given = Vec<Option<Value>>;

impl<'a> Evaluator<'a> {
    /// Calls a block from the current tensor and gives its outputs.
    pub(crate) fn call_block(
        &mut self,
        id: BlockId,
        call: &'a Call<'a>,
        bound: Arguments<'_, 'a>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        let parameters = self.program.blocks[id].parameters.len();
        let (given, share) = self.block_arguments(parameters, bound)?;
        self.run_block(id, given, share, call, label)
    }

    /// Runs a block from the current tensor with these values for its parameters.
    pub(crate) fn run_block(
        &mut self,
        id: BlockId,
        given: Given,
        share: Option<(String, Span)>,
        call: &'a Call<'a>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        let block = &self.program.blocks[id];
        let signature = self.program.signature(Called::Callee(Callee::Block(id)));
        self.all_given(&signature, given.iter().map(Option::is_some), call.span())?;
        let mut calls = self.stack.frames.calls.iter();
        if let Some(frame) = calls.find(|frame| frame.kind == FrameKind::Block(id)) {
            let (name, first) = (block.name.text.to_owned(), frame.call);
            return Err(FlowProblem::Recursion { name, first, span: call.span() }.into());
        }
        if let Some(notes) = &mut self.reporter.notes {
            notes.runs.entry(id).or_insert((0, call.span())).0 += 1;
        }
        if self.stack.frame().current.is_none() && block.unit == self.program.prelude() {
            let (operation, span) = (block.name.text.to_owned(), call.name.span);
            return Err(ShapeProblem::NoInput { operation, span }.into());
        }
        let Some((key, input)) = self.key(id, &given, share.is_some()) else {
            return self.run_body(id, given, share, call, label);
        };
        let known = self.recall(&key, input, call.span());
        if let Some(output) = known {
            return Ok(smallvec![Value::Tensor(output)]);
        }
        let running = self.start_call(input);
        let result = self.run_body(id, given, share, call, label);
        match self.keep_call(key, &running, result.as_ref().ok(), call.span()) {
            Some(output) => Ok(smallvec![Value::Tensor(output)]),
            None => result,
        }
    }

    /// Runs the body of a block.
    fn run_body(
        &mut self,
        id: BlockId,
        given: Given,
        share: Option<(String, Span)>,
        call: &'a Call<'a>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        let block = &self.program.blocks[id];
        let start = self.stack.frame().current.clone();
        let kind = FrameKind::Block(id);
        let frame = Frame::new(kind, block.unit, self.stack.names.len(), call.span());
        let sharing = self.start_sharing(share, true);
        self.build.builder.enter(label, block.name.text, Some(call.span()));
        let result = self.within(frame.starting(start), |this| {
            this.parameters(block.parameters, given)?;
            this.body(block.body)?;
            let outputs = this.stack.take_outputs();
            match outputs.is_empty() {
                true => Err(FlowProblem::Empty { span: block.body.span }.into()),
                false => Ok(outputs),
            }
        });
        self.build.builder.leave();
        self.end_sharing(sharing, call.span(), result)
    }

    /// The values for the parameters of a block, and the key of `share=` if there is one.
    pub(crate) fn block_arguments(
        &mut self,
        parameters: usize,
        bound: Arguments<'_, 'a>,
    ) -> Result<(Given, Option<(String, Span)>)> {
        let mut given: Given = vec![None; parameters];
        let mut share = None;
        for argument in bound.iter() {
            let Some(value) = self.value_unless_none(&argument)? else { continue };
            match argument.slot {
                Slot::Parameter(index) => {
                    if let Some(place) = given.get_mut(index) {
                        *place = Some(value);
                    }
                }
                Slot::Share => share = Some((share_key(&argument, value)?, argument.span())),
                Slot::Dtype | Slot::Frozen | Slot::Rest | Slot::Sparsity | Slot::Weights => {}
            }
        }
        Ok((given, share))
    }

    /// Refuses a call in which `none` is given for a parameter that has no default.
    pub(crate) fn all_given(
        &self,
        signature: &Signature<'_>,
        given: impl Iterator<Item = bool>,
        call: Span,
    ) -> Result<()> {
        let mut missing =
            (0..).zip(given).filter(|(index, given)| !given && signature.is_required(*index));
        match missing.next() {
            Some((index, _)) => {
                let help = Some("an argument that is `none` counts as not given".to_owned());
                Err(signature.missing(index, call, help).into())
            }
            None => Ok(()),
        }
    }

    /// Runs something in a frame of its own; a problem is reported while the frame still exists, so
    /// that the message shows the call.
    pub(crate) fn within<T>(
        &mut self,
        frame: Frame,
        inner: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let limit = self.meter.limits.calls;
        if self.stack.frames.calls.len() as u64 >= limit {
            return self.stop(LimitProblem::Calls { limit, span: frame.call });
        }
        let base = frame.base;
        self.stack.frames.calls.push(frame);
        let result = match inner(self) {
            Err(EvalError::Diagnostic(problem)) => {
                self.report(problem);
                Err(EvalError::Reported)
            }
            other => other,
        };
        self.report_lone_shares();
        self.stack.frames.calls.pop();
        self.stack.names.truncate(base);
        result
    }

    /// Names the parameters of the frame: as given, or by their defaults, which may use those
    /// before them.
    pub(crate) fn parameters(
        &mut self,
        parameters: &'a [Parameter<'a>],
        given: Given,
    ) -> Result<()> {
        for (formal, given) in parameters.iter().zip(given) {
            let value = match (given, &formal.default) {
                (Some(value), _) => value,
                (None, Some(default)) => self.default_value(default)?,
                (None, None) => Value::Unknown,
            };
            self.stack.names.push(formal.name.text, value);
        }
        Ok(())
    }
}
