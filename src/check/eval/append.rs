//! Lists that grow: `+=`.

use std::sync::Arc;

use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use crate::diagnostics::call::CallProblem;
use crate::syntax::tree::{Name, Operand};
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// Appends a value to a list that has a name.
    pub(crate) fn append(&mut self, name: Name<'a>, value: &'a Operand<'a>) -> Result<()> {
        let value = match value {
            Operand::Branch(body) => self.branch(body, None)?,
            Operand::Expr(expr) => self.eval(expr)?,
        };
        self.step_for(&value, name.span)?;
        let base = self.stack.frame().base;
        let mut copied = 0;
        match self.stack.names.find_mut(base, name.text) {
            Some(Value::List(items)) => {
                // A list that another name holds too is copied first.
                copied = if Arc::strong_count(items) > 1 { items.len() } else { 0 };
                Arc::make_mut(items).push(value);
            }
            Some(Value::Unknown) | None => {}
            Some(other) => {
                // A label was reported when names were resolved.
                let problem = append_to(name, other);
                self.report_unless_known(problem);
                return Err(EvalError::Reported);
            }
        }
        self.step(copied as u64, name.span)
    }
}

/// The problem of `+=` to something that is not a list.
fn append_to(name: Name<'_>, held: &Value) -> CallProblem {
    let text = name.text.to_owned();
    let help = match held {
        Value::Tensor(_) => {
            format!(
                "`add {{ … }}` and `add {text}` add tensors; a list is created with `let {text} = []`"
            )
        }
        _ => format!("only lists can be changed; write `let {text}2 = {text} + …`"),
    };
    let found = held.described();
    CallProblem::AppendToOther { name: text, found, span: name.span, declared: None, help }
}
