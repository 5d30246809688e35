//! Networks side by side as tables, fitted to a width.

use std::io::{self, Write};

use super::Compared;
use super::grid::{Cell, Column, Grid};
use super::layers::Layers;
use super::totals::Totals;
use crate::diff::Side;
use crate::report::look::{Look, STRONG};
use crate::report::summary;

/// Writes the tables.
///
/// # Errors
/// When the output does not take it.
pub fn write(
    compared: &Compared<'_>,
    width: usize,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    head(compared, width, look, out)?;
    writeln!(out)?;
    totals(compared, width, look, out)?;
    let Some(layers) = Layers::new(compared, look) else { return Ok(()) };
    writeln!(out)?;
    match compared.sameness() {
        Some(text) => writeln!(out, "{text}"),
        None => layers.with_grid(|grid| grid.write(&grid.fit(width).0, look, out)),
    }
}

/// What the figures hold for, a line for each network.
fn head(compared: &Compared<'_>, width: usize, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let row = |side: &Side<'_>| {
        let text = format!("{}: {}", side.costs.network.name, summary::samples(side.costs, look));
        vec![Cell::new(side.word, STRONG), Cell::plain(text)]
    };
    let columns = vec![Column::text("", 16), Column::text("", 30)];
    let rows = || -> Box<dyn Iterator<Item = _>> { Box::new(compared.sides.iter().map(row)) };
    let grid = Grid { columns, rows: &rows, total: None };
    grid.write(&grid.fit(width).0, look, out)?;
    for line in compared.conventions() {
        summary::wrapped(&line, width, out)?;
    }
    Ok(())
}

/// A column for each network where there are few and all fit, else a row.
fn totals(
    compared: &Compared<'_>,
    width: usize,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let totals = Totals::new(compared, look);
    let written = totals.with_grid(|grid| {
        let (layout, is_all) = grid.fit(width);
        let fits = is_all || compared.sides.len() == 2 && layout.len() + 1 == grid.columns.len();
        let is_shown = fits && !totals.has_many();
        is_shown.then(|| grid.write(&layout, look, out))
    });
    match written {
        Some(written) => written,
        None => totals.with_turned(|grid| grid.write(&grid.fit(width).0, look, out)),
    }
}
