//! The derivation of one layer's figures, for people.

use std::io::{self, Write};

use anstyle::Style;

use super::page;
use super::term::{FAINT, STRONG, TermStyle, width};
use crate::cost::Costs;
use crate::cost::derivation::{Derivation, Line};
use crate::network::{Layer, Origin};
use crate::ops::CallRecord;
use crate::report::explanation::{Section, Subject, parts};
use crate::source::Sources;
use crate::tensor::TensorId;
use crate::text::plain::{one_line, plain};
use crate::text::wrap::wrap;

/// A layer that is explained.
#[derive(Clone, Copy, Debug)]
pub struct Explained<'a> {
    /// The figures of its network.
    pub costs: &'a Costs<'a>,
    /// The sources that the spans of layers refer to.
    pub sources: &'a Sources,
    /// The layer.
    pub layer: &'a Layer,
    /// The call that made it, if it was recorded.
    pub call_record: Option<&'a CallRecord>,
    /// How its figures are computed.
    pub derivation: &'a Derivation,
}

/// Set before the lines of a section.
const INDENT: &str = "  ";

/// Writes the derivation in lines of a width.
///
/// # Errors
/// When the output cannot be written.
pub fn write(
    explained: &Explained<'_>,
    width: usize,
    term: TermStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let derivation = explained.derivation;
    let names = derivation.lines().map(|line| self::width(line.name)).max().unwrap_or(0);
    let mut page = Page { explained, width, term, names, out };
    page.head()?;
    let Explained { costs, layer, call_record, .. } = *explained;
    let subject = Subject { costs, layer, call_record, derivation };
    subject.sections().iter().try_for_each(|section| page.section(section))
}

/// A page that is being written.
struct Page<'a> {
    explained: &'a Explained<'a>,
    width: usize,
    term: TermStyle,
    /// Columns of the longest name.
    names: usize,
    out: &'a mut dyn Write,
}

impl Page<'_> {
    /// The layer, its place in the file, and its inputs.
    fn head(&mut self) -> io::Result<()> {
        let Explained { costs, sources, layer, call_record, .. } = *self.explained;
        let name = plain(&costs.network.full_name(layer));
        writeln!(self.out, "{}", self.term.paint(STRONG, &name))?;
        let mut entries = Vec::new();
        if let Some(place) = sources.locate(layer.span) {
            let place = format!("{}:{}:{}", place.file, place.line, place.column);
            entries.push(("at", words(&place)));
        }
        if let Some(span) = layer.span {
            entries.push(("written", words(&one_line(sources.text(span)))));
        }
        if let Some(call_record) = call_record {
            let operation = call_record.operation;
            let operation = format!("{}: {}", operation.name, operation.summary);
            entries.push(("operation", words(&operation)));
            if !call_record.settings.is_empty() {
                entries.push(("settings", settings(call_record)));
            }
        }
        for input in &layer.inputs {
            entries.push(("input", words(&self.input(*input))));
        }
        let shapes: Vec<_> = layer
            .outputs()
            .map(|output| self.term.shape(&costs.network.tensor(output).shape))
            .collect();
        entries.push(("output", words(&shapes.join(", "))));
        let columns = entries.iter().map(|(title, _)| title.len()).max().unwrap_or(0);
        let indent = INDENT.len() + columns + 2;
        for (title, words) in entries {
            let lines = self.flow(words, self.width.saturating_sub(indent));
            let lines = lines.join(&format!("\n{:indent$}", ""));
            writeln!(self.out, "{INDENT}{title:columns$}  {lines}")?;
        }
        Ok(())
    }

    /// Words in lines of a width, each in its style.
    fn flow(&self, words: Vec<(String, Style)>, width: usize) -> Vec<String> {
        let (mut lines, mut taken) = (Vec::<String>::new(), 0);
        for (word, style) in words {
            let painted = self.term.paint(style, &word);
            taken += 1 + self::width(&word);
            match lines.last_mut().filter(|_| taken <= width) {
                Some(line) => *line += &format!(" {painted}"),
                None => {
                    taken = self::width(&word);
                    lines.push(painted.into_owned());
                }
            }
        }
        lines
    }

    /// The shape of an input, and where it was made.
    fn input(&self, input: TensorId) -> String {
        let Explained { costs, sources, .. } = *self.explained;
        let tensor = costs.network.tensor(input);
        let shape = self.term.shape(&tensor.shape);
        let producer = match tensor.origin {
            Origin::Claimed(_) => "a claimed shape".to_owned(),
            Origin::Input => "an input of the network".to_owned(),
            Origin::Layer(id) | Origin::Weight(id) => {
                format!("of {}", plain(&costs.network.full_name(costs.network.layer(id))))
            }
        };
        match sources.locate(costs.network.span_of(input)) {
            Some(place) => format!("{shape}, {producer} in line {}", place.line),
            None => format!("{shape}, {producer}"),
        }
    }

    fn section(&mut self, section: &Section<'_>) -> io::Result<()> {
        self.title(&section.title)?;
        section.notes.iter().try_for_each(|note| self.note(note))?;
        self.lines(section.lines)
    }

    fn title(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.out)?;
        for line in wrap(title, self.width) {
            writeln!(self.out, "{}", self.term.paint(STRONG, &line))?;
        }
        Ok(())
    }

    /// Writes a text of several lines in Markdown.
    fn note(&mut self, markdown: &str) -> io::Result<()> {
        let mut text = Vec::new();
        let width = self.width.saturating_sub(INDENT.len());
        page::write(markdown, width, self.term.color, &mut text)?;
        for line in String::from_utf8_lossy(&text).lines() {
            writeln!(self.out, "{INDENT}{line}")?;
        }
        Ok(())
    }

    /// Writes formulas, with what is between their equals signs in columns, or one below the other.
    fn lines(&mut self, lines: &[Line]) -> io::Result<()> {
        let rows: Vec<Vec<String>> =
            lines.iter().map(|line| parts(line, self.term.unicode)).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            // The last cell of a row may be of any width.
            let cells = rows.iter().filter_map(|row| row.split_last()?.1.get(column));
            cells.map(|cell| width(cell)).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(widest).collect();
        let long = |row: &Vec<String>| {
            let (last, before) =
                row.split_last().map_or((0, &[][..]), |(last, before)| (self::width(last), before));
            let before: usize = widths.iter().take(before.len()).map(|width| width + 3).sum();
            INDENT.len() + self.names + 3 + before + last > self.width
        };
        let stacked = rows.iter().any(long);
        for (line, row) in lines.iter().zip(&rows) {
            let pad = " ".repeat(self.names - width(line.name));
            let style = if line.figure { STRONG } else { Style::new() };
            write!(self.out, "{INDENT}{}{pad}", self.term.paint(style, line.name))?;
            if stacked { self.stacked(row)? } else { self.side_by_side(row, &widths)? }
        }
        Ok(())
    }

    fn side_by_side(&mut self, row: &[String], widths: &[usize]) -> io::Result<()> {
        for (index, (cell, width)) in row.iter().zip(widths).enumerate() {
            let last = index + 1 == row.len();
            let pad = if last { 0 } else { width.saturating_sub(self::width(cell)) };
            write!(self.out, " = {}{}", self.result(cell, last), " ".repeat(pad))?;
        }
        writeln!(self.out)
    }

    fn stacked(&mut self, row: &[String]) -> io::Result<()> {
        let indent = " ".repeat(INDENT.len() + self.names);
        for (index, cell) in row.iter().enumerate() {
            let room = self.width.saturating_sub(indent.len() + 3);
            for (part, line) in wrap(cell, room).iter().enumerate() {
                let before = if index == 0 && part == 0 { "" } else { &indent };
                let sign = if part == 0 { " = " } else { "   " };
                let text = self.result(line, index + 1 == row.len());
                writeln!(self.out, "{before}{sign}{text}")?;
            }
        }
        Ok(())
    }

    /// A cell, which is bold if it is the last.
    fn result(&self, cell: &str, last: bool) -> String {
        if last { self.term.paint(STRONG, cell).into_owned() } else { cell.to_owned() }
    }
}

fn words(text: &str) -> Vec<(String, Style)> {
    text.split(' ').map(|word| (word.to_owned(), Style::new())).collect()
}

/// The parameters of the call; those that it omits are faint.
fn settings(call_record: &CallRecord) -> Vec<(String, Style)> {
    let settings = call_record.settings.iter().map(|setting| {
        let text = format!("{}={}", setting.name, plain(&setting.value));
        (text, if setting.given { Style::new() } else { FAINT })
    });
    settings.collect()
}
