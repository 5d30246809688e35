//! The messages of a run, written as they come.

use std::io::{self, Write};

use miette::{Diagnostic as _, Severity};

use super::format::{MessageFormat, Renderer, Style};
use super::hints::Hints;
use super::message::{Message, severity};
use super::summary::{SHOWN, Summary};
use super::tally::Tally;
use crate::diagnostics::{Diagnostic, DiagnosticKind};
use crate::source::Sources;

/// Writes the messages of a run.
pub struct Messages<W> {
    format: MessageFormat,
    renderer: Box<dyn Renderer>,
    hints: Hints,
    out: W,
    summary: Summary,
    /// Whether there is a message about the file that is being checked.
    concerned: bool,
}

impl<W: Write> Messages<W> {
    /// Messages of this format.
    pub fn new(format: MessageFormat, style: Style, out: W) -> Self {
        let (renderer, hints) = ((format.renderer)(style), Hints::default());
        Messages { format, renderer, hints, out, summary: Summary::default(), concerned: false }
    }

    /// Adds the hints of the program that shows them.
    pub fn with_hints(self, hints: Hints) -> Self {
        Messages { hints, ..self }
    }

    /// Begins the messages about another file.
    pub fn next_file(&mut self) {
        self.summary.tally.files += 1;
        self.concerned = false;
    }

    /// Writes these, in their order.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write(&mut self, diagnostics: &[Diagnostic], sources: &Sources) -> io::Result<()> {
        for diagnostic in diagnostics {
            self.count(&diagnostic.kind);
            if !self.format.for_people || self.summary.tally.all() <= SHOWN {
                let message = Message { diagnostic, sources, hints: self.hints };
                self.renderer.message(&mut self.out, &message)?;
            }
        }
        self.out.flush()
    }

    fn count(&mut self, kind: &DiagnosticKind) {
        let severity = severity(kind);
        let Summary { tally, explain } = &mut self.summary;
        let is_first = severity == Severity::Error && tally.errors == 0;
        tally.count(severity);
        tally.concerned += u64::from(!self.concerned);
        self.concerned = true;
        if is_first {
            *explain = kind.code().and_then(|code| (self.hints.explain)(&code.to_string()));
        }
    }

    /// Writes a remark on what was done, for people.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn note(&mut self, text: &str) -> io::Result<()> {
        self.renderer.note(&mut self.out, text)?;
        self.out.flush()
    }

    /// Ends the messages: for people with how many there were, if there were several, and with how
    /// to learn more about the first error.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(mut self) -> io::Result<Tally> {
        self.renderer.end(&mut self.out, &self.summary)?;
        self.out.flush()?;
        Ok(self.summary.tally)
    }
}
