//! Formulas that show themselves: the number type that remembers how it came about.
//!
//! A [`Numeric`] is `Copy`, so a [`Term`] is an index into a table of the thread, which [`read`]
//! opens and closes. What outlives the table are [`Formula`]s, which own what they are made of.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Write;
use std::ops::{Add, Div, Mul, Sub};
use std::sync::Arc;

use super::{Count, Numeric};
use crate::text::digits::Grouped;

thread_local! {
    static TERMS: RefCell<Vec<Arc<Formula>>> = const { RefCell::new(Vec::new()) };
}

/// Evaluates formulas over [`Term`]s, which are gone afterwards: what is to stay is taken out with
/// [`Term::formula`].
pub fn read<R>(formulas: impl FnOnce() -> R) -> R {
    struct Close(usize);

    impl Drop for Close {
        fn drop(&mut self) {
            TERMS.with_borrow_mut(|terms| terms.truncate(self.0));
        }
    }

    let _close = Close(TERMS.with_borrow(Vec::len));
    formulas()
}

/// A number that remembers the formula it came from.
#[derive(Clone, Copy, Debug)]
pub struct Term(usize);

/// A formula with its value.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Formula {
    /// What it comes to.
    pub value: Count,
    form: Form,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Form {
    /// A number of the formula itself, or a size without a letter.
    Literal,
    /// A quantity of the layer.
    Named(&'static str),
    /// An intermediate result with a name of its own.
    Called(&'static str, Arc<Formula>),
    /// Two formulas and the operator between them.
    Binary(Operator, Arc<Formula>, Arc<Formula>),
    /// A function of two formulas.
    Function(Function, Arc<Formula>, Arc<Formula>),
    /// A formula times a decimal, truncated.
    Cut(Factor, Arc<Formula>),
}

/// A decimal, by its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Factor(u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Operator {
    Add,
    Sub,
    Mul,
    Div,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Function {
    /// A quotient rounded up.
    Ceil,
    /// A quotient rounded down.
    Floor,
    /// A difference that is not less than zero.
    Less,
}

impl Term {
    fn new(value: Count, form: Form) -> Self {
        TERMS.with_borrow_mut(|terms| {
            terms.push(Arc::new(Formula { value, form }));
            Term(terms.len() - 1)
        })
    }

    /// The formula. A term that has outlived its table has none; its number is unknown.
    pub fn formula(self) -> Arc<Formula> {
        let unknown = || Arc::new(Formula { value: Count(None), form: Form::Literal });
        TERMS.with_borrow(|terms| terms.get(self.0).cloned()).unwrap_or_else(unknown)
    }

    fn binary(self, other: Term, operator: Operator) -> Term {
        let (left, right) = (self.formula(), other.formula());
        let (one, zero) = (Count(Some(1)), Count(Some(0)));
        let is = |formula: &Formula, value| formula.is_literal() && formula.value == value;
        // What changes nothing is not shown: a factor for a batch of one, biases that are not there.
        match operator {
            Operator::Add | Operator::Sub if is(&right, zero) => return self,
            Operator::Mul | Operator::Div if is(&right, one) => return self,
            Operator::Add if is(&left, zero) => return other,
            Operator::Mul if is(&left, one) => return other,
            Operator::Mul if is(&left, zero) || is(&right, zero) => return Term::literal(0),
            _ => {}
        }
        let value = match operator {
            Operator::Add => left.value + right.value,
            Operator::Sub => left.value - right.value,
            Operator::Mul => left.value * right.value,
            Operator::Div => left.value / right.value,
        };
        Term::new(value, Form::Binary(operator, left, right))
    }

    fn function(self, other: Term, function: Function) -> Term {
        let (left, right) = (self.formula(), other.formula());
        let value = match function {
            Function::Ceil => left.value.ceil(right.value),
            Function::Floor => left.value.floor(right.value),
            Function::Less => left.value.less(right.value),
        };
        Term::new(value, Form::Function(function, left, right))
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident),*) => { $(
        impl $trait for Term {
            type Output = Term;

            fn $method(self, other: Term) -> Term {
                self.binary(other, Operator::$trait)
            }
        }
    )* };
}

operators!(Add add, Sub sub, Mul mul, Div div);

impl Add<u64> for Term {
    type Output = Term;

    fn add(self, other: u64) -> Term {
        self + Term::literal(other)
    }
}

impl Sub<u64> for Term {
    type Output = Term;

    fn sub(self, other: u64) -> Term {
        self - Term::literal(other)
    }
}

/// The number first, as people write it: `2·n`.
impl Mul<u64> for Term {
    type Output = Term;

    fn mul(self, other: u64) -> Term {
        Term::literal(other) * self
    }
}

impl Numeric for Term {
    fn named(name: &'static str, value: impl Into<u128>) -> Self {
        Term::new(Count(Some(value.into())), Form::Named(name))
    }

    fn literal(value: u64) -> Self {
        Term::new(Count::literal(value), Form::Literal)
    }

    fn called(self, name: &'static str) -> Self {
        let formula = self.formula();
        match formula.is_literal() && formula.value == Count(Some(0)) {
            true => self,
            false => Term::new(formula.value, Form::Called(name, formula)),
        }
    }

    fn less(self, other: Self) -> Self {
        self.function(other, Function::Less)
    }

    fn floor(self, by: Self) -> Self {
        self.function(by, Function::Floor)
    }

    fn ceil(self, by: Self) -> Self {
        self.function(by, Function::Ceil)
    }

    fn cut(self, factor: f64) -> Self {
        let formula = self.formula();
        Term::new(formula.value.cut(factor), Form::Cut(Factor(factor.to_bits()), formula))
    }
}

/// How a formula is written.
#[derive(Clone, Copy, Debug)]
pub struct Notation {
    /// Whether there is more than ASCII: `2·n − 1`, else `2*n - 1`.
    pub unicode: bool,
    /// Whether numbers are written for the letters.
    pub numbers: bool,
}

/// How tightly a formula holds together: a sum, a product, or anything within brackets.
const SUM: u8 = 0;
const PRODUCT: u8 = 1;
const WHOLE: u8 = 2;

impl Formula {
    fn is_literal(&self) -> bool {
        matches!(self.form, Form::Literal)
    }

    /// Its letter or name, and what it is made of, if it is an intermediate result.
    pub fn name(&self) -> Option<(&'static str, Option<&Arc<Formula>>)> {
        match &self.form {
            Form::Named(name) => Some((name, None)),
            Form::Called(name, formula) => Some((name, Some(formula))),
            _ => None,
        }
    }

    /// The formulas that it is made of.
    pub fn parts(&self) -> impl Iterator<Item = &Arc<Formula>> {
        let (first, second) = match &self.form {
            Form::Literal | Form::Named(_) => (None, None),
            Form::Called(_, formula) | Form::Cut(_, formula) => (Some(formula), None),
            Form::Binary(_, left, right) | Form::Function(_, left, right) => {
                (Some(left), Some(right))
            }
        };
        first.into_iter().chain(second)
    }

    /// Does something with each letter and name in it, as it is written: not with what a name is made of.
    pub fn letters(&self, each: &mut dyn FnMut(&'static str)) {
        match self.name() {
            Some((name, _)) => each(name),
            None => self.parts().for_each(|part| part.letters(each)),
        }
    }

    /// As it is written.
    pub fn written(&self, notation: Notation) -> String {
        let mut text = String::new();
        self.write(notation, SUM, &mut text);
        text
    }

    /// What it comes to, as it is written; a formula beyond 128 bits has no figure.
    pub fn result(&self) -> String {
        let mut text = String::new();
        self.write_result(&mut text);
        text
    }

    fn write_result(&self, text: &mut String) {
        match self.value.0 {
            // A `String` takes all that is written.
            Some(value) => _ = write!(text, "{}", Grouped(value)),
            None => text.push_str("too large"),
        }
    }

    /// Writes it where what holds together less than `least` is put in brackets.
    fn write(&self, notation: Notation, least: u8, text: &mut String) {
        match &self.form {
            Form::Named(name) | Form::Called(name, _) if !notation.numbers => {
                text.push_str(&notation.letters(name));
            }
            Form::Literal | Form::Named(_) | Form::Called(..) => self.write_result(text),
            Form::Binary(operator, left, right) => {
                let (sign, own, next) = operator.written(notation);
                let brackets = own < least;
                text.push_str(if brackets { "(" } else { "" });
                left.write(notation, own, text);
                text.push_str(sign);
                right.write(notation, next, text);
                text.push_str(if brackets { ")" } else { "" });
            }
            Form::Function(function, left, right) => {
                let (open, between, close) = function.written(notation);
                let (first, second) = function.operands();
                text.push_str(open);
                left.write(notation, first, text);
                text.push_str(between);
                right.write(notation, second, text);
                text.push_str(close);
            }
            Form::Cut(factor, formula) => {
                let (open, _, close) = Function::Floor.written(notation);
                let (sign, ..) = Operator::Mul.written(notation);
                // A `String` takes all that is written.
                let _ = write!(text, "{open}{}{sign}", f64::from_bits(factor.0));
                formula.write(notation, PRODUCT, text);
                text.push_str(close);
            }
        }
    }
}

impl Notation {
    /// A name, which may itself be made of letters: `C_in/g`, `G·H`.
    fn letters(self, name: &str) -> Cow<'_, str> {
        if self.unicode { name.into() } else { name.replace('·', "*").into() }
    }
}

impl Operator {
    /// Its sign, its precedence, and the least precedence of its right operand.
    fn written(self, notation: Notation) -> (&'static str, u8, u8) {
        match self {
            Operator::Add => (" + ", SUM, SUM),
            Operator::Sub => (if notation.unicode { " − " } else { " - " }, SUM, PRODUCT),
            // Division is exact, so that a·(b/c) is a·b/c.
            Operator::Mul => (if notation.unicode { "·" } else { "*" }, PRODUCT, PRODUCT),
            Operator::Div => ("/", PRODUCT, WHOLE),
        }
    }
}

impl Function {
    /// What is written before, between and after its operands.
    fn written(self, notation: Notation) -> (&'static str, &'static str, &'static str) {
        match (self, notation.unicode) {
            (Function::Ceil, true) => ("⌈", "/", "⌉"),
            (Function::Ceil, false) => ("ceil(", "/", ")"),
            (Function::Floor, true) => ("⌊", "/", "⌋"),
            (Function::Floor, false) => ("floor(", "/", ")"),
            (Function::Less, true) => ("max(", " − ", ", 0)"),
            (Function::Less, false) => ("max(", " - ", ", 0)"),
        }
    }

    /// How tightly its operands have to hold together.
    fn operands(self) -> (u8, u8) {
        match self {
            Function::Ceil | Function::Floor => (PRODUCT, WHOLE),
            Function::Less => (SUM, PRODUCT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(formula: impl FnOnce() -> Term) -> [String; 4] {
        let formula = read(|| formula().formula());
        let write = |unicode, numbers| formula.written(Notation { unicode, numbers });
        [write(true, false), write(true, true), write(false, false), formula.result()]
    }

    fn named(name: &'static str, value: u64) -> Term {
        Term::named(name, value)
    }

    #[test]
    fn a_formula_shows_its_letters_its_numbers_and_its_value() {
        let formula = || {
            let n = named("C_in", 6) / named("g", 2) * named("K", 5);
            (n - 1) * named("y", 2000) + named("y", 2000)
        };
        assert_eq!(
            written(formula),
            ["(C_in/g·K − 1)·y + y", "(6/2·5 − 1)·2,000 + 2,000", "(C_in/g*K - 1)*y + y", "30,000"]
        );
    }

    #[test]
    fn brackets_stand_where_they_are_needed() {
        let [a, b, c] = [("a", 12), ("b", 6), ("c", 2)];
        let [a, b, c] = [a, b, c].map(|(name, value)| move || named(name, value));
        let letters = |formula: &dyn Fn() -> Term| written(formula)[0].clone();
        assert_eq!(letters(&|| a() - (b() - c())), "a − (b − c)");
        assert_eq!(letters(&|| a() + (b() - c())), "a + b − c");
        assert_eq!(letters(&|| a() * (b() / c())), "a·b/c");
        assert_eq!(letters(&|| a() / (b() * c())), "a/(b·c)");
        assert_eq!(letters(&|| (a() + b()) * 2), "2·(a + b)");
        assert_eq!(letters(&|| (a() + b()).floor(c() + 1)), "⌊(a + b)/(c + 1)⌋");
        assert_eq!(letters(&|| a().less(b() + c())), "max(a − (b + c), 0)");
        assert_eq!(written(|| b().cut(1.5)), ["⌊1.5·b⌋", "⌊1.5·6⌋", "floor(1.5*b)", "9"]);
        assert_eq!(written(|| b().ceil(named("s", 4)))[2..], ["ceil(b/s)", "2"]);
    }

    #[test]
    fn intermediate_results_have_names_and_what_changes_nothing_is_left_out() {
        let n = || (named("a", 3) * named("b", 4)).called("n");
        assert_eq!(written(|| n() * 2), ["2·n", "2·12", "2*n", "24"]);
        let formula = read(|| n().formula());
        let (name, made) = formula.name().expect("a name");
        let made = made.map(|made| made.written(Notation { unicode: true, numbers: true }));
        assert_eq!((name, made.as_deref()), ("n", Some("3·4")));
        let one = || Term::literal(1);
        assert_eq!(written(|| one() * n() + Term::literal(0) * n() - 0)[0], "n");
        assert_eq!(written(|| Term::literal(0).called("n"))[0], "0");
    }

    #[test]
    fn terms_do_not_outlive_their_table() {
        let stale = read(|| named("a", 3));
        assert_eq!(stale.formula().value, Count(None));
        assert_eq!(TERMS.with_borrow(Vec::len), 0);
    }
}
