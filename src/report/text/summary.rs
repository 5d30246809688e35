//! What is above and below the rows of a table.

use std::io::{self, Write};

use super::grid::{self, Layout};
use super::term::{STRONG, width};
use crate::report::energy;
use crate::report::format::ReportStyle;
use crate::report::summary::{self, Entry, List};
use crate::report::tabular::{Heading, Item, Listing, Overflow, Width};
use crate::report::view::View;
use crate::text::plain::one_line;
use crate::text::wrap::wrap;

/// Writes the title, and what the figures are for.
pub(super) fn head(view: &View<'_>, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let title = one_line(view.costs.network.name.as_str());
    writeln!(out, "{}", style.term.paint(STRONG, &title))?;
    let settings = summary::settings(view, style.term);
    settings.iter().try_for_each(|line| wrapped(line, style.width, out))
}

/// Writes the lists, the conventions and the remarks.
pub(super) fn tail(view: &View<'_>, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let lists = summary::lists(view, style.term, style.digits);
    let widest = |column: usize| {
        let texts =
            lists.iter().flat_map(lines).filter_map(move |line| line.into_iter().nth(column));
        texts.map(width).max().unwrap_or(0)
    };
    let (names, figures) = (widest(0), widest(1));
    for (index, list) in lists.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let headings = vec![
            whole("").with_width(Width::Known(names)),
            Heading::numbers("", 0).with_width(Width::Known(figures)),
            Heading::numbers("", 0),
        ];
        let rows = lines(list).map(|line| line.map(Item::plain).into()).collect();
        grid::write(&Listing::new(headings, rows), usize::MAX, style.term, out)?;
        list.entries.iter().try_for_each(|entry| parts(entry, style, out))?;
        list.verdict.iter().try_for_each(|verdict| writeln!(out, "{verdict}"))?;
    }
    if !view.by_convention.is_empty() {
        writeln!(out)?;
        let conventions = summary::conventions(
            view.by_convention,
            summary::mark(view.costs, style.term),
            style.digits,
        );
        grid::write(&conventions, style.width, style.term, out)?;
    }
    if !view.devices.is_empty() {
        writeln!(out)?;
        let devices = summary::devices(view, style.digits);
        grid::write(&devices, style.width, style.term, out)?;
    }
    if view.energy {
        writeln!(out)?;
        grid::write(&energy::table(view.costs, style.digits), style.width, style.term, out)?;
        wrapped(energy::SOURCE, style.width, out)?;
    }
    for remark in summary::remarks(view.costs) {
        writeln!(out)?;
        wrapped(&remark, style.width, out)?;
    }
    Ok(())
}

/// Names, figures and notes of a list, the titles first.
fn lines(list: &List) -> impl Iterator<Item = [&str; 3]> {
    let entries = list.entries.iter();
    let entries = entries.map(|entry| [entry.name, &*entry.figure, &*entry.note]);
    list.titles.into_iter().chain(entries)
}

/// A column that does not shrink.
fn whole(title: &'static str) -> Heading {
    Heading::text(title, 0).with_overflow(Overflow::Keep)
}

/// The least width of the names of tensors.
const NAME: usize = 8;

/// Columns that the parts of a figure are indented by.
const INDENT: usize = 4;

/// Writes where a figure comes from, and what it is made of.
fn parts(entry: &Entry, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let Some(at) = &entry.at else { return Ok(()) };
    writeln!(out, "  at {at}, where these are alive:")?;
    let headings = vec![
        Heading::text("", NAME).with_width(Width::Measured(NAME..=usize::MAX)),
        whole(""),
        Heading::numbers("", 0),
    ];
    let rows = entry
        .parts
        .iter()
        .map(|parts| parts.each_ref().map(|part| Item::plain(part.as_str())).into());
    let table = Listing::new(headings, rows.collect());
    let most = style.width.saturating_sub(INDENT);
    Layout::fit(&table, most, style.term).indented(INDENT).write(&table, out)
}

/// Writes a text in lines of a width.
pub(in crate::report) fn wrapped(text: &str, most: usize, out: &mut dyn Write) -> io::Result<()> {
    wrap(text, most).into_iter().try_for_each(|line| writeln!(out, "{line}"))
}
