//! `netcost examples`: the networks that netcost brings along.

use clap::Args;

use super::input::Input;
use super::{Reporter, Status, Streams, output};
use crate::bundled::examples::{self, Example};
use crate::check::Options;
use crate::diagnostics::rendering::MessageFormat;
use crate::diagnostics::{Diagnostic, Result};
use crate::report::TermStyle;
use crate::report::tabular::{Heading, Item, Listing, Overflow};
use crate::report::text::grid;
use crate::source::Sources;
use crate::text::digits::Grouped;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Examples {
    /// The example to print.
    name: Option<String>,
}

const HELP: &str = "Examples:
  netcost examples
  netcost examples alexnet";

impl Examples {
    /// Writes the list, or the text of the requested example.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let mut reporter = Reporter::new(MessageFormat::default(), streams);
        let sources = Sources::new();
        let written = match &self.name {
            Some(name) => show(name, &sources, &mut reporter),
            None => list(&mut reporter),
        };
        if let Err(problem) = written {
            reporter.report(&[Diagnostic::new(problem)], &sources);
        }
        reporter.finish()
    }
}

fn show(name: &str, sources: &Sources, reporter: &mut Reporter<'_>) -> Result<()> {
    let source = Input::Example(name.to_owned()).load(sources, reporter.stdin)?;
    output::to_stdout(reporter.stdout, |out| Ok(out.write_all(source.text().as_bytes())?))
}

/// The least width of titles and sources, which are cut first.
const LEAST: usize = 8;

fn list(reporter: &mut Reporter<'_>) -> Result<()> {
    let mut rows = Vec::new();
    for example in examples::ALL {
        let sources = Sources::new();
        match row(example, &sources, reporter) {
            Ok(row) => rows.extend(row),
            Err(problem) => reporter.report(&[Diagnostic::new(problem)], &sources),
        }
    }
    let ranked = |rank, heading: Heading| Heading { rank, ..heading };
    let whole = |title| Heading::text(title, 0).with_overflow(Overflow::Keep);
    let headings = vec![
        whole("name"),
        ranked(2, whole("input")),
        Heading::numbers("params", 1),
        Heading::numbers("MACs", 1),
        ranked(3, Heading::text("network", LEAST)),
        ranked(4, Heading::text("source", LEAST)),
    ];
    let table = Listing::new(headings, rows);
    let term = TermStyle { color: false, unicode: reporter.terminal.stdout_ability().unicode };
    let width = reporter.terminal.stdout_columns().unwrap_or(usize::MAX);
    output::to_stdout(reporter.stdout, |out| Ok(grid::write(&table, width, term, out)?))
}

fn row(
    example: &Example,
    sources: &Sources,
    reporter: &mut Reporter<'_>,
) -> Result<Option<Vec<Item<'static>>>> {
    let input = Input::Example(example.name.to_owned());
    let main = input.load(sources, reporter.stdin)?;
    let options = Options { name: input.title(), ..Options::default() };
    let checked = crate::check::check(sources, main, &options, input.files());
    reporter.report(&checked.diagnostics, sources);
    let Some(network) = &checked.network else { return Ok(None) };
    let figures = crate::cost::cost(network)?.costs.totals.figures;
    let inputs = network.inputs.iter().map(|input| network.tensor(*input).shape.written());
    let row = [
        example.name.to_owned(),
        inputs.collect::<Vec<_>>().join(" "),
        Grouped(figures.params).to_string(),
        Grouped(figures.macs).to_string(),
        network.name.clone(),
        example.source().unwrap_or_default(),
    ];
    Ok(Some(row.map(Item::plain).into()))
}
