//! What a terminal shows: colours and characters, and how counts are written with them.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::tensor::Shape;

/// What the output may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Whether escape sequences colour the text.
    pub color: bool,
    /// Whether characters beyond ASCII are shown: `×`, bars, lines.
    pub unicode: bool,
}

/// Headings, scopes and the total.
pub(super) const STRONG: Style = Style::new().bold();
/// What is there only for completeness: zeros, lines.
pub(super) const FAINT: Style = Style::new().dimmed();
/// Bars.
pub(super) const BAR: Style = AnsiColor::Cyan.on_default();

impl Look {
    /// A text in a style, if there is colour and something to be seen.
    pub(super) fn paint(self, style: Style, text: &str) -> String {
        if self.color && !text.trim().is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// A shape: `3×224×224`, `3x224x224`, `scalar`.
    pub(super) fn shape(self, shape: &Shape) -> String {
        self.sizes(shape.axes())
    }

    /// Sizes of axes: `3×224×224`, `3x224x224`, `scalar`.
    pub(super) fn sizes(self, sizes: &[u32]) -> String {
        if sizes.is_empty() {
            return "scalar".to_owned();
        }
        let times = if self.unicode { "×" } else { "x" };
        let mut text = String::new();
        for size in sizes {
            if !text.is_empty() {
                text.push_str(times);
            }
            text.push_str(&size.to_string());
        }
        text
    }

    /// From what is old to what is new: `→`, `->`.
    pub(super) fn arrow(self) -> &'static str {
        if self.unicode { "→" } else { "->" }
    }

    /// A horizontal line.
    pub(super) fn line(self, width: usize) -> String {
        self.paint(FAINT, &if self.unicode { "─" } else { "-" }.repeat(width))
    }

    /// A bar of up to `width` columns for a share in thousandths, in eighths of a column; a share
    /// above zero is always seen. Empty where there are no such characters.
    pub(super) fn bar(self, permille: u128, width: usize) -> String {
        const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
        if !self.unicode {
            return String::new();
        }
        let eighths = (permille.min(1000) as usize * width * 8).div_ceil(1000);
        let rest = EIGHTHS.get(eighths % 8).copied().unwrap_or_default();
        format!("{}{rest}", "█".repeat(eighths / 8))
    }
}

/// Blanks between two columns.
pub(crate) const GAP: usize = 2;

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// How many columns the widest text of each column takes.
pub(crate) fn widths<'r, const N: usize, T: AsRef<str> + 'r>(
    rows: impl IntoIterator<Item = &'r [T; N]>,
) -> [usize; N] {
    rows.into_iter().fold([0; N], |mut widths, row| {
        for (widest, text) in widths.iter_mut().zip(row) {
            *widest = (*widest).max(width(text.as_ref()));
        }
        widths
    })
}

/// A text cut to `most` columns, the cut marked.
pub fn cut(text: &str, most: usize, look: Look) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mark = if look.unicode { "…" } else { "~" };
    let (mut cut, mut taken) = (String::new(), width(mark));
    for character in text.chars() {
        taken += width(character.encode_utf8(&mut [0; 4]));
        if taken > most {
            break;
        }
        cut.push(character);
    }
    cut + mark
}

/// A text in its place on a line.
pub(crate) struct Placed {
    /// The text, no wider than its place.
    pub text: String,
    /// The same with its style.
    pub painted: String,
    /// Columns of its place.
    pub width: usize,
    /// Whether it stands at the right.
    pub right: bool,
}

impl Placed {
    /// A text without a style.
    pub fn plain(text: String, width: usize, right: bool) -> Self {
        Placed { painted: text.clone(), text, width, right }
    }
}

/// A line of texts beside each other, two blanks between them and none at the end.
pub(crate) fn line(texts: impl Iterator<Item = Placed>) -> String {
    let mut line = String::new();
    // Blanks are written before what follows them.
    let mut blanks = 0;
    for Placed { text, painted, width: place, right } in texts {
        let padding = place.saturating_sub(width(&text));
        let (before, after) = if right { (padding, 0) } else { (0, padding) };
        blanks += before;
        if !text.is_empty() {
            line.push_str(&" ".repeat(blanks));
            line.push_str(&painted);
            blanks = 0;
        }
        blanks += after + GAP;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    const RICH: Look = Look { color: false, unicode: true };

    #[test]
    fn bars_fill_their_width_and_show_the_least_share() {
        assert_eq!(RICH.bar(1000, 4), "████");
        assert_eq!(RICH.bar(500, 4), "██");
        assert_eq!(RICH.bar(1, 4), "▏");
        assert_eq!(RICH.bar(0, 4), "");
        assert_eq!(Look::default().bar(1000, 4), "");
    }

    #[test]
    fn cuts_keep_to_the_width() {
        assert_eq!(cut("bottleneck", 10, RICH), "bottleneck");
        assert_eq!(cut("bottleneck", 7, RICH), "bottle…");
        assert_eq!(cut("bottleneck", 7, Look::default()), "bottle~");
    }
}
