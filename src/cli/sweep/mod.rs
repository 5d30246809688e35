//! `netcost sweep`: the costs of many networks of one text.

pub mod axes;
pub(crate) mod distributed;
mod folder;
mod prepared;
mod progress;
mod rows;
mod text;

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use self::axes::AxisSettings;
use self::prepared::Running;
use self::rows::{Job, RowSettings};
pub use self::rows::{no_device, threads};
pub use self::text::Text;
use super::input::NetworkArgs;
use super::report::Place;
use super::{MessageOptions, Reporter, Status, Streams};
use crate::diagnostics::Result;
use crate::report::sweep::{FORMATS, LEFT_OUT, SweepFormat};
use crate::source::{Source, Sources};

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Sweep {
    #[command(flatten)]
    network: NetworkArgs,
    /// The format of the report.
    #[arg(long, default_value = FORMATS[0].name, value_parser = format())]
    format: &'static SweepFormat,
    /// Write the report to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    rows: RowSettings,
    #[command(flatten)]
    messages: MessageOptions,
    #[command(flatten)]
    axes: AxisSettings,
}

const HELP: &str = "\
All combinations of the values are costed, numbered from 0; the last setting moves fastest, in the \
order -D, --input, --batch, --dtype, --what-if, --convention, --device. The report goes to stdout, messages to \
stderr. Exit status: 0 success; 1 errors in the text whatever the settings, or no combination is a \
network, or with --all-ok one is not; 2 wrong usage, or a file that cannot be read or written; 130 \
Ctrl-C.

Examples:
  netcost sweep mobilenet_v2 -D width=0.35,0.5..1.0:0.25 -D res=96..224:32 --where 'params < 3M'
  netcost sweep resnet -D depth --device t4 --pareto params,time --format csv";

/// The parser of a format's name. Those of other builds are understood too, so that the message says what to do.
fn format() -> impl TypedValueParser<Value = &'static SweepFormat> {
    let words = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    let others = LEFT_OUT.iter().map(|name| PossibleValue::new(*name).hide(true));
    let missing = |word: &str| {
        format!(
            "this build has no `{word}`: build netcost with the feature, `cargo build --release --features {word}`"
        )
    };
    PossibleValuesParser::new(words.chain(others))
        .try_map(move |word| SweepFormat::named(&word).ok_or_else(|| missing(&word)))
}

impl Sweep {
    /// Costs the networks, and writes a row for each.
    pub fn run(self, streams: Streams<'_>) -> Status {
        if let Some(conflict) = self.rows.conflict(self.axes.has_device()) {
            return super::conflict("sweep", &conflict, streams);
        }
        let (axes, format) = (&self.axes, self.messages.message_format);
        self.network.run_family(axes, format, streams, |text, sources, reporter| {
            self.rows_of(text, sources, reporter)
        })
    }

    fn rows_of(
        &self,
        text: &Text<'_>,
        sources: &Sources,
        reporter: &mut Reporter<'_>,
    ) -> Result<Status> {
        let Text { program, options, file } = text;
        let space = self.axes.space(sources, program)?;
        let has_device = self.axes.has_device();
        let job = Job { program, file, format: self.format, has_device };
        let base = crate::sweep::Sweep::new(space);
        let base =
            crate::sweep::Sweep { options: options.clone(), costing: self.axes.costing(), ..base };
        let prepared = self.rows.prepare(&job, base, sources)?;
        reporter.note(&prepared.announcement());
        let mut running = Running::new(prepared.points, reporter.terminal.stderr.terminal);
        let place = Place { output: self.output.as_deref(), open: false };
        let written = match prepared.shard {
            // Its parts are what it makes, and nothing is written beside them.
            Some(_) => {
                _ = prepared.make(&mut running, &mut |_| Ok(()));
                Ok(())
            }
            None => place.write(sources.iter().map(Source::name), reporter, |style, out| {
                prepared.write(&mut running, style, out)
            }),
        };
        let Running { interrupt, tally, problem, .. } = running;
        if let Some(problem) = problem {
            return Err(problem);
        }
        if interrupt.is_pressed() {
            return Ok(Status::Interrupted);
        }
        written?;
        prepared.notes(&tally).iter().for_each(|line| reporter.note(line));
        Ok(self.rows.status(&tally))
    }
}
