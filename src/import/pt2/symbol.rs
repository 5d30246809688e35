//! Sizes that depend on others: expressions of symbols, as sympy writes them.

use super::schema::{Map, SymInt};

/// The values of symbols and of what nodes make.
pub(super) type Values = Map<i64>;

/// The most expressions within each other.
const DEPTH: usize = 64;

impl SymInt {
    /// Its value, if all that it depends on is known.
    pub(super) fn value(&self, values: &Values) -> Option<i64> {
        match self {
            SymInt::Int(value) => Some(*value),
            SymInt::Name(name) => values.get(name).copied(),
            SymInt::Expression(expression) => {
                let mut rest = expression.expr_str.as_str();
                let value = evaluated(&mut rest, values, 0)?;
                rest.trim().is_empty().then_some(value)
            }
        }
    }

    /// Its only symbol, if it is no more than that.
    pub(super) fn symbol(&self) -> Option<&str> {
        let SymInt::Expression(expression) = self else { return None };
        let text = expression.expr_str.trim();
        let is_name = |text: &str| {
            !text.is_empty() && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
        };
        match text.strip_prefix("Symbol('") {
            Some(rest) => {
                let (name, rest) = rest.split_once('\'')?;
                (rest.find(')')? + 1 == rest.len() && is_name(name)).then_some(name)
            }
            None => {
                (is_name(text) && !text.starts_with(|it: char| it.is_ascii_digit())).then_some(text)
            }
        }
    }
}

/// `Mul(Integer(64), Symbol('s27', positive=True))`, also `s27` and `64`: the value, and what is left.
fn evaluated(rest: &mut &str, values: &Values, depth: usize) -> Option<i64> {
    if depth > DEPTH {
        return None;
    }
    *rest = rest.trim_start();
    let end = rest.find(|it: char| !(it.is_ascii_alphanumeric() || "_-.".contains(it)));
    let (name, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
    *rest = after;
    let Some(inside) = after.strip_prefix('(') else {
        return name.parse().ok().or_else(|| values.get(name).copied());
    };
    *rest = inside;
    if name == "Symbol" {
        let (inside, after) = inside.split_once(')')?;
        *rest = after;
        let name = inside.strip_prefix('\'')?.split_once('\'')?.0;
        return values.get(name).copied();
    }
    let mut operands = Vec::new();
    loop {
        operands.push(evaluated(rest, values, depth + 1)?);
        *rest = rest.trim_start();
        match rest.strip_prefix(',') {
            Some(after) => *rest = after,
            None => break,
        }
    }
    *rest = rest.strip_prefix(')')?;
    applied(name.rsplit('.').next()?, &operands)
}

/// A function of integers.
fn applied(function: &str, operands: &[i64]) -> Option<i64> {
    let mut rest = operands.iter().copied();
    let first = rest.next()?;
    match (function, operands) {
        ("Integer", [value]) => Some(*value),
        ("Add", _) => rest.try_fold(first, i64::checked_add),
        ("Mul", _) => rest.try_fold(first, i64::checked_mul),
        ("Max", _) => Some(rest.fold(first, i64::max)),
        ("Min", _) => Some(rest.fold(first, i64::min)),
        ("Pow" | "PowByNatural", [base, power]) => base.checked_pow(u32::try_from(*power).ok()?),
        ("FloorDiv" | "CleanDiv", [a, b]) if *b > 0 => a.checked_div_euclid(*b),
        ("CeilDiv", [a, b]) if *b > 0 => a.checked_add(b - 1)?.checked_div_euclid(*b),
        ("Mod" | "PythonMod", [a, b]) if *b > 0 => a.checked_rem_euclid(*b),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::pt2::schema::Expression;

    fn size(text: &str) -> SymInt {
        SymInt::Expression(Expression { expr_str: text.to_owned() })
    }

    #[test]
    fn expressions_of_symbols() {
        let values = Values::from_iter([("s27".to_owned(), 9), ("s77".to_owned(), 2)]);
        let value = |text: &str| size(text).value(&values);
        assert_eq!(value("Symbol('s27', positive=True, integer=True)"), Some(9));
        assert_eq!(
            value("Mul(Integer(64), Symbol('s27', positive=True, integer=True))"),
            Some(576)
        );
        assert_eq!(value("Add(Integer(-1), Mul(Integer(2), s77))"), Some(3));
        assert_eq!(value("torch.utils._sympy.functions.FloorDiv(s27, Integer(2))"), Some(4));
        assert_eq!(value("12"), Some(12));
        for wrong in ["", "s1", "Mul(", "Mul(Integer(64)", "f(1)", "Integer(1) 2", "FloorDiv(1, 0)"]
        {
            assert_eq!(value(wrong), None, "{wrong}");
        }
        assert_eq!(value(&"Mul(".repeat(10_000)), None);
    }

    #[test]
    fn symbols_alone() {
        assert_eq!(size("Symbol('s77', positive=True, integer=True)").symbol(), Some("s77"));
        assert_eq!(size("s0").symbol(), Some("s0"));
        for other in ["Mul(Integer(2), Symbol('s77'))", "2", "2*s0", "Symbol('a b')"] {
            assert_eq!(size(other).symbol(), None, "{other}");
        }
    }
}
