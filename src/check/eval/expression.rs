//! Evaluating expressions.

use super::block::FrameKind;
use super::evaluator::{EvalError, Evaluator, Result};
use crate::check::resolve::binding::{Bound, Given};
use crate::check::resolve::program::{FunctionId, UnitId};
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::flow::FlowProblem;
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::value::ValueProblem;
use crate::source::Span;
use crate::syntax::tree::{Chain, Conditional, Expr, ExprKind, Name};
use crate::tensor::TensorId;
use crate::value::operators::{Binary, Unary};
use crate::value::{UnitLiteral, Value, functions};

impl<'a> Evaluator<'a> {
    /// The value of an expression.
    pub(crate) fn eval(&mut self, expr: &'a Expr<'a>) -> Result<Value> {
        match &expr.kind {
            ExprKind::Bool(value) => Ok(Value::Bool(*value)),
            ExprKind::Dims(sizes) => {
                Ok(Value::Tuple(sizes.iter().map(|n| Value::int(*n)).collect()))
            }
            // A function has none, as the pass over names says.
            ExprKind::It if self.in_function() => Err(EvalError::Reported),
            ExprKind::It => self.current("it", expr.span),
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::Number(number) => Ok(Value::Number(number.number())),
            ExprKind::String(text) => Ok(Value::String((*text).into())),
            _ => self.deeper(1, expr.span, |this| this.eval_composed(expr)),
        }
    }

    fn eval_composed(&mut self, expr: &'a Expr<'a>) -> Result<Value> {
        match &expr.kind {
            ExprKind::Attribute(member) => self.attribute(&member.value, member.name, expr.span),
            ExprKind::Call(call) => self.call_function(call.function, &call.arguments, expr.span),
            ExprKind::Chain(chain) => self.chain(chain),
            ExprKind::Conditional(conditional) => self.conditional(conditional),
            ExprKind::Index(value, index) => self.index(value, index),
            ExprKind::List(items) => Ok(Value::List(self.all(items)?.into())),
            ExprKind::Tuple(items) => Ok(Value::Tuple(self.all(items)?.into())),
            ExprKind::Unary(prefixed) => {
                let mut value = self.eval(&prefixed.value)?;
                for prefix in prefixed.prefixes.iter().rev() {
                    value = self.unary(*prefix, &value, expr.span)?;
                }
                Ok(value)
            }
            ExprKind::Quantity(quantity, _) => {
                let (text, span) = (self.written(expr.span).to_owned(), expr.span);
                Err(match quantity {
                    UnitLiteral::Bytes => ValueProblem::BytesOutsideClaim { text, span },
                    UnitLiteral::Time => ValueProblem::TimeOutsideClaim { text, span },
                }
                .into())
            }
            // Reported by the pass over names.
            ExprKind::Total => Err(EvalError::Reported),
            _ => Ok(Value::Unknown),
        }
    }

    /// The items of a new tuple or list. Each value in them takes a step, however deep it lies: what
    /// is asked of the whole later, such as whether it is equal, looks at all of them.
    fn all(&mut self, items: &'a [Expr<'a>]) -> Result<Vec<Value>> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let value = self.eval(item)?;
            self.step(value.weight(self.steps_left().saturating_add(1)), item.span)?;
            values.push(value);
        }
        Ok(values)
    }

    /// What an argument hands over: a branch is run there and then.
    pub(crate) fn given(&mut self, bound: &Bound<'a>) -> Result<Value> {
        match &bound.given {
            Given::Branch(body) => self.branch(body, bound.name.map(|name| name.text)),
            Given::Expr(expr) => self.eval(expr),
            Given::Value(value) => Ok(value.clone()),
        }
    }

    /// The value of a condition; nothing if it is unknown.
    pub(crate) fn condition(&mut self, condition: &'a Expr<'a>) -> Result<Option<bool>> {
        match self.eval(condition)? {
            Value::Bool(value) => Ok(Some(value)),
            Value::Unknown => Ok(None),
            other => {
                let found = other.described();
                Err(CallProblem::NotACondition { found, span: condition.span }.into())
            }
        }
    }

    /// What a name that is visible here holds.
    pub(crate) fn lookup(&self, name: &str) -> Option<&Value> {
        let frame = self.frames.innermost();
        let own = self.names.find(frame.base, name);
        own.or_else(|| self.params.find(0, name).filter(|_| frame.unit == UnitId::MAIN))
    }

    /// A name's value: what it holds if it is visible, otherwise an operation or block. One that is
    /// neither was reported by the pass over names.
    fn name(&mut self, name: &'a str, span: Span) -> Result<Value> {
        if let Some(value) = self.lookup(name) {
            return Ok(value.clone());
        }
        let unit = self.unit();
        if let Some(callee) = self.program.callee(unit, name) {
            return Ok(callee.into());
        }
        if unit == UnitId::MAIN
            && !self.in_file()
            && let Some(param) = self.program.param(name)
        {
            let (name, declared) = (name.to_owned(), param.span);
            return Err(NameProblem::ParamTooLate { name, span, declared }.into());
        }
        Ok(Value::Unknown)
    }

    fn attribute(&mut self, value: &'a Expr<'a>, name: Name<'a>, span: Span) -> Result<Value> {
        let id = match self.eval(value)? {
            Value::Tensor(id) => id,
            Value::Unknown => return Ok(Value::Unknown),
            other => {
                let (found, place) = (other.described(), value.span);
                let written = self.written(place);
                let help = other.items().map(|_| {
                    format!(
                        "`len({written})` counts its items, `{written}[0]` is the first of them"
                    )
                });
                let name = name.text.to_owned();
                return Err(ValueProblem::NoAttribute { name, found, span: place, help }.into());
            }
        };
        let axis = self.axis_of(id, name, span)?;
        let shape = self.shape(id);
        Ok(match name.text {
            "rank" => Value::int(shape.rank() as i128),
            "size" => Value::int(shape.elements()),
            "shape" => Value::Tuple(shape.axes().iter().map(|axis| Value::int(*axis)).collect()),
            _ => axis.map_or(Value::Unknown, Value::int),
        })
    }

    /// The size of the axis that a letter means on a feature map; nothing for other attributes.
    fn axis_of(&self, id: TensorId, name: Name<'a>, span: Span) -> Result<Option<u32>> {
        let shape = self.shape(id);
        let rank = shape.rank();
        // `w` is the last axis, `h` the one before it, `d` the one before that; none is the first.
        let from_end = |back: usize| rank.checked_sub(back).filter(|index| *index > 0);
        let index = match name.text {
            "c" => Some(0),
            "w" => from_end(1),
            "h" => from_end(2),
            "d" => from_end(3),
            _ => return Ok(None),
        };
        match index.and_then(|index| shape.axis(index)) {
            Some(size) => Ok(Some(size)),
            None => {
                let origin = self.origin(id);
                Err(ValueProblem::NoAxis { name: name.text.to_owned(), shape, origin, span }.into())
            }
        }
    }

    fn index(&mut self, value: &'a Expr<'a>, index: &'a Expr<'a>) -> Result<Value> {
        let held = self.eval(value)?;
        let at = self.eval(index)?;
        let axes: Vec<Value>;
        let items = match &held {
            Value::Tensor(id) => {
                axes = self.shape(*id).axes().iter().map(|axis| Value::int(*axis)).collect();
                &axes
            }
            Value::Unknown => return Ok(Value::Unknown),
            other => match other.items() {
                Some(items) => items,
                None => {
                    let found = held.described();
                    return Err(ValueProblem::NotIndexed { found, span: value.span }.into());
                }
            },
        };
        let number = match at {
            Value::Number(number) => number.to_integer(),
            Value::Unknown => return Ok(Value::Unknown),
            _ => None,
        };
        let length = items.len() as i128;
        let place = number.map(|number| if number < 0 { number + length } else { number });
        match place.and_then(|place| usize::try_from(place).ok()).and_then(|at| items.get(at)) {
            Some(item) => Ok(item.clone()),
            None => {
                let (length, index) = (items.len(), (at.to_string(), index.span));
                Err(self.out_of_range(&held, length, value.span, index).into())
            }
        }
    }

    fn out_of_range(
        &self,
        value: &Value,
        length: usize,
        held: Span,
        (index, span): (String, Span),
    ) -> ValueProblem {
        let (found, origin) = match value {
            Value::Tensor(id) => (self.shape(*id).to_string(), Some(self.origin(*id))),
            other => (other.described(), None),
        };
        let items = match length {
            0 => "holds no items".to_owned(),
            1 => "holds one item, `[0]`".to_owned(),
            _ => format!("holds {length} items, `[0]` to `[{}]`", length - 1),
        };
        ValueProblem::IndexOutOfRange { found, index, span, items, held, origin }
    }

    /// An expression as it is written in the file that is being run; dots if it is the caller's.
    pub(crate) fn written(&self, span: Span) -> &'a str {
        match self.program.units[self.unit()].source.part(span).trim_end() {
            "" => "…",
            text => text,
        }
    }

    fn conditional(&mut self, conditional: &'a Conditional<'a>) -> Result<Value> {
        for (condition, value) in &conditional.arms {
            match self.condition(condition)? {
                Some(true) => return self.eval(value),
                Some(false) => {}
                None => return Ok(Value::Unknown),
            }
        }
        self.eval(&conditional.otherwise)
    }

    /// A row of operators of one level, from left to right; `**` from right to left.
    fn chain(&mut self, Chain { first, rest }: &'a Chain<'a>) -> Result<Value> {
        if rest.first().is_some_and(|(operator, ..)| *operator == Binary::Pow) {
            return self.powers(first, rest);
        }
        let mut value = self.eval(first)?;
        let mut span = first.span;
        for (operator, _, operand) in rest {
            let decides = match operator {
                Binary::And => Some(false),
                Binary::Or => Some(true),
                _ => None,
            };
            if let Some(decides) = decides
                && !value.is_unknown()
            {
                let held = self.left_bool(*operator, &value, span)?;
                if held == decides {
                    return Ok(Value::Bool(held));
                }
            }
            let right = self.eval(operand)?;
            span = span.to(operand.span);
            value = self.binary(*operator, &value, &right, span)?;
        }
        Ok(value)
    }

    fn powers(
        &mut self,
        first: &'a Expr<'a>,
        rest: &'a [(Binary, Span, Expr<'a>)],
    ) -> Result<Value> {
        let operands = std::iter::once(first).chain(rest.iter().map(|(.., operand)| operand));
        let operands: Vec<&'a Expr<'a>> = operands.collect();
        let values: Vec<Value> =
            operands.iter().map(|operand| self.eval(operand)).collect::<Result<_>>()?;
        let mut right: Option<(Value, Span)> = None;
        for (value, operand) in values.into_iter().zip(operands).rev() {
            right = Some(match right {
                None => (value, operand.span),
                Some((exponent, to)) => {
                    let span = operand.span.to(to);
                    (self.binary(Binary::Pow, &value, &exponent, span)?, span)
                }
            });
        }
        Ok(right.map_or(Value::Unknown, |(value, _)| value))
    }

    fn call_function(
        &mut self,
        function: Name<'a>,
        arguments: &'a [(Option<Name<'a>>, Expr<'a>)],
        span: Span,
    ) -> Result<Value> {
        self.step(1, span)?;
        let values: Vec<Value> =
            arguments.iter().map(|(_, argument)| self.eval(argument)).collect::<Result<_>>()?;
        for value in &values {
            self.step(value.weight(self.steps_left().saturating_add(1)), span)?;
        }
        if let Some(id) = self.program.units[self.unit()].functions.get(function.text) {
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

    /// Calls a function of the file; that its arguments fit was checked with the names.
    fn call_own_function(
        &mut self,
        id: FunctionId,
        arguments: &'a [(Option<Name<'a>>, Expr<'a>)],
        values: Vec<Value>,
        span: Span,
    ) -> Result<Value> {
        let function = &self.program.functions[id];
        if self.frames.calls.iter().any(|frame| frame.kind == FrameKind::Function(id)) {
            let name = function.name.text.to_owned();
            let problem = FlowProblem::Recursion { name, first: function.name.span, span };
            return Err(problem.into());
        }
        let mut given: Vec<Option<Value>> = vec![None; function.formals.len()];
        for (position, ((name, _), value)) in arguments.iter().zip(values).enumerate() {
            let index = function.slot(position, *name);
            match index.and_then(|index| given.get_mut(index)) {
                Some(place) => *place = Some(value),
                None => return Err(EvalError::Reported),
            }
        }
        let frame = self.function_frame(id, span);
        self.within(frame, |this| {
            this.parameters(function.formals, given)?;
            this.eval(function.body)
        })
    }
}

/// Whether an expression is a sign before a number, as text that stands for the number itself.
pub(crate) fn is_literal(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Number(_) => true,
        ExprKind::Unary(prefixed) => {
            prefixed.prefixes.iter().all(|sign| *sign == Unary::Minus)
                && is_literal(&prefixed.value)
        }
        _ => false,
    }
}
