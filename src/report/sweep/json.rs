//! Sweeps as JSON, schema 1, and as JSON lines: an object for each row, written as they come.

use std::io::Write;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::columns::{SweepColumn, check_count};
use super::format::{SweepFormat, SweepView, SweepWriter};
use super::tally::Tally;
use crate::report::format::{Audience, ReportStyle, WriteError};
use crate::report::model::SCHEMA;
use crate::sweep::Row;

/// For programs.
pub(super) const FORMAT: SweepFormat = SweepFormat {
    name: "json",
    about: "For programs: an object with a schema",
    audience: Audience::Programs,
    start,
};

/// For programs that read rows as they come.
pub(super) const LINES: SweepFormat = SweepFormat {
    name: "jsonl",
    about: "For programs: an object on a line for each row",
    audience: Audience::Programs,
    start: |view, _, out| Ok(Box::new(Objects { view, out, document: None })),
};

/// Objects on lines; in a document, items of its array.
struct Objects<'a> {
    view: &'a SweepView<'a>,
    out: &'a mut dyn Write,
    /// How many rows the document has; none if there is no document.
    document: Option<u64>,
}

fn start<'a>(
    view: &'a SweepView<'a>,
    _: &ReportStyle,
    out: &'a mut dyn Write,
) -> Result<Box<dyn SweepWriter + 'a>, WriteError> {
    write!(out, "{{\"schema\":{SCHEMA},\"file\":")?;
    json(&view.file, out)?;
    write!(out, ",\"points\":{},\"rows\":[", view.points)?;
    Ok(Box::new(Objects { view, out, document: Some(0) }))
}

impl SweepWriter for Objects<'_> {
    fn row(&mut self, row: &Row) -> Result<(), WriteError> {
        for (cell, column) in self.view.cells(row).zip(self.view.columns) {
            check_count(&cell, column)?;
        }
        if let Some(rows) = &mut self.document {
            self.out.write_all(if *rows == 0 { b"\n" } else { b",\n" })?;
            *rows += 1;
        }
        json(&Cells { view: self.view, row }, self.out)?;
        if self.document.is_none() {
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(&mut self, tally: &Tally) -> Result<(), WriteError> {
        if self.document.is_none() {
            return Ok(());
        }
        self.out.write_all(b"\n],\"counts\":")?;
        json(tally, self.out)?;
        Ok(self.out.write_all(b"}\n")?)
    }
}

fn json(value: &impl Serialize, out: &mut dyn Write) -> Result<(), WriteError> {
    // A row is short: it reaches the output at once.
    let text = serde_json::to_string(value).map_err(std::io::Error::from)?;
    Ok(out.write_all(text.as_bytes())?)
}

/// The cells of a row by the names of their columns.
pub(super) struct Cells<'a> {
    /// What is shown.
    pub view: &'a SweepView<'a>,
    /// The row.
    pub row: &'a Row,
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (cell, column) in self.view.cells(self.row).zip(self.view.columns) {
            map.serialize_entry(SweepColumn::name(column), &cell)?;
        }
        map.end()
    }
}
