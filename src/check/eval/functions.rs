//! Calls of functions in expressions: built-in ones, and those of the file.

use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use super::frames::{Frame, FrameKind};
use crate::check::resolve::ids::FunctionId;
use crate::diagnostics::flow::FlowProblem;
use crate::source::Span;
use crate::syntax::tree::{Expr, Name};
use crate::value::{Value, functions};

impl<'a> Evaluator<'a> {
    /// The value of a call of a function.
    pub(crate) fn call_function(
        &mut self,
        function: Name<'a>,
        arguments: &'a [(Option<Name<'a>>, Expr<'a>)],
        span: Span,
    ) -> Result<Value> {
        self.step(1, span)?;
        let values: Vec<Value> =
            arguments.iter().map(|(_, argument)| self.eval(argument)).collect::<Result<_>>()?;
        for value in &values {
            self.step_for(value, span)?;
        }
        if let Some(id) = self.program.units[self.stack.unit()].functions.get(function.text) {
            return self.call_own_function(*id, arguments, values, span);
        }
        let Some(built_in) = functions::find(function.text) else {
            return Ok(Value::Unknown);
        };
        let names = arguments.iter().map(|(name, _)| name.map(|name| name.text));
        let arguments: Vec<_> = names.zip(values).collect();
        let value = self.built_in(built_in, &arguments, span)?;
        if let Value::List(items) = &value {
            self.step(items.len() as u64, span)?;
        }
        Ok(value)
    }

    /// Calls a function of the file; that its arguments fit was checked when names
    /// were resolved.
    fn call_own_function(
        &mut self,
        id: FunctionId,
        arguments: &'a [(Option<Name<'a>>, Expr<'a>)],
        values: Vec<Value>,
        span: Span,
    ) -> Result<Value> {
        let function = &self.program.functions[id];
        if self.stack.frames.calls.iter().any(|frame| frame.kind == FrameKind::Function(id)) {
            let name = function.name.text.to_owned();
            let problem = FlowProblem::Recursion { name, first: function.name.span, span };
            return Err(problem.into());
        }
        let mut given: Vec<Option<Value>> = vec![None; function.parameters.len()];
        for (position, ((name, _), value)) in arguments.iter().zip(values).enumerate() {
            let index = function.slot(position, *name);
            let parameter = index.and_then(|index| function.parameters.get(index));
            match (parameter, index.and_then(|index| given.get_mut(index))) {
                (Some(parameter), Some(_)) if matches!(value, Value::None) => {
                    // It counts as not given.
                    if parameter.default.is_none() {
                        return Err(function.missing(parameter.name.text, span).into());
                    }
                }
                (Some(_), Some(place)) => *place = Some(value),
                _ => return Err(EvalError::Reported),
            }
        }
        let kind = FrameKind::Function(id);
        let frame = Frame::new(kind, function.unit, self.stack.names.len(), span);
        self.within(frame, |this| {
            this.parameters(function.parameters, given)?;
            this.eval(function.body)
        })
    }
}
