//! Line wrapping.

use unicode_width::UnicodeWidthStr;

/// Wraps a line between words; text in backticks stays together, so that it can be copied, and a line
/// that starts with spaces is code, which is not wrapped.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words(text) {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The parts of a text between which it can be broken.
fn words(text: &str) -> Vec<&str> {
    if text.starts_with(' ') {
        return vec![text];
    }
    let mut code = false;
    text.split(|c| {
        code ^= c == '`';
        c == ' ' && !code
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_never_in_code() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("write `conv 8 k3` here", 8), ["write", "`conv 8 k3`", "here"]);
        assert_eq!(wrap("  conv 8 k3", 4), ["  conv 8 k3"]);
    }
}
