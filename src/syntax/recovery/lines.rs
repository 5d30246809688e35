//! The lines of a text with their indentation and their braces.

use std::ops::Range;

use crate::syntax::keywords::{begins_statement, is_reserved};
use crate::syntax::lexer::{Token, TokenKind, tokens};

/// A line that holds more than a comment.
pub(super) struct Line {
    /// Where its first token is.
    pub(super) first: Range<usize>,
    /// The offset after its last token, comments excepted.
    pub(super) end: usize,
    /// The bytes of white space before its first token.
    pub(super) indent: usize,
    /// Whether it may begin a statement: its first token is a word that can.
    pub(super) begins_statement: bool,
    /// Whether its first token is a `}`.
    pub(super) begins_with_closer: bool,
    /// Whether its last token opens a bracket.
    ends_with_opener: bool,
    /// Which of the braces are on it.
    pub(super) braces: Range<usize>,
}

/// A `{` or `}`.
#[derive(Clone, Copy)]
pub(super) struct Brace {
    pub(super) at: usize,
    pub(super) opens: bool,
}

/// All lines of a text that hold more than comments.
pub(super) struct Lines {
    lines: Vec<Line>,
    braces: Vec<Brace>,
}

impl Lines {
    /// Those of a text from `start` on.
    pub(super) fn new(text: &str, start: usize) -> Self {
        let mut found = Lines { lines: Vec::new(), braces: Vec::new() };
        let mut line_start = Some(start);
        for token in tokens(text, start) {
            match token.kind {
                TokenKind::Spaces | TokenKind::Comment => continue,
                TokenKind::Newline => {
                    line_start = Some(token.end());
                    continue;
                }
                _ => {}
            }
            if let Some(line_start) = line_start.take() {
                found.begin(token, token.start - line_start);
            }
            found.add(token);
        }
        found
    }

    fn begin(&mut self, first: Token<'_>, indent: usize) {
        let word = first.kind == TokenKind::Word;
        self.lines.push(Line {
            first: first.start..first.end(),
            end: first.end(),
            indent,
            begins_statement: word && (begins_statement(first.text) || !is_reserved(first.text)),
            begins_with_closer: first.is("}"),
            ends_with_opener: false,
            braces: self.braces.len()..self.braces.len(),
        });
    }

    fn add(&mut self, token: Token<'_>) {
        let opens = token.is("{");
        let is_brace = opens || token.is("}");
        if is_brace {
            self.braces.push(Brace { at: token.start, opens });
        }
        if let Some(line) = self.lines.last_mut() {
            line.end = token.end();
            line.ends_with_opener = token.kind == TokenKind::Open;
            line.braces.end += usize::from(is_brace);
        }
    }

    /// The lines with their indices.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Line)> {
        self.lines.iter().enumerate()
    }

    /// A line by its index.
    pub(super) fn get(&self, index: usize) -> Option<&Line> {
        self.lines.get(index)
    }

    /// The braces of a line.
    pub(super) fn braces(&self, line: &Line) -> &[Brace] {
        self.braces.get(line.braces.clone()).unwrap_or_default()
    }

    /// The index of the line that an offset is on.
    pub(super) fn index_of(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.first.start <= at).saturating_sub(1)
    }

    /// Where the line above another ends; where the last one does if there is no such line.
    pub(super) fn end_above(&self, index: usize) -> usize {
        let above = index.min(self.lines.len()).checked_sub(1);
        above.and_then(|above| self.get(above)).map_or(0, |line| line.end)
    }

    /// Where the last brace of a line before an offset ends, or the line begins.
    pub(super) fn after_brace(&self, line: &Line, at: usize) -> usize {
        let before = self.braces(line).iter().rfind(|brace| brace.at < at);
        before.map_or(line.first.start, |brace| brace.at + 1)
    }

    /// Where a place on a line begins that belongs to the statement of the line above, if it is the
    /// first on its line: there, so that the two are one statement. A line with more indentation than
    /// the one above belongs to it, unless that opens a bracket.
    pub(super) fn joined(&self, index: usize, start: usize, continues: bool) -> usize {
        let above = index.checked_sub(1).and_then(|above| self.get(above));
        match (self.get(index), above) {
            (Some(line), Some(above)) if line.first.start == start => {
                let belongs = line.indent > above.indent && !above.ends_with_opener;
                if continues || belongs { above.end } else { start }
            }
            _ => start,
        }
    }

    /// The first line of the statement that a closer at the beginning of its line ends: the nearest line
    /// above with no more indentation, if there are others in between. It is not sought above `first`.
    pub(super) fn header(&self, closer: usize, first: usize) -> Option<&Line> {
        let indent = self.get(closer)?.indent;
        let above = self.above(closer, first, |line| line.indent <= indent)?;
        let header = self.get(above)?;
        let fits = above + 1 < closer && header.indent == indent && header.begins_statement;
        fits.then_some(header)
    }

    /// The first line of the statement that a line continues which can't begin one: the nearest line
    /// above that is indented less. It is not sought above `first`.
    pub(super) fn continued(&self, continuation: usize, first: usize) -> Option<&Line> {
        let line = self.get(continuation).filter(|line| !line.begins_statement)?;
        let above = self.above(continuation, first, |above| above.indent < line.indent)?;
        self.get(above).filter(|above| above.begins_statement)
    }

    fn above(&self, index: usize, first: usize, found: impl Fn(&Line) -> bool) -> Option<usize> {
        (first..index).rev().find(|above| self.get(*above).is_some_and(&found))
    }
}
