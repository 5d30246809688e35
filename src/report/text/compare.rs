//! Networks side by side as tables, fitted to the terminal.

use std::io::{self, Write};

use super::grid::{self, Layout};
use super::summary::wrapped;
use super::term::STRONG;
use crate::diff::Side;
use crate::report::compare::layers::Layers;
use crate::report::compare::totals::Totals;
use crate::report::compare::view::ComparisonView;
use crate::report::format::ReportStyle;
use crate::report::summary;
use crate::report::tabular::{Heading, Item, Listing};

/// Writes the comparison.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn write(
    view: &ComparisonView<'_>,
    style: &ReportStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    head(view, style, out)?;
    writeln!(out)?;
    totals(view, style, out)?;
    let Some(layers) = Layers::new(view, style.term, style.digits) else { return Ok(()) };
    writeln!(out)?;
    match view.sameness() {
        Some(text) => writeln!(out, "{text}"),
        None => {
            grid::write(&layers, style.width, style.term, out)?;
            view.folding().map_or(Ok(()), |text| writeln!(out, "\n{text}"))
        }
    }
}

/// Writes what the figures are for, a line for each network.
fn head(view: &ComparisonView<'_>, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let row = |side: &Side<'_>| {
        let network = side.costs.network;
        let text = format!("{}: {}", network.name, summary::samples(side.costs, style.term));
        vec![Item::styled(side.word.to_owned(), STRONG), Item::plain(text)]
    };
    let headings = vec![Heading::text("", 16), Heading::text("", 30)];
    let table = Listing::new(headings, view.sides.iter().map(row).collect());
    grid::write(&table, style.width, style.term, out)?;
    view.conventions().iter().try_for_each(|line| wrapped(line, style.width, out))
}

/// Writes the totals: a column for each network if there are few and all fit, else a row.
fn totals(view: &ComparisonView<'_>, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let totals = Totals::new(view, style.term, style.digits);
    let by_figure = totals.by_figure();
    let layout = Layout::fit(&by_figure, style.width, style.term);
    // Of two networks, the difference may be dropped: the ratio remains.
    let spared = usize::from(view.sides.len() == 2);
    match layout.dropped <= spared && !totals.has_many() {
        true => layout.write(&by_figure, out),
        false => grid::write(&totals.by_network(), style.width, style.term, out),
    }
}
