//! The report as Markdown for GitHub: a heading, a table and lists, written row by row.

use std::io::{self, Write};

use super::cells::{Cell, Cells, quotient};
use super::columns::{Column, Shows};
use super::look::Look;
use super::rows::Rows;
use super::summary::{self, Entry};
use super::{Report, comparison, table};
use crate::cost::Comparison;
use crate::text::digits::{Digits, percent};
use crate::text::duration;
use crate::text::plain::one_line;

/// The columns up to this rank are shown unless others are asked for: what a page is wide enough for.
const SHOWN: u8 = 9;

const LOOK: Look = Look { color: false, unicode: true };

/// Writes the report.
///
/// # Errors
/// When the output does not take it.
pub fn write(report: &Report<'_>, digits: Digits, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {}\n", escaped(&report.costs.network.name))?;
    let settings = summary::settings(report, LOOK);
    let settings: Vec<_> = settings.iter().map(|line| escaped(line)).collect();
    writeln!(out, "{}.\n", settings.join("; "))?;
    table(report, digits, out)?;
    writeln!(out)?;
    for list in summary::lists(report, LOOK, digits) {
        let indent = match list.titles {
            Some([title, figures, notes]) => {
                let titles = [figures, notes].into_iter().filter(|title| !title.is_empty());
                writeln!(out, "- {title}, {}:", titles.collect::<Vec<_>>().join(" and "))?;
                "  "
            }
            None => "",
        };
        for entry in &list.entries {
            writeln!(out, "{indent}- {}", line(entry))?;
            for [name, shape, bytes] in &entry.parts {
                let shape = if shape.is_empty() { "" } else { &format!(", {shape}") };
                writeln!(out, "{indent}  - {}{shape}: {bytes}", escaped(name))?;
            }
        }
    }
    if !report.by_convention.is_empty() {
        writeln!(out)?;
        conventions(report.by_convention, digits, out)?;
    }
    for remark in summary::remarks(report.costs) {
        writeln!(out, "\n{}.", escaped(&remark))?;
    }
    Ok(())
}

fn table(report: &Report<'_>, digits: Digits, out: &mut dyn Write) -> io::Result<()> {
    let mut columns = report.columns.to_vec();
    if columns.is_empty() {
        columns = table::defaults(report);
        columns.retain(|column| column.rank.is_none_or(|rank| rank <= SHOWN));
    }
    let cells = Cells::new(report);
    let rows = Rows::new(&cells, false);
    let rule = |column: &&Column| if column.is_right() { "---:" } else { "---" };
    let titles = columns.iter().map(|column| report.title(column).to_owned());
    row(titles, out)?;
    row(columns.iter().map(|column| rule(column).to_owned()), out)?;
    for each in rows.iter() {
        let figures = each.figures(report.costs);
        let cell = |column: &&Column| match (cells.cell(column, &each, &figures), column.shows) {
            (Cell::Text(source), Shows::Source) => code(&source),
            (cell, _) => text(&cell, digits),
        };
        row(columns.iter().map(cell), out)?;
    }
    if !columns.iter().any(|column| column.is_figure()) {
        return Ok(());
    }
    let bold = |text: String| if text.is_empty() { text } else { format!("**{text}**") };
    row(columns.iter().map(|column| bold(text(&cells.total(column), digits))), out)
}

/// A row for each convention.
fn conventions(all: &[Comparison], digits: Digits, out: &mut dyn Write) -> io::Result<()> {
    row(comparison::TITLES.iter().map(|title| (*title).to_owned()), out)?;
    row(["---", "---:", "---:", "---", "---"].into_iter().map(str::to_owned), out)?;
    for each in all {
        row(comparison::row(each, digits).iter().map(|cell| escaped(cell)), out)?;
    }
    Ok(())
}

/// A line of a table.
pub(super) fn row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    for cell in cells {
        write!(out, "| {cell}{}", if cell.is_empty() { "" } else { " " })?;
    }
    writeln!(out, "|")
}

/// A line of a list: `params: 62,378,344`.
fn line(entry: &Entry) -> String {
    let note = match (entry.note.as_str(), entry.figure.ends_with("iB")) {
        ("", _) => String::new(),
        (note, true) => format!(" ({note})"),
        (note, false) => format!(" and {note}"),
    };
    let at = entry.at.as_ref().map_or_else(String::new, |at| format!(", at {}", escaped(at)));
    format!("{}: {}{note}{at}", escaped(entry.name), entry.figure)
}

fn text(cell: &Cell<'_>, digits: Digits) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => escaped(text),
        Cell::Count(count) => digits.count(*count),
        Cell::Bytes(bytes) => digits.bytes(*bytes),
        Cell::Number(number) => number.to_string(),
        Cell::Share(part, whole) => escaped(&percent(*part, *whole)),
        Cell::Ratio(part, whole) => format!("{:.2}", quotient(*part, *whole)),
        Cell::Time(time) => duration::rounded(*time),
        Cell::Sizes(sizes) => LOOK.sizes(sizes.sizes()),
        Cell::Shapes(shapes) => {
            shapes.iter().map(|shape| LOOK.shape(shape)).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A text in which nothing means anything to Markdown.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in one_line(text).chars() {
        if "\\`*_[]<>#|~&$@".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// A call as code, whatever stands in it: as many backticks round it as it takes.
fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    let run = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(run + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}
