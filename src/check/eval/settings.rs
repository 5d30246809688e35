//! What holds for the whole network: settings, params and inputs, as the file states them and as
//! the caller overrides them.

use super::evaluator::{Evaluator, Result, wrong_type};
use crate::check::resolve::bind::{self, Target};
use crate::check::scope::Nowhere;
use crate::check::settings::{self, Setting};
use crate::check::signature::Signature;
use crate::diagnostics::call::CallProblem;
use crate::source::Span;
use crate::syntax::tree::{Body, Call, Expr, ExprKind, StatementKind};
use crate::tensor::Dtype;
use crate::value::Value;

/// The element type that a value names; nothing if the value is unknown.
pub fn dtype(operation: &str, value: &Value, span: Span) -> Result<Option<Dtype>> {
    match value {
        Value::Unknown => Ok(None),
        Value::String(name) => match name.parse() {
            Ok(dtype) => Ok(Some(dtype)),
            Err(_) => Err(CallProblem::UnknownWord {
                operation: operation.to_owned(),
                parameter: "dtype".to_owned(),
                word: name.to_string(),
                span,
                help: bind::known_words(Dtype::NAMES, name, span),
            }
            .into()),
        },
        other => Err(wrong_type(operation, "dtype", "an element type", other, span).into()),
    }
}

impl<'a> Evaluator<'a> {
    /// The element types that the file sets, where the caller sets none. They hold for all of the
    /// file, wherever they stand.
    pub(crate) fn set_dtypes(&mut self, body: &'a Body<'a>) {
        let calls = body.statements.iter().filter_map(|statement| match &statement.kind {
            StatementKind::Call(call) if call.name.text == "dtype" => Some(call),
            _ => None,
        });
        let mut set = self.build.network.dtype;
        for call in calls {
            let Some(setting) = settings::find("dtype") else { return };
            let signature = Signature::setting(setting.name, setting.parameters);
            let Ok(bound) = bind::bind(&signature, call, &Nowhere) else { continue };
            for argument in bound {
                let name = match &argument.given {
                    bind::Given::Value(Value::String(name)) => name,
                    bind::Given::Expr(Expr { kind: ExprKind::String(name), .. }) => *name,
                    // Refused where it stands: it would be known only once the file runs.
                    _ => continue,
                };
                let Ok(dtype) = name.parse() else { continue };
                match argument.target {
                    Target::Parameter(0) => (set.weights, set.activations) = (dtype, dtype),
                    Target::Parameter(1) => set.weights = dtype,
                    _ => set.activations = dtype,
                }
            }
        }
        let weights = self.options.weights.unwrap_or(set.weights);
        let activations = self.options.activations.unwrap_or(set.activations);
        self.overridden |= (weights, activations) != (set.weights, set.activations);
        self.build.network.dtype = crate::network::Dtypes { weights, activations };
    }

    /// A setting, at its place in the file.
    pub(crate) fn setting(&mut self, setting: &'static Setting, call: &'a Call<'a>) -> Result<()> {
        let signature = Signature::setting(setting.name, setting.parameters);
        let bound = bind::bind(&signature, call, self);
        // What is wrong with the arguments was reported with the names.
        let Ok(bound) = bound else { return Ok(()) };
        for argument in &bound {
            let word = match &argument.given {
                bind::Given::Expr(expr) if setting.name == "convention" => expr.hyphenated(),
                _ => None,
            };
            let value = match (&argument.given, word) {
                (_, Some(word)) => Value::String(word.into()),
                (bind::Given::Expr(expr), None) if setting.name == "dtype" => {
                    let value = self.eval(expr)?;
                    if !matches!(expr.kind, ExprKind::String(_)) {
                        let expected = "the name of an element type as it stands";
                        return Err(wrong_type("dtype", "type", expected, &value, expr.span).into());
                    }
                    dtype("dtype", &value, expr.span)?;
                    value
                }
                _ => self.given(argument)?,
            };
            self.set(setting, value, argument.span)?;
        }
        Ok(())
    }

    fn set(&mut self, setting: &'static Setting, value: Value, span: Span) -> Result<()> {
        let parameter = setting.parameters.first().map_or("", |parameter| parameter.name);
        let network = &mut self.build.network;
        match (setting.name, value) {
            ("dtype", _) | (_, Value::Unknown) => Ok(()),
            ("network", Value::String(title)) => {
                network.name = title.to_string();
                Ok(())
            }
            ("convention", Value::String(name)) => {
                network.convention = Some((name.to_string(), Some(span)));
                Ok(())
            }
            ("batch", Value::Number(number)) => {
                let size = number.to_integer().and_then(|size| u64::try_from(size).ok());
                let size = size.filter(|size| (1..=i64::MAX as u64).contains(size));
                network.batch = size.ok_or_else(|| CallProblem::OutOfRange {
                    operation: "batch".to_owned(),
                    parameter: parameter.to_owned(),
                    bound: "an integer of at least 1".to_owned(),
                    value: number.to_string(),
                    span,
                    help: Some("left out, the batch is 1".to_owned()),
                })?;
                Ok(())
            }
            (name, other) => {
                let expected = match name {
                    "allow" => "names of advice, without quotes",
                    "batch" => "an integer",
                    _ => "a string",
                };
                Err(wrong_type(name, parameter, expected, &other, span).into())
            }
        }
    }

    /// What the caller sets for the whole network, once the file has run.
    pub(crate) fn override_settings(&mut self) {
        let network = &mut self.build.network;
        if let Some(batch) = self.options.batch {
            self.overridden |= batch != network.batch;
            network.batch = batch;
        }
        if let Some(convention) = &self.options.convention {
            let stated = network.convention.as_ref().map(|(name, _)| name.as_str());
            self.overridden |= stated != Some(convention);
            network.convention = Some((convention.clone(), None));
        }
        network.inplace = self.options.inplace;
        self.overridden |= network.inplace;
    }
}
