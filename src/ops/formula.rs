//! Formulas that are written once and read in two ways: with integers they compute, with symbols
//! they print themselves.

use std::ops::{Add, Div, Mul, Sub};

use crate::network::Spatial;

/// The number type of a formula.
///
/// It is `Copy` and takes plain numbers on the right of an operator, so that a formula in Rust
/// reads like the one in a paper: `(n - 1) * y`. A symbolic type can be an index into a table of
/// terms. Division is exact: a formula divides only what it knows to be divisible, such as
/// channels by groups.
pub trait Quantity:
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
    fn named(name: &'static str, value: impl Into<u64>) -> Self;

    /// A number that the formula itself holds: the 2 of `2·n`.
    fn literal(value: u64) -> Self;

    /// `max(self − other, 0)`.
    fn less(self, other: Self) -> Self;

    /// The product of one size for each spatial axis. The letters are those of depth, height and
    /// width, of which a signal has the last, a feature map the last two.
    fn product(letters: [&'static str; 3], sizes: &Spatial) -> Self {
        let sizes = sizes.sizes();
        let named = letters[3 - sizes.len()..].iter().zip(sizes);
        named
            .map(|(letter, size)| Self::named(letter, *size))
            .reduce(|product, size| product * size)
            .unwrap_or_else(|| Self::literal(1))
    }
}

/// A count, or nothing once it has overflowed 128 bits, gone below zero, or been divided with a
/// remainder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Quantity for Count {
    fn named(_: &'static str, value: impl Into<u64>) -> Self {
        Count::literal(value.into())
    }

    fn literal(value: u64) -> Self {
        Count(Some(u128::from(value)))
    }

    fn less(self, other: Self) -> Self {
        self.of(other, |a, b| Some(a.saturating_sub(b)))
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

impl<N: Quantity> Counts<N> {
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
        for lost in [count(1) - 2, count(7) / count(2), count(7) / count(0)] {
            assert_eq!(lost, Count(None));
            assert_eq!(lost + 1, Count(None));
        }
        assert_eq!(Count(Some(u128::MAX)) + 1, Count(None));
        assert_eq!(Count(Some(u128::MAX)) * 2, Count(None));
    }

    #[test]
    fn products_do_not_wrap() {
        let side = i32::MAX as u32;
        let volume = Count::product(["K_d", "K_h", "K_w"], &Spatial::new(&[side; 3]));
        assert_eq!(volume, Count(Some(u128::from(side).pow(3))));
    }
}
