//! The built-in functions of expressions.

use std::sync::Arc;

use crate::value::operators::Misuse;
use crate::value::{Arithmetic, Number, Value};

/// A built-in function.
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is written, with its parameters.
    pub signature: &'static str,
    /// What it yields, in a few words.
    pub doc: &'static str,
    /// The names of its parameters; empty if it takes any number of arguments.
    parameters: &'static [&'static str],
    /// Computes it of its first argument, which every function needs, and the others; the last
    /// argument is the most items that a list may have.
    apply: fn(&Function, &Value, &[Value], i128) -> Result<Value, Misuse>,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.signature)
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// All built-in functions, by name.
pub static FUNCTIONS: [Function; 12] = [
    Function {
        name: "abs",
        signature: "abs(a)",
        doc: "without its sign",
        parameters: &["a"],
        apply: |f, a, _, _| {
            let a = f.number(a)?;
            Ok(Value::Number(if a.to_decimal() < 0.0 { a.negated()? } else { a }))
        },
    },
    Function {
        name: "ceil",
        signature: "ceil(a)",
        doc: "rounded up",
        parameters: &["a"],
        apply: |f, a, _, _| f.of(a, Number::ceil),
    },
    Function {
        name: "divisible",
        signature: "divisible(v, d=8)",
        doc: "the nearest multiple of d (a half upwards), at least d, one more if that lost over a \
              tenth: torchvision's `_make_divisible`",
        parameters: &["v", "d"],
        apply: divisible,
    },
    Function {
        name: "floor",
        signature: "floor(a)",
        doc: "rounded down",
        parameters: &["a"],
        apply: |f, a, _, _| f.of(a, Number::floor),
    },
    Function {
        name: "len",
        signature: "len(list)",
        doc: "the number of items of a list or tuple",
        parameters: &["list"],
        apply: |f, list, _, _| f.items(list).map(|items| Value::int(items.len() as i128)),
    },
    Function {
        name: "log2",
        signature: "log2(a)",
        doc: "the logarithm to base 2",
        parameters: &["a"],
        apply: |f, a, _, _| f.of(a, log2),
    },
    Function {
        name: "max",
        signature: "max(a, b, …)",
        doc: "the largest of its arguments, or of a list",
        parameters: &[],
        apply: |f, a, others, _| f.fold(a, others, |a, b| if b.compare(a).is_gt() { b } else { a }),
    },
    Function {
        name: "min",
        signature: "min(a, b, …)",
        doc: "the smallest of its arguments, or of a list",
        parameters: &[],
        apply: |f, a, others, _| f.fold(a, others, |a, b| if b.compare(a).is_lt() { b } else { a }),
    },
    Function {
        name: "range",
        signature: "range(a, b)",
        doc: "the integers from a up to, not including, b; `range(b)` begins at 0",
        parameters: &["a", "b"],
        apply: range,
    },
    Function {
        name: "round",
        signature: "round(a)",
        doc: "the nearest integer, a half to the even side",
        parameters: &["a"],
        apply: |f, a, _, _| f.of(a, Number::round),
    },
    Function {
        name: "sqrt",
        signature: "sqrt(a)",
        doc: "the square root",
        parameters: &["a"],
        apply: |f, a, _, _| f.of(a, sqrt),
    },
    Function {
        name: "sum",
        signature: "sum(list)",
        doc: "the items of a list of numbers added up; 0 for an empty one",
        parameters: &["list"],
        apply: |f, list, _, _| {
            let mut total = Number::Int(0);
            for item in f.items(list)? {
                total = total.plus(f.number(item)?)?;
            }
            Ok(Value::Number(total))
        },
    },
];

/// The function of that name.
pub fn find(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

impl Function {
    /// Puts arguments, some of which may be named, into the order of the parameters, the first by
    /// itself.
    ///
    /// # Errors
    /// When there are too few or too many, or one has a name that no parameter has.
    fn ordered(
        &self,
        arguments: Vec<(Option<&str>, Value)>,
    ) -> Result<(Value, Vec<Value>), Misuse> {
        let wrong = |wrong: String| Misuse::Arguments { signature: self.signature, wrong };
        let (found, most) = (arguments.len(), self.parameters.len());
        let mut places: Vec<Option<Value>> = vec![None; found.max(most)];
        for (position, (name, value)) in arguments.into_iter().enumerate() {
            let index = match name {
                None => position,
                Some(name) => (self.parameters.iter().position(|known| *known == name))
                    .ok_or_else(|| wrong(format!("has no parameter `{name}`")))?,
            };
            let fits = most == 0 || index < most;
            let Some(place) = places.get_mut(index).filter(|_| fits) else {
                let s = if most == 1 { "" } else { "s" };
                return Err(wrong(format!("takes at most {most} argument{s}, not {found}")));
            };
            if place.replace(value).is_some() {
                let parameter = self.parameters.get(index).copied().unwrap_or_default();
                return Err(wrong(format!("is given `{parameter}` twice")));
            }
        }
        let mut given = places.into_iter().map_while(|place| place);
        let Some(first) = given.next() else {
            return Err(wrong("needs 1 more argument".to_owned()));
        };
        let others: Vec<Value> = given.collect();
        if others.len() + 1 < found {
            return Err(wrong("is missing an argument before a named one".to_owned()));
        }
        Ok((first, others))
    }

    /// The value of the function; unknown if an argument is. A list of more than `most` items is
    /// refused before it is made.
    ///
    /// # Errors
    /// When the arguments are not what it takes, or the result does not exist or fit.
    pub fn call(&self, arguments: Vec<(Option<&str>, Value)>, most: i128) -> Result<Value, Misuse> {
        let (first, others) = self.ordered(arguments)?;
        if first.is_unknown() || others.iter().any(Value::is_unknown) {
            return Ok(Value::Unknown);
        }
        (self.apply)(self, &first, &others, most)
    }

    fn mistyped(&self, expected: &'static str, found: &Value) -> Misuse {
        Misuse::Operand { what: self.name, expected, found: found.described() }
    }

    fn number(&self, value: &Value) -> Result<Number, Misuse> {
        match value {
            Value::Number(number) => Ok(*number),
            other => Err(self.mistyped("numbers", other)),
        }
    }

    fn integer(&self, value: &Value) -> Result<i128, Misuse> {
        let integer = self.number(value)?.to_integer();
        integer.ok_or_else(|| self.mistyped("integers", value))
    }

    fn items<'a>(&self, value: &'a Value) -> Result<&'a [Value], Misuse> {
        value.items().ok_or_else(|| self.mistyped("a list or tuple", value))
    }

    fn of(&self, argument: &Value, rule: fn(Number) -> Arithmetic) -> Result<Value, Misuse> {
        Ok(Value::Number(rule(self.number(argument)?)?))
    }

    /// Joins all arguments, or the items of one list, from left to right.
    fn fold(
        &self,
        first: &Value,
        others: &[Value],
        rule: fn(Number, Number) -> Number,
    ) -> Result<Value, Misuse> {
        let (first, others) = match first.items().filter(|_| others.is_empty()) {
            Some([first, others @ ..]) => (first, others),
            Some([]) => {
                return Err(Misuse::Arguments {
                    signature: self.signature,
                    wrong: "is given an empty list".to_owned(),
                });
            }
            None => (first, others),
        };
        let mut result = self.number(first)?;
        for item in others {
            result = rule(result, self.number(item)?);
        }
        Ok(Value::Number(result))
    }
}

/// torchvision's `_make_divisible` without a lower bound of its own.
fn divisible(f: &Function, v: &Value, others: &[Value], _: i128) -> Result<Value, Misuse> {
    let value = f.number(v)?;
    let divisor = match others.first() {
        Some(divisor) => Number::Int(f.integer(divisor)?),
        None => Number::Int(8),
    };
    if divisor.compare(Number::Int(1)).is_lt() {
        return Err(Misuse::Arguments {
            signature: f.signature,
            wrong: format!("needs a d of at least 1, not {divisor}"),
        });
    }
    let half_up = value.plus(divisor.over(Number::Int(2))?)?;
    let nearest = half_up.floor_over(divisor)?.times(divisor)?;
    let nearest = if nearest.compare(divisor).is_lt() { divisor } else { nearest };
    let lost_a_tenth = nearest.to_decimal() < 0.9 * value.to_decimal();
    Ok(Value::Number(if lost_a_tenth { nearest.plus(divisor)? } else { nearest }))
}

fn range(f: &Function, first: &Value, others: &[Value], most: i128) -> Result<Value, Misuse> {
    let (from, to) = match others {
        [] => (0, f.integer(first)?),
        [to, ..] => (f.integer(first)?, f.integer(to)?),
    };
    let length = to.saturating_sub(from).max(0);
    if length > most {
        return Err(Misuse::TooLong(length));
    }
    Ok(Value::List(Arc::new((from..to).map(Value::int).collect())))
}

/// Exact for the squares of integers, whatever their size.
fn sqrt(value: Number) -> Arithmetic {
    if let Number::Int(value) = value
        && value >= 0
        && value.isqrt() * value.isqrt() == value
    {
        return Ok(Number::Int(value.isqrt()));
    }
    Number::from_decimal(value.to_decimal().sqrt())
}

/// Exact for powers of two.
fn log2(value: Number) -> Arithmetic {
    match value {
        Number::Int(value) if value > 0 && value & (value - 1) == 0 => {
            Ok(Number::Int(i128::from(value.trailing_zeros())))
        }
        _ if value.to_decimal() == 0.0 => Err(crate::value::ArithmeticError::NotReal),
        _ => Number::from_decimal(value.to_decimal().log2()),
    }
}
