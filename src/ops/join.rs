//! Elementwise joins: `add`, `sub`, `mul`, `div`, `maximum`, `minimum`, `pow`, `mod`.

use super::axis::Axis;
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
    "one to join with the current tensor, or several to join with each other",
);

pub(super) const JOIN: Operation =
    Operation { takes: Takes::Operands { numbers: true }, rest: Some(OPERANDS), ..Operation::BASE };

pub(super) static ADD: Operation = Operation {
    name: "add",
    summary: "elementwise sum",
    doc: r"
The operands are tensors, branches and numbers; their shapes broadcast as in NumPy: aligned at the last axis, an axis
of 1 and a missing one stretch.

Each output element takes an addition for each operand beyond the first.",
    example: Example { after: "64x56x56", code: "add { conv 64 k3 p1; bn }" },
    infer: |context| apply(context, ElementwiseKind::Add),
    ..JOIN
};

pub(super) static SUB: Operation = Operation {
    name: "sub",
    summary: "elementwise difference: the first operand less the others",
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
    let before: Vec<u64> = sizes.iter().rev().map(|(size, _)| u64::from(*size)).collect();
    let joined = if skip == 0 { Shape::new(&before).unwrap_or(first.shape) } else { first.shape };
    let alike = first.shape.rank() == second.shape.rank();
    let index = second.shape.index(-from_end).filter(|_| alike);
    let axis = index.and_then(|index| i64::try_from(index).ok()).unwrap_or(-from_end);
    JoinProblem::JoinDiffers {
        operation: context.operation.name,
        first: joined,
        second: second.shape,
        axis,
        a,
        b,
        span: context.name,
        first_origin: first.origin,
        first_shape: first.shape,
        second_origin: second.origin,
        help: match (context.inputs.len(), skip) {
            (2, 0) => projection(&first.shape, &second.shape),
            _ => None,
        }
        .or_else(|| shrunk(&first.shape, &second.shape))
        .unwrap_or_else(|| {
            "axes are aligned at the last one, and only an axis of 1 stretches to the other's size"
                .into()
        }),
    }
    .into()
}

/// The padding that keeps the size of the smaller of two feature maps, if it was a window without it
/// that made it smaller.
pub(super) fn shrunk(first: &Shape, second: &Shape) -> Option<String> {
    if first.rank() != second.rank() || !(2..=4).contains(&first.rank()) {
        return None;
    }
    let pairs = || first.spatial().iter().zip(second.spatial());
    let (large, small) = pairs().map(|(a, b)| (*a.max(b), *a.min(b))).next()?;
    let lost = large - small;
    let alike = pairs().all(|(a, b)| a.abs_diff(*b) == lost);
    (alike && (2..=12).contains(&lost) && lost % 2 == 0).then(|| {
        let padding = lost / 2;
        format!(
            "{large} − {small} = {lost}: `p{padding}` where the smaller one is made keeps the size"
        )
    })
}

/// A 1×1 convolution that gives one feature map the shape of the other: a projection shortcut.
fn projection(first: &Shape, second: &Shape) -> Option<String> {
    let call = |from: &Shape, to: &Shape| {
        let size = |input: u32, stride: u32| Axis::plain(input, 1, stride).size();
        let pairs = || from.spatial().iter().zip(to.spatial());
        let fits = |stride: &u32| {
            pairs().all(|(input, output)| size(*input, *stride) == Some(u64::from(*output)))
        };
        let stride = [1, 2, 4, 8].into_iter().find(fits)?;
        let stride = if stride == 1 { String::new() } else { format!(" s{stride}") };
        Some(format!("`{{ conv {}{stride} }}`", to.axis(0)?))
    };
    if first.rank() != second.rank() || !(3..=4).contains(&first.rank()) {
        return None;
    }
    let fits = |branch: String, which: &str| format!("{branch} in place of the {which} would fit");
    call(first, second)
        .map(|branch| fits(branch, "first"))
        .or_else(|| call(second, first).map(|branch| fits(branch, "second")))
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
