//! `netcost schema`: the JSON Schema of what netcost writes.

use clap::{Args, ValueEnum};

use super::{Reporter, Status, Streams, output};
use crate::bundled::schema;
use crate::diagnostics::rendering::MessageFormat;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Schema {
    /// The format that the schema describes.
    of: Document,
}

const HELP: &str = "Examples:
  netcost schema report
  netcost schema messages";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Document {
    /// The report of `run --format json`.
    Report,
    /// The comparison of `compare --format json`.
    Compare,
    /// The sweep of `sweep --format json`.
    Sweep,
    /// The plan of `arena --format json`.
    Arena,
    /// The answer of `fit --format json`.
    Fit,
    /// The closed forms of `formula --format json`.
    Formula,
    /// A line of `--message-format json`.
    Messages,
}

impl Schema {
    /// Writes the requested schema.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let mut reporter = Reporter::new(MessageFormat::default(), streams);
        let text = match self.of {
            Document::Report => schema::REPORT,
            Document::Compare => schema::COMPARE,
            Document::Sweep => schema::SWEEP,
            Document::Arena => schema::ARENA,
            Document::Fit => schema::FIT,
            Document::Formula => schema::FORMULA,
            Document::Messages => schema::MESSAGES,
        };
        if let Err(problem) =
            output::to_stdout(reporter.stdout, |out| Ok(out.write_all(text.as_bytes())?))
        {
            reporter.fail(problem);
        }
        reporter.finish()
    }
}
