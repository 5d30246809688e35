//! The settings of the file: those that hold ahead, and each at its place.

use super::error::{EvalError, Result, wrong_type};
use super::evaluator::Evaluator;
use crate::check::resolve::bind::{Bound, Given, known_words};
use crate::check::resolve::bindings::Arguments;
use crate::check::settings::{self, Misfit, Setting, Stated, Syntax};
use crate::check::signature::Slot;
use crate::diagnostics::call::CallProblem;
use crate::network::{BadPass, Pass, Sparsity};
use crate::ops::Kind;
use crate::source::Span;
use crate::syntax::tree::{Body, Expr, ExprKind, Name, StatementKind};
use crate::tensor::Dtype;
use crate::value::Value;

impl<'a> Evaluator<'a> {
    /// Applies the settings that hold before the first statement, and the element types of the
    /// caller.
    pub(crate) fn settings_ahead(&mut self, body: &'a Body<'a>) {
        for statement in &body.statements {
            let StatementKind::Call(call) = &statement.kind else { continue };
            let Some(setting) = settings::find(call.name.text).filter(|it| it.ahead) else {
                continue;
            };
            // What is wrong with it was reported when names were resolved.
            let resolved = self.program.bindings.get(call).and_then(|call| call.bound);
            for argument in resolved.iter().flat_map(|bound| bound.iter()) {
                if let Some(value) = literal(&argument) {
                    _ = apply(setting, &mut self.overrides.stated, &argument, &value);
                }
            }
        }
        self.overrides.set_dtypes(&mut self.build.builder.network);
    }

    /// A setting, at its place in the file.
    pub(crate) fn setting(
        &mut self,
        setting: &'static Setting,
        bound: Arguments<'_, 'a>,
        span: Span,
    ) -> Result<()> {
        if setting.parameters.is_empty() {
            let set = (setting.apply)(&mut self.overrides.stated, 0, &Value::Bool(true), span);
            return set.map_err(|_| EvalError::Reported);
        }
        for argument in bound.iter() {
            let word = match argument.given() {
                Given::Expr(expr) => setting.word(expr),
                _ => None,
            };
            let value = match word {
                Some(_) if setting.syntax == Syntax::OnlyWords => continue,
                Some(word) => Value::String(word.into()),
                None => self.given(&argument)?,
            };
            if setting.ahead && literal(&argument).is_none() {
                return Err(misfit(setting, &argument, &value).into());
            }
            if !value.is_unknown() {
                apply(setting, &mut self.overrides.stated, &argument, &value)?;
            }
        }
        Ok(())
    }
}

impl<'a> Evaluator<'a> {
    /// `deploy`; a file may have several of these statements.
    pub(crate) fn deploy(&mut self, passes: &'a [Name<'a>]) -> Result<()> {
        for word in passes {
            let (name, span) = (word.text.to_owned(), word.span);
            let pass = word.text.parse().map_err(|bad: BadPass| {
                let help = match &bad {
                    BadPass::Unknown(name) => known_words(Pass::NAMES, name, span),
                    BadPass::Missing(pass) | BadPass::Option { pass, .. } => {
                        Pass::spelling(pass).into()
                    }
                };
                CallProblem::UnknownPass { problem: bad.to_string(), span, help }
            })?;
            let pushed = self.overrides.stated.deploy.push(pass);
            pushed.map_err(|wrong| CallProblem::PassOrder {
                name,
                reason: wrong.to_string(),
                span,
            })?;
        }
        Ok(())
    }
}

/// The value of an argument that is a literal word or string.
fn literal(argument: &Bound<'_>) -> Option<Value> {
    match argument.given() {
        Given::Value(value) => Some(value),
        Given::Expr(Expr { kind: ExprKind::String(text), .. }) => {
            Some(Value::String((*text).into()))
        }
        _ => None,
    }
}

/// Sets the parameter that an argument fills.
fn apply(
    setting: &'static Setting,
    stated: &mut Stated,
    argument: &Bound<'_>,
    value: &Value,
) -> Result<()> {
    let Slot::Parameter(index) = argument.slot else { return Ok(()) };
    let Some(parameter) = setting.parameters.get(index) else { return Ok(()) };
    if let (Kind::Word, Value::String(word)) = (parameter.kind, value)
        && !parameter.words.contains(&&**word)
    {
        let (name, span) = (parameter.name, argument.span());
        return Err(unknown_word(setting.name, name, parameter.words, word, span).into());
    }
    (setting.apply)(stated, index, value, argument.span()).map_err(|error| match error {
        Misfit::Type => misfit(setting, argument, value).into(),
        Misfit::Problem(problem) => (*problem).into(),
    })
}

/// The problem of a value that is not what the setting expects.
fn misfit(setting: &Setting, argument: &Bound<'_>, found: &Value) -> CallProblem {
    let index = match argument.slot {
        Slot::Parameter(index) => index,
        _ => 0,
    };
    let parameter = setting.parameters.get(index).map_or("", |parameter| parameter.name);
    wrong_type(setting.name, parameter, setting.expected, found, argument.span())
}

fn unknown_word(
    operation: &str,
    parameter: &str,
    words: &'static [&'static str],
    word: &str,
    span: Span,
) -> CallProblem {
    CallProblem::UnknownWord {
        operation: operation.to_owned(),
        parameter: parameter.to_owned(),
        word: word.to_owned(),
        span,
        help: known_words(words, word, span),
    }
}

/// The element type that a value names; nothing if the value is unknown.
pub(crate) fn dtype(
    operation: &str,
    parameter: &str,
    value: &Value,
    span: Span,
) -> Result<Option<Dtype>> {
    match value {
        Value::Unknown => Ok(None),
        Value::String(name) => name.parse().map(Some).map_err(|_| -> EvalError {
            unknown_word(operation, parameter, Dtype::NAMES, name, span).into()
        }),
        other => Err(wrong_type(operation, parameter, "an element type", other, span).into()),
    }
}

/// The sparsity that a value states; nothing if the value is unknown.
pub(crate) fn sparsity(operation: &str, value: &Value, span: Span) -> Result<Option<Sparsity>> {
    let rate = match value {
        Value::Unknown => return Ok(None),
        Value::Number(rate) => rate.to_decimal(),
        other => {
            let expected = "a number from 0 to 1";
            return Err(wrong_type(operation, "sparsity", expected, other, span).into());
        }
    };
    let percent = Sparsity::new(rate / 100.0).filter(|_| rate > 1.0);
    match Sparsity::new(rate) {
        Some(sparsity) => Ok(Some(sparsity)),
        None => Err(CallProblem::OutOfRange {
            operation: operation.to_owned(),
            parameter: "sparsity".to_owned(),
            bound: "from 0 to 1".to_owned(),
            value: value.to_string(),
            span,
            help: percent.map(|percent| format!("{value} % is `sparsity={percent}`")),
        }
        .into()),
    }
}
