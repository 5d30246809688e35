//! The rows of a report below its columns, as a table of texts.

use super::cell::{Cell, CellStyle};
use super::cells::{Cells, CostedRow};
use super::columns::{Column, ColumnKind};
use super::rows::Rows;
use super::tabular::{Heading, Item, Tabular};
use super::view::View;

/// The rows of a report below its columns. Names of rows have their paths.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    cells: Cells<'a>,
    rows: Rows<'a>,
    columns: Vec<&'static Column>,
    headings: Vec<Heading>,
    style: CellStyle,
}

impl<'a> Sheet<'a> {
    pub fn new(view: &'a View<'a>, columns: Vec<&'static Column>, style: CellStyle) -> Self {
        let cells = Cells::new(view);
        let rows = cells.rows(false);
        let heading = |column: &&'static Column| Heading {
            right: column.is_right(),
            code: matches!(column.kind, ColumnKind::Source),
            rank: column.rank.unwrap_or(0),
            ..Heading::text(view.title(column), 0)
        };
        let headings = columns.iter().map(heading).collect();
        Sheet { cells, rows, columns, headings, style }
    }

    /// What a row has in a column, as text.
    pub fn text(&self, row: &CostedRow<'a>, column: usize) -> String {
        let column = self.columns.get(column);
        let cell = column.map_or(Cell::Empty, |column| self.cells.cell(column, row));
        cell.into_text(&self.style)
    }
}

impl<'a> Tabular for Sheet<'a> {
    type Row = CostedRow<'a>;

    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn rows(&self) -> impl Iterator<Item = CostedRow<'a>> {
        self.rows.iter().map(|row| self.cells.costed(row))
    }

    fn item<'r>(&'r self, row: &'r CostedRow<'a>, column: usize) -> Item<'r> {
        Item::plain(self.text(row, column))
    }

    /// The totals, if a column has any.
    fn total(&self) -> Option<Vec<Item<'_>>> {
        self.columns.iter().any(|column| column.is_figure()).then(|| {
            let text = |cell: Cell<'_>| Item::plain(cell.into_text(&self.style));
            self.columns.iter().map(|column| text(self.cells.total(column))).collect()
        })
    }
}
