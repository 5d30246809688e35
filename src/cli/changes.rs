//! `netcost what-if`: the lenses and passes.

use clap::Args;

use super::lens::LensWord;
use super::what_if::unknown;
use super::{Reporter, Status, Streams, output};
use crate::bundled::lenses;
use crate::diagnostics::rendering::MessageFormat;
use crate::diagnostics::{Diagnostic, Result};
use crate::network::Pass;
use crate::report::TermStyle;
use crate::report::tabular::{Heading, Item, Listing, Overflow};
use crate::report::text::grid;
use crate::source::Sources;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Changes {
    /// The lens whose text to print, or the pass to describe.
    name: Option<String>,
}

const HELP: &str = "Examples:
  netcost what-if
  netcost what-if depthwise > mine.net";

/// The least width of descriptions.
const LEAST: usize = 24;

impl Changes {
    /// Writes the list, the text of a lens or what a pass does.
    pub fn run(self, streams: Streams<'_>) -> Status {
        if let Some(name) = &self.name
            && let Err(message) = shown(name)
        {
            return super::conflict("what-if", &message, streams);
        }
        let mut reporter = Reporter::new(MessageFormat::default(), streams);
        let sources = Sources::new();
        if let Err(problem) = self.write(&sources, &mut reporter) {
            reporter.report(&[Diagnostic::new(problem)], &sources);
        }
        reporter.finish()
    }

    fn write(&self, sources: &Sources, reporter: &mut Reporter<'_>) -> Result<()> {
        let Some(name) = &self.name else { return list(reporter) };
        let text = match shown(name) {
            Ok(Shown::Lens(lens)) => lens.load(sources)?.text,
            Ok(Shown::Pass(name)) => format!("{}\n{}\n", Pass::about(name), Pass::spelling(name)),
            // It was refused.
            Err(_) => String::new(),
        };
        output::to_stdout(reporter.stdout, |out| Ok(out.write_all(text.as_bytes())?))
    }
}

/// What is shown of a word.
enum Shown {
    Lens(LensWord),
    Pass(&'static str),
}

fn shown(word: &str) -> Result<Shown, String> {
    match LensWord::parse(word) {
        Some(lens) => lens.map(Shown::Lens),
        None => {
            let pass = Pass::NAMES.iter().find(|name| **name == word);
            pass.map(|name| Shown::Pass(name)).ok_or_else(|| unknown(word))
        }
    }
}

fn list(reporter: &mut Reporter<'_>) -> Result<()> {
    let lenses = lenses::ALL.iter().map(|lens| {
        [lens.name, "lens"].map(str::to_owned).into_iter().chain([lens.summary()]).collect()
    });
    let passes = Pass::NAMES
        .iter()
        .map(|name| [name, "pass", Pass::about(name)].map(str::to_owned).to_vec());
    let rows: Vec<Vec<String>> = lenses.chain(passes).collect();
    let rows = rows.into_iter().map(|row| row.into_iter().map(Item::plain).collect()).collect();
    let whole = |title| Heading::text(title, 0).with_overflow(Overflow::Keep);
    let headings = vec![whole("name"), whole("kind"), Heading::text("what it does", LEAST)];
    let table = Listing::new(headings, rows);
    let term = TermStyle { color: false, unicode: reporter.terminal.stdout_ability().unicode };
    let width = reporter.terminal.stdout_columns().unwrap_or(usize::MAX);
    output::to_stdout(reporter.stdout, |out| Ok(grid::write(&table, width, term, out)?))
}
