//! Comparisons and choices, element by element: `eq`, `lt`, `logicaland`, `where` and the like.

use super::inferred::Inferred;
use super::join::{JOIN, apply, operands, pair};
use super::operation::{Context, Example, Operation};
use crate::diagnostics::Result;
use crate::network::ElementwiseKind;
use crate::tensor::Dtype;

const COMPARED: &str = r"
There are two operands, whose shapes broadcast as those of [`add`](#add). The output's type is `bool`.

Each output element takes a comparison.";

const COMBINED: &str = r"
The operands and shapes are those of [`add`](#add). The output's type is `bool`.

Each output element takes a comparison for each operand beyond the first.";

/// An operation that compares two operands.
const fn comparison(
    name: &'static str,
    aliases: &'static [&'static str],
    summary: &'static str,
    code: &'static str,
) -> Operation {
    Operation {
        name,
        aliases,
        summary,
        doc: COMPARED,
        example: Example { after: "197x768", code },
        infer: |context| truth(pair(context, ElementwiseKind::Compare)),
        ..JOIN
    }
}

/// An operation that combines truth values.
const fn combination(
    name: &'static str,
    aliases: &'static [&'static str],
    summary: &'static str,
    code: &'static str,
) -> Operation {
    Operation {
        name,
        aliases,
        summary,
        doc: COMBINED,
        example: Example { after: "197x768", code },
        infer: |context| truth(apply(context, ElementwiseKind::Logic)),
        ..JOIN
    }
}

/// With truth values as the output.
fn truth(inferred: Result<Inferred>) -> Result<Inferred> {
    Ok(inferred?.typed(&[Some(Dtype::Bool)]))
}

pub(super) static EQ: Operation =
    comparison("eq", &["equal"], "whether two operands are equal", "eq 0");

pub(super) static NE: Operation =
    comparison("ne", &["not_equal"], "whether two operands differ", "ne 0");

pub(super) static LT: Operation =
    comparison("lt", &["less"], "whether the first operand is less than the second", "lt 0");

pub(super) static LE: Operation =
    comparison("le", &["less_equal"], "whether the first operand is at most the second", "le 0");

pub(super) static GT: Operation =
    comparison("gt", &["greater"], "whether the first operand is greater than the second", "gt 0");

pub(super) static GE: Operation = comparison(
    "ge",
    &["greater_equal"],
    "whether the first operand is at least the second",
    "ge 0",
);

pub(super) static LOGICALAND: Operation = combination(
    "logicaland",
    &["logical_and"],
    "whether all operands are true",
    "logicaland { gt 0 } { lt 6 }",
);

pub(super) static LOGICALOR: Operation = combination(
    "logicalor",
    &["logical_or"],
    "whether an operand is true",
    "logicalor { lt 0 } { gt 6 }",
);

pub(super) static LOGICALXOR: Operation = combination(
    "logicalxor",
    &["logical_xor"],
    "whether an odd number of operands is true",
    "logicalxor { lt 0 } { gt 6 }",
);

pub(super) static WHERE: Operation = Operation {
    name: "where",
    summary: "chooses from two operands by a condition, element by element",
    doc: r"
`where c a b` is `a` where the condition `c` is true and `b` elsewhere; the three shapes broadcast as those of
[`add`](#add), and `a` and `b` may be numbers. PyTorch's `masked_fill` is `where mask value x`.

Each output element takes a comparison.",
    example: Example { after: "12x197x197", code: "where { weight 197x197 nolearned } it -1e9" },
    infer: choice,
    ..JOIN
};

fn choice(context: &Context<'_>) -> Result<Inferred> {
    operands::<3>(context, "a condition and two choices, as in `where mask x 0`")?;
    apply(context, ElementwiseKind::Where)
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, outcome, refusal, shapes};
    use crate::tensor::Dtype;

    #[test]
    fn truth_values_of_two_operands() {
        for line in ["eq", "ne", "lt", "le", "gt", "ge"] {
            assert_eq!(shapes(line, &["3x1", "1x4"]), ["3×4"]);
            assert_eq!(figures(line, &["3x1", "1x4"]), [0, 0, 0, 0, 12, 0]);
            assert_eq!(outcome(line, &["3", ""]).types, [Some(Dtype::Bool)]);
            assert!(refusal(line, &["3", "3", "3"]).0.contains("joins 2 tensors, not 3"));
        }
    }

    #[test]
    fn truth_values_of_several_operands() {
        for line in ["logicaland", "logicalor", "logicalxor"] {
            assert_eq!(figures(line, &["3x4", "4", "4"]), [0, 0, 0, 0, 2 * 12, 0]);
            assert_eq!(outcome(line, &["3", "3"]).types, [Some(Dtype::Bool)]);
        }
    }

    #[test]
    fn a_choice_broadcasts_all_three() {
        assert_eq!(shapes("where", &["197x197", "12x1x197", ""]), ["12×197×197"]);
        assert_eq!(figures("where", &["4", "3x1", ""]), [0, 0, 0, 0, 12, 0]);
        assert!(outcome("where", &["4", "4", ""]).types.is_empty());
        assert!(refusal("where", &["4", "4"]).0.contains("joins 3 tensors, not 2"));
    }
}
