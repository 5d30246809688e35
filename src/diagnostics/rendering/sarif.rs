//! SARIF 2.1.0, the form that code scanning and editors take: one log for the whole run, written
//! at its end.
//!
//! A diagnostic with a place is a result; one without, such as a file that cannot be read, is a
//! notification of the tool. Paths stay relative as they were given, so that a log fits the
//! folder in which netcost ran; `<stdin>` is a path of that name.

use std::io::{self, Write};
use std::path::{MAIN_SEPARATOR, Path};

use miette::Severity;
use serde::Serialize;

use super::format::{MessageFormat, Renderer};
use super::message::{Message, span};
use super::place::{Place, place};
use super::summary::Summary;
use crate::diagnostics::fix::Fix;
use crate::source::{Sources, Span};

/// One SARIF log.
pub const FORMAT: MessageFormat = MessageFormat {
    name: "sarif",
    summary: "One SARIF 2.1.0 log for the run, as code scanning reads it",
    for_people: false,
    renderer: |_| Box::<Sarif>::default(),
};

/// The results so far.
#[derive(Default)]
struct Sarif {
    rules: Vec<Rule>,
    results: Vec<Found>,
    notifications: Vec<Notification>,
}

impl Renderer for Sarif {
    fn message(&mut self, _: &mut dyn Write, written: &Message<'_>) -> io::Result<()> {
        let id = written.code().unwrap_or_default();
        let level = level(written.severity());
        let message = Text { text: text(written) };
        let (locations, related) = locations(written);
        if locations.is_empty() {
            let descriptor = Reference { id };
            self.notifications.push(Notification { descriptor, level, message });
            return Ok(());
        }
        let fixes = written.kind().fix().and_then(|fix| replacement(fix, written.sources));
        let rule_index = self.rule(&id, level);
        self.results.push(Found {
            rule_index,
            rule_id: id,
            level,
            message,
            locations,
            related_locations: related,
            fixes: fixes.into_iter().collect(),
        });
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, _: &Summary) -> io::Result<()> {
        let read = self.notifications.iter().all(|notification| notification.level != "error");
        let log = Log {
            schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
            version: "2.1.0",
            runs: [Run {
                tool: Tool {
                    driver: Driver {
                        name: env!("CARGO_PKG_NAME"),
                        semantic_version: env!("CARGO_PKG_VERSION"),
                        rules: std::mem::take(&mut self.rules),
                    },
                },
                invocations: [Invocation {
                    execution_successful: read,
                    notifications: std::mem::take(&mut self.notifications),
                }],
                column_kind: "unicodeCodePoints",
                results: std::mem::take(&mut self.results),
            }],
        };
        serde_json::to_writer_pretty(&mut *out, &log)?;
        writeln!(out)
    }
}

impl Sarif {
    /// The index of a rule among those of the log.
    fn rule(&mut self, id: &str, level: &'static str) -> usize {
        let known = self.rules.iter().position(|rule| rule.id == id);
        known.unwrap_or_else(|| {
            let name = id.rsplit("::").next().unwrap_or_default();
            self.rules.push(Rule {
                id: id.to_owned(),
                short_description: Text { text: name.replace('_', " ") },
                default_configuration: Configuration { level },
            });
            self.rules.len() - 1
        })
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// The message with its help: viewers show nothing else.
fn text(message: &Message<'_>) -> String {
    let text = message.text();
    match message.help() {
        Some(help) => format!("{text}\nhelp: {help}"),
        None => text,
    }
}

/// Where it is, and the places that have to do with it.
fn locations(message: &Message<'_>) -> (Vec<Location>, Vec<Location>) {
    let sources = message.sources;
    let (primary, others): (Vec<_>, Vec<_>) =
        message.labels().into_iter().partition(miette::LabeledSpan::primary);
    let at = |label: &miette::LabeledSpan| {
        location(label.label().map(str::to_owned), span(label), sources)
    };
    let calls = message.diagnostic.calls.iter();
    let calls = calls.filter_map(|call| location(Some(call.to_string()), call.span, sources));
    (primary.iter().filter_map(at).collect(), others.iter().filter_map(at).chain(calls).collect())
}

fn location(text: Option<String>, span: Span, sources: &Sources) -> Option<Location> {
    let place = place(sources, span)?;
    Some(Location {
        physical_location: Physical {
            artifact_location: Artifact { uri: uri(place.file) },
            region: Region::of(&place),
        },
        message: text.map(|text| Text { text }),
    })
}

fn replacement(fix: &Fix, sources: &Sources) -> Option<FixOf> {
    let place = place(sources, fix.span)?;
    let text = match fix.text.as_str() {
        "" => "leave it out".to_owned(),
        text => format!("write `{text}`"),
    };
    Some(FixOf {
        description: Text { text },
        artifact_changes: [Change {
            artifact_location: Artifact { uri: uri(place.file) },
            replacements: [Replacement {
                deleted_region: Region::of(&place),
                inserted_content: Text { text: fix.text.clone() },
            }],
        }],
    })
}

/// A path as a URI: relative where the path is, every byte escaped that could mean something else.
fn uri(path: &str) -> String {
    let slashed = path.replace(MAIN_SEPARATOR, "/");
    let mut uri = match (Path::new(path).is_absolute(), slashed.starts_with('/')) {
        (true, true) => "file://".to_owned(),
        (true, false) => "file:///".to_owned(),
        (false, _) => String::new(),
    };
    for byte in slashed.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Vec<Found>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    short_description: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(rename = "toolExecutionNotifications")]
    notifications: Vec<Notification>,
}

/// A diagnostic without a place in a file.
#[derive(Serialize)]
struct Notification {
    descriptor: Reference,
    level: &'static str,
    message: Text,
}

#[derive(Serialize)]
struct Reference {
    id: String,
}

/// A result, as SARIF calls it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found {
    rule_id: String,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixOf>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

/// Lines and columns from 1; the end column is the one after the last.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl Region {
    fn of(place: &Place<'_>) -> Self {
        Region {
            start_line: place.line,
            start_column: place.column,
            end_line: place.end_line,
            end_column: place.end_column,
        }
    }
}

/// A fix, as SARIF has it: one text in the place of another.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixOf {
    description: Text,
    artifact_changes: [Change; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: [Replacement; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("nets/alexnet.net"), "nets/alexnet.net");
        assert_eq!(uri("a b/é#1%.net"), "a%20b/%C3%A9%231%25.net");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
        assert_eq!(uri("c:x.net"), "c%3Ax.net");
        #[cfg(unix)]
        assert_eq!(uri("/tmp/x.net"), "file:///tmp/x.net");
    }
}
