//! What lives in memory while the layers run, as a bar for each.

use std::io::{self, Write};

use super::Report;
use super::cells::Cells;
use super::look::{self, BAR, GAP, Look, Placed, STRONG};
use super::rows::{Arrangement, Row, Rows};
use super::table::Options;
use crate::text::digits::permille;
use crate::text::plain::one_line;

/// The most lines there are; more rows share them, and each line shows the most of its rows.
const LINES: usize = 60;

/// The least room for a bar, and for a name.
const LEAST: usize = 8;

/// What stands behind the bar of the peak.
const PEAK: &str = "peak";

/// Writes the bars, in the order in which layers run, folded as the rows are.
///
/// # Errors
/// When the output does not take it.
pub(super) fn write(report: &Report<'_>, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let arrangement = Arrangement { depth: report.arrangement.depth, ..Arrangement::default() };
    let report = Report { arrangement: &arrangement, ..*report };
    let cells = Cells::new(&report);
    let rows = Rows::new(&cells, false);
    let each = rows.iter().count().div_ceil(LINES).max(1);
    let lines = lines(&cells, &rows, each);
    let shared = match each {
        1 => String::new(),
        each => format!(", a line for {each} rows that shows the most of them"),
    };
    let title = format!("bytes alive while each layer runs{shared}");
    writeln!(out, "\n{}", options.look.paint(STRONG, &title))?;
    let plot = Plot::new(report.costs.totals.peak_memory, lines, options);
    plot.lines.iter().try_for_each(|line| writeln!(out, "{}", plot.line(line)))
}

/// A line: the row that takes most of those it stands for.
struct Line {
    name: String,
    bytes: u128,
    /// Whether the peak is among its rows.
    peak: bool,
}

fn lines(cells: &Cells<'_>, rows: &Rows<'_>, each: usize) -> Vec<Line> {
    let peak = cells.report.costs.totals.peak_layer;
    // The heaviest row of each line; names are made for those only.
    let mut heaviest: Vec<(Row, u128)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let bytes = row.span.map_or(0, |(first, last)| cells.report.costs.living(first, last));
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
    let line = |(row, bytes): (Row, u128)| Line {
        name: one_line(&cells.name(&row)),
        bytes,
        peak: has_peak(&row),
    };
    heaviest.into_iter().map(line).collect()
}

/// Lines in their columns: a name, a bar, the bytes.
struct Plot<'a> {
    lines: Vec<Line>,
    options: &'a Options,
    most: u128,
    name: usize,
    figure: usize,
    bar: usize,
}

impl<'a> Plot<'a> {
    fn new(most: u128, lines: Vec<Line>, options: &'a Options) -> Self {
        let widest = |text: &dyn Fn(&Line) -> String| {
            lines.iter().map(|line| look::width(&text(line))).max().unwrap_or(0)
        };
        let figure = widest(&|line| options.digits.bytes(line.bytes));
        let name = widest(&|line| line.name.clone()).min(options.width / 3).max(LEAST);
        let taken = name + figure + PEAK.len() + 3 * GAP;
        let bar = options.width.saturating_sub(taken).max(LEAST);
        Plot { lines, options, most, name, figure, bar }
    }

    fn line(&self, line: &Line) -> String {
        let Options { look, digits, .. } = *self.options;
        let bar = bar(look, permille(line.bytes, self.most), self.bar);
        let bar = Placed { painted: look.paint(BAR, &bar), ..Placed::plain(bar, self.bar, false) };
        let mark = if line.peak { PEAK } else { "" };
        look::line(
            [
                Placed::plain(look::cut(&line.name, self.name, look), self.name, false),
                Placed::plain(digits.bytes(line.bytes), self.figure, true),
                bar,
                Placed::plain(mark.to_owned(), PEAK.len(), false),
            ]
            .into_iter(),
        )
    }
}

/// A bar, also where there are only ASCII characters.
fn bar(look: Look, permille: u128, width: usize) -> String {
    match look.unicode {
        true => look.bar(permille, width),
        false => "#".repeat((permille.min(1000) as usize * width).div_ceil(1000)),
    }
}

#[cfg(test)]
mod tests;
