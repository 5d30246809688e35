//! Texts from files, made safe to show on a terminal.

use std::borrow::Cow;

/// A text from a file in one line, without characters that control a terminal.
pub fn one_line<'t>(text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
    let text = text.into();
    // Most texts are words.
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text;
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().map(harmless));
    }
    Cow::Owned(line)
}

/// A text from a file, without characters that control a terminal.
pub fn plain(text: &str) -> String {
    text.chars().map(harmless).collect()
}

/// A character of a file, replaced if it controls a terminal or changes the direction of text.
pub fn harmless(c: char) -> char {
    let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || turns { char::REPLACEMENT_CHARACTER } else { c }
}

#[cfg(test)]
mod tests {
    use super::{one_line, plain};

    #[test]
    fn a_line_has_single_spaces() {
        assert_eq!(one_line("conv1"), "conv1");
        assert_eq!(one_line(" conv\t8\n  k3 "), "conv 8 k3");
        assert_eq!(one_line("×\u{7f}"), "×\u{fffd}");
        assert_eq!(one_line(""), "");
    }

    #[test]
    fn escape_sequences_are_replaced() {
        assert_eq!(plain("a\u{1b}[31m"), "a\u{fffd}[31m");
    }
}
