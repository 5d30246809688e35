//! What the caller sets from outside: values of params, and shapes of inputs.

use super::evaluator::{EvalError, Evaluator, Result, fallible, wrong_type};
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::setting::SettingProblem;
use crate::diagnostics::value::ValueProblem;
use crate::ops::{Argument, Context};
use crate::source::{Sources, Span};
use crate::syntax;
use crate::syntax::tree::{Expr, ExprKind, Legal, Name};
use crate::tensor::Dtype;
use crate::text::nearest::{listed, nearest};
use crate::value::operators::{self, Binary};
use crate::value::{Value, Values};

/// What the caller gave as text, parsed.
pub struct Overrides<'a> {
    /// The values of params.
    pub arguments: Vec<(&'a str, Given<'a>)>,
    /// The shapes of inputs, with the input's name where it has one.
    pub inputs: Vec<(Option<&'a str>, Given<'a>)>,
}

/// A text that the caller gave for a value.
pub struct Given<'a> {
    text: &'a str,
    /// The expression it is, unless it is a bare word.
    expr: Option<Expr<'a>>,
}

/// Parses what the caller gave as text: expressions without names, or words.
///
/// # Errors
/// The text that is neither.
pub fn parsed<'a>(
    sources: &'a Sources,
    options: &'a crate::check::Options,
) -> Result<Overrides<'a>, SettingProblem> {
    let mut outside = Overrides { arguments: Vec::new(), inputs: Vec::new() };
    for (index, (name, text)) in options.arguments.iter().enumerate() {
        if options.arguments.iter().take(index).any(|(earlier, _)| earlier == name) {
            return Err(SettingProblem::GivenTwice { option: format!("-D {name}") });
        }
        let given = given(sources, "<-D>", text).map_err(|reason| SettingProblem::BadArgument {
            name: name.clone(),
            value: text.clone(),
            reason,
        })?;
        outside.arguments.push((name, given));
    }
    for (index, (name, text)) in options.inputs.iter().enumerate() {
        if options.inputs.iter().take(index).any(|(earlier, _)| earlier == name) {
            let option = name.as_ref().map_or_else(String::new, |name| format!(" {name}"));
            return Err(SettingProblem::GivenTwice { option: format!("--input{option}") });
        }
        let given = given(sources, "<--input>", text).map_err(|reason| bad_input(text, reason))?;
        outside.inputs.push((name.as_deref(), given));
    }
    Ok(outside)
}

fn bad_input(shape: &str, reason: String) -> SettingProblem {
    let help = Some("write it as in the file: `--input 3x224x224`".to_owned());
    SettingProblem::BadInput { shape: shape.to_owned(), reason, help }
}

/// Parses a text of the caller.
fn given<'a>(sources: &'a Sources, shown: &str, text: &'a str) -> Result<Given<'a>, String> {
    if is_word(text) {
        return Ok(Given { text, expr: None });
    }
    // Most are; then nothing of them stays in the sources, however many networks are made.
    if let Some(literal) = syntax::literal(text) {
        return Ok(Given { text, expr: Some(literal) });
    }
    let source = sources.add(shown, text).map_err(|full| full.to_string())?;
    let expr = syntax::expression(source).map_err(|problem| problem.to_string())?;
    let names = super::claim::any(&expr, &|kind| {
        matches!(kind, ExprKind::Name(_) | ExprKind::It | ExprKind::Total)
    });
    if names {
        return Err("it names something of the file".to_owned());
    }
    Ok(Given { text, expr: Some(expr) })
}

fn is_word(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// Who sets a param.
enum Setter<'t> {
    /// The caller, with this text.
    Caller(&'t str),
    /// The file, by its default at this place.
    Default(Span),
}

impl<'a> Evaluator<'a> {
    /// The value of a text that the caller gave: `true`, an operation, another word, or an
    /// expression.
    fn override_value(&mut self, given: &'a Given<'a>) -> Result<Value> {
        match (&given.expr, given.text) {
            (Some(expr), _) => self.eval(expr),
            (None, "true") => Ok(Value::Bool(true)),
            (None, "false") => Ok(Value::Bool(false)),
            (None, word) => Ok(match self.program.callee(self.unit(), word) {
                Some(callee) => callee.into(),
                None => Value::String(word.into()),
            }),
        }
    }

    /// The value of a param: what the caller gave, or its default, which must be legal.
    pub(crate) fn param(
        &mut self,
        name: Name<'a>,
        default: &'a Expr<'a>,
        legal: Option<&'a Legal<'a>>,
    ) -> Result<Value> {
        let written = self.eval(default)?;
        let outside = self.outside;
        let given = outside.arguments.iter().find(|(known, _)| *known == name.text);
        let Some((_, given)) = given else {
            self.check_legal(name, &written, legal, Setter::Default(default.span))?;
            self.keep_argument(name.text, &written);
            return Ok(written);
        };
        let value = self.override_value(given)?;
        let same = operators::binary(Binary::Eq, &value, &written);
        self.build.network.overridden |= !matches!(same, Ok(Value::Bool(true)));
        self.check_legal(name, &value, legal, Setter::Caller(given.text))?;
        self.keep_argument(name.text, &value);
        Ok(value)
    }

    fn keep_argument(&mut self, name: &str, value: &Value) {
        if let Some(constant) = self.constant(value) {
            self.build.network.arguments.push((name.to_owned(), constant));
        }
    }

    fn check_legal(
        &mut self,
        name: Name<'a>,
        value: &Value,
        legal: Option<&'a Legal<'a>>,
        setter: Setter<'_>,
    ) -> Result<()> {
        let Some(legal) = legal else { return Ok(()) };
        let (is_legal, shown) = self.legal(name, value, legal)?;
        if is_legal {
            return Ok(());
        }
        let name_text = name.text.to_owned();
        Err(match setter {
            Setter::Caller(text) => {
                let (value, span) = (text.to_owned(), Some(name.span));
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
        legal: &'a Legal<'a>,
    ) -> Result<(bool, String)> {
        Ok(match legal {
            Legal::OneOf(list) => {
                let list = self.eval(list)?;
                let items = list.items().unwrap_or_default();
                let equal = |item| operators::binary(Binary::Eq, value, item);
                let one = items.iter().any(|item| matches!(equal(item), Ok(Value::Bool(true))));
                (one || list.is_unknown(), list.to_string())
            }
            Legal::Range(from, to) => {
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

    /// An `input`, with the shape that the caller gives instead of the file's.
    pub(crate) fn input(
        &mut self,
        context: &Context<'_>,
        dtype: Option<Dtype>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        let mut applied = fallible((context.operation.infer)(context))?;
        let index = self.inputs_seen.len();
        self.inputs_seen.push(label);
        let outside = self.outside;
        let nameless = outside.inputs.iter().find(|(name, _)| name.is_none());
        if let Some((_, given)) = nameless.filter(|_| index == 1) {
            let shape = given.text.to_owned();
            let first = self.inputs_seen.iter().copied().flatten().next().unwrap_or("NAME");
            let help = format!("name the one that is meant: `--input {first}={shape}`");
            self.report(SettingProblem::AmbiguousInput { shape, help });
            return Err(EvalError::Stop);
        }
        let given = outside.inputs.iter().find(|(name, _)| match name {
            Some(name) => label == Some(*name),
            None => index == 0,
        });
        if let Some((_, given)) = given {
            let value = self.override_value(given)?;
            let argument = Argument { value, span: context.span };
            let arguments = [Some(argument)];
            let overridden = Context { arguments: &arguments, ..*context };
            let bad = |problem: Box<DiagnosticKind>| bad_input(given.text, problem.to_string());
            let wanted = (context.operation.infer)(&overridden).map_err(bad)?;
            self.build.network.overridden |= wanted.outputs != applied.outputs;
            applied = wanted;
        }
        let mut input = |shape| self.build.input(shape, dtype, label, Some(context.span));
        Ok(applied.outputs.into_iter().map(|shape| Value::Tensor(input(shape))).collect())
    }

    /// Diagnostics what the caller set that the file does not have.
    pub(crate) fn check_outside(&mut self) {
        let outside = self.outside;
        for (name, _) in &outside.arguments {
            if self.program.param(name).is_none() {
                let known: Vec<&str> = self.program.params.iter().map(|name| name.text).collect();
                let help = meant(name, &known, "the file declares no params");
                self.report(SettingProblem::UnknownParam { name: (*name).to_owned(), help });
            }
        }
        // A mistake may have kept an input from being reached.
        if self.reports.has_errors() {
            return;
        }
        let labels: Vec<&str> = self.inputs_seen.iter().copied().flatten().collect();
        for name in outside.inputs.iter().filter_map(|(name, _)| *name) {
            if !labels.contains(&name) {
                let help = meant(name, &labels, "no input of the file has a label");
                self.report(SettingProblem::UnknownInput { name: name.to_owned(), help });
            }
        }
    }
}

/// What may be meant by a name that is not known.
fn meant(name: &str, known: &[&str], none: &str) -> Option<String> {
    Some(match nearest(name, known.iter().copied()).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => match known {
            [] => none.to_owned(),
            [only] => format!("there is only `{only}`"),
            _ => format!("there are {}", listed(known.iter().copied())),
        },
    })
}
