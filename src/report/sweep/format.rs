//! What a format of sweeps is.

use std::io::Write;

use super::columns::SweepColumn;
use super::tally::Tally;
use crate::report::cell::Cell;
use crate::report::format::{Audience, ReportStyle, WriteError};
use crate::sweep::{Row, Space};

/// What every format reads of a sweep.
#[derive(Debug)]
pub struct SweepView<'a> {
    /// The file as it was named.
    pub file: &'a str,
    /// The space.
    pub space: &'a Space,
    /// How many of its points are looked at.
    pub points: u64,
    /// The columns, in their order.
    pub columns: &'a [SweepColumn],
}

/// A format of sweeps: a file with a constant of this type, which `FORMATS` lists.
#[derive(Debug)]
pub struct SweepFormat {
    /// The word that selects it.
    pub name: &'static str,
    /// What it is for, as the help says.
    pub about: &'static str,
    /// Who reads it.
    pub audience: Audience,
    /// Begins a report.
    pub start: Start,
}

/// Begins a report of a sweep.
pub type Start = for<'a> fn(
    &'a SweepView<'a>,
    &ReportStyle,
    &'a mut dyn Write,
) -> Result<Box<dyn SweepWriter + 'a>, WriteError>;

/// A report that has begun.
pub trait SweepWriter {
    /// Writes the next row.
    ///
    /// # Errors
    /// When it cannot be written, or the format cannot hold a figure.
    fn row(&mut self, row: &Row) -> Result<(), WriteError>;

    /// Ends the report.
    ///
    /// # Errors
    /// When the end cannot be written.
    fn finish(&mut self, tally: &Tally) -> Result<(), WriteError>;
}

impl SweepView<'_> {
    /// The cells of a row, in the order of the columns.
    pub(super) fn cells<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = Cell<'r>> {
        let mut settings: Vec<_> =
            self.space.point(row.id).settings.into_iter().map(Some).collect();
        self.columns.iter().map(move |column| match column {
            SweepColumn::Setting { place, .. } => {
                let choice = settings.get_mut(*place).and_then(Option::take);
                choice.map_or(Cell::Empty, |(_, choice)| Cell::Choice(choice))
            }
            other => other.cell(row),
        })
    }
}
