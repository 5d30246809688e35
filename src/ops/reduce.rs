//! Reductions over axes: `mean`, `sum`, `max`.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{OpKind, Reduction, ReductionKind};

const PARAMETERS: &[ParameterSpec] = &[
    ParameterSpec::new(
        "axis",
        Kind::Axes,
        DefaultValue::Absent("all"),
        "the axis or axes that are reduced",
    )
    .words(&["all"]),
    ParameterSpec::new(
        "keepdim",
        Kind::Flag,
        DefaultValue::Bool(false),
        "whether these axes stay, with the size 1",
    ),
];

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

fn apply(context: &Context<'_>, kind: ReductionKind) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let axes = context.axes("axis", &shape)?.unwrap_or_else(|| (0..shape.rank()).collect());
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
    let combined = (n - 1) * y;
    match work.kind {
        ReductionKind::Max => Counts { cmp: combined, ..Counts::none() },
        ReductionKind::Mean => Counts { add: combined, div: y, ..Counts::none() },
        ReductionKind::Sum => Counts { add: combined, ..Counts::none() },
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, shape, shapes};

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
    }
}
