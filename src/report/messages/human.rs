//! Messages for people: a headline, the source in a frame, what would help, and the calls that
//! led there. Frames are drawn by miette's graphical handler.

use std::fmt;
use std::io::{self, Write};

use anstyle::{AnsiColor, Color};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
    ThemeCharacters, ThemeStyles,
};

use super::{Style, Tally};
use crate::diagnostics::{CallSite, Diagnosis};
use crate::source::{Sources, Span};

/// Lines longer than this, in bytes, are named and not shown.
const LONGEST_LINE: usize = 1000;

/// A label that covers more lines than this is drawn at its first line only.
const TALLEST_LABEL: usize = 6;

/// Of more calls than this, those in the middle are only counted.
const SHOWN_CALLS: usize = 6;

/// Writes a message, and an empty line after it.
pub fn write(
    out: &mut impl Write,
    diagnosis: &Diagnosis,
    sources: &Sources,
    style: Style,
) -> io::Result<()> {
    let problem = &diagnosis.problem;
    let severity = super::severity(problem);
    let tag = paint(&super::tag(problem), hue(severity).bold(), style);
    let message = format!(": {}", diagnosis.with(sources));
    writeln!(out, "{tag}{}", paint(&message, anstyle::Style::new().bold(), style))?;
    let help = problem.help().map(|help| help.to_string());
    let labels = super::labels(problem);
    out.write_all(below(&Body { labels, help, severity, sources }, 1, style).as_bytes())?;
    calls(out, &diagnosis.calls, sources, style)?;
    writeln!(out)
}

/// Writes how many messages there were, and how many of them were not shown.
pub fn summary(out: &mut impl Write, tally: Tally, style: Style) -> io::Result<()> {
    if tally.all() > super::SHOWN {
        writeln!(out, "and {} more\n", tally.all() - super::SHOWN)?;
    }
    writeln!(out, "{}", paint(&tally.to_string(), anstyle::Style::new().bold(), style))
}

/// The calls that led to a problem, the innermost first.
fn calls(
    out: &mut impl Write,
    calls: &[CallSite],
    sources: &Sources,
    style: Style,
) -> io::Result<()> {
    let left_out =
        if calls.len() > SHOWN_CALLS { SHOWN_CALLS / 2..calls.len() - SHOWN_CALLS / 2 } else { 0..0 };
    for (index, call) in calls.iter().enumerate() {
        if index == left_out.start && !left_out.is_empty() {
            writeln!(out, "  and {} calls more between this and the next", left_out.len())?;
        }
        if left_out.contains(&index) {
            continue;
        }
        writeln!(out, "  {}", paint(&call.to_string(), hue(Severity::Advice), style))?;
        let labels = vec![LabeledSpan::new_primary_with_span(None, call.span)];
        let body = Body { labels, help: None, severity: Severity::Advice, sources };
        out.write_all(below(&body, 0, style).as_bytes())?;
    }
    Ok(())
}

/// What stands below a headline.
struct Body<'a> {
    labels: Vec<LabeledSpan>,
    help: Option<String>,
    severity: Severity,
    sources: &'a Sources,
}

/// Draws the frames and the help of a message.
fn below(body: &Body<'_>, context: usize, style: Style) -> String {
    let (body, mut text) = body.fitted();
    let handler = GraphicalReportHandler::new_themed(theme(style))
        .with_width(style.width)
        .with_context_lines(context)
        .without_syntax_highlighting();
    let mut drawn = String::new();
    // Writing to a string does not fail; a place that is in no source has no frame.
    if handler.render_report(&mut drawn, &body).is_ok() {
        // miette's first line is for the message, which is in our headline.
        text.push_str(drawn.split_once('\n').map_or("", |(_, rest)| rest));
    }
    text
}

impl<'a> Body<'a> {
    /// This with labels that are fit to be drawn, and lines that stand for those which are not.
    fn fitted(&self) -> (Body<'a>, String) {
        let mut labels = Vec::new();
        let mut text = String::new();
        for label in &self.labels {
            let span = visible(self.sources, super::span(label));
            let Some(at) = self.sources.locate(span) else { continue };
            if longest_line(self.sources, span) > LONGEST_LINE {
                let label = label.label().map_or(String::new(), |label| format!(": {label}"));
                text.push_str(&format!("   at {}:{}:{}{label}\n", at.file, at.line, at.column));
                continue;
            }
            let text = label.label().map(str::to_owned);
            labels.push(match label.primary() {
                true => LabeledSpan::new_primary_with_span(text, span),
                false => LabeledSpan::new_with_span(text, span),
            });
        }
        let (help, severity) = (self.help.clone(), self.severity);
        (Body { labels, help, severity, sources: self.sources }, text)
    }
}

/// The part of a place that is drawn: its first line if it has many, and the last character of
/// the text if it is the end of it.
fn visible(sources: &Sources, span: Span) -> Span {
    let Some(source) = sources.source(span) else { return span };
    let (base, text) = (source.base(), source.text());
    let written = text.trim_end();
    if (span.start - base) as usize >= written.len() {
        let last = written.chars().next_back().map_or(0, char::len_utf8);
        let end = base + written.len() as u32;
        return Span::new(end - last as u32, end);
    }
    let covered = sources.text(span);
    match covered.split_inclusive('\n').nth(TALLEST_LABEL) {
        Some(_) => {
            let first = covered.lines().next().unwrap_or_default();
            Span::new(span.start, span.start + first.len() as u32)
        }
        None => span,
    }
}

/// The length in bytes of the longest line that is drawn for a place, its neighbours included.
fn longest_line(sources: &Sources, span: Span) -> usize {
    let drawn = sources.read_span(&span.into(), 1, 1);
    drawn.map_or(0, |lines| lines.data().split(|byte| *byte == b'\n').map(<[u8]>::len).max().unwrap_or(0))
}

impl fmt::Debug for Body<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.labels.fmt(f)
    }
}

/// Nothing: the message is in the headline.
impl fmt::Display for Body<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Body<'_> {}

impl Diagnostic for Body<'_> {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.sources)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

fn theme(style: Style) -> GraphicalTheme {
    GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    }
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
