//! A stand-in for the language's own operators and functions, of which it knows those on numbers.

use crate::number::ArithmeticError;
use crate::operators::{Binary, Unary};
use crate::value::Value;

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum Misuse {
    /// The numbers have none.
    #[error(transparent)]
    Arithmetic(#[from] ArithmeticError),
    /// The operands are of another type.
    #[error("`{0}` does not take these operands")]
    Operands(String),
}

/// The value of an operator before a value.
pub fn unary(operator: Unary, operand: &Value) -> Result<Value, Misuse> {
    match (operator, operand) {
        (Unary::Minus, Value::Number(number)) => Ok(Value::Number(number.negated()?)),
        (Unary::Not, Value::Bool(value)) => Ok(Value::Bool(!value)),
        _ => Err(Misuse::Operands("-".to_owned())),
    }
}

/// The value of an operator between two values.
pub fn binary(operator: Binary, left: &Value, right: &Value) -> Result<Value, Misuse> {
    use Binary::*;
    match (operator, left, right) {
        (And, Value::Bool(_), Value::Bool(true)) | (Or, Value::Bool(_), Value::Bool(false)) => {
            return Ok(left.clone());
        }
        (And | Or, Value::Bool(_), Value::Bool(_)) => return Ok(right.clone()),
        _ => {}
    }
    let (Value::Number(a), Value::Number(b)) = (left, right) else {
        return Err(Misuse::Operands(operator.text().to_owned()));
    };
    let order = a.compare(*b);
    Ok(match operator {
        Add => Value::Number(a.plus(*b)?),
        Div => Value::Number(a.over(*b)?),
        FloorDiv => Value::Number(a.floor_over(*b)?),
        Mul => Value::Number(a.times(*b)?),
        Pow => Value::Number(a.power(*b)?),
        Rem => Value::Number(a.modulo(*b)?),
        Sub => Value::Number(a.minus(*b)?),
        Eq => Value::Bool(order.is_eq()),
        Ge => Value::Bool(order.is_ge()),
        Gt => Value::Bool(order.is_gt()),
        Le => Value::Bool(order.is_le()),
        Lt => Value::Bool(order.is_lt()),
        Ne => Value::Bool(order.is_ne()),
        And | Or => return Err(Misuse::Operands(operator.text().to_owned())),
    })
}

/// The value of a function.
pub fn call(name: &str, _arguments: Vec<Value>) -> Result<Value, Misuse> {
    Err(Misuse::Operands(name.to_owned()))
}
