//! `netcost run`: the cost report of a network.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::input::{Input, NetworkArgs};
use super::reading::{self, Reading};
use super::report::ReportSettings;
use super::settings::Settings;
use super::what_if::WhatIf;
use super::{MessageOptions, Reporter, Status, Streams};
use crate::cost::training::{Optimizer, Training};
use crate::cost::{Costed, Costing};
use crate::device::Device;
use crate::diagnostics::{Diagnostic, Result};
use crate::ops::CallRecord;
use crate::report::View;
use crate::source::Sources;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Run {
    #[command(flatten)]
    network: NetworkArgs,
    #[command(flatten)]
    report: ReportSettings,
    /// Report the cost of training with this optimizer: memory and the backward pass.
    #[arg(long, value_name = "OPTIMIZER", value_parser = PossibleValuesParser::new(optimizers()))]
    training: Option<String>,
    /// Add a table of the energy that operations and memory accesses take at least, at 45 nm.
    #[arg(long)]
    energy: bool,
    /// Make it an error if the memory of `--device` does not hold the network.
    #[arg(long, requires = "device")]
    must_fit: bool,
    #[command(flatten)]
    messages: MessageOptions,
    #[command(flatten)]
    what_if: WhatIf,
    #[command(flatten)]
    settings: Settings,
}

const HELP: &str = "\
The report goes to stdout, messages to stderr. Exit status: 0 success, even with warnings; 1 \
errors in the network, or a failed claim; 2 wrong usage, or a file that cannot be read or \
written.

Examples:
  netcost run examples/alexnet.net --batch 4
  netcost run mobilenet_v2 -D width=0.5 --format json";

/// The names of optimizers.
fn optimizers() -> impl Iterator<Item = &'static str> {
    Optimizer::ALL.into_iter().map(Optimizer::name)
}

impl Run {
    /// Compiles the network, and writes its report unless there are errors.
    pub fn run(self, streams: Streams<'_>) -> Status {
        if let Some(conflict) = self.conflict() {
            return super::conflict("run", &conflict, streams);
        }
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        let sources = Sources::new();
        if let Err(problem) = self.compile(&sources, &mut reporter) {
            reporter.report(&[Diagnostic::new(problem)], &sources);
        }
        reporter.finish()
    }

    /// The same command for `watch`: the page goes to stdout. Also returns whether to open it.
    ///
    /// # Errors
    /// A message if an option contradicts that.
    pub fn watched(mut self) -> Result<(Self, bool), String> {
        if self.network.input() == Input::Stdin {
            return Err(
                "`watch` reads the network again whenever it changes, so it cannot read stdin"
                    .to_owned(),
            );
        }
        let open = self.report.watched()?;
        match self.conflict() {
            Some(conflict) => Err(conflict),
            None => Ok((self, open)),
        }
    }

    /// The file of the network, if it is in one.
    pub fn file(&self) -> Option<PathBuf> {
        match self.network.input() {
            Input::File(path) => Some(path),
            Input::Example(_) | Input::Source(_) | Input::Stdin => None,
        }
    }

    /// Compiles the network, and writes its report unless there are errors.
    ///
    /// # Errors
    /// When it cannot be read, costed or written.
    pub fn compile(&self, sources: &Sources, reporter: &mut Reporter<'_>) -> Result<()> {
        let input = self.network.input();
        let Some(mut reading) = reading::read(&input, &self.settings, &[], sources, reporter)?
        else {
            return Ok(());
        };
        reading.options.lenses = self.what_if.lenses(sources)?;
        reading.options.call_records = self.report.call_records();
        let device = match self.all_devices() {
            true => None,
            false => self.settings.device(sources)?,
        };
        let checked = reading.check(&input, sources)?;
        let Reading { main, options, .. } = &reading;
        reading.report(&checked.diagnostics, sources, reporter);
        reporter.suggest_inputs(sources, main, options, input.files());
        let Some(network) = &checked.network else { return Ok(()) };
        let deployed = self.what_if.apply(network);
        let costing = self.settings.costing(device.as_ref());
        let costing = self.what_if.costing(Costing { must_fit: self.must_fit, ..costing });
        let costed = crate::cost::cost_with(&deployed.network, &costing)?;
        let call_records = deployed.keep(&checked.call_records);
        self.write(&costed, &call_records, sources, main.name(), reporter)?;
        reporter.report(&costed.failed, sources);
        Ok(())
    }

    /// Options that contradict each other.
    fn conflict(&self) -> Option<String> {
        if self.all_devices() && self.must_fit {
            return Some("`--must-fit` is about one device: not with `--device all`".to_owned());
        }
        if self.energy && !self.report.has_tables() {
            return Some(
                "`--energy` adds a table to the formats `table` and `markdown`; others have columns: \
                 `--columns name,energy`"
                    .to_owned(),
            );
        }
        let has_device = self.settings.has_device() && !self.all_devices();
        self.what_if.conflict().or_else(|| self.report.conflict(has_device))
    }

    /// Whether it is asked which devices hold the network.
    fn all_devices(&self) -> bool {
        self.settings.all_devices()
    }

    fn write(
        &self,
        costed: &Costed<'_>,
        call_records: &[CallRecord],
        sources: &Sources,
        file: &str,
        reporter: &mut Reporter<'_>,
    ) -> Result<()> {
        let costs = &costed.costs;
        let by_convention = match self.settings.all_conventions() {
            true => crate::cost::compare(costs.network)?,
            false => Vec::new(),
        };
        let named = |it: &Optimizer| self.training.as_deref() == Some(it.name());
        let optimizer = Optimizer::ALL.into_iter().find(named);
        let training = optimizer.map(|it| Training::of(costs, it)).transpose()?;
        let view = View {
            costs,
            sources,
            file,
            by_convention: &by_convention,
            devices: if self.all_devices() { Device::all() } else { &[] },
            training: training.as_ref(),
            energy: self.energy,
            claims: &costed.claims,
            call_records,
            rows: &self.report.rows(),
            columns: self.report.columns(),
        };
        self.report.write(&view, reporter)
    }
}
