//! The page model: all that a page shows of a network, as one value. The HTML format, the language
//! server and the playground pass it to the same program, `web/`.
//!
//! It is written as JSON, column by column, with each text once. Its figures are those of the other
//! formats: of the same [`Cells`](super::cells::Cells) and metrics. It has a version and no promise:
//! programs read `--format json`.

mod columns;
mod comparison;
mod derivations;
mod layers;
mod model;
mod rows;
mod settings;
mod sources;
mod strings;
mod table;
mod tensors;
mod totals;

pub use comparison::ComparisonPage;
pub(super) use comparison::{Compared, times};
pub use model::{MAX_ROWS, Page};
pub(super) use model::{Setting, Total};

use super::view::View;
use model::{GENERATOR, ReportKind, VERSION};
use rows::Rows;
use strings::Strings;
use table::Folded;
use tensors::Tensors;

impl Page {
    /// The page of a network.
    pub fn new(view: &View<'_>) -> Self {
        let network = view.costs.network;
        let mut strings = Strings::new();
        let rows = Rows::new(view.costs);
        let tensors = Tensors::new(view.costs, &rows);
        let (mut layers, operations, mut sources) =
            layers::layers(view, &rows, &tensors, &mut strings);
        let (columns, roof) = columns::columns(view, &rows, &mut strings);
        let scopes;
        (scopes, layers.scope) = rows.scopes(view.sources, &mut sources, &mut strings);
        let folded = Folded { rows: rows.len(), of: network.layers.len() };
        Page {
            version: VERSION,
            kind: ReportKind::Report,
            generator: GENERATOR,
            network: network.name.clone(),
            file: Some(view.file.to_owned()).filter(|file| !file.is_empty()),
            settings: settings::settings(view.costs),
            remarks: super::summary::remarks(view.costs),
            claims: settings::claims(view, &mut sources),
            initial: settings::initial(view),
            totals: totals::totals(view),
            training: totals::training(view),
            conventions: totals::conventions(view),
            fits: totals::fits(view),
            derivations: derivations::derivations(view, &rows, &columns, &mut strings),
            columns,
            layers,
            operations,
            inputs: tensors.inputs(network),
            outputs: tensors.outputs(network),
            memory: tensors.memory(view.costs, &rows),
            tensors: tensors.model(network, &rows),
            scopes,
            roof,
            folded: Some(folded).filter(|it| it.rows < it.of),
            sources: sources.finish(view),
            strings: strings.finish(),
        }
    }
}
