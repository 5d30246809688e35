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

/// A count in at most four digits, with the prefix that goes before a unit: `65 T`, `17.07 G`.
pub fn prefixed(count: u128) -> String {
    let prefixes = ["", "k", "M", "G", "T", "P"];
    let thousands = (count.checked_ilog10().unwrap_or(0) / 3).min(5);
    let one = 10u128.pow(3 * thousands);
    let places = 3 - (count / one).checked_ilog10().unwrap_or(0).min(3);
    let places = places.min(3 * thousands);
    let last = one / 10u128.pow(places);
    let rounded = count.saturating_add(last / 2) / last;
    let (whole, rest) = (rounded / 10u128.pow(places), rounded % 10u128.pow(places));
    let decimals = format!("{rest:0places$}", places = places as usize);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{whole}{point}{decimals} {}", prefixes[thousands as usize])
}

#[cfg(test)]
mod tests {
    use super::{Grouped, percent, permille, prefixed};

    #[test]
    fn prefixes() {
        let shown = [7, 327_680, 1_048_576, 17_068_000_000, 989_500_000_000_000].map(prefixed);
        assert_eq!(shown, ["7 ", "327.7 k", "1.049 M", "17.07 G", "989.5 T"]);
        assert_eq!(prefixed(1_979_000_000_000_000), "1.979 P");
    }

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
