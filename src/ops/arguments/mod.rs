//! How shape rules read their arguments: accessors by the parameter's name that fill in defaults
//! and refuse what the parameter does not take.

mod tensors;

use smallvec::{SmallVec, smallvec};

use super::operation::{Argument, Context};
use super::parameter_spec::{DefaultValue, ParameterSpec};
use super::slot::Slot;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::Help;
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::source::Span;
use crate::tensor::{MAX_AXIS, MAX_RANK, Shape, Spatial};
use crate::value::{Number, Value};

/// Zeros before and after each spatial axis.
pub type Sides = SmallVec<[(u32, u32); 3]>;

/// Zeros around a tensor's spatial axes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Padding {
    /// As many as make the output ⌈input / stride⌉ large: `p=same`.
    Same,
    /// So many before and after each axis.
    Each(Sides),
}

impl Context<'_> {
    /// The argument of a parameter, unless the call leaves it out or spells out the word of its
    /// absence, as in `axis=all`.
    pub fn given(&self, name: &str) -> Option<&Argument> {
        let (parameter, argument) = self.parameter(name)?;
        self.present(parameter, argument)
    }

    /// A parameter, and its argument as the call has it.
    pub(super) fn parameter(
        &self,
        name: &str,
    ) -> Option<(&'static ParameterSpec, Option<&Argument>)> {
        let mut known = self.operation.parameters.iter().zip(self.arguments);
        let (parameter, argument) = known.find(|(known, _)| known.name == name)?;
        Some((parameter, argument.as_ref()))
    }

    /// An argument, unless it spells out the word of its absence.
    fn present<'c>(
        &self,
        parameter: &ParameterSpec,
        argument: Option<&'c Argument>,
    ) -> Option<&'c Argument> {
        let argument = argument?;
        match (&argument.value, parameter.default) {
            (Value::String(word), DefaultValue::Absent(absent))
                if **word == *absent && parameter.words.contains(&absent) =>
            {
                None
            }
            _ => Some(argument),
        }
    }

    /// The place of the argument of a parameter, if the call gives it.
    pub fn span(&self, name: &str) -> Option<Span> {
        self.given(name).map(|argument| argument.span)
    }

    /// Where to point for a parameter: its argument, or the operation's name.
    pub fn place(&self, name: &str) -> Span {
        self.span(name).unwrap_or(self.name)
    }

    /// A [`Kind::Flag`](super::Kind::Flag).
    pub fn flag(&self, name: &str) -> Result<bool> {
        match self.required(name)? {
            (_, Value::Bool(value)) => Ok(value),
            (slot, other) => Err(slot.refuses(&other)),
        }
    }

    /// A [`Kind::Integer`](super::Kind::Integer) that is a size or a number of things, from the parameter's least value
    /// up to 2³¹ − 1.
    pub fn count(&self, name: &str) -> Result<u32> {
        let (slot, value) = self.required(name)?;
        slot.size(&value)
    }

    /// A [`Kind::Integer`](super::Kind::Integer) of up to 64 bits.
    pub fn large(&self, name: &str) -> Result<u64> {
        let (slot, value) = self.required(name)?;
        slot.integer(&value, i128::from(slot.parameter.least()), u64::MAX.into())
    }

    /// A [`Kind::Integer`](super::Kind::Integer) of either sign.
    pub fn integer(&self, name: &str) -> Result<i64> {
        let (slot, value) = self.required(name)?;
        slot.integer(&value, slot.parameter.least().into(), i64::MAX.into())
    }

    /// A [`Kind::Number`](super::Kind::Number) between two bounds, both included.
    pub fn decimal(&self, name: &str, least: f64, most: f64) -> Result<f64> {
        let (slot, value) = self.required(name)?;
        let Value::Number(number) = value else { return Err(slot.refuses(&value)) };
        let decimal = number.to_decimal();
        if (least..=most).contains(&decimal) {
            return Ok(decimal);
        }
        Err(slot.out_of_range(format!("between {least} and {most}"), number))
    }

    /// Any [`Kind::Number`](super::Kind::Number).
    pub fn number(&self, name: &str) -> Result<Number> {
        match self.required(name)? {
            (_, Value::Number(number)) => Ok(number),
            (slot, other) => Err(slot.refuses(&other)),
        }
    }

    /// One of the words of a [`Kind::Word`](super::Kind::Word).
    pub fn word(&self, name: &str) -> Result<&'static str> {
        let (slot, value) = self.required(name)?;
        slot.word(&value).ok_or_else(|| slot.refuses(&value))
    }

    /// A [`Kind::Text`](super::Kind::Text).
    pub fn text(&self, name: &str) -> Result<std::sync::Arc<str>> {
        match self.required(name)? {
            (_, Value::String(text)) => Ok(text),
            (slot, other) => Err(slot.refuses(&other)),
        }
    }

    /// A [`Kind::Spatial`](super::Kind::Spatial) or [`Kind::Size`](super::Kind::Size), for a tensor of this many spatial axes.
    pub fn per_axis(&self, name: &str, axes: usize) -> Result<Spatial> {
        let (slot, value) = self.required(name)?;
        slot.per_axis(&value, axes, || self.axes_help())
    }

    /// As [`Context::per_axis`], or nothing where the parameter is left out.
    pub fn per_axis_or_none(&self, name: &str, axes: usize) -> Result<Option<Spatial>> {
        match self.value(name)? {
            (slot, Some(value)) => slot.per_axis(&value, axes, || self.axes_help()).map(Some),
            _ => Ok(None),
        }
    }

    /// The help for a tuple of another length: the axes that it should have a value for.
    fn axes_help(&self) -> Option<Help> {
        let shape = self.inputs.first()?.shape;
        let axes = match shape.spatial().len() {
            1 => "1 spatial axis".to_owned(),
            axes => format!("{axes} spatial axes"),
        };
        let more = match *shape.axes() {
            [channels, height, width] => {
                format!("; a clip is an `input` such as `{channels}x16x{height}x{width}`")
            }
            _ => String::new(),
        };
        let counted = || format!("{shape} has {axes}: all but the first, its channels{more}");
        Some(self.rewritten().unwrap_or_else(counted).into())
    }

    /// A [`Kind::Factor`](super::Kind::Factor), for a tensor of this many spatial axes; nothing where it is left out.
    pub fn factors(&self, name: &str, axes: usize) -> Result<Option<Vec<Number>>> {
        let (slot, Some(value)) = self.value(name)? else { return Ok(None) };
        let positive = |item: &Value| match item {
            Value::Number(number) if number.to_decimal() > 0.0 => Ok(*number),
            Value::Number(number) => Err(slot.out_of_range("above 0".into(), *number)),
            _ => Err(slot.refuses(&value)),
        };
        match value.items() {
            Some(items) if items.len() == axes => items.iter().map(positive).collect(),
            Some(_) => Err(slot.refuses_for(&value, axes)),
            None => Ok(vec![positive(&value)?; axes]),
        }
        .map(Some)
    }

    /// A [`Kind::Padding`](super::Kind::Padding), for a tensor of this many spatial axes.
    pub fn padding(&self, name: &str, axes: usize) -> Result<Padding> {
        let (slot, value) = self.required(name)?;
        match (slot.word(&value), value.items()) {
            (Some("same"), _) => Ok(Padding::Same),
            (Some(_), _) => Ok(Padding::Each(smallvec![(0, 0); axes])),
            (None, None) => slot.size(&value).map(|pad| Padding::Each(smallvec![(pad, pad); axes])),
            (None, Some(items)) if items.len() == axes => {
                items.iter().map(|item| slot.pair(item)).collect::<Result<_>>().map(Padding::Each)
            }
            (None, Some(items)) => match (items, axes) {
                ([Value::Number(before), Value::Number(after)], 1) => {
                    let help = format!(
                        "for {before} before and {after} after the axis, write `{name}=(({before}, {after}),)`"
                    );
                    Err(slot.wrong_type(&value, Some(axes), Some(help.into())))
                }
                _ => Err(slot.refuses_for(&value, axes)),
            },
        }
    }

    /// A [`Kind::Pair`](super::Kind::Pair), for so many axes: before and after each, or a pair for each of them.
    pub fn pairs(&self, name: &str, axes: usize) -> Result<Vec<(u32, u32)>> {
        let (slot, value) = self.required(name)?;
        match value.items() {
            Some(items) if items.iter().all(|item| item.items().is_some()) => {
                let of_each = items.len() == axes;
                let pairs = || items.iter().map(|item| slot.pair(item)).collect();
                if of_each { pairs() } else { Err(slot.refuses(&value)) }
            }
            _ => Ok(vec![slot.pair(&value)?; axes]),
        }
    }

    /// A [`Kind::Integers`](super::Kind::Integers): a number as itself alone, and whether it was a number.
    pub fn integers(&self, name: &str, least: i64) -> Result<(Vec<i64>, bool)> {
        let (slot, value) = self.required(name)?;
        let item = |item: &Value| slot.integer(item, least.into(), i64::from(MAX_AXIS).into());
        match value.items() {
            Some(items) => Ok((items.iter().map(item).collect::<Result<_>>()?, false)),
            None => Ok((vec![item(&value)?], true)),
        }
    }

    /// A [`Kind::Shape`](super::Kind::Shape) as it is written; a number is a shape of one axis. A size may be −1 where the
    /// operation knows what that means.
    pub fn sizes<I: TryFrom<i128>>(&self, name: &str, least: i64) -> Result<Vec<I>> {
        let (slot, value) = self.required(name)?;
        let item = |item: &Value| slot.integer(item, least.into(), i64::MAX.into());
        match value.items() {
            Some(items) => items.iter().map(item).collect(),
            None => Ok(vec![item(&value)?]),
        }
    }

    /// A [`Kind::Shape`](super::Kind::Shape) without −1.
    pub fn shape(&self, name: &str) -> Result<Shape> {
        let sizes: Vec<u64> = self.sizes(name, 0)?;
        self.new_shape(&sizes)
    }

    /// A [`Kind::Shape`](super::Kind::Shape), or a list of several.
    pub fn shapes(&self, name: &str) -> Result<Vec<Shape>> {
        let (slot, value) = self.required(name)?;
        let Value::List(shapes) = &value else { return Ok(vec![self.shape(name)?]) };
        let size = |item: &Value| slot.integer(item, 0, i64::MAX.into());
        let shape = |shape: &Value| {
            let sizes = shape.items().unwrap_or(std::slice::from_ref(shape));
            self.new_shape(&sizes.iter().map(size).collect::<Result<Vec<_>>>()?)
        };
        match shapes.is_empty() {
            true => Err(slot.refuses(&value)),
            false => shapes.iter().map(shape).collect(),
        }
    }

    /// A [`Kind::Axis`](super::Kind::Axis) of a tensor of this shape, counted from 0.
    pub fn axis(&self, name: &str, shape: &Shape) -> Result<usize> {
        let (slot, value) = self.required(name)?;
        let axis = slot.integer(&value, i64::MIN.into(), i64::MAX.into())?;
        shape.index(axis).ok_or_else(|| self.no_axis(slot.span, axis, shape, None))
    }

    /// A [`Kind::Axis`](super::Kind::Axis) that is inserted into a tensor of this shape: its position in the output,
    /// counted from 0.
    pub fn new_axis(&self, name: &str, shape: &Shape) -> Result<usize> {
        let (slot, value) = self.required(name)?;
        let axis: i64 = slot.integer(&value, i64::MIN.into(), i64::MAX.into())?;
        shape.new_index(axis).ok_or_else(|| {
            let rank = shape.rank();
            let range =
                format!("a new axis can be at 0 to {rank}, or -1 to -{} from the end", rank + 1);
            self.no_axis(slot.span, axis, shape, Some(range))
        })
    }

    /// A [`Kind::Axes`](super::Kind::Axes) of a tensor of this shape, counted from 0, in the order given; nothing
    /// where it is left out. No axis is named twice.
    pub fn axes(&self, name: &str, shape: &Shape) -> Result<Option<Vec<usize>>> {
        let (slot, Some(value)) = self.value(name)? else { return Ok(None) };
        let one = std::slice::from_ref(&value);
        self.resolve_axes(&slot, value.items().unwrap_or(one), shape).map(Some)
    }

    /// The axes that [`Operation::rest`](super::Operation::rest) names, one an argument or all in
    /// one tuple.
    pub fn rest_axes(&self, shape: &Shape) -> Result<Vec<usize>> {
        let Some(parameter) = &self.operation.rest else { return Ok(Vec::new()) };
        let slot = |span| Slot { operation: self.operation, parameter, span };
        let values: Vec<Value> = match self.rest {
            [one] if one.value.items().is_some() => one.value.items().unwrap_or_default().to_vec(),
            several => several.iter().map(|argument| argument.value.clone()).collect(),
        };
        let span = match self.rest {
            [first, .., last] => first.span.to(last.span),
            [one] => one.span,
            [] => self.name,
        };
        self.resolve_axes(&slot(span), &values, shape)
    }

    fn resolve_axes(&self, slot: &Slot, values: &[Value], shape: &Shape) -> Result<Vec<usize>> {
        let written = |value: &Value| slot.integer::<i64>(value, i64::MIN.into(), i64::MAX.into());
        let mut axes = Vec::with_capacity(values.len().min(MAX_RANK));
        for value in values {
            let axis = written(value)?;
            let index =
                shape.index(axis).ok_or_else(|| self.no_axis(slot.span, axis, shape, None))?;
            if axes.contains(&index) {
                let (operation, span) = (self.operation.name, slot.span);
                let from_end = values
                    .iter()
                    .filter_map(|value| written(value).ok())
                    .find(|axis| *axis < 0 && shape.index(*axis) == Some(index));
                let help = from_end.map(|axis| format!("of {shape} axis {axis} is axis {index}"));
                return Err(ShapeProblem::AxisTwice { operation, axis: index, span, help }.into());
            }
            axes.push(index);
        }
        Ok(axes)
    }

    /// The parameter, and the value of its argument or default; no value where that is absent.
    fn value(&self, name: &str) -> Result<(Slot, Option<Value>)> {
        let operation = self.operation;
        let Some((parameter, argument)) = self.parameter(name) else {
            return Err(self.missing(name, ""));
        };
        let given = self.present(parameter, argument);
        let span = given.map_or(self.name, |given| given.span);
        let slot = Slot { operation, parameter, span };
        let value = match (given, parameter.default) {
            (Some(argument), _) => Some(argument.value.clone()),
            (None, DefaultValue::Required) => return Err(self.missing(name, parameter.doc)),
            (None, DefaultValue::Absent(_)) => None,
            (None, DefaultValue::Bool(value)) => Some(Value::Bool(value)),
            (None, DefaultValue::Integer(value)) => Some(Value::int(value)),
            (None, DefaultValue::Decimal(value)) => Some(Value::Number(Number::Dec(value))),
            (None, DefaultValue::Word(word)) => Some(Value::String(word.into())),
        };
        Ok((slot, value))
    }

    fn required(&self, name: &str) -> Result<(Slot, Value)> {
        match self.value(name)? {
            (slot, Some(value)) => Ok((slot, value)),
            (slot, None) => Err(self.missing(name, slot.parameter.doc)),
        }
    }

    /// The problem of a parameter that the call must give and does not.
    pub fn missing(&self, name: &str, doc: &str) -> Box<DiagnosticKind> {
        CallProblem::Missing {
            operation: self.operation.name.into(),
            parameter: name.into(),
            doc: doc.into(),
            span: self.span,
            help: format!("the whole signature is `{}`", self.operation.signature()),
        }
        .into()
    }

    /// The problem of an argument outside of what it may be: `bound` says what that is, as in
    /// `less than the stride 2`.
    pub fn out_of_range(
        &self,
        name: &str,
        bound: String,
        value: impl ToString,
    ) -> Box<DiagnosticKind> {
        CallProblem::OutOfRange {
            operation: self.operation.name.into(),
            parameter: name.into(),
            bound,
            value: value.to_string(),
            span: self.place(name),
            help: self.parameter(name).map(|(parameter, _)| parameter.explained()),
        }
        .into()
    }
}

#[cfg(test)]
mod tests;
