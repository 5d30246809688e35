//! Reductions over axes: `mean`, `sum`, `max`, `norm`, `argmax` and the like.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{OpKind, Reduction, ReductionKind};
use crate::tensor::Dtype;
use crate::value::Value;

const AXES: ParameterSpec = ParameterSpec::new(
    "axis",
    Kind::Axes,
    DefaultValue::Absent("all"),
    "the axis or axes that are reduced",
)
.words(&["all"]);

const KEEPDIM: ParameterSpec = ParameterSpec::new(
    "keepdim",
    Kind::Flag,
    DefaultValue::Bool(false),
    "whether these axes stay, with the size 1",
)
.also(&["keepdims"]);

const PARAMETERS: &[ParameterSpec] = &[AXES, KEEPDIM];

/// Of one axis, for positions along it.
const ONE_AXIS: &[ParameterSpec] =
    &[ParameterSpec { kind: Kind::Axis, doc: "the axis that disappears", ..AXES }, KEEPDIM];

pub(super) static MEAN: Operation = Operation {
    name: "mean",
    summary: "the mean over axes",
    doc: r"
The named axes are removed, or all axes, which leaves a single number; with `keepdim` they stay with the size 1.

Each output element is the mean of n values: n − 1 additions and a division.",
    example: Example { after: "1024x7x7", code: "mean axis=(1, 2); fc 1000" },
    parameters: PARAMETERS,
    infer: |context| apply(context, ReductionKind::Mean),
    ..Operation::BASE
};

pub(super) static SUM: Operation = Operation {
    name: "sum",
    summary: "the sum over axes",
    doc: r"
The shapes are those of [`mean`](#mean).

Each output element is the sum of n values: n − 1 additions.",
    example: Example { after: "26x64", code: "sum axis=0" },
    parameters: PARAMETERS,
    infer: |context| apply(context, ReductionKind::Sum),
    ..Operation::BASE
};

pub(super) static MAX: Operation = Operation {
    name: "max",
    summary: "the maximum over axes",
    doc: r"
The shapes are those of [`mean`](#mean). The maximum of several tensors is [`maximum`](#maximum).

Each output element is the largest of n values: n − 1 comparisons.",
    example: Example { after: "1024x2048", code: "max axis=1" },
    parameters: PARAMETERS,
    infer: |context| apply(context, ReductionKind::Max),
    ..Operation::BASE
};

pub(super) static MIN: Operation = Operation {
    name: "min",
    summary: "the minimum over axes",
    doc: r"
The shapes are those of [`mean`](#mean). The minimum of several tensors is [`minimum`](#minimum).

Each output element is the smallest of n values: n − 1 comparisons.",
    example: Example { after: "1024x2048", code: "min axis=1" },
    parameters: PARAMETERS,
    infer: |context| apply(context, ReductionKind::Min),
    ..Operation::BASE
};

pub(super) static PROD: Operation = Operation {
    name: "prod",
    summary: "the product over axes",
    doc: r"
The shapes are those of [`mean`](#mean).

Each output element is the product of n values: n − 1 multiplications.",
    example: Example { after: "26x64", code: "prod axis=0" },
    parameters: PARAMETERS,
    infer: |context| apply(context, ReductionKind::Prod),
    ..Operation::BASE
};

pub(super) static NORM: Operation = Operation {
    name: "norm",
    summary: "the length of vectors over axes",
    doc: r"
The shapes are those of [`mean`](#mean). The order p is 2 for the Euclidean length, 1 for the sum of absolute
values, `inf` for the largest of them, or any other number above 0: PyTorch's `linalg.vector_norm`. To divide
by it, use [`normalize`](#normalize).

For n values, p = 2 takes n multiplications, n − 1 additions and a root; p = 1 n comparisons and n − 1 additions;
`inf` 2·n − 1 comparisons; any other p n comparisons, n powers, n − 1 additions and a root.",
    example: Example { after: "512x64", code: "norm axis=-1 keepdim" },
    parameters: &[
        ParameterSpec::new("p", Kind::Number, DefaultValue::Integer(2), "the order")
            .also(&["ord"])
            .words(&["inf"]),
        AXES,
        KEEPDIM,
    ],
    infer: |context| apply(context, order(context)?),
    ..Operation::BASE
};

pub(super) static LOGSUMEXP: Operation = Operation {
    name: "logsumexp",
    summary: "the logarithm of the sum of eˣ over axes",
    doc: r"
The shapes are those of [`mean`](#mean).

Each output element of n values takes n − 1 comparisons for the maximum and n additions to subtract it, n
exponentials, n − 1 additions for the sum, a logarithm, and an addition for the maximum.",
    example: Example { after: "1000", code: "logsumexp" },
    parameters: PARAMETERS,
    infer: |context| apply(context, ReductionKind::LogSumExp),
    ..Operation::BASE
};

pub(super) static ARGMAX: Operation = Operation {
    name: "argmax",
    summary: "the position of the maximum along an axis",
    doc: r"
The axis is removed; without `axis=` all are, and the position is that in the flattened tensor; with `keepdim` they stay with the size
1. The output's type is `int64`.

Each output element is found among n values: n − 1 comparisons.",
    example: Example { after: "19x512x512", code: "argmax axis=0" },
    parameters: ONE_AXIS,
    infer: position,
    ..Operation::BASE
};

pub(super) static ARGMIN: Operation = Operation {
    name: "argmin",
    summary: "the position of the minimum along an axis",
    doc: r"
The shapes and the type are those of [`argmax`](#argmax).

Each output element is found among n values: n − 1 comparisons.",
    example: Example { after: "19x512x512", code: "argmin axis=0" },
    parameters: ONE_AXIS,
    infer: position,
    ..Operation::BASE
};

/// Which norm the order is.
fn order(context: &Context<'_>) -> Result<ReductionKind> {
    let given = context.given("p").map(|argument| &argument.value);
    if matches!(given, Some(Value::String(word)) if &**word == "inf") {
        return Ok(ReductionKind::LInf);
    }
    let p = context.number("p")?;
    match p.to_integer() {
        Some(1) => Ok(ReductionKind::L1),
        Some(2) => Ok(ReductionKind::L2),
        _ if p.to_decimal() > 0.0 => Ok(ReductionKind::Lp),
        _ => Err(context.out_of_range("p", "above 0".to_owned(), p)),
    }
}

/// A position along an axis, or in all of the tensor.
fn position(context: &Context<'_>) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let axes = match context.given("axis") {
        Some(_) => vec![context.axis("axis", &shape)?],
        None => (0..shape.rank()).collect(),
    };
    Ok(over(context, ReductionKind::Argmax, &axes)?.typed(&[Some(Dtype::Int64)]))
}

fn apply(context: &Context<'_>, kind: ReductionKind) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let axes = context.axes("axis", &shape)?.unwrap_or_else(|| (0..shape.rank()).collect());
    over(context, kind, &axes)
}

fn over(context: &Context<'_>, kind: ReductionKind, axes: &[usize]) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let keepdim = context.flag("keepdim")?;
    let mut sizes = Vec::with_capacity(shape.rank());
    for (axis, size) in shape.axes().iter().enumerate() {
        match (axes.contains(&axis), keepdim) {
            (false, _) => sizes.push(u64::from(*size)),
            (true, true) => sizes.push(1),
            (true, false) => {}
        }
    }
    let output = context.new_shape(&sizes)?;
    let outputs = output.elements();
    let work = Reduction { kind, outputs, length: shape.elements() / outputs };
    Ok(Inferred::new(output, OpKind::Reduction(work)))
}

/// n values for each of the y output elements.
pub fn counts<N: Numeric>(work: &Reduction) -> Counts<N> {
    let n = N::named("n", work.length);
    let y = N::named("y", work.outputs);
    let (combined, each) = ((n - 1) * y, n * y);
    let none = Counts::none();
    match work.kind {
        ReductionKind::Argmax | ReductionKind::Max | ReductionKind::Min => {
            Counts { cmp: combined, ..none }
        }
        ReductionKind::Mean => Counts { add: combined, div: y, ..none },
        ReductionKind::Sum => Counts { add: combined, ..none },
        ReductionKind::Prod => Counts { mul: combined, ..none },
        ReductionKind::L1 => Counts { cmp: each, add: combined, ..none },
        ReductionKind::L2 => Counts { mul: each, add: combined, special: y, ..none },
        ReductionKind::LInf => Counts { cmp: each + combined, ..none },
        ReductionKind::Lp => Counts { cmp: each, special: each + y, add: combined, ..none },
        ReductionKind::LogSumExp => {
            Counts { cmp: combined, add: each * 2, special: each + y, ..none }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, figures, outcome, refusal, shape, shapes};
    use crate::tensor::Dtype;

    #[test]
    fn axes_disappear_or_stay() {
        assert_eq!(shape("mean axis=(1,2)", "1024x7x7"), "1024");
        assert_eq!(shape("mean axis=(-1,-2) keepdim", "1024x7x7"), "1024x1x1");
        assert_eq!(shape("sum axis=0", "26x64"), "64");
        assert_eq!(shapes("max", &["26x64"]), ["a number"]);
        assert_eq!(shape("max axis=all keepdim", "26x64"), "1x1");
    }

    #[test]
    fn one_operation_less_than_values() {
        assert_eq!(figures("mean axis=(1,2)", &["1024x7x7"]), [0, 0, 1024 * 48, 1024, 0, 0]);
        assert_eq!(figures("sum axis=0", &["26x64"]), [0, 0, 25 * 64, 0, 0, 0]);
        assert_eq!(figures("max", &["26x64"]), [0, 0, 0, 0, 26 * 64 - 1, 0]);
        assert_eq!(figures("min axis=0", &["26x64"]), [0, 0, 0, 0, 25 * 64, 0]);
        assert_eq!(figures("prod axis=0", &["26x64"]), [0, 25 * 64, 0, 0, 0, 0]);
    }

    #[test]
    fn norms_by_their_order() {
        let (n, y) = (64, 26);
        let of = |line: &str| figures(line, &["26x64"]);
        assert_eq!(of("norm axis=1"), [0, n * y, (n - 1) * y, 0, 0, y]);
        assert_eq!(of("norm 1 axis=1"), [0, 0, (n - 1) * y, 0, n * y, 0]);
        assert_eq!(of("norm inf axis=1"), [0, 0, 0, 0, (2 * n - 1) * y, 0]);
        assert_eq!(of("norm p=0.5 axis=1"), [0, 0, (n - 1) * y, 0, n * y, (n + 1) * y]);
        assert!(refusal("norm 0", &["26x64"]).0.contains("above 0, not 0"));
        // The maximum, its subtraction, the sum, and the maximum again.
        let sums = n + (n - 1) + 1;
        assert_eq!(of("logsumexp axis=1"), [0, 0, sums * y, 0, (n - 1) * y, (n + 1) * y]);
    }

    #[test]
    fn positions_along_an_axis() {
        for line in ["argmax", "argmin"] {
            assert_eq!(shape(&format!("{line} axis=0"), "19x512x512"), "512x512");
            assert_eq!(shape(&format!("{line} axis=-1 keepdim"), "8x5"), "8x1");
            assert_eq!(shapes(line, &["8x5"]), ["a number"]);
            assert_eq!(outcome(line, &["8x5"]).types, [Some(Dtype::Int64)]);
            assert_eq!(figures(&format!("{line} axis=0"), &["8x5"]), [0, 0, 0, 0, 7 * 5, 0]);
            assert!(call(&format!("{line} axis=(0,1)"), &["8x5"]).is_err());
        }
    }
}
