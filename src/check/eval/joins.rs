//! The operands of joins: `add`, `concat`, `matmul` and similar operations.

use super::error::{Result, wrong_type};
use super::evaluator::Evaluator;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::shape::JoinProblem;
use crate::ops::{Argument, Operation, Takes};
use crate::syntax::tree::Call;
use crate::value::{Value, Values};

impl<'a> Evaluator<'a> {
    /// The operands of a join, each a tensor or a number, or unknown. A single one is joined with
    /// the current tensor; two or more, or those of a list, are joined with each other.
    pub(crate) fn operands(
        &mut self,
        operation: &'static Operation,
        call: &'a Call<'a>,
        arguments: Vec<Argument>,
    ) -> Result<Values> {
        let alone = matches!(
            arguments.as_slice(),
            [Argument { value: Value::Tensor(_) | Value::Number(_) | Value::Unknown, .. }]
        );
        let mut operands = Values::new();
        if alone || arguments.is_empty() {
            operands.push(self.stack.current(operation.name, call.name.span)?);
        }
        if arguments.is_empty() {
            let operation = operation.name;
            return Err(CallProblem::NoOperands { operation, span: call.span() }.into());
        }
        for argument in arguments {
            match &argument.value {
                Value::List(items) => {
                    self.step(items.len() as u64, argument.span)?;
                    for item in items.iter() {
                        operands.push(operand(operation, &argument, item)?);
                    }
                }
                single => operands.push(operand(operation, &argument, single)?),
            }
        }
        if operands.is_empty() {
            let operation = operation.name.to_owned();
            let help = format!("append to the list with `+=` first, or write `{operation} it …`");
            return Err(JoinProblem::EmptyJoin { operation, span: call.span(), help }.into());
        }
        if operands.iter().all(|operand| matches!(operand, Value::Number(_))) {
            return Err(
                CallProblem::NumbersAlone { operation: operation.name, span: call.span() }.into()
            );
        }
        Ok(operands)
    }
}

/// An operand of a join, which must be a tensor, or a number where the operation takes those.
fn operand(operation: &'static Operation, argument: &Argument, value: &Value) -> Result<Value> {
    let numbers = operation.takes == Takes::Operands { numbers: true };
    match value {
        Value::Tensor(_) | Value::Unknown => Ok(value.clone()),
        Value::Number(_) if numbers => Ok(value.clone()),
        other => {
            let expected = if numbers { "a tensor or a number" } else { "a tensor" };
            let parameter = operation.rest.map_or("operands", |rest| rest.name);
            Err(wrong_type(operation.name, parameter, expected, other, argument.span).into())
        }
    }
}
