//! Messages in words alone, for screen readers and braille: no frames and no columns to look
//! along, and each line says what it is. A line of source comes after what is said of it.

use std::io::{self, Write};

use miette::Diagnostic as _;

use super::place::{Place, place};
use super::{Form, Renderer, Run, Step};
use crate::diagnostics::Diagnostic;
use crate::source::{Sources, Span};
use crate::text::plain::plain;

/// In words, without frames.
pub const FORM: Form = Form {
    name: "narrated",
    summary: "In words, without frames: for screen readers",
    people: true,
    renderer: |_| Box::new(Narrated),
};

/// More characters of a line than this are not read out.
const LONGEST: usize = 120;

struct Narrated;

impl Renderer for Narrated {
    fn message(
        &mut self,
        out: &mut dyn Write,
        diagnostic: &Diagnostic,
        sources: &Sources,
    ) -> io::Result<()> {
        let problem = &diagnostic.kind;
        let severity = super::word(super::severity(problem));
        writeln!(out, "{severity}: {}", plain(&diagnostic.with(sources).to_string()))?;
        for label in super::labels(problem) {
            line(out, label.label(), super::span(&label), sources)?;
        }
        calls(out, diagnostic, sources)?;
        if let Some(help) = problem.help() {
            writeln!(out, "help: {}", lines(&help.to_string()))?;
        }
        if let Some(code) = problem.code() {
            writeln!(out, "code: {code}")?;
        }
        writeln!(out)
    }

    fn note(&mut self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        writeln!(out, "{}", plain(text))
    }

    fn end(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()> {
        super::summary(out, run, str::to_owned, str::to_owned)
    }
}

/// The calls that led there, the innermost first.
fn calls(out: &mut dyn Write, diagnostic: &Diagnostic, sources: &Sources) -> io::Result<()> {
    for step in super::way(&diagnostic.calls) {
        match step {
            Step::Call(call) => line(out, Some(&call.to_string()), call.span, sources)?,
            Step::LeftOut(count) => writeln!(out, "and {count} calls more before the next")?,
        }
    }
    Ok(())
}

/// Where a place is, what is said of it, and its line.
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
