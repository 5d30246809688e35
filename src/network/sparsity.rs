//! How many values of a weight are zero.

use std::fmt;

/// The rate of a weight's values that are zero, from 0 to 1: a decimal of at most 15 places, which a
/// 64-bit decimal holds as it was written. 0 by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sparsity {
    numerator: u64,
    /// How many places there are after the point; the last is not 0.
    places: u32,
}

/// The most places after the point.
const PLACES: usize = 15;

impl Sparsity {
    /// The rate of a decimal, rounded to 15 places; `None` for one below 0 or above 1.
    pub fn new(rate: f64) -> Option<Self> {
        let written = (0.0..=1.0).contains(&rate).then(|| format!("{:.PLACES$}", rate.abs()))?;
        let (whole, places) = written.split_once('.')?;
        let places = places.trim_end_matches('0');
        let numerator = format!("{whole}{places}").parse().ok()?;
        Some(Sparsity { numerator, places: u32::try_from(places.len()).ok()? })
    }

    /// The 9 of 0.9, which is 9/10.
    pub fn numerator(self) -> u64 {
        self.numerator
    }

    /// The 10 of 0.9, which is 9/10.
    pub fn denominator(self) -> u64 {
        10u64.pow(self.places)
    }
}

impl fmt::Display for Sparsity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) =
            (self.numerator / self.denominator(), self.numerator % self.denominator());
        match self.places {
            0 => write!(f, "{whole}"),
            places => write!(f, "{whole}.{rest:0places$}", places = places as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_the_decimals_that_were_written() {
        let read = |rate: f64| {
            let rate = Sparsity::new(rate).unwrap();
            (rate.numerator(), rate.denominator(), rate.to_string())
        };
        let rate = |numerator, denominator, text: &str| (numerator, denominator, text.to_owned());
        assert_eq!(read(0.9), rate(9, 10, "0.9"));
        assert_eq!(read(0.875), rate(875, 1000, "0.875"));
        assert_eq!(read(0.05), rate(5, 100, "0.05"));
        assert_eq!([read(0.0), read(-0.0)], [rate(0, 1, "0"), rate(0, 1, "0")]);
        assert_eq!(read(1.0), rate(1, 1, "1"));
        // In 64 bits this is 0.099999999999999978, of which ten values would have no zero.
        assert_eq!(read(1.0 - 0.9), rate(1, 10, "0.1"));
        // Every literal of 15 places is one.
        let fine = (123_456_789_012_345, 10u64.pow(15), "0.123456789012345".to_owned());
        assert_eq!(read(0.123_456_789_012_345), fine);
    }

    #[test]
    fn rates_are_from_zero_to_one() {
        for rate in [-0.1, 1.000_001, 90.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Sparsity::new(rate), None, "{rate}");
        }
    }
}
