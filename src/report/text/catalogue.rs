//! The list of all codes of messages, by area.

use std::io::{self, Write};

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

use super::page::{inline, paint, without_links};
use crate::bundled::pages::{AREAS, Page};
use crate::text::wrap::wrap;

/// Writes each code with what it means, in lines of a width.
///
/// # Errors
/// When the output cannot be written.
pub fn write_list(
    pages: &[Page],
    width: usize,
    color: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let column = pages.iter().map(|page| page.name().width()).max().unwrap_or_default() + 2;
    for (index, (area, about)) in AREAS.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}: {about}", paint(&format!("net::{area}"), Style::new().bold(), color))?;
        for page in pages.iter().filter(|page| page.area() == *area) {
            let mut name = page.name();
            for line in wrap(&without_links(&page.summary()), width.saturating_sub(column + 2)) {
                writeln!(out, "  {name:<column$}{}", inline(&line, color))?;
                name = "";
            }
        }
    }
    Ok(())
}

/// Writes the same as Markdown, for the page that leads to the others.
///
/// # Errors
/// When the output cannot be written.
#[cfg(feature = "internals")]
pub fn write_index(pages: &[Page], out: &mut dyn Write) -> io::Result<()> {
    for (area, about) in AREAS {
        writeln!(out, "## net::{area}\n\nAbout {about}.\n\n| code | |\n| --- | --- |")?;
        for page in pages.iter().filter(|page| page.area() == *area) {
            let name = page.name();
            let summary = without_links(&page.summary()).replace('|', "\\|");
            writeln!(out, "| [`{name}`]({area}/{name}.md) | {summary} |")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Writes the lines of the book's table of contents, two levels deep.
///
/// # Errors
/// When the output cannot be written.
#[cfg(feature = "internals")]
pub fn write_contents(pages: &[Page], out: &mut dyn Write) -> io::Result<()> {
    for page in pages {
        let (area, name) = (page.area(), page.name());
        writeln!(out, "  - [{area}::{name}](diagnostics/{area}/{name}.md)")?;
    }
    Ok(())
}
