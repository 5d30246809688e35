//! Operators and functions applied to values, and what is said where they have no result.

use super::run::{Checker, Run};
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::value::ValueProblem;
use crate::functions::Function;
use crate::operators::{self, Binary, Misuse, Unary};
use crate::source::Span;
use crate::value::Value;

/// The most values that a list or tuple shows in a message.
const SHOWN: u64 = 8;

impl Checker<'_> {
    /// The value of an operator before a value.
    pub(super) fn unary(&mut self, operator: Unary, operand: &Value, span: Span) -> Run<Value> {
        let result = operators::unary(operator, operand);
        self.result(result, span, |this| format!("{}{}", operator.text(), this.brief(operand)))
    }

    /// The value of an operator between two values.
    pub(super) fn binary(
        &mut self,
        operator: Binary,
        left: &Value,
        right: &Value,
        span: Span,
    ) -> Run<Value> {
        let result = operators::binary(operator, left, right);
        self.result(result, span, |this| {
            format!("{} {} {}", this.brief(left), operator.text(), this.brief(right))
        })
    }

    /// The boolean on the left of `and` or `or`, whose right side may not be needed.
    pub(super) fn left_bool(&mut self, operator: Binary, left: &Value, span: Span) -> Run<bool> {
        let result = operators::bool_of(operator, left);
        self.result(result, span, |this| format!("{} {} …", this.brief(left), operator.text()))
    }

    /// The value of a built-in function.
    pub(super) fn built_in(
        &mut self,
        function: &Function,
        arguments: &[(Option<&str>, Value)],
        span: Span,
    ) -> Run<Value> {
        let most = i128::from(self.steps_left());
        let result = function.call(arguments.to_vec(), most);
        self.result(result, span, |this| {
            let shown = arguments.iter().map(|(name, value)| match name {
                Some(name) => format!("{name}={}", this.brief(value)),
                None => this.brief(value),
            });
            format!("{}({})", function.name, shown.collect::<Vec<_>>().join(", "))
        })
    }

    /// A result, its misuse turned into a problem at this place that shows what was computed.
    fn result<T>(
        &mut self,
        result: Result<T, Misuse>,
        span: Span,
        computed: impl FnOnce(&Self) -> String,
    ) -> Run<T> {
        let misuse = match result {
            Ok(value) => return Ok(value),
            Err(misuse) => misuse,
        };
        let computed = computed(self);
        Err(match misuse {
            Misuse::Arithmetic(error) => ValueProblem::arithmetic(error, computed, span).into(),
            Misuse::Arguments { signature, wrong } => {
                ValueProblem::WrongArguments { signature, wrong, computed, span }.into()
            }
            Misuse::Operand { what, expected, found } => {
                ValueProblem::WrongOperand { what, expected, found, computed, span }.into()
            }
            Misuse::TooLong(_) => {
                let limit = self.limits().steps;
                return self.stop(LimitProblem::Steps { limit, span });
            }
        })
    }

    /// A value as a message shows it: itself, or what it is if that would be long.
    fn brief(&self, value: &Value) -> String {
        if value.weight(SHOWN + 2) > SHOWN + 1 {
            return value.kind().to_owned();
        }
        self.shown(value)
    }
}
