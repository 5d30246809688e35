//! The canonical layout of a file.
//!
//! Line breaks, comments, spelling and single empty lines stay, and so do runs of blanks that align
//! columns. What is set is the indentation and the blanks within a line. It works on tokens, which hold
//! comments, rather than on the tree, which does not; a statement that does not parse stays as it is.

use super::layout::{Layout, Piece, Shape};
use super::parser::{read, start_of};
use super::tokens::{Kind, Token, tokens};
use crate::source::{Source, Span};

/// What the layout sets. Other blanks, such as one that does not break, are left for the message about them.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// The text of a file in canonical layout.
pub fn format(source: &Source) -> String {
    let text = source.text();
    // A CR by itself is no line end, and would be half of one before the LF of the layout.
    if text.replace("\r\n", "").contains('\r') {
        return text.to_owned();
    }
    let kept = kept(source, read(source).1);
    let crlf = text.matches("\r\n").count();
    let newline = if crlf > 0 && crlf == text.matches('\n').count() { "\r\n" } else { "\n" };
    let mut file =
        File { result: String::new(), newline, layout: Layout::default(), above: vec![] };
    for line in lines(text, &kept) {
        file.line(&line);
    }
    while file.above.pop_if(|line| line.is_none()).is_some() {}
    file.write_above(0);
    file.result
}

/// The statements that are left as they are, as offsets in the text; none within another.
fn kept(source: &Source, mut spans: Vec<Span>) -> Vec<(usize, usize)> {
    spans.sort_unstable_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for span in spans {
        let text = source.part(span);
        let start = (span.start - source.base()) as usize;
        let start = start + (text.len() - text.trim_start_matches(SPACE).len());
        let end = start + text.trim_matches(SPACE).len();
        if start < end && kept.last().is_none_or(|last| last.1 <= start) {
            kept.push((start, end));
        }
    }
    kept
}

/// The texts of the statements that are left as they are.
#[cfg(test)]
pub(super) fn left_as_they_are(source: &Source) -> impl Iterator<Item = &str> {
    let kept = kept(source, read(source).1).into_iter();
    kept.filter_map(|(start, end)| source.text().get(start..end))
}

/// The text in lines of pieces, each with the blanks before it.
fn lines<'t>(text: &'t str, kept: &[(usize, usize)]) -> Vec<Vec<Piece<'t>>> {
    let mut lines = vec![Vec::new()];
    let mut kept = kept.iter().copied().peekable();
    let mut skip_to = 0;
    let mut gap = "";
    for token in tokens(text, start_of(text)) {
        if token.start < skip_to {
            continue;
        }
        if let Some((start, end)) = kept.next_if(|(start, _)| *start == token.start) {
            let text = text.get(start..end).unwrap_or_default();
            push(&mut lines, Piece { shape: Shape::Kept, text, gap });
            skip_to = end;
            gap = "";
            continue;
        }
        match token.kind {
            Kind::Blanks => gap = token.text,
            Kind::Newline => lines.push(Vec::new()),
            _ => push(&mut lines, Piece { shape: shape(token), text: token.text, gap }),
        }
        if token.kind != Kind::Blanks {
            gap = "";
        }
    }
    lines
}

fn push<'t>(lines: &mut [Vec<Piece<'t>>], piece: Piece<'t>) {
    if let Some(line) = lines.last_mut() {
        line.push(piece);
    }
}

fn shape(token: Token<'_>) -> Shape {
    match token.kind {
        Kind::Comment => Shape::Comment,
        Kind::Number | Kind::String => Shape::Operand,
        Kind::Word => match token.text {
            "and" | "or" | "not" | "if" | "then" | "else" | "let" | "param" | "fn" | "block"
            | "use" | "assert" | "repeat" | "for" => Shape::Keyword,
            _ => Shape::Operand,
        },
        Kind::Symbol => match token.text {
            "**" | "*" | "//" | "/" | "%" | "+" | "-" | "==" | "!=" | "<=" | "<" | ">=" | ">" => {
                Shape::Operator
            }
            _ => Shape::Sign,
        },
        _ => Shape::Sign,
    }
}

/// The file as it grows.
struct File<'t> {
    result: String,
    newline: &'static str,
    layout: Layout<'t>,
    /// Comment lines, and empty lines as `None`, that wait for the indentation of the next line.
    above: Vec<Option<&'t str>>,
}

impl<'t> File<'t> {
    fn line(&mut self, pieces: &[Piece<'t>]) {
        match pieces {
            [] => {
                if self.above.last().is_none_or(Option::is_some) {
                    self.above.push(None);
                }
            }
            [comment] if comment.shape == Shape::Comment => {
                self.above.push(Some(comment.text.trim_end_matches(SPACE)));
            }
            _ => {
                let (above, level) = self.layout.begin_line(pieces);
                self.write_above(above);
                self.indent(level);
                for piece in pieces {
                    self.layout.write(*piece, &mut self.result);
                }
                self.end_line();
            }
        }
    }

    /// Writes what waited, but for empty lines at the file's start.
    fn write_above(&mut self, level: usize) {
        for line in std::mem::take(&mut self.above) {
            if let Some(comment) = line {
                self.indent(level);
                self.result.push_str(comment);
                self.end_line();
            } else if !self.result.is_empty() {
                self.result.push_str(self.newline);
            }
        }
    }

    fn indent(&mut self, level: usize) {
        self.result.extend(std::iter::repeat_n("  ", level));
    }

    fn end_line(&mut self) {
        self.result.truncate(self.result.trim_end_matches([' ', '\t']).len());
        self.result.push_str(self.newline);
    }
}
