//! One line a message, as editors' quickfix lists read it.

use std::io::{self, Write};

use super::{Form, Renderer};
use crate::diagnostics::Diagnostic;
use crate::source::Sources;
use crate::text::plain::plain;

/// One line a message.
pub const FORM: Form = Form {
    name: "short",
    summary: "`file:line:column: error[code]: message`, one a line",
    people: false,
    renderer: |_| Box::new(Short),
};

struct Short;

impl Renderer for Short {
    /// Writes `file:line:column: error[code]: message`; without place, what follows it.
    fn message(
        &mut self,
        out: &mut dyn Write,
        diagnostic: &Diagnostic,
        sources: &Sources,
    ) -> io::Result<()> {
        let labels = super::labels(&diagnostic.kind);
        let primary = labels.iter().find(|label| label.primary());
        if let Some(at) = primary.and_then(|label| sources.locate(super::span(label))) {
            write!(out, "{}:{}:{}: ", plain(at.file), at.line, at.column)?;
        }
        let message = diagnostic.with(sources).to_string().replace(['\r', '\n'], " ");
        writeln!(out, "{}: {}", super::tag(&diagnostic.kind), plain(&message))
    }

    fn note(&mut self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        writeln!(out, "{}", plain(text))
    }
}
