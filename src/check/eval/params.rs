//! Params: their defaults, what the caller sets instead, and the values that are allowed.

use super::error::{Result, wrong_type};
use super::evaluator::Evaluator;
use crate::check::arguments::Argument;
use crate::diagnostics::setting::SettingProblem;
use crate::diagnostics::value::ValueProblem;
use crate::source::Span;
use crate::syntax::tree::{Domain, Expr, Name};
use crate::value::Value;
use crate::value::operators::{self, Binary};

/// Who sets a param.
enum Setter<'t> {
    /// The caller.
    Caller(&'t Argument),
    /// The file, by its default at this place.
    Default(Span),
}

impl<'a> Evaluator<'a> {
    /// The value of a param: what the caller gives, or its default, which must be allowed.
    pub(crate) fn param(
        &mut self,
        name: Name<'a>,
        default: &'a Expr<'a>,
        legal: Option<&'a Domain<'a>>,
    ) -> Result<Value> {
        let written = self.eval(default)?;
        let Some(argument) = self.overrides.argument(name.text) else {
            self.check_legal(name, &written, legal, Setter::Default(default.span))?;
            self.keep_argument(name.text, &written);
            return Ok(written);
        };
        let value = self.argument_value(argument)?;
        let same = operators::binary(Binary::Eq, &value, &written);
        self.overrides.overridden |= !matches!(same, Ok(Value::Bool(true)));
        self.check_legal(name, &value, legal, Setter::Caller(argument))?;
        self.keep_argument(name.text, &value);
        Ok(value)
    }

    /// The value that a caller gives.
    pub(crate) fn argument_value(&self, argument: &Argument) -> Result<Value> {
        let called = |word: &str| Some(self.callee(word)?.into());
        let value = argument.value.value(&called).map_err(|error| SettingProblem::BadArgument {
            name: argument.name.clone(),
            value: argument.shown(),
            reason: error.to_string(),
        })?;
        Ok(value)
    }

    fn keep_argument(&mut self, name: &str, value: &Value) {
        if let Some(constant) = self.constant(value) {
            self.build.builder.network.arguments.push((name.to_owned(), constant));
        }
    }

    fn check_legal(
        &mut self,
        name: Name<'a>,
        value: &Value,
        legal: Option<&'a Domain<'a>>,
        setter: Setter<'_>,
    ) -> Result<()> {
        let Some(legal) = legal else { return Ok(()) };
        let (is_legal, shown) = self.legal(name, value, legal)?;
        if is_legal {
            return Ok(());
        }
        let name_text = name.text.to_owned();
        Err(match setter {
            Setter::Caller(argument) => {
                let (value, span) = (argument.shown(), Some(name.span));
                SettingProblem::IllegalArgument { name: name_text, value, legal: shown, span }
                    .into()
            }
            Setter::Default(span) => ValueProblem::IllegalDefault {
                name: name_text,
                value: self.shown(value),
                legal: shown,
                span,
                declared: legal.span(),
            }
            .into(),
        })
    }

    /// Whether a value is legal, and what is.
    fn legal(
        &mut self,
        name: Name<'a>,
        value: &Value,
        legal: &'a Domain<'a>,
    ) -> Result<(bool, String)> {
        Ok(match legal {
            Domain::OneOf(list) => {
                let list = self.eval(list)?;
                let items = list.items().unwrap_or_default();
                let equal = |item| operators::binary(Binary::Eq, value, item);
                let one = items.iter().any(|item| matches!(equal(item), Ok(Value::Bool(true))));
                (one || list.is_unknown(), list.to_string())
            }
            Domain::Range(from, to) => {
                let (legal_from, legal_to) = (from.span, to.span);
                let (from, to) = (self.eval(from)?, self.eval(to)?);
                let (Value::Number(low), Value::Number(high)) = (&from, &to) else {
                    let bounds = [(legal_from, &from), (legal_to, &to)];
                    let bad = bounds
                        .iter()
                        .find(|(_, bound)| !matches!(bound, Value::Number(_) | Value::Unknown));
                    return bad.map_or(Ok((true, String::new())), |(span, bound)| {
                        Err(wrong_type("param", name.text, "numbers", bound, *span).into())
                    });
                };
                let inside = match value {
                    Value::Number(number) => {
                        number.compare(*low).is_ge() && number.compare(*high).is_le()
                    }
                    other => other.is_unknown(),
                };
                (inside, format!("{low}..{high}"))
            }
        })
    }
}
