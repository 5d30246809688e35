//! The settings of a file: the statements that hold for the whole network.

use crate::diagnostics::call::CallProblem;
use crate::network::{Dtypes, Passes};
use crate::ops::{DefaultValue, Kind, ParameterSpec};
use crate::source::Span;
use crate::syntax::tree::Expr;
use crate::tensor::Dtype;
use crate::value::Value;

/// A statement that sets something for the whole network.
#[derive(Debug)]
pub struct Setting {
    /// The word it begins with.
    pub name: &'static str,
    /// What it takes.
    pub parameters: &'static [ParameterSpec],
    /// How its arguments are written.
    pub syntax: Syntax,
    /// What its arguments must be, with an article.
    pub expected: &'static str,
    /// Whether it holds before the first statement, wherever the file states it. Its arguments
    /// must then be literal.
    pub ahead: bool,
    /// Sets the parameter of an index. A setting without parameters is set to `true` by its word.
    pub apply: fn(&mut Stated, usize, &Value, Span) -> Result<(), Misfit>,
}

/// How the arguments of a setting are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// As expressions.
    Text,
    /// As words, which may have hyphens and are not names; or as expressions.
    Word,
    /// As such words, which the grammar reads. Anything else is a mistake.
    OnlyWords,
}

/// Why a value does not fit a setting.
#[derive(Debug)]
pub enum Misfit {
    /// It is not what the setting expects.
    Type,
    /// Anything else.
    Problem(Box<CallProblem>),
}

/// What the settings of a file state.
#[derive(Clone, Debug, Default)]
pub struct Stated {
    /// The title.
    pub title: Option<String>,
    /// Samples in a batch, at least 1.
    pub batch: Option<u64>,
    /// The convention of `flops`, and where it is named.
    pub convention: Option<(String, Span)>,
    /// The element types.
    pub dtype: Dtypes,
    /// Whether elementwise layers write their output where they read an operand.
    pub inplace: bool,
    /// The passes of `deploy`.
    pub deploy: Passes,
}

impl Setting {
    /// The word that an argument is, if the setting takes words.
    pub fn word(&self, argument: &Expr<'_>) -> Option<String> {
        if self.syntax == Syntax::Text { None } else { argument.hyphenated() }
    }
}

const fn text(name: &'static str, doc: &'static str) -> ParameterSpec {
    parameter(name, Kind::Text, DefaultValue::Required, doc)
}

const fn dtypes(name: &'static str, doc: &'static str) -> ParameterSpec {
    ParameterSpec {
        words: Dtype::NAMES,
        ..parameter(name, Kind::Word, DefaultValue::Absent("f32"), doc)
    }
}

const fn parameter(
    name: &'static str,
    kind: Kind,
    default: DefaultValue,
    doc: &'static str,
) -> ParameterSpec {
    ParameterSpec { name, aliases: &[], kind, words: &[], default, doc }
}

/// The setting of that name.
pub fn find(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}

/// All settings.
pub static SETTINGS: [Setting; 7] = [
    Setting {
        name: "allow",
        parameters: &[text("advice", "the names of advice that is not wanted")],
        syntax: Syntax::OnlyWords,
        expected: "names of advice, without quotes",
        ahead: false,
        apply: |_, _, _, _| Err(Misfit::Type),
    },
    Setting {
        name: "batch",
        parameters: &[parameter(
            "size",
            Kind::Integer(1),
            DefaultValue::Required,
            "samples in a batch",
        )],
        syntax: Syntax::Text,
        expected: "an integer",
        ahead: false,
        apply: batch,
    },
    Setting {
        name: "convention",
        parameters: &[text("name", "what `flops` counts")],
        syntax: Syntax::Word,
        expected: "a string",
        ahead: false,
        apply: |stated, _, value, span| {
            stated.convention = Some((string(value)?.to_owned(), span));
            Ok(())
        },
    },
    Setting {
        name: "deploy",
        parameters: &[text("passes", "the passes to apply before the network runs, in order")],
        syntax: Syntax::OnlyWords,
        expected: "names of passes, without quotes",
        ahead: false,
        apply: |_, _, _, _| Err(Misfit::Type),
    },
    Setting {
        name: "dtype",
        parameters: &[
            dtypes("type", "the element type of weights and activations"),
            dtypes("weights", "the element type of parameters"),
            dtypes("activations", "the element type of all other tensors"),
            ParameterSpec {
                words: Dtype::NAMES,
                ..parameter(
                    "biases",
                    Kind::Word,
                    DefaultValue::Absent("that of the parameters"),
                    "the element type of biases",
                )
            },
        ],
        syntax: Syntax::Text,
        expected: "the literal name of an element type",
        ahead: true,
        apply: |stated, index, value, _| {
            let dtype = string(value)?.parse().map_err(|_| Misfit::Type)?;
            match index {
                0 => {
                    let biases = stated.dtype.biases;
                    stated.dtype = Dtypes { weights: dtype, biases, activations: dtype };
                }
                1 => stated.dtype.weights = dtype,
                2 => stated.dtype.activations = dtype,
                _ => stated.dtype.biases = Some(dtype),
            }
            Ok(())
        },
    },
    Setting {
        name: "inplace",
        parameters: &[],
        syntax: Syntax::Text,
        expected: "nothing",
        ahead: false,
        apply: |stated, _, value, _| {
            stated.inplace = matches!(value, Value::Bool(true));
            Ok(())
        },
    },
    Setting {
        name: "network",
        parameters: &[text("title", "the title, in quotes")],
        syntax: Syntax::Text,
        expected: "a string",
        ahead: false,
        apply: |stated, _, value, _| {
            stated.title = Some(string(value)?.to_owned());
            Ok(())
        },
    },
];

fn string(value: &Value) -> Result<&str, Misfit> {
    match value {
        Value::String(text) => Ok(text),
        _ => Err(Misfit::Type),
    }
}

fn batch(stated: &mut Stated, _: usize, value: &Value, span: Span) -> Result<(), Misfit> {
    let Value::Number(number) = value else { return Err(Misfit::Type) };
    let size = number.to_integer().and_then(|size| u64::try_from(size).ok());
    let size = size.filter(|size| (1..=i64::MAX as u64).contains(size)).ok_or_else(|| {
        Misfit::Problem(Box::new(CallProblem::OutOfRange {
            operation: "batch".to_owned(),
            parameter: "size".to_owned(),
            bound: "an integer of at least 1".to_owned(),
            value: number.to_string(),
            span,
            help: Some("the default is 1".to_owned()),
        }))
    })?;
    stated.batch = Some(size);
    Ok(())
}
