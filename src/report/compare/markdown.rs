//! Networks side by side as Markdown for GitHub.

use std::io::{self, Write};

use super::Compared;
use super::grid::{Cell, Grid};
use super::layers::Layers;
use super::totals::Totals;
use crate::report::look::Look;
use crate::report::markdown::{escaped, row};
use crate::report::summary;

const LOOK: Look = Look { color: false, unicode: true };

/// Writes the tables.
///
/// # Errors
/// When the output does not take it.
pub fn write(compared: &Compared<'_>, out: &mut dyn Write) -> io::Result<()> {
    for side in compared.sides {
        let network = side.costs.network;
        let (word, name) = (escaped(side.word), escaped(&network.name));
        writeln!(out, "- **{word}**: {name}, {}", escaped(&summary::samples(side.costs, LOOK)))?;
    }
    for line in compared.conventions() {
        writeln!(out, "- {}", escaped(&line))?;
    }
    writeln!(out)?;
    let totals = Totals::new(compared, LOOK);
    match totals.has_many() {
        true => totals.with_turned(|grid| table(grid, out))?,
        false => totals.with_grid(|grid| table(grid, out))?,
    }
    let Some(layers) = Layers::new(compared, LOOK) else { return Ok(()) };
    writeln!(out)?;
    match compared.sameness() {
        Some(text) => writeln!(out, "{text}"),
        None => layers.with_grid(|grid| table(grid, out)),
    }
}

fn table(grid: &Grid<'_>, out: &mut dyn Write) -> io::Result<()> {
    let titles = grid.columns.iter().map(|column| escaped(&column.title));
    row(titles, out)?;
    let rule = |right: bool| if right { "---:" } else { "---" };
    row(grid.columns.iter().map(|column| rule(column.right).to_owned()), out)?;
    let cells = |row: Vec<Cell>| row.into_iter().map(|cell| escaped(&cell.text));
    for each in (grid.rows)() {
        row(cells(each), out)?;
    }
    let bold = |text: String| if text.is_empty() { text } else { format!("**{text}**") };
    match grid.total.clone() {
        Some(total) => row(cells(total).map(bold), out),
        None => Ok(()),
    }
}
