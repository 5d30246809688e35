//! A text that is edited, and places in texts as clients count them.

use std::ops::Range;

use memchr::memchr2_iter;

use crate::source::offset;

/// What a client counts columns in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, of which characters beyond the first 65,536 take two.
    #[default]
    Utf16,
}

impl Encoding {
    /// The units that a character takes.
    fn width(self, character: char) -> usize {
        match self {
            Encoding::Utf8 => character.len_utf8(),
            Encoding::Utf16 => character.len_utf16(),
        }
    }
}

/// A place as clients count it: line and column, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in units of the encoding.
    pub column: u32,
}

/// A text with the offsets at which its lines begin. As the protocol has it, lines end with LF, CRLF
/// or a CR by itself.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// The lines of a text.
    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr2_iter(b'\n', b'\r', bytes);
        let ends =
            ends.filter(|at| bytes.get(*at) == Some(&b'\n') || bytes.get(at + 1) != Some(&b'\n'));
        Lines { text, starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect() }
    }

    /// How many lines there are; at least one.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// Where a line begins and ends, its line break excluded.
    pub fn range(&self, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let content = self.text.get(start..end)?.trim_end_matches(['\r', '\n']);
        Some(start..start + content.len())
    }

    /// A line without its line break.
    pub fn line(&self, line: usize) -> &'t str {
        self.range(line).and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    /// The line that holds an offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The offset of a place. One past the end of its line is that end; one within a character is its
    /// start; one past the last line is the end of the text.
    pub fn offset(&self, position: Position, encoding: Encoding) -> usize {
        let Some(range) = self.range(position.line as usize) else { return self.text.len() };
        let mut left = position.column as usize;
        let mut at = range.start;
        let line = self.text.get(range).unwrap_or_default();
        if line.is_ascii() {
            return at + left.min(line.len());
        }
        for character in line.chars() {
            let width = encoding.width(character);
            if width > left {
                break;
            }
            left -= width;
            at += character.len_utf8();
        }
        at
    }

    /// The place of an offset. One within a line break is the end of its line.
    pub fn position(&self, at: usize, encoding: Encoding) -> Position {
        let line = self.line_of(at);
        let range = self.range(line).unwrap_or_default();
        let column = at.saturating_sub(range.start);
        let text = self.text.get(range).unwrap_or_default();
        let column = match text.is_ascii() {
            true => column.min(text.len()),
            false => {
                let before = text.char_indices();
                let before =
                    before.take_while(|(byte, character)| byte + character.len_utf8() <= column);
                before.map(|(_, character)| encoding.width(character)).sum()
            }
        };
        Position { line: offset(line), column: offset(column) }
    }
}

/// A text that a client edits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    text: String,
}

impl Document {
    /// A text as it was opened.
    pub fn new(text: String) -> Self {
        Document { text }
    }

    /// The text as it is.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Replaces what lies between two places.
    pub fn edit(&mut self, range: Range<Position>, new: &str, encoding: Encoding) {
        let lines = Lines::new(&self.text);
        let start = lines.offset(range.start, encoding);
        let end = lines.offset(range.end, encoding).max(start);
        self.text.replace_range(start..end, new);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Encoding; 2] = [Encoding::Utf8, Encoding::Utf16];

    fn at(line: u32, column: u32) -> Position {
        Position { line, column }
    }

    #[test]
    fn offsets_survive_the_way_through_positions() {
        for text in ["", "a\nb", "é\r\nx😀y\r\n", "e\u{301}\rz\n\n", "\u{feff}a"] {
            let lines = Lines::new(text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                for encoding in ALL {
                    let back = lines.offset(lines.position(offset, encoding), encoding);
                    // Between the CR and the LF is the end of the line.
                    let within = text.get(..offset).is_some_and(|it| it.ends_with('\r'))
                        && text.get(offset..).is_some_and(|it| it.starts_with('\n'));
                    assert_eq!(back, offset - usize::from(within), "{text:?} {encoding:?}");
                }
            }
        }
    }

    #[test]
    fn columns_are_counted_in_units_of_the_encoding() {
        let lines = Lines::new("x😀y\n");
        assert_eq!(lines.position(5, Encoding::Utf8), at(0, 5));
        assert_eq!(lines.position(5, Encoding::Utf16), at(0, 3));
        // Within the character.
        assert_eq!(lines.offset(at(0, 2), Encoding::Utf16), 1);
        assert_eq!(lines.offset(at(0, 3), Encoding::Utf8), 1);
    }

    #[test]
    fn what_lies_outside_is_clamped() {
        let lines = Lines::new("ab\r\ncd");
        for encoding in ALL {
            assert_eq!(lines.offset(at(0, 99), encoding), 2);
            assert_eq!(lines.offset(at(1, 99), encoding), 6);
            assert_eq!(lines.offset(at(9, 0), encoding), 6);
        }
    }

    #[test]
    fn edits_replace_what_lies_between() {
        let mut document = Document::new("ab\ncd\n".to_owned());
        document.edit(at(0, 1)..at(1, 1), "é", Encoding::Utf16);
        assert_eq!(document.text(), "aéd\n");
        document.edit(at(0, 2)..at(0, 2), "x", Encoding::Utf16);
        assert_eq!(document.text(), "aéxd\n");
        // A range that ends before it begins is an insertion.
        document.edit(at(0, 4)..at(0, 1), "!", Encoding::Utf16);
        assert_eq!(document.text(), "aéxd!\n");
    }
}
