//! Reports as LaTeX, for papers: tables with the rules of the package `booktabs`, written row by
//! row.

use std::io::{self, Write};

use super::cell::CellStyle;
use super::compare::layers::Layers;
use super::compare::totals::Totals;
use super::compare::view::ComparisonView;
use super::format::{Audience, ReportFormat, ReportStyle, WriteError};
use super::sheet::Sheet;
use super::summary;
use super::tabular::{Heading, Item, Overflow, Tabular};
use super::text::term::TermStyle;
use super::view::View;
use crate::text::plain::one_line;

/// For papers.
pub(super) const FORMAT: ReportFormat = ReportFormat {
    name: "latex",
    about: "For papers: a `tabular` with the rules of booktabs",
    audience: Audience::Document,
    explains: false,
    write,
    compare,
};

/// The columns up to this rank are shown by default: as many as fit into a column of text.
const RANK: u8 = 4;

const TERM: TermStyle = TermStyle { color: false, unicode: true };

fn write(view: &View<'_>, style: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
    requirement(out)?;
    comment(&view.costs.network.name, out)?;
    for line in summary::settings(view, TERM).iter().chain(&summary::remarks(view.costs)) {
        comment(line, out)?;
    }
    let cells = CellStyle::readable(TERM, style.digits);
    tabular(&Sheet::new(view, view.document_columns(RANK), cells), out)?;
    if !view.by_convention.is_empty() {
        writeln!(out)?;
        tabular(
            &summary::conventions(
                view.by_convention,
                summary::mark(view.costs, TERM),
                style.digits,
            ),
            out,
        )?;
    }
    if !view.devices.is_empty() {
        writeln!(out)?;
        tabular(&summary::devices(view, style.digits), out)?;
    }
    Ok(())
}

/// The comparison: the totals, and what changed layer by layer.
fn compare(
    view: &ComparisonView<'_>,
    style: &ReportStyle,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    requirement(out)?;
    for side in view.sides {
        let network = side.costs.network;
        let samples = summary::samples(side.costs, TERM);
        comment(&format!("{}: {}, {samples}", side.word, network.name), out)?;
    }
    view.conventions().iter().try_for_each(|line| comment(line, out))?;
    let totals = Totals::new(view, TERM, style.digits);
    tabular(&if totals.has_many() { totals.by_network() } else { totals.by_figure() }, out)?;
    let Some(layers) = Layers::new(view, TERM, style.digits) else { return Ok(()) };
    writeln!(out)?;
    match view.sameness() {
        Some(text) => comment(&text, out)?,
        None => tabular(&layers, out)?,
    }
    Ok(())
}

/// Says which package a document needs.
pub(super) fn requirement(out: &mut dyn Write) -> io::Result<()> {
    comment("requires \\usepackage{booktabs}", out)
}

pub(super) fn comment(text: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "% {}", one_line(text))
}

/// A table, with its total below a rule.
pub(super) fn tabular<T: Tabular>(table: &T, out: &mut dyn Write) -> io::Result<()> {
    let headings = table.headings();
    let columns: String = headings.iter().map(alignment).collect();
    writeln!(out, "\\begin{{tabular}}{{{columns}}}\n\\toprule")?;
    row(headings.iter().map(|heading| escaped(&heading.title)), out)?;
    let mut rule = "\\midrule\n";
    write!(out, "{rule}")?;
    for each in table.rows() {
        let cell = |(column, heading)| cell(&table.item(&each, column), heading);
        row(headings.iter().enumerate().map(cell), out)?;
        rule = "";
    }
    if let Some(total) = table.total() {
        // Without rows, there is a rule already.
        write!(out, "{}", if rule.is_empty() { "\\midrule\n" } else { "" })?;
        row(total.iter().zip(headings).map(|(item, heading)| cell(item, heading)), out)?;
    }
    writeln!(out, "\\bottomrule\n\\end{{tabular}}")
}

/// Numbers are aligned right; long lists are broken into lines.
fn alignment(heading: &Heading) -> &'static str {
    match heading.overflow {
        _ if heading.right => "r",
        Overflow::Wrap(_) => "p{0.25\\linewidth}",
        _ => "l",
    }
}

/// A row. The brackets before what could be an argument of the last `\\` keep it from being one.
fn row(cells: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    for (index, cell) in cells.enumerate() {
        match (index, cell.as_str()) {
            (0, cell) if cell.starts_with(['[', '*']) => write!(out, "{{}}{cell}")?,
            (0, cell) => write!(out, "{cell}")?,
            (_, "") => write!(out, " &")?,
            (_, cell) => write!(out, " & {cell}")?,
        }
    }
    writeln!(out, " \\\\")
}

fn cell(item: &Item<'_>, heading: &Heading) -> String {
    let text = item.text();
    match text.strip_prefix('-') {
        Some(number) if heading.right => format!("$-${}", escaped(number)),
        _ if heading.code && !text.is_empty() => format!("\\texttt{{{}}}", escaped(text)),
        _ => escaped(text),
    }
}

/// A text without characters that are special in LaTeX.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in one_line(text).chars() {
        match character {
            '#' | '$' | '%' | '&' | '_' | '{' | '}' => escaped.extend(['\\', character]),
            '\\' => escaped.push_str("\\textbackslash{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '`' => escaped.push_str("\\textasciigrave{}"),
            '<' | '>' | '|' => escaped.extend(['$', character, '$']),
            '×' => escaped.push_str("$\\times$"),
            '≥' => escaped.push_str("$\\geq$"),
            '→' => escaped.push_str("$\\rightarrow$"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn special_characters_are_escaped() {
        assert_eq!(escaped("x_1 & 50% {#$}"), "x\\_1 \\& 50\\% \\{\\#\\$\\}");
        assert_eq!(
            escaped("a\\b~c^d"),
            "a\\textbackslash{}b\\textasciitilde{}c\\textasciicircum{}d"
        );
        assert_eq!(escaped("<0.1%"), "$<$0.1\\%");
        assert_eq!(escaped("64×56×56"), "64$\\times$56$\\times$56");
    }
}
