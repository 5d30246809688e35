//! `netcost compare`: networks side by side.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::input::Input;
use super::output::{self, Unwritten};
use super::settings::Settings;
use super::terminal::{self, Ability};
use super::variant::Variant;
use super::{MessageFormat, Reporter, Status, Streams};
use crate::device::Device;
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::setting::SettingProblem;
use crate::diagnostics::{Diagnostic, DiagnosticKind, Result};
use crate::diff::{self, Side};
use crate::network::Network;
use crate::report::Look;
use crate::report::compare::{Compared, csv, json, markdown, table};
use crate::source::Sources;

/// Set networks side by side; of two, tell what became of each layer.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Compare {
    /// `.net` files, names of bundled examples, or `-` for stdin, each with its params: `NAME@width=0.5`.
    /// All are compared with the first.
    #[arg(value_name = "FILE|NAME[@PARAM=VALUE,...]", required = true, num_args = 2..)]
    networks: Vec<Variant>,
    /// The format of the report.
    #[arg(long, default_value = "table")]
    format: Format,
    /// Write the report to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Fold blocks deeper than this into one row each, of the table and of Markdown.
    #[arg(long, value_name = "N")]
    depth: Option<usize>,
    #[command(flatten)]
    messages: MessageFormat,
    #[command(flatten)]
    settings: Settings,
}

const HELP: &str = "\
Settings hold for all networks; `-D` sets a param that each of them has. The report goes to stdout,
messages to stderr. Exit status: 0 fine, warnings and differences allowed; 1 errors in a network, or a
failed claim; 2 wrong usage, or a file that cannot be read or written.

Examples:
  netcost compare mobilenet_v2 mobilenet_v2@width=0.5
  netcost compare alexnet alexnet_2012 vgg16 --batch 32 --format markdown";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people: totals and ratios; of two networks, what became of each layer.
    Table,
    /// For programs.
    Json,
    /// For GitHub: the same tables.
    Markdown,
    /// For spreadsheets: the totals, a line for each network.
    Csv,
}

/// A network that is asked for, as far as there is one.
struct Compiled<'s> {
    word: &'s str,
    file: &'s str,
    sources: &'s Sources,
    network: Network,
    device: Option<Device>,
}

impl Compare {
    /// Compiles the networks, and writes the report unless there are errors in any.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let mut reporter = Reporter::new(self.messages.form, streams);
        let sources: Vec<_> = self.networks.iter().map(|_| Sources::new()).collect();
        if self.networks.iter().filter(|asked| asked.input == Input::Stdin).count() > 1 {
            reporter.fail(SettingProblem::GivenTwice { option: "-".to_owned() });
            return reporter.finish();
        }
        let compiled: Vec<_> = self
            .networks
            .iter()
            .zip(&sources)
            .filter_map(|(asked, sources)| self.compile(asked, sources, &mut reporter))
            .collect();
        // One that is missing has an error, which is reported.
        if compiled.len() == self.networks.len()
            && let Err(problem) = self.compare(&compiled, &mut reporter)
        {
            reporter.fail(problem);
        }
        reporter.finish()
    }

    fn compile<'s>(
        &self,
        asked: &'s Variant,
        sources: &'s Sources,
        reporter: &mut Reporter<'_>,
    ) -> Option<Compiled<'s>> {
        reporter.next_file();
        let loaded = asked
            .input
            .load(sources, reporter.stdin)
            .and_then(|main| Ok((main, self.settings.device(sources)?)));
        let (main, device) = match loaded {
            Ok(loaded) => loaded,
            Err(problem) => {
                reporter.report(&[Diagnostic::new(problem)], sources);
                return None;
            }
        };
        let mut options = self.settings.options(asked.input.title());
        options.arguments.extend(asked.arguments.iter().cloned());
        let checked = crate::check(sources, main, &options, asked.input.files());
        reporter.report(&checked.diagnostics, sources);
        // What was asked for, a message does not say.
        let is_setting = |it: &Diagnostic| matches!(*it.problem, DiagnosticKind::Setting(_));
        if checked.diagnostics.iter().any(is_setting) {
            reporter.note(&format!("this is about `{}`", asked.word));
        }
        let network = checked.network?;
        Some(Compiled { word: &asked.word, file: main.name(), sources, network, device })
    }

    fn compare(&self, compiled: &[Compiled<'_>], reporter: &mut Reporter<'_>) -> Result<()> {
        let mut costed = Vec::new();
        for Compiled { network, device, .. } in compiled {
            costed.push(crate::cost_with(network, &self.settings.costing(device.as_ref()))?);
        }
        let sides: Vec<_> = compiled
            .iter()
            .zip(&costed)
            .map(|(it, costed)| Side {
                word: it.word,
                file: it.file,
                costs: &costed.costs,
                sources: it.sources,
            })
            .collect();
        let steps = match sides.as_slice() {
            [old, new] => Some(diff::steps(old, new)),
            _ => None,
        };
        let mut by_convention = Vec::new();
        if self.settings.all_conventions() {
            for Compiled { network, .. } in compiled {
                by_convention.push(crate::cost::compare(network)?);
            }
        }
        let compared = Compared {
            sides: &sides,
            by_convention: &by_convention,
            steps: steps.as_deref(),
            depth: self.depth,
        };
        self.write(&compared, reporter.stdout)?;
        for (it, costed) in compiled.iter().zip(&costed) {
            reporter.report(&costed.failed, it.sources);
        }
        Ok(())
    }

    fn write(&self, compared: &Compared<'_>, stdout: &mut dyn Write) -> Result<()> {
        let output = output::file(self.output.as_deref());
        let Ability { width, color, unicode } = match output {
            Some(_) => Ability::plain(),
            None => terminal::stdout_ability(),
        };
        let write = |out: &mut dyn Write| -> Result<(), Unwritten> {
            match self.format {
                Format::Table => table::write(compared, width, Look { color, unicode }, out)?,
                Format::Json => json::write(compared, out)?,
                Format::Markdown => markdown::write(compared, out)?,
                Format::Csv => csv::write(compared, out)?,
            }
            Ok(())
        };
        let same = |path: &Path, file: &str| {
            Some(path.canonicalize().ok()? == Path::new(file).canonicalize().ok()?)
        };
        let is_read =
            |path: &Path| compared.sides.iter().find(|side| same(path, side.file) == Some(true));
        match (output, output.and_then(is_read)) {
            (_, Some(side)) => {
                Err(FileProblem::OutputIsInput { path: side.file.to_owned() }.into())
            }
            (Some(path), None) => output::to_file(path, write),
            (None, None) => output::to_stdout(stdout, write),
        }
    }
}
