//! `netcost check`: errors and warnings, without a report.

use std::path::Path;

use clap::Args;

use super::input::Input;
use super::reading::{self, Reading};
use super::settings::Settings;
use super::{MessageOptions, Reporter, Status, Streams, folder, output};
use crate::analysis::fix::{Fixed, fix};
use crate::check::Options;
use crate::cost::Costing;
use crate::diagnostics::rendering::counted;
use crate::diagnostics::setting::SettingProblem;
use crate::diagnostics::{Diagnostic, Result};
use crate::source::{Source, Sources};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Check {
    /// `.net` files, folders of them, names of bundled examples, or `-` for stdin.
    #[arg(value_name = "FILE", required_unless_present = "source")]
    networks: Vec<String>,
    /// A network itself, instead of files.
    #[arg(
        short = 'e',
        value_name = "SOURCE",
        conflicts_with = "networks",
        allow_hyphen_values = true
    )]
    source: Option<String>,
    /// Also give advice on code that is valid but may not be what was meant.
    #[arg(long)]
    pedantic: bool,
    /// Apply the safe fixes to the files, if no error is left then.
    #[arg(long)]
    fix: bool,
    /// Make it an error if the memory of `--device` does not hold a network.
    #[arg(long, requires = "device")]
    must_fit: bool,
    #[command(flatten)]
    messages: MessageOptions,
    #[command(flatten)]
    settings: Settings,
}

const HELP: &str = "\
Claims about totals are checked too. A file may declare only blocks and functions. Exit status: \
0 success, even with warnings; 1 errors in a network, or a failed claim; 2 wrong usage, or a \
file that cannot be read or written.

Examples:
  netcost check examples/alexnet.net examples/resnet50.net
  netcost check mobilenet_v2 --input 3x96x96 -D width=0.35 --dtype int8";

impl Check {
    /// Checks each of the networks, claims about totals included.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        let source = self.source.iter().map(|text| Input::Source(text.clone()));
        let networks = self.networks.iter().map(|word| Input::of(word)).chain(source);
        let inputs = folder::expand(networks);
        if self.fix && self.refuse(&inputs, &mut reporter) {
            return reporter.finish();
        }
        for input in inputs {
            reporter.next_file();
            let sources = Sources::new();
            let checked = input.and_then(|input| self.check(&input, &sources, &mut reporter));
            if let Err(problem) = checked {
                reporter.report(&[Diagnostic::new(problem)], &sources);
            }
        }
        reporter.finish()
    }

    /// Reports the inputs that are not files and cannot be fixed; whether there are any.
    fn refuse(&self, inputs: &[Result<Input>], reporter: &mut Reporter<'_>) -> bool {
        let mut refused = false;
        for input in inputs.iter().flatten() {
            let save = "save the text in a file";
            let (name, what, help) = match input {
                Input::File(_) => continue,
                Input::Example(name) => {
                    let help = format!("`netcost examples {name} > {name}.net` makes it a file");
                    (name.as_str(), "a bundled example", help)
                }
                Input::Source(_) => ("-e", "a text on the command line", save.to_owned()),
                Input::Stdin => ("-", "stdin", save.to_owned()),
            };
            refused = true;
            reporter.fail(SettingProblem::CannotFix { name: name.to_owned(), what, help });
        }
        refused
    }

    fn check(&self, input: &Input, sources: &Sources, reporter: &mut Reporter<'_>) -> Result<()> {
        let Some(mut reading) = reading::read(input, &self.settings, &[], sources, reporter)?
        else {
            return Ok(());
        };
        let device = self.settings.device(sources)?;
        let costing = self.settings.costing(device.as_ref());
        let costing = Costing { must_fit: self.must_fit, ..costing };
        if reading.is_model() {
            reading.check(input, sources)?;
        }
        let Reading { main, options, .. } = &reading;
        if self.fix && reading.is_model() {
            let (name, what) = (main.name().to_owned(), "a model");
            let help = format!("`netcost import {name} -o FILE.net` makes it a text");
            return Err(SettingProblem::CannotFix { name, what, help }.into());
        }
        let options = Options { declarations: true, pedantic: self.pedantic, ..options.clone() };
        let diagnose = |sources: &Sources, main: &Source| {
            crate::analysis::diagnose(sources, main, &options, &costing, input.files())
        };
        let diagnostics = diagnose(sources, main);
        let fixed = match self.fix {
            true => fix(main, &diagnostics, &diagnose),
            false => None,
        };
        match fixed {
            Some(fixed) if fixed.errors() == 0 => {
                write(main.name(), &fixed.text)?;
                reporter.report(&fixed.diagnostics, &fixed.sources);
                let count = counted(fixed.count as u64, "problem").unwrap_or_default();
                reporter.note(&format!("fixed {count} in `{}`", main.name()));
            }
            left => {
                reading.report(&diagnostics, sources, reporter);
                if self.fix && !diagnostics.is_empty() {
                    let reason = unfixed(left.as_ref());
                    reporter.note(&format!("`{}` is not fixed: {reason}", main.name()));
                }
            }
        }
        Ok(())
    }
}

/// Why a file with problems stays as it is: what would be left if the safe fixes were applied.
fn unfixed(left: Option<&Fixed>) -> String {
    let Some(left) = left else { return "no message has a fix that is safe".to_owned() };
    let count = counted(left.errors() as u64, "error").unwrap_or_default();
    format!("{count} would be left")
}

fn write(path: &str, text: &str) -> Result<()> {
    output::to_file(Path::new(path), |out| Ok(out.write_all(text.as_bytes())?))
}
