//! A file as lines of pieces, and the writing of its lines.

use super::layout::{Layout, Piece, TokenClass};
use crate::source::{Source, Span};
use crate::syntax::keywords::{Keyword, Role};
use crate::syntax::lexer::{Token, TokenKind, start_of, tokens};
use crate::syntax::parser::read;

/// What the layout sets. Other white space, such as a no-break space, is left for the message about it.
const SPACE: [char; 4] = [' ', '\t', '\r', '\n'];

/// The text of a file in canonical layout. A file whose brackets do not match stays as it is: what
/// belongs to what is then read from its indentation.
pub fn format(source: &Source) -> String {
    let text = source.text();
    let (parsed, left_out) = read(source);
    // A CR by itself is not a line end, and would be half of one before the LF of the layout.
    if !parsed.balanced || text.replace("\r\n", "").contains('\r') {
        return text.to_owned();
    }
    let kept = verbatim(source, left_out);
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
fn verbatim(source: &Source, mut spans: Vec<Span>) -> Vec<(usize, usize)> {
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
pub(in crate::syntax) fn verbatim_texts(source: &Source) -> impl Iterator<Item = &str> {
    let kept = verbatim(source, read(source).1).into_iter();
    kept.filter_map(|(start, end)| source.text().get(start..end))
}

/// The text in lines of pieces, each with the spaces before it.
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
            push(&mut lines, Piece { class: TokenClass::Verbatim, text, gap });
            skip_to = end;
            gap = "";
            continue;
        }
        match token.kind {
            TokenKind::Spaces => gap = token.text,
            TokenKind::Newline => lines.push(Vec::new()),
            _ => push(&mut lines, Piece { class: class_of(token), text: token.text, gap }),
        }
        if token.kind != TokenKind::Spaces {
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

fn class_of(token: Token<'_>) -> TokenClass {
    match token.kind {
        TokenKind::Comment => TokenClass::Comment,
        TokenKind::Number | TokenKind::String => TokenClass::Operand,
        TokenKind::Word => match Keyword::find(token.text).map(Keyword::role) {
            Some(Role::Value) | None => TokenClass::Operand,
            Some(_) => TokenClass::Keyword,
        },
        TokenKind::Symbol if token.is_operator() => TokenClass::Operator,
        _ => TokenClass::Punctuation,
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
            [comment] if comment.class == TokenClass::Comment => {
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

    /// Writes what waited, except empty lines at the start of the file.
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
