//! The source in a frame with labels under it, drawn by miette's graphical handler.

use std::fmt;
use std::io::{self, Write};

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters,
    ThemeStyles,
};

use super::format::Style;
use super::message::{narrow, span};
use super::view::{Mark, View};
use crate::source::{Sources, Span};
use crate::text::plain::plain;

/// A label that covers more lines than this is drawn at its first line only.
const TALLEST_LABEL: usize = 6;

/// Draws the frames of labels, with this many lines of context.
pub fn write(
    out: &mut dyn Write,
    labels: Vec<LabeledSpan>,
    sources: &Sources,
    context: usize,
    style: Style,
) -> io::Result<()> {
    let mark = |label: &LabeledSpan| Mark {
        span: visible(sources, span(label)),
        primary: label.primary(),
    };
    let marks: Vec<Mark> = labels.iter().map(mark).collect();
    let (view, places) = View::new(sources, &marks, context, style);
    let labels = labels.iter().zip(places).filter_map(|(label, place)| {
        let (text, place) = (label.label().map(plain), place?);
        Some(match label.primary() {
            true => LabeledSpan::new_primary_with_span(text, place),
            false => LabeledSpan::new_with_span(text, place),
        })
    });
    let frames = Frames { labels: labels.collect(), view };
    let handler = GraphicalReportHandler::new_themed(theme(style))
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

fn theme(style: Style) -> GraphicalTheme {
    GraphicalTheme {
        characters: if style.unicode {
            ThemeCharacters::unicode()
        } else {
            ThemeCharacters::ascii()
        },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    }
}
