//! Messages: their places lie in the sources, and every form writes them.

use miette::Diagnostic as _;
use netcost::Sources;
use netcost::internals::diagnostics::Diagnostic;
use netcost::internals::diagnostics::rendering::{FORMATS, Messages, Style};
use netcost::internals::source::Span;

use super::choices::Choices;

/// Writes messages in one of the formats.
pub fn say(diagnostics: &[Diagnostic], sources: &Sources, choices: &mut Choices) {
    for diagnostic in diagnostics {
        for label in diagnostic.kind.labels().into_iter().flatten() {
            let (start, end) = (label.offset(), label.offset() + label.len());
            let span = Span::new(start as u32, end as u32);
            let source = sources.source(span).expect("a label lies in a source");
            let (start, end) = (start - source.base() as usize, end - source.base() as usize);
            assert!(source.text().get(start..end).is_some(), "{diagnostic:?} cuts a character");
        }
    }
    let format = *choices.one(FORMATS);
    let style =
        Style { width: choices.below(130), color: choices.once_in(2), unicode: choices.once_in(2) };
    let mut out = Vec::new();
    let mut messages = Messages::new(format, style, &mut out);
    messages.next_file();
    messages.write(diagnostics, sources).expect("memory takes it");
    messages.finish().expect("memory takes it");
    let text = String::from_utf8(out).expect("messages are text");
    match format.name {
        "json" => text.lines().for_each(json),
        "sarif" => json(&text),
        _ => {}
    }
}

/// Reads a text as JSON.
fn json(text: &str) {
    let read: Result<serde_json::Value, _> = serde_json::from_str(text);
    assert!(read.is_ok(), "{read:?} in {text}");
}
