//! A page of Markdown for the terminal: headlines bold, code set in, paragraphs wrapped.
//!
//! It reads what the pages of diagnostics are made of: headlines, paragraphs, lists, blocks of code,
//! code within a line, links.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::text::wrap::wrap;

/// How far code is set in.
const CODE: &str = "    ";

/// What hides a line of a `net` block from readers.
const HIDDEN: char = '~';

/// Writes a page in lines of a width.
///
/// # Errors
/// When the output cannot be written.
pub fn write(text: &str, width: usize, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("```") {
            let code = lines.by_ref().take_while(|line| !line.starts_with("```"));
            for line in code.filter(|line| !line.starts_with(HIDDEN)) {
                writeln!(out, "{}", format!("{CODE}{line}").trim_end())?;
            }
        } else if line.starts_with('#') {
            let title = line.trim_start_matches('#').trim().replace('`', "");
            writeln!(out, "{}", paint(&title, Style::new().bold(), color))?;
        } else if line.is_empty() {
            writeln!(out)?;
        } else {
            let mut paragraph = line.to_owned();
            while let Some(more) = lines.next_if(|line| continues(line)) {
                paragraph = format!("{paragraph} {}", more.trim_start());
            }
            write_paragraph(&paragraph, width, color, out)?;
        }
    }
    Ok(())
}

/// Whether a line belongs to the paragraph above it.
fn continues(line: &str) -> bool {
    !line.is_empty() && !["#", "```", "- "].iter().any(|start| line.starts_with(start))
}

/// Writes a paragraph, or an item of a list with its lines under each other.
fn write_paragraph(text: &str, width: usize, color: bool, out: &mut dyn Write) -> io::Result<()> {
    let (mut first, rest, text) = match text.strip_prefix("- ") {
        Some(item) => ("- ", "  ", item),
        None => ("", "", text),
    };
    for line in wrap(&without_links(text), width.saturating_sub(rest.len())) {
        writeln!(out, "{first}{}", inline(&line, color))?;
        first = rest;
    }
    Ok(())
}

/// A line with its code painted. Without colours the backticks stay.
pub fn inline(line: &str, color: bool) -> String {
    if !color {
        return line.to_owned();
    }
    let code = AnsiColor::Cyan.on_default();
    let parts = line.split('`').enumerate();
    parts.map(|(n, part)| paint(part, code, n % 2 == 1)).collect()
}

/// Text in a style.
pub fn paint(text: &str, style: Style, color: bool) -> String {
    if color { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// A text whose links, such as `[calls](../language/calls.md)`, are only their words.
pub fn without_links(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some((words, target)) = rest.split_once("](") {
        match (words.rsplit_once('['), target.split_once(')')) {
            (Some((before, linked)), Some((address, after))) if address.contains(['.', '#']) => {
                shown.extend([before, linked]);
                rest = after;
            }
            _ => {
                shown.extend([words, "]("]);
                rest = target;
            }
        }
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, width: usize, color: bool) -> String {
        let mut bytes = Vec::new();
        write(text, width, color, &mut bytes).expect("room in memory");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn a_page_is_set_for_the_terminal() {
        let page = "# `net::x::y`\n\nA window of\n`k11` fits [nowhere](../a.md#b), see below.\n\n- one\n  and more\n- two\n\n```net after=3\nconv 8\n\n~relu\n```\n\n## Cure\n";
        assert_eq!(
            shown(page, 20, false),
            "net::x::y\n\nA window of `k11`\nfits nowhere, see\nbelow.\n\n- one and more\n- two\n\n    conv 8\n\n\nCure\n"
        );
        let colored = shown("# T\n\nthe `k11` is", 20, true);
        assert_eq!(colored, "\u{1b}[1mT\u{1b}[0m\n\nthe \u{1b}[36mk11\u{1b}[0m is\n");
    }

    #[test]
    fn what_looks_like_a_link_and_is_none_stays() {
        assert_eq!(without_links("`x[0](y)` and [`-D`](a.md)"), "`x[0](y)` and `-D`");
    }
}
