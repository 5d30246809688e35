//! What a report looks like: its format, rows and columns, and where it goes.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Reporter;
use super::output::{self, Unwritten};
use super::terminal::Ability;
use crate::diagnostics::Result;
use crate::diagnostics::file::FileProblem;
use crate::report::{Arrangement, BadColumn, By, Column, Look, Report, csv, json, markdown, table};
use crate::text::digits::Digits;

/// How a report is written.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Report")]
pub struct ReportSettings {
    /// The format of the report.
    #[arg(long, default_value = "table")]
    format: Format,
    /// Write the report to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[arg(long, value_name = "LIST", value_parser = columns, help = columns_help())]
    columns: Option<Columns>,
    /// Fold blocks deeper than this into one row each.
    #[arg(long, value_name = "N")]
    depth: Option<usize>,
    /// A row for each operation, or for all calls of each block, with the sums.
    #[arg(long, value_name = "WHAT", conflicts_with = "depth")]
    by: Option<Group>,
    /// Sort rows: by a figure, the largest first, or by `name` or `op`.
    #[arg(long, value_name = "COLUMN", value_parser = Column::order)]
    sort: Option<&'static Column>,
    /// Show so many rows, those with the most flops unless `--sort` says otherwise, and the sum of
    /// the others.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    top: Option<u64>,
    /// How many digits counts have, in the table and in Markdown.
    #[arg(long, value_name = "HOW", default_value = "full")]
    digits: DigitsWord,
    /// Show below the table how much memory is held while each layer runs, as bars.
    #[arg(long)]
    timeline: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: a row a layer, totals and memory.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets: a line of names, a line a layer.
    Csv,
    /// For GitHub: a table and lists.
    Markdown,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Group {
    /// By operation.
    Op,
    /// By block.
    Block,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DigitsWord {
    /// All: 62,378,344.
    Full,
    /// Three: 62.4 M; of bytes 237.95 MiB.
    Short,
}

/// Columns that were asked for.
#[derive(Clone, Debug)]
struct Columns(Vec<&'static Column>);

fn columns(list: &str) -> Result<Columns, BadColumn> {
    Column::list(list).map(Columns)
}

fn columns_help() -> String {
    let names: Vec<_> = Column::all().iter().map(|column| column.name).collect();
    format!("Columns, in this order: `name,params,flops`; there are {}", names.join(", "))
}

impl ReportSettings {
    /// Which rows there are, and in which order.
    pub fn arrangement(&self) -> Arrangement {
        Arrangement {
            depth: self.depth,
            by: self.by.map(|by| match by {
                Group::Op => By::Op,
                Group::Block => By::Block,
            }),
            sort: self.sort,
            top: self.top.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX)),
        }
    }

    /// The columns asked for; none if the format decides.
    pub fn columns(&self) -> &[&'static Column] {
        self.columns.as_ref().map_or(&[], |columns| &columns.0)
    }

    /// What is asked for and would not be seen; `has_device` says whether there are times.
    pub fn conflict(&self, has_device: bool) -> Option<String> {
        let format = self.format.to_possible_value();
        let format = format.as_ref().map_or("", |format| format.get_name());
        if self.timeline && self.format != Format::Table {
            return Some(format!(
                "`--timeline` draws bars below the table: not with `--format {format}`"
            ));
        }
        let is_for_people = matches!(self.format, Format::Table | Format::Markdown);
        if matches!(self.digits, DigitsWord::Short) && !is_for_people {
            return Some(format!("`--format {format}` has all digits: not with `--digits short`"));
        }
        let mut asked = self.columns().iter().copied().chain(self.sort);
        let column = asked.find(|column| column.needs_device()).filter(|_| !has_device)?;
        let name = column.name;
        Some(format!(
            "`{name}` is of a device: name one, as in `--device t4`; `netcost devices` lists them"
        ))
    }

    /// Writes a report to where it is wanted.
    ///
    /// # Errors
    /// When it cannot be written there, or its format does not hold it.
    pub fn write(&self, report: &Report<'_>, reporter: &mut Reporter<'_>) -> Result<()> {
        let output = output::file(self.output.as_deref());
        let Ability { width, color, unicode } = match output {
            Some(_) => reporter.terminal.plain_ability(),
            None => reporter.terminal.stdout_ability(),
        };
        let digits = match self.digits {
            DigitsWord::Full => Digits::Full,
            DigitsWord::Short => Digits::Short,
        };
        let write = |out: &mut dyn Write| -> Result<(), Unwritten> {
            match self.format {
                Format::Json => json::write(report, out)?,
                Format::Csv => csv::write(report, out)?,
                Format::Markdown => markdown::write(report, digits, out)?,
                Format::Table => {
                    let look = Look { color, unicode };
                    table::write(
                        report,
                        &table::Options { width, look, digits, timeline: self.timeline },
                        out,
                    )?;
                }
            }
            Ok(())
        };
        let file = Path::new(report.file);
        let same = |path: &Path| Some(path.canonicalize().ok()? == file.canonicalize().ok()?);
        match output {
            Some(path) if same(path) == Some(true) => {
                Err(FileProblem::OutputIsInput { path: report.file.to_owned() }.into())
            }
            Some(path) => output::to_file(path, write),
            None => output::to_stdout(reporter.stdout, write),
        }
    }
}
