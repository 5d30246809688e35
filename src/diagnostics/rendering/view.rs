//! The lines that a frame draws, made fit for a terminal: long lines are cut to a window around their
//! labels, and characters that control the terminal are replaced.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use unicode_width::UnicodeWidthChar;

use super::format::Style;
use super::message::narrow;
use crate::source::{Source, Sources, Span};
use crate::text::plain::{harmless, plain};

/// Columns of a tab, as miette draws it.
const TAB: usize = 4;

/// The least number of columns that are shown of a line, however narrow the terminal.
const LEAST: usize = 20;

/// A place to be labelled.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The place.
    pub span: Span,
    /// Whether it must be visible.
    pub primary: bool,
}

/// Sources with the lines that are drawn at their numbers, and the others empty.
#[derive(Debug)]
pub struct View {
    drawn: Sources,
    /// The column in its file, from 0, at which a place starts, by its offset here.
    columns: Vec<(usize, usize)>,
}

impl View {
    /// The drawn part of the sources, and the places of the marks in it; `None` for marks that lie in no
    /// source.
    pub fn new(
        sources: &Sources,
        marks: &[Mark],
        context: usize,
        style: Style,
    ) -> (View, Vec<Option<Span>>) {
        let mut view = View { drawn: Sources::new(), columns: Vec::new() };
        let mut places = vec![None; marks.len()];
        for source in sources.iter() {
            let here: Vec<(&Mark, &mut Option<Span>)> =
                marks.iter().zip(&mut places).filter(|(mark, _)| source.holds(mark.span)).collect();
            if here.is_empty() {
                continue;
            }
            let marks: Vec<Mark> = here.iter().map(|(mark, _)| **mark).collect();
            let drawn = Drawing::new(source, sources, &marks, context, style).draw();
            let Ok(shown) = view.drawn.add(plain(source.name()), drawn.text) else { continue };
            for ((mark, place), range) in here.into_iter().zip(drawn.ranges) {
                let [start, end] = [range.start, range.end].map(|at| shown.base() + narrow(at));
                *place = Some(Span::new(start, end));
                let column = sources.locate(mark.span).map_or(0, |at| at.column - 1);
                view.columns.push((start as usize, column));
            }
        }
        (view, places)
    }
}

impl View {
    /// The column, from 0, of the middle of what a place marks on its first line.
    pub fn middle(&self, place: Span) -> usize {
        let Some(source) = self.drawn.source(place) else { return 0 };
        let start = (place.start - source.base()) as usize;
        let Some((before, marked)) = source.text().split_at_checked(start) else { return 0 };
        let before = before.rsplit('\n').next().unwrap_or_default();
        let marked = marked.get(..(place.end - place.start) as usize).unwrap_or_default();
        columns(before) + columns(marked.lines().next().unwrap_or_default()) / 2
    }
}

impl SourceCode for View {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let found = self.drawn.read_span(span, before, after)?;
        // A request without context is for the headline of the frame, which shows the column of the file.
        let known = self.columns.iter().find(|(at, _)| before == 0 && *at == span.offset());
        Ok(Box::new(MietteSpanContents::new_named(
            found.name().unwrap_or_default().to_owned(),
            found.data(),
            *found.span(),
            found.line(),
            known.map_or(found.column(), |(_, column)| *column),
            found.line_count(),
        )))
    }
}

/// The drawn text of a source, and the places of the marks in it.
struct Drawn {
    text: String,
    ranges: Vec<Range<usize>>,
}

/// How a source is drawn.
struct Drawing<'a> {
    text: &'a str,
    /// The marks, by offsets in the text, and whether they must be visible.
    marks: Vec<(Range<usize>, bool)>,
    /// The lines that are drawn for each of them, from 0.
    near: Vec<Range<usize>>,
    /// Columns for a line.
    room: usize,
    /// The sign that marks where a line is cut.
    cut: &'static str,
}

impl<'a> Drawing<'a> {
    fn new(
        source: &'a Source,
        sources: &Sources,
        marks: &[Mark],
        context: usize,
        style: Style,
    ) -> Self {
        let offset = |at: u32| (at - source.base()) as usize;
        let line = |at: u32| sources.locate(Span::new(at, at)).map_or(0, |at| at.line - 1);
        let near: Vec<_> = marks
            .iter()
            .map(|mark| {
                let (first, last) = (line(mark.span.start), line(mark.span.end));
                first.saturating_sub(context)..last + context + 1
            })
            .collect();
        let last = near.iter().map(|lines| lines.end).max().unwrap_or_default();
        // The line number, a vertical line, spaces between, and the arrows of labels with several lines.
        let gutter = last.to_string().len() + 6;
        Drawing {
            text: source.text(),
            marks: marks
                .iter()
                .map(|mark| (offset(mark.span.start)..offset(mark.span.end), mark.primary))
                .collect(),
            near,
            room: style.width.saturating_sub(gutter).max(LEAST),
            cut: if style.unicode { "…" } else { "..." },
        }
    }

    fn draw(&self) -> Drawn {
        let mut drawn = Drawn { text: String::new(), ranges: vec![0..0; self.marks.len()] };
        let last = self.near.iter().map(|lines| lines.end).max().unwrap_or_default();
        let mut start = 0;
        for (number, line) in self.text.split_inclusive('\n').enumerate().take(last) {
            if self.near.iter().any(|lines| lines.contains(&number)) {
                self.line(start, line, &mut drawn);
            }
            start += line.len();
            if line.ends_with('\n') {
                drawn.text.push('\n');
            }
        }
        // A place after all lines, as in an empty text.
        let end = drawn.text.len();
        for ((mark, _), range) in self.marks.iter().zip(&mut drawn.ranges) {
            range.start = if mark.start >= start { end } else { range.start };
            range.end = if mark.end >= start { end } else { range.end };
        }
        drawn
    }

    /// Draws a line that starts at `start`, and records the ends of the marks in it.
    fn line(&self, start: usize, line: &str, drawn: &mut Drawn) {
        let text = line.strip_suffix('\n').unwrap_or(line);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let within = |mark: &Range<usize>| {
            let [from, to] =
                [mark.start, mark.end].map(|at| at.saturating_sub(start).min(text.len()));
            (mark.start < start + line.len() && mark.end >= start).then_some(from..to)
        };
        let all = self.marks.iter().filter_map(|(mark, primary)| Some((within(mark)?, *primary)));
        let window = self.window(text, &all.collect::<Vec<_>>());
        let left = if window.start > 0 { self.cut } else { "" };
        let right = if window.end < text.len() { self.cut } else { "" };
        let base = drawn.text.len();
        drawn.text.push_str(left);
        drawn.text.push_str(&shown(part(text, window.clone())));
        drawn.text.push_str(right);
        // The place of an offset of the line in the drawn one; if it is cut off, the place of the cut.
        let last = drawn.text.len();
        let place = |at: usize| match at - start {
            at if at < window.start => base,
            at if at > window.end => last,
            at => base + left.len() + shown(part(text, window.start..at)).len(),
        };
        for ((mark, _), range) in self.marks.iter().zip(&mut drawn.ranges) {
            for (at, end) in [(mark.start, &mut range.start), (mark.end, &mut range.end)] {
                if (start..start + line.len()).contains(&at) {
                    *end = place(at);
                }
            }
        }
    }

    /// The part of a line that is shown: around all marks in it if they fit, else around those that must
    /// be visible, else from the start of the first one.
    fn window(&self, line: &str, marks: &[(Range<usize>, bool)]) -> Range<usize> {
        if columns(line) <= self.room {
            return 0..line.len();
        }
        let room = self.room - 2 * self.cut.chars().count();
        let all = hull(marks.iter().map(|(mark, _)| mark));
        let primary = hull(marks.iter().filter(|(_, primary)| *primary).map(|(mark, _)| mark));
        let fits = |mark: &Range<usize>| columns(part(line, mark.clone())) <= room;
        let seen = all.clone().filter(fits).or(primary).or(all).unwrap_or(0..0);
        let free = room.saturating_sub(columns(part(line, seen.clone())));
        let from = back(line, seen.start, free / 2);
        let to = forth(line, from, room);
        // Columns that are not needed after the marks are used before them.
        let from = if to == line.len() { back(line, to, room) } else { from };
        from..to
    }
}

/// A part of a line that starts and ends at a boundary of characters.
fn part(line: &str, range: Range<usize>) -> &str {
    line.get(range).unwrap_or_default()
}

/// The least range that holds all of them.
fn hull<'r>(ranges: impl Iterator<Item = &'r Range<usize>>) -> Option<Range<usize>> {
    ranges.cloned().reduce(|all, range| all.start.min(range.start)..all.end.max(range.end))
}

/// The offset up to `room` columns before `at`.
fn back(line: &str, at: usize, room: usize) -> usize {
    let mut left = room;
    let fits = |(_, c): &(usize, char)| {
        let fits = width(*c) <= left;
        left = left.saturating_sub(width(*c));
        fits
    };
    part(line, 0..at).char_indices().rev().take_while(fits).last().map_or(at, |(at, _)| at)
}

/// The offset up to `room` columns after `at`.
fn forth(line: &str, at: usize, room: usize) -> usize {
    let mut taken = 0;
    let beyond = |(_, c): &(usize, char)| {
        taken += width(*c);
        taken > room
    };
    part(line, at..line.len())
        .char_indices()
        .find(beyond)
        .map_or(line.len(), |(behind, _)| at + behind)
}

fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(c: char) -> usize {
    if c == '\t' { TAB } else { harmless(c).width().unwrap_or(1) }
}

/// A text as it is drawn; miette expands tabs.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c == '\t' { c } else { harmless(c) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { width: 40, color: false, unicode: true };

    /// The drawn text of a line, and of the place that is marked in it.
    fn drawn(line: &str, marked: &str) -> (String, String) {
        let sources = Sources::new();
        sources.add("x.net", line).expect("room");
        let at = line.find(marked).expect("the word") as u32;
        let span = Span::new(at, at + marked.len() as u32);
        let (view, places) = View::new(&sources, &[Mark { span, primary: true }], 1, STYLE);
        let place = places[0].expect("a place");
        let text = view.drawn.iter().next().expect("a text").text().to_owned();
        (text, view.drawn.text(place).to_owned())
    }

    #[test]
    fn a_long_line_is_a_window_round_its_mark() {
        let line = format!("{}conv 8; {}", "relu; ".repeat(50), "tanh; ".repeat(50));
        let (text, marked) = drawn(&line, "conv 8");
        assert_eq!(text, "…relu; relu; conv 8; tanh; tanh;…");
        assert_eq!((text.chars().count(), marked.as_str()), (33, "conv 8"));
        let (text, marked) = drawn(&line, "relu");
        assert_eq!((text.as_str(), marked.as_str()), ("relu; relu; relu; relu; relu; r…", "relu"));
        let (text, _) = drawn(&format!("{}conv 8", "relu; ".repeat(50)), "conv 8");
        assert_eq!(text, "… relu; relu; relu; relu; conv 8");
    }

    #[test]
    fn a_mark_longer_than_the_window_is_seen_from_its_start() {
        let line = format!("relu; {}", "conv8".repeat(20));
        let (text, marked) = drawn(&line, &"conv8".repeat(20));
        assert!(text.starts_with("…conv8conv8") && text.ends_with('…'), "{text}");
        assert_eq!(marked, text.trim_start_matches('…'));
    }

    #[test]
    fn a_short_line_stays_as_it_is_but_for_what_steers_terminals() {
        assert_eq!(drawn("a\u{1b}[31m; b", "b").0, "a\u{fffd}[31m; b");
        assert_eq!(drawn("é\u{1b}; b\r\n", "b"), ("é\u{fffd}; b\n".to_owned(), "b".to_owned()));
        assert_eq!(drawn("\tb \u{202e}c", "c").0, "\tb \u{fffd}c");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let line = format!("# {}", "形".repeat(100));
        let (text, _) = drawn(&line, "#");
        assert_eq!(text, format!("# {}…", "形".repeat(14)));
    }
}
