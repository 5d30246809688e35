//! Calls of blocks and functions: frames, parameters, and the trace that messages show.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use smallvec::smallvec;

use super::evaluator::{EvalError, Evaluator, Result};
use super::share;
use crate::check::resolve::binding::{Bound, Target};
use crate::check::resolve::program::{FunctionId, UnitId};
use crate::diagnostics::CallSite;
use crate::diagnostics::flow::FlowProblem;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::source::Span;
use crate::syntax::tree::{Call, Formal};
use crate::value::{BlockId, Callable, Value, Values};

/// What a frame runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// The file's own body.
    File,
    /// A block, by its number.
    Block(BlockId),
    /// A function, by its number.
    Function(FunctionId),
}

/// A body that is being run, with what belongs to it alone.
pub struct Frame {
    /// What is run.
    pub kind: FrameKind,
    /// The file it stands in.
    pub unit: UnitId,
    /// Its names begin here.
    pub base: usize,
    /// The call that led to it.
    pub call: Span,
    /// The current tensor; none before the first, unknown after a mistake.
    pub current: Option<Value>,
    /// What `output` has marked.
    pub outputs: Values,
    /// The keys of `share=` met in this run of the body.
    pub shares: HashMap<String, share::Group>,
    /// The calls that led to it, once they were asked for.
    trace: Option<Arc<[CallSite]>>,
}

impl Frame {
    fn new(kind: FrameKind, unit: UnitId, base: usize, call: Span, current: Option<Value>) -> Self {
        Frame {
            kind,
            unit,
            base,
            call,
            current,
            outputs: Values::new(),
            shares: HashMap::new(),
            trace: None,
        }
    }
}

/// All that is being run.
pub struct Frames {
    /// The file's own body.
    pub file: Frame,
    /// The blocks and functions called from there, the innermost last.
    pub calls: Vec<Frame>,
}

impl Frames {
    /// The file's own body alone.
    pub fn new() -> Self {
        let (unit, call) = (UnitId::MAIN, Span::default());
        let file = Frame::new(FrameKind::File, unit, 0, call, None);
        Frames { file, calls: Vec::new() }
    }

    /// What is being run right now.
    pub fn innermost(&self) -> &Frame {
        self.calls.last().unwrap_or(&self.file)
    }

    /// The same, to be changed.
    pub fn innermost_mut(&mut self) -> &mut Frame {
        self.calls.last_mut().unwrap_or(&mut self.file)
    }
}

impl<'a> Evaluator<'a> {
    /// Calls a block from the current tensor and gives its outputs.
    pub(crate) fn call_block(
        &mut self,
        id: BlockId,
        call: &'a Call<'a>,
        bound: &[Bound<'a>],
        label: Option<&'a str>,
    ) -> Result<Values> {
        let block = &self.program.blocks[id];
        let mut given: Vec<Option<Value>> = vec![None; block.formals.len()];
        let mut share = None;
        for argument in bound {
            match argument.target {
                Target::Parameter(index) => {
                    let value = self.given(argument)?;
                    if let Some(place) = given.get_mut(index) {
                        *place = Some(value);
                    }
                }
                Target::Share => share = Some((self.share_key(argument)?, argument.span)),
                Target::Dtype | Target::Rest => {}
            }
        }
        if let Some(frame) =
            self.frames.calls.iter().find(|frame| frame.kind == FrameKind::Block(id))
        {
            return Err(FlowProblem::Recursion {
                name: block.name.text.to_owned(),
                first: frame.call,
                span: call.span(),
            }
            .into());
        }
        if let Some(notes) = &mut self.notes {
            notes.runs.entry(id).or_insert((0, call.span())).0 += 1;
        }
        let start = self.frame().current.clone();
        if start.is_none() && block.unit == self.program.prelude() {
            let (operation, span) = (block.name.text.to_owned(), call.name.span);
            return Err(ShapeProblem::NoInput { operation, span }.into());
        }
        let (kind, base) = (FrameKind::Block(id), self.names.len());
        let frame = Frame::new(kind, block.unit, base, call.span(), start);
        self.build.enter(label, block.name.text);
        let sharing = self.start_sharing(share, true);
        let result = self.within(frame, |this| {
            this.parameters(block.formals, given)?;
            this.body(block.body)?;
            this.outputs(block.body.span)
        });
        self.build.leave();
        self.end_sharing(sharing, call.span(), result)
    }

    /// Runs something in a frame of its own; a problem is reported while the frame still stands, so
    /// that the message shows the call.
    pub(crate) fn within<T>(
        &mut self,
        frame: Frame,
        inner: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let limit = self.limits().calls;
        if self.frames.calls.len() as u64 >= limit {
            return self.stop(LimitProblem::Calls { limit, span: frame.call });
        }
        let base = frame.base;
        self.frames.calls.push(frame);
        let result = match inner(self) {
            Err(EvalError::DiagnosticKind(problem)) => {
                self.report(problem);
                Err(EvalError::Reported)
            }
            other => other,
        };
        self.report_lone_shares();
        self.frames.calls.pop();
        self.names.truncate(base);
        result
    }

    /// A frame for a function.
    pub(crate) fn function_frame(&self, id: FunctionId, call: Span) -> Frame {
        let unit = self.program.functions[id].unit;
        Frame::new(FrameKind::Function(id), unit, self.names.len(), call, None)
    }

    /// Names the parameters of the frame: as given, or by their defaults, which may use those
    /// before them.
    pub(crate) fn parameters(
        &mut self,
        formals: &'a [Formal<'a>],
        given: Vec<Option<Value>>,
    ) -> Result<()> {
        for (formal, given) in formals.iter().zip(given) {
            let value = match (given, &formal.default) {
                (Some(value), _) => value,
                (None, Some(default)) => self.default_value(default)?,
                (None, None) => Value::Unknown,
            };
            self.names.push(formal.name.text, value);
        }
        Ok(())
    }

    /// What the body of the frame yields: what `output` marked, or its last current tensor.
    fn outputs(&mut self, body: Span) -> Result<Values> {
        let frame = self.frame();
        if !frame.outputs.is_empty() {
            return Ok(std::mem::take(&mut frame.outputs));
        }
        let current = frame.current.clone();
        current
            .map(|current| smallvec![current])
            .ok_or_else(|| FlowProblem::Empty { span: body }.into())
    }

    /// The calls that led to what is being run, the innermost first.
    pub(crate) fn trace(&self) -> Vec<CallSite> {
        self.trace_of(self.frames.calls.len())
    }

    /// The outermost so many of these calls.
    pub(crate) fn trace_of(&self, calls: usize) -> Vec<CallSite> {
        let calls = self.frames.calls.iter().take(calls).rev().filter_map(|frame| {
            let (name, formals) = match frame.kind {
                FrameKind::File => return None,
                FrameKind::Block(id) => {
                    let block = &self.program.blocks[id];
                    (block.name.text, block.formals)
                }
                FrameKind::Function(id) => {
                    let function = &self.program.functions[id];
                    (function.name.text, function.formals)
                }
            };
            let values = self.names.iter_from(frame.base).take(formals.len());
            let values: Vec<String> =
                values.map(|(name, value)| format!("{name} = {}", self.shown(value))).collect();
            Some(CallSite { callee: format!("{name}({})", values.join(", ")), span: frame.call })
        });
        calls.collect()
    }

    /// The same, kept for as long as the frame stands.
    pub(crate) fn shared_trace(&mut self) -> Arc<[CallSite]> {
        if let Some(trace) = &self.frame().trace {
            return trace.clone();
        }
        let trace: Arc<[CallSite]> = self.trace().into();
        self.frame().trace = Some(trace.clone());
        trace
    }

    /// A value as the trace shows it: tensors by their shape, blocks by their name.
    pub(crate) fn shown(&self, value: &Value) -> String {
        match value {
            Value::Tensor(id) => self.shape(*id).to_string(),
            Value::Operation(Callable::Block(id)) => self.program.blocks[*id].name.text.to_owned(),
            Value::Unknown => "?".to_owned(),
            other => other.to_string(),
        }
    }
}
