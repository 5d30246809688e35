//! A table that is fitted to a width: what matters least goes, texts that may be cut are cut.

use std::io::{self, Write};

use anstyle::Style;

use crate::report::look::{self, GAP, Look, Placed, STRONG};

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

/// A table whose rows are made when they are written.
pub(super) struct Grid<'a> {
    pub columns: Vec<Column>,
    /// How many rows there are.
    pub rows: usize,
    /// A row by its index, a cell for each column.
    pub row: &'a dyn Fn(usize) -> Vec<Cell>,
    /// What stands under the rows.
    pub total: Option<Vec<Cell>>,
}

/// The columns that are shown, by their indices, with their widths.
pub(super) type Layout = Vec<(usize, usize)>;

impl Grid<'_> {
    /// The widths that all columns would have.
    fn measure(&self) -> Layout {
        let titles = self.columns.iter().map(|column| look::width(&column.title));
        let mut widths: Vec<usize> = titles.collect();
        let rows = (0..self.rows).map(|index| (self.row)(index)).chain(self.total.clone());
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(&row) {
                *width = (*width).max(look::width(&cell.text));
            }
        }
        widths.into_iter().enumerate().collect()
    }

    /// The columns that fit, and whether these are all.
    pub fn fit(&self, most: usize) -> (Layout, bool) {
        let mut layout = self.measure();
        let all = layout.len();
        loop {
            let over = columns_of(&layout).saturating_sub(most);
            let spare =
                |(index, width): &(usize, usize)| width.saturating_sub(self.columns[*index].least);
            let spares: usize = layout.iter().map(spare).sum();
            let last = layout.iter().map(|(index, _)| self.columns[*index].rank).max().unwrap_or(0);
            if over <= spares || last == 0 {
                self.cut(&mut layout, over);
                let is_all = layout.len() == all;
                return (layout, is_all);
            }
            layout.retain(|(index, _)| self.columns[*index].rank != last);
        }
    }

    /// Takes so many columns from what may be cut, the widest first.
    fn cut(&self, layout: &mut Layout, over: usize) {
        for _ in 0..over {
            let may_be_cut =
                layout.iter_mut().filter(|(index, width)| *width > self.columns[*index].least);
            if let Some((_, width)) = may_be_cut.max_by_key(|(_, width)| *width) {
                *width -= 1;
            }
        }
    }

    /// Writes the columns of a layout.
    pub fn write(&self, layout: &Layout, look: Look, out: &mut dyn Write) -> io::Result<()> {
        let line = look.line(columns_of(layout));
        if self.columns.iter().any(|column| !column.title.is_empty()) {
            let titles = self.columns.iter().map(|column| Cell::new(&column.title, STRONG));
            writeln!(out, "{}\n{line}", self.line(layout, &titles.collect::<Vec<_>>(), look))?;
        }
        for index in 0..self.rows {
            writeln!(out, "{}", self.line(layout, &(self.row)(index), look))?;
        }
        match &self.total {
            Some(total) => writeln!(out, "{line}\n{}", self.line(layout, total, look)),
            None => Ok(()),
        }
    }

    fn line(&self, layout: &Layout, row: &[Cell], look: Look) -> String {
        look::line(layout.iter().filter_map(|(index, width)| {
            let cell = row.get(*index)?;
            let text = look::cut(&look::plain(&cell.text), *width, look);
            let painted = look.paint(cell.style, &text);
            Some(Placed { text, painted, width: *width, right: self.columns[*index].right })
        }))
    }
}

/// Columns of a whole row.
fn columns_of(layout: &Layout) -> usize {
    layout.iter().map(|(_, width)| width + GAP).sum::<usize>().saturating_sub(GAP)
}
