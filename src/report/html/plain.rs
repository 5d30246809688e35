//! The report as plain tables: for readers without scripts, for search engines, and for browsers of
//! text.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::report::cell::CellStyle;
use crate::report::compare::layers::Layers;
use crate::report::compare::totals::Totals;
use crate::report::compare::view::ComparisonView;
use crate::report::format::ReportStyle;
use crate::report::options::RowOptions;
use crate::report::page::MAX_ROWS;
use crate::report::rows::depth_within;
use crate::report::sheet::Sheet;
use crate::report::summary::{self, Entry, List};
use crate::report::tabular::{Heading, Item, Listing, Tabular};
use crate::report::text::term::TermStyle;
use crate::report::view::View;
use crate::text::plain::one_line;

const TERM: TermStyle = TermStyle { color: false, unicode: true };

/// The columns up to this rank are shown by default.
const RANK: u8 = 4;

/// Writes the report of a network.
pub(super) fn report(view: &View<'_>, style: &ReportStyle, out: &mut impl Write) -> io::Result<()> {
    heading(&view.costs.network.name, out)?;
    summary::settings(view, TERM).iter().try_for_each(|line| paragraph(line, out))?;
    for list in summary::lists(view, TERM, style.digits) {
        entries(&list, out)?;
        list.verdict.iter().try_for_each(|verdict| paragraph(verdict, out))?;
    }
    let rows = &few_rows(view);
    let view = &View { rows, ..*view };
    let cells = CellStyle::readable(TERM, style.digits);
    table(&Sheet::new(view, view.document_columns(RANK), cells), out)?;
    if !view.by_convention.is_empty() {
        let mark = summary::mark(view.costs, TERM);
        table(&summary::conventions(view.by_convention, mark, style.digits), out)?;
    }
    if !view.devices.is_empty() {
        table(&summary::devices(view, style.digits), out)?;
    }
    summary::remarks(view.costs).iter().try_for_each(|remark| paragraph(remark, out))
}

/// The requested rows; of a large network of which none are requested, those of folded blocks.
fn few_rows(view: &View<'_>) -> RowOptions {
    let is_large = view.costs.network.layers.len() > MAX_ROWS;
    match is_large && view.rows.is_default() {
        true => RowOptions { depth: depth_within(view.costs, MAX_ROWS), ..*view.rows },
        false => *view.rows,
    }
}

/// Writes the comparison of networks.
pub(super) fn comparison(
    view: &ComparisonView<'_>,
    style: &ReportStyle,
    out: &mut impl Write,
) -> io::Result<()> {
    let words: Vec<_> = view.sides.iter().map(|side| side.word).collect();
    heading(&words.join(", "), out)?;
    for side in view.sides {
        let samples = summary::samples(side.costs, TERM);
        paragraph(&format!("{}: {}, {samples}", side.word, side.costs.network.name), out)?;
    }
    view.conventions().iter().try_for_each(|line| paragraph(line, out))?;
    let totals = Totals::new(view, TERM, style.digits);
    table(&if totals.has_many() { totals.by_network() } else { totals.by_figure() }, out)?;
    match (Layers::new(view, TERM, style.digits), view.sameness()) {
        (None, _) => Ok(()),
        (Some(_), Some(text)) => paragraph(&text, out),
        (Some(layers), None) => table(&layers, out),
    }
}

/// Writes a table with a title, and remarks below it.
pub(super) fn listing(
    title: &str,
    remarks: &[String],
    listing: &Listing<'_>,
    out: &mut impl Write,
) -> io::Result<()> {
    heading(title, out)?;
    table(listing, out)?;
    remarks.iter().try_for_each(|remark| paragraph(remark, out))
}

fn heading(text: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<h1>{}</h1>", escaped(text))
}

fn paragraph(text: &str, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<p>{}</p>", escaped(text))
}

/// Writes figures that belong together.
fn entries(list: &List, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<table>")?;
    if let Some(titles) = list.titles {
        row("th", titles.into_iter().map(|title| (title, false)), out)?;
    }
    for Entry { name, figure, note, at, parts } in &list.entries {
        row("td", [(*name, false), (figure, true), (note, false)].into_iter(), out)?;
        let Some(at) = at else { continue };
        row("td", [(&*format!("at {at}, where these are alive"), false)].into_iter(), out)?;
        for [name, shape, bytes] in parts {
            row("td", [(&**name, false), (bytes, true), (shape, false)].into_iter(), out)?;
        }
    }
    writeln!(out, "</table>")
}

/// Writes a table; of one with very many rows, the first.
fn table<T: Tabular>(table: &T, out: &mut impl Write) -> io::Result<()> {
    let headings = table.headings();
    let line = |name, items: &[Item<'_>], out: &mut _| {
        let cells = headings.iter().zip(items);
        row(name, cells.map(|(heading, item)| (item.text(), heading.right)), out)
    };
    writeln!(out, "<table>\n<thead>")?;
    let title = |heading: &Heading| Item::plain(heading.title.clone().into_owned());
    line("th", &headings.iter().map(title).collect::<Vec<_>>(), out)?;
    writeln!(out, "<tbody>")?;
    let mut rows = table.rows();
    for row in rows.by_ref().take(MAX_ROWS) {
        let items: Vec<_> = (0..headings.len()).map(|column| table.item(&row, column)).collect();
        line("td", &items, out)?;
    }
    let others = rows.count();
    if let Some(total) = table.total() {
        writeln!(out, "<tfoot>")?;
        line("td", &total, out)?;
    }
    writeln!(out, "</table>")?;
    match others {
        0 => Ok(()),
        _ => paragraph(&format!("{others} more rows are not shown"), out),
    }
}

/// Writes a row of cells, each with whether it is right-aligned. What HTML closes by itself is not closed.
fn row<'t>(
    name: &str,
    cells: impl Iterator<Item = (&'t str, bool)>,
    out: &mut impl Write,
) -> io::Result<()> {
    out.write_all(b"<tr>")?;
    for (text, right) in cells {
        let align = if right { " align=right>" } else { ">" };
        for part in ["<", name, align, &escaped(text)] {
            out.write_all(part.as_bytes())?;
        }
    }
    out.write_all(b"\n")
}

/// A text on one line, none of which is markup.
pub(in crate::report) fn escaped(text: &str) -> Cow<'_, str> {
    let text = one_line(text);
    if !text.contains(['<', '>', '&', '"', '\'']) {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    Cow::Owned(safe)
}
