//! Reports as pages for browsers: one file without links to others, which shows the page model.
//!
//! The shell, `web/dist/report.html`, is the program that shows it, as one file that is built in `web/`.
//! Where that has a mark, the file has plain tables, for readers without scripts, and the model as JSON. When
//! the program starts, it takes the place of the tables.

mod json;
pub(super) mod plain;
mod shell;

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::compare::view::ComparisonView;
use super::format::{Audience, ReportFormat, ReportStyle, WriteError};
use super::page::{ComparisonPage, Page};
use super::tabular::Listing;
use super::view::View;

/// For browsers.
pub(super) const FORMAT: ReportFormat = ReportFormat {
    name: "html",
    about: "For browsers: a page to look at and send, in one file",
    audience: Audience::Document,
    explains: true,
    write,
    compare,
};

fn write(view: &View<'_>, style: &ReportStyle, out: &mut dyn Write) -> Result<(), WriteError> {
    // Texts are written in many small pieces.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    shell::begin(&view.costs.network.name, &mut out)?;
    plain::report(view, style, &mut out)?;
    model(&Page::new(view), &mut out)?;
    shell::end(&mut out)?;
    Ok(out.flush()?)
}

fn compare(
    view: &ComparisonView<'_>,
    style: &ReportStyle,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    let names: Vec<_> = view.sides.iter().map(|side| side.word).collect();
    shell::begin(&names.join(", "), &mut out)?;
    plain::comparison(view, style, &mut out)?;
    model(&ComparisonPage::new(view), &mut out)?;
    shell::end(&mut out)?;
    Ok(out.flush()?)
}

/// Writes a table, with remarks below it, and the page that takes its place, if there is one.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn listing(
    title: &str,
    remarks: &[String],
    table: &Listing<'_>,
    page: Option<&ComparisonPage>,
    out: &mut dyn Write,
) -> Result<(), WriteError> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    shell::begin(title, &mut out)?;
    plain::listing(title, remarks, table, &mut out)?;
    if let Some(page) = page {
        model(page, &mut out)?;
    }
    shell::end(&mut out)?;
    Ok(out.flush()?)
}

/// Writes what the program of the page reads.
fn model(model: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"<script type=\"application/json\" id=\"model\">")?;
    json::write(model, out)?;
    out.write_all(b"</script>\n")
}
