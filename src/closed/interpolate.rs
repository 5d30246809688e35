//! The polynomial that goes through the values on a lattice, by Newton's forward differences.

use super::fraction::Fraction;
use super::polynomial::Polynomial;

/// The numbers of a variable: `first`, `first + step` and so on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The first of them.
    pub first: i128,
    /// The distance from one to the next.
    pub step: i128,
    /// How many there are.
    pub count: u64,
}

/// The highest degree that is looked for.
pub const DEGREE: usize = 6;

impl Axis {
    /// The number at an index; `None` if 128 bits do not hold it.
    pub fn number(&self, index: u64) -> Option<i128> {
        self.first.checked_add(self.step.checked_mul(index.into())?)
    }

    /// Every `period`-th number from an index on.
    pub fn every(&self, period: u64, start: u64) -> Option<Axis> {
        let step = self.step.checked_mul(period.into())?;
        let count = self.count.checked_sub(start)?.div_ceil(period);
        Some(Axis { first: self.number(start)?, step, count })
    }
}

/// The degree of the polynomial through the values at so many indices: the lowest order whose forward differences
/// are all equal, over up to twice as many values as the highest degree takes. `None` if there is none, or a value
/// is missing.
pub fn degree(count: u64, value: &mut dyn FnMut(u64) -> Option<i128>) -> Option<usize> {
    let mut row: Vec<i128> =
        (0..count.min(2 * DEGREE as u64 + 2)).map(value).collect::<Option<_>>()?;
    for degree in 0..=DEGREE {
        // A single difference equals itself, and shows nothing.
        if row.len() < 2 {
            return None;
        }
        if row.windows(2).all(|pair| pair.first() == pair.last()) {
            return Some(degree);
        }
        let pairs = row.iter().zip(row.iter().skip(1));
        row = pairs.map(|(one, next)| next.checked_sub(*one)).collect::<Option<_>>()?;
    }
    None
}

/// The polynomial of these degrees through the values at the first indices of some axes. `None` if a value is
/// missing or 128 bits do not hold a coefficient.
pub fn interpolate(
    axes: &[Axis],
    degrees: &[usize],
    value: &mut dyn FnMut(&[u64]) -> Option<i128>,
) -> Option<Polynomial> {
    let mut sum = Vec::new();
    for order in lattice(degrees) {
        let difference = difference(&order, value)?;
        if difference == 0 {
            continue;
        }
        let mut terms = vec![(Vec::new(), Fraction::from(difference))];
        for (index, axis) in order.iter().zip(axes) {
            terms = product(&terms, &basis(axis, *index)?)?;
        }
        sum.append(&mut terms);
    }
    collected(sum)
}

/// All indices up to some degrees.
fn lattice(degrees: &[usize]) -> Vec<Vec<u64>> {
    degrees.iter().fold(vec![Vec::new()], |lattice, degree| {
        let longer = |indices: &Vec<u64>| {
            let indices = indices.clone();
            (0..=*degree as u64).map(move |index| [indices.as_slice(), &[index]].concat())
        };
        lattice.iter().flat_map(longer).collect()
    })
}

/// The mixed forward difference of an order at the first indices: the sum of the values, each times its sign and
/// binomial coefficients.
fn difference(order: &[u64], value: &mut dyn FnMut(&[u64]) -> Option<i128>) -> Option<i128> {
    let orders: Vec<usize> =
        order.iter().map(|order| usize::try_from(*order)).collect::<Result<_, _>>().ok()?;
    let mut sum = 0i128;
    for at in lattice(&orders) {
        let mut weight = 1i128;
        for (order, index) in order.iter().zip(&at) {
            let sign = if (order - index) % 2 == 0 { 1 } else { -1 };
            weight = weight.checked_mul(sign * binomial(*order, *index))?;
        }
        sum = sum.checked_add(weight.checked_mul(value(&at)?)?)?;
    }
    Some(sum)
}

/// How many ways there are to choose: small numbers.
fn binomial(of: u64, chosen: u64) -> i128 {
    (0..chosen).fold(1, |product, index| product * i128::from(of - index) / i128::from(index + 1))
}

/// A polynomial of one variable: the coefficient of each power.
type Powers = Vec<Fraction>;

/// Newton's basis polynomial of an index: 1 at its number, and 0 at the numbers before.
fn basis(axis: &Axis, index: u64) -> Option<Powers> {
    let mut powers = vec![Fraction::from(1)];
    for earlier in 0..index {
        let node = axis.number(earlier)?;
        let scale = Fraction::new(1, axis.step.checked_mul(i128::from(earlier) + 1)?)?;
        let mut next = vec![Fraction::ZERO; powers.len() + 1];
        for (power, coefficient) in powers.iter().enumerate() {
            let coefficient = coefficient.times(scale)?;
            let lower = next.get_mut(power)?;
            *lower = lower.plus(coefficient.times(node.checked_neg()?.into())?)?;
            let higher = next.get_mut(power + 1)?;
            *higher = higher.plus(coefficient)?;
        }
        powers = next;
    }
    Some(powers)
}

/// Terms: the powers of the first variables, and their coefficients.
type Terms = Vec<(Vec<u32>, Fraction)>;

/// Terms times a polynomial of the next variable.
fn product(terms: &Terms, factor: &Powers) -> Option<Terms> {
    let mut all = Vec::new();
    for (powers, coefficient) in terms {
        for (power, other) in factor.iter().enumerate() {
            let mut powers = powers.clone();
            powers.push(u32::try_from(power).ok()?);
            all.push((powers, coefficient.times(*other)?));
        }
    }
    Some(all)
}

/// The polynomial of terms, with those of the same powers added up.
fn collected(terms: Terms) -> Option<Polynomial> {
    let mut sums: Terms = Vec::new();
    for (powers, coefficient) in terms {
        match sums.iter_mut().find(|(other, _)| *other == powers) {
            Some((_, sum)) => *sum = sum.plus(coefficient)?,
            None => sums.push((powers, coefficient)),
        }
    }
    Some(Polynomial::new(sums))
}

#[cfg(test)]
mod tests {
    use super::super::Style;
    use super::*;

    const AXIS: Axis = Axis { first: 0, step: 1, count: 100 };

    /// The polynomial of these degrees through a function, which it is equal to far beyond those numbers.
    fn text(axes: &[Axis], degrees: &[usize], function: impl Fn(&[i128]) -> i128) -> String {
        let names: Vec<_> = ["x", "y", "z"].map(str::to_owned).into();
        let at = |indices: &[u64]| -> Vec<i128> {
            indices.iter().zip(axes).map(|(index, axis)| axis.number(*index).unwrap()).collect()
        };
        let found =
            interpolate(axes, degrees, &mut |indices| Some(function(&at(indices)))).unwrap();
        for index in [0, 1, 7, 50, 999] {
            let at = at(&[index, index + 3, 2 * index]);
            assert_eq!(found.value(&at), Some(function(&at)), "{at:?}");
        }
        found.text(&names, Style::Plain).unwrap()
    }

    #[test]
    fn polynomials_are_found_as_they_are() {
        assert_eq!(text(&[AXIS], &[0], |_| 7), "7");
        assert_eq!(text(&[AXIS], &[1], |x| 3 * x[0] - 5), "3*x - 5");
        let steps = Axis { first: 64, step: 64, ..AXIS };
        let quadratic = |x: &[i128]| 144 * x[0] * x[0] + 51_439 * x[0];
        assert_eq!(text(&[steps], &[2], quadratic), "144*x^2 + 51439*x");
        let half = |x: &[i128]| x[0] * (x[0] + 1) / 2;
        assert_eq!(text(&[AXIS], &[2], half), "1/2*x^2 + 1/2*x");
        let sixth = |x: &[i128]| x[0].pow(6) - 2 * x[0].pow(3);
        assert_eq!(text(&[AXIS], &[6], sixth), "x^6 - 2*x^3");
    }

    #[test]
    fn several_variables_multiply() {
        let axes = [AXIS, Axis { first: 8, step: 4, ..AXIS }, AXIS];
        let function = |x: &[i128]| 2 * x[0] * x[0] * x[1] - x[1] * x[2] + 9;
        assert_eq!(text(&axes, &[2, 1, 1], function), "2*x^2*y - y*z + 9");
    }

    #[test]
    fn a_degree_is_seen_from_more_values_than_it_takes() {
        let of = |count, function: fn(i128) -> i128| {
            degree(count, &mut |index| Some(function(index.into())))
        };
        assert_eq!(of(100, |_| 7), Some(0));
        assert_eq!(of(100, |x| x * x - x), Some(2));
        assert_eq!(of(100, |x| x.pow(6)), Some(6));
        assert_eq!(of(3, |x| x), Some(1));
        assert_eq!(of(2, |x| x), None);
        assert_eq!(of(1, |x| x), None);
        assert_eq!(of(7, |x| x.pow(6)), None);
        assert_eq!(of(100, |x| x.pow(7)), None);
        assert_eq!(of(100, |x| x / 2), None);
        assert_eq!(of(100, |x| 1 << x), None);
        assert_eq!(degree(100, &mut |_| None), None);
    }

    #[test]
    fn every_few_numbers_are_an_axis_too() {
        let axis = Axis { first: 96, step: 16, count: 27 };
        assert_eq!(axis.every(2, 1), Some(Axis { first: 112, step: 32, count: 13 }));
        assert_eq!(axis.every(2, 0), Some(Axis { first: 96, step: 32, count: 14 }));
        assert_eq!(axis.every(2, 28), None);
    }
}
