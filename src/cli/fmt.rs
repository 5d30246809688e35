//! `netcost fmt`: the canonical layout.

use clap::Args;

use super::input::Input;
use super::{MessageOptions, Reporter, Status, Streams, folder, output};
use crate::diagnostics::{Diagnostic, Result};
use crate::source::Sources;
use crate::syntax;

#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct Fmt {
    /// Files, or folders of `.net` files, to rewrite in place; `-` formats stdin to stdout.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Write nothing; list the files that are not formatted, and exit with 1 if there are any.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    messages: MessageOptions,
}

const HELP: &str = "\
Statements that cannot be parsed are reported and not changed; the others are formatted. A file \
whose brackets do not match is not changed. Exit status: 0 success; 1 a file that cannot be \
parsed, or, with --check, one that is not formatted; 2 wrong usage, or a file that cannot be \
read or written.

Examples:
  netcost fmt --check examples/alexnet.net
  echo 'conv   96 k11' | netcost fmt -";

impl Fmt {
    /// Lays out each of the files.
    pub fn run(self, streams: Streams<'_>) -> Status {
        let mut reporter = Reporter::new(self.messages.message_format, streams);
        let mut unformatted = false;
        // Unlike elsewhere, every other word is a file: bundled examples are not for writing.
        let inputs = self.files.iter().map(|word| match word.as_str() {
            "-" => Input::Stdin,
            path => Input::File(path.into()),
        });
        for input in folder::expand(inputs) {
            reporter.next_file();
            let sources = Sources::new();
            match input.and_then(|input| self.format(&input, &sources, &mut reporter)) {
                Ok(changed) => unformatted |= changed && self.check,
                Err(problem) => reporter.report(&[Diagnostic::new(problem)], &sources),
            }
        }
        let status = reporter.finish();
        if unformatted { status.max(Status::Faulty) } else { status }
    }

    /// Lays out a file; whether it was laid out otherwise before.
    fn format(
        &self,
        input: &Input,
        sources: &Sources,
        reporter: &mut Reporter<'_>,
    ) -> Result<bool> {
        let source = input.load(sources, reporter.stdin)?;
        let parsed = syntax::parse(source);
        let problems: Vec<_> = parsed.problems.into_iter().map(Diagnostic::new).collect();
        reporter.report(&problems, sources);
        let text = syntax::format(source);
        let changed = text != source.text();
        match input {
            _ if self.check && changed => {
                output::to_stdout(reporter.stdout, |out| Ok(writeln!(out, "{}", source.name())?))?;
            }
            _ if self.check => {}
            Input::File(path) if changed => {
                output::to_file(path, |out| Ok(out.write_all(text.as_bytes())?))?;
            }
            Input::File(_) => {}
            _ => output::to_stdout(reporter.stdout, |out| Ok(out.write_all(text.as_bytes())?))?,
        }
        Ok(changed)
    }
}
