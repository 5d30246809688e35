//! One line a message, as editors' quickfix lists read it.

use std::io::{self, Write};

use super::format::{MessageFormat, Renderer};
use super::message::{Message, span};
use crate::text::plain::plain;

/// One line a message.
pub const FORMAT: MessageFormat = MessageFormat {
    name: "short",
    summary: "`file:line:column: error[code]: message`, one per line",
    for_people: false,
    renderer: |_| Box::new(Short),
};

struct Short;

impl Renderer for Short {
    /// Writes `file:line:column: error[code]: message`; without a place, only what follows it.
    fn message(&mut self, out: &mut dyn Write, message: &Message<'_>) -> io::Result<()> {
        let labels = message.labels();
        let primary = labels.iter().find(|label| label.primary());
        if let Some(at) = primary.and_then(|label| message.sources.locate(span(label))) {
            write!(out, "{}:{}:{}: ", plain(at.file), at.line, at.column)?;
        }
        let text = message.text().replace(['\r', '\n'], " ");
        writeln!(out, "{}: {}", message.tag(), plain(&text))
    }

    fn note(&mut self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        writeln!(out, "{}", plain(text))
    }
}
