//! The report as CSV (RFC 4180, with line feeds): a line of column names, and one for each row,
//! written as a stream.
//!
//! Counts are integers, never rounded and without separators; one above 2⁶³ − 1, which many readers
//! would take for a float, is an error. Totals are left to the reader: no line is a sum of others
//! unless the arrangement makes it one.

use std::io::{self, Write};

use super::cells::{Cell, Cells, quotient};
use super::columns::Column;
use super::rows::Rows;
use super::{Report, WriteError};
use crate::text::digits::decimal_share;

/// Writes the report.
///
/// # Errors
/// When a count is above 2⁶³ − 1 (nothing is written then), and when the output does not take it.
pub fn write(report: &Report<'_>, out: &mut dyn Write) -> Result<(), WriteError> {
    super::check_counts(report)?;
    let (cells, columns) = (Cells::new(report), report.data_columns());
    let rows = Rows::new(&cells, false);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns.iter().map(|column| column.name)).map_err(io_error)?;
    for row in rows.iter() {
        let figures = row.figures(report.costs);
        let record =
            columns.iter().map(|column: &&Column| text(cells.cell(column, &row, &figures)));
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

/// A cell as text: several shapes with `;` between them.
fn text(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(&text),
        Cell::Count(count) | Cell::Bytes(count) | Cell::Time(count) => count.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Share(part, whole) => decimal_share(part, whole),
        Cell::Ratio(part, whole) => quotient(part, whole).to_string(),
        Cell::Sizes(sizes) => super::data_shape(sizes.sizes()),
        Cell::Shapes(shapes) => {
            shapes.iter().map(|shape| super::data_shape(shape.axes())).collect::<Vec<_>>().join(";")
        }
    }
}

/// A text that no spreadsheet takes for a formula. Names and calls begin with a letter; the path of
/// a file may begin with anything.
pub(super) fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_are_only_texts() {
        assert_eq!(harmless("=1+1.net"), "'=1+1.net");
        assert_eq!(harmless("-x.net"), "'-x.net");
        assert_eq!(harmless("<-e>"), "<-e>");
        assert_eq!(harmless("conv 8 k3"), "conv 8 k3");
    }
}
