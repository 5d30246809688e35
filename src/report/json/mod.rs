//! Reports as JSON, schema 1: one object with a line for each layer, written as a stream. If rows
//! or columns are requested, `rows` takes the place of `layers`.
//!
//! Counts are integers and never rounded; one above 2⁶³ − 1, which many readers would round, is an
//! error.

mod lines;

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, BufWriter, Write};

use lines::Lines;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::cells::{Cells, CostedRow};
use super::columns::Column;
use super::compare::document::{changes, comparison};
use super::compare::view::ComparisonView;
use super::document::{report, report_layers};
use super::format::{Audience, ReportFormat, ReportStyle, WriteError};
use super::model::{ReportRow, RowSubject};
use super::rows::{Row, RowKind};
use super::view::View;

/// For programs.
pub(super) const FORMAT: ReportFormat = ReportFormat {
    name: "json",
    about: "For programs: an object with a schema",
    audience: Audience::Programs,
    explains: false,
    write,
    compare,
};

fn write(view: &View<'_>, _: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
    view.check_counts()?;
    let cells = Cells::new(view);
    let columns = view.data_columns();
    let all = cells.rows(false);
    let rows = all.iter().map(|row| ReportRow {
        kind: subject(&row),
        cells: RowCells { row: cells.costed(row), cells: &cells, columns: &columns },
    });
    let rows = view.is_custom().then(|| Stream::new(rows));
    let layers = Stream::new(report_layers(&cells, Cow::Borrowed));
    Ok(serialize(&report(view, layers, rows), out)?)
}

/// The comparison: an object with a line for each network and each change.
fn compare(
    view: &ComparisonView<'_>,
    _: &ReportStyle,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    view.check_counts()?;
    Ok(serialize(&comparison(view, changes(view, Cow::Borrowed).map(Stream::new)), out)?)
}

/// Writes a document in lines.
pub(super) fn serialize(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    // A value is written in many small pieces, which are collected before they reach the output.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Lines::default());
    document.serialize(&mut serializer)?;
    writeln!(out)?;
    out.flush()
}

/// A list whose items are made when they are written, which happens once.
struct Stream<I>(RefCell<Option<I>>);

impl<I> Stream<I> {
    fn new(items: I) -> Self {
        Stream(RefCell::new(Some(items)))
    }
}

impl<T: Serialize, I: Iterator<Item = T>> Serialize for Stream<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.take().into_iter().flatten())
    }
}

/// The cells of a row by the names of their columns.
struct RowCells<'a> {
    row: CostedRow<'a>,
    cells: &'a Cells<'a>,
    columns: &'a [&'static Column],
}

impl Serialize for RowCells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for column in self.columns {
            map.serialize_entry(column.name, &self.cells.cell(column, &self.row))?;
        }
        map.end()
    }
}

/// What a row represents.
fn subject(row: &Row) -> RowSubject {
    match row.kind {
        RowKind::Layer => RowSubject::Layer,
        RowKind::Folded(_) | RowKind::Scope(_) | RowKind::Block(_) => RowSubject::Block,
        RowKind::Operation(_) => RowSubject::Operation,
        RowKind::Others(_) => RowSubject::Others,
    }
}

#[cfg(test)]
mod tests;
