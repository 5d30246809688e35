//! Polynomials in several variables, and how they are written.

use super::fraction::Fraction;

/// A polynomial with rational coefficients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polynomial {
    /// Each term: the powers of the variables, and its coefficient, which is not zero. The highest powers of the
    /// first variable come first.
    terms: Vec<(Vec<u32>, Fraction)>,
}

/// How a polynomial is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// For people: `144*width^2 + 51439*width`.
    Plain,
    /// As an expression of Python, which is exact in whole numbers.
    Python,
    /// For papers.
    Latex,
}

impl Polynomial {
    /// The polynomial of some terms, of which those that are zero are left out.
    pub fn new(mut terms: Vec<(Vec<u32>, Fraction)>) -> Self {
        terms.retain(|(_, coefficient)| *coefficient != Fraction::ZERO);
        terms.sort_by(|(one, _), (other, _)| other.cmp(one));
        Polynomial { terms }
    }

    /// Its value; `None` if 128 bits do not hold it, or it is not whole.
    pub fn value(&self, at: &[i128]) -> Option<i128> {
        let mut sum = Fraction::ZERO;
        for (powers, coefficient) in &self.terms {
            let mut product = *coefficient;
            for (power, variable) in powers.iter().zip(at) {
                product = product.times(variable.checked_pow(*power)?.into())?;
            }
            sum = sum.plus(product)?;
        }
        (sum.denominator() == 1).then(|| sum.numerator())
    }

    /// The text in a style, with these names of the variables. In Python all terms have a common denominator. `None` if
    /// 128 bits do not hold that.
    pub fn text(&self, names: &[String], style: Style) -> Option<String> {
        match style {
            Style::Plain | Style::Latex => self.sum(names, style, 1),
            Style::Python => {
                let common = self.terms.iter().try_fold(1i128, |common, (_, coefficient)| {
                    let missing = Fraction::new(coefficient.denominator(), common)?.numerator();
                    common.checked_mul(missing)
                })?;
                let sum = self.sum(names, style, common)?;
                Some(if common == 1 { sum } else { format!("({sum}) // {common}") })
            }
        }
    }

    /// The sum of the terms times a number.
    fn sum(&self, names: &[String], style: Style, factor: i128) -> Option<String> {
        let mut text = String::new();
        for (powers, coefficient) in &self.terms {
            let coefficient = coefficient.times(factor.into())?;
            let negative = coefficient.numerator() < 0;
            let size = coefficient.times(if negative { -1 } else { 1 }.into())?;
            text.push_str(match (text.is_empty(), negative) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            });
            text.push_str(&term(size, powers, names, style));
        }
        Some(if text.is_empty() { "0".to_owned() } else { text })
    }
}

/// A term with a positive coefficient.
fn term(coefficient: Fraction, powers: &[u32], names: &[String], style: Style) -> String {
    let factor = |(power, name): (&u32, &String)| match (power, style) {
        (0, _) => None,
        (1, _) => Some(name.clone()),
        (power, Style::Latex) => Some(format!("{name}^{{{power}}}")),
        (power, Style::Python) => Some(format!("{name}**{power}")),
        (power, Style::Plain) => Some(format!("{name}^{power}")),
    };
    let factors: Vec<_> = powers.iter().zip(names).filter_map(factor).collect();
    let number = match (style, coefficient.denominator()) {
        (Style::Latex, 2..) => {
            format!("\\frac{{{}}}{{{}}}", coefficient.numerator(), coefficient.denominator())
        }
        _ => coefficient.to_string(),
    };
    let is_one = coefficient == Fraction::from(1) && !factors.is_empty();
    let first = if is_one { None } else { Some(number) };
    let between = if style == Style::Latex { " \\cdot " } else { "*" };
    first.into_iter().chain(factors).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_are_written_in_three_ways() {
        let names = ["r".to_owned(), "w_1".to_owned()];
        let of = |a, b| Fraction::new(a, b).unwrap();
        let polynomial = Polynomial::new(vec![
            (vec![0, 0], of(-3, 1)),
            (vec![2, 0], of(47_751, 8)),
            (vec![1, 1], of(1, 1)),
            (vec![0, 1], Fraction::ZERO),
        ]);
        let text = |style| polynomial.text(&names, style).unwrap();
        assert_eq!(text(Style::Plain), "47751/8*r^2 + r*w_1 - 3");
        assert_eq!(text(Style::Python), "(47751*r**2 + 8*r*w_1 - 24) // 8");
        let latex = r"\frac{47751}{8} \cdot r^{2} + r \cdot w_1 - 3";
        assert_eq!(text(Style::Latex), latex);
        assert_eq!(polynomial.value(&[4, 5]), Some(47_751 * 2 + 20 - 3));
        assert_eq!(polynomial.value(&[1, 5]), None);
        assert_eq!(Polynomial::new(Vec::new()).text(&names, Style::Plain).unwrap(), "0");
    }
}
