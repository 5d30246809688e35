//! Sweeps as a table on a terminal: the first rows, and how many more there are.

use std::io::Write;

use super::document::Texts;
use super::format::{SweepFormat, SweepView, SweepWriter};
use super::tally::Tally;
use crate::report::format::{Audience, ReportStyle, WriteError};
use crate::report::text::{grid, summary};
use crate::sweep::Row;
use crate::text::digits::Grouped;

/// For the terminal.
pub(super) const FORMAT: SweepFormat = SweepFormat {
    name: "table",
    about: "For the terminal: the first 40 rows",
    audience: Audience::Terminal,
    start: |view, style, out| {
        let texts = Texts::new(view, style.term, style.digits);
        Ok(Box::new(Table { texts, style: *style, out, more: 0 }))
    },
};

/// How many rows are shown.
const ROWS: usize = 40;

struct Table<'a> {
    texts: Texts<'a>,
    style: ReportStyle,
    out: &'a mut dyn Write,
    /// How many rows are not shown.
    more: u64,
}

impl SweepWriter for Table<'_> {
    fn row(&mut self, row: &Row) -> Result<(), WriteError> {
        if self.texts.len() < ROWS {
            self.texts.add(row);
        } else {
            self.more += 1;
        }
        Ok(())
    }

    fn finish(&mut self, tally: &Tally) -> Result<(), WriteError> {
        let Table { texts, style, out, more } = self;
        let SweepView { space, .. } = texts.view;
        if texts.len() > 0 {
            grid::write(&texts.listing(), style.width, style.term, *out)?;
            if *more > 0 {
                writeln!(out, "and {} more rows", Grouped((*more).into()))?;
            }
            writeln!(out)?;
        }
        for line in tally.lines(space) {
            summary::wrapped(&line, style.width, *out)?;
        }
        Ok(())
    }
}
