//! What a report looks like: its format, rows and columns, and where it goes.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::builder::{ArgPredicate, PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::Reporter;
use super::terminal::Ability;
use super::{devices, output};
use crate::diagnostics::Result;
use crate::diagnostics::file::FileProblem;
use crate::report::page::MAX_ROWS;
use crate::report::{
    Audience, BadColumn, Column, FORMATS, GroupBy, ReportFormat, ReportStyle, RowOptions,
    TermStyle, View, WriteError, depth_within,
};
use crate::text::digits::Digits;

/// The format of a report, and where the report goes: what `run` and `compare` have in common.
#[derive(Clone, Debug, Args)]
pub struct Destination {
    /// The format of the report.
    #[arg(
        long,
        default_value = FORMATS[0].name,
        default_value_if("open", ArgPredicate::IsPresent, PAGE),
        value_parser = format()
    )]
    pub format: &'static ReportFormat,
    /// Write the report to a file; `-` is stdout.
    #[arg(short = 'o', long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Open the report in the browser, as a page: that of `--output`, or a temporary file.
    #[arg(long)]
    open: bool,
}

/// The format that browsers show.
const PAGE: &str = "html";

/// The parser of a format's name.
fn format() -> impl TypedValueParser<Value = &'static ReportFormat> {
    let words = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(words).try_map(|word| ReportFormat::named(&word).ok_or("no format"))
}

impl Destination {
    /// What to say if a browser does not show the format.
    pub fn conflict(&self) -> Option<String> {
        let name = self.format.name;
        (self.open && name != PAGE)
            .then(|| format!("`--open` shows a page: not with `--format {name}`"))
    }

    /// Writes a report of the files that were read, in a style that suits its destination.
    ///
    /// # Errors
    /// When the report cannot be written there, or its format cannot hold it.
    pub fn write<'f>(
        &self,
        read: impl IntoIterator<Item = &'f str>,
        reporter: &mut Reporter<'_>,
        write: impl FnOnce(&ReportStyle, &mut dyn Write) -> Result<(), WriteError>,
    ) -> Result<()> {
        Place { output: self.output.as_deref(), open: self.open }.write(read, reporter, write)
    }
}

/// Where a report goes.
#[derive(Clone, Copy, Debug)]
pub struct Place<'p> {
    /// The file; `-`, or none, for stdout.
    pub output: Option<&'p Path>,
    /// Whether it is opened in the browser.
    pub open: bool,
}

impl Place<'_> {
    /// Writes a report of the files that were read, in a style that suits its destination.
    ///
    /// # Errors
    /// When the report cannot be written there, or its format cannot hold it.
    pub fn write<'f>(
        &self,
        read: impl IntoIterator<Item = &'f str>,
        reporter: &mut Reporter<'_>,
        write: impl FnOnce(&ReportStyle, &mut dyn Write) -> Result<(), WriteError>,
    ) -> Result<()> {
        let temporary = match output::file(self.output) {
            None if self.open => Some(output::temporary(".html")?),
            _ => None,
        };
        let output = temporary.as_deref().or(output::file(self.output));
        let Ability { width, color, unicode } = match output {
            Some(_) => reporter.terminal.plain_ability(),
            None => reporter.terminal.stdout_ability(),
        };
        let term = TermStyle { color, unicode };
        let style = ReportStyle { width, term, ..ReportStyle::default() };
        let Some(path) = output else {
            return output::to_stdout(reporter.stdout, |out| Ok(write(&style, out)?));
        };
        let is_same =
            |file: &&str| Some(path.canonicalize().ok()? == Path::new(file).canonicalize().ok()?);
        if let Some(file) = read.into_iter().find(|file| is_same(file) == Some(true)) {
            return Err(FileProblem::OutputIsInput { path: file.to_owned() }.into());
        }
        output::to_file(path, |out| Ok(write(&style, out)?))?;
        if self.open {
            reporter.open(path);
        }
        Ok(())
    }
}

/// How deep blocks are opened.
#[derive(Clone, Copy, Debug, Args)]
pub struct DepthOption {
    /// Show rows down to this depth: 1 has a row for each block, 2 for each block in these, and so on,
    /// 0 only the total. On a terminal, a network of more than 60 rows is folded unless this is
    /// given.
    #[arg(id = "depth", long, value_name = "N|all", value_parser = depth)]
    given: Option<Depth>,
}

#[derive(Clone, Copy, Debug)]
enum Depth {
    All,
    Parts(usize),
}

fn depth(word: &str) -> Result<Depth, &'static str> {
    match word {
        "all" => Ok(Depth::All),
        _ => word.parse().map(Depth::Parts).map_err(|_| "give a number or `all`"),
    }
}

impl DepthOption {
    /// How many parts paths have at most; `None` for no limit.
    pub fn parts(self) -> Option<usize> {
        match self.given? {
            Depth::All => None,
            Depth::Parts(parts) => Some(parts),
        }
    }
}

/// How many digits figures have.
#[derive(Clone, Copy, Debug, Args)]
pub struct DigitsOption {
    /// The digits of counts, in formats for people.
    #[arg(long, value_name = "HOW", default_value = "full")]
    digits: DigitsWord,
}

impl DigitsOption {
    /// The digits of formats for people.
    pub fn digits(self) -> Digits {
        match self.digits {
            DigitsWord::Full => Digits::Full,
            DigitsWord::Short => Digits::Short,
        }
    }

    /// What to say if a format has all digits anyway and others are requested.
    pub fn conflict(self, format: &ReportFormat) -> Option<String> {
        let ReportFormat { name, audience, .. } = format;
        (matches!(self.digits, DigitsWord::Short) && *audience == Audience::Programs)
            .then(|| format!("`--format {name}` has all digits: not with `--digits short`"))
    }
}

/// The most rows that a terminal is given if no depth is.
const ROWS: usize = 60;

/// How a report is written.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Report")]
pub struct ReportSettings {
    #[command(flatten)]
    destination: Destination,
    #[arg(long, value_name = "LIST", value_parser = columns, help = columns_help())]
    columns: Option<Columns>,
    #[command(flatten)]
    depth: DepthOption,
    /// Show one row for each operation, or for all calls of each block, with the sums.
    #[arg(long, value_name = "WHAT", conflicts_with = "depth")]
    by: Option<Group>,
    /// Sort rows: by a figure, the largest first, or by `name` or `op`.
    #[arg(long, value_name = "COLUMN", value_parser = Column::order)]
    sort: Option<&'static Column>,
    /// Show only this many rows, those with the most flops unless `--sort` names another figure, and
    /// the sum of the others.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    top: Option<u64>,
    #[command(flatten)]
    digits: DigitsOption,
    /// Draw bars below the table: the memory that is alive while each layer runs.
    #[arg(long)]
    timeline: bool,
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
    /// All digits: 62,378,344.
    Full,
    /// Three digits: 62.4 M; bytes as 237.95 MiB.
    Short,
}

/// The requested columns.
#[derive(Clone, Debug)]
struct Columns(Vec<&'static Column>);

fn columns(list: &str) -> Result<Columns, BadColumn> {
    Column::list(list).map(Columns)
}

fn columns_help() -> String {
    let names: Vec<_> = Column::all().iter().map(|column| column.name).collect();
    format!("The columns, in this order: `name,params,flops`; the names are {}", names.join(", "))
}

impl ReportSettings {
    /// Which rows there are, and in which order.
    pub fn rows(&self) -> RowOptions {
        RowOptions {
            depth: self.depth.parts(),
            by: self.by.map(|by| match by {
                Group::Op => GroupBy::Op,
                Group::Block => GroupBy::Block,
            }),
            sort: self.sort,
            top: self.top.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX)),
        }
    }

    /// Whether the format has tables besides that of the rows.
    pub fn has_tables(&self) -> bool {
        ["table", "markdown"].contains(&self.destination.format.name)
    }

    /// The requested columns; none if the format chooses.
    pub fn columns(&self) -> &[&'static Column] {
        self.columns.as_ref().map_or(&[], |columns| &columns.0)
    }

    /// Changes the format to a page that goes to stdout. Returns whether the page is to be opened.
    ///
    /// # Errors
    /// When another format or a file is requested.
    pub fn watched(&mut self) -> Result<bool, String> {
        let Destination { format, output, open } = &mut self.destination;
        if output.is_some() {
            return Err("`watch` serves the page and writes no file: remove `--output`".to_owned());
        }
        if format.audience != Audience::Terminal && format.name != PAGE {
            return Err(format!("`watch` serves a page: remove `--format {}`", format.name));
        }
        *format = ReportFormat::named(PAGE).unwrap_or(format);
        Ok(std::mem::take(open))
    }

    /// For how many layers the format needs to know how they were made.
    pub fn call_records(&self) -> usize {
        if self.destination.format.explains { MAX_ROWS } else { 0 }
    }

    /// An option that would have no effect; `has_device` says whether there are times.
    pub fn conflict(&self, has_device: bool) -> Option<String> {
        let ReportFormat { name, audience, .. } = self.destination.format;
        if self.timeline && *audience != Audience::Terminal {
            return Some(format!(
                "`--timeline` draws bars below the table: not with `--format {name}`"
            ));
        }
        let conflict = self.destination.conflict();
        if let Some(conflict) = conflict.or(self.digits.conflict(self.destination.format)) {
            return Some(conflict);
        }
        let mut requested = self.columns().iter().copied().chain(self.sort);
        let column = requested.find(|column| column.needs_device()).filter(|_| !has_device)?;
        Some(devices::needed_by(column.name))
    }

    /// Writes a report to its destination.
    ///
    /// # Errors
    /// When it cannot be written there, or its format cannot hold it.
    pub fn write(&self, view: &View<'_>, reporter: &mut Reporter<'_>) -> Result<()> {
        let digits = self.digits.digits();
        let folded = self.folded(view, reporter);
        let depth = folded.or(view.rows.depth);
        let view = View { rows: &RowOptions { depth, ..*view.rows }, ..*view };
        self.destination.write([view.file], reporter, |style, out| {
            let style = ReportStyle { digits, timeline: self.timeline, ..*style };
            (self.destination.format.write)(&view, &style, out)
        })?;
        if let Some(depth) = folded {
            reporter.note(&format!("shown to depth {depth}: `--depth all` shows every layer"));
        }
        Ok(())
    }

    /// The depth that a long table on a terminal is folded to.
    fn folded(&self, view: &View<'_>, reporter: &Reporter<'_>) -> Option<usize> {
        let Destination { format, output, .. } = &self.destination;
        let on_terminal = format.audience == Audience::Terminal
            && output::file(output.as_deref()).is_none()
            && reporter.terminal.stdout.terminal;
        let is_open = self.depth.given.is_none() && view.rows.is_default();
        (on_terminal && is_open).then(|| depth_within(view.costs, ROWS)).flatten()
    }
}
