//! The memory that is alive while each layer runs, as bars.

use std::io::{self, Write};

use super::grid;
use super::term::STRONG;
use crate::report::cells::Cells;
use crate::report::format::ReportStyle;
use crate::report::options::RowOptions;
use crate::report::rows::{Row, Rows};
use crate::report::tabular::{Heading, Item, Listing, Overflow, Width};
use crate::report::view::View;
use crate::text::digits::permille;
use crate::text::plain::one_line;

/// The most lines there are; more rows share them, and each line shows the largest of its rows.
const LINES: usize = 60;

/// The least width of a bar, and of a name.
const LEAST: usize = 8;

/// The mark after the bar of the peak.
const PEAK: &str = "peak";

/// Writes the bars, in the order in which layers run, folded as the rows are.
///
/// # Errors
/// When the output cannot be written.
pub(super) fn write(view: &View<'_>, style: &ReportStyle, out: &mut dyn Write) -> io::Result<()> {
    let rows = RowOptions { depth: view.rows.depth, ..RowOptions::default() };
    let view = View { rows: &rows, ..*view };
    let cells = Cells::new(&view);
    let rows = cells.rows(false);
    let each = rows.iter().count().div_ceil(LINES).max(1);
    let shared = match each {
        1 => String::new(),
        each => format!("; a line shows the largest of {each} rows"),
    };
    let title = format!("bytes alive while each layer runs{shared}");
    writeln!(out, "\n{}", style.term.paint(STRONG, &title))?;
    let names = LEAST..=LEAST.max(style.width / 3);
    let headings = vec![
        Heading::text("", 0).with_width(Width::Measured(names)).with_overflow(Overflow::Keep),
        Heading::numbers("", 0),
        Heading::text("", 0).with_width(Width::Rest(LEAST..=usize::MAX)),
        Heading::text("", 0).with_width(Width::Known(PEAK.len())).with_overflow(Overflow::Keep),
    ];
    let table = Listing::new(headings, lines(&cells, &rows, each, style));
    grid::write(&table, style.width, style.term, out)
}

/// The lines: a name, the bytes, a bar, and a mark if the peak is among the rows of the line.
fn lines(
    cells: &Cells<'_>,
    rows: &Rows<'_>,
    each: usize,
    style: &ReportStyle,
) -> Vec<Vec<Item<'static>>> {
    let costs = cells.view.costs;
    let peak = costs.totals.peak_layer;
    // The heaviest row of each line; names are made for those only.
    let mut heaviest: Vec<(Row, u128)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let bytes = row.span.map_or(0, |(first, last)| costs.living(first, last));
        match heaviest.last_mut() {
            Some(last) if index % each > 0 => {
                if bytes > last.1 {
                    *last = (row, bytes);
                }
            }
            _ => heaviest.push((row, bytes)),
        }
    }
    let has_peak = |row: &Row| {
        row.span.zip(peak).is_some_and(|((first, last), peak)| first <= peak && peak <= last)
    };
    let line = |(row, bytes): (Row, u128)| {
        vec![
            Item::plain(one_line(row.name(costs.network))),
            Item::plain(style.digits.bytes(bytes)),
            Item::Bar(permille(bytes, costs.totals.peak_memory)),
            Item::plain(if has_peak(&row) { PEAK } else { "" }),
        ]
    };
    heaviest.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests;
