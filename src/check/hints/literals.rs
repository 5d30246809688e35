//! Literals among arguments, read and written the way a call has them.

use crate::ops::{self, Operation};
use crate::syntax::tree::{Argument, Expr, ExprKind, Operand};

/// The text of a number, dimensions, or a tuple of numbers.
pub(crate) fn literal(value: &Expr<'_>) -> Option<String> {
    match &value.kind {
        ExprKind::Number(number) => Some(number.number().to_string()),
        ExprKind::Dims(sizes) => {
            Some(sizes.iter().map(u64::to_string).collect::<Vec<_>>().join("x"))
        }
        ExprKind::Tuple(items) => {
            match &items.iter().map(literal).collect::<Option<Vec<_>>>()?[..] {
                [] => None,
                // Without the comma it is a number in parentheses.
                [only] => Some(format!("({only},)")),
                items => Some(format!("({})", items.join(", "))),
            }
        }
        ExprKind::Unary(prefixed) => match &prefixed.value.kind {
            ExprKind::Number(number) => Some(format!("-{}", number.number())),
            _ => None,
        },
        _ => None,
    }
}

/// A parameter with sizes, as a shorthand if possible.
pub(crate) fn with_sizes(parameter: &str, sizes: &[String]) -> String {
    let whole = |size: &String| size.bytes().all(|byte| byte.is_ascii_digit());
    match sizes {
        [size, rest @ ..] if whole(size) && rest.iter().all(|other| other == size) => {
            format!("{parameter}{size}")
        }
        [size] => format!("{parameter}={size}"),
        _ if sizes.iter().all(whole) => format!("{parameter}{}", sizes.join("x")),
        _ => format!("{parameter}=({})", sizes.join(", ")),
    }
}

/// A kernel as a shorthand: `k3`, `k1x7`.
pub(crate) fn kernel_of(sizes: &[u64]) -> String {
    match sizes {
        [first, rest @ ..] if rest.iter().all(|size| size == first) => format!("k{first}"),
        _ => format!("k{}", sizes.iter().map(u64::to_string).collect::<Vec<_>>().join("x")),
    }
}

/// The value of a positional argument that is a literal integer.
pub(crate) fn whole(argument: &Argument<'_>) -> Option<i128> {
    match &argument.value {
        Operand::Expr(value) if argument.name.is_none() => value.whole(),
        _ => None,
    }
}

/// Whether a positional argument is this bare word.
pub(crate) fn is_word(argument: &Argument<'_>, word: &str) -> bool {
    let Operand::Expr(value) = &argument.value else { return false };
    argument.name.is_none() && value.bare_word() == Some(word)
}

/// The text of an argument that is a literal integer.
pub(crate) fn size(argument: &Argument<'_>) -> Option<String> {
    let Operand::Expr(value) = &argument.value else { return None };
    literal(value).filter(|_| value.whole().is_some())
}

/// `conv3x3` as `conv` and `k3`.
pub(crate) fn kernel_in_name(name: &str) -> Option<(&'static Operation, String)> {
    let letters = name.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == 'x');
    let sizes =
        name.strip_prefix(letters)?.split('x').map(str::parse).collect::<Result<Vec<u64>, _>>();
    let operation = ops::find(letters.trim_end_matches('_'))?;
    let sizes =
        sizes.ok().filter(|_| operation.parameters.iter().any(|known| known.name == "k"))?;
    Some((operation, kernel_of(&sizes)))
}
