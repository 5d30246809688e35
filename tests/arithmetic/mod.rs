//! A calculator for printed formulas: integers with commas, `+ − · / max ⌊ ⌋ ⌈ ⌉`, and their ASCII forms.

/// What a text comes to, which must be a whole number.
pub fn evaluate(text: &str) -> u128 {
    let ascii = [("·", "*"), ("−", "-"), ("⌊", "floor("), ("⌈", "ceil("), ("⌋", ")"), ("⌉", ")")];
    let text = ascii.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    let mut rest = Rest(&text);
    let (value, divisor) = rest.sum();
    assert!(rest.0.is_empty() && divisor == 1, "{text} leaves {} and {value}/{divisor}", rest.0);
    u128::try_from(value).unwrap_or_else(|_| panic!("{text} is {value}"))
}

/// A fraction.
type Value = (i128, i128);

struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn takes(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn sum(&mut self) -> Value {
        let mut sum = self.product();
        loop {
            let sign = if self.takes(" + ") {
                1
            } else if self.takes(" - ") {
                -1
            } else {
                return sum;
            };
            let (value, divisor) = self.product();
            sum = reduced(sum.0 * divisor + sign * value * sum.1, sum.1 * divisor);
        }
    }

    fn product(&mut self) -> Value {
        let mut product = self.single();
        loop {
            if self.takes("*") {
                let (value, divisor) = self.single();
                product = reduced(product.0 * value, product.1 * divisor);
            } else if self.takes("/") {
                let (value, divisor) = self.single();
                product = reduced(product.0 * divisor, product.1 * value);
            } else {
                return product;
            }
        }
    }

    fn single(&mut self) -> Value {
        if self.takes("floor(") {
            if let Some(cut) = self.cut() {
                return (cut, 1);
            }
            let (value, divisor) = self.sum();
            assert!(self.takes(")"));
            return (value.div_euclid(divisor), 1);
        }
        if self.takes("ceil(") {
            let (value, divisor) = self.sum();
            assert!(self.takes(")"));
            return (-(-value).div_euclid(divisor), 1);
        }
        if self.takes("max(") {
            let (value, divisor) = self.sum();
            assert!(self.takes(", 0)"));
            return (value.max(0), divisor);
        }
        if self.takes("(") {
            let value = self.sum();
            assert!(self.takes(")"), "a bracket is open before {}", self.0);
            return value;
        }
        (self.integer(), 1)
    }

    /// The digits, with a comma before each three.
    fn integer(&mut self) -> i128 {
        let bytes = self.0.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let length =
            (0..).find(|at| !(digit(*at) || bytes.get(*at) == Some(&b',') && digit(at + 1)));
        let (number, rest) = self.0.split_at(length.unwrap_or_default());
        self.0 = rest;
        number.replace(',', "").parse().unwrap_or_else(|_| panic!("no number before {rest}"))
    }

    /// A decimal times a whole number, as floating point has it, without what is behind the point.
    fn cut(&mut self) -> Option<i128> {
        let (factor, rest) = self.0.split_once('*')?;
        let factor: f64 = factor.parse().ok().filter(|_| factor.contains('.'))?;
        let (value, after) = rest.split_once(')')?;
        let mut value = Rest(value);
        let (value, divisor) = value.product();
        assert_eq!(divisor, 1);
        self.0 = after;
        Some((factor * value as f64) as i128)
    }
}

fn reduced(value: i128, divisor: i128) -> Value {
    let mut gcd = (value, divisor);
    while gcd.1 != 0 {
        gcd = (gcd.1, gcd.0 % gcd.1);
    }
    let by = gcd.0.abs().max(1) * divisor.signum();
    (value / by, divisor / by)
}
