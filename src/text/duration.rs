//! Times as people read them, in the units of the language.

/// The unit of zero.
const SECONDS: (&str, u128) = ("s", 1_000_000_000_000);

/// The units and their lengths in picoseconds, longest first.
const UNITS: [(&str, u128); 5] =
    [SECONDS, ("ms", 1_000_000_000), ("us", 1_000_000), ("ns", 1_000), ("ps", 1)];

/// The longest unit in which a time is at least one.
fn unit(picoseconds: u128) -> (&'static str, u128) {
    let fits = |(_, one): &&(&str, u128)| picoseconds >= *one;
    UNITS.iter().find(fits).copied().unwrap_or(SECONDS)
}

/// A time to the last picosecond: `1.234567 ms`.
pub fn exact(picoseconds: u128) -> String {
    let (unit, one) = unit(picoseconds);
    let (whole, rest) = (picoseconds / one, picoseconds % one);
    let places = one.ilog10() as usize;
    let decimals = format!("{rest:0places$}");
    match decimals.trim_end_matches('0') {
        "" => format!("{whole} {unit}"),
        decimals => format!("{whole}.{decimals} {unit}"),
    }
}

/// A time in four digits or, from 10,000 s on, whole seconds: `1.235 ms`, `23.40 us`.
pub fn rounded(picoseconds: u128) -> String {
    let (unit, one) = unit(picoseconds);
    let places = 3u32.saturating_sub((picoseconds / one).checked_ilog10().unwrap_or(3));
    let places = places.min(one.ilog10());
    // The value of the last digit. Rounding up may result in one more digit, which is acceptable.
    let last = one / 10u128.pow(places);
    let digits = picoseconds / last + u128::from(picoseconds % last >= last.div_ceil(2));
    let (whole, rest) = (digits / 10u128.pow(places), digits % 10u128.pow(places));
    let places = places as usize;
    if places == 0 { format!("{whole} {unit}") } else { format!("{whole}.{rest:0places$} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::{exact, rounded};

    #[test]
    fn exact_times_keep_every_picosecond() {
        let shown = [0, 7, 1_000, 1_234_567, 5_000_000_001, 86_400_000_000_000_000].map(exact);
        assert_eq!(shown, ["0 s", "7 ps", "1 ns", "1.234567 us", "5.000000001 ms", "86400 s"]);
    }

    #[test]
    fn rounded_times_have_four_digits() {
        let shown =
            [0, 7, 999, 1_000, 1_234_567, 23_400_000, 123_450_000, 999_999_999].map(rounded);
        let expected =
            ["0 s", "7 ps", "999 ps", "1.000 ns", "1.235 us", "23.40 us", "123.5 us", "1000.0 us"];
        assert_eq!(shown, expected);
        assert_eq!(rounded(86_400_000_000_000_000), "86400 s");
    }
}
