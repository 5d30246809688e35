//! Calls: what a word calls, its arguments evaluated, and the layers that operations make.

use smallvec::{SmallVec, smallvec};

use super::evaluator::{EvalError, Evaluator, Result, fallible};
use crate::check::lint::Written;
use crate::check::resolve::binding::{self, Bound, Target};
use crate::check::resolve::program::Callee;
use crate::check::resolve::program::{Called, Resolved};
use crate::check::resolve::signature::Signature;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::limit::LimitProblem;
use crate::network::{NewLayer, Origin};
use crate::ops::{
    self, Argument, CallRecord, Context, Inferred, Input, Kind, Operation, Role, Takes,
};
use crate::source::Span;
use crate::syntax::tree::{Call, Name, Statement};
use crate::tensor::{Dtype, Shape};
use crate::value::{Value, Values};

/// The arguments of an operation, evaluated.
struct Arguments {
    parameters: SmallVec<[Option<Argument>; 8]>,
    rest: Vec<Argument>,
    share: Option<(String, Span)>,
    dtype: Option<Dtype>,
}

impl Arguments {
    fn is_unknown(&self) -> bool {
        let all = self.parameters.iter().flatten().chain(&self.rest);
        all.into_iter().any(|argument| argument.value.is_unknown())
    }
}

impl binding::Scope for Evaluator<'_> {
    fn is_visible(&self, word: &str) -> bool {
        self.lookup(word).is_some()
    }

    fn is_called(&self, word: &str) -> bool {
        self.program.callee(self.unit(), word).is_some()
    }

    fn is_made(&self, word: &str) -> bool {
        self.program.units[self.unit()].made.contains_key(word)
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
        let now;
        let Resolved { callee, bound } = match self.program.calls.get(&call.name.span.start) {
            Some(resolved) => resolved,
            None => match self.callee(call)? {
                Called::Setting(setting) => return self.setting(setting, call),
                called @ Called::Callee(callee) => {
                    let bound = self.bind(&self.program.signature(called), call)?;
                    now = Resolved { callee, bound };
                    &now
                }
            },
        };
        let outputs = match *callee {
            Callee::Block(id) => self.call_block(id, call, bound, label)?,
            Callee::Operation(operation) if operation.takes == Takes::Names => {
                smallvec![self.select(operation, call, bound)?]
            }
            Callee::Operation(operation) => self.call_operation(operation, call, bound, label)?,
        };
        if let Some(first) = outputs.first() {
            self.frame().current = Some(first.clone());
            self.claim(statement, first)?;
        }
        self.label(&statement.labels, &outputs)
    }

    /// What the first word of a statement calls.
    fn callee(&mut self, call: &'a Call<'a>) -> Result<Called> {
        let name = call.name.text;
        let held = self.lookup(name).cloned();
        match held {
            Some(Value::Operation(callable)) => {
                return Callee::of(callable).map(Called::Callee).ok_or(EvalError::Reported);
            }
            Some(Value::Unknown) => return Err(EvalError::Reported),
            _ => {}
        }
        match (self.program.called(self.unit(), name), held) {
            (Some(called), _) => Ok(called),
            (None, Some(other)) => Err(not_callable(call.name, &other).into()),
            (None, None) => Err(EvalError::Reported),
        }
    }

    /// Finds out which parameters the arguments fill. Where the callee stands in the text, what is
    /// wrong was reported with the names; where a name holds it, it is reported here.
    fn bind(&mut self, signature: &Signature<'a>, call: &'a Call<'a>) -> Result<Vec<Bound<'a>>> {
        binding::bind(signature, call, self).map_err(|problems| {
            for problem in problems {
                self.reports.add_unless_known(problem, self.trace());
            }
            EvalError::Reported
        })
    }

    /// `from` and `output`, which add no layer; returns the tensor that is current afterwards.
    fn select(
        &mut self,
        operation: &'static Operation,
        call: &'a Call<'a>,
        bound: &[Bound<'a>],
    ) -> Result<Value> {
        let mut tensors = Vec::new();
        for argument in bound {
            let value = self.given(argument)?;
            if !matches!(value, Value::Tensor(_) | Value::Unknown) {
                return Err(super::evaluator::wrong_type(
                    operation.name,
                    operation.rest.map_or("tensor", |rest| rest.name),
                    "a tensor",
                    &value,
                    argument.span,
                )
                .into());
            }
            tensors.push(value);
        }
        if operation.role == Role::Select {
            // That there is one, and no more, was seen where the arguments were bound.
            return tensors.pop().ok_or(EvalError::Reported);
        }
        if tensors.is_empty() {
            tensors.push(self.current(operation.name, call.name.span)?);
        }
        for tensor in &tensors {
            if let Value::Tensor(id) = tensor {
                self.build.mark_used(*id);
            }
        }
        self.frame().outputs.extend(tensors);
        Ok(self.frame().current.clone().unwrap_or(Value::Unknown))
    }

    /// Evaluates the arguments of an operation, from left to right.
    fn arguments(
        &mut self,
        operation: &'static Operation,
        bound: &[Bound<'a>],
    ) -> Result<Arguments> {
        let mut arguments = Arguments {
            parameters: smallvec![None; operation.parameters.len()],
            rest: Vec::new(),
            share: None,
            dtype: None,
        };
        for argument in bound {
            let span = argument.span;
            match argument.target {
                Target::Parameter(index) => {
                    let value = self.given(argument)?;
                    let known = operation.parameters.get(index);
                    if let Some((known, place)) = known.zip(arguments.parameters.get_mut(index)) {
                        let wants_size = known.kind == Kind::Size;
                        let value = if wants_size { self.size_of(value) } else { value };
                        *place = Some(Argument { value, span });
                    }
                }
                Target::Rest => {
                    let value = self.given(argument)?;
                    arguments.rest.push(Argument { value, span });
                }
                Target::Share => arguments.share = Some((self.share_key(argument)?, span)),
                Target::Dtype => {
                    let value = self.given(argument)?;
                    arguments.dtype = super::settings::dtype(operation.name, &value, span)?;
                }
            }
        }
        Ok(arguments)
    }

    /// A tensor stands for its spatial size where one is wanted.
    fn size_of(&self, value: Value) -> Value {
        match value {
            Value::Tensor(id) => {
                let shape = self.shape(id);
                Value::Tuple(shape.spatial().iter().map(|size| Value::int(*size)).collect())
            }
            other => other,
        }
    }

    fn call_operation(
        &mut self,
        operation: &'static Operation,
        call: &'a Call<'a>,
        bound: &[Bound<'a>],
        label: Option<&'a str>,
    ) -> Result<Values> {
        let mut arguments = self.arguments(operation, bound)?;
        let mut inputs = match operation.takes {
            Takes::Nothing | Takes::Names => SmallVec::new(),
            Takes::Current => smallvec![self.current(operation.name, call.name.span)?],
            Takes::Operands { .. } => {
                let rest = std::mem::take(&mut arguments.rest);
                self.operands(operation, call, rest)?
            }
        };
        // Tensors among the arguments follow the other inputs.
        for (parameter, argument) in operation.parameters.iter().zip(&arguments.parameters) {
            if let (Kind::Tensor, Some(argument)) = (parameter.kind, argument) {
                match &argument.value {
                    Value::Tuple(tensors) => inputs.extend(tensors.iter().cloned()),
                    tensor => inputs.push(tensor.clone()),
                }
            }
        }
        let unknown = arguments.is_unknown() || inputs.iter().any(Value::is_unknown);
        let mut inputs = if unknown { SmallVec::new() } else { self.inputs(inputs) };
        if operation.flattens
            && let Some(input) = inputs.first_mut().filter(|input| input.shape.rank() > 1)
        {
            self.warn_of_flatten(operation, input.shape, call.span());
            *input = self.flattened(*input, call.span())?;
        }
        let context = Context {
            operation,
            span: call.span(),
            name: call.name.span,
            inputs: &inputs,
            arguments: &arguments.parameters,
            rest: &arguments.rest,
        };
        if unknown {
            fallible(context.check_alone())?;
            return Ok(smallvec![Value::Unknown]);
        }
        if operation.role == Role::Input {
            return self.input(&context, arguments.dtype, label);
        }
        self.warn_of_channels(&context, bound);
        let dtype = arguments.dtype;
        let sharing = self.start_sharing(arguments.share, false);
        let result = self.apply(&context, label, dtype);
        let result = self.doubt(&context, call, result);
        self.end_sharing(sharing, call.span(), result)
    }

    /// Runs the shape rule of an operation and adds its layer.
    fn apply(
        &mut self,
        context: &Context<'_>,
        label: Option<&str>,
        dtype: Option<Dtype>,
    ) -> Result<Values> {
        let inferred = fallible((context.operation.infer)(context))?;
        let limit = self.limits().layers;
        if self.build.network.layers.len() as u64 >= limit {
            return self.stop(LimitProblem::Layers { limit, span: context.span });
        }
        self.step(inferred.outputs.len() as u64, context.span)?;
        let operation = context.operation.name;
        let parameters = self.layer_parameters(operation, &inferred, context.span)?;
        let inputs = context.inputs.iter().filter_map(|input| input.tensor);
        let layer = self.build.layer(&NewLayer {
            operation,
            kind: inferred.kind,
            inputs: &inputs.collect::<SmallVec<[_; 4]>>(),
            outputs: &inferred.outputs,
            parameters: &parameters,
            label,
            dtype,
            span: Some(context.span),
        });
        if let Some(call_records) = &mut self.call_records {
            call_records.push(CallRecord::new(context, &inferred));
        }
        self.note(context, inferred);
        Ok(self.build.network.layer(layer).outputs().map(Value::Tensor).collect())
    }

    /// Notes how the layer that was just added is written.
    fn note(&mut self, context: &Context<'_>, inferred: Inferred) {
        if self.notes.is_none() {
            return;
        }
        let written = Written::new(context, inferred, self.shared_trace());
        if let Some(notes) = &mut self.notes {
            notes.layers.push(written);
        }
    }

    /// The tensors and numbers that an operation takes, as its shape rule sees them.
    fn inputs(&self, values: Values) -> SmallVec<[Input; 2]> {
        let values = values.into_iter().map(|value| match value {
            Value::Tensor(id) => {
                let tensor = self.build.network.tensor(id);
                let is_given = tensor.origin == Origin::Input;
                Input { tensor: Some(id), shape: tensor.shape, origin: self.origin(id), is_given }
            }
            _ => {
                let (shape, origin) = (Shape::scalar(), Span::default());
                Input { tensor: None, shape, origin, is_given: false }
            }
        });
        values.collect()
    }

    /// An input of an operation that wants one axis, after the `flatten` that it brings with it.
    fn flattened(&mut self, input: Input, span: Span) -> Result<Input> {
        let Some(flatten) = ops::find("flatten") else { return Ok(input) };
        let arguments = vec![None; flatten.parameters.len()];
        let context = Context {
            operation: flatten,
            span,
            name: span,
            inputs: &[input],
            arguments: &arguments,
            rest: &[],
        };
        let outputs = self.apply(&context, None, None)?;
        Ok(self.inputs(outputs).first().copied().unwrap_or(input))
    }
}

/// The problem of a statement that begins with a name that holds no operation.
fn not_callable(name: Name<'_>, held: &Value) -> CallProblem {
    let (text, span) = (name.text.to_owned(), name.span);
    let help = match held {
        Value::Tensor(_) => format!("`from {text}` makes this tensor the current one"),
        Value::String(word) => match ops::find(word) {
            Some(_) => format!("an operation has no quotes: `let {text} = {word}`"),
            None => "a string names no operation".to_owned(),
        },
        _ => "a statement begins with an operation, and its values follow: `conv 64 k3`".to_owned(),
    };
    CallProblem::NotCallable { name: text, found: held.described(), span, help }
}
