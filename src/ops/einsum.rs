//! Products of two tensors by an equation: `einsum`.

use super::inferred::Inferred;
use super::join::{OPERANDS, operands};
use super::operation::{Context, Example, Input, Operation, Takes};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::network::{Elementwise, ElementwiseKind, Matmul, OpKind};

pub(super) static EINSUM: Operation = Operation {
    name: "einsum",
    summary: "sums of products of two tensors, by an equation",
    doc: r#"
`einsum q k equation="hid,hjd->hij"`: each letter names an axis, the same one everywhere, and axes that
are not in the output are summed, as in NumPy's `einsum`. The batch has no letter. `...` is all other axes, which
broadcast. A letter in only one operand must be in the output: use `sum` before.

The operations are those of [`matmul`](#matmul) with matrices m×k and k×n: m is the product of the axes that the first
operand shares with the output only, n that of the second, k of the axes that only the operands share, and the axes
that all three share are its batch. If nothing is summed, they are those of [`mul`](#mul)."#,
    example: Example {
        after: "12x197x64",
        code: "let q = it\neinsum q q equation=\"hid,hjd->hij\"",
    },
    takes: Takes::Operands { numbers: false },
    rest: Some(OPERANDS),
    parameters: &[ParameterSpec::new(
        "equation",
        Kind::Text,
        DefaultValue::Required,
        "the axes of the operands and of the output",
    )
    .also(&["eq"])],
    infer: apply,
    ..Operation::BASE
};

/// The letters of an operand or the output. The axes of an ellipsis are digits, the last one 0.
type Letters = Vec<char>;

/// What stands for an ellipsis while an equation is read.
const ELLIPSIS: char = '.';

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let help = "split an equation of more operands: `einsum a b …; einsum it c …`";
    let [a, b] = operands(context, help)?;
    let text = context.text("equation")?;
    let ([first, second], output) = parse(&text).ok_or_else(|| unreadable(context, &text))?;
    let (first, second) = (sizes(context, a, &first)?, sizes(context, b, &second)?);
    let most =
        [&first, &second].map(|sizes| sizes.iter().filter(|(it, _)| it.is_ascii_digit()).count());
    let output = spread(&output, most.into_iter().max().unwrap_or(0));
    let mut parts = Parts::default();
    let mut made = vec![1u64; output.len()];
    for (letter, size) in first.iter().chain(&second) {
        let of = |sizes: &[(char, u32)]| {
            sizes.iter().find(|(it, _)| it == letter).map(|(_, size)| *size)
        };
        let place = output.iter().position(|it| it == letter);
        match (of(&first), of(&second), place) {
            (Some(a), Some(b), _) if a != b && !(letter.is_ascii_digit() && a.min(b) == 1) => {
                return Err(differs(context, *letter, [a, b]));
            }
            (_, _, Some(place)) => {
                if let Some(made) = made.get_mut(place) {
                    *made = (*made).max(u64::from(*size));
                }
            }
            (Some(_), Some(_), None) => {}
            (_, _, None) => return Err(alone(context, *letter)),
        }
    }
    // With it the products of its sizes fit.
    let shape = context.new_shape(&made)?;
    for (letter, size) in output.iter().zip(&made) {
        match [&first, &second].map(|sizes| sizes.iter().any(|(it, _)| it == letter)) {
            [true, false] => parts.m *= size,
            [false, true] => parts.n *= size,
            [true, true] => parts.count *= size,
            [false, false] => return Err(unreadable(context, &text)),
        }
    }
    let summed = first.iter().filter(|(letter, _)| !output.contains(letter));
    let k = summed.clone().map(|(_, size)| u64::from(*size)).product();
    let kind = match summed.count() {
        0 => OpKind::Elementwise(Elementwise {
            kind: ElementwiseKind::Mul,
            operands: 2,
            elements: shape.elements(),
        }),
        _ => {
            let Parts { count, m, n } = parts;
            OpKind::Matmul(Matmul { count, m, k, n, einsum: true })
        }
    };
    Ok(Inferred::new(shape, kind))
}

/// Products of sizes, each part of the output's elements, so that they fit.
struct Parts {
    count: u64,
    m: u64,
    n: u64,
}

impl Default for Parts {
    fn default() -> Self {
        Parts { count: 1, m: 1, n: 1 }
    }
}

/// The letters of both operands and of the output; nothing for what is no equation of two operands.
fn parse(text: &str) -> Option<([Letters; 2], Letters)> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let (terms, output) = text.split_once("->")?;
    let (first, second) = terms.split_once(',')?;
    let (terms, output) = ([letters(first)?, letters(second)?], letters(output)?);
    let has_left = |term: &Letters| term.contains(&ELLIPSIS);
    let keeps_left = has_left(&output) || !terms.iter().any(has_left);
    keeps_left.then_some((terms, output))
}

/// The letters of a term, none twice.
fn letters(term: &str) -> Option<Letters> {
    let term: Letters = term.replace("...", ".").chars().collect();
    let known = |letter: &char| letter.is_ascii_alphabetic() || *letter == ELLIPSIS;
    let once = |letter: &char| term.iter().filter(|other| *other == letter).count() == 1;
    (term.iter().all(known) && term.iter().all(once)).then_some(term)
}

/// A term with digits for the axes of its ellipsis, of which there are so many.
fn spread(term: &[char], axes: usize) -> Letters {
    let digits =
        || (0..axes).rev().filter_map(|axis| char::from_digit(u32::try_from(axis).ok()?, 10));
    let one = |letter: &char| match *letter {
        ELLIPSIS => digits().collect(),
        letter => vec![letter],
    };
    term.iter().flat_map(one).collect()
}

/// The letters of an operand with their sizes.
fn sizes(context: &Context<'_>, input: &Input, term: &[char]) -> Result<Vec<(char, u32)>> {
    let named = term.iter().filter(|letter| **letter != ELLIPSIS).count();
    let left = input.shape.rank().checked_sub(named);
    match left {
        Some(left) if left == 0 || term.contains(&ELLIPSIS) => {
            let letters = spread(term, left);
            Ok(letters.into_iter().zip(input.shape.axes().iter().copied()).collect())
        }
        _ => {
            let help = "each axis has a letter; shapes have no batch axis here";
            let expected = "a tensor with an axis for each letter of the equation";
            Err(context.wrong_rank_of(input, expected, Some(help.into())))
        }
    }
}

fn unreadable(context: &Context<'_>, text: &str) -> Box<DiagnosticKind> {
    wrong(
        context,
        "an equation of two operands such as `\"hid,hjd->hij\"`".into(),
        format!("\"{text}\""),
    )
}

fn differs(context: &Context<'_>, letter: char, [a, b]: [u32; 2]) -> Box<DiagnosticKind> {
    wrong(context, format!("one size for `{letter}`"), format!("{a} and {b}"))
}

fn alone(context: &Context<'_>, letter: char) -> Box<DiagnosticKind> {
    let found = format!("`{letter}` in one operand only, and not in the output");
    wrong(
        context,
        "letters that occur in at least two of the operands and the output".into(),
        found,
    )
}

fn wrong(context: &Context<'_>, expected: String, found: String) -> Box<DiagnosticKind> {
    CallProblem::WrongType {
        operation: context.operation.name.into(),
        parameter: "equation".into(),
        expected,
        found,
        span: context.place("equation"),
        help: None,
    }
    .into()
}

#[cfg(test)]
mod tests {
    use crate::network::OpKind;
    use crate::ops::testing::{figures, outcome, refusal, shapes};

    fn einsum(equation: &str, inputs: [&str; 2]) -> String {
        shapes(&format!("einsum equation=\"{equation}\""), &inputs)[0].replace('×', "x")
    }

    #[test]
    fn axes_as_numpy_has_them() {
        // numpy.einsum(equation, zeros(…), zeros(…)).shape
        assert_eq!(einsum("hid,hjd->hij", ["12x5x64", "12x7x64"]), "12x5x7");
        assert_eq!(einsum("ij,jk->ki", ["5x3", "3x2"]), "2x5");
        assert_eq!(einsum("nctkv,kvw->nctw", ["2x3x4x5x6", "5x6x7"]), "2x3x4x7");
        assert_eq!(einsum("i,j->ij", ["3", "4"]), "3x4");
        assert_eq!(einsum("...ij,...jk->...ik", ["8x1x3x4", "5x4x2"]), "8x5x3x2");
        assert_eq!(einsum("i,i->", ["3", "3"]), "a number");
    }

    #[test]
    fn products_of_matrices() {
        let of = |equation: &str, inputs: [&str; 2]| {
            figures(&format!("einsum equation=\"{equation}\""), &inputs)
        };
        let matmul = figures("matmul tb", &["12x5x64", "12x7x64"]);
        assert_eq!(of("hid,hjd->hij", ["12x5x64", "12x7x64"]), matmul);
        // 30 products for each of 2·3·4·7 sums.
        let y = 2 * 3 * 4 * 7;
        assert_eq!(
            of("nctkv,kvw->nctw", ["2x3x4x5x6", "5x6x7"]),
            [30 * y, 30 * y, 29 * y, 0, 0, 0]
        );
        assert_eq!(of("i,j->ij", ["3", "4"]), [0, 12, 0, 0, 0, 0]);
        assert_eq!(of("i,i->", ["3", "3"]), [3, 3, 2, 0, 0, 0]);
        let kind = outcome("einsum equation=\"i,i->i\"", &["3", "3"]).kind;
        assert!(matches!(kind, OpKind::Elementwise(_)), "{kind:?}");
    }

    #[test]
    fn equations_that_are_none() {
        let of = |equation: &str, inputs: [&str; 2]| {
            refusal(&format!("einsum equation=\"{equation}\""), &inputs).0
        };
        for equation in ["ij,jk", "ij->ij", "ii,ij->j", "i1,1k->ik", "ij,jk->ikk", "...j,jk->k"] {
            let message = of(equation, ["3x4", "4x5"]);
            assert!(message.contains("takes an equation of two operands"), "{equation}: {message}");
        }
        let [wide, high] = ["2147483647x2147483647x1x1x2", "1x1x2147483647x2147483647x2"];
        assert!(of("...i,...i->...i", [wide, high]).contains("more than"));
        assert!(of("ij,jk->ik", ["3x4", "5x6"]).contains("one size for `j`, not 4 and 5"));
        assert!(of("ij,jk->k", ["3x4", "4x5"]).contains("not `i` in one operand only"));
        assert!(of("bij,bjk->bik", ["3x4", "4x5"]).contains("an axis for each letter"));
    }
}
