//! Messages for programs, one JSON object a line, so that they can be read while they come.

use std::io::{self, Write};

use miette::Diagnostic as _;
use serde::Serialize;

use super::place::{Place, place};
use super::{Form, Renderer};
use crate::diagnostics::Diagnostic;
use crate::source::Sources;

/// One JSON object a line, with byte offsets, lines and columns.
pub const FORM: Form = Form {
    name: "json",
    summary: "One JSON object a line, with byte offsets, lines and columns",
    people: false,
    renderer: |_| Box::new(Json),
};

struct Json;

impl Renderer for Json {
    fn message(
        &mut self,
        out: &mut dyn Write,
        diagnostic: &Diagnostic,
        sources: &Sources,
    ) -> io::Result<()> {
        write(out, diagnostic, sources)
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
    /// What would help.
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
    /// Whether it is the one that says where.
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

fn write(out: &mut dyn Write, diagnostic: &Diagnostic, sources: &Sources) -> io::Result<()> {
    let problem = &diagnostic.kind;
    let labels = super::labels(problem);
    let message = Message {
        code: problem.code().map(|code| code.to_string()),
        severity: super::word(super::severity(problem)),
        message: problem.to_string(),
        help: problem.help().map(|help| help.to_string()),
        fix: problem.fix().map(|fix| Replacement {
            text: &fix.text,
            safe: fix.safe,
            place: place(sources, fix.span),
        }),
        more: diagnostic.more,
        labels: labels
            .iter()
            .map(|label| Label {
                text: label.label().map(str::to_owned),
                primary: label.primary(),
                place: place(sources, super::span(label)),
            })
            .collect(),
        calls: diagnostic
            .calls
            .iter()
            .map(|call| Call { callee: &call.callee, place: place(sources, call.span) })
            .collect(),
    };
    serde_json::to_writer(&mut *out, &message)?;
    writeln!(out)
}
