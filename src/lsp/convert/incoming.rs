//! What clients send. Only what is needed is read, so that what one of them writes in its own way does no
//! harm.

use std::ops::Range;

use gen_lsp_types as lsp;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::super::documents::Change;
use super::super::fault::Fault;
use crate::check::{Argument, ParamValue};
use crate::ide::{PageSettings, Position};

/// A field of the parameters.
pub fn field<T: DeserializeOwned>(params: &Value, pointer: &str) -> Result<T, Fault> {
    let field = params.pointer(pointer).cloned().unwrap_or_default();
    serde_json::from_value(field)
        .map_err(|error| Fault::Parameters(format!("`{pointer}`: {error}")))
}

/// The URI of the text that it is about.
pub fn uri(params: &Value) -> Result<String, Fault> {
    field(params, "/textDocument/uri")
}

/// The place that it is about.
pub fn place(params: &Value) -> Result<Position, Fault> {
    field(params, "/position").map(position)
}

/// The places that it is about.
pub fn places(params: &Value) -> Result<Vec<Position>, Fault> {
    let places: Vec<lsp::Position> = field(params, "/positions")?;
    Ok(places.into_iter().map(position).collect())
}

/// The part of the text that it is about.
pub fn part(params: &Value) -> Result<Range<Position>, Fault> {
    field(params, "/range").map(range)
}

/// The changes of a text.
pub fn changes(params: &Value) -> Result<Vec<Change>, Fault> {
    use lsp::TextDocumentContentChangeEvent::*;
    let changes: Vec<lsp::TextDocumentContentChangeEvent> = field(params, "/contentChanges")?;
    let changes = changes.into_iter().map(|change| match change {
        TextDocumentContentChangePartial(part) => (Some(range(part.range)), part.text),
        TextDocumentContentChangeWholeDocument(whole) => (None, whole.text),
    });
    Ok(changes.collect())
}

/// The files that have changed on disk.
pub fn changed_files(params: &Value) -> Result<Vec<String>, Fault> {
    let changes: Vec<lsp::FileEvent> = field(params, "/changes")?;
    Ok(changes.into_iter().map(|change| change.uri.0).collect())
}

/// The settings of a page.
pub fn page_settings(params: &Value) -> Result<PageSettings, Fault> {
    let arguments: Option<Map<String, Value>> = field(params, "/settings/arguments")?;
    let argument = |(name, value): (String, Value)| match param(&value) {
        Some(value) => Ok(Argument::new(name, value)),
        None => Err(Fault::Parameters(format!("`{value}` is not a value for `{name}`"))),
    };
    Ok(PageSettings {
        batch: field(params, "/settings/batch")?,
        weights: field(params, "/settings/weights")?,
        biases: field(params, "/settings/biases")?,
        activations: field(params, "/settings/activations")?,
        inplace: field::<Option<bool>>(params, "/settings/inplace")?.unwrap_or_default(),
        convention: field(params, "/settings/convention")?,
        device: field(params, "/settings/device")?,
        arguments: arguments.into_iter().flatten().map(argument).collect::<Result<_, _>>()?,
    })
}

/// The value of a param.
fn param(value: &Value) -> Option<ParamValue> {
    Some(match value {
        Value::Null => ParamValue::None,
        Value::Bool(value) => ParamValue::Bool(*value),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => ParamValue::Int(integer.into()),
            None => ParamValue::Decimal(number.as_f64()?),
        },
        Value::String(word) => ParamValue::Word(word.clone()),
        Value::Array(items) => ParamValue::List(items.iter().map(param).collect::<Option<_>>()?),
        Value::Object(_) => return None,
    })
}

fn position(position: lsp::Position) -> Position {
    Position { line: position.line, column: position.character }
}

fn range(range: lsp::Range) -> Range<Position> {
    position(range.start)..position(range.end)
}
