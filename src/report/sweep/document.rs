//! Sweeps in documents: Markdown and LaTeX.

use std::io::Write;

use super::columns::SweepColumn;
use super::format::{SweepFormat, SweepView, SweepWriter};
use super::tally::Tally;
use crate::report::cell::CellStyle;
use crate::report::format::{Audience, WriteError};
use crate::report::tabular::{Item, Listing};
use crate::report::text::term::TermStyle;
use crate::report::{latex, markdown};
use crate::sweep::Row;
use crate::text::digits::Digits;

/// For GitHub.
pub(super) const MARKDOWN: SweepFormat = SweepFormat {
    name: "markdown",
    about: "For GitHub: a table, and what is said of it",
    audience: Audience::Document,
    start: |view, style, out| {
        let texts = Texts::new(view, TERM, style.digits);
        Ok(Box::new(Document { texts, out, write: to_markdown }))
    },
};

/// For papers.
pub(super) const LATEX: SweepFormat = SweepFormat {
    name: "latex",
    about: "For papers: a `tabular` with the rules of booktabs",
    audience: Audience::Document,
    start: |view, style, out| {
        let texts = Texts::new(view, TERM, style.digits);
        Ok(Box::new(Document { texts, out, write: to_latex }))
    },
};

const TERM: TermStyle = TermStyle { color: false, unicode: true };

/// The texts of rows.
pub(super) struct Texts<'a> {
    /// What is shown.
    pub view: &'a SweepView<'a>,
    style: CellStyle,
    rows: Vec<Vec<Item<'static>>>,
}

impl<'a> Texts<'a> {
    /// No rows yet.
    pub fn new(view: &'a SweepView<'a>, term: TermStyle, digits: Digits) -> Self {
        let style = CellStyle::readable(term, digits);
        Texts { view, style, rows: Vec::new() }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds a row.
    pub fn add(&mut self, row: &Row) {
        let texts = self.view.cells(row).map(|cell| Item::plain(cell.into_text(&self.style)));
        self.rows.push(texts.collect());
    }

    /// The table of the rows, which are taken out.
    pub fn listing(&mut self) -> Listing<'static> {
        let headings = self.view.columns.iter().map(SweepColumn::heading).collect();
        Listing::new(headings, std::mem::take(&mut self.rows)).ruled()
    }
}

/// Writes a table with what is said of it.
type WriteTable = fn(&Listing<'_>, &[String], &mut dyn Write) -> Result<(), WriteError>;

struct Document<'a> {
    texts: Texts<'a>,
    out: &'a mut dyn Write,
    write: WriteTable,
}

impl SweepWriter for Document<'_> {
    fn row(&mut self, row: &Row) -> Result<(), WriteError> {
        self.texts.add(row);
        Ok(())
    }

    fn finish(&mut self, tally: &Tally) -> Result<(), WriteError> {
        let lines = tally.lines(self.texts.view.space);
        (self.write)(&self.texts.listing(), &lines, self.out)
    }
}

fn to_markdown(
    table: &Listing<'_>,
    lines: &[String],
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    markdown::table(table, out)?;
    for line in lines {
        writeln!(out, "\n{}.", markdown::escaped(line))?;
    }
    Ok(())
}

fn to_latex(table: &Listing<'_>, lines: &[String], out: &mut dyn Write) -> Result<(), WriteError> {
    latex::requirement(out)?;
    lines.iter().try_for_each(|line| latex::comment(line, out))?;
    Ok(latex::tabular(table, out)?)
}
