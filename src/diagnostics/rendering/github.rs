//! Workflow commands, which GitHub Actions shows as annotations of the changed lines. The runner
//! reads them from stderr as well as from stdout.

use std::io::{self, Write};

use miette::Severity;

use super::format::{MessageFormat, Renderer};
use super::message::{Message, span};
use super::place::{Place, place};
use crate::text::plain::plain;

/// One workflow command a message.
pub const FORMAT: MessageFormat = MessageFormat {
    name: "github",
    summary: "Annotations of GitHub Actions, one per line",
    for_people: false,
    renderer: |_| Box::new(Github),
};

struct Github;

impl Renderer for Github {
    /// Writes `::error file=…,line=…,title=…::message`.
    fn message(&mut self, out: &mut dyn Write, message: &Message<'_>) -> io::Result<()> {
        let properties: Vec<String> = properties(message)
            .into_iter()
            .map(|(name, value)| format!("{name}={}", property(&value)))
            .collect();
        let command = match message.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        writeln!(out, "::{command} {}::{}", properties.join(","), data(&text(message)))
    }
}

/// Where it is, and the code as the title.
fn properties(message: &Message<'_>) -> Vec<(&'static str, String)> {
    let labels = message.labels();
    let primary = labels.iter().find(|label| label.primary());
    let mut properties = Vec::new();
    if let Some(at) = primary.and_then(|label| place(message.sources, span(label))) {
        properties.push(("file", at.file.to_owned()));
        properties.push(("line", at.line.to_string()));
        properties.push(("endLine", at.end_line.to_string()));
        // Columns are only taken within one line, and the last one is in them.
        if at.line == at.end_line {
            properties.push(("col", at.column.to_string()));
            properties.push(("endColumn", (at.end_column - 1).max(at.column).to_string()));
        }
    }
    properties.extend(message.code().map(|code| ("title", code)));
    properties
}

/// The message, then a line for each other label, call and help.
fn text(message: &Message<'_>) -> String {
    let mut lines = vec![message.text()];
    let mut at = |place: Option<Place<'_>>, text: &str| {
        if let Some(at) = place {
            lines.push(format!("{}:{}:{}: {text}", at.file, at.line, at.column));
        }
    };
    for label in message.labels() {
        if let Some(text) = label.label() {
            at(place(message.sources, span(&label)), text);
        }
    }
    for call in &message.diagnostic.calls {
        at(place(message.sources, call.span), &call.to_string());
    }
    lines.extend(message.help().map(|help| format!("help: {help}")));
    lines.join("\n")
}

/// A message with the escapes that a command needs.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    plain(&escaped)
}

/// The value of a property, which ends at a comma or colon as well.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(data("100%: a, b\r\nc"), "100%25: a, b%0D%0Ac");
        assert_eq!(property("C:\\a,b%.net"), "C%3A\\a%2Cb%25.net");
    }
}
