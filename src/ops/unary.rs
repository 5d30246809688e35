//! Functions of one element: `exp`, `sqrt`, `abs`, `clamp` and the like.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Function, FunctionKind, OpKind};
use crate::tensor::Dtype;

/// An operation that applies a function to each element.
const fn function(
    name: &'static str,
    summary: &'static str,
    doc: &'static str,
    infer: fn(&Context<'_>) -> Result<Inferred>,
) -> Operation {
    let example = Example { after: "197x768", code: name };
    Operation { name, summary, doc, example, infer, ..Operation::BASE }
}

const SPECIAL: &str = "The shape is unchanged. Each element takes one special function.";

const ROUNDED: &str = "The shape is unchanged. Each element takes one special function: rounding belongs to no other class.";

pub(super) static EXP: Operation =
    function("exp", "the exponential eˣ", SPECIAL, |context| apply(context, FunctionKind::Exp));

pub(super) static LOG: Operation =
    function("log", "the natural logarithm", SPECIAL, |context| apply(context, FunctionKind::Log));

pub(super) static SQRT: Operation =
    function("sqrt", "the square root", SPECIAL, |context| apply(context, FunctionKind::Sqrt));

pub(super) static RSQRT: Operation = function(
    "rsqrt",
    "1 divided by the square root",
    "The shape is unchanged. Each element takes a root and a division.",
    |context| apply(context, FunctionKind::Rsqrt),
);

pub(super) static RECIPROCAL: Operation = function(
    "reciprocal",
    "1 / x",
    "The shape is unchanged. Each element takes a division.",
    |context| apply(context, FunctionKind::Reciprocal),
);

pub(super) static ABS: Operation = function(
    "abs",
    "the absolute value",
    "The shape is unchanged. Each element takes a comparison.",
    |context| apply(context, FunctionKind::Abs),
);

pub(super) static NEG: Operation = function(
    "neg",
    "−x",
    "The shape is unchanged. Each element takes a subtraction, counted as an addition.",
    |context| apply(context, FunctionKind::Neg),
);

pub(super) static SIGN: Operation = function(
    "sign",
    "−1, 0 or 1: the sign",
    "The shape is unchanged. Each element takes 2 comparisons.",
    |context| apply(context, FunctionKind::Sign),
);

pub(super) static FLOOR: Operation =
    function("floor", "rounded down", ROUNDED, |context| apply(context, FunctionKind::Floor));

pub(super) static CEIL: Operation =
    function("ceil", "rounded up", ROUNDED, |context| apply(context, FunctionKind::Ceil));

pub(super) static ROUND: Operation =
    function("round", "rounded to the nearest integer", ROUNDED, |context| {
        apply(context, FunctionKind::Round)
    });

pub(super) static ERF: Operation =
    function("erf", "the error function", SPECIAL, |context| apply(context, FunctionKind::Erf));

pub(super) static SIN: Operation =
    function("sin", "the sine", SPECIAL, |context| apply(context, FunctionKind::Sin));

pub(super) static COS: Operation =
    function("cos", "the cosine", SPECIAL, |context| apply(context, FunctionKind::Cos));

pub(super) static LOGICALNOT: Operation = Operation {
    aliases: &["logical_not"],
    ..function(
        "logicalnot",
        "whether the element is 0",
        "The shape is unchanged, the output's type is `bool`. Each element takes a comparison.",
        |context| Ok(apply(context, FunctionKind::Not)?.typed(&[Some(Dtype::Bool)])),
    )
};

const fn bound(name: &'static str, doc: &'static str) -> ParameterSpec {
    ParameterSpec::new(name, Kind::Number, DefaultValue::Absent("none"), doc).words(&["none"])
}

pub(super) static CLAMP: Operation = Operation {
    name: "clamp",
    aliases: &["clip"],
    summary: "limits values to a minimum and a maximum",
    doc: r"
The shape is unchanged. `clamp min=0` has only one bound. For bounds that are tensors, use [`maximum`](#maximum)
and [`minimum`](#minimum).

Each element takes a comparison for each bound.",
    example: Example { after: "197x768", code: "clamp -1 1" },
    parameters: &[bound("min", "the minimum"), bound("max", "the maximum")],
    infer: |context| {
        let given = |name| context.given(name).is_some();
        let bounds = match (given("min"), given("max")) {
            (true, true) => 2,
            (false, false) => {
                return Err(context.missing("min", "the least value, or `max`, the greatest"));
            }
            _ => 1,
        };
        for name in ["min", "max"] {
            if given(name) {
                context.number(name)?;
            }
        }
        apply(context, FunctionKind::Clamp(bounds))
    },
    ..Operation::BASE
};

fn apply(context: &Context<'_>, kind: FunctionKind) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let work = Function { kind, elements: shape.elements() };
    Ok(Inferred::new(shape, OpKind::Function(work)))
}

/// What the items' texts say, for each of the y elements.
pub fn counts<N: Numeric>(work: &Function) -> Counts<N> {
    use FunctionKind::*;
    let y = N::named("y", work.elements);
    let none = Counts::none();
    match work.kind {
        Exp | Log | Sqrt | Sin | Cos | Erf | Floor | Ceil | Round => Counts { special: y, ..none },
        Rsqrt => Counts { special: y, div: y, ..none },
        Reciprocal => Counts { div: y, ..none },
        Neg => Counts { add: y, ..none },
        Abs | Not | Clamp(1) => Counts { cmp: y, ..none },
        Clamp(bounds) => Counts { cmp: y * u64::from(bounds), ..none },
        Rope => Counts { mul: y * 2, add: y, ..none },
        Sign => Counts { cmp: y * 2, ..none },
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, figures, outcome, refusal, shape};
    use crate::tensor::Dtype;

    #[test]
    fn each_by_the_table() {
        // mul, add, div, cmp, special of one element.
        let table = [
            ("exp", [0, 0, 0, 0, 1]),
            ("log", [0, 0, 0, 0, 1]),
            ("sqrt", [0, 0, 0, 0, 1]),
            ("rsqrt", [0, 0, 1, 0, 1]),
            ("reciprocal", [0, 0, 1, 0, 0]),
            ("abs", [0, 0, 0, 1, 0]),
            ("neg", [0, 1, 0, 0, 0]),
            ("sign", [0, 0, 0, 2, 0]),
            ("floor", [0, 0, 0, 0, 1]),
            ("ceil", [0, 0, 0, 0, 1]),
            ("round", [0, 0, 0, 0, 1]),
            ("erf", [0, 0, 0, 0, 1]),
            ("sin", [0, 0, 0, 0, 1]),
            ("cos", [0, 0, 0, 0, 1]),
            ("logicalnot", [0, 0, 0, 1, 0]),
            ("clamp 0 6", [0, 0, 0, 2, 0]),
            ("clamp min=0", [0, 0, 0, 1, 0]),
            ("clip none 6", [0, 0, 0, 1, 0]),
        ];
        for (line, counts) in table {
            assert_eq!(shape(line, "5x7x3"), "5x7x3");
            let expected = counts.map(|each| each * 5 * 7 * 3);
            assert_eq!(figures(line, &["5x7x3"])[1..], expected, "{line}");
        }
        assert_eq!(figures("exp", &[""])[5], 1, "a single number");
    }

    #[test]
    fn truth_values_have_a_type_of_their_own() {
        assert_eq!(outcome("logicalnot", &["5"]).types, [Some(Dtype::Bool)]);
        assert!(outcome("neg", &["5"]).types.is_empty());
    }

    #[test]
    fn a_clamp_has_a_bound() {
        assert_eq!(
            refusal("clamp", &["5"]).0,
            "`clamp` needs `min`: the least value, or `max`, the greatest"
        );
        assert!(call("clamp min=true", &["5"]).is_err());
    }
}
