//! Formulas that are written once and read in two ways: with integers they compute, with symbols
//! they print themselves.

use std::ops::{Add, Mul, Sub};

/// The number type of a formula.
pub trait Quantity: Clone + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> {
    /// A quantity of the layer, with the letter that papers use for it: `C_in`, 96.
    fn named(name: &'static str, value: u64) -> Self;

    /// A number that the formula itself holds: the 2 of `2·n`.
    fn literal(value: u64) -> Self;

    /// `max(self − other, 0)`.
    fn less(self, other: Self) -> Self;
}

/// A count, or nothing once it has overflowed 128 bits or gone below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub Option<u128>);

impl Count {
    fn of(self, other: Count, rule: fn(u128, u128) -> Option<u128>) -> Count {
        Count(self.0.zip(other.0).and_then(|(a, b)| rule(a, b)))
    }
}

impl Add for Count {
    type Output = Count;

    fn add(self, other: Count) -> Count {
        self.of(other, u128::checked_add)
    }
}

impl Sub for Count {
    type Output = Count;

    fn sub(self, other: Count) -> Count {
        self.of(other, u128::checked_sub)
    }
}

impl Mul for Count {
    type Output = Count;

    fn mul(self, other: Count) -> Count {
        self.of(other, u128::checked_mul)
    }
}

impl Quantity for Count {
    fn named(_: &'static str, value: u64) -> Self {
        Count(Some(u128::from(value)))
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
        let zero = || N::literal(0);
        Counts { macs: zero(), mul: zero(), add: zero(), div: zero(), cmp: zero(), special: zero() }
    }
}
