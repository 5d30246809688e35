//! Texts from files, made safe to show on a terminal.

/// A text from a file in one line, without characters that control a terminal.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().map(harmless));
    }
    line
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
    use super::plain;

    #[test]
    fn escape_sequences_are_replaced() {
        assert_eq!(plain("a\u{1b}[31m"), "a\u{fffd}[31m");
    }
}
