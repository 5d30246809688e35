//! The tokens of a text, one after the other, whatever they mean together.
//!
//! They are for what looks at text rather than at trees: the recovery before the grammar, the hints
//! about a statement that does not parse, the formatter. The grammar itself reads characters.

use crate::value::operators::Binary;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Spaces and tabs.
    Spaces,
    /// `)`, `]`, `}`
    Close,
    /// `,`
    Comma,
    /// From `#` to the end of the line.
    Comment,
    /// LF or CRLF.
    Newline,
    /// Whatever begins with a digit: `96`, `3x224x224`, `1e-5`, `4c`.
    Number,
    /// `(`, `[`, `{`
    Open,
    /// `"` without a second one on its line.
    Quote,
    /// `;`
    Semicolon,
    /// `"…"`
    String,
    /// Operators, `=`, `->`, `:`, `.` and characters without a meaning.
    Symbol,
    /// Letters, digits and `_`; also letters beyond ASCII, so that a word stays whole.
    Word,
}

/// A token with its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// What it is.
    pub(super) kind: TokenKind,
    /// The offset of its first byte.
    pub(super) start: usize,
    /// As written.
    pub(super) text: &'t str,
}

impl Token<'_> {
    /// The offset after its last byte.
    pub(super) fn end(self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this word or symbol.
    pub(super) fn is(self, text: &str) -> bool {
        self.text == text
    }

    /// Whether it is white space or a comment.
    pub(super) fn is_trivia(self) -> bool {
        matches!(self.kind, TokenKind::Spaces | TokenKind::Newline | TokenKind::Comment)
    }

    /// Whether it is an operator between values, `and` and `or` excepted.
    pub(super) fn is_operator(self) -> bool {
        Binary::find(self.text).is_some_and(|operator| !operator.is_word())
    }

    /// As a message names it.
    pub(super) fn described(self) -> String {
        match self.kind {
            TokenKind::String => format!("the string {}", self.text),
            _ => format!("`{}`", self.text),
        }
    }
}

/// A byte order mark.
const MARK: char = '\u{feff}';

/// Where the text begins: after a byte order mark, or several with only white space before them.
pub(super) fn start_of(text: &str) -> usize {
    let begun = text.trim_start_matches([MARK, ' ', '\t', '\r', '\n']);
    let front = text.strip_suffix(begun).unwrap_or_default();
    front.rfind(MARK).map_or(0, |last| last + MARK.len_utf8())
}

/// The tokens of a text from `start` on; together they are all of the text.
pub(super) fn tokens(text: &str, start: usize) -> impl Iterator<Item = Token<'_>> {
    let mut at = start;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let (kind, length) = first(rest)?;
        let token = Token { kind, start: at, text: rest.get(..length)? };
        at += length;
        Some(token)
    })
}

fn first(rest: &str) -> Option<(TokenKind, usize)> {
    let byte = *rest.as_bytes().first()?;
    Some(match byte {
        b' ' | b'\t' => (TokenKind::Spaces, length(rest, |byte| matches!(byte, b' ' | b'\t'))),
        b'\n' => (TokenKind::Newline, 1),
        b'\r' if rest.starts_with("\r\n") => (TokenKind::Newline, 2),
        b'#' => (TokenKind::Comment, line(rest).len()),
        b'"' => match line(rest).match_indices('"').nth(1) {
            Some((end, _)) => (TokenKind::String, end + 1),
            None => (TokenKind::Quote, 1),
        },
        b'(' | b'[' | b'{' => (TokenKind::Open, 1),
        b')' | b']' | b'}' => (TokenKind::Close, 1),
        b',' => (TokenKind::Comma, 1),
        b';' => (TokenKind::Semicolon, 1),
        b'0'..=b'9' => (TokenKind::Number, number(rest.as_bytes())),
        _ if is_letter(byte) => (TokenKind::Word, word(rest)),
        _ => (TokenKind::Symbol, symbol(rest)),
    })
}

/// The symbols of two characters that are not operators.
const SYMBOLS: [&str; 3] = ["->", "+=", ".."];

/// The length of a symbol: of two characters if they are one together.
fn symbol(rest: &str) -> usize {
    // The second character of each is punctuation, which few symbols are followed by.
    match rest.get(..2) {
        Some(two) if rest.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation) => {
            let known = SYMBOLS.contains(&two) || Binary::find(two).is_some();
            if known { 2 } else { 1 }
        }
        _ => 1,
    }
}

/// What closes a bracket.
pub(super) fn other_half(open: &str) -> &'static str {
    match open {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}

/// Whether a byte may be in a name; those beyond ASCII are taken for letters.
pub(super) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn length(text: &str, belongs: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !belongs(byte)).unwrap_or(text.len())
}

/// Up to the end of the line.
fn line(text: &str) -> &str {
    match text.split_once('\n') {
        Some((line, _)) => line.strip_suffix('\r').unwrap_or(line),
        None => text,
    }
}

fn word(rest: &str) -> usize {
    length(rest, is_letter)
}

/// Digits and letters, with a `.` if a digit follows and a sign if it is that of an exponent.
fn number(bytes: &[u8]) -> usize {
    // Whether all so far is a decimal, so that an `e` may begin its exponent.
    let mut decimal = true;
    let (mut at, mut last) = (0, b'0');
    while let Some(byte) = bytes.get(at).copied() {
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        let signed = decimal && matches!(byte, b'+' | b'-') && matches!(last, b'e' | b'E');
        if !(is_letter(byte) || (byte == b'.' || signed) && next.is_ascii_digit()) {
            break;
        }
        let exponent = matches!(byte, b'e' | b'E') && matches!(next, b'+' | b'-');
        decimal &= byte.is_ascii_digit() || matches!(byte, b'_' | b'.') || exponent;
        (at, last) = (at + 1, byte);
    }
    at
}
