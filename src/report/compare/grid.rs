//! A table that is fitted to a width: what matters least goes, texts that may be cut are cut.

use std::io::{self, Write};

use anstyle::Style;

use crate::report::look::{self, GAP, Look, Placed, STRONG};
use crate::text::plain::plain;

/// A column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub title: String,
    /// Whether its cells stand at the right.
    pub right: bool,
    /// Where it stands among those that give way to others: 0 never goes, the largest goes first,
    /// equals go together.
    pub rank: u8,
    /// What may be left of a text at the least.
    pub least: usize,
}

impl Column {
    /// Of texts, which may be cut.
    pub fn text(title: &str, least: usize) -> Self {
        Column { title: title.to_owned(), right: false, rank: 0, least }
    }

    /// Of figures, which are shown whole or not at all.
    pub fn figures(title: &str, rank: u8) -> Self {
        Column { title: title.to_owned(), right: true, rank, least: usize::MAX }
    }
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub text: String,
    pub style: Style,
}

impl Cell {
    pub fn new(text: impl Into<String>, style: Style) -> Self {
        Cell { text: text.into(), style }
    }

    pub fn plain(text: impl Into<String>) -> Self {
        Cell::new(text, Style::new())
    }
}

/// A row, a cell for each column.
pub(super) type Row = Vec<Cell>;

/// A table whose rows are made when they are written.
pub(super) struct Grid<'a> {
    pub columns: Vec<Column>,
    /// The rows, from the first on.
    pub rows: &'a dyn Fn() -> Box<dyn Iterator<Item = Row> + 'a>,
    /// What stands under the rows.
    pub total: Option<Row>,
}

/// A column that is shown.
pub(super) struct Shown<'g> {
    column: &'g Column,
    /// Its place among all.
    index: usize,
    width: usize,
}

impl Shown<'_> {
    /// How many columns of the terminal it can give up.
    fn spare(&self) -> usize {
        self.width.saturating_sub(self.column.least)
    }
}

impl Grid<'_> {
    /// The widths that all columns would have.
    fn measure(&self) -> Vec<Shown<'_>> {
        let columns = self.columns.iter().enumerate();
        let shown = |(index, column): (usize, _)| Shown {
            column,
            index,
            width: look::width(&column.title),
        };
        let mut layout: Vec<_> = columns.map(shown).collect();
        for row in (self.rows)().chain(self.total.clone()) {
            for (it, cell) in layout.iter_mut().zip(&row) {
                it.width = it.width.max(look::width(&cell.text));
            }
        }
        layout
    }

    /// The columns that fit, and whether these are all.
    pub fn fit(&self, most: usize) -> (Vec<Shown<'_>>, bool) {
        let mut layout = self.measure();
        let all = layout.len();
        loop {
            let over = columns_of(&layout).saturating_sub(most);
            let spares: usize = layout.iter().map(Shown::spare).sum();
            let last = layout.iter().map(|it| it.column.rank).max().unwrap_or(0);
            if over <= spares || last == 0 {
                cut(&mut layout, over);
                let is_all = layout.len() == all;
                return (layout, is_all);
            }
            layout.retain(|it| it.column.rank != last);
        }
    }

    /// Writes the columns of a layout.
    pub fn write(&self, layout: &[Shown<'_>], look: Look, out: &mut dyn Write) -> io::Result<()> {
        let line = look.line(columns_of(layout));
        if self.columns.iter().any(|column| !column.title.is_empty()) {
            let titles = self.columns.iter().map(|column| Cell::new(&column.title, STRONG));
            writeln!(out, "{}\n{line}", line_of(layout, &titles.collect::<Vec<_>>(), look))?;
        }
        for row in (self.rows)() {
            writeln!(out, "{}", line_of(layout, &row, look))?;
        }
        match &self.total {
            Some(total) => writeln!(out, "{line}\n{}", line_of(layout, total, look)),
            None => Ok(()),
        }
    }
}

/// Takes so many columns from what may be cut, the widest first.
fn cut(layout: &mut [Shown<'_>], over: usize) {
    for _ in 0..over {
        let may_be_cut = layout.iter_mut().filter(|it| it.spare() > 0);
        if let Some(widest) = may_be_cut.max_by_key(|it| it.width) {
            widest.width -= 1;
        }
    }
}

fn line_of(layout: &[Shown<'_>], row: &[Cell], look: Look) -> String {
    look::line(layout.iter().filter_map(|it| {
        let cell = row.get(it.index)?;
        let text = look::cut(&plain(&cell.text), it.width, look);
        let painted = look.paint(cell.style, &text);
        Some(Placed { text, painted, width: it.width, right: it.column.right })
    }))
}

/// Columns of a whole row.
fn columns_of(layout: &[Shown<'_>]) -> usize {
    layout.iter().map(|it| it.width + GAP).sum::<usize>().saturating_sub(GAP)
}
