//! Quotients as people read them.

use crate::text::digits::pointed;

/// At least three digits, and enough to distinguish it from 1: `0.0439`, `1.14`, `1.0003`, `1234`;
/// `None` if the divisor is zero.
pub(in crate::report) fn ratio(value: u128, first: u128) -> Option<String> {
    if first == 0 || value == 0 {
        return (first > 0).then(|| "0".to_owned());
    }
    // Leaves room for one more digit; of numbers this large the last bits do not matter.
    let shift = if value.max(first) >> 120 == 0 { 0 } else { 8 };
    let (value, first) = (value >> shift, (first >> shift).max(1));
    (0..MOST_DECIMALS).find_map(|decimals| {
        let digits = rounded(value, first, decimals);
        let is_one = digits == 10u128.pow(decimals) && value != first && decimals < CLOSE;
        (digits >= 100 && !is_one).then(|| pointed(digits, decimals))
    })
}

/// Decimals of a quotient that is as small as there can be.
const MOST_DECIMALS: u32 = 38;

/// Decimals in which a quotient close to 1 is distinguished from it.
const CLOSE: u32 = 9;

/// The quotient in units of the last decimal, by long division, rounded to the nearest.
fn rounded(value: u128, first: u128, decimals: u32) -> u128 {
    let (mut digits, mut rest) = (value / first, value % first);
    for _ in 0..decimals {
        digits = digits.saturating_mul(10).saturating_add(rest * 10 / first);
        rest = rest * 10 % first;
    }
    digits + u128::from(rest >= first.div_ceil(2))
}

#[cfg(test)]
mod tests {
    use super::ratio;

    fn shown(value: u128, first: u128) -> String {
        ratio(value, first).unwrap_or_default()
    }

    #[test]
    fn three_digits_and_no_more() {
        assert_eq!(shown(39_331_008, 895_795_200), "0.0439");
        assert_eq!(shown(1, 2), "0.500");
        assert_eq!(shown(8, 7), "1.14");
        assert_eq!(shown(999_600, 100_000), "10.0");
        assert_eq!(shown(123_456, 1_000), "123");
        assert_eq!(shown(1_234_567, 1_000), "1235");
    }

    #[test]
    fn what_is_close_to_one_is_told_from_it() {
        assert_eq!(shown(10_003, 10_000), "1.0003");
        assert_eq!(shown(99_996, 100_000), "0.99996");
        assert_eq!(shown(1_004, 1_000), "1.004");
        assert_eq!(shown(7, 7), "1.00");
        assert_eq!(shown(1_000_000_001, 1_000_000_000), "1.000000001");
        assert_eq!(shown(10_000_000_001, 10_000_000_000), "1.000000000");
    }

    #[test]
    fn nothing_and_the_most() {
        assert_eq!(ratio(5, 0), None);
        assert_eq!(shown(0, 5), "0");
        assert_eq!(shown(u128::MAX, u128::MAX / 2), "2.00");
        assert_eq!(shown(1, u128::MAX / (1 << 30)), "0.00000000000000000000000000000316");
    }
}
