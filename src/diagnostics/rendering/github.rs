//! Workflow commands, which GitHub Actions shows as annotations of the changed lines. The runner
//! reads them from stderr as well as from stdout.

use std::io::{self, Write};

use miette::{Diagnostic as _, Severity};

use super::place::{Place, place};
use super::{Form, Renderer};
use crate::diagnostics::Diagnostic;
use crate::source::Sources;
use crate::text::plain::plain;

/// One workflow command a message.
pub const FORM: Form = Form {
    name: "github",
    summary: "Annotations of GitHub Actions, one a line",
    people: false,
    renderer: |_| Box::new(Github),
};

struct Github;

impl Renderer for Github {
    /// Writes `::error file=…,line=…,title=…::message`.
    fn message(
        &mut self,
        out: &mut dyn Write,
        diagnostic: &Diagnostic,
        sources: &Sources,
    ) -> io::Result<()> {
        let problem = &diagnostic.kind;
        let properties: Vec<String> = properties(diagnostic, sources)
            .into_iter()
            .map(|(name, value)| format!("{name}={}", property(&value)))
            .collect();
        let command = match super::severity(problem) {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        writeln!(out, "::{command} {}::{}", properties.join(","), data(&text(diagnostic, sources)))
    }
}

/// Where it is, and the code as the title.
fn properties(diagnostic: &Diagnostic, sources: &Sources) -> Vec<(&'static str, String)> {
    let labels = super::labels(&diagnostic.kind);
    let primary = labels.iter().find(|label| label.primary());
    let mut properties = Vec::new();
    if let Some(at) = primary.and_then(|label| place(sources, super::span(label))) {
        properties.push(("file", at.file.to_owned()));
        properties.push(("line", at.line.to_string()));
        properties.push(("endLine", at.end_line.to_string()));
        // Columns are only taken within one line, and the last one is in them.
        if at.line == at.end_line {
            properties.push(("col", at.column.to_string()));
            properties.push(("endColumn", (at.end_column - 1).max(at.column).to_string()));
        }
    }
    properties.extend(diagnostic.kind.code().map(|code| ("title", code.to_string())));
    properties
}

/// The message, then a line for each other label, call and help.
fn text(diagnostic: &Diagnostic, sources: &Sources) -> String {
    let mut lines = vec![diagnostic.with(sources).to_string()];
    let mut at = |place: Option<Place<'_>>, text: &str| {
        if let Some(at) = place {
            lines.push(format!("{}:{}:{}: {text}", at.file, at.line, at.column));
        }
    };
    for label in super::labels(&diagnostic.kind) {
        if let Some(text) = label.label() {
            at(place(sources, super::span(&label)), text);
        }
    }
    for call in &diagnostic.calls {
        at(place(sources, call.span), &call.to_string());
    }
    lines.extend(diagnostic.kind.help().map(|help| format!("help: {help}")));
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
