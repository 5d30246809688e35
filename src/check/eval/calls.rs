//! Calls as statements: what a word calls, and what its outputs become.

use smallvec::{SmallVec, smallvec};

use super::error::{EvalError, Result, wrong_type};
use super::evaluator::Evaluator;
use super::frames::FrameKind;
use crate::check::resolve::bind::{self, Binding, Bound};
use crate::check::resolve::bindings::{Arguments, Resolved};
use crate::check::resolve::callee::{Called, Callee};
use crate::check::resolve::ids::UnitId;
use crate::check::resolve::symbols::DefinitionId;
use crate::check::scope::Lookup;
use crate::check::signature::Slot;
use crate::diagnostics::call::CallProblem;
use crate::ops::{self, Operation, Role};
use crate::syntax::tree::{Call, Name, Statement};
use crate::value::{Value, Values};

impl Lookup for Evaluator<'_> {
    fn is_visible(&self, word: &str) -> bool {
        self.stack.lookup(word).is_some()
    }

    fn is_called(&self, word: &str) -> bool {
        self.callee(word).is_some()
    }

    fn is_made(&self, word: &str) -> bool {
        self.program.units[self.stack.unit()].made.contains_key(word)
    }

    fn is_tensor(&self, word: &str) -> bool {
        matches!(self.stack.lookup(word), Some(Value::Tensor(_)))
    }
}

impl<'a> Evaluator<'a> {
    /// A call as a statement: its outputs are claimed, named, and the first made current.
    pub(crate) fn call_statement(
        &mut self,
        call: &'a Call<'a>,
        statement: &'a Statement<'a>,
    ) -> Result<()> {
        let label = statement.labels.first().map(|label| label.text);
        let bound_now;
        let (called, bound) = match self.program.bindings.get(call) {
            Some(Resolved { called, bound: Some(bound) }) => (called, bound),
            Some(Resolved { called: Called::Setting(_), .. }) => return Ok(()),
            Some(_) => return Err(EvalError::Reported),
            None => {
                let called = self.called(call)?;
                bound_now = self.bind(called, call)?;
                (called, Arguments::Bound(&bound_now))
            }
        };
        let callee = match called {
            Called::Callee(callee) => callee,
            Called::Setting(setting) => return self.setting(setting, bound, call.name.span),
        };
        let frozen = self.frozen(call, bound)?;
        let mut outputs = self.freezing(frozen, |this| this.call(callee, call, bound, label))?;
        if let Some(first) = outputs.first_mut() {
            self.stack.frame_mut().current = Some(first.clone());
            if statement.claim.is_some() {
                *first = self.claim(statement, first.clone())?;
                self.stack.frame_mut().current = Some(first.clone());
            }
        }
        self.stack.label(&statement.labels, &outputs, &mut self.build.builder)
    }

    /// Calls an operation or block.
    pub(crate) fn call_itself(
        &mut self,
        callee: Callee,
        call: &'a Call<'a>,
        bound: Arguments<'_, 'a>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        match callee {
            Callee::Block(id) => self.call_block(id, call, bound, label),
            Callee::Operation(operation) => match operation.role {
                Role::Select => Ok(smallvec![self.select(operation, bound)?]),
                Role::Output => Ok(smallvec![self.output(operation, call, bound)?]),
                Role::Input | Role::Layer => self.call_operation(operation, call, bound, label),
            },
        }
    }

    /// Whether a call freezes the layers that it makes, if it says so.
    fn frozen(&mut self, call: &'a Call<'a>, bound: Arguments<'_, 'a>) -> Result<Option<bool>> {
        let Some(argument) = bound.iter().find(|it| it.slot == Slot::Frozen) else {
            return Ok(None);
        };
        match self.given(&argument)? {
            Value::Bool(frozen) => Ok(Some(frozen)),
            Value::None | Value::Unknown => Ok(None),
            other => {
                let (name, span) = (call.name.text, argument.span());
                Err(wrong_type(name, "frozen", "`true` or `false`", &other, span).into())
            }
        }
    }

    /// Runs something whose layers are frozen, or not; or as those around it.
    pub(crate) fn freezing<T>(
        &mut self,
        frozen: Option<bool>,
        inner: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let Some(frozen) = frozen else { return inner(self) };
        let before = self.build.builder.freeze(frozen);
        let result = inner(self);
        self.build.builder.freeze(before);
        result
    }

    /// Runs something and fuses its layers.
    pub(crate) fn fusing(&mut self, inner: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let first = self.build.builder.network.layers.len();
        let result = inner(self);
        self.build.fuse_from(first);
        result
    }

    /// The operation or block that a word names here, if no visible name holds it.
    pub(crate) fn callee(&self, word: &str) -> Option<Callee> {
        let (unit, within) = self.place();
        self.program.callee(unit, within, word)
    }

    /// The file whose text is being run, and the block.
    fn place(&self) -> (UnitId, Option<DefinitionId>) {
        let frame = self.stack.frame();
        let within = match frame.kind {
            FrameKind::Block(id) => Some(self.program.blocks[id].definition),
            FrameKind::File | FrameKind::Function(_) => None,
        };
        (frame.unit, within)
    }

    /// What a name at the start of a statement calls: the operation or block that it holds, or else
    /// what its text names.
    fn called(&mut self, call: &'a Call<'a>) -> Result<Called> {
        let name = call.name.text;
        let held = self.stack.lookup(name);
        match held {
            Some(Value::Operation(callable)) => {
                return Callee::of(*callable).map(Called::Callee).ok_or(EvalError::Reported);
            }
            Some(Value::Unknown) => return Err(EvalError::Reported),
            _ => {}
        }
        let (unit, within) = self.place();
        match (self.program.called(unit, within, name), held) {
            (Some(called), _) => Ok(called),
            (None, Some(other)) => Err(not_callable(call.name, other).into()),
            (None, None) => Err(EvalError::Reported),
        }
    }

    /// Finds what the arguments of a call fill whose callee a name may hold.
    fn bind(&mut self, called: Called, call: &'a Call<'a>) -> Result<SmallVec<[Bound<'a>; 4]>> {
        let signature = self.program.signature(called);
        let Binding { bound, problems } = bind::bind(&signature, call, self);
        if problems.is_empty() {
            return Ok(bound);
        }
        problems.into_iter().for_each(|problem| self.report_unless_known(problem));
        Err(EvalError::Reported)
    }

    /// `from`, which makes a tensor the current one.
    fn select(&mut self, operation: &'static Operation, bound: Arguments<'_, 'a>) -> Result<Value> {
        let mut tensors = self.tensors(operation, bound)?;
        // That there is one, and not more, was checked when the arguments were bound.
        tensors.pop().ok_or(EvalError::Reported)
    }

    /// `output`, which marks tensors, by default the current one; gives the current one.
    fn output(
        &mut self,
        operation: &'static Operation,
        call: &'a Call<'a>,
        bound: Arguments<'_, 'a>,
    ) -> Result<Value> {
        let mut tensors = self.tensors(operation, bound)?;
        if tensors.is_empty() {
            tensors.push(self.stack.current(operation.name, call.name.span)?);
        }
        for tensor in &tensors {
            if let Value::Tensor(id) = tensor {
                self.build.builder.mark_used(*id);
            }
        }
        let frame = self.stack.frame_mut();
        frame.outputs.extend(tensors);
        Ok(frame.current.clone().unwrap_or(Value::Unknown))
    }

    /// The arguments of `from` and `output`, all of which must be tensors.
    fn tensors(
        &mut self,
        operation: &'static Operation,
        bound: Arguments<'_, 'a>,
    ) -> Result<Vec<Value>> {
        let mut tensors = Vec::new();
        for argument in bound.iter() {
            let value = self.given(&argument)?;
            if !matches!(value, Value::Tensor(_) | Value::Unknown) {
                let parameter = operation.rest.map_or("tensor", |rest| rest.name);
                let span = argument.span();
                let problem = wrong_type(operation.name, parameter, "a tensor", &value, span);
                return Err(problem.into());
            }
            tensors.push(value);
        }
        Ok(tensors)
    }
}

/// The problem of a statement that starts with a name that does not hold an operation.
fn not_callable(name: Name<'_>, held: &Value) -> CallProblem {
    let (text, span) = (name.text.to_owned(), name.span);
    let help = match held {
        Value::Tensor(_) => format!("`from {text}` makes this tensor the current one"),
        Value::String(word) => match ops::find(word) {
            Some(_) => format!("write the operation without quotes: `let {text} = {word}`"),
            None => "a string is not an operation".to_owned(),
        },
        _ => "a statement starts with an operation, followed by its arguments: `conv 64 k3`"
            .to_owned(),
    };
    CallProblem::NotCallable { name: text, found: held.described(), span, help }
}
