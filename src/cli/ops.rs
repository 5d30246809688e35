//! `netcost ops`: the operations.

use clap::Args;

use super::{MessageOptions, Reporter, Status, Streams, output};
use crate::bundled::blocks::Block;
use crate::check::operation_meant;
use crate::diagnostics::Result;
use crate::diagnostics::setting::SettingProblem;
use crate::ops::{all, find};
use crate::report::text::operations;
use crate::text::nearest::suggest;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Ops {
    /// The operation or block to describe: its signature, parameters, shape rule, cost rule and an example.
    name: Option<String>,
    #[command(flatten)]
    messages: MessageOptions,
}

const HELP: &str = "Examples:
  netcost ops
  netcost ops conv";

impl Ops {
    /// Writes the list, or the page of the requested operation.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        if let Err(problem) = self.write(&mut reporter) {
            reporter.fail(problem);
        }
        reporter.finish()
    }

    fn write(&self, reporter: &mut Reporter<'_>) -> Result<()> {
        let Some(name) = &self.name else {
            let columns = reporter.terminal.stdout_columns();
            return output::to_stdout(reporter.stdout, |out| {
                operations::write_list(all(), columns, out)?;
                writeln!(out, "\nstandard blocks, which are built of operations:\n")?;
                Ok(operations::write_blocks(Block::all(), columns, out)?)
            });
        };
        if let Some(block) = Block::find(name) {
            return output::to_stdout(reporter.stdout, |out| {
                Ok(operations::write_block(&block, out)?)
            });
        }
        let operation = find(name).ok_or_else(|| unknown(name))?;
        output::to_stdout(reporter.stdout, |out| Ok(operations::write_page(operation, out)?))
    }
}

fn unknown(name: &str) -> SettingProblem {
    let names =
        all().flat_map(|operation| std::iter::once(&operation.name).chain(operation.aliases));
    let names = names.copied().chain(Block::all().map(|block| block.name));
    let meant = operation_meant(name).map(|meant| format!("write `netcost ops {meant}`"));
    let help = meant.or_else(|| suggest(name, names));
    let help = help.unwrap_or_else(|| "`netcost ops` lists them".to_owned());
    SettingProblem::UnknownOperation { name: name.to_owned(), help }
}
