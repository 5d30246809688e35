//! `netcost arena`: where the tensors of a network lie in an arena.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::Input;
use super::reading::{self, Reading};
use super::settings::Settings;
use super::what_if::WhatIf;
use super::{MessageOptions, Reporter, Status, Streams, output};
use crate::arena::Planner;
use crate::cost::Costing;
use crate::diagnostics::{Diagnostic, Result};
use crate::report::model;
use crate::report::{ReportStyle, TermStyle, arena};
use crate::source::Sources;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Arena {
    /// A `.net` file, a `.pt2` or ONNX model, the name of a bundled example, or `-` for stdin.
    #[arg(value_name = "FILE|NAME|-", required_unless_present = "source")]
    network: Option<String>,
    /// The text of the network, instead of a file.
    #[arg(
        short = 'e',
        value_name = "SOURCE",
        conflicts_with = "network",
        allow_hyphen_values = true
    )]
    source: Option<String>,
    /// The rule by which tensors get their places.
    #[arg(long, value_name = "PLANNER", default_value = "tflm", value_parser = super::settings::planner)]
    planner: Planner,
    /// The format of the plan.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Write the plan to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    messages: MessageOptions,
    #[command(flatten)]
    what_if: WhatIf,
    #[command(flatten)]
    settings: Settings,
}

const HELP: &str = "\
Planners: `tflm` as TensorFlow Lite for Microcontrollers plans, `first-fit`, `best` for the smallest arena \
that a search finds, and `bound` for the most that is alive at once.

Examples:
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
        let input = match (&self.source, &self.network) {
            (Some(source), _) => Input::Source(source.clone()),
            (None, Some(word)) => Input::of(word),
            // clap asks for one of them.
            (None, None) => Input::Stdin,
        };
        let Some(mut reading) = reading::read(&input, &self.settings, &[], sources, reporter)?
        else {
            return Ok(());
        };
        let device = self.settings.device(sources)?;
        let checked = reading.check(&input, sources)?;
        let Reading { main, .. } = &reading;
        reading.report(&checked.diagnostics, sources, reporter);
        let Some(network) = &checked.network else { return Ok(()) };
        let deployed = self.what_if.apply(network);
        let costing = self.settings.costing(device.as_ref());
        let inplace = costing.inplace || self.what_if.inplace();
        let costed = crate::cost::cost_with(&deployed.network, &Costing { inplace, ..costing })?;
        let plan = arena::document(&costed.costs, main.name(), self.planner)?;
        self.write(&plan, reporter)?;
        reporter.report(&costed.failed, sources);
        Ok(())
    }

    fn write(&self, plan: &model::Arena, reporter: &mut Reporter<'_>) -> Result<()> {
        let path = output::file(self.output.as_deref());
        let ability = match path {
            Some(_) => reporter.terminal.plain_ability(),
            None => reporter.terminal.stdout_ability(),
        };
        let term = TermStyle { color: ability.color, unicode: ability.unicode };
        let style = ReportStyle { width: ability.width, term, ..ReportStyle::default() };
        let write = |out: &mut dyn std::io::Write| match self.format {
            Format::Table => arena::write_table(plan, &style, out),
            Format::Json => arena::write_json(plan, out),
            Format::Csv => arena::write_csv(plan, out),
            Format::Svg => arena::write_svg(plan, out),
        };
        match path {
            Some(path) => output::to_file(path, |out| Ok(write(out)?)),
            None => output::to_stdout(reporter.stdout, |out| Ok(write(out)?)),
        }
    }
}
