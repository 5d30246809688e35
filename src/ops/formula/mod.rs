//! Formulas that are written once and evaluated in two ways: with integers they compute, with
//! symbols they print themselves.

mod symbolic;

use std::ops::{Add, Div, Mul, Sub};

use crate::tensor::Spatial;

pub use symbolic::{Formula, Notation, Term, read};

/// The number type of a formula.
///
/// It is `Copy` and takes plain numbers on the right of an operator, so that a formula in Rust
/// reads like the one in a paper: `(n - 1) * y`. Division is exact: a formula divides only what it knows to be divisible, such as
/// channels by groups.
pub trait Numeric:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Add<u64, Output = Self>
    + Sub<u64, Output = Self>
    + Mul<u64, Output = Self>
{
    /// A quantity of the layer, with the letter that papers use for it: `C_in`, 96.
    fn named(name: &'static str, value: impl Into<u128>) -> Self;

    /// A number that the formula itself holds: the 2 of `2·n`.
    fn literal(value: u64) -> Self;

    /// The same, with a name for it as an intermediate result: the `n` of `(n − 1)·y`.
    fn called(self, _name: &'static str) -> Self {
        self
    }

    /// `max(self − other, 0)`.
    fn less(self, other: Self) -> Self;

    /// The quotient, rounded down.
    fn floor(self, by: Self) -> Self;

    /// The quotient, rounded up.
    fn ceil(self, by: Self) -> Self;

    /// The product with a decimal in floating point, truncated.
    fn cut(self, factor: f64) -> Self;

    /// The product of sizes that have no letters: the axes of a shape, so that it fits into 64 bits.
    fn sizes(sizes: &[u32]) -> Self {
        let sizes = sizes.iter().map(|size| Self::literal(u64::from(*size)));
        sizes.reduce(|product, size| product * size).unwrap_or_else(|| Self::literal(1))
    }

    /// The product of one size for each spatial axis. The letters are those of depth, height and
    /// width, of which a signal has the last, a feature map the last two.
    fn product(letters: [&'static str; 3], sizes: &Spatial) -> Self {
        let sizes = sizes.sizes();
        let named = last(letters, sizes.len()).zip(sizes);
        named
            .map(|(letter, size)| Self::named(letter, *size))
            .reduce(|product, size| product * size)
            .unwrap_or_else(|| Self::literal(1))
    }
}

/// Letters of the input's spatial sizes.
pub const I_LETTERS: [&str; 3] = ["I_d", "I_h", "I_w"];
/// Letters of the kernel's sizes.
pub const K_LETTERS: [&str; 3] = ["K_d", "K_h", "K_w"];
/// Letters of the output's spatial sizes.
pub const O_LETTERS: [&str; 3] = ["O_d", "O_h", "O_w"];

/// The letters of this many spatial axes: a signal has the last, a feature map the last two.
pub fn last(letters: [&'static str; 3], axes: usize) -> impl Iterator<Item = &'static str> {
    letters.into_iter().skip(letters.len().saturating_sub(axes))
}

/// A count, or nothing once it has overflowed 128 bits, gone below zero, or been divided with a
/// remainder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Count(pub Option<u128>);

impl Count {
    fn of(self, other: Count, rule: fn(u128, u128) -> Option<u128>) -> Count {
        Count(self.0.zip(other.0).and_then(|(a, b)| rule(a, b)))
    }
}

macro_rules! operator {
    ($($trait:ident $method:ident $rule:expr),*) => { $(
        impl $trait for Count {
            type Output = Count;

            fn $method(self, other: Count) -> Count {
                self.of(other, $rule)
            }
        }

        impl $trait<u64> for Count {
            type Output = Count;

            fn $method(self, other: u64) -> Count {
                self.of(Count::literal(other), $rule)
            }
        }
    )* };
}

operator!(
    Add add u128::checked_add,
    Sub sub u128::checked_sub,
    Mul mul u128::checked_mul,
    Div div |a, b| if a.checked_rem(b)? == 0 { a.checked_div(b) } else { None }
);

impl Numeric for Count {
    fn named(_: &'static str, value: impl Into<u128>) -> Self {
        Count(Some(value.into()))
    }

    fn literal(value: u64) -> Self {
        Count(Some(u128::from(value)))
    }

    fn sizes(sizes: &[u32]) -> Self {
        let product =
            sizes.iter().try_fold(1u64, |product, size| product.checked_mul((*size).into()));
        Count(product.map(u128::from))
    }

    fn less(self, other: Self) -> Self {
        self.of(other, |a, b| Some(a.saturating_sub(b)))
    }

    fn floor(self, by: Self) -> Self {
        self.of(by, u128::checked_div)
    }

    fn ceil(self, by: Self) -> Self {
        self.of(by, |a, b| (b > 0).then(|| a.div_ceil(b)))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "the product is that of floating point, between 0 and 2¹²⁸, and is cut"
    )]
    fn cut(self, factor: f64) -> Self {
        let product = self.0.map(|count| factor * count as f64);
        let fits = product.filter(|product| (0.0..u128::MAX as f64).contains(product));
        Count(fits.map(|product| product as u128))
    }
}

/// What a layer computes for one sample: multiply-accumulates, and every arithmetic operation by
/// its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts<N> {
    /// Multiply-accumulates of convolutions, dense layers, matmuls and recurrent gates.
    pub macs: N,
    /// Multiplications.
    pub mul: N,
    /// Additions and subtractions.
    pub add: N,
    /// Divisions.
    pub div: N,
    /// Comparisons.
    pub cmp: N,
    /// exp, log, tanh, erf, roots and powers.
    pub special: N,
}

impl<N: Numeric> Counts<N> {
    /// Nothing of any class.
    pub fn none() -> Self {
        let zero = N::literal(0);
        Counts { macs: zero, mul: zero, add: zero, div: zero, cmp: zero, special: zero }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(value: u64) -> Count {
        Count::literal(value)
    }

    #[test]
    fn counts_compute_or_are_lost() {
        assert_eq!((count(7) - 1) * count(3) + 2, count(20));
        assert_eq!(count(12) / count(4), count(3));
        assert_eq!(count(3).less(count(5)), count(0));
        assert_eq!((count(7).floor(count(2)), count(7).ceil(count(2))), (count(3), count(4)));
        assert_eq!(count(7).floor(count(0)), Count(None));
        assert_eq!(count(7).cut(1.5), count(10));
        for lost in
            [count(7).ceil(count(0)), count(1) - 2, count(7) / count(2), count(7) / count(0)]
        {
            assert_eq!(lost, Count(None));
            assert_eq!(lost + 1, Count(None));
        }
        assert_eq!(Count(Some(u128::MAX)) + 1, Count(None));
        assert_eq!(Count(Some(u128::MAX)) * 2, Count(None));
        assert_eq!(Count(Some(u128::MAX)).cut(1.5), Count(None));
    }

    #[test]
    fn products_do_not_wrap() {
        let side = i32::MAX as u32;
        let volume = Count::product(["K_d", "K_h", "K_w"], &Spatial::new(&[side; 3]));
        assert_eq!(volume, Count(Some(u128::from(side).pow(3))));
    }
}
