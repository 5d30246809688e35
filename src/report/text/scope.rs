//! The layers of a scope with their figures, and the sums.

use std::io::{self, Write};

use super::grid;
use super::term::{STRONG, TermStyle};
use crate::cost::{Costs, Figures};
use crate::network::{Layer, ScopeId};
use crate::report::tabular::{Heading, Item, Listing, Overflow};
use crate::text::digits::Grouped;

/// Writes a row for each layer of a scope, with its name within the scope, and the sum of all.
///
/// # Errors
/// When the output cannot be written.
pub fn write(
    costs: &Costs<'_>,
    scope: ScopeId,
    term: TermStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let network = costs.network;
    let path = network.path(scope);
    let mut sum = Figures::default();
    let layer_row = |layer: &Layer| {
        let figures = costs.figures(layer);
        sum += figures;
        let name = network.full_name(layer);
        let name = name.strip_prefix(&path).map_or(&*name, |name| name.trim_start_matches('/'));
        let output = term.shape(&network.tensor(layer.output).shape);
        row([name.to_owned(), output], &figures)
    };
    let rows = network.layers_in(scope).map(layer_row).collect();
    let texts =
        ["layer", "output"].map(|title| Heading::text(title, 0).with_overflow(Overflow::Keep));
    let figures = ["params", "macs", "flops"].map(|title| Heading::numbers(title, 0));
    let bold = |item: Item<'static>| Item::styled(item.into_text(), STRONG);
    let total = row(["total".to_owned(), String::new()], &sum).into_iter().map(bold).collect();
    let headings = texts.into_iter().chain(figures).collect();
    let table = Listing { headings, rows, total: Some(total), ruled: true };
    grid::write(&table, usize::MAX, term, out)
}

fn row(texts: [String; 2], figures: &Figures) -> Vec<Item<'static>> {
    let figures = [figures.params, figures.macs, figures.flops];
    let figures = figures.map(|figure| Item::plain(Grouped(figure).to_string()));
    texts.map(Item::plain).into_iter().chain(figures).collect()
}
