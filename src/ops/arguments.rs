//! How shape rules read their arguments: accessors by the parameter's name that fill in defaults
//! and refuse what the parameter does not take.

use super::{Argument, Context, Default, Kind, Parameter};
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::{Fallible, Problem};
use crate::network::Spatial;
use crate::number::Number;
use crate::shape::{MAX_AXIS, MAX_RANK, Shape};
use crate::source::Span;
use crate::value::Value;

/// Zeros round a tensor's spatial axes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Padding {
    /// As many as make the output ⌈input / stride⌉ large: `p=same`.
    Same,
    /// So many before and after each axis.
    Each(Vec<(u32, u32)>),
}

impl Context<'_> {
    /// The argument of a parameter, unless the call leaves it out or spells out the word of its
    /// absence, as in `axis=all`.
    pub fn given(&self, name: &str) -> Option<&Argument> {
        let index = self.operation.parameters.iter().position(|known| known.name == name)?;
        let argument = self.arguments.get(index)?.as_ref()?;
        match (&argument.value, self.operation.parameters[index].default) {
            (Value::String(word), Default::Absent(absent)) if **word == *absent => None,
            _ => Some(argument),
        }
    }

    /// Where the argument of a parameter stands, if the call gives it.
    pub fn span(&self, name: &str) -> Option<Span> {
        self.given(name).map(|argument| argument.span)
    }

    /// Where to point for a parameter: its argument, or the operation's name.
    pub fn place(&self, name: &str) -> Span {
        self.span(name).unwrap_or(self.name)
    }

    /// A [`Kind::Flag`].
    pub fn flag(&self, name: &str) -> Fallible<bool> {
        match self.required(name)? {
            (_, Value::Bool(value)) => Ok(value),
            (slot, other) => Err(slot.refuses(&other)),
        }
    }

    /// A [`Kind::Integer`] that is a size or a number of things, from the parameter's least value
    /// up to 2³¹ − 1.
    pub fn count(&self, name: &str) -> Fallible<u32> {
        let (slot, value) = self.required(name)?;
        slot.size(&value)
    }

    /// A [`Kind::Integer`] of up to 64 bits.
    pub fn large(&self, name: &str) -> Fallible<u64> {
        let (slot, value) = self.required(name)?;
        slot.integer(&value, i128::from(slot.parameter.least()), u64::MAX.into())
    }

    /// A [`Kind::Integer`] of either sign.
    pub fn integer(&self, name: &str) -> Fallible<i64> {
        let (slot, value) = self.required(name)?;
        slot.integer(&value, slot.parameter.least().into(), i64::MAX.into())
    }

    /// A [`Kind::Number`] between two bounds, both included.
    pub fn decimal(&self, name: &str, least: f64, most: f64) -> Fallible<f64> {
        let (slot, value) = self.required(name)?;
        let Value::Number(number) = value else { return Err(slot.refuses(&value)) };
        let decimal = number.to_decimal();
        if (least..=most).contains(&decimal) {
            return Ok(decimal);
        }
        Err(slot.out_of_range(format!("between {least} and {most}"), number))
    }

    /// Any [`Kind::Number`].
    pub fn number(&self, name: &str) -> Fallible<Number> {
        match self.required(name)? {
            (_, Value::Number(number)) => Ok(number),
            (slot, other) => Err(slot.refuses(&other)),
        }
    }

    /// One of the words of a [`Kind::Word`].
    pub fn word(&self, name: &str) -> Fallible<&'static str> {
        let (slot, value) = self.required(name)?;
        slot.word(&value).ok_or_else(|| slot.refuses(&value))
    }

    /// A [`Kind::Text`].
    pub fn text(&self, name: &str) -> Fallible<std::rc::Rc<str>> {
        match self.required(name)? {
            (_, Value::String(text)) => Ok(text),
            (slot, other) => Err(slot.refuses(&other)),
        }
    }

    /// A [`Kind::Spatial`] or [`Kind::Size`], for a tensor of so many spatial axes.
    pub fn per_axis(&self, name: &str, axes: usize) -> Fallible<Spatial> {
        let (slot, value) = self.required(name)?;
        slot.per_axis(&value, axes)
    }

    /// As [`Context::per_axis`], or nothing where the parameter is left out.
    pub fn per_axis_or_none(&self, name: &str, axes: usize) -> Fallible<Option<Spatial>> {
        match self.value(name)? {
            (slot, Some(value)) => slot.per_axis(&value, axes).map(Some),
            _ => Ok(None),
        }
    }

    /// A [`Kind::Factor`], for a tensor of so many spatial axes; nothing where it is left out.
    pub fn factors(&self, name: &str, axes: usize) -> Fallible<Option<Vec<Number>>> {
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

    /// A [`Kind::Padding`], for a tensor of so many spatial axes.
    pub fn padding(&self, name: &str, axes: usize) -> Fallible<Padding> {
        let (slot, value) = self.required(name)?;
        match (slot.word(&value), value.items()) {
            (Some("same"), _) => Ok(Padding::Same),
            (Some(_), _) => Ok(Padding::Each(vec![(0, 0); axes])),
            (None, None) => slot.size(&value).map(|pad| Padding::Each(vec![(pad, pad); axes])),
            (None, Some(items)) if items.len() == axes => {
                items.iter().map(|item| slot.pair(item)).collect::<Fallible<_>>().map(Padding::Each)
            }
            (None, Some(items)) => {
                let mut problem = slot.refuses_for(&value, axes);
                if let ([Value::Number(before), Value::Number(after)], 1, Problem::Call(call)) =
                    (items, axes, &mut *problem)
                    && let CallProblem::WrongType { help, .. } = call
                {
                    *help = Some(format!(
                        "for {before} before and {after} after the axis write `{name}=(({before}, {after}),)`"
                    ));
                }
                Err(problem)
            }
        }
    }

    /// A [`Kind::Padding`] of one axis: on both sides, or (before, after).
    pub fn pad_pair(&self, name: &str) -> Fallible<(u32, u32)> {
        let (slot, value) = self.required(name)?;
        slot.pair(&value)
    }

    /// A [`Kind::Integers`]: a number as itself alone, and whether it was a number.
    pub fn integers(&self, name: &str, least: i64) -> Fallible<(Vec<i64>, bool)> {
        let (slot, value) = self.required(name)?;
        let item = |item: &Value| slot.integer(item, least.into(), i64::from(MAX_AXIS).into());
        match value.items() {
            Some(items) => Ok((items.iter().map(item).collect::<Fallible<_>>()?, false)),
            None => Ok((vec![item(&value)?], true)),
        }
    }

    /// A [`Kind::Shape`] as it is written; a number stands for one axis. A size may be −1 where the
    /// operation knows what that means.
    pub fn sizes(&self, name: &str, least: i64) -> Fallible<Vec<i64>> {
        let (slot, value) = self.required(name)?;
        let item = |item: &Value| slot.integer(item, least.into(), i64::MAX.into());
        match value.items() {
            Some(items) => items.iter().map(item).collect(),
            None => Ok(vec![item(&value)?]),
        }
    }

    /// A [`Kind::Shape`] without −1.
    pub fn shape(&self, name: &str) -> Fallible<Shape> {
        let sizes = self.sizes(name, 0)?;
        self.new_shape(&sizes.iter().map(|size| *size as u64).collect::<Vec<_>>())
    }

    /// A [`Kind::Axis`] of a tensor of this shape, counted from 0.
    pub fn axis(&self, name: &str, shape: &Shape) -> Fallible<usize> {
        let (slot, value) = self.required(name)?;
        let axis = slot.integer(&value, i64::MIN.into(), i64::MAX.into())?;
        shape.index(axis).ok_or_else(|| self.no_axis(slot.span, axis, shape, None))
    }

    /// A [`Kind::Axis`] that is put into a tensor of this shape: where it stands in the output,
    /// counted from 0.
    pub fn new_axis(&self, name: &str, shape: &Shape) -> Fallible<usize> {
        let (slot, value) = self.required(name)?;
        let axis: i64 = slot.integer(&value, i64::MIN.into(), i64::MAX.into())?;
        let rank = shape.rank() as i64;
        let index = if axis < 0 { axis.saturating_add(rank + 1) } else { axis };
        if (0..=rank).contains(&index) {
            return Ok(index as usize);
        }
        let range =
            format!("a new axis stands at 0 to {rank}, or -1 to -{} from the end", rank + 1);
        Err(self.no_axis(slot.span, axis, shape, Some(range)))
    }

    /// A [`Kind::Axes`] of a tensor of this shape, counted from 0, in the order given; nothing
    /// where it is left out. No axis stands twice.
    pub fn axes(&self, name: &str, shape: &Shape) -> Fallible<Option<Vec<usize>>> {
        let (slot, Some(value)) = self.value(name)? else { return Ok(None) };
        let one = std::slice::from_ref(&value);
        self.resolve_axes(&slot, value.items().unwrap_or(one), shape).map(Some)
    }

    /// The axes that [`Operation::rest`](super::Operation::rest) names, one an argument or all in
    /// one tuple.
    pub fn rest_axes(&self, shape: &Shape) -> Fallible<Vec<usize>> {
        let Some(parameter) = &self.operation.rest else { return Ok(Vec::new()) };
        let slot = |span| Slot { operation: self.operation.name, parameter, span };
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

    fn resolve_axes(&self, slot: &Slot, values: &[Value], shape: &Shape) -> Fallible<Vec<usize>> {
        let mut axes = Vec::with_capacity(values.len().min(MAX_RANK));
        for value in values {
            let axis = slot.integer(value, i64::MIN.into(), i64::MAX.into())?;
            let index =
                shape.index(axis).ok_or_else(|| self.no_axis(slot.span, axis, shape, None))?;
            if axes.contains(&index) {
                return Err(ShapeProblem::AxisTwice {
                    operation: self.operation.name,
                    axis: index,
                    span: slot.span,
                }
                .into());
            }
            axes.push(index);
        }
        Ok(axes)
    }

    /// The parameter, and the value of its argument or default; no value where that is absent.
    fn value(&self, name: &str) -> Fallible<(Slot, Option<Value>)> {
        let operation = self.operation;
        let Some(parameter) = operation.parameters.iter().find(|known| known.name == name) else {
            return Err(self.missing(name, ""));
        };
        let given = self.given(name);
        let slot = Slot { operation: operation.name, parameter, span: self.place(name) };
        let value = match (given, parameter.default) {
            (Some(argument), _) => Some(argument.value.clone()),
            (None, Default::Required) => return Err(self.missing(name, parameter.doc)),
            (None, Default::Absent(_)) => None,
            (None, Default::Bool(value)) => Some(Value::Bool(value)),
            (None, Default::Integer(value)) => Some(Value::int(value)),
            (None, Default::Decimal(value)) => Some(Value::Number(Number::Dec(value))),
            (None, Default::Word(word)) => Some(Value::String(word.into())),
        };
        Ok((slot, value))
    }

    fn required(&self, name: &str) -> Fallible<(Slot, Value)> {
        match self.value(name)? {
            (slot, Some(value)) => Ok((slot, value)),
            (slot, None) => Err(self.missing(name, slot.parameter.doc)),
        }
    }

    /// The problem of a parameter that the call must give and does not.
    pub fn missing(&self, name: &str, doc: &str) -> Box<Problem> {
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
    pub fn out_of_range(&self, name: &str, bound: String, value: impl ToString) -> Box<Problem> {
        CallProblem::OutOfRange {
            operation: self.operation.name.into(),
            parameter: name.into(),
            bound,
            value: value.to_string(),
            span: self.place(name),
        }
        .into()
    }
}

impl Parameter {
    /// The least integer it takes.
    fn least(&self) -> i64 {
        match self.kind {
            Kind::Integer(least) | Kind::Spatial(least) => least,
            Kind::Size => 1,
            Kind::Padding => 0,
            _ => i64::MIN,
        }
    }

    /// What it takes, with the article, for a tensor of so many spatial axes.
    fn takes(&self, axes: Option<usize>) -> String {
        let each = match axes {
            Some(1) => "a tuple of one".to_owned(),
            Some(axes) => format!("a tuple of {axes}, one for each spatial axis"),
            None => "a tuple of one for each spatial axis".to_owned(),
        };
        let mut text = match self.kind {
            Kind::Flag => "`true` or `false`".into(),
            Kind::Integer(_) => "an integer".into(),
            Kind::Number => "a number".into(),
            Kind::Spatial(_) => format!("an integer or {each}"),
            Kind::Size => format!("an integer, {each}, or a tensor"),
            Kind::Padding => format!("an integer or {each}; (before, after) pairs among them"),
            Kind::Factor => format!("a number or {each}"),
            Kind::Shape => "a shape such as `64x7x7` or `(c, 49)`".into(),
            Kind::Axis => "an axis, an integer".into(),
            Kind::Axes => "an axis or a tuple of axes, integers".into(),
            Kind::Integers => "an integer or a tuple of integers".into(),
            Kind::Text => "a string such as `\"name\"`".into(),
            Kind::Tensor => "a tensor or a tuple of tensors".into(),
            Kind::Word => String::new(),
        };
        for (index, word) in self.words.iter().enumerate() {
            let join = match (text.is_empty(), index + 1 == self.words.len()) {
                (true, _) => "",
                (false, true) => " or ",
                (false, false) => ", ",
            };
            text.push_str(&format!("{join}`{word}`"));
        }
        text
    }
}

/// A parameter that is being read: what it takes, and where to point if it gets something else.
struct Slot {
    operation: &'static str,
    parameter: &'static Parameter,
    span: Span,
}

impl Slot {
    fn integer<I: TryFrom<i128>>(&self, value: &Value, least: i128, most: i128) -> Fallible<I> {
        let Value::Number(number) = *value else { return Err(self.refuses(value)) };
        let whole = number.to_integer().ok_or_else(|| self.not_an_integer(number))?;
        let out_of_range = || {
            let bound =
                if whole < least { format!("at least {least}") } else { format!("at most {most}") };
            self.out_of_range(bound, Number::Int(whole))
        };
        if !(least..=most).contains(&whole) {
            return Err(out_of_range());
        }
        I::try_from(whole).map_err(|_| out_of_range())
    }

    /// A size or number of things: an integer up to the largest axis.
    fn size(&self, value: &Value) -> Fallible<u32> {
        self.integer(value, self.parameter.least().max(0).into(), MAX_AXIS.into())
    }

    fn per_axis(&self, value: &Value, axes: usize) -> Fallible<Spatial> {
        match value.items() {
            Some(items) if items.len() == axes => {
                let sizes = items.iter().map(|item| self.size(item)).collect::<Fallible<Vec<_>>>();
                sizes.map(|sizes| Spatial::new(&sizes))
            }
            Some(_) => Err(self.refuses_for(value, axes)),
            None => self.size(value).map(|size| Spatial::new(&vec![size; axes])),
        }
    }

    /// Padding of one axis: a number for both sides, or a (before, after) pair.
    fn pair(&self, value: &Value) -> Fallible<(u32, u32)> {
        let side = |item: &Value| self.integer(item, 0, MAX_AXIS.into());
        match value.items() {
            Some([before, after]) => Ok((side(before)?, side(after)?)),
            Some(_) => Err(self.refuses(value)),
            None => side(value).map(|both| (both, both)),
        }
    }

    /// The parameter's word that this is.
    fn word(&self, value: &Value) -> Option<&'static str> {
        let Value::String(text) = value else { return None };
        self.parameter.words.iter().copied().find(|word| *word == &**text)
    }

    fn refuses(&self, value: &Value) -> Box<Problem> {
        self.wrong_type(value, None)
    }

    fn refuses_for(&self, value: &Value, axes: usize) -> Box<Problem> {
        self.wrong_type(value, Some(axes))
    }

    fn wrong_type(&self, value: &Value, axes: Option<usize>) -> Box<Problem> {
        let found = match value {
            Value::String(text) => format!("\"{text}\""),
            Value::Tuple(items) => format!("a tuple of {}", items.len()),
            Value::List(items) => format!("a list of {}", items.len()),
            other => other.kind().to_owned(),
        };
        CallProblem::WrongType {
            operation: self.operation.into(),
            parameter: self.parameter.name.into(),
            expected: self.parameter.takes(axes),
            found,
            span: self.span,
            help: self.nearest_word(value),
        }
        .into()
    }

    /// The word that a misspelt one may have meant.
    fn nearest_word(&self, value: &Value) -> Option<String> {
        let Value::String(text) = value else { return None };
        let distance = |word: &&str| strsim::damerau_levenshtein(word, text);
        let nearest = self.parameter.words.iter().copied().min_by_key(distance)?;
        (distance(&nearest) <= 2)
            .then(|| format!("did you mean `{}={nearest}`?", self.parameter.name))
    }

    fn not_an_integer(&self, number: Number) -> Box<Problem> {
        let whole = |rounded: crate::number::Arithmetic| rounded.unwrap_or(number).to_string();
        let (down, near) = (whole(number.floor()), whole(number.round()));
        CallProblem::NotInteger {
            operation: self.operation.into(),
            parameter: self.parameter.name.into(),
            value: number.to_string(),
            span: self.span,
            help: format!("divide with `//` to round down to {down}, or `round(…)` it to {near}"),
        }
        .into()
    }

    fn out_of_range(&self, bound: String, value: Number) -> Box<Problem> {
        CallProblem::OutOfRange {
            operation: self.operation.into(),
            parameter: self.parameter.name.into(),
            bound,
            value: value.to_string(),
            span: self.span,
        }
        .into()
    }
}
