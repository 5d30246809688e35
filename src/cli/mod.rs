//! The command line, one file a subcommand, each a thin call of the library.

mod arena;
mod changes;
mod check;
mod compare;
mod derivation;
mod devices;
mod examples;
mod explain;
mod fit;
mod fmt;
mod folder;
mod formula;
mod hints;
mod import;
mod input;
mod interrupt;
mod later;
mod lens;
#[cfg(feature = "lsp")]
mod lsp;
mod ops;
mod output;
mod reading;
mod report;
mod run;
mod schema;
mod settings;
pub(crate) mod sweep;
mod terminal;
mod variant;
mod watch;
mod what_if;

use std::collections::HashSet;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::builder::{PossibleValue, PossibleValuesParser, StyledStr, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::check::{Options, dimensions};
use crate::diagnostics::rendering::{FORMATS, MessageFormat, Messages};
use crate::diagnostics::{Blame, Diagnostic, DiagnosticKind};
use crate::source::{Files, Source, Sources};

use self::later::Later;
pub use terminal::{Screen, Terminal};

/// A small language for neural networks, and a compiler that reports the cost of a network.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_help = HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colours.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

const HELP: &str = "\
Reports go to stdout, messages to stderr. Exit status: 0 success, even with warnings; 1 errors \
in a network, or a failed claim; 2 wrong usage, or a file that cannot be read or written.

Examples:
  netcost run alexnet
  netcost run -e 'input 3x227x227; conv 96 k11 s4 p0; pool 3 2; fc 4096'";

#[derive(Debug, Subcommand)]
enum Command {
    /// Report the cost of a network.
    Run(Later<Box<run::Run>>),
    /// Serve the report of a network as a page, kept current while its files are edited.
    Watch(Later<Box<watch::Watch>>),
    /// Report what is wrong with networks.
    Check(Later<check::Check>),
    /// Format files in the canonical layout.
    Fmt(Later<fmt::Fmt>),
    /// Show how the costs of a layer are computed, or explain a diagnostic.
    Explain(Later<explain::Explain>),
    /// Plan the memory of a network as an arena: the offset of each tensor.
    Arena(Later<Box<arena::Arena>>),
    /// Compare networks; for two, show what changed layer by layer.
    Compare(Later<compare::Compare>),
    /// Cost a family of networks: one text with all combinations of values.
    Sweep(Later<Box<sweep::Sweep>>),
    /// Find the largest network of a family that fulfils a condition.
    Fit(Later<Box<fit::Fit>>),
    /// Find closed forms of the costs of a family by its params.
    Formula(Later<Box<formula::Formula>>),
    /// List the lenses and passes that `--what-if` takes, or show one.
    WhatIf(Later<changes::Changes>),
    /// Write a model of another program as a network.
    Import(Later<Box<import::Import>>),
    /// List the operations and standard blocks, or describe one.
    Ops(Later<ops::Ops>),
    /// List the devices, or describe one.
    Devices(Later<devices::Devices>),
    /// List the bundled networks with their input, params, MACs and paper, or print one.
    Examples(Later<examples::Examples>),
    /// Print the JSON Schema of a report or of messages.
    Schema(Later<schema::Schema>),
    /// Serve an editor: the language server.
    #[cfg(feature = "lsp")]
    Lsp(Later<lsp::Lsp>),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    /// If the terminal supports them and `NO_COLOR` is not set.
    Auto,
    /// Also in files and pipes.
    Always,
    /// Never.
    Never,
}

/// The format of messages.
#[derive(Clone, Copy, Debug, Args)]
struct MessageOptions {
    /// The format of messages, which go to stderr.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = MessageFormat::default().name,
        value_parser = message_format()
    )]
    message_format: MessageFormat,
}

/// Reads the name of a message format.
fn message_format() -> impl TypedValueParser<Value = MessageFormat> {
    let words = FORMATS.iter().map(|format| PossibleValue::new(format.name).help(format.summary));
    PossibleValuesParser::new(words).map(|word| MessageFormat::named(&word).unwrap_or_default())
}

/// The result of a run, in ascending order of severity; the exit status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Success; there may be warnings.
    #[default]
    Fine = 0,
    /// There are errors in a network, a claim fails, or a file is not formatted.
    Faulty = 1,
    /// The request cannot be met: a wrong setting, a file that cannot be read or written.
    Unusable = 2,
    /// Ctrl-C ended it.
    Interrupted = 130,
}

impl Status {
    /// The status of a run with this diagnostic.
    fn of(kind: &DiagnosticKind) -> Status {
        match kind.blame() {
            _ if kind.is_warning() => Status::Fine,
            Blame::Network => Status::Faulty,
            Blame::Caller | Blame::World => Status::Unusable,
        }
    }
}

/// What a run reads and writes besides files: the streams of the process, or others instead.
pub struct Streams<'a> {
    /// What `-` reads.
    pub stdin: &'a mut dyn Read,
    /// Where reports go.
    pub stdout: &'a mut dyn Write,
    /// Where messages go.
    pub stderr: &'a mut dyn Write,
    /// The capabilities of stdout and stderr.
    pub terminal: Terminal,
}

/// The streams of a run, its messages, and the exit status that follows from them.
struct Reporter<'a> {
    stdin: &'a mut dyn Read,
    stdout: &'a mut dyn Write,
    terminal: Terminal,
    messages: Messages<&'a mut dyn Write>,
    status: Status,
    /// The messages so far, since several files may use the same one.
    known: HashSet<String>,
}

impl<'a> Reporter<'a> {
    fn new(format: MessageFormat, streams: Streams<'a>) -> Self {
        let Streams { stdin, stdout, stderr, terminal } = streams;
        let messages =
            Messages::new(format, terminal.message_style(), stderr).with_hints(hints::HINTS);
        Reporter { stdin, stdout, terminal, messages, status: Status::Fine, known: HashSet::new() }
    }

    /// Begins the messages of another file.
    fn next_file(&mut self) {
        self.messages.next_file();
    }

    /// Reports what is wrong, unless a file before this one had the same message at the same
    /// place. Write errors on stderr are ignored: there is nowhere to report them.
    fn report(&mut self, diagnostics: &[Diagnostic], sources: &Sources) {
        let worst = diagnostics.iter().map(|diagnostic| Status::of(&diagnostic.kind)).max();
        self.status = self.status.max(worst.unwrap_or_default());
        let news: Vec<Diagnostic> =
            diagnostics.iter().filter(|found| self.is_news(found, sources)).cloned().collect();
        let _ = self.messages.write(&news, sources);
    }

    fn is_news(&mut self, diagnostic: &Diagnostic, sources: &Sources) -> bool {
        let place = diagnostic.kind.place().and_then(|span| sources.locate(span));
        place.is_none_or(|at| {
            let message = &diagnostic.kind;
            self.known.insert(format!("{}:{}:{}: {message}", at.file, at.line, at.column))
        })
    }

    /// Reports a problem that lies in no source.
    fn fail(&mut self, problem: impl Into<Box<DiagnosticKind>>) {
        self.report(&[Diagnostic::new(problem)], &Sources::new());
    }

    /// Writes a note.
    fn note(&mut self, text: &str) {
        let _ = self.messages.note(text);
    }

    /// Shows a file in the browser, or says where the file is.
    fn open(&mut self, path: &Path) {
        let opened = self.terminal.browser.is_some_and(|open| open(path).is_ok());
        if !opened {
            self.note(&format!("no browser could be opened; the page is `{}`", path.display()));
        }
    }

    /// Names the nearest shapes of an input with which a network is sound, if it is not with the shape
    /// that `--input` gives.
    fn suggest_inputs(
        &mut self,
        sources: &Sources,
        main: &Source,
        options: &Options,
        files: &dyn Files,
    ) {
        if self.status != Status::Faulty {
            return;
        }
        let shapes = crate::analysis::nearest_inputs(sources, main, options, files);
        let shapes: Vec<String> =
            shapes.iter().map(|shape| format!("`--input {}`", dimensions(shape))).collect();
        if !shapes.is_empty() {
            self.note(&format!("the nearest sizes without an error: {}", shapes.join(" and ")));
        }
    }

    /// Ends the messages.
    fn finish(self) -> Status {
        let _ = self.messages.finish();
        self.status
    }
}

/// The error about a network in place of a subcommand, with the command that reports it.
fn with_run(mut error: clap::Error) -> clap::Error {
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && (crate::bundled::examples::Example::find(word).is_some() || word.ends_with(".net"))
    {
        let tip = format!("write `netcost run {word}` for a report of the network").into();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip]));
    }
    error
}

impl Cli {
    /// Reads the arguments, of which the first is the program.
    fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(arguments).map_err(with_run)
    }

    fn run(self, streams: Streams<'_>) -> Status {
        let streams = Streams { terminal: streams.terminal.colored(self.color), ..streams };
        match self.command {
            Command::Run(Later(command)) => command.run(streams),
            Command::Watch(Later(command)) => command.run(streams),
            Command::Check(Later(command)) => command.run(streams),
            Command::Fmt(Later(command)) => command.run(streams),
            Command::Explain(Later(command)) => command.run(streams),
            Command::Arena(Later(command)) => command.run(streams),
            Command::Compare(Later(command)) => command.run(streams),
            Command::Sweep(Later(command)) => command.run(streams),
            Command::Fit(Later(command)) => command.run(streams),
            Command::Formula(Later(command)) => command.run(streams),
            Command::WhatIf(Later(command)) => command.run(streams),
            Command::Import(Later(command)) => command.run(streams),
            Command::Ops(Later(command)) => command.run(streams),
            Command::Devices(Later(command)) => command.run(streams),
            Command::Examples(Later(command)) => command.run(streams),
            Command::Schema(Later(command)) => command.run(streams),
            #[cfg(feature = "lsp")]
            Command::Lsp(Later(command)) => command.run(streams),
        }
    }
}

/// The error that options of a subcommand do not go together, in the words of clap.
fn conflict(subcommand: &str, message: &str, streams: Streams<'_>) -> Status {
    let mut cli = Cli::command();
    cli.build();
    match cli.find_subcommand_mut(subcommand) {
        Some(command) => instead(command.error(ErrorKind::ArgumentConflict, message), streams),
        None => Status::Unusable,
    }
}

/// Writes what replaces a command: the requested help or version, or what is wrong with the
/// arguments.
fn instead(error: clap::Error, streams: Streams<'_>) -> Status {
    let text = error.render();
    if error.use_stderr() {
        // Write errors on stderr are ignored: there is nowhere to report them.
        let _ = write_styled(streams.stderr, &text, streams.terminal.stderr.color)
            .and_then(|()| streams.stderr.flush());
        return Status::Unusable;
    }
    let mut reporter = Reporter::new(MessageFormat::default(), streams);
    let color = reporter.terminal.stdout.color;
    let written = output::to_stdout(reporter.stdout, |out| Ok(write_styled(out, &text, color)?));
    if let Err(problem) = written {
        reporter.fail(problem);
    }
    reporter.finish()
}

fn write_styled(out: &mut dyn Write, text: &StyledStr, color: bool) -> io::Result<()> {
    if color { write!(out, "{}", text.ansi()) } else { write!(out, "{text}") }
}

/// Runs the program on these arguments, of which the first is the program, and gives back its exit
/// status.
pub fn run(arguments: impl IntoIterator<Item = OsString>, streams: Streams<'_>) -> u8 {
    end(Cli::read(arguments), streams)
}

fn end(cli: Result<Cli, clap::Error>, streams: Streams<'_>) -> u8 {
    let status = match cli {
        Ok(cli) => cli.run(streams),
        Err(error) => instead(error, streams),
    };
    status as u8
}

/// Runs the program on the arguments and the streams of the process.
pub fn main() -> ExitCode {
    ExitCode::from(run_in_process(std::env::args_os()))
}

/// Runs the program on these arguments, of which the first is the program, and the streams of the process; the exit
/// status.
pub fn run_in_process(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = Cli::read(arguments);
    // The streams of `anstream` read this setting too.
    if let Ok(cli) = &cli {
        terminal::set_color(cli.color);
    }
    let (mut stdin, mut stdout) = (std::io::stdin(), terminal::stdout());
    let mut stderr = terminal::stderr();
    let streams = Streams {
        stdin: &mut stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
        terminal: Terminal::of_process(),
    };
    end(cli, streams)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_of_a_subcommand_begins_as_the_list_of_them_says() {
        let abouts = |cli: &clap::Command| -> Vec<_> {
            let commands = cli.get_subcommands().filter(|command| command.get_name() != "help");
            commands.map(|command| command.get_about().map(StyledStr::to_string)).collect()
        };
        let mut cli = Cli::command();
        let listed = abouts(&cli);
        cli.build();
        assert_eq!(abouts(&cli), listed);
        let count = 16 + usize::from(cfg!(feature = "lsp"));
        assert!(listed.len() == count && listed.iter().all(Option::is_some), "{listed:?}");
    }

    #[test]
    fn a_run_needs_no_process() {
        let arguments = |words: &str| words.split(' ').map(OsString::from).collect::<Vec<_>>();
        let (mut stdin, mut stdout, mut stderr) = (&b"relu   # it\n"[..], Vec::new(), Vec::new());
        let terminal = Terminal::default();
        let streams =
            Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, terminal };
        assert_eq!(run(arguments("netcost fmt -"), streams), 0);
        assert_eq!((stdout.as_slice(), stderr.as_slice()), (&b"relu   # it\n"[..], &b""[..]));

        let streams =
            Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, terminal };
        assert_eq!(run(arguments("netcost fmt"), streams), 2);
        let said = String::from_utf8(stderr).expect("text");
        assert!(said.contains("required arguments were not provided"), "{said}");
    }
}
