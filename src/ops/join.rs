//! Elementwise joins: `add`, `sub`, `mul`, `div`, `maximum`, `minimum`, `pow`, `mod`.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Input, Operation, Takes};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::shape::JoinProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::network::{Elementwise, ElementwiseKind, OpKind};
use crate::tensor::Shape;

/// The operands of a join.
pub const OPERANDS: ParameterSpec = ParameterSpec::new(
    "operands",
    Kind::Tensor,
    DefaultValue::Required,
    "one operand to join with the current tensor, or several to join with each other",
);

pub(super) const JOIN: Operation =
    Operation { takes: Takes::Operands { numbers: true }, rest: Some(OPERANDS), ..Operation::BASE };

pub(super) static ADD: Operation = Operation {
    name: "add",
    summary: "elementwise sum",
    doc: r"
The operands are tensors, branches and numbers; their shapes broadcast as in NumPy: they are aligned at the last axis,
and an axis that is missing or has the size 1 is repeated.

Each output element takes an addition for each operand beyond the first.",
    example: Example { after: "64x56x56", code: "add { conv 64 k3 p1; bn }" },
    infer: |context| apply(context, ElementwiseKind::Add),
    ..JOIN
};

pub(super) static SUB: Operation = Operation {
    name: "sub",
    summary: "elementwise difference: the first operand minus the others",
    doc: r"
The operands and shapes are those of [`add`](#add).

Each output element takes a subtraction, counted as an addition, for each operand beyond the first.",
    example: Example { after: "64x56x56", code: "sub { avgpool 3 1 p1 }" },
    infer: |context| apply(context, ElementwiseKind::Add),
    ..JOIN
};

pub(super) static MUL: Operation = Operation {
    name: "mul",
    summary: "elementwise product",
    doc: r"
The operands and shapes are those of [`add`](#add).

Each output element takes a multiplication for each operand beyond the first.",
    example: Example { after: "64x56x56", code: "mul { gap; conv 64; sigmoid }" },
    infer: |context| apply(context, ElementwiseKind::Mul),
    ..JOIN
};

pub(super) static DIV: Operation = Operation {
    name: "div",
    summary: "elementwise quotient: the first operand divided by the others",
    doc: r"
The operands and shapes are those of [`add`](#add).

Each output element takes a division for each operand beyond the first.",
    example: Example { after: "12x197x197", code: "div 8; softmax" },
    infer: |context| apply(context, ElementwiseKind::Div),
    ..JOIN
};

pub(super) static MAXIMUM: Operation = Operation {
    name: "maximum",
    summary: "elementwise maximum",
    doc: r"
The operands and shapes are those of [`add`](#add). The maximum over an axis of one tensor is [`max`](#max).

Each output element takes a comparison for each operand beyond the first.",
    example: Example { after: "64x56x56", code: "maximum { conv 64 } { conv 64 }" },
    infer: |context| apply(context, ElementwiseKind::Max),
    ..JOIN
};

pub(super) static MINIMUM: Operation = Operation {
    name: "minimum",
    summary: "elementwise minimum",
    doc: r"
The operands and shapes are those of [`add`](#add). The minimum over an axis of one tensor is [`min`](#min).

Each output element takes a comparison for each operand beyond the first.",
    example: Example { after: "64x56x56", code: "minimum 6" },
    infer: |context| apply(context, ElementwiseKind::Min),
    ..JOIN
};

pub(super) static POW: Operation = Operation {
    name: "pow",
    summary: "the first operand to the power of the second",
    doc: r"
There are two operands, whose shapes broadcast as those of [`add`](#add).

Each output element takes one special function. A square is cheaper as `mul it it`.",
    example: Example { after: "197x768", code: "pow 3" },
    infer: |context| pair(context, ElementwiseKind::Pow),
    ..JOIN
};

pub(super) static MOD: Operation = Operation {
    name: "mod",
    aliases: &["remainder", "fmod"],
    summary: "the rest of a division of the first operand by the second",
    doc: r"
There are two operands, whose shapes broadcast as those of [`add`](#add).

Each output element takes a division.",
    example: Example { after: "196", code: "mod 14" },
    infer: |context| pair(context, ElementwiseKind::Mod),
    ..JOIN
};

/// A join of exactly two operands.
pub(super) fn pair(context: &Context<'_>, kind: ElementwiseKind) -> Result<Inferred> {
    operands::<2>(context, "it takes two, as in `pow x 2`, or one and the current tensor")?;
    apply(context, kind)
}

/// The operands, if there are so many.
pub(super) fn operands<'c, const N: usize>(
    context: &'c Context<'_>,
    help: &str,
) -> Result<&'c [Input; N]> {
    let operands = context.operands();
    <&[Input; N]>::try_from(operands).map_err(|_| {
        let (operation, span, help) = (context.operation.name, context.span, help.to_owned());
        let (expected, found) = (N, operands.len());
        CallProblem::OperandCount { operation, expected, found, span, help }.into()
    })
}

pub(super) fn apply(context: &Context<'_>, kind: ElementwiseKind) -> Result<Inferred> {
    context.input()?;
    let output = context.new_shape(&broadcast(context, 0)?)?;
    let operands = u32::try_from(context.inputs.len()).unwrap_or(u32::MAX);
    let work = Elementwise { kind, operands, elements: output.elements() };
    Ok(Inferred::new(output, OpKind::Elementwise(work)))
}

/// The shape that the inputs broadcast to, without the last `skip` axes of all of them.
///
/// # Errors
/// When two sizes of an axis differ and neither is 1.
pub(super) fn broadcast(context: &Context<'_>, skip: usize) -> Result<Vec<u64>> {
    // The axes from the last to the first.
    let mut sizes: Vec<Operand> = Vec::new();
    for input in context.inputs {
        let axes = (1..).zip(input.shape.axes().iter().rev()).skip(skip);
        for (place, (from_end, &size)) in axes.enumerate() {
            match sizes.get_mut(place) {
                None => sizes.push((size, input)),
                Some(known) if known.0 == 1 => *known = (size, input),
                Some(known) if size == 1 || size == known.0 => {}
                Some(known) => {
                    let pair = [*known, (size, input)];
                    return Err(differs(context, &sizes, pair, from_end, skip));
                }
            }
        }
    }
    Ok(sizes.iter().rev().map(|(size, _)| u64::from(*size)).collect())
}

/// The size of an axis, with the operand that has it.
type Operand<'a> = (u32, &'a Input);

/// The problem of two sizes of an axis, counted from the end: 1 is the last.
fn differs(
    context: &Context<'_>,
    sizes: &[Operand<'_>],
    [(a, first), (b, second)]: [Operand<'_>; 2],
    from_end: i64,
    skip: usize,
) -> Box<DiagnosticKind> {
    // What all operands before the one that differs make together; the first of them if a tensor
    // of this many axes would not be a shape, which is another mistake.
    // An axis that has the size of the last operand already was 1.
    let size = |(size, of): &Operand<'_>| if std::ptr::eq(*of, second) { 1 } else { *size };
    let before: Vec<u64> = sizes.iter().rev().map(|axis| size(axis).into()).collect();
    let joined = if skip == 0 { Shape::new(&before).unwrap_or(first.shape) } else { first.shape };
    let alike = joined.rank() == second.shape.rank();
    let index = second.shape.index(-from_end);
    let own = first.shape.index(-from_end);
    let axis = index.filter(|_| alike).and_then(|index| i64::try_from(index).ok());
    let place = |of: &Input| context.inputs.iter().position(|input| std::ptr::eq(input, of));
    let pair = [place(first), place(second)].map(Option::unwrap_or_default);
    let made = |pair, axis, of: &Input| {
        let made = if skip == 0 { context.maker(pair, axis) } else { None };
        made.unwrap_or((of.origin, of.shape))
    };
    let (first_origin, first_shape) = made(pair, own, first);
    let (second_origin, second_shape) = made([pair[1], pair[0]], index, second);
    let words =
        "axes are aligned at the last one, and only an axis of 1 stretches to the other's size";
    JoinProblem::JoinDiffers {
        operation: context.operation.name,
        first: joined,
        second: second.shape,
        axis: axis.unwrap_or(-from_end),
        a,
        b,
        span: context.name,
        first_origin,
        first_shape,
        second_origin,
        second_shape,
        help: match skip {
            0 => context.joining(pair, None, words.to_owned()),
            _ => words.into(),
        },
    }
    .into()
}

/// One operation for each operand beyond the first, on each of the y output elements; one choice
/// for three operands.
pub fn counts<N: Numeric>(work: &Elementwise) -> Counts<N> {
    let joins = (N::named("operands", work.operands) - 1) * N::named("y", work.elements);
    match work.kind {
        ElementwiseKind::Add => Counts { add: joins, ..Counts::none() },
        ElementwiseKind::Div | ElementwiseKind::Mod => Counts { div: joins, ..Counts::none() },
        ElementwiseKind::Compare
        | ElementwiseKind::Logic
        | ElementwiseKind::Max
        | ElementwiseKind::Min => Counts { cmp: joins, ..Counts::none() },
        ElementwiseKind::Mul => Counts { mul: joins, ..Counts::none() },
        ElementwiseKind::Pow => Counts { special: joins, ..Counts::none() },
        ElementwiseKind::Where => Counts { cmp: N::named("y", work.elements), ..Counts::none() },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::ops::testing::{call, figures, refusal, shapes};

    #[test]
    fn residuals_gates_and_numbers() {
        assert_eq!(shapes("add", &["64x56x56", "64x56x56"]), ["64×56×56"]);
        assert_eq!(shapes("mul", &["64x56x56", "64x1x1"]), ["64×56×56"]);
        assert_eq!(shapes("mul", &["64x1x1", "64x56x56"]), ["64×56×56"]);
        assert_eq!(shapes("add", &["197x768", "768"]), ["197×768"]);
        assert_eq!(shapes("mul", &["12x197x197", ""]), ["12×197×197"]);
        assert_eq!(shapes("add", &["3x1", "1x4", ""]), ["3×4"]);
    }

    #[test]
    fn one_operation_for_each_operand_beyond_the_first() {
        let y = 64 * 56 * 56;
        let three = ["64x56x56", "64x56x56", "64x1x1"];
        assert_eq!(figures("add", &three), [0, 0, 2 * y, 0, 0, 0]);
        assert_eq!(figures("sub", &three), [0, 0, 2 * y, 0, 0, 0]);
        assert_eq!(figures("mul", &three), [0, 2 * y, 0, 0, 0, 0]);
        assert_eq!(figures("div", &["64x56x56", ""]), [0, 0, 0, y, 0, 0]);
        assert_eq!(figures("maximum", &three), [0, 0, 0, 0, 2 * y, 0]);
        assert_eq!(figures("minimum", &three), [0, 0, 0, 0, 2 * y, 0]);
        assert_eq!(figures("pow", &["64x56x56", ""]), [0, 0, 0, 0, 0, y]);
        assert_eq!(figures("mod", &["64x56x56", ""]), [0, 0, 0, y, 0, 0]);
        assert!(refusal("pow", &three).0.contains("joins 2 tensors, not 3"));
        assert_eq!(figures("add", &["64x56x56"]), [0; 6], "a list of one");
    }

    #[test]
    fn sizes_that_differ() {
        let (message, _) = refusal("add", &["64x56x56", "64x28x56"]);
        assert_eq!(message, "`add` cannot join 64×56×56 with 64×28×56: axis 1 is 56 and 28");
        let (message, _) = refusal("add", &["64x1x1", "1x7x7", "32x7x7"]);
        assert_eq!(message, "`add` cannot join 64×7×7 with 32×7×7: axis 0 is 64 and 32");
        assert!(refusal("add", &[]).0.contains("there is none yet"));
    }

    proptest! {
        /// NumPy's rule, axis by axis, whatever the order of the operands.
        #[test]
        fn broadcast_as_numpy(sizes in prop::collection::vec((1u64..4, any::<bool>(), any::<bool>()), 1..5)) {
            let text = |axes: Vec<u64>| axes.iter().map(u64::to_string).collect::<Vec<_>>().join("x");
            let a = text(sizes.iter().map(|(size, one, _)| if *one { 1 } else { *size }).collect());
            let b = text(sizes.iter().map(|(size, _, one)| if *one { 1 } else { *size }).collect());
            let all: Vec<u64> =
                sizes.iter().map(|(size, a, b)| if *a && *b { 1 } else { *size }).collect();
            let made = |line: &str, inputs: &[&str]| call(line, inputs).unwrap().outputs[0].axes().to_vec();
            let all: Vec<u32> = all.iter().map(|size| *size as u32).collect();
            for line in ["add", "minimum", "pow", "mod", "lt", "eq", "logicaland"] {
                prop_assert_eq!(made(line, &[&a, &b]), all.clone());
                prop_assert_eq!(made(line, &[&b, &a]), all.clone());
            }
            prop_assert_eq!(made("where", &[&a, &b, ""]), all.clone());
            prop_assert_eq!(made("where", &["1", &b, &a]), all);
        }
    }
}
