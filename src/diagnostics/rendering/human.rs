//! Messages for people: a headline, the source in a frame, what would help, and the calls that
//! led there.

use std::io::{self, Write};

use anstyle::{AnsiColor, Color};
use miette::{Diagnostic as _, LabeledSpan, Severity};

use super::{Form, Renderer, Run, Step, Style, frame};
use crate::diagnostics::{CallSite, Diagnostic};
use crate::source::Sources;
use crate::text::plain::plain;
use crate::text::wrap::wrap;

/// With the source in a frame, and what would help.
pub const FORM: Form = Form {
    name: "human",
    summary: "With the source in a frame, and what would help",
    people: true,
    renderer: |style| Box::new(Human { style }),
};

struct Human {
    style: Style,
}

impl Renderer for Human {
    /// Writes a message, and an empty line after it.
    fn message(
        &mut self,
        out: &mut dyn Write,
        diagnostic: &Diagnostic,
        sources: &Sources,
    ) -> io::Result<()> {
        let (problem, style) = (&diagnostic.kind, self.style);
        let tag = paint(&super::tag(problem), hue(super::severity(problem)).bold(), style);
        let message = format!(": {}", plain(&diagnostic.with(sources).to_string()));
        writeln!(out, "{tag}{}", paint(&message, anstyle::Style::new().bold(), style))?;
        frame::write(out, super::labels(problem), sources, 1, style)?;
        if let Some(text) = problem.help() {
            help(out, &text.to_string(), style)?;
        }
        calls(out, &diagnostic.calls, sources, style)?;
        writeln!(out)
    }

    fn note(&mut self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        writeln!(out, "{}", plain(text))
    }

    fn end(&mut self, out: &mut dyn Write, run: &Run) -> io::Result<()> {
        let bold = |text: &str| paint(text, anstyle::Style::new().bold(), self.style);
        let command = |text: &str| paint(text, hue(Severity::Advice), self.style);
        super::summary(out, run, bold, command)
    }
}

/// The calls that led to a problem, the innermost first.
fn calls(
    out: &mut dyn Write,
    calls: &[CallSite],
    sources: &Sources,
    style: Style,
) -> io::Result<()> {
    for step in super::way(calls) {
        match step {
            Step::Call(call) => {
                let text = plain(&call.to_string());
                writeln!(out, "  {}", paint(&text, hue(Severity::Advice), style))?;
                let label = LabeledSpan::new_primary_with_span(None, call.span);
                frame::write(out, vec![label], sources, 0, style)?;
            }
            Step::LeftOut(count) => writeln!(out, "  and {count} calls more before the next")?,
        }
    }
    Ok(())
}

/// Writes what would help, wrapped to the width between words.
fn help(out: &mut dyn Write, text: &str, style: Style) -> io::Result<()> {
    let mut indent = paint("  help: ", hue(Severity::Advice), style);
    for line in text.lines().map(plain) {
        for line in wrap(&line, style.width.saturating_sub(HELP_INDENT.len())) {
            writeln!(out, "{indent}{line}")?;
            indent.replace_range(.., HELP_INDENT);
        }
    }
    Ok(())
}

/// Where the lines of a help begin: under the first one's text.
const HELP_INDENT: &str = "        ";

/// The colour of a severity, the same as in miette's ANSI theme.
fn hue(severity: Severity) -> anstyle::Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Advice => AnsiColor::Cyan,
    };
    anstyle::Style::new().fg_color(Some(Color::Ansi(color)))
}

fn paint(text: &str, with: anstyle::Style, style: Style) -> String {
    if style.color { format!("{with}{text}{with:#}") } else { text.to_owned() }
}
