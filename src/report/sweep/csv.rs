//! Sweeps as CSV: a line of names, and a line for each row, written as they come.

use std::io::Write;

use super::columns::{SweepColumn, check_count};
use super::format::{SweepFormat, SweepView, SweepWriter};
use super::tally::Tally;
use crate::report::csv::{STYLE, io_error, sanitized};
use crate::report::format::{Audience, ReportStyle, WriteError};
use crate::sweep::Row;

/// For spreadsheets.
pub(super) const FORMAT: SweepFormat = SweepFormat {
    name: "csv",
    about: "For spreadsheets: a line of names, and a line for each row",
    audience: Audience::Programs,
    start,
};

struct Lines<'a> {
    view: &'a SweepView<'a>,
    writer: csv::Writer<&'a mut dyn Write>,
}

fn start<'a>(
    view: &'a SweepView<'a>,
    _: &ReportStyle,
    out: &'a mut dyn Write,
) -> Result<Box<dyn SweepWriter + 'a>, WriteError> {
    let mut writer = csv::Writer::from_writer(out);
    let names = view.columns.iter().map(SweepColumn::name);
    writer.write_record(names).map_err(io_error)?;
    Ok(Box::new(Lines { view, writer }))
}

impl SweepWriter for Lines<'_> {
    fn row(&mut self, row: &Row) -> Result<(), WriteError> {
        for (cell, column) in self.view.cells(row).zip(self.view.columns) {
            check_count(&cell, column)?;
            let number = matches!(column, SweepColumn::Setting { numbers: Some(_), .. });
            let text = cell.into_text(&STYLE);
            let text = if number { text } else { sanitized(text) };
            self.writer.write_field(text).map_err(io_error)?;
        }
        Ok(self.writer.write_record(None::<&[u8]>).map_err(io_error)?)
    }

    fn finish(&mut self, _: &Tally) -> Result<(), WriteError> {
        Ok(self.writer.flush()?)
    }
}
