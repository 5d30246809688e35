//! Counts as people read them: with a comma at each thousand.

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

#[cfg(test)]
mod tests {
    use super::Grouped;

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
}
