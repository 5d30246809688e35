//! The operators of expressions, and what they do to values.

use std::cmp::Ordering;

use crate::value::{Arithmetic, ArithmeticError, Number, Value};

/// An operator before a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `-`
    Minus,
    /// `not`
    Not,
}

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `+`
    Add,
    /// `and`
    And,
    /// `/`
    Div,
    /// `==`
    Eq,
    /// `//`
    FloorDiv,
    /// `>=`
    Ge,
    /// `>`
    Gt,
    /// `<=`
    Le,
    /// `<`
    Lt,
    /// `*`
    Mul,
    /// `!=`
    Ne,
    /// `or`
    Or,
    /// `**`
    Pow,
    /// `%`
    Rem,
    /// `-`
    Sub,
}

impl Unary {
    /// All of them.
    pub const ALL: [Unary; 2] = [Unary::Minus, Unary::Not];

    /// As it is written before a value.
    pub fn text(self) -> &'static str {
        match self {
            Unary::Minus => "-",
            Unary::Not => "not ",
        }
    }
}

/// How tightly operators bind, loosest first, as in Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub enum Precedence {
    /// `or`
    Or,
    /// `and`
    And,
    /// `not`
    Not,
    /// `==`, `<` and so on, which do not chain.
    Comparison,
    /// `+`, `-`
    Sum,
    /// `*`, `/`, `//`, `%`
    Product,
    /// `-` before a value.
    Sign,
    /// `**`, which binds from right to left.
    Power,
}

impl Precedence {
    /// The next tighter one; the tightest stays.
    pub fn tighter(self) -> Precedence {
        match self {
            Precedence::Or => Precedence::And,
            Precedence::And => Precedence::Not,
            Precedence::Not => Precedence::Comparison,
            Precedence::Comparison => Precedence::Sum,
            Precedence::Sum => Precedence::Product,
            Precedence::Product => Precedence::Sign,
            Precedence::Sign | Precedence::Power => Precedence::Power,
        }
    }
}

impl Binary {
    /// All of them.
    pub const ALL: [Binary; 15] = [
        Binary::Add,
        Binary::And,
        Binary::Div,
        Binary::Eq,
        Binary::FloorDiv,
        Binary::Ge,
        Binary::Gt,
        Binary::Le,
        Binary::Lt,
        Binary::Mul,
        Binary::Ne,
        Binary::Or,
        Binary::Pow,
        Binary::Rem,
        Binary::Sub,
    ];

    /// The operator that a text is.
    pub fn find(text: &str) -> Option<Binary> {
        Binary::ALL.into_iter().find(|operator| operator.text() == text)
    }

    /// Whether it compares, and so yields true or false of two values.
    pub fn is_comparison(self) -> bool {
        self.precedence() == Precedence::Comparison
    }

    /// Whether it is a word, `and` or `or`.
    pub fn is_word(self) -> bool {
        matches!(self, Binary::And | Binary::Or)
    }

    /// How tightly it binds.
    pub fn precedence(self) -> Precedence {
        use Binary::*;
        match self {
            Or => Precedence::Or,
            And => Precedence::And,
            Eq | Ge | Gt | Le | Lt | Ne => Precedence::Comparison,
            Add | Sub => Precedence::Sum,
            Div | FloorDiv | Mul | Rem => Precedence::Product,
            Pow => Precedence::Power,
        }
    }

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Binary::Add => "+",
            Binary::And => "and",
            Binary::Div => "/",
            Binary::Eq => "==",
            Binary::FloorDiv => "//",
            Binary::Ge => ">=",
            Binary::Gt => ">",
            Binary::Le => "<=",
            Binary::Lt => "<",
            Binary::Mul => "*",
            Binary::Ne => "!=",
            Binary::Or => "or",
            Binary::Pow => "**",
            Binary::Rem => "%",
            Binary::Sub => "-",
        }
    }
}

/// Why an operator or function has no result for its operands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misuse {
    /// The numbers have no such result.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
    /// An operand of another type.
    #[error("`{what}` takes {expected}, not {found}")]
    Operand {
        /// The operator or function.
        what: &'static str,
        /// What it takes, with its article.
        expected: &'static str,
        /// What it was given.
        found: String,
    },
    /// A function with too few or too many arguments, or one of another name.
    #[error("`{signature}` {wrong}")]
    Arguments {
        /// How the function is written.
        signature: &'static str,
        /// What is wrong with the arguments.
        wrong: String,
    },
    /// A list that would have more items than there may be.
    #[error("a list of {0} items")]
    TooLong(i128),
}

/// The value of an operator before a value; unknown if that is.
///
/// # Errors
/// When the operand has another type, or the result does not fit.
pub fn unary(operator: Unary, operand: &Value) -> Result<Value, Misuse> {
    match (operator, operand) {
        (_, Value::Unknown) => Ok(Value::Unknown),
        (Unary::Minus, Value::Number(number)) => Ok(Value::Number(number.negated()?)),
        (Unary::Not, Value::Bool(value)) => Ok(Value::Bool(!value)),
        (Unary::Minus, other) => Err(mistyped("-", "a number", other)),
        (Unary::Not, other) => Err(mistyped("not", "true or false", other)),
    }
}

/// The value of an operator between two values; unknown if one of them is. `and` and `or`, which
/// stop at the operand that decides, are given both here.
///
/// # Errors
/// When an operand has another type, or the result does not exist or fit.
pub fn binary(operator: Binary, left: &Value, right: &Value) -> Result<Value, Misuse> {
    use Binary::*;
    if left.is_unknown() || right.is_unknown() {
        return Ok(Value::Unknown);
    }
    let number = |rule: fn(Number, Number) -> Arithmetic| {
        let (a, b) = (number_of(operator, left)?, number_of(operator, right)?);
        Ok(Value::Number(rule(a, b)?))
    };
    let order = |holds: fn(Ordering) -> bool| {
        let (a, b) = (number_of(operator, left)?, number_of(operator, right)?);
        Ok(Value::Bool(holds(a.compare(b))))
    };
    match operator {
        Add => number(Number::plus),
        And => Ok(Value::Bool(bool_of(operator, left)? && bool_of(operator, right)?)),
        Div => number(Number::over),
        Eq => equal(operator, left, right).map(Value::Bool),
        FloorDiv => number(Number::floor_over),
        Ge => order(Ordering::is_ge),
        Gt => order(Ordering::is_gt),
        Le => order(Ordering::is_le),
        Lt => order(Ordering::is_lt),
        Mul => number(Number::times),
        Ne => equal(operator, left, right).map(|equal| Value::Bool(!equal)),
        Or => Ok(Value::Bool(bool_of(operator, left)? || bool_of(operator, right)?)),
        Pow => number(Number::power),
        Rem => number(Number::modulo),
        Sub => number(Number::minus),
    }
}

fn mistyped(what: &'static str, expected: &'static str, found: &Value) -> Misuse {
    Misuse::Operand { what, expected, found: found.described() }
}

fn number_of(operator: Binary, value: &Value) -> Result<Number, Misuse> {
    match value {
        Value::Number(number) => Ok(*number),
        other => Err(mistyped(operator.text(), "numbers", other)),
    }
}

/// The boolean that an operand of `and`, `or` or a condition is.
///
/// # Errors
/// When it is none.
pub fn bool_of(operator: Binary, value: &Value) -> Result<bool, Misuse> {
    match value {
        Value::Bool(value) => Ok(*value),
        other => Err(mistyped(operator.text(), "true or false", other)),
    }
}

/// Values of different kinds differ; tensors and lists are compared with `none` alone.
fn equal(operator: Binary, left: &Value, right: &Value) -> Result<bool, Misuse> {
    if matches!((left, right), (Value::None, _) | (_, Value::None)) {
        return Ok(matches!((left, right), (Value::None, Value::None)));
    }
    for value in [left, right] {
        if matches!(value, Value::Tensor(_) | Value::List(_)) {
            return Err(mistyped(operator.text(), "numbers, strings or tuples", value));
        }
    }
    Ok(match (left, right) {
        (Value::Number(a), Value::Number(b)) => a.compare(*b).is_eq(),
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Operation(a), Value::Operation(b)) => a == b,
        (Value::Tuple(a), Value::Tuple(b)) => {
            let mut same = a.len() == b.len();
            for (a, b) in a.iter().zip(b.iter()) {
                same &= equal(operator, a, b)?;
            }
            same
        }
        _ => false,
    })
}
