//! Messages for people: a headline, the source in a frame, what would help, and the calls that
//! led there.

use std::io::{self, Write};

use anstyle::{AnsiColor, Color};
use miette::{Diagnostic, LabeledSpan, Severity};
use unicode_width::UnicodeWidthStr;

use super::{Form, Renderer, Step, Style, Tally, frame};
use crate::diagnostics::{CallSite, Diagnosis};
use crate::report::look::plain;
use crate::source::Sources;

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
        diagnosis: &Diagnosis,
        sources: &Sources,
    ) -> io::Result<()> {
        let (problem, style) = (&diagnosis.problem, self.style);
        let tag = paint(&super::tag(problem), hue(super::severity(problem)).bold(), style);
        let message = format!(": {}", plain(&diagnosis.with(sources).to_string()));
        writeln!(out, "{tag}{}", paint(&message, anstyle::Style::new().bold(), style))?;
        frame::write(out, super::labels(problem), sources, 1, style)?;
        if let Some(text) = problem.help() {
            help(out, &text.to_string(), style)?;
        }
        calls(out, &diagnosis.calls, sources, style)?;
        writeln!(out)
    }

    fn note(&mut self, out: &mut dyn Write, text: &str) -> io::Result<()> {
        writeln!(out, "{}", plain(text))
    }

    fn end(&mut self, out: &mut dyn Write, tally: Tally) -> io::Result<()> {
        super::summary(out, tally, |text| paint(text, anstyle::Style::new().bold(), self.style))
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

/// Writes what would help, wrapped to the width between words; text in backticks stays together,
/// so that it can be copied, and lines that begin with blanks are code.
fn help(out: &mut dyn Write, text: &str, style: Style) -> io::Result<()> {
    let mut indent = paint("  help: ", hue(Severity::Advice), style);
    for line in text.lines().map(plain) {
        let mut column = 0;
        for word in words(&line) {
            let width = word.width();
            if column > 0 && HELP_INDENT.len() + column + 1 + width > style.width {
                writeln!(out)?;
                column = 0;
            }
            write!(out, "{}{word}", if column > 0 { " " } else { &indent })?;
            column += usize::from(column > 0) + width;
            indent.replace_range(.., HELP_INDENT);
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Where the lines of a help begin: under the first one's text.
const HELP_INDENT: &str = "        ";

/// The words of a line, as it may be broken.
fn words(line: &str) -> Vec<&str> {
    if line.starts_with(' ') {
        return vec![line];
    }
    let mut code = false;
    line.split(|c| {
        code ^= c == '`';
        c == ' ' && !code
    })
    .collect()
}

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
