//! The report as a table for people, fitted to the terminal and written row by row.

use std::io::Write;

use anstyle::Style;

use super::grid;
use super::term::{FAINT, STRONG, TermStyle};
use super::{compare, summary, timeline};
use crate::report::cell::{Cell, CellStyle, NumberStyle, ShapeStyle};
use crate::report::cells::{Cells, CostedRow};
use crate::report::columns::{Column, ColumnKind};
use crate::report::format::{Audience, ReportFormat, ReportStyle, WriteError};
use crate::report::rows::{RowKind, Rows};
use crate::report::tabular::{Heading, Item, Overflow, Tabular, Width};
use crate::report::view::View;
use crate::text::digits::{Digits, permille};

/// For people at a terminal.
pub(in crate::report) const FORMAT: ReportFormat = ReportFormat {
    name: "table",
    about: "For people: fitted to the terminal",
    audience: Audience::Terminal,
    explains: false,
    write,
    compare: |view, style, out| Ok(compare::write(view, style, out)?),
};

fn write(view: &View<'_>, style: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
    summary::head(view, style, out)?;
    writeln!(out)?;
    let rows = TerminalRows::new(view, style);
    grid::write(&rows, style.width, style.term, out)?;
    writeln!(out)?;
    summary::tail(view, style, out)?;
    if style.timeline {
        timeline::write(view, style, out)?;
    }
    Ok(())
}

/// Columns of a share: `100.0%`.
const SHARE: usize = 6;

/// The longest bar, and the shortest that is of use.
const BARS: std::ops::RangeInclusive<usize> = 4..=10;

/// The least width of names if requested columns need the room.
const NAME: usize = 8;

/// The widest a call is shown: one with branches may have many lines.
const SOURCE: usize = 40;

/// The rows of a report as a terminal shows them: scopes above their layers, and bars beside shares.
#[derive(Debug)]
struct TerminalRows<'a> {
    cells: Cells<'a>,
    rows: Rows<'a>,
    /// The columns; `None` for the bar.
    columns: Vec<Option<&'static Column>>,
    headings: Vec<Heading>,
    style: CellStyle,
    /// The flops of the longest bar.
    longest: u128,
}

impl<'a> TerminalRows<'a> {
    fn new(view: &'a View<'a>, style: &ReportStyle) -> Self {
        let cells = Cells::new(view);
        let rows = cells.rows(true);
        let (mut columns, mut headings) = (Vec::new(), Vec::new());
        let requested = !view.columns.is_empty();
        let all = if requested { view.columns.to_vec() } else { view.default_columns() };
        for column in all {
            let heading = heading(view, column, style);
            columns.push(Some(column));
            headings.push(heading.clone());
            if matches!(column.kind, ColumnKind::Share) && style.term.unicode {
                columns.push(None);
                headings.push(bar(heading));
            }
        }
        let bars = columns.iter().any(Option::is_none);
        let style = cell_style(style.term, style.digits);
        let mut table = TerminalRows { cells, rows, columns, headings, style, longest: 0 };
        if bars {
            let flops = |row: CostedRow<'_>| match row.row.kind {
                RowKind::Scope(_) => 0,
                _ => row.figures().flops,
            };
            table.longest = table.rows().map(flops).max().unwrap_or(0);
        }
        table
    }

    /// The name of a row, below those of the scopes that it lies in.
    fn name(&self, costed: &CostedRow<'_>, cell: Cell<'_>) -> String {
        let (row, text) = (&costed.row, cell.into_text(&self.style));
        let indent = "  ".repeat(row.level.unwrap_or(0));
        match row.kind {
            RowKind::Folded(_) => format!("{indent}{text} ({})", row.count),
            _ => format!("{indent}{text}"),
        }
    }

    /// The bar of a row, in proportion to the largest one; an open scope has none, since its layers have bars.
    fn bar(&self, costed: &CostedRow<'_>) -> Item<'static> {
        match costed.row.kind {
            RowKind::Scope(_) => Item::EMPTY,
            _ => Item::Bar(permille(costed.figures().flops, self.longest)),
        }
    }
}

impl<'a> Tabular for TerminalRows<'a> {
    type Row = CostedRow<'a>;

    fn headings(&self) -> &[Heading] {
        &self.headings
    }

    fn rows(&self) -> impl Iterator<Item = CostedRow<'a>> {
        self.rows.iter().map(|row| self.cells.costed(row))
    }

    fn item<'r>(&'r self, row: &'r CostedRow<'a>, column: usize) -> Item<'r> {
        let Some(Some(column)) = self.columns.get(column) else { return self.bar(row) };
        let cell = self.cells.cell(column, row);
        let style = match row.row.kind {
            _ if cell.is_zero() => FAINT,
            RowKind::Layer => Style::new(),
            _ => STRONG,
        };
        match column.kind {
            ColumnKind::Name => Item::styled(self.name(row, cell), style),
            _ => Item::styled(cell.into_text(&self.style), style),
        }
    }

    /// The totals, if a column has any.
    fn total(&self) -> Option<Vec<Item<'_>>> {
        let total = |column: &Option<&Column>| {
            let cell = column.map_or(Cell::Empty, |column| self.cells.total(column));
            Item::styled(cell.into_text(&self.style), STRONG)
        };
        let has_total = self.columns.iter().flatten().any(|column| column.is_figure());
        has_total.then(|| self.columns.iter().map(total).collect())
    }
}

/// How a terminal shows cells.
pub(super) fn cell_style(term: TermStyle, digits: Digits) -> CellStyle {
    CellStyle {
        numbers: NumberStyle::Readable(digits),
        times: term.times(),
        at_least: term.at_least(),
        shapes: ShapeStyle::First,
    }
}

/// The heading of a column. By default a name takes a third of the width before columns are dropped;
/// requested columns are never dropped.
fn heading(view: &View<'_>, column: &Column, style: &ReportStyle) -> Heading {
    let requested = !view.columns.is_empty();
    // No figure has more digits than the sum, if all are shown; a time has few.
    let is_summed = column.is_figure() && !column.needs_device() && style.digits == Digits::Full;
    let is_name = matches!(column.kind, ColumnKind::Name);
    Heading {
        right: column.is_right(),
        rank: column.rank.filter(|_| !requested).unwrap_or(0),
        width: match column.kind {
            ColumnKind::Share if is_summed => Width::Known(SHARE),
            ColumnKind::Share => Width::Measured(SHARE..=usize::MAX),
            ColumnKind::Source => Width::Measured(0..=SOURCE),
            _ if is_summed => Width::Known(0),
            _ => Width::Measured(0..=usize::MAX),
        },
        overflow: match is_name {
            true if requested => Overflow::Cut(NAME),
            true => Overflow::Cut(style.width / 3),
            false => Overflow::Keep,
        },
        ..Heading::text(view.title(column), 0)
    }
}

/// The heading of the bars beside a share.
fn bar(share: Heading) -> Heading {
    let rank = share.rank.max(1);
    Heading { title: "".into(), right: false, rank, width: Width::Rest(BARS), ..share }
}

#[cfg(test)]
mod tests;
