//! `netcost check`: what is wrong, and nothing else.

use clap::Args;

use super::input::Input;
use super::settings::LimitSettings;
use super::{MessageFormat, Reporter, Status};
use crate::check::Options;
use crate::diagnostics::{Diagnosis, Fallible};
use crate::source::Sources;

/// Tell what is wrong with networks.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Check {
    /// `.net` files, names of bundled examples, or `-` for stdin.
    #[arg(value_name = "FILE", required = true)]
    networks: Vec<String>,
    /// Give advice too: on what is right, and perhaps not what was meant.
    #[arg(long)]
    pedantic: bool,
    #[command(flatten)]
    messages: MessageFormat,
    #[command(flatten)]
    limits: LimitSettings,
}

const HELP: &str = "\
Claims about totals are checked too. Exit status: 0 fine, warnings allowed; 1 errors in a network,
or a failed claim; 2 wrong usage, or a file that cannot be read.

Examples:
  netcost check examples/alexnet.net examples/resnet50.net
  netcost check alexnet --message-format short";

impl Check {
    /// Checks each of the networks, claims about totals included.
    pub fn run(self) -> Status {
        let mut reporter = Reporter::new(self.messages.form);
        for word in &self.networks {
            let sources = Sources::new();
            if let Err(problem) = self.check(&Input::of(word), &sources, &mut reporter) {
                reporter.report(&[Diagnosis::new(problem)], &sources);
            }
        }
        reporter.finish()
    }

    fn check(&self, input: &Input, sources: &Sources, reporter: &mut Reporter) -> Fallible<()> {
        let main = input.load(sources)?;
        let options = Options {
            name: input.title(),
            limits: self.limits.limits(),
            pedantic: self.pedantic,
            ..Options::default()
        };
        let checked = crate::check(sources, main, &options, input.files());
        reporter.report(&checked.diagnoses, sources);
        if let Some(network) = &checked.network {
            reporter.report(&crate::cost(network)?.failed, sources);
        }
        Ok(())
    }
}
