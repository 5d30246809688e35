//! Operators and functions applied to values, and the messages where they have no result.

use super::error::Result;
use super::evaluator::Evaluator;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::value::ValueProblem;
use crate::source::Span;
use crate::value::Value;
use crate::value::functions::Function;
use crate::value::operators::{self, Binary, Misuse, Unary};

/// The most values that a list or tuple shows in a message.
const SHOWN: u64 = 8;

impl Evaluator<'_> {
    /// The value of an operator before a value.
    pub(crate) fn unary(&mut self, operator: Unary, operand: &Value, span: Span) -> Result<Value> {
        let result = operators::unary(operator, operand);
        let computed = |this: &Self| format!("{}{}", operator.text(), this.brief(operand));
        self.result(result, span, computed, || None)
    }

    /// The value of an operator between two values.
    pub(crate) fn binary(
        &mut self,
        operator: Binary,
        left: &Value,
        right: &Value,
        span: Span,
    ) -> Result<Value> {
        let result = operators::binary(operator, left, right);
        let computed =
            |this: &Self| format!("{} {} {}", this.brief(left), operator.text(), this.brief(right));
        self.result(result, span, computed, || instead(operator, [left, right]))
    }

    /// The boolean on the left of `and` or `or`, whose right side may not be needed.
    pub(crate) fn left_bool(&mut self, operator: Binary, left: &Value, span: Span) -> Result<bool> {
        let result = operators::bool_of(operator, left);
        let computed = |this: &Self| format!("{} {} …", this.brief(left), operator.text());
        self.result(result, span, computed, || None)
    }

    /// The value of a built-in function.
    pub(crate) fn built_in(
        &mut self,
        function: &Function,
        arguments: &[(Option<&str>, Value)],
        span: Span,
    ) -> Result<Value> {
        let most = i128::from(self.meter.left());
        let result = function.call(arguments.to_vec(), most);
        let computed = |this: &Self| {
            let shown = arguments.iter().map(|(name, value)| match name {
                Some(name) => format!("{name}={}", this.brief(value)),
                None => this.brief(value),
            });
            format!("{}({})", function.name, shown.collect::<Vec<_>>().join(", "))
        };
        self.result(result, span, computed, || None)
    }

    /// A result, its misuse turned into a problem at this place that shows what was computed.
    fn result<T>(
        &mut self,
        result: Result<T, Misuse>,
        span: Span,
        computed: impl FnOnce(&Self) -> String,
        help: impl FnOnce() -> Option<String>,
    ) -> Result<T> {
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
                let help = help();
                ValueProblem::WrongOperand { what, expected, found, computed, span, help }.into()
            }
            Misuse::TooLong(_) => {
                let limit = self.meter.limits.steps;
                return self.stop(LimitProblem::Steps { limit, span });
            }
        })
    }

    /// A value as a message shows it: itself, or its kind if it is long.
    pub(crate) fn brief(&self, value: &Value) -> String {
        if value.weight(SHOWN + 2) > SHOWN + 1 {
            return value.kind().to_owned();
        }
        self.shown(value)
    }
}

/// What to write instead of an operator on tensors or lists.
fn instead(operator: Binary, operands: [&Value; 2]) -> Option<String> {
    let is_tensor = |value: &&Value| matches!(value, Value::Tensor(_));
    if operator.is_comparison() && operands.iter().any(is_tensor) {
        return Some(match operands.iter().all(is_tensor) {
            true => "compare their shapes: `a.shape == b.shape`".to_owned(),
            false => {
                "compare its shape, `it.shape == 64x56x56`, or an axis, `it.c == 64`".to_owned()
            }
        });
    }
    let operation = match operator {
        Binary::Add => "add",
        Binary::Div => "div",
        Binary::Mul => "mul",
        Binary::Sub => "sub",
        _ => return None,
    };
    if operands.iter().any(|value| matches!(value, Value::Tensor(_))) {
        return Some(format!("for tensors, use the statement `{operation} a b`"));
    }
    let list = operands.iter().any(|value| matches!(value, Value::List(_)));
    list.then(|| "`for c in [64, 128] { … }` iterates over the items of a list".to_owned())
}
