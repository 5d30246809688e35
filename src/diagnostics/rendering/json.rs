//! Messages for programs, one JSON object a line, so that they can be read while they come.

use std::io::{self, Write};

use serde::Serialize;

use super::format::{MessageFormat, Renderer};
use super::message::{self, span, word};
use super::place::{Place, place};

/// One JSON object per line, with byte offsets, lines and columns.
pub const FORMAT: MessageFormat = MessageFormat {
    name: "json",
    summary: "One JSON object per line, with byte offsets, lines and columns",
    for_people: false,
    renderer: |_| Box::new(Json),
};

struct Json;

impl Renderer for Json {
    fn message(&mut self, out: &mut dyn Write, message: &message::Message<'_>) -> io::Result<()> {
        write(out, message)
    }
}

/// A message. The fields are stable within a major version.
#[derive(Serialize)]
struct Message<'a> {
    /// `net::shape::kernel_too_large`
    code: Option<String>,
    /// `error`, `warning`, `advice`
    severity: &'static str,
    /// What is wrong.
    message: String,
    /// What to do about it.
    help: Option<String>,
    /// The change of the text that answers it.
    fix: Option<Replacement<'a>>,
    /// How many more times the same was found.
    more: u64,
    /// Where it is wrong, and where that comes from.
    labels: Vec<Label<'a>>,
    /// The calls of blocks and functions that led there, the innermost first.
    calls: Vec<Call<'a>>,
}

/// A text to put in the place of another.
#[derive(Serialize)]
struct Replacement<'a> {
    text: &'a str,
    /// Whether `check --fix` applies it.
    safe: bool,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Label<'a> {
    text: Option<String>,
    /// Whether it is the place of the problem.
    primary: bool,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Call<'a> {
    /// With the values of its parameters: `bottleneck(c = 64, s = 2)`.
    callee: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
}

fn write(out: &mut dyn Write, message: &message::Message<'_>) -> io::Result<()> {
    let (kind, sources) = (message.kind(), message.sources);
    let labels = message.labels();
    let written = Message {
        code: message.code(),
        severity: word(message.severity()),
        message: kind.to_string(),
        help: message.help(),
        fix: kind.fix().map(|fix| Replacement {
            text: &fix.text,
            safe: fix.safe,
            place: place(sources, fix.span),
        }),
        more: message.diagnostic.more,
        labels: labels
            .iter()
            .map(|label| Label {
                text: label.label().map(str::to_owned),
                primary: label.primary(),
                place: place(sources, span(label)),
            })
            .collect(),
        calls: message
            .diagnostic
            .calls
            .iter()
            .map(|call| Call { callee: &call.callee, place: place(sources, call.span) })
            .collect(),
    };
    serde_json::to_writer(&mut *out, &written)?;
    writeln!(out)
}
