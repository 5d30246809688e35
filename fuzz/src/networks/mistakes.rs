//! Mistakes: a word is lost, doubled, swapped with its neighbour, or put in.

use super::bytes::Bytes;

/// What is put in: signs that open and close, words of the language and of others, what no file
/// should hold.
const PIECES: [&str; 56] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "#",
    "->",
    "=",
    "==",
    "+=",
    ":",
    ",",
    ";",
    ".",
    "..",
    "?",
    "$",
    "\r",
    "\r\n",
    "\n\n",
    "\t",
    "é",
    "×",
    "\u{a0}",
    "\u{feff}",
    "\0",
    "層",
    "-",
    "*",
    "**",
    "//",
    "!=",
    "let ",
    "block ",
    "if ",
    "else ",
    "then ",
    "for ",
    "in ",
    "not ",
    "total",
    "it",
    "true",
    "def ",
    "nn.Conv2d(3, 64)",
    "x = ",
    "conv(",
    "96.",
    "1e",
    "0x10",
    "9999999999999999999999999999999999999999",
    "'s'",
    "/* c */",
    "\\",
];

/// A text with a mistake in it.
pub fn mistake(text: &str, bytes: &mut Bytes<'_>) -> String {
    let words = words(text);
    let at = bytes.below(words.len().max(1));
    let (before, after) = words.split_at(at.min(words.len()));
    let (word, after) = after.split_first().map_or(("", after), |(word, after)| (*word, after));
    let (next, later) = after.split_first().map_or(("", after), |(next, later)| (*next, later));
    let [before, after, later] = [before, after, later].map(<[&str]>::concat);
    match bytes.below(7) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{word}{word}{after}"),
        2 => format!("{before}{next}{word}{later}"),
        3 => format!("{before}{}{after}", bytes.one(&PIECES)),
        4 => {
            let (open, deep) = (*bytes.one(&["(", "[", "{", "-", "not ", "2**"]), bytes.below(300));
            format!("{before}{}{word}{after}", open.repeat(deep))
        }
        _ => format!("{before}{}{word}{after}", bytes.one(&PIECES)),
    }
}

/// A text in words, signs and blanks.
fn words(text: &str) -> Vec<&str> {
    let is_word = |sign: char| sign.is_alphanumeric() || sign == '_';
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match is_word(first) {
            true => rest.find(|sign| !is_word(sign)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, behind) = rest.split_at(end);
        words.push(word);
        rest = behind;
    }
    words
}
