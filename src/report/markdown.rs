//! Reports as Markdown for GitHub: a heading, tables and lists, written row by row.

use std::borrow::Cow;
use std::io::{self, Write};

use super::cell::CellStyle;
use super::compare::layers::Layers;
use super::compare::totals::Totals;
use super::compare::view::ComparisonView;
use super::energy;
use super::format::{Audience, ReportFormat, ReportStyle, WriteError};
use super::sheet::Sheet;
use super::summary::{self, Entry};
use super::tabular::{Item, Tabular};
use super::text::term::TermStyle;
use super::view::View;
use crate::text::plain::one_line;

/// For GitHub.
pub(super) const FORMAT: ReportFormat = ReportFormat {
    name: "markdown",
    about: "For GitHub: tables and lists",
    audience: Audience::Document,
    explains: false,
    write,
    compare,
};

/// The columns up to this rank are shown by default: as many as fit on a page.
const RANK: u8 = 9;

const TERM: TermStyle = TermStyle { color: false, unicode: true };

fn write(view: &View<'_>, style: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
    writeln!(out, "# {}\n", escaped(&view.costs.network.name))?;
    let settings = summary::settings(view, TERM);
    let settings: Vec<_> = settings.iter().map(|line| escaped(line)).collect();
    writeln!(out, "{}.\n", settings.join("; "))?;
    let cells = CellStyle::readable(TERM, style.digits);
    table(&Sheet::new(view, view.document_columns(RANK), cells), out)?;
    writeln!(out)?;
    lists(view, style, out)?;
    if !view.by_convention.is_empty() {
        writeln!(out)?;
        let mark = summary::mark(view.costs, TERM);
        table(&summary::conventions(view.by_convention, mark, style.digits), out)?;
    }
    if !view.devices.is_empty() {
        writeln!(out)?;
        table(&summary::devices(view, style.digits), out)?;
    }
    if view.energy {
        writeln!(out)?;
        table(&energy::table(view.costs, style.digits), out)?;
        writeln!(out, "\n{}.", escaped(energy::SOURCE))?;
    }
    for remark in summary::remarks(view.costs) {
        writeln!(out, "\n{}.", escaped(&remark))?;
    }
    Ok(())
}

fn lists(view: &View<'_>, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    for list in summary::lists(view, TERM, style.digits) {
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
        list.verdict.iter().try_for_each(|verdict| writeln!(out, "- {}", escaped(verdict)))?;
    }
    Ok(())
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

/// The comparison: a list of the networks, their totals, and what changed layer by layer.
fn compare(
    view: &ComparisonView<'_>,
    style: &ReportStyle,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    for side in view.sides {
        let network = side.costs.network;
        let (word, name) = (escaped(side.word), escaped(&network.name));
        writeln!(out, "- **{word}**: {name}, {}", escaped(&summary::samples(side.costs, TERM)))?;
    }
    for line in view.conventions() {
        writeln!(out, "- {}", escaped(&line))?;
    }
    writeln!(out)?;
    let totals = Totals::new(view, TERM, style.digits);
    table(&if totals.has_many() { totals.by_network() } else { totals.by_figure() }, out)?;
    let Some(layers) = Layers::new(view, TERM, style.digits) else { return Ok(()) };
    writeln!(out)?;
    match view.sameness() {
        Some(text) => writeln!(out, "{text}")?,
        None => table(&layers, out)?,
    }
    Ok(())
}

/// A table.
pub(super) fn table<T: Tabular>(table: &T, out: &mut dyn Write) -> io::Result<()> {
    let headings = table.headings();
    row(headings.iter().map(|heading| escaped(&heading.title)), out)?;
    row(headings.iter().map(|it| if it.right { "---:" } else { "---" }.into()), out)?;
    for each in table.rows() {
        for (column, heading) in headings.iter().enumerate() {
            let item = table.item(&each, column);
            let text = item.text();
            cell(&if heading.code { code(text) } else { escaped(text) }, out)?;
        }
        writeln!(out, "|")?;
    }
    let bold = |item: Item<'_>| match item.text() {
        "" => "".into(),
        text => format!("**{}**", escaped(text)).into(),
    };
    table.total().map_or(Ok(()), |total| row(total.into_iter().map(bold), out))
}

/// A line of a table.
fn row<'c>(cells: impl Iterator<Item = Cow<'c, str>>, out: &mut dyn Write) -> io::Result<()> {
    for text in cells {
        cell(&text, out)?;
    }
    writeln!(out, "|")
}

fn cell(text: &str, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"| ")?;
    out.write_all(text.as_bytes())?;
    out.write_all(if text.is_empty() { b"" } else { b" " })
}

/// A text without characters that are special in Markdown.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    // Most texts are names, numbers and shapes.
    if text.chars().all(|c| c.is_alphanumeric() || matches!(c, ',' | '.' | '/' | '%' | '×')) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::new();
    for character in one_line(text).chars() {
        if "\\`*_[]<>#|~&$@".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    Cow::Owned(escaped)
}

/// A call as code, whatever it contains, between as many backticks as it takes.
fn code(text: &str) -> Cow<'_, str> {
    if text.is_empty() {
        return Cow::Borrowed(text);
    }
    let text = one_line(text).replace('|', "\\|");
    let run = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(run + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    Cow::Owned(format!("{fence}{space}{text}{space}{fence}"))
}
