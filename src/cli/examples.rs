//! `netcost examples`: the networks that netcost brings along.

use clap::Args;

use super::input::Input;
use super::{Reporter, Status, Streams, output, terminal};
use crate::bundled::examples::{self, Example};
use crate::check::Options;
use crate::diagnostics::rendering::MessageFormat;
use crate::diagnostics::{Diagnostic, Result};
use crate::report::{Look, look};
use crate::source::Sources;
use crate::tensor::Shape;
use crate::text::digits::Grouped;

/// List the bundled networks with their input, params, MACs and paper, or show one.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Examples {
    /// Print the text of this one.
    name: Option<String>,
}

const HELP: &str = "Examples:
  netcost examples
  netcost examples alexnet";

impl Examples {
    /// Writes the list, or the text of the one asked for.
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

/// The cells of a line of the list.
type Row = [String; 6];

/// The titles of the columns; figures stand at the right of theirs.
const TITLES: [&str; 6] = ["name", "input", "params", "MACs", "network", "source"];
const FIGURES: [&str; 2] = ["params", "MACs"];

fn list(reporter: &mut Reporter<'_>) -> Result<()> {
    let mut rows = vec![TITLES.map(str::to_owned)];
    for example in examples::ALL {
        let sources = Sources::new();
        match row(example, &sources, reporter) {
            Ok(row) => rows.extend(row),
            Err(problem) => reporter.report(&[Diagnostic::new(problem)], &sources),
        }
    }
    let widths = look::widths(&rows);
    let look = Look { color: false, unicode: terminal::stdout_ability().unicode };
    let columns = terminal::stdout_columns();
    output::to_stdout(reporter.stdout, |out| {
        for row in &rows {
            let cells = row.iter().zip(widths).zip(TITLES).map(|((cell, width), title)| {
                look::Placed::plain(cell.clone(), width, FIGURES.contains(&title))
            });
            let line = look::line(cells);
            // What gives way is at the end: the title and the source.
            match columns {
                Some(most) => writeln!(out, "{}", look::cut(&line, most, look))?,
                None => writeln!(out, "{line}")?,
            }
        }
        Ok(())
    })
}

fn row(example: &Example, sources: &Sources, reporter: &mut Reporter<'_>) -> Result<Option<Row>> {
    let input = Input::Example(example.name.to_owned());
    let main = input.load(sources, reporter.stdin)?;
    let options = Options { name: input.title(), ..Options::default() };
    let checked = crate::check::check(sources, main, &options, input.files());
    reporter.report(&checked.diagnostics, sources);
    let Some(network) = &checked.network else { return Ok(None) };
    let figures = crate::cost::cost(network)?.costs.totals.figures;
    let inputs = network.inputs.iter().map(|input| dimensions(network.tensor(*input).shape));
    Ok(Some([
        example.name.to_owned(),
        inputs.collect::<Vec<_>>().join(" "),
        Grouped(figures.params).to_string(),
        Grouped(figures.macs).to_string(),
        network.name.clone(),
        example.source().unwrap_or_default(),
    ]))
}

/// A shape as the language writes it.
fn dimensions(shape: Shape) -> String {
    shape.axes().iter().map(u32::to_string).collect::<Vec<_>>().join("x")
}
