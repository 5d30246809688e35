//! Calls of operations: arguments evaluated, shape rules applied, layers added.

use smallvec::{SmallVec, smallvec};

use super::error::{EvalError, Result, wrong_type};
use super::evaluator::Evaluator;
use super::notes::Written;
use super::settings::{dtype, sparsity};
use super::share::share_key;
use crate::check::hints::past::Past;
use crate::check::resolve::bind::{Bound, Given};
use crate::check::resolve::bindings::Arguments;
use crate::check::signature::{Signature, Slot};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::shape::SuspiciousProblem;
use crate::network::{NewLayer, Sparsity};
use crate::ops::{
    self, Argument, CallRecord, Context, Inferred, Input, Kind, Operation, Role, Takes,
};
use crate::source::Span;
use crate::syntax::tree::Call;
use crate::tensor::Dtype;
use crate::value::{Value, Values};

/// The arguments of an operation, evaluated.
#[derive(Default)]
struct Evaluated {
    parameters: SmallVec<[Option<Argument>; 8]>,
    rest: Vec<Argument>,
    share: Option<(String, Span)>,
    common: Common,
    /// Whether anything in the parameters or the rest is unknown.
    unknown: bool,
    /// Whether a parameter that takes tensors has a value.
    tensors: bool,
}

/// What a call sets of its layer by arguments that operations have in common.
#[derive(Clone, Copy, Default)]
struct Common {
    dtype: Option<Dtype>,
    weights: Option<Dtype>,
    sparsity: Option<Sparsity>,
}

impl Evaluated {
    /// Whether there is an argument for the parameter of this name.
    fn gives(&self, operation: &Operation, name: &str) -> bool {
        let index = operation.parameter(name);
        index.and_then(|index| self.parameters.get(index)).is_some_and(Option::is_some)
    }
}

impl<'a> Evaluator<'a> {
    /// Calls an operation and gives its outputs.
    pub(crate) fn call_operation(
        &mut self,
        operation: &'static Operation,
        call: &'a Call<'a>,
        bound: Arguments<'_, 'a>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        let span = call.span();
        let mut arguments = Evaluated::default();
        self.arguments(operation, bound, &mut arguments)?;
        let given = arguments.parameters.iter().map(Option::is_some);
        self.all_given(&Signature::operation(operation), given, span)?;
        let inputs = self.values(operation, call, &mut arguments)?;
        let unknown = arguments.unknown || inputs.iter().any(Value::is_unknown);
        let mut inputs = if unknown { SmallVec::new() } else { self.build.inputs(&inputs) };
        if operation.flattens
            && let Some(input) = inputs.first_mut().filter(|input| input.shape.rank() > 1)
        {
            self.warn_of_flatten(operation, input.shape, span);
            *input = self.flattened(*input, span)?;
        }
        let order = self.order(operation, &inputs, call);
        let meant = match &order {
            Some(SuspiciousProblem::InChannelsFirst { help, .. }) => Some(help),
            _ => None,
        };
        let context = Context {
            operation,
            span,
            name: call.name.span,
            inputs: &inputs,
            arguments: &arguments.parameters,
            rest: &arguments.rest,
            meant,
            history: None,
        };
        if unknown {
            context.check_alone()?;
            return Ok(smallvec![Value::Unknown]);
        }
        if operation.role == Role::Input {
            return self.input(&context, arguments.common.dtype, label);
        }
        self.warn_of_channels(&context, bound);
        let sharing = self.start_sharing(arguments.share, false);
        let mut result = self.apply(&context, label, arguments.common);
        if matches!(result, Err(EvalError::Diagnostic(_))) {
            result = self.refused(&context, call).and(result);
        }
        if result.is_ok() {
            self.doubt(&context, order.as_ref());
        }
        self.end_sharing(sharing, span, result)
    }

    /// Evaluates the arguments of an operation, from left to right, into a place for them, since they
    /// are too many to be moved.
    fn arguments(
        &mut self,
        operation: &'static Operation,
        bound: Arguments<'_, 'a>,
        arguments: &mut Evaluated,
    ) -> Result<()> {
        arguments.parameters.resize(operation.parameters.len(), None);
        for argument in bound.iter() {
            let span = argument.span();
            let Some(value) = self.value_unless_none(&argument)? else { continue };
            match argument.slot {
                Slot::Parameter(index) => {
                    let known = operation.parameters.get(index);
                    if let Some((known, place)) = known.zip(arguments.parameters.get_mut(index)) {
                        let is_size = known.kind == Kind::Size;
                        let value = if is_size { self.build.size_of(value) } else { value };
                        arguments.unknown |= value.is_unknown();
                        arguments.tensors |= known.kind == Kind::Tensor;
                        *place = Some(Argument { value, span });
                    }
                }
                Slot::Rest => {
                    arguments.unknown |= value.is_unknown();
                    arguments.rest.push(Argument { value, span });
                }
                Slot::Share => arguments.share = Some((share_key(&argument, value)?, span)),
                Slot::Dtype => {
                    arguments.common.dtype = dtype(operation.name, "dtype", &value, span)?;
                }
                Slot::Weights => {
                    arguments.common.weights = dtype(operation.name, "weights", &value, span)?;
                }
                Slot::Sparsity => {
                    arguments.common.sparsity = sparsity(operation.name, &value, span)?;
                }
                // It was set before the call.
                Slot::Frozen => {}
            }
        }
        Ok(())
    }

    /// What an argument hands over: a branch is run there and then.
    pub(crate) fn given(&mut self, bound: &Bound<'a>) -> Result<Value> {
        match bound.given() {
            Given::Branch(body) => self.branch(body, bound.name().map(|name| name.text)),
            Given::Expr(expr) => self.eval(expr),
            Given::Value(value) => Ok(value.clone()),
        }
    }

    /// What an argument hands over; nothing if that is `none`, which counts as not given.
    pub(crate) fn value_unless_none(&mut self, bound: &Bound<'a>) -> Result<Option<Value>> {
        let value = self.given(bound)?;
        Ok((!matches!(value, Value::None)).then_some(value))
    }

    /// The tensors and numbers that an operation takes. Tensors among its parameters follow the
    /// other inputs.
    fn values(
        &mut self,
        operation: &'static Operation,
        call: &'a Call<'a>,
        arguments: &mut Evaluated,
    ) -> Result<Values> {
        let mut inputs = match operation.takes {
            Takes::Nothing | Takes::Names => SmallVec::new(),
            Takes::Reads(name) if arguments.gives(operation, name) => SmallVec::new(),
            Takes::Current | Takes::Reads(_) => {
                smallvec![self.stack.current(operation.name, call.name.span)?]
            }
            Takes::Operands { .. } => {
                let rest = std::mem::take(&mut arguments.rest);
                self.operands(operation, call, rest)?
            }
        };
        let parameters = operation.parameters.iter().zip(&arguments.parameters);
        for (parameter, argument) in parameters.filter(|_| arguments.tensors) {
            let Some(argument) = argument.as_ref().filter(|_| parameter.kind == Kind::Tensor)
            else {
                continue;
            };
            let one = std::slice::from_ref(&argument.value);
            for item in argument.value.items().unwrap_or(one) {
                match item {
                    Value::Tensor(_) | Value::Unknown => inputs.push(item.clone()),
                    Value::String(word) if parameter.words.contains(&&**word) => {}
                    other => {
                        let (operation, name) = (operation.name, parameter.name);
                        let expected = "a tensor or a tuple of tensors";
                        return Err(
                            wrong_type(operation, name, expected, other, argument.span).into()
                        );
                    }
                }
            }
        }
        Ok(inputs)
    }

    /// Runs the shape rule of an operation and adds its layer.
    fn apply(
        &mut self,
        context: &Context<'_>,
        label: Option<&str>,
        common: Common,
    ) -> Result<Values> {
        let inferred = (context.operation.infer)(context);
        let inferred = match inferred {
            Ok(ref inferred) => inferred,
            Err(error) => return Err(error.into()),
        };
        let limit = self.meter.limits.layers;
        if self.build.builder.layer_count() >= limit {
            return self.stop(LimitProblem::Layers { limit, span: context.span });
        }
        self.step(inferred.outputs.len() as u64, context.span)?;
        let operation = context.operation.name;
        let new = inferred.parameters.iter();
        let new = new.map(|inferred| inferred.parameter.of_sparsity(common.sparsity).into());
        let mut parameters: SmallVec<[_; 4]> = new.collect();
        self.build.share_parameters(operation, &mut parameters, context.span)?;
        let inputs = context.inputs.iter().filter_map(|input| input.tensor);
        let layer = self.build.builder.layer(&NewLayer {
            operation,
            kind: &inferred.kind,
            inputs: &inputs.collect::<SmallVec<[_; 4]>>(),
            outputs: &inferred.outputs,
            types: inferred.types,
            parameters: &parameters,
            label,
            dtype: common.dtype,
            weights: common.weights,
            span: Some(context.span),
        });
        if self.build.call_records.len() < self.build.most_call_records {
            self.build.call_records.push(CallRecord::new(context, inferred));
        }
        self.note(context, inferred);
        let outputs = self.build.builder.network.layer(layer).outputs();
        Ok(outputs.map(Value::Tensor).collect())
    }

    /// Runs a shape rule that fails once more, with what is known of its inputs for the message.
    fn refused(&self, context: &Context<'_>, call: &'a Call<'a>) -> Result<()> {
        let past = self.past(Some(call));
        let context = Context { history: Some(&past), ..*context };
        (context.operation.infer)(&context)?;
        Ok(())
    }

    /// What is known when a call or a claim fails.
    pub(crate) fn past(&self, call: Option<&'a Call<'a>>) -> Past<'_> {
        let frame = self.stack.frame();
        let own = self.stack.names.iter_from(frame.base);
        let held = |(name, value): (&'a str, &Value)| match value {
            Value::Number(number) => Some((name, number.to_integer()?)),
            _ => None,
        };
        Past {
            network: &self.build.builder.network,
            sources: self.program.sources,
            prelude: self.program.units[self.program.prelude()].source,
            call,
            names: own.filter_map(held).collect(),
            in_block: !self.stack.in_file(),
        }
    }

    /// Notes for the lints how the layer that was just added is written.
    fn note(&mut self, context: &Context<'_>, inferred: &Inferred) {
        if let Some(notes) = &mut self.reporter.notes {
            let trace = self.stack.shared_trace(self.program, &self.build.builder.network);
            notes.layers.push(Written::new(context, inferred, trace));
        }
    }

    /// An input of an operation that expects one axis, after the `flatten` that it brings with it.
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
            meant: None,
            history: None,
        };
        let outputs = self.apply(&context, None, Common::default())?;
        Ok(self.build.inputs(&outputs).first().copied().unwrap_or(input))
    }
}
