//! Exact decimal numbers: three steps of 0.1 are 0.3.

use std::fmt;

use crate::check::ParamValue;

/// A whole number of units of 10⁻ˢᶜᵃˡᵉ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    units: i128,
    scale: u32,
}

/// The most digits after the point.
const DIGITS: u32 = 18;

impl Decimal {
    /// A number of units, without zeros at its end.
    pub fn new(units: i128, scale: u32) -> Self {
        let (mut units, mut scale) = (units, scale);
        while scale > 0 && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Decimal { units, scale }
    }

    /// Parses digits with an optional sign and an optional point between them.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
        if whole.is_empty() || digits.ends_with('.') || !all_digits(whole) || !all_digits(fraction)
        {
            return None;
        }
        let scale = u32::try_from(fraction.len()).ok().filter(|scale| *scale <= DIGITS)?;
        let units: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Decimal::new(if digits.len() < text.len() { -units } else { units }, scale))
    }

    /// Its value, if it is whole.
    pub fn whole(self) -> Option<i128> {
        (self.scale == 0).then_some(self.units)
    }

    /// In units of a scale that is not less than its own; `None` if 128 bits do not hold it.
    pub fn units_of(self, scale: u32) -> Option<i128> {
        let more = 10i128.checked_pow(scale.checked_sub(self.scale)?)?;
        self.units.checked_mul(more)
    }

    /// How many digits it has after the point.
    pub fn scale(self) -> u32 {
        self.scale
    }

    /// The product; `None` if it has too many digits.
    pub fn times(self, other: Decimal) -> Option<Decimal> {
        let units = self.units.checked_mul(other.units)?;
        let product = Decimal::new(units, self.scale.checked_add(other.scale)?);
        (product.scale <= DIGITS).then_some(product)
    }

    /// Whether it is less than another.
    pub fn is_less(self, other: Decimal) -> Option<bool> {
        let scale = self.scale.max(other.scale);
        Some(self.units_of(scale)? < other.units_of(scale)?)
    }

    /// As a value for a param: a whole number, or the decimal nearest to it.
    pub fn value(self) -> ParamValue {
        match self.whole() {
            Some(whole) => ParamValue::Int(whole),
            // It is digits with a point, which always has a value.
            None => ParamValue::Decimal(self.to_string().parse().unwrap_or_default()),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Decimal { units, scale } = *self;
        let sign = if units < 0 { "-" } else { "" };
        if scale == 0 {
            return write!(f, "{units}");
        }
        let unit = 10u128.pow(scale);
        let size = units.unsigned_abs();
        let digits = usize::try_from(scale).unwrap_or_default();
        write!(f, "{sign}{}.{:0digits$}", size / unit, size % unit)
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn decimals_are_written_as_they_are_read() {
        for text in ["0", "0.3", "-0.05", "12.5", "-7", "0.000000000000000001"] {
            assert_eq!(decimal(text).to_string(), text);
        }
        assert_eq!(decimal("1.50").to_string(), "1.5");
        assert_eq!(decimal("2.0").whole(), Some(2));
        for text in ["", "-", ".5", "5.", "1e3", "5M", "0x10", "--1", "0.0000000000000000001"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn steps_are_exact() {
        let tenth = decimal("0.1");
        assert_eq!(Decimal::new(tenth.units * 3, tenth.scale).to_string(), "0.3");
        assert_eq!(decimal("0.3").value(), 0.3.into());
        assert_eq!(tenth.times(decimal("1.5")).unwrap().to_string(), "0.15");
        assert_eq!(decimal("0.5").is_less(decimal("0.75")), Some(true));
    }
}
