//! `netcost run`: the cost report of a network.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::input::Input;
use super::output::{self, Unwritten};
use super::settings::Settings;
use super::terminal::{self, Ability};
use super::{MessageFormat, Reporter, Status};
use crate::cost::Costs;
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::{Diagnosis, Fallible};
use crate::report::{Look, Report, json, table};
use crate::source::Sources;

/// Tell what a network costs.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Run {
    /// A `.net` file, the name of a bundled example, or `-` for stdin.
    #[arg(value_name = "FILE|NAME|-", required_unless_present = "source")]
    network: Option<String>,
    /// The network itself, in place of a file.
    #[arg(
        short = 'e',
        value_name = "SOURCE",
        conflicts_with = "network",
        allow_hyphen_values = true
    )]
    source: Option<String>,
    /// The format of the report.
    #[arg(long, default_value = "table")]
    format: Format,
    /// Write the report to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Fold blocks deeper than this into one row of the table.
    #[arg(long, value_name = "N")]
    depth: Option<usize>,
    #[command(flatten)]
    messages: MessageFormat,
    #[command(flatten)]
    settings: Settings,
}

const HELP: &str = "\
The report goes to stdout, messages to stderr. Exit status: 0 fine, warnings allowed; 1 errors in
the network, or a failed claim; 2 wrong usage, or a file that cannot be read or written.

Examples:
  netcost run examples/alexnet.net --batch 4
  netcost run mobilenet_v2 -D width=0.5 --format json";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people: a row a layer, totals and memory.
    Table,
    /// For programs.
    Json,
}

impl Run {
    /// Compiles the network, and writes its report unless there are errors.
    pub fn run(self) -> Status {
        let mut reporter = Reporter::new(self.messages.form);
        let sources = Sources::new();
        if let Err(problem) = self.compile(&sources, &mut reporter) {
            reporter.report(&[Diagnosis::new(problem)], &sources);
        }
        reporter.finish()
    }

    fn compile(&self, sources: &Sources, reporter: &mut Reporter) -> Fallible<()> {
        let input = self.input();
        let main = input.load(sources)?;
        let options = self.settings.options(input.title());
        let checked = crate::check(sources, main, &options, input.files());
        reporter.report(&checked.diagnoses, sources);
        let Some(network) = &checked.network else { return Ok(()) };
        let costed = crate::cost(network)?;
        self.write(&costed.costs, sources, main.name())?;
        reporter.report(&costed.failed, sources);
        Ok(())
    }

    fn input(&self) -> Input {
        match (&self.source, &self.network) {
            (Some(source), _) => Input::Source(source.clone()),
            (None, Some(word)) => Input::of(word),
            // clap asks for one of them.
            (None, None) => Input::Stdin,
        }
    }

    fn write(&self, costs: &Costs<'_>, sources: &Sources, file: &str) -> Fallible<()> {
        let output = self.output.as_deref().filter(|path| *path != Path::new("-"));
        let Ability { width, color, unicode } = match output {
            Some(_) => Ability::plain(),
            None => terminal::stdout_ability(),
        };
        let by_convention = match self.settings.all_conventions() {
            true => crate::cost::compare(costs.network)?,
            false => Vec::new(),
        };
        let report = Report { costs, sources, file, by_convention: &by_convention };
        let write = |out: &mut dyn Write| -> Result<(), Unwritten> {
            match self.format {
                Format::Json => json::write(&report, out)?,
                Format::Table => {
                    let look = Look { color, unicode };
                    table::write(&report, &table::Options { width, look, depth: self.depth }, out)?;
                }
            }
            Ok(())
        };
        let same =
            |path: &Path| Some(path.canonicalize().ok()? == Path::new(file).canonicalize().ok()?);
        match output {
            Some(path) if same(path) == Some(true) => {
                Err(FileProblem::OutputIsInput { path: file.to_owned() }.into())
            }
            Some(path) => output::to_file(path, write),
            None => output::to_stdout(write),
        }
    }
}
