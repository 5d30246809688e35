//! `netcost what-if`: the lenses and passes.

use std::path::PathBuf;

use clap::Args;

use super::input::Input;
use super::lens::LensWord;
use super::report::Place;
use super::what_if::unknown;
use super::{MessageOptions, Reporter, Status, Streams, output};
use crate::analysis::with_lens;
use crate::bundled::lenses;
use crate::check::Lens;
use crate::diagnostics::{Diagnostic, Result};
use crate::network::Pass;
use crate::report::TermStyle;
use crate::report::tabular::{Heading, Item, Listing, Overflow};
use crate::report::text::grid;
use crate::source::{Source, Sources};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Changes {
    /// The lens whose text to print, or the pass to describe.
    name: Option<String>,
    /// The network to write the lens into.
    #[arg(value_name = "FILE|NAME|-", requires = "write")]
    network: Option<String>,
    /// Write the text of a network with the lens in it, which makes the same network by itself.
    #[arg(long, requires = "network")]
    write: bool,
    /// Write it to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE", requires = "write")]
    output: Option<PathBuf>,
    #[command(flatten)]
    messages: MessageOptions,
}

const HELP: &str = "Examples:
  netcost what-if
  netcost what-if depthwise > mine.net
  netcost what-if depthwise vgg16 --write -o vgg16_depthwise.net";

/// The least width of descriptions.
const LEAST: usize = 24;

impl Changes {
    /// Writes the list, the text of a lens or what a pass does.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let conflict = self.name.as_deref().and_then(|name| match shown(name) {
            Ok(Shown::Pass(pass)) if self.write => {
                Some(format!("`{pass}` is a pass: only lenses can be written into a text"))
            }
            Ok(_) => None,
            Err(message) => Some(message),
        });
        if let Some(conflict) = conflict {
            return super::conflict("what-if", &conflict, streams);
        }
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        let sources = Sources::new();
        if let Err(problem) = self.write(&sources, &mut reporter) {
            reporter.report(&[Diagnostic::new(problem)], &sources);
        }
        reporter.finish()
    }

    fn write(&self, sources: &Sources, reporter: &mut Reporter<'_>) -> Result<()> {
        let Some(name) = &self.name else { return list(reporter) };
        let text = match shown(name) {
            Ok(Shown::Lens(lens)) => {
                let lens = lens.load(sources)?;
                match &self.network {
                    Some(network) => return self.write_lens(&lens, network, sources, reporter),
                    None => lens.text,
                }
            }
            Ok(Shown::Pass(name)) => format!("{}\n{}\n", Pass::about(name), Pass::spelling(name)),
            // It was refused.
            Err(_) => String::new(),
        };
        output::to_stdout(reporter.stdout, |out| Ok(out.write_all(text.as_bytes())?))
    }
}

impl Changes {
    /// Writes the text of a network with a lens in it, unless there are errors.
    fn write_lens(
        &self,
        lens: &Lens,
        network: &str,
        sources: &Sources,
        reporter: &mut Reporter<'_>,
    ) -> Result<()> {
        let input = Input::of(network);
        let main = input.load(sources, reporter.stdin)?;
        let (checked, text) = with_lens(sources, main, lens, input.files());
        reporter.report(&checked.diagnostics, sources);
        let Some(text) = text.transpose()? else { return Ok(()) };
        let place = Place { output: self.output.as_deref(), open: false };
        place.write(sources.iter().map(Source::name), reporter, |_, out| {
            Ok(out.write_all(text.as_bytes())?)
        })
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
