//! Reports as CSV (RFC 4180, with line feeds): a line of column names and a line for each row,
//! written as a stream.
//!
//! Counts are integers, never rounded and without separators; one above 2⁶³ − 1, which many readers
//! would round, is an error. There are no totals: no line is a sum of others unless rows are
//! grouped.

use std::io::{self, Write};

use super::cell::{CellStyle, NumberStyle, ShapeStyle};
use super::compare::view::ComparisonView;
use super::format::{Audience, ReportFormat, ReportStyle, WriteError};
use super::sheet::Sheet;
use super::tabular::Tabular;
use super::view::View;

/// For spreadsheets.
pub(super) const FORMAT: ReportFormat = ReportFormat {
    name: "csv",
    about: "For spreadsheets: a line of names, and a line for each row",
    audience: Audience::Programs,
    explains: false,
    write,
    compare,
};

pub(super) const STYLE: CellStyle = CellStyle {
    numbers: NumberStyle::Exact,
    times: "x",
    at_least: "",
    shapes: ShapeStyle::All(";"),
};

fn write(view: &View<'_>, _: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
    view.check_counts()?;
    let columns = view.data_columns();
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns.iter().map(|column| column.name)).map_err(io_error)?;
    let width = columns.len();
    let sheet = Sheet::new(view, columns, STYLE);
    for row in sheet.rows() {
        let record = (0..width).map(|column| sanitized(sheet.text(&row, column)));
        writer.write_record(record).map_err(io_error)?;
    }
    Ok(writer.flush()?)
}

/// The totals of networks: a line for each.
fn compare(
    view: &ComparisonView<'_>,
    _: &ReportStyle,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    view.check_counts()?;
    let figures = view.figures();
    let mut writer = csv::Writer::from_writer(out);
    let names = figures.iter().map(|figure| figure.name.clone());
    writer.write_record(["network".to_owned()].into_iter().chain(names)).map_err(io_error)?;
    for (index, side) in view.sides.iter().enumerate() {
        let values = figures.iter().filter_map(|figure| figure.values.get(index));
        let name = sanitized(side.word.to_owned());
        let record = [name].into_iter().chain(values.map(u128::to_string));
        writer.write_record(record).map_err(io_error)?;
    }
    Ok(writer.flush()?)
}

pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A text that no spreadsheet takes for a formula. Names and calls begin with a letter; the path of
/// a file may begin with anything.
pub(super) fn sanitized(text: String) -> String {
    match text.as_bytes().first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r') => format!("'{text}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::sanitized;

    #[test]
    fn formulas_are_only_texts() {
        let sanitized = |text: &str| sanitized(text.to_owned());
        assert_eq!(sanitized("=1+1.net"), "'=1+1.net");
        assert_eq!(sanitized("-x.net"), "'-x.net");
        assert_eq!(sanitized("<-e>"), "<-e>");
        assert_eq!(sanitized("conv 8 k3"), "conv 8 k3");
    }
}
