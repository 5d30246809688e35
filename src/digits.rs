//! Counts as people read them: with a comma at each thousand, and as shares of a whole.

use std::fmt;

/// A count that shows itself with a comma at each thousand: `62,378,344`. Width and alignment of
/// the format apply to the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grouped(pub u128);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        f.pad(&text)
    }
}

/// A share of a whole in thousandths, rounded to the nearest; nothing of nothing is nothing.
pub fn permille(part: u128, whole: u128) -> u128 {
    // Far beyond 2¹¹⁶ the last bits of neither change the result.
    let shift = if whole >> 116 == 0 { 0 } else { 12 };
    let (part, whole) = (part >> shift, whole >> shift);
    (part * 1000 + whole / 2).checked_div(whole).unwrap_or(0)
}

/// A share as people read it: `9.3%`, `<0.1%`, `0%`.
pub fn percent(part: u128, whole: u128) -> String {
    match (part, permille(part, whole)) {
        (0, _) => "0%".to_owned(),
        (_, 0) => "<0.1%".to_owned(),
        (_, permille) => format!("{}.{}%", permille / 10, permille % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::{Grouped, percent, permille};

    #[test]
    fn a_comma_at_each_thousand() {
        let shown = [0, 7, 999, 1_000, 62_378_344, 100_000].map(|n| Grouped(n).to_string());
        assert_eq!(shown, ["0", "7", "999", "1,000", "62,378,344", "100,000"]);
    }

    #[test]
    fn the_largest_count_and_alignment() {
        assert_eq!(
            Grouped(u128::MAX).to_string(),
            "340,282,366,920,938,463,463,374,607,431,768,211,455"
        );
        assert_eq!(format!("{:>7}|", Grouped(1_234)), "  1,234|");
    }

    #[test]
    fn shares() {
        assert_eq!(percent(0, 7), "0%");
        assert_eq!(percent(0, 0), "0%");
        assert_eq!(percent(1, 1_000_000), "<0.1%");
        assert_eq!(percent(93, 1000), "9.3%");
        assert_eq!(percent(5, 5), "100.0%");
        assert_eq!(percent(2, 3), "66.7%");
        assert_eq!(permille(u128::MAX / 4, u128::MAX), 250);
    }
}
