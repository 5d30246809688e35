//! Every table on a terminal: columns are measured and fitted to a width, and lines are written.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::Style;

use super::term::{BAR, STRONG, TermStyle, cut, width};
use crate::report::tabular::{Heading, Item, Overflow, Tabular, Width};
use crate::text::plain::plain;
use crate::text::wrap::wrap;

/// Spaces between two columns.
const GAP: usize = 2;

/// No table has fewer columns than this because of a narrow terminal.
const LEAST_COLUMNS: usize = 2;

/// A column that is shown.
#[derive(Clone, Debug)]
struct Shown<'t> {
    heading: &'t Heading,
    /// Its index among the columns of the table.
    index: usize,
    width: usize,
}

/// The columns of a table that fit into a width.
#[derive(Debug)]
pub(crate) struct Layout<'t> {
    shown: Vec<Shown<'t>>,
    /// How many columns are dropped.
    pub dropped: usize,
    indent: usize,
    term: TermStyle,
}

/// Writes a table, fitted to a width.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn write<T: Tabular>(
    table: &T,
    most: usize,
    term: TermStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    Layout::fit(table, most, term).write(table, out)
}

impl Shown<'_> {
    /// By how many columns of the terminal it may shrink.
    fn spare(&self) -> usize {
        match self.heading.overflow {
            Overflow::Cut(least) | Overflow::Wrap(least) => self.width.saturating_sub(least),
            Overflow::Keep | Overflow::Break => 0,
        }
    }

    fn is_rest(&self) -> bool {
        matches!(self.heading.width, Width::Rest(_))
    }

    /// Whether an item is wider than the column.
    fn is_exceeded(&self, item: &Item<'_>) -> bool {
        width(item.text()) > self.width
    }

    /// Makes room for an item.
    fn hold(&mut self, text: &str) {
        let most = match &self.heading.width {
            Width::Measured(limits) => *limits.end(),
            Width::Known(_) => usize::MAX,
            Width::Rest(_) => 0,
        };
        self.width = self.width.max(width(text).min(most));
    }
}

impl<'t> Layout<'t> {
    /// The columns of a table that fit into a width.
    pub fn fit<T: Tabular>(table: &'t T, most: usize, term: TermStyle) -> Self {
        let mut layout = Layout { shown: measured(table), dropped: 0, indent: 0, term };
        loop {
            let over = layout.width().saturating_sub(most);
            let spares: usize = layout.shown.iter().map(Shown::spare).sum();
            let last = layout.shown.iter().map(|it| it.heading.rank).max().unwrap_or(0);
            if over <= spares || last == 0 || layout.shown.len() <= LEAST_COLUMNS {
                layout.shrink(over);
                layout.add_rest(most);
                layout.dropped = table.headings().len() - layout.shown.len();
                return layout;
            }
            layout.shown.retain(|it| it.heading.rank != last);
        }
    }

    /// The layout with columns for the lines to begin at.
    pub fn indented(self, indent: usize) -> Self {
        Layout { indent, ..self }
    }

    /// Shrinks columns by so much in total, the widest first.
    fn shrink(&mut self, over: usize) {
        for _ in 0..over {
            // If several are equally wide, the first of them shrinks.
            let shrinkable = self.shown.iter_mut().rev().filter(|it| it.spare() > 0);
            let Some(widest) = shrinkable.max_by_key(|it| it.width) else { return };
            widest.width -= 1;
        }
    }

    /// Gives columns of the rest what the others leave.
    fn add_rest(&mut self, most: usize) {
        let left = most.saturating_sub(self.width() + GAP);
        for it in &mut self.shown {
            if let Width::Rest(limits) = &it.heading.width {
                let least = if it.heading.rank == 0 { *limits.start() } else { 0 };
                it.width = left.clamp(least, *limits.end());
            }
        }
        self.shown.retain(|it| match &it.heading.width {
            Width::Rest(limits) => it.width >= *limits.start(),
            _ => true,
        });
    }

    /// Columns of a whole line; those of the rest count once they have a width.
    fn width(&self) -> usize {
        let shown = self.shown.iter().filter(|it| !it.is_rest() || it.width > 0);
        shown.map(|it| it.width + GAP).sum::<usize>().saturating_sub(GAP)
    }

    /// Writes the columns that fit.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write<T: Tabular>(&self, table: &T, out: &mut dyn Write) -> io::Result<()> {
        let rule = self.term.line(self.width());
        if self.shown.iter().any(|it| !it.heading.title.is_empty()) {
            let titles: Vec<_> = table.headings().iter().map(title).collect();
            self.row(|column| titles.get(column).map_or(Item::EMPTY, Item::by_ref), out)?;
            if table.is_ruled() {
                writeln!(out, "{rule}")?;
            }
        }
        let mut has_rows = false;
        for row in table.rows() {
            has_rows = true;
            self.row(|column| table.item(&row, column), out)?;
        }
        let Some(total) = table.total() else { return Ok(()) };
        if table.is_ruled() && has_rows {
            writeln!(out, "{rule}")?;
        }
        self.row(|column| total.get(column).map_or(Item::EMPTY, Item::by_ref), out)
    }

    /// Writes a row, in several lines if items continue on the next line.
    fn row<'r>(&self, item: impl Fn(usize) -> Item<'r>, out: &mut dyn Write) -> io::Result<()> {
        let continues =
            |it: &Shown<'_>| matches!(it.heading.overflow, Overflow::Wrap(_) | Overflow::Break);
        if !self.shown.iter().any(continues) {
            return self.line(self.shown.iter().map(|it| item(it.index)), out);
        }
        // The line on which a column begins, and its parts.
        let mut first = 0;
        let parts = |it: &Shown<'_>| {
            let (item, start) = (item(it.index), first);
            first += usize::from(it.heading.overflow == Overflow::Break && it.is_exceeded(&item));
            match it.heading.overflow {
                Overflow::Wrap(_) => (start, wrapped(&item, it.width)),
                _ => (start, vec![item]),
            }
        };
        let columns: Vec<(usize, Vec<Item<'_>>)> = self.shown.iter().map(parts).collect();
        let lines = columns.iter().map(|(start, parts)| start + parts.len()).max();
        for line in 0..lines.unwrap_or(0) {
            let part = |(start, parts): &'_ (usize, Vec<Item<'r>>)| {
                let part = line.checked_sub(*start).and_then(|index| parts.get(index));
                part.cloned().unwrap_or(Item::EMPTY)
            };
            self.line(columns.iter().map(part), out)?;
        }
        Ok(())
    }

    /// Writes a line: an item for each column that is shown, without spaces at the end.
    fn line<'r>(
        &self,
        items: impl Iterator<Item = Item<'r>>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut line = String::new();
        // Spaces are written before what follows them.
        let mut spaces = self.indent;
        for (it, item) in self.shown.iter().zip(items) {
            let (text, style) = self.content(it, &item);
            let padding = it.width.saturating_sub(width(&text));
            let (before, after) = if it.heading.right { (padding, 0) } else { (0, padding) };
            spaces += before;
            if !text.is_empty() {
                line.extend(std::iter::repeat_n(' ', spaces));
                line.push_str(&self.term.paint(style, &text));
                spaces = 0;
            }
            spaces += after + GAP;
        }
        writeln!(out, "{line}")
    }

    /// What is shown of an item, and in which style.
    fn content<'i>(&self, it: &Shown<'_>, item: &'i Item<'_>) -> (Cow<'i, str>, Style) {
        match item {
            Item::Bar(permille) => (self.term.bar(*permille, it.width).into(), BAR),
            Item::Text(text, style) => {
                let text = printable(text);
                let text = match it.heading.overflow {
                    Overflow::Wrap(_) | Overflow::Break => text,
                    Overflow::Cut(_) | Overflow::Keep => cut(text, it.width, self.term),
                };
                (text, *style)
            }
        }
    }
}

/// The columns of a table with the widths that they have if there is room.
fn measured<T: Tabular>(table: &T) -> Vec<Shown<'_>> {
    let shown = |(index, heading): (usize, _)| {
        let mut shown = Shown { heading, index, width: 0 };
        shown.width = match &heading.width {
            Width::Measured(limits) => *limits.start(),
            Width::Known(width) => *width,
            Width::Rest(_) => 0,
        };
        shown.hold(&heading.title);
        shown
    };
    let mut all: Vec<_> = table.headings().iter().enumerate().map(shown).collect();
    for (it, item) in all.iter_mut().zip(table.total().iter().flatten()) {
        it.hold(item.text());
    }
    let is_measured = |it: &&mut Shown<'_>| matches!(it.heading.width, Width::Measured(_));
    if all.iter_mut().any(|it| is_measured(&it)) {
        for row in table.rows() {
            for it in all.iter_mut().filter(is_measured) {
                it.hold(table.item(&row, it.index).text());
            }
        }
    }
    all
}

fn title(heading: &Heading) -> Item<'_> {
    Item::styled(&*heading.title, STRONG)
}

/// The lines of an item that is wrapped.
fn wrapped<'i>(item: &Item<'i>, most: usize) -> Vec<Item<'i>> {
    match item {
        Item::Text(text, style) => {
            wrap(text, most).into_iter().map(|line| Item::styled(line, *style)).collect()
        }
        Item::Bar(_) => vec![item.clone()],
    }
}

/// A text without characters that could control the terminal.
fn printable(text: &str) -> Cow<'_, str> {
    match text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(plain(text)),
    }
}
