//! What clients send. Only what is needed is read, so that what one of them writes in its own way does no
//! harm.

use std::ops::Range;

use gen_lsp_types as lsp;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::super::documents::Change;
use super::super::fault::Fault;
use crate::ide::Position;

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

fn position(position: lsp::Position) -> Position {
    Position { line: position.line, column: position.character }
}

fn range(range: lsp::Range) -> Range<Position> {
    position(range.start)..position(range.end)
}
