//! `netcost arena`: where the tensors of a network lie in an arena.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::input::NetworkArgs;
use super::reading::{self, Reading};
use super::report::Place;
use super::settings::Settings;
use super::what_if::WhatIf;
use super::{MessageOptions, Reporter, Status, Streams};
use crate::arena::Planner;
use crate::cost::Costing;
use crate::diagnostics::{Diagnostic, Result};
use crate::report::arena;
use crate::source::{Source, Sources};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arena {
    #[command(flatten)]
    network: NetworkArgs,
    /// The planner, which assigns each tensor its offset.
    #[arg(long, value_name = "PLANNER", default_value = "tflm", value_parser = planner())]
    planner: Planner,
    /// The format of the plan.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Write the plan to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
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

const HELP: &str = "Examples:
  netcost arena mlperf_tiny_vww --deploy --what-if int8
  netcost arena mobilenet_v2 --planner best --format csv";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people at a terminal.
    Table,
    /// For programs: an object with a schema.
    Json,
    /// For spreadsheets.
    Csv,
    /// A picture.
    Svg,
}

/// The parser of a planner's name.
fn planner() -> impl TypedValueParser<Value = Planner> {
    let words =
        Planner::ALL.map(|planner| PossibleValue::new(planner.name()).help(planner.about()));
    PossibleValuesParser::new(words).try_map(|word| Planner::named(&word).ok_or("no planner"))
}

impl Arena {
    /// Compiles the network, and writes where its tensors lie unless there are errors.
    pub fn run(self, streams: Streams<'_>) -> Status {
        if let Some(conflict) = self.what_if.conflict() {
            return super::conflict("arena", &conflict, streams);
        }
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        let sources = Sources::new();
        if let Err(problem) = self.compile(&sources, &mut reporter) {
            reporter.report(&[Diagnostic::new(problem)], &sources);
        }
        reporter.finish()
    }

    fn compile(&self, sources: &Sources, reporter: &mut Reporter<'_>) -> Result<()> {
        let input = self.network.input();
        let Some(mut reading) = reading::read(&input, &self.settings, &[], sources, reporter)?
        else {
            return Ok(());
        };
        reading.options.lenses = self.what_if.lenses(sources)?;
        let device = self.settings.device(sources)?;
        let checked = reading.check(&input, sources)?;
        let Reading { main, .. } = &reading;
        reading.report(&checked.diagnostics, sources, reporter);
        let Some(network) = &checked.network else { return Ok(()) };
        let deployed = self.what_if.apply(network);
        let costing = self.what_if.costing(self.settings.costing(device.as_ref()));
        // Whether the device holds the network is decided by this plan.
        let planner = device.as_ref().map(|_| self.planner);
        let costing = Costing { planner, must_fit: self.must_fit, ..costing };
        let costed = crate::cost::cost_with(&deployed.network, &costing)?;
        let plan = arena::document(&costed.costs, main.name(), self.planner)?;
        let place = Place { output: self.output.as_deref(), open: false };
        place.write(sources.iter().map(Source::name), reporter, |style, out| {
            match self.format {
                Format::Table => arena::write_table(&plan, style, out),
                Format::Json => arena::write_json(&plan, out),
                Format::Csv => arena::write_csv(&plan, out),
                Format::Svg => arena::write_svg(&plan, out),
            }
        })?;
        reporter.report(&costed.failed, sources);
        Ok(())
    }
}
