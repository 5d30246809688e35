//! Reading one parameter: what it takes, and the problem with anything else.

use std::iter;

use super::operation::{Context, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::fix::Help;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::source::Span;
use crate::tensor::{MAX_AXIS, Spatial};
use crate::text::nearest::{did_you_mean, nearest};
use crate::value::{Number, Value};

impl ParameterSpec {
    /// The least integer it takes.
    pub(super) fn least(&self) -> i64 {
        match self.kind {
            Kind::Integer(least) | Kind::Spatial(least) => least,
            Kind::Size => 1,
            Kind::Padding | Kind::Pair => 0,
            _ => i64::MIN,
        }
    }

    /// That it may be left out, if its default is a number; else what it means.
    pub(super) fn explained(&self) -> String {
        match self.default {
            DefaultValue::Integer(value) => format!("left out, `{}` is {value}", self.name),
            DefaultValue::Decimal(value) => format!("left out, `{}` is {value}", self.name),
            _ => format!("`{}` is {}", self.name, self.doc),
        }
    }

    /// What it takes, with the article, for a tensor of this many spatial axes.
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
            Kind::Pair => "an integer or a (before, after) pair, or a pair for each axis".into(),
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

impl Context<'_> {
    /// Refuses the arguments that are wrong whatever the tensors are: a stride of 0. Unknown ones are
    /// passed over.
    ///
    /// # Errors
    /// When there is one.
    pub fn check_alone(&self) -> Result<()> {
        for (parameter, argument) in self.operation.parameters.iter().zip(self.arguments) {
            if let Some(argument) = argument.as_ref().filter(|given| !given.value.is_unknown()) {
                let (operation, span) = (self.operation, argument.span);
                Slot { operation, parameter, span }.check_alone(&argument.value)?;
            }
        }
        Ok(())
    }
}

/// A parameter that is being read: what it takes, and the place of anything else.
pub(super) struct Slot {
    /// The operation.
    pub operation: &'static Operation,
    /// The parameter.
    pub parameter: &'static ParameterSpec,
    /// The argument, or the operation's name where there is none.
    pub span: Span,
}

impl Slot {
    pub(super) fn integer<I: TryFrom<i128>>(
        &self,
        value: &Value,
        least: i128,
        most: i128,
    ) -> Result<I> {
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

    /// Refuses what it takes for no tensor.
    fn check_alone(&self, value: &Value) -> Result<()> {
        if self.word(value).is_some() {
            return Ok(());
        }
        let number = |item: &Value| {
            self.integer::<i128>(item, self.parameter.least().into(), i128::MAX).map(drop)
        };
        match (self.parameter.kind, value.items()) {
            (Kind::Flag, _) if !matches!(value, Value::Bool(_)) => Err(self.refuses(value)),
            (Kind::Word, _) => Err(self.refuses(value)),
            (Kind::Integer(_) | Kind::Axis, _) => number(value),
            (Kind::Spatial(_) | Kind::Padding, None) => number(value),
            (Kind::Spatial(_), Some(items)) => items.iter().try_for_each(number),
            _ => Ok(()),
        }
    }

    /// A size or number of things: an integer up to the largest axis.
    pub(super) fn size(&self, value: &Value) -> Result<u32> {
        self.integer(value, self.parameter.least().max(0).into(), MAX_AXIS.into())
    }

    /// A size for each axis; `help` says what to do about a tuple of another length.
    pub(super) fn per_axis(
        &self,
        value: &Value,
        axes: usize,
        help: impl FnOnce() -> Option<Help>,
    ) -> Result<Spatial> {
        match value.items() {
            Some(items) if items.len() == axes => {
                items.iter().map(|item| self.size(item)).collect()
            }
            Some(_) => Err(self.wrong_type(value, Some(axes), help())),
            None => self.size(value).map(|size| iter::repeat_n(size, axes).collect()),
        }
    }

    /// Padding of one axis: a number for both sides, or a (before, after) pair.
    pub(super) fn pair(&self, value: &Value) -> Result<(u32, u32)> {
        let side = |item: &Value| self.integer(item, 0, MAX_AXIS.into());
        match value.items() {
            Some([before, after]) => Ok((side(before)?, side(after)?)),
            Some(_) => Err(self.refuses(value)),
            None => side(value).map(|both| (both, both)),
        }
    }

    /// The parameter's word that this is.
    pub(super) fn word(&self, value: &Value) -> Option<&'static str> {
        let Value::String(text) = value else { return None };
        self.parameter.words.iter().copied().find(|word| *word == &**text)
    }

    pub(super) fn refuses(&self, value: &Value) -> Box<DiagnosticKind> {
        self.wrong_type(value, None, self.help(value))
    }

    pub(super) fn refuses_for(&self, value: &Value, axes: usize) -> Box<DiagnosticKind> {
        self.wrong_type(value, Some(axes), self.help(value))
    }

    /// The problem of a value that is not taken, with what to do about it.
    pub(super) fn wrong_type(
        &self,
        value: &Value,
        axes: Option<usize>,
        help: Option<Help>,
    ) -> Box<DiagnosticKind> {
        let found = match value {
            Value::String(text) => format!("\"{text}\""),
            Value::Tuple(items) => format!("a tuple of {}", items.len()),
            Value::List(items) => format!("a list of {}", items.len()),
            other => other.kind().to_owned(),
        };
        CallProblem::WrongType {
            operation: self.operation.name.into(),
            parameter: self.parameter.name.into(),
            expected: self.parameter.takes(axes),
            found,
            span: self.span,
            help,
        }
        .into()
    }

    /// What may be meant by a value that is not taken.
    fn help(&self, value: &Value) -> Option<Help> {
        match (self.parameter.kind, value) {
            (Kind::Flag, Value::Number(_)) => {
                let written = self.operation.signature();
                Some(format!("the sizes that come in are known: it is written `{written}`").into())
            }
            (Kind::Shape, Value::String(text)) => {
                Some(format!("write `{text}`, without quotes").into())
            }
            _ => self.nearest_word(value),
        }
    }

    /// The word that a misspelt one may have meant.
    fn nearest_word(&self, value: &Value) -> Option<Help> {
        let Value::String(text) = value else { return None };
        let near = nearest(text, self.parameter.words.iter().copied());
        let written: Vec<String> =
            near.iter().map(|word| format!("{}={word}", self.parameter.name)).collect();
        let is_near = !written.is_empty();
        is_near.then(|| did_you_mean(written.iter().map(String::as_str)).into())
    }

    fn not_an_integer(&self, number: Number) -> Box<DiagnosticKind> {
        let whole = |rounded: crate::value::Arithmetic| rounded.unwrap_or(number).to_string();
        let (down, near) = (whole(number.floor()), whole(number.round()));
        let help = match down == near {
            true => format!("`round(…)` or `floor(…)` makes it {near}"),
            false => {
                format!("`round(…)` makes it {near}, `floor(…)` or `//` in place of `/` {down}")
            }
        };
        CallProblem::NotInteger {
            operation: self.operation.name.into(),
            parameter: self.parameter.name.into(),
            value: number.to_string(),
            span: self.span,
            help,
        }
        .into()
    }

    pub(super) fn out_of_range(&self, bound: String, value: Number) -> Box<DiagnosticKind> {
        CallProblem::OutOfRange {
            operation: self.operation.name.into(),
            parameter: self.parameter.name.into(),
            bound,
            value: value.to_string(),
            span: self.span,
            help: Some(self.parameter.explained()),
        }
        .into()
    }
}
