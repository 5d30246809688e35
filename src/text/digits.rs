//! Counts as people read them: with a comma at each thousand or rounded to three digits, bytes with
//! their units, and shares of a whole.

use std::fmt;

/// How many digits of counts are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digits {
    /// All of them: `62,378,344`.
    #[default]
    Full,
    /// Three digits: `62.4 M`; for bytes, two decimals: `237.95 MiB`.
    Short,
}

impl Digits {
    /// A count.
    pub fn count(self, count: u128) -> String {
        match self {
            Digits::Full => Grouped(count).to_string(),
            Digits::Short => short(count),
        }
    }

    /// Bytes.
    pub fn bytes(self, bytes: u128) -> String {
        match self {
            Digits::Full => Grouped(bytes).to_string(),
            Digits::Short => short_bytes(bytes),
        }
    }
}

/// A count displayed with a comma at each thousand: `62,378,344`. Width and alignment of the format apply
/// to the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grouped(pub u128);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // From the last digit to the first; 2¹²⁸ has 39 digits and 12 commas.
        let mut text = [0; 51];
        let mut places = text.iter_mut().rev();
        let (mut rest, mut written) = (self.0, 0);
        while written == 0 || rest > 0 {
            if written % 4 == 3 {
                places.next().into_iter().for_each(|place| *place = b',');
                written += 1;
            }
            let digit;
            (rest, digit) = last_digit(rest);
            places.next().into_iter().for_each(|place| *place = b'0' + digit);
            written += 1;
        }
        let text = text.get(text.len() - written..).unwrap_or_default();
        f.pad(std::str::from_utf8(text).unwrap_or_default())
    }
}

/// A number without its last digit, and that digit.
fn last_digit(number: u128) -> (u128, u8) {
    // Most are small, and dividing these is quick.
    let (rest, digit) = match u64::try_from(number) {
        Ok(number) => (u128::from(number / 10), u128::from(number % 10)),
        Err(_) => (number / 10, number % 10),
    };
    (rest, u8::try_from(digit).unwrap_or_default())
}

/// The quotient rounded to the nearest.
fn rounded(count: u128, divisor: u128) -> u128 {
    count / divisor + u128::from(count % divisor >= divisor.div_ceil(2))
}

/// Three digits and a unit: `999`, `1.14 G`, `62.4 M`.
fn short(count: u128) -> String {
    const UNITS: [&str; 10] = ["k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q"];
    let mut scale = 1;
    for unit in UNITS {
        if count < 1000 {
            break;
        }
        scale *= 1000;
        for decimals in [2, 1, 0] {
            let digits = rounded(count, scale / 10u128.pow(decimals));
            if digits < 1000 {
                return format!("{} {unit}", pointed(digits, decimals));
            }
        }
    }
    // There is no larger unit: 2¹²⁸ is 340 million of it.
    if scale == 1 { count.to_string() } else { format!("{} Q", Grouped(rounded(count, scale))) }
}

/// A number of tenths or hundredths with its decimal point.
pub(crate) fn pointed(digits: u128, decimals: u32) -> String {
    let one = 10u128.pow(decimals);
    match decimals as usize {
        0 => digits.to_string(),
        places => format!("{}.{:0places$}", Grouped(digits / one), digits % one),
    }
}

/// Bytes in the largest unit in which they are at least one: `512 B`, `237.95 MiB`.
fn short_bytes(bytes: u128) -> String {
    const UNITS: [&str; 8] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let units = (1..).zip(UNITS).map(|(power, unit)| (hundredths(bytes, 10 * power), unit));
    let fits = |(hundredths, unit): &(u128, &str)| *hundredths < 102_400 || *unit == "YiB";
    let (hundredths, unit) = units.into_iter().find(fits).unwrap_or_default();
    format!("{} {unit}", pointed(hundredths, 2))
}

/// The size of a memory: `320 KiB` if it is whole, otherwise with two decimals.
pub fn memory_size(bytes: u128) -> String {
    short_bytes(bytes).replace(".00 ", " ")
}

/// Bytes that are estimated, in KiB with two digits: `about 110 K`.
pub fn estimated_bytes(bytes: u128) -> String {
    let mut unit = 1;
    let kibibytes = (bytes / 1024 + u128::from(bytes % 1024 >= 512)).max(1);
    while kibibytes / unit >= 100 {
        unit *= 10;
    }
    format!("about {} K", Grouped(rounded(kibibytes, unit) * unit))
}

/// Bytes in MiB with two decimals, rounded to the nearest: `237.95 MiB`; less than a tenth of one in a
/// smaller unit.
pub fn mebibytes(bytes: u128) -> String {
    match bytes {
        0..=104_857 => short_bytes(bytes),
        _ => format!("{} MiB", pointed(hundredths(bytes, 20), 2)),
    }
}

/// Bytes in hundredths of 2ⁿ of them, rounded to the nearest.
fn hundredths(bytes: u128, n: u32) -> u128 {
    let (whole, rest) = (bytes >> n, bytes & ((1 << n) - 1));
    whole * 100 + ((rest * 100 + (1 << (n - 1))) >> n)
}

/// A share of a whole in thousandths, rounded to the nearest; 0 if the whole is 0.
pub fn permille(part: u128, whole: u128) -> u128 {
    share(part, whole, 1000)
}

/// A share of a whole in units of 1/`parts`, rounded to the nearest.
fn share(part: u128, whole: u128, parts: u128) -> u128 {
    // Above 2¹⁰⁶, the last bits do not change the result.
    let shift = if whole >> 106 == 0 { 0 } else { 22 };
    let (part, whole) = (part >> shift, whole >> shift);
    part.saturating_mul(parts).saturating_add(whole / 2).checked_div(whole).unwrap_or(0)
}

/// A share as people read it: `9.3%`, `<0.1%`, `0%`.
pub fn percent(part: u128, whole: u128) -> String {
    match (part, permille(part, whole)) {
        (0, _) => "0%".to_owned(),
        (_, 0) => "<0.1%".to_owned(),
        (_, permille) => format!("{}.{}%", permille / 10, permille % 10),
    }
}

/// A share as programs read it, with six decimals: `0.092854`.
pub fn decimal_share(part: u128, whole: u128) -> String {
    let millionths = share(part, whole, 1_000_000);
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
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
    let prefix = prefixes.get(thousands as usize).copied().unwrap_or_default();
    format!("{whole}{point}{decimals} {prefix}")
}

#[cfg(test)]
mod tests {
    use super::{
        Digits, Grouped, decimal_share, estimated_bytes, mebibytes, memory_size, percent, permille,
        prefixed,
    };

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
    fn three_digits_and_a_unit() {
        let short = |count| Digits::Short.count(count);
        assert_eq!([0, 7, 999].map(short), ["0", "7", "999"]);
        assert_eq!([1_000, 1_004, 1_005].map(short), ["1.00 k", "1.00 k", "1.01 k"]);
        assert_eq!([9_994, 9_995, 99_949].map(short), ["9.99 k", "10.0 k", "99.9 k"]);
        assert_eq!([99_950, 999_499, 999_500].map(short), ["100 k", "999 k", "1.00 M"]);
        assert_eq!([62_378_344, 1_135_256_096].map(short), ["62.4 M", "1.14 G"]);
        assert_eq!(short(u128::MAX), "340,282,367 Q");
        assert_eq!(Digits::Full.count(62_378_344), "62,378,344");
    }

    #[test]
    fn bytes_in_powers_of_1024() {
        let short = |bytes| Digits::Short.bytes(bytes);
        assert_eq!([0, 1023, 1024, 1536].map(short), ["0 B", "1023 B", "1.00 KiB", "1.50 KiB"]);
        // 1023.995 KiB is 1 048 570.88 bytes.
        assert_eq!([1_048_570, 1_048_571].map(short), ["1,023.99 KiB", "1.00 MiB"]);
        assert_eq!(short(249_513_376), "237.95 MiB");
        assert!(short(u128::MAX).ends_with(".00 YiB"));
        assert_eq!(Digits::Full.bytes(249_513_376), "249,513,376");
    }

    #[test]
    fn mebibytes_round_to_the_nearest() {
        assert_eq!([0, 1000, 104_857].map(mebibytes), ["0 B", "1000 B", "102.40 KiB"]);
        assert_eq!(mebibytes(104_858), "0.10 MiB");
        assert_eq!(mebibytes(1 << 20), "1.00 MiB");
        // 0.995 of a MiB is 1 043 333.12 bytes.
        assert_eq!(mebibytes(1_043_333), "0.99 MiB");
        assert_eq!(mebibytes(1_043_334), "1.00 MiB");
        assert_eq!(mebibytes(5000 << 20), "5,000.00 MiB");
        assert!(mebibytes(u128::MAX).ends_with(".00 MiB"));
    }

    #[test]
    fn memories_are_whole_and_estimates_have_two_digits() {
        let sizes = [1 << 20, 320 << 10, 992 << 10, 8 << 30, 80_000_000_000, 100, 0];
        let shown = sizes.map(memory_size);
        assert_eq!(shown, ["1 MiB", "320 KiB", "992 KiB", "8 GiB", "74.51 GiB", "100 B", "0 B"]);
        let shown = [0, 1535, 1536, 29_952, 101_887, 114_000, 1_350_000].map(estimated_bytes);
        let expected =
            ["1", "1", "2", "29", "99", "110", "1,300"].map(|it| format!("about {it} K"));
        assert_eq!(shown, expected);
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
        assert_eq!(decimal_share(2, 3), "0.666667");
        assert_eq!(decimal_share(u128::MAX, u128::MAX), "1.000000");
        assert_eq!(decimal_share(0, 0), "0.000000");
    }
}
