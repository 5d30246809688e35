//! The text of a sweep.

use std::io::{self, Write};

use super::axes::AxisSettings;
use crate::analysis;
use crate::check::{Options, Program, Trees};
use crate::cli::input::NetworkArgs;
use crate::cli::{Reporter, Status, Streams, Terminal, reading};
use crate::diagnostics::rendering::MessageFormat;
use crate::diagnostics::{Diagnostic, Result};
use crate::import::ImportOptions;
use crate::source::Sources;

/// A text that was read.
pub struct Text<'p> {
    pub program: &'p Program<'p>,
    /// The options that all its networks share.
    pub options: Options,
    /// The file as messages name it.
    pub file: &'p str,
}

/// A text as a program that owns it, and its file as messages name it.
pub struct OwnedText {
    pub program: analysis::Program,
    pub file: String,
}

impl NetworkArgs {
    /// The text as a program that owns it, and the options that all its networks share; `None` if something is wrong.
    pub fn owned_text(
        &self,
        axes: &AxisSettings,
        sources: &Sources,
    ) -> Option<(OwnedText, Options)> {
        let (mut stdin, mut stdout, mut stderr) = (io::empty(), io::sink(), io::sink());
        let (stdout, stderr): (&mut dyn Write, &mut dyn Write) = (&mut stdout, &mut stderr);
        let streams = Streams { stdin: &mut stdin, stdout, stderr, terminal: Terminal::default() };
        let mut reporter = Reporter::new(MessageFormat::default(), streams);
        let lenses = axes.lenses(sources).ok()?;
        let mut owned = None;
        let then = |Text { program, options, file }: Text<'_>, _: &mut Reporter<'_>| {
            let main = program.texts().next();
            let files = self.input().files();
            let program = main.and_then(|main| analysis::Program::read(main, &lenses, files));
            let text = |program| OwnedText { program, file: file.to_owned() };
            owned = program.map(|program| (text(program), options));
            Ok(Status::Fine)
        };
        self.with_program(axes, sources, &mut reporter, then).ok()?;
        owned
    }

    /// Runs a command about the family of a text. A problem that it returns is reported; the exit status.
    pub fn run_family(
        &self,
        axes: &AxisSettings,
        messages: MessageFormat,
        streams: Streams<'_>,
        command: impl FnOnce(&Text<'_>, &Sources, &mut Reporter<'_>) -> Result<Status>,
    ) -> Status {
        let mut reporter = Reporter::new(messages, streams);
        let sources = Sources::new();
        let then = |text: Text<'_>, reporter: &mut Reporter<'_>| command(&text, &sources, reporter);
        let status =
            self.with_program(axes, &sources, &mut reporter, then).unwrap_or_else(|problem| {
                reporter.report(&[Diagnostic::new(problem)], &sources);
                Status::Unusable
            });
        reporter.finish().max(status)
    }

    /// Reads the text and passes its program to `then`. Errors that do not depend on settings are reported instead.
    ///
    /// # Errors
    /// When it cannot be read, and those of `then`.
    fn with_program(
        &self,
        axes: &AxisSettings,
        sources: &Sources,
        reporter: &mut Reporter<'_>,
        then: impl FnOnce(Text<'_>, &mut Reporter<'_>) -> Result<Status>,
    ) -> Result<Status> {
        let input = self.input();
        let wanted = |options: &Options| {
            Ok(ImportOptions { nodes: options.limits.layers, ..ImportOptions::default() })
        };
        let options = axes.options(input.title());
        let all = Options { lenses: axes.lenses(sources)?, ..options.clone() };
        let read = reading::read_as(&input, all.clone(), wanted, sources, reporter)?;
        let Some(mut reading) = read else { return Ok(Status::Faulty) };
        if reading.is_model() {
            // This replaces the imported text by a simpler one if it has errors.
            reading.check(&input, sources)?;
        }
        let trees = Trees::parse_again(sources, reading.main, input.files(), &all.lenses, None);
        let Some(program) = trees.program() else {
            let checked = reading.check(&input, sources)?;
            reading.report(&checked.diagnostics, sources, reporter);
            return Ok(Status::Faulty);
        };
        then(Text { program: &program, options, file: reading.main.name() }, reporter)
    }
}
