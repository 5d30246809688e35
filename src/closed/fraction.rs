//! Fractions, exactly.

use std::fmt;

/// A fraction in lowest terms, with a positive denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    /// Zero.
    pub const ZERO: Fraction = Fraction { numerator: 0, denominator: 1 };

    /// A quotient; `None` if the denominator is zero or 128 bits do not hold it.
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = greatest_divisor(numerator, denominator)?;
        let sign = if denominator < 0 { -1 } else { 1 };
        let divisor = divisor.checked_mul(sign)?;
        Some(Fraction {
            numerator: numerator.checked_div(divisor)?,
            denominator: denominator.checked_div(divisor)?,
        })
    }

    /// Above the line.
    pub fn numerator(self) -> i128 {
        self.numerator
    }

    /// Below the line: at least 1.
    pub fn denominator(self) -> i128 {
        self.denominator
    }

    /// The sum; `None` if 128 bits do not hold it. So for the product.
    pub fn plus(self, other: Fraction) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Fraction::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    /// The product.
    pub fn times(self, other: Fraction) -> Option<Self> {
        // Crosswise first, so that the products are small.
        let one = Fraction::new(self.numerator, other.denominator)?;
        let two = Fraction::new(other.numerator, self.denominator)?;
        Some(Fraction {
            numerator: one.numerator.checked_mul(two.numerator)?,
            denominator: one.denominator.checked_mul(two.denominator)?,
        })
    }
}

impl From<i128> for Fraction {
    fn from(whole: i128) -> Self {
        Fraction { numerator: whole, denominator: 1 }
    }
}

/// As `47751/8`, or a whole number.
impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.denominator {
            1 => write!(f, "{}", self.numerator),
            denominator => write!(f, "{}/{denominator}", self.numerator),
        }
    }
}

/// The greatest common divisor, at least 1; `None` if both are zero or it does not fit.
fn greatest_divisor(one: i128, other: i128) -> Option<i128> {
    let (mut one, mut other) = (one.unsigned_abs(), other.unsigned_abs());
    while other != 0 {
        (one, other) = (other, one.checked_rem(other)?);
    }
    i128::try_from(one).ok().filter(|divisor| *divisor > 0)
}

#[cfg(test)]
mod tests {
    use super::Fraction;

    #[test]
    fn fractions_are_in_lowest_terms() {
        let of = |a, b| Fraction::new(a, b).unwrap();
        assert_eq!(of(6, -8), of(-3, 4));
        assert_eq!(of(-3, 4).to_string(), "-3/4");
        assert_eq!(of(1, 2).plus(of(1, 3)), Some(of(5, 6)));
        assert_eq!(of(2, 3).times(of(3, 4)), Some(of(1, 2)));
        assert_eq!(of(1, 2).plus(of(-1, 2)), Some(Fraction::ZERO));
        assert_eq!(Fraction::new(1, 0), None);
        assert_eq!(of(i128::MAX, 1).plus(of(1, 1)), None);
    }
}
