//! The words and signs of a text, one after the other, whatever they may mean together.
//!
//! What looks at text rather than at trees goes by these: the scanner before the grammar, the search
//! for what is wrong with a statement, the formatter.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Blanks and tabs.
    Blanks,
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
    /// Operators, `=`, `->`, `:`, `.` and characters that mean nothing.
    Symbol,
    /// Letters, digits and `_`; letters beyond ASCII too, so that a word stays whole.
    Word,
}

/// A token with its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// What it is.
    pub(super) kind: Kind,
    /// The offset of its first byte.
    pub(super) start: usize,
    /// As written.
    pub(super) text: &'t str,
}

impl Token<'_> {
    /// The offset behind its last byte.
    pub(super) fn end(self) -> usize {
        self.start + self.text.len()
    }

    /// Whether it is this word or sign.
    pub(super) fn is(self, text: &str) -> bool {
        self.text == text
    }
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

fn first(rest: &str) -> Option<(Kind, usize)> {
    let byte = *rest.as_bytes().first()?;
    Some(match byte {
        b' ' | b'\t' => (Kind::Blanks, length(rest, |byte| matches!(byte, b' ' | b'\t'))),
        b'\n' => (Kind::Newline, 1),
        b'\r' if rest.starts_with("\r\n") => (Kind::Newline, 2),
        b'#' => (Kind::Comment, line(rest).len()),
        b'"' => match line(rest).match_indices('"').nth(1) {
            Some((end, _)) => (Kind::String, end + 1),
            None => (Kind::Quote, 1),
        },
        b'(' | b'[' | b'{' => (Kind::Open, 1),
        b')' | b']' | b'}' => (Kind::Close, 1),
        b',' => (Kind::Comma, 1),
        b';' => (Kind::Semicolon, 1),
        b'0'..=b'9' => (Kind::Number, number(rest.as_bytes())),
        _ if is_letter(byte) => (Kind::Word, word(rest)),
        _ => match rest.as_bytes().get(..2) {
            Some(b"->" | b"**" | b"//" | b"==" | b"!=" | b"<=" | b">=" | b"+=" | b"..") => {
                (Kind::Symbol, 2)
            }
            _ => (Kind::Symbol, 1),
        },
    })
}

/// What closes a bracket.
pub(super) fn other_half(open: &str) -> &'static str {
    match open {
        "(" => ")",
        "[" => "]",
        _ => "}",
    }
}

/// Whether a byte may stand in a name.
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
