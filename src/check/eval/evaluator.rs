//! Running a file: statements one after the other, the current tensor passed along.

use super::block::{Frame, FrameKind, Frames};
use super::overrides::Overrides;
use crate::check::diagnostics::Diagnostics;
use crate::check::lint::Notes;
use crate::check::resolve::program::{Program, UnitId};
use crate::check::resolve::scope::Scope;
use crate::check::{Limits, Options};
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::flow::FlowProblem;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::{self, DiagnosticKind};
use crate::network::Builder;
use crate::ops::CallRecord;
use crate::source::Span;
use crate::syntax::tree::{Body, Name, Operand, Statement, StatementKind};
use crate::tensor::{Shape, TensorId};
use crate::value::Value;

/// Why running a statement came to nothing.
#[derive(Debug)]
pub enum EvalError {
    /// A problem to report.
    DiagnosticKind(Box<DiagnosticKind>),
    /// It was reported already, further in.
    Reported,
    /// A standard block cannot work on its tensor, which is reported: its call comes to nothing.
    StandardBlock,
    /// A limit was reached and reported: nothing more is run.
    Stop,
}

/// The result of running something.
pub type Result<T, E = EvalError> = std::result::Result<T, E>;

impl<P: Into<Box<DiagnosticKind>>> From<P> for EvalError {
    fn from(problem: P) -> Self {
        EvalError::DiagnosticKind(problem.into())
    }
}

/// How much of the stack bodies and expressions within each other may take, in expressions.
const DEPTH: usize = 640;

/// What a body takes of it.
const BODY_DEPTH: usize = 2;

/// Runs a program and builds its network.
pub struct Evaluator<'a> {
    pub(crate) program: &'a Program<'a>,
    pub(crate) options: &'a Options,
    pub(crate) outside: &'a Overrides<'a>,
    pub(crate) build: Builder,
    pub(crate) reports: Diagnostics,
    /// What is being run.
    pub(crate) frames: Frames,
    /// Names and what they hold; each frame has a range of its own.
    pub(crate) names: Scope<'a, Value>,
    /// Of the names made from the `.c` of a tensor: where in `names` each stands, and the tensor's shape.
    pub(crate) counted: Vec<(usize, &'a str, Shape)>,
    /// The params of the file, which blocks and functions see too.
    pub(crate) params: Scope<'a, Value>,
    /// The labels of the inputs so far.
    pub(crate) inputs_seen: Vec<Option<&'a str>>,
    pub(crate) recorders: Vec<super::share::Recorder>,
    /// What advice will go by, if it is wanted.
    pub(crate) notes: Option<Notes>,
    /// How each layer came about, if that is to be kept.
    pub(crate) call_records: Option<Vec<CallRecord>>,
    steps: u64,
    depth: usize,
}

impl<'a> Evaluator<'a> {
    /// A checker that has run nothing yet.
    pub fn new(
        program: &'a Program<'a>,
        options: &'a Options,
        outside: &'a Overrides<'a>,
        build: Builder,
        reports: Diagnostics,
    ) -> Self {
        Evaluator {
            program,
            options,
            outside,
            build,
            reports,
            frames: Frames::new(),
            names: Scope::new(),
            counted: Vec::new(),
            params: Scope::new(),
            inputs_seen: Vec::new(),
            recorders: Vec::new(),
            notes: options.pedantic.then(Notes::default),
            call_records: options.call_records.then(Vec::new),
            steps: 0,
            depth: 0,
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.options.limits
    }

    pub(crate) fn frame(&mut self) -> &mut Frame {
        self.frames.innermost_mut()
    }

    /// Diagnostics a problem with the calls that led to it.
    pub(crate) fn report(&mut self, problem: impl Into<Box<DiagnosticKind>>) {
        let calls = self.trace();
        self.reports.add(problem.into(), calls);
    }

    /// Takes a step of the `--limit steps` there may be.
    pub(crate) fn step(&mut self, steps: u64, span: Span) -> Result<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= self.limits().steps {
            return Ok(());
        }
        let limit = self.limits().steps;
        self.stop(LimitProblem::Steps { limit, span })
    }

    pub(crate) fn stop<T>(&mut self, problem: LimitProblem) -> Result<T> {
        self.report(problem);
        Err(EvalError::Stop)
    }

    /// How many more steps there may be.
    pub(crate) fn steps_left(&self) -> u64 {
        self.limits().steps.saturating_sub(self.steps)
    }

    /// Goes one expression deeper for as long as `inner` runs.
    pub(crate) fn deeper<T>(
        &mut self,
        by: usize,
        span: Span,
        inner: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if self.depth + by > DEPTH {
            return self.stop(LimitProblem::Depth { span });
        }
        self.depth += by;
        let result = inner(self);
        self.depth -= by;
        result
    }

    /// Runs the statements of a body in line, on the current tensor. Names made in it end with it.
    pub(crate) fn body(&mut self, body: &'a Body<'a>) -> Result<()> {
        self.deeper(BODY_DEPTH, body.span, |this| {
            let names = this.names.len();
            for statement in &body.statements {
                this.statement(statement)?;
            }
            this.names.truncate(names);
            Ok(())
        })
    }

    /// Runs one statement; a problem with it is reported, and what it would make is unknown.
    fn statement(&mut self, statement: &'a Statement<'a>) -> Result<()> {
        self.step(1, statement.span)?;
        match self.run(statement) {
            Ok(()) => Ok(()),
            Err(EvalError::Stop) => Err(EvalError::Stop),
            Err(EvalError::StandardBlock) if self.in_prelude() => Err(EvalError::StandardBlock),
            Err(halt) => {
                if let EvalError::DiagnosticKind(problem) = halt {
                    self.report(problem);
                }
                self.forget_names(statement);
                if statement.decides_current() {
                    self.frame().current = Some(Value::Unknown);
                }
                Ok(())
            }
        }
    }

    /// What a statement with a mistake would have named is unknown.
    fn forget_names(&mut self, statement: &'a Statement<'a>) {
        let made = match &statement.kind {
            StatementKind::Let { name, .. } => Some(name),
            _ => None,
        };
        let names = statement.labels.iter().chain(made);
        self.names.extend(names.map(|name| (name.text, Value::Unknown)));
    }

    fn run(&mut self, statement: &'a Statement<'a>) -> Result<()> {
        match &statement.kind {
            StatementKind::Append { name, value } => self.append(*name, value),
            StatementKind::Assert { condition, message } => self.assert(condition, *message),
            StatementKind::Bad => {
                self.frame().current = Some(Value::Unknown);
                Ok(())
            }
            StatementKind::Allow { .. }
            | StatementKind::Block(_)
            | StatementKind::Fn(_)
            | StatementKind::Use { .. } => Ok(()),
            StatementKind::Call(call) => self.call_statement(call, statement),
            StatementKind::For { pattern, unpack, items, body } => {
                self.for_each(pattern, *unpack, items, body)?;
                self.finish(statement)
            }
            StatementKind::If { arms, otherwise } => {
                self.choose(arms, otherwise.as_deref())?;
                self.finish(statement)
            }
            StatementKind::Let { name, value } => {
                let (value, counted) = match &**value {
                    Operand::Branch(body) => (self.branch(body, Some(name.text))?, None),
                    Operand::Expr(expr) => (self.eval(expr)?, self.counted(expr)),
                };
                self.claim(statement, &value)?;
                if name.text == "_"
                    && let Value::Tensor(id) = value
                {
                    self.build.mark_used(id);
                }
                let (at, counted) = (self.names.len(), counted);
                self.counted.truncate(self.counted.partition_point(|(known, ..)| *known < at));
                self.counted.extend(counted.map(|shape| (at, name.text, shape)));
                self.names.push(name.text, value);
                Ok(())
            }
            StatementKind::Param { name, default, legal } => {
                let value = self.param(*name, default, legal.as_deref());
                let (value, result) = match value {
                    Ok(value) => (value, Ok(())),
                    Err(halt) => (Value::Unknown, Err(halt)),
                };
                self.params.push(name.text, value);
                result
            }
            StatementKind::Repeat { count, body } => {
                self.repeat(count, body)?;
                self.finish(statement)
            }
        }
    }

    /// Claim and label of an `if`, `for` or `repeat`: both speak of the current tensor at its end.
    fn finish(&mut self, statement: &'a Statement<'a>) -> Result<()> {
        if statement.labels.is_empty() && statement.claim.is_none() {
            return Ok(());
        }
        let current = self.current("->", statement.span)?;
        self.claim(statement, &current)?;
        self.label(&statement.labels, &[current])
    }

    /// Gives the outputs of a statement their names.
    pub(crate) fn label(&mut self, labels: &[Name<'a>], outputs: &[Value]) -> Result<()> {
        for (label, output) in labels.iter().zip(outputs) {
            if label.text == "_"
                && let Value::Tensor(id) = output
            {
                self.build.mark_used(*id);
            }
            self.names.push(label.text, output.clone());
        }
        match labels.get(outputs.len()) {
            None => Ok(()),
            Some(_) if outputs.iter().any(Value::is_unknown) => {
                let rest = labels.iter().skip(outputs.len());
                self.names.extend(rest.map(|label| (label.text, Value::Unknown)));
                Ok(())
            }
            Some(extra) => {
                Err(CallProblem::too_many_labels(labels.len(), outputs.len(), extra.span).into())
            }
        }
    }

    /// The current tensor, known or not, for whatever reads it.
    pub(crate) fn current(&mut self, reader: &str, span: Span) -> Result<Value> {
        match &self.frame().current {
            Some(current) => Ok(current.clone()),
            None => Err(ShapeProblem::NoInput { operation: reader.to_owned(), span }.into()),
        }
    }

    /// The call that made a tensor.
    pub(crate) fn origin(&self, id: TensorId) -> Span {
        self.build.network.span_of(id).unwrap_or_default()
    }

    pub(crate) fn shape(&self, id: TensorId) -> Shape {
        self.build.network.tensor(id).shape
    }

    /// Runs a branch from the current tensor, gives what it yields, and leaves the current tensor
    /// as it was. A named one is a scope of its own.
    pub(crate) fn branch(&mut self, body: &'a Body<'a>, name: Option<&'a str>) -> Result<Value> {
        let before = self.frame().current.clone();
        if let Some(name) = name {
            self.build.enter(Some(name), name);
        }
        let result = self.body(body);
        if name.is_some() {
            self.build.leave();
        }
        let yielded = std::mem::replace(&mut self.frame().current, before);
        result?;
        yielded.ok_or_else(|| FlowProblem::Empty { span: body.span }.into())
    }

    /// The file whose text is being run.
    pub(crate) fn unit(&self) -> UnitId {
        self.frames.innermost().unit
    }

    /// Whether the file's own body is being run, rather than a block or function.
    pub(crate) fn in_file(&self) -> bool {
        self.frames.innermost().kind == FrameKind::File
    }

    /// Whether a standard block is being run.
    pub(crate) fn in_prelude(&self) -> bool {
        self.unit() == self.program.prelude()
    }

    /// Whether a function is being run.
    pub(crate) fn in_function(&self) -> bool {
        matches!(self.frames.innermost().kind, FrameKind::Function(_))
    }
}

/// A value of another type than was asked for.
pub(crate) fn wrong_type(
    operation: &str,
    parameter: &str,
    expected: &str,
    found: &Value,
    span: Span,
) -> CallProblem {
    CallProblem::WrongType {
        operation: operation.to_owned(),
        parameter: parameter.to_owned(),
        expected: expected.to_owned(),
        found: found.described(),
        span,
        help: None,
    }
}

/// A result for callers that report nothing themselves.
pub(crate) fn fallible<T>(result: diagnostics::Result<T>) -> Result<T> {
    result.map_err(EvalError::DiagnosticKind)
}

impl Statement<'_> {
    /// Whether a mistake in it leaves the current tensor unknown: it makes a new one, or says what it
    /// should be.
    fn decides_current(&self) -> bool {
        matches!(
            self.kind,
            StatementKind::Assert { .. }
                | StatementKind::Call(_)
                | StatementKind::For { .. }
                | StatementKind::If { .. }
                | StatementKind::Repeat { .. }
        )
    }
}
