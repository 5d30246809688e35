//! Messages for people: a headline, the source in a frame, help, and the calls that led there.

use std::io::{self, Write};

use anstyle::{AnsiColor, Color};
use miette::{LabeledSpan, Severity};

use super::calls::{Step, call_path};
use super::format::{MessageFormat, Renderer, Style};
use super::frame;
use super::message::Message;
use super::summary::Summary;
use crate::diagnostics::CallSite;
use crate::source::Sources;
use crate::text::plain::plain;
use crate::text::wrap::wrap;

/// The source in a frame, and help.
pub const FORMAT: MessageFormat = MessageFormat {
    name: "human",
    summary: "The source in a frame, and help",
    for_people: true,
    renderer: |style| Box::new(Human { style }),
};

struct Human {
    style: Style,
}

impl Renderer for Human {
    /// Writes a message, and an empty line after it.
    fn message(&mut self, out: &mut dyn Write, message: &Message<'_>) -> io::Result<()> {
        let (sources, style) = (message.sources, self.style);
        let tag = paint(&message.tag(), hue(message.severity()).bold(), style);
        let text = format!(": {}", plain(&message.text()));
        writeln!(out, "{tag}{}", paint(&text, anstyle::Style::new().bold(), style))?;
        frame::write(out, message.labels(), sources, (1, message.severity()), style)?;
        if let Some(text) = message.help() {
            help(out, &text, style)?;
        }
        calls(out, &message.diagnostic.calls, sources, style)?;
        writeln!(out)
    }

    fn note(&mut self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        writeln!(out, "{}", plain(text))
    }

    fn end(&mut self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        let bold = |text: &str| paint(text, anstyle::Style::new().bold(), self.style);
        let command = |text: &str| paint(text, hue(Severity::Advice), self.style);
        summary.write(out, bold, command)
    }
}

/// The calls that led to a problem, the innermost first.
fn calls(
    out: &mut dyn Write,
    calls: &[CallSite],
    sources: &Sources,
    style: Style,
) -> io::Result<()> {
    for step in call_path(calls) {
        match step {
            Step::Call(call) => {
                let text = plain(&call.to_string());
                writeln!(out, "  {}", paint(&text, hue(Severity::Advice), style))?;
                let label = LabeledSpan::new_primary_with_span(None, call.span);
                frame::write(out, vec![label], sources, (0, Severity::Advice), style)?;
            }
            Step::Skipped(count) => writeln!(out, "  and {count} more calls before the next")?,
        }
    }
    Ok(())
}

/// Writes the help, wrapped to the width between words.
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
