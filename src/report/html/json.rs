//! JSON within HTML. Nothing in it ends the element that it is in: there is no `<`.

use std::io::{self, Write};

use memchr::memchr2;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

/// Compact JSON without `<`, and without the two characters that end lines of JavaScript.
struct WithinHtml;

/// The first byte of U+2028 and U+2029, which are E2 80 A8 and E2 80 A9.
const SEPARATOR: u8 = 0xe2;

impl Formatter for WithinHtml {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = memchr2(b'<', SEPARATOR, rest.as_bytes()) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut characters = from.chars();
            match characters.next() {
                Some(found @ ('<' | '\u{2028}' | '\u{2029}')) => {
                    write!(writer, "\\u{:04x}", u32::from(found))?;
                }
                Some(other) => writer.write_all(other.encode_utf8(&mut [0; 4]).as_bytes())?,
                None => {}
            }
            rest = characters.as_str();
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

/// Writes a value.
pub(super) fn write(value: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(out, WithinHtml))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn what_would_end_the_element_or_a_line_is_escaped() {
        let mut out = Vec::new();
        let text = "</script><!-- × \u{2028}\u{2029}\u{2030}\" & '>";
        write(&text, &mut out).expect("room");
        let written = String::from_utf8(out).expect("text");
        let expected = "\"\\u003c/script>\\u003c!-- × \\u2028\\u2029\u{2030}\\\" & '>\"";
        assert_eq!(written, expected);
        assert_eq!(serde_json::from_str::<String>(&written).expect("JSON"), text);
    }
}
