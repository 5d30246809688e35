//! What a terminal can show: colours and characters, and how texts are placed with them.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::report::cell::sizes_text;
use crate::tensor::Shape;

/// What the output may contain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermStyle {
    /// Whether escape sequences colour the text.
    pub color: bool,
    /// Whether characters beyond ASCII are shown: `×`, bars, lines.
    pub unicode: bool,
}

/// Headings, scopes and totals.
pub(in crate::report) const STRONG: Style = Style::new().bold();
/// What is only there for completeness: zeros, lines.
pub(in crate::report) const FAINT: Style = Style::new().dimmed();
/// Bars.
pub(super) const BAR: Style = AnsiColor::Cyan.on_default();

impl TermStyle {
    /// A text in a style, if there is colour and the text is not blank.
    pub(super) fn paint<'t>(self, style: Style, text: &'t str) -> Cow<'t, str> {
        if self.color && !text.trim().is_empty() {
            Cow::Owned(format!("{style}{text}{style:#}"))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// The sign between the sizes of axes.
    pub(in crate::report) fn times(self) -> &'static str {
        if self.unicode { "×" } else { "x" }
    }

    /// The sign before a lower bound.
    pub(in crate::report) fn at_least(self) -> &'static str {
        if self.unicode { "≥" } else { ">=" }
    }

    /// A shape: `3×224×224`, `3x224x224`, `scalar`.
    pub(in crate::report) fn shape(self, shape: &Shape) -> String {
        self.sizes(shape.axes())
    }

    /// Sizes of axes: `3×224×224`, `3x224x224`, `scalar`.
    pub(in crate::report) fn sizes(self, sizes: &[u32]) -> String {
        sizes_text(sizes, self.times())
    }

    /// An arrow from an old value to a new one: `→`, `->`.
    pub(in crate::report) fn arrow(self) -> &'static str {
        if self.unicode { "→" } else { "->" }
    }

    /// A horizontal line.
    pub(super) fn line(self, width: usize) -> String {
        self.paint(FAINT, &if self.unicode { "─" } else { "-" }.repeat(width)).into_owned()
    }

    /// A bar of up to `width` columns for a share in thousandths, in eighths of a column if there
    /// are such characters. A share above zero is always visible.
    pub(super) fn bar(self, permille: u128, width: usize) -> String {
        const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
        let parts = permille.min(1000) as usize * width;
        if !self.unicode {
            return "#".repeat(parts.div_ceil(1000));
        }
        let eighths = (parts * 8).div_ceil(1000);
        let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
        format!("{}{rest}", "█".repeat(eighths / 8))
    }
}

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// A text cut to `most` columns, with a mark where it is cut.
pub(super) fn cut(text: Cow<'_, str>, most: usize, term: TermStyle) -> Cow<'_, str> {
    if width(&text) <= most {
        return text;
    }
    let mark = if term.unicode { "…" } else { "~" };
    let (mut cut, mut taken) = (String::new(), width(mark));
    for character in text.chars() {
        taken += width(character.encode_utf8(&mut [0; 4]));
        if taken > most {
            break;
        }
        cut.push(character);
    }
    Cow::Owned(cut + mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RICH: TermStyle = TermStyle { color: false, unicode: true };

    #[test]
    fn bars_fill_their_width_and_show_the_least_share() {
        assert_eq!(RICH.bar(1000, 4), "████");
        assert_eq!(RICH.bar(500, 4), "██");
        assert_eq!(RICH.bar(1, 4), "▏");
        assert_eq!(RICH.bar(0, 4), "");
        assert_eq!(TermStyle::default().bar(1000, 4), "####");
        assert_eq!(TermStyle::default().bar(1, 4), "#");
    }

    #[test]
    fn cuts_keep_to_the_width() {
        assert_eq!(cut("bottleneck".into(), 10, RICH), "bottleneck");
        assert_eq!(cut("bottleneck".into(), 7, RICH), "bottle…");
        assert_eq!(cut("bottleneck".into(), 7, TermStyle::default()), "bottle~");
    }
}
