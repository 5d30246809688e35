//! Messages in words alone, for screen readers and braille: no frames and no columns to look
//! along, and each line says what it is. A line of source comes after the text about it.

use std::io::{self, Write};

use super::calls::{Step, call_path};
use super::format::{MessageFormat, Renderer};
use super::message::{Message, span, word};
use super::place::{Place, place};
use super::summary::Summary;
use crate::source::{Sources, Span};
use crate::text::plain::plain;

/// In words, without frames.
pub const FORMAT: MessageFormat = MessageFormat {
    name: "narrated",
    summary: "In words, without frames: for screen readers",
    for_people: true,
    renderer: |_| Box::new(Narrated),
};

/// More characters of a line than this are not read out.
const LONGEST: usize = 120;

struct Narrated;

impl Renderer for Narrated {
    fn message(&mut self, out: &mut dyn Write, message: &Message<'_>) -> io::Result<()> {
        writeln!(out, "{}: {}", word(message.severity()), plain(&message.text()))?;
        for label in message.labels() {
            line(out, label.label(), span(&label), message.sources)?;
        }
        calls(out, message)?;
        if let Some(help) = message.help() {
            writeln!(out, "help: {}", lines(&help))?;
        }
        if let Some(code) = message.code() {
            writeln!(out, "code: {code}")?;
        }
        writeln!(out)
    }

    fn note(&mut self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        writeln!(out, "{}", plain(text))
    }

    fn end(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        summary.write(out, str::to_owned, str::to_owned)
    }
}

/// The calls that led there, the innermost first.
fn calls(out: &mut dyn Write, message: &Message<'_>) -> io::Result<()> {
    for step in call_path(&message.diagnostic.calls) {
        match step {
            Step::Call(call) => {
                line(out, Some(&call.to_string()), call.span, message.sources)?;
            }
            Step::Skipped(count) => writeln!(out, "and {count} more calls before the next")?,
        }
    }
    Ok(())
}

/// Writes a place, the text about it, and its line.
fn line(out: &mut dyn Write, text: Option<&str>, span: Span, sources: &Sources) -> io::Result<()> {
    let Some(at) = place(sources, span) else { return Ok(()) };
    let text = text.map(|text| format!(": {}", plain(text))).unwrap_or_default();
    writeln!(out, "{}{text}", words(&at))?;
    let source = sources.source(span).map(|source| source.text()).unwrap_or_default();
    let line = source.lines().nth(at.line - 1).unwrap_or_default().trim();
    if line.is_empty() {
        return Ok(());
    }
    match line.chars().count() {
        count if count > LONGEST => {
            let shown: String = sources.text(span).chars().take(LONGEST).collect();
            writeln!(out, "  of the {count} characters of line {}: {}", at.line, lines(&shown))
        }
        _ => writeln!(out, "  line {}: {}", at.line, plain(line)),
    }
}

/// `in x.net at line 3, columns 3 to 16`
fn words(at: &Place<'_>) -> String {
    let (file, line, column) = (plain(at.file), at.line, at.column);
    if at.line != at.end_line {
        return format!("in {file} from line {line}, column {column} to line {}", at.end_line);
    }
    match at.end_column - 1 {
        last if last > column => format!("in {file} at line {line}, columns {column} to {last}"),
        _ => format!("in {file} at line {line}, column {column}"),
    }
}

/// Each line for itself in plain text.
fn lines(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}
