//! `netcost import`: a model of another program as a network of the language.

use std::path::{Path, PathBuf};

use clap::Args;

use super::input::Input;
use super::reading::{self, Found};
use super::settings::{InputSettings, LimitSettings};
use super::{MessageOptions, Reporter, Status, Streams, output};
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::{Diagnostic, Result};
use crate::import::ImportOptions;
use crate::source::Sources;

/// Write a model of another program as a network.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Import {
    /// A `.pt2` program of PyTorch or an ONNX model, or `-` for stdin.
    model: String,
    /// Write one call a line, in the order and with the names of the model.
    #[arg(long)]
    flat: bool,
    /// Write the network to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    messages: MessageOptions,
    #[command(flatten)]
    inputs: InputSettings,
    #[command(flatten)]
    limits: LimitSettings,
}

const HELP: &str = "\
The weights of the model are not read. `run`, `check`, `compare` and `explain` also take models \
as they are.

Examples:
  netcost import model.pt2 -o model.net
  netcost import model.onnx -D height=640 -D width=640 --input mask=1x640x640";

impl Import {
    /// Imports the model, and writes its text unless there are errors.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        let sources = Sources::new();
        if let Err(problem) = self.import(&sources, &mut reporter) {
            reporter.report(&[Diagnostic::new(problem)], &sources);
        }
        reporter.finish()
    }

    fn import(&self, sources: &Sources, reporter: &mut Reporter<'_>) -> Result<()> {
        let input = match Input::of(&self.model) {
            // There are no bundled models: any other word is a file.
            Input::Example(name) => Input::File(name.into()),
            input => input,
        };
        let options = self.inputs.options(input.title(), &self.limits, sources)?;
        let wanted = || {
            let options = self.inputs.import_options(&options, sources)?;
            Ok(ImportOptions { flat: self.flat, ..options })
        };
        let imported = match reading::found(&input, reporter.stdin, sources, &options.name, wanted)?
        {
            Found::Text(text) => {
                let path = text.name().to_owned();
                return Err(FileProblem::NoModel { path }.into());
            }
            Found::Model(imported) => *imported,
        };
        let guard = |imported| crate::analysis::guarded(imported, &input.shown(), sources);
        let imported = match imported.and_then(guard) {
            Ok(imported) => imported,
            Err(faults) => {
                reporter.report(&faults, sources);
                return Ok(());
            }
        };
        reporter.report(&imported.warnings, sources);
        self.write(&input.shown(), &imported.text, reporter)
    }

    fn write(&self, model: &str, text: &str, reporter: &mut Reporter<'_>) -> Result<()> {
        match output::file(self.output.as_deref()) {
            None => output::to_stdout(reporter.stdout, |out| Ok(out.write_all(text.as_bytes())?)),
            Some(path) => {
                let same =
                    |file: &Path| Some(path.canonicalize().ok()? == file.canonicalize().ok()?);
                if same(Path::new(model)) == Some(true) {
                    return Err(FileProblem::OutputIsInput { path: model.to_owned() }.into());
                }
                output::to_file(path, |out| Ok(out.write_all(text.as_bytes())?))
            }
        }
    }
}
