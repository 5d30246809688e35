//! Evaluating expressions.

use super::error::{EvalError, Result};
use super::evaluator::Evaluator;
use crate::check::resolve::ids::UnitId;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::name::NameProblem;
use crate::diagnostics::value::ValueProblem;
use crate::source::Span;
use crate::syntax::tree::{Chain, Conditional, Expr, ExprKind, Name};
use crate::tensor::TensorId;
use crate::value::operators::Binary;
use crate::value::{UnitLiteral, Value};

impl<'a> Evaluator<'a> {
    /// The value of an expression.
    pub(crate) fn eval(&mut self, expr: &'a Expr<'a>) -> Result<Value> {
        match &expr.kind {
            ExprKind::Bool(value) => Ok(Value::Bool(*value)),
            ExprKind::Dims(sizes) => {
                Ok(Value::Tuple(sizes.iter().map(|n| Value::int(*n)).collect()))
            }
            // Reported when names were resolved.
            ExprKind::It if self.stack.in_function() => Err(EvalError::Reported),
            ExprKind::It => self.stack.current("it", expr.span),
            ExprKind::Name(name) => self.name(name, expr.span),
            ExprKind::None => Ok(Value::None),
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
                    UnitLiteral::Energy => ValueProblem::EnergyOutsideClaim { text, span },
                }
                .into())
            }
            // Reported when names were resolved.
            ExprKind::Total => Err(EvalError::Reported),
            _ => Ok(Value::Unknown),
        }
    }

    /// The items of a new tuple or list. Each value in them takes a step, however deep it lies:
    /// later uses of the whole, such as a comparison, look at all of them.
    fn all(&mut self, items: &'a [Expr<'a>]) -> Result<Vec<Value>> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let value = self.eval(item)?;
            self.step_for(&value, item.span)?;
            values.push(value);
        }
        Ok(values)
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

    /// A name's value: what it holds if it is visible, otherwise an operation or block. One that is
    /// neither was reported when names were resolved.
    fn name(&mut self, name: &'a str, span: Span) -> Result<Value> {
        if let Some(value) = self.stack.lookup(name) {
            return Ok(value.clone());
        }
        if let Some(callee) = self.callee(name) {
            return Ok(callee.into());
        }
        if self.stack.unit() == UnitId::MAIN
            && !self.stack.in_file()
            && let Some(declared) = self.program.declared_ahead(name)
        {
            let name = name.to_owned();
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
                        "`len({written})` is the number of its items, `{written}[0]` the first one"
                    )
                });
                let current = || {
                    let attribute = name.text;
                    format!(
                        "the current tensor is `it`: `it.{attribute}`; for that of a layer, label it"
                    )
                };
                let is_call = matches!(other, Value::Operation(_));
                let help = help.or_else(|| is_call.then(current));
                let name = name.text.to_owned();
                return Err(ValueProblem::NoAttribute { name, found, span: place, help }.into());
            }
        };
        let axis = self.axis_of(id, name, span)?;
        let shape = self.build.shape(id);
        Ok(match name.text {
            "rank" => Value::int(shape.rank() as i128),
            "size" => Value::int(shape.elements()),
            "shape" => Value::Tuple(self.build.axes(id).collect()),
            _ => axis.map_or(Value::Unknown, Value::int),
        })
    }

    /// The size of the axis that a letter means on a feature map; nothing for other attributes.
    fn axis_of(&self, id: TensorId, name: Name<'a>, span: Span) -> Result<Option<u32>> {
        let shape = self.build.shape(id);
        let rank = shape.rank();
        // `w` is the last axis, `h` the one before it, `d` the one before that; the first is always `c`.
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
                let origin = self.build.origin(id);
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
                axes = self.build.axes(*id).collect();
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
            Value::Tensor(id) => (self.build.shape(*id).to_string(), Some(self.build.origin(*id))),
            other => (other.described(), None),
        };
        let places = match length {
            0 => String::new(),
            1 => ", `[0]`".to_owned(),
            _ => format!(", `[0]` to `[{}]`", length - 1),
        };
        let items = format!("has {}{places}", items_of(length));
        let help = match value {
            Value::List(_) => self.loop_too_long(held, length, span),
            _ => None,
        };
        ValueProblem::IndexOutOfRange { found, index, span, items, held, origin, help }
    }

    /// What to do about a loop whose name goes beyond a list that it indexes.
    fn loop_too_long(&self, list: Span, length: usize, index: Span) -> Option<Help> {
        let (list, name) = (self.written(list), self.written(index));
        let source = self.program.units[self.stack.unit()].source;
        let before = source.text().get(..(index.start - source.base()) as usize)?;
        let (start, begin) = before.rmatch_indices(&format!("for {name} in ")).next()?;
        let header = source.text().get(start..)?.split('{').next()?.trim_end();
        let items = header.get(begin.len()..)?;
        let at = source.base() + crate::source::offset(start + begin.len());
        let place = Span::new(at, at + crate::source::offset(items.len()));
        let better = format!("range(len({list}))");
        let words = format!(
            "`{header}` goes beyond `{list}`, which has {}: give it as many items",
            items_of(length)
        );
        let help = format!("{words}, or write `{better}` in place of `{items}`");
        Some(Fix::guess(place, better).said(help).or(words))
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

    /// Operators of one precedence, from left to right; `**` from right to left.
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
}

/// How many items there are, in words.
fn items_of(length: usize) -> String {
    match length {
        0 => "no items".to_owned(),
        1 => "one item".to_owned(),
        _ => format!("{length} items"),
    }
}
