//! The layers of a scope with their figures, and the sums.

use std::io::{self, Write};

use super::Look;
use super::look::{self, GAP, Placed, STRONG};
use crate::cost::{Costs, Figures};
use crate::network::{Layer, ScopeId};
use crate::text::digits::Grouped;
use crate::text::plain::plain;

/// A row: the name, the output, params, macs and flops.
type Row = [String; 5];

/// How many columns are text.
const NAMES: usize = 2;

const TITLES: [&str; 5] = ["layer", "output", "params", "macs", "flops"];

/// Writes a row for each layer of a scope, names within the scope, and one for them all.
///
/// # Errors
/// When the output cannot be written.
pub fn write(costs: &Costs<'_>, scope: ScopeId, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let network = costs.network;
    let path = network.path(scope);
    let mut rows: Vec<Row> = Vec::new();
    let mut sum = Figures::default();
    for layer in network.layers_in(scope) {
        let figures = costs.figures(layer);
        // It fits, since the sum over all layers does.
        sum = sum.plus(figures).unwrap_or(sum);
        let name = network.full_name(layer);
        let name = name.strip_prefix(&path).map_or(&*name, |name| name.trim_start_matches('/'));
        rows.push(row(name, Some((costs, layer)), &figures, look));
    }
    let total = row("total", None, &sum, look);
    let titles = TITLES.map(str::to_owned);
    let widths = look::widths(rows.iter().chain([&titles, &total]));
    let all = widths.iter().sum::<usize>() + GAP * (widths.len() - 1);
    writeln!(out, "{}", look.paint(STRONG, &line(&titles, &widths)))?;
    writeln!(out, "{}", look.line(all))?;
    for row in &rows {
        writeln!(out, "{}", line(row, &widths))?;
    }
    writeln!(out, "{}", look.line(all))?;
    writeln!(out, "{}", look.paint(STRONG, &line(&total, &widths)))
}

fn row(name: &str, layer: Option<(&Costs<'_>, &Layer)>, figures: &Figures, look: Look) -> Row {
    let shape = layer.map(|(costs, layer)| look.shape(&costs.network.tensor(layer.output).shape));
    let [params, macs, flops] =
        [figures.params, figures.macs, figures.flops].map(|figure| Grouped(figure).to_string());
    [plain(name), shape.unwrap_or_default(), params, macs, flops]
}

/// A line of cells, numbers to the right.
fn line(cells: &Row, widths: &[usize]) -> String {
    let cells = cells.iter().zip(widths).enumerate();
    look::line(
        cells.map(|(column, (cell, width))| Placed::plain(cell.clone(), *width, column >= NAMES)),
    )
}
