//! The source in a frame with labels under it, drawn by miette's graphical handler.

use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
    ThemeCharacters, ThemeStyles,
};

use super::format::Style;
use super::message::{narrow, span};
use super::view::{Mark, View};
use crate::source::{Sources, Span};
use crate::text::plain::plain;
use crate::text::wrap::wrap;

/// A label that covers more lines than this is drawn at its first line only.
const TALLEST_LABEL: usize = 6;

/// The least columns of a label's text, however little room is left.
const LEAST_LABEL: usize = 16;

/// Columns beside the text of a label: what is around the line number, and the arrow.
const BESIDE_LABEL: usize = 8;

/// Draws the frames of labels, with this many lines of context; the primary one has the colour of the
/// severity.
pub fn write(
    out: &mut dyn Write,
    labels: Vec<LabeledSpan>,
    sources: &Sources,
    (context, severity): (usize, Severity),
    style: Style,
) -> io::Result<()> {
    let mark = |label: &LabeledSpan| Mark {
        span: visible(sources, span(label)),
        primary: label.primary(),
    };
    let marks: Vec<Mark> = labels.iter().map(mark).collect();
    let (view, places) = View::new(sources, &marks, context, style);
    // The last line number is the widest.
    let lines = marks.iter().filter_map(|mark| sources.locate(mark.span)).map(|at| at.line);
    let digits = (lines.max().unwrap_or_default() + context).to_string().len();
    let beside = BESIDE_LABEL + digits;
    let labels = labels.iter().zip(places).filter_map(|(label, place)| {
        let place = place?;
        let room = style.width.saturating_sub(view.middle(place) + beside).max(LEAST_LABEL);
        let text = label.label().map(|text| wrap(&plain(text), room).join("\n"));
        Some(match label.primary() {
            true => LabeledSpan::new_primary_with_span(text, place),
            false => LabeledSpan::new_with_span(text, place),
        })
    });
    let mut labels: Vec<LabeledSpan> = labels.collect();
    labels.sort_by_key(LabeledSpan::offset);
    let theme = theme(style, severity, &labels);
    let frames = Frames { labels, view };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_context_lines(context)
        .without_syntax_highlighting();
    let mut drawn = String::new();
    handler.render_report(&mut drawn, &frames).map_err(io::Error::other)?;
    // miette's first line is for the message, which is in our headline.
    out.write_all(drawn.split_once('\n').map_or("", |(_, frames)| frames).as_bytes())
}

/// Labels in their sources, and no message: that is in the headline.
#[derive(Debug)]
struct Frames {
    labels: Vec<LabeledSpan>,
    view: View,
}

/// The part of a place that is drawn: its first line if it has many, and the last character of
/// the text if it is the end of it.
fn visible(sources: &Sources, span: Span) -> Span {
    let Some(source) = sources.source(span) else { return span };
    let (base, text) = (source.base(), source.text());
    let written = text.trim_end();
    if (span.start - base) as usize >= written.len() {
        let last = written.chars().next_back().map_or(0, char::len_utf8);
        let end = base + narrow(written.len());
        return Span::new(end - narrow(last), end);
    }
    let covered = sources.text(span);
    match covered.split_inclusive('\n').nth(TALLEST_LABEL) {
        Some(_) => {
            let first = covered.lines().next().unwrap_or_default();
            Span::new(span.start, span.start + narrow(first.len()))
        }
        None => span,
    }
}

impl fmt::Display for Frames {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Frames {}

impl Diagnostic for Frames {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.view)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The colours of the labels, which are in the order of their places: that of the severity for the
/// primary one.
fn theme(style: Style, severity: Severity, labels: &[LabeledSpan]) -> GraphicalTheme {
    let mut styles = if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    let primary = match severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Advice => styles.advice,
    };
    // Neither of these is the colour of a severity.
    let others = styles.highlights.first().into_iter().chain(styles.highlights.last());
    let mut others = others.copied().collect::<Vec<_>>().into_iter().cycle();
    let colours = labels.iter().map(|label| match label.primary() {
        true if style.color => Some(primary.bold()),
        true => Some(primary),
        false => others.next(),
    });
    styles.highlights = colours.map(|colour| colour.unwrap_or(primary)).collect();
    GraphicalTheme {
        characters: if style.unicode {
            ThemeCharacters::unicode()
        } else {
            ThemeCharacters::ascii()
        },
        styles,
    }
}
