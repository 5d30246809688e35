//! The report as a table, fitted to a width and written row by row.

use std::io::{self, Write};

use anstyle::Style;

use super::cells::{Cell, Cells, quotient};
use super::columns::{Column, Shows};
use super::look::{self, BAR, FAINT, GAP, Look, STRONG};
use super::rows::{Kind, Row, Rows};
use super::{Report, summary, timeline};
use crate::cost::Figures;
use crate::text::digits::{Digits, percent, permille};
use crate::text::duration;
use crate::text::plain::one_line;

/// How the table is shown.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Columns of the terminal.
    pub width: usize,
    /// Colours and characters.
    pub look: Look,
    /// How many digits of counts are shown.
    pub digits: Digits,
    /// Whether the memory over the layers is shown below.
    pub timeline: bool,
}

/// Writes the report.
///
/// # Errors
/// When the output does not take it.
pub fn write(report: &Report<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    summary::head(report, options, out)?;
    let cells = Cells::new(report);
    let rows = Rows::new(&cells, true);
    let layout = Layout::new(&cells, &rows, options);
    let line = options.look.line(layout.width());
    writeln!(out, "\n{}\n{line}", layout.titles())?;
    for row in rows.iter() {
        writeln!(out, "{}", layout.row(&row))?;
    }
    if layout.shown.iter().any(|it| it.column.is_figure()) {
        writeln!(out, "{line}\n{}", layout.totals())?;
    }
    writeln!(out)?;
    summary::tail(report, options, out)?;
    if options.timeline { timeline::write(report, options, out) } else { Ok(()) }
}

/// Columns of a share: `100.0%`.
const SHARE: usize = 6;

/// The longest bar, and the shortest that says something.
const BARS: std::ops::RangeInclusive<usize> = 4..=10;

/// What is left of names at the least, where columns that were asked for need the room.
const NAME: usize = 8;

/// The most of a call that is shown: one with branches goes on over many lines.
const SOURCE: usize = 40;

/// Columns up to this rank are shown also where all their figures are zero.
const ALWAYS: u8 = 4;

/// The columns that a table has unless others are asked for: what is there for all rows, and is not
/// zero throughout.
pub(super) fn defaults(report: &Report<'_>) -> Vec<&'static Column> {
    let totals = &report.costs.totals;
    let grouped = report.arrangement.by.is_some();
    let shown = |column: &&Column| match (column.rank, column.shows) {
        (_, Shows::Layers) => grouped,
        _ if column.needs_device() && report.costs.device.is_none() => false,
        (None, _) => false,
        (Some(_), _) if grouped && !column.is_of_groups() => false,
        (Some(rank), Shows::Figure(key)) => rank <= ALWAYS || key.total(totals) > 0,
        (Some(_), Shows::Share) => totals.figures.flops > 0,
        (Some(_), _) => true,
    };
    Column::all().iter().filter(shown).collect()
}

/// Columns that are shown, with their widths.
#[derive(Debug)]
struct Layout<'a> {
    shown: Vec<Shown>,
    cells: &'a Cells<'a>,
    options: &'a Options,
}

/// A column in its place.
#[derive(Clone, Copy, Debug)]
struct Shown {
    column: &'static Column,
    width: usize,
    /// Whether it shows the share as a bar, right of the share itself.
    bar: bool,
}

impl<'a> Layout<'a> {
    /// The columns asked for; or else as many as fit, the least important left out.
    fn new(cells: &'a Cells<'a>, rows: &Rows<'_>, options: &'a Options) -> Self {
        let asked = cells.report.columns;
        let columns = if asked.is_empty() { defaults(cells.report) } else { asked.to_vec() };
        let mut layout = Layout { shown: Vec::new(), cells, options };
        layout.shown = layout.measure(&columns, rows);
        let name = layout.shown.iter().position(|it| matches!(it.column.shows, Shows::Name));
        let whole = name.and_then(|name| layout.shown.get(name)).map_or(0, |it| it.width);
        if asked.is_empty() {
            // A name that takes more than a third of the width gives way to columns.
            layout.shorten(name, options.width / 3);
            while layout.width() > options.width && layout.shown.len() > 2 {
                let last = layout.shown.iter().map(|it| it.column.rank).max();
                layout.shown.retain(|it| Some(it.column.rank) != last);
            }
        } else {
            layout.shorten(name, NAME);
        }
        // It gets what they leave over.
        let left = options.width.saturating_sub(layout.width());
        if let Some(name) = name.and_then(|name| layout.shown.get_mut(name)) {
            name.width = whole.min(name.width + left);
        }
        layout.add_bar(options.width.saturating_sub(layout.width()));
        layout
    }

    fn shorten(&mut self, name: Option<usize>, most: usize) {
        if let Some(name) = name.and_then(|name| self.shown.get_mut(name)) {
            name.width = name.width.min(most);
        }
    }

    /// Adds a bar to the share, if there is one and so many columns are enough.
    fn add_bar(&mut self, left: usize) {
        let is_share = |(_, it): &(usize, &Shown)| matches!(it.column.shows, Shows::Share);
        let room = left.saturating_sub(GAP).min(*BARS.end());
        if let Some((share, shown)) = self.shown.iter().enumerate().find(is_share)
            && self.options.look.unicode
            && room >= *BARS.start()
        {
            let bar = Shown { width: room, bar: true, ..*shown };
            self.shown.insert(share + 1, bar);
        }
    }

    /// The columns with the widths that they would have.
    fn measure(&self, columns: &[&'static Column], rows: &Rows<'_>) -> Vec<Shown> {
        let mut shown: Vec<Shown> = columns
            .iter()
            .map(|&column| {
                let least = match column.shows {
                    Shows::Share => SHARE,
                    _ => look::width(&self.text(&self.cells.total(column))),
                };
                let width = least.max(look::width(self.title(column)));
                Shown { column, width, bar: false }
            })
            .collect();
        // No figure has more digits than the sum, if all are shown; of times few are.
        let summed = |column: &Column| {
            let rounded = column.needs_device() || self.options.digits != Digits::Full;
            column.is_figure() && !rounded
        };
        let looks = columns.iter().any(|column| column.is_figure() && !summed(column));
        let measured = |it: &&mut Shown| !summed(it.column);
        for row in rows.iter() {
            let figures = match looks {
                true => row.figures(self.cells.report.costs),
                false => Figures::default(),
            };
            for it in shown.iter_mut().filter(measured) {
                let cell = self.cells.cell(it.column, &row, &figures);
                let width = look::width(&self.of_row(it.column, &row, &cell));
                let is_source = matches!(it.column.shows, Shows::Source);
                it.width = it.width.max(if is_source { width.min(SOURCE) } else { width });
            }
        }
        shown
    }

    /// Columns of a whole row.
    fn width(&self) -> usize {
        self.shown.iter().map(|it| it.width + GAP).sum::<usize>().saturating_sub(GAP)
    }

    fn title(&self, column: &'static Column) -> &'static str {
        self.cells.report.title(column)
    }

    /// A cell of a row as text.
    fn of_row(&self, column: &Column, row: &Row, cell: &Cell<'_>) -> String {
        let text = self.text(cell);
        if !matches!(column.shows, Shows::Name) {
            return text;
        }
        let indent = "  ".repeat(row.level.unwrap_or(0));
        match row.kind {
            Kind::Folded(_) => format!("{indent}{text} ({})", row.count),
            _ => format!("{indent}{text}"),
        }
    }

    /// A cell as text: of several shapes the first, and how many more there are: `64×56×56 +1`.
    fn text(&self, cell: &Cell<'_>) -> String {
        let Options { look, digits, .. } = self.options;
        match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => one_line(text),
            Cell::Count(count) => digits.count(*count),
            Cell::Bytes(bytes) => digits.bytes(*bytes),
            Cell::Number(number) => number.to_string(),
            Cell::Share(part, whole) => percent(*part, *whole),
            Cell::Ratio(part, whole) => format!("{:.2}", quotient(*part, *whole)),
            Cell::Time(time) => duration::rounded(*time),
            Cell::Sizes(sizes) => look.sizes(sizes.sizes()),
            Cell::Shapes(shapes) => match shapes.as_slice() {
                [] => String::new(),
                [only] => look.shape(only),
                [first, more @ ..] => format!("{} +{}", look.shape(first), more.len()),
            },
        }
    }

    fn titles(&self) -> String {
        self.line(|it| match it.bar {
            true => (String::new(), STRONG),
            false => (self.title(it.column).to_owned(), STRONG),
        })
    }

    fn row(&self, row: &Row) -> String {
        let style = if row.kind == Kind::Layer { Style::new() } else { STRONG };
        let figures = row.figures(self.cells.report.costs);
        let all = self.cells.report.costs.totals.figures.flops;
        self.line(|it| match it.column.shows {
            // The layers of an open scope have theirs.
            Shows::Share if it.bar && matches!(row.kind, Kind::Scope(_)) => (String::new(), BAR),
            Shows::Share if it.bar => {
                (self.options.look.bar(permille(figures.flops, all), it.width), BAR)
            }
            _ => {
                let cell = self.cells.cell(it.column, row, &figures);
                let zero = matches!(cell, Cell::Count(0) | Cell::Bytes(0) | Cell::Share(0, _));
                let style = if zero { FAINT } else { style };
                (self.of_row(it.column, row, &cell), style)
            }
        })
    }

    fn totals(&self) -> String {
        self.line(|it| match it.bar {
            true => (String::new(), STRONG),
            false => (self.text(&self.cells.total(it.column)), STRONG),
        })
    }

    /// A line of a cell for each column, text to the left and figures to the right.
    fn line(&self, cell: impl Fn(&Shown) -> (String, Style)) -> String {
        let look = self.options.look;
        look::line(self.shown.iter().map(|it| {
            let (text, style) = cell(it);
            let text = look::cut(&text, it.width, look);
            let right = it.column.is_right() && !it.bar;
            look::Placed { painted: look.paint(style, &text), text, width: it.width, right }
        }))
    }
}

#[cfg(test)]
mod tests;
