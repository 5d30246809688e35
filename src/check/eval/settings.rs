//! What holds for the whole network: settings, params and inputs, as the file states them and as
//! the caller overrides them.

use super::evaluator::{Evaluator, Result, wrong_type};
use crate::check::resolve::binding::{self, Bound, Target};
use crate::check::resolve::resolver::Resolver;
use crate::check::resolve::signature::Signature;
use crate::check::resolve::words;
use crate::diagnostics::call::CallProblem;
use crate::ops::{DefaultValue, Kind, ParameterSpec};
use crate::source::Span;
use crate::syntax::tree::{Body, Call, Expr, ExprKind, StatementKind};
use crate::tensor::Dtype;
use crate::value::Value;

/// A statement that sets something for the whole network.
#[derive(Debug)]
pub struct Setting {
    /// The word it begins with.
    pub name: &'static str,
    /// What it takes.
    pub parameters: &'static [ParameterSpec],
}

const fn parameter(
    name: &'static str,
    kind: Kind,
    default: DefaultValue,
    doc: &'static str,
) -> ParameterSpec {
    ParameterSpec { name, aliases: &[], kind, words: &[], default, doc }
}

const fn dtypes(name: &'static str, doc: &'static str) -> ParameterSpec {
    ParameterSpec {
        words: Dtype::NAMES,
        ..parameter(name, Kind::Word, DefaultValue::Absent("f32"), doc)
    }
}

/// All settings.
pub static SETTINGS: [Setting; 5] = [
    Setting {
        // Only what is none of its names comes here: the grammar reads those.
        name: "allow",
        parameters: &[parameter(
            "advice",
            Kind::Text,
            DefaultValue::Required,
            "the names of advice that is not wanted",
        )],
    },
    Setting {
        name: "batch",
        parameters: &[parameter(
            "size",
            Kind::Integer(1),
            DefaultValue::Required,
            "samples in a batch",
        )],
    },
    Setting {
        name: "convention",
        parameters: &[parameter("name", Kind::Text, DefaultValue::Required, "what `flops` counts")],
    },
    Setting {
        name: "dtype",
        parameters: &[
            dtypes("type", "the element type of weights and activations"),
            dtypes("weights", "the element type of parameters"),
            dtypes("activations", "the element type of all other tensors"),
        ],
    },
    Setting {
        name: "network",
        parameters: &[parameter(
            "title",
            Kind::Text,
            DefaultValue::Required,
            "the title, in quotes",
        )],
    },
];

/// The setting of that name.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

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
                help: words::known_words(Dtype::NAMES, name, span),
            }
            .into()),
        },
        other => Err(wrong_type(operation, "dtype", "an element type", other, span).into()),
    }
}

impl<'a> Resolver<'a, '_> {
    /// Diagnostics what an earlier statement has set already: the last one would hold silently.
    pub(crate) fn set_once(&mut self, setting: &'a str, bound: &[Bound<'a>]) {
        for argument in bound {
            let known = |(name, target, _): &&(&str, Target, Span)| {
                (*name, *target) == (setting, argument.target)
            };
            if let Some((.., first)) = self.set.iter().find(known) {
                let (setting, first, second) = (setting.to_owned(), *first, argument.span);
                self.report(CallProblem::SettingTwice { setting, first, second });
            }
            self.set.push((setting, argument.target, argument.span));
        }
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
            let Some(setting) = find("dtype") else { return };
            let signature = Signature::setting(setting.name, setting.parameters);
            let Ok(bound) = binding::bind(&signature, call, &binding::Nowhere) else { continue };
            for argument in bound {
                let name = match &argument.given {
                    binding::Given::Value(Value::String(name)) => name,
                    binding::Given::Expr(Expr { kind: ExprKind::String(name), .. }) => *name,
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
        self.build.network.overridden |= (weights, activations) != (set.weights, set.activations);
        self.build.network.dtype = crate::network::Dtypes { weights, activations };
    }

    /// A setting, at its place in the file.
    pub(crate) fn setting(&mut self, setting: &'static Setting, call: &'a Call<'a>) -> Result<()> {
        let signature = Signature::setting(setting.name, setting.parameters);
        let bound = binding::bind(&signature, call, self);
        // What is wrong with the arguments was reported with the names.
        let Ok(bound) = bound else { return Ok(()) };
        for argument in &bound {
            let word = match &argument.given {
                binding::Given::Expr(expr) if setting.name == "convention" => expr.hyphenated(),
                _ => None,
            };
            let value = match (&argument.given, word) {
                (_, Some(word)) => Value::String(word.into()),
                (binding::Given::Expr(expr), None) if setting.name == "dtype" => {
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
            network.overridden |= batch != network.batch;
            network.batch = batch;
        }
    }
}
