//! The two kinds of numbers that values consist of.

/// What integers and floats have in common; integers wrap.
pub(super) trait Number: Copy + PartialOrd {
    const ZERO: Self;
    const ONE: Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn lesser(self, other: Self) -> Self;
    fn greater(self, other: Self) -> Self;
    fn magnitude(self) -> Self;
}

impl Number for i64 {
    const ZERO: Self = 0;
    const ONE: Self = 1;
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }
    fn times(self, other: Self) -> Self {
        self.wrapping_mul(other)
    }
    fn lesser(self, other: Self) -> Self {
        self.min(other)
    }
    fn greater(self, other: Self) -> Self {
        self.max(other)
    }
    fn magnitude(self) -> Self {
        self.wrapping_abs()
    }
}

/// Of two floats one of which is no number, that one is the lesser and the greater, as in NumPy.
impl Number for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;
    fn plus(self, other: Self) -> Self {
        self + other
    }
    fn times(self, other: Self) -> Self {
        self * other
    }
    fn lesser(self, other: Self) -> Self {
        if self.is_nan() || self < other { self } else { other }
    }
    fn greater(self, other: Self) -> Self {
        if self.is_nan() || self > other { self } else { other }
    }
    fn magnitude(self) -> Self {
        self.abs()
    }
}

/// The nearest float of 64 bits.
#[expect(clippy::cast_precision_loss, reason = "rounding is what is asked for")]
pub(super) fn rounded(item: i64) -> f64 {
    item as f64
}

/// A float that is an integer of 64 bits.
pub(super) fn whole(item: f64) -> Option<i64> {
    // 2^63, the least float above all of them.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and within the range")]
    (item.fract() == 0.0 && (-BEYOND..BEYOND).contains(&item)).then_some(item as i64)
}
