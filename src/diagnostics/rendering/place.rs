//! Places as programs read them.

use serde::Serialize;

use crate::source::{Sources, Span};

/// A piece of a file. Offsets and lengths are in bytes, from 0; lines and columns, in characters,
/// from 1; the end is the place after the last character.
#[derive(Serialize)]
pub struct Place<'a> {
    /// The name of the file, as shown.
    pub file: &'a str,
    /// Its first byte.
    pub offset: u32,
    /// Its length.
    pub length: u32,
    /// Its first line.
    pub line: usize,
    /// The column of its first character.
    pub column: usize,
    /// Its last line.
    pub end_line: usize,
    /// The column after its last character.
    pub end_column: usize,
}

/// The piece of a file at a place.
pub fn place(sources: &Sources, span: Span) -> Option<Place<'_>> {
    let source = sources.source(span)?;
    let start = sources.locate(span)?;
    let end = sources.locate(Span::new(span.end, span.end))?;
    Some(Place {
        file: source.name(),
        offset: span.start - source.base(),
        length: span.end - span.start,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    })
}
