//! `softmax` and `logsoftmax`.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{OpKind, Softmax};

const AXIS: ParameterSpec =
    ParameterSpec::new("axis", Kind::Axis, DefaultValue::Integer(-1), "the axis that sums to 1");

pub(super) static SOFTMAX: Operation = Operation {
    name: "softmax",
    summary: "eˣ divided by its sum over an axis",
    doc: r"
The shape is unchanged.

A vector of n takes n − 1 comparisons for the maximum and n additions to subtract it, n exponentials, n − 1 additions
for the sum, and n divisions.",
    example: Example { after: "1000", code: "softmax" },
    parameters: &[AXIS],
    infer: |context| apply(context, false),
    ..Operation::BASE
};

pub(super) static LOGSOFTMAX: Operation = Operation {
    name: "logsoftmax",
    summary: "the logarithm of `softmax`",
    doc: r"
The shape is unchanged.

A vector of n takes the operations of [`softmax`](#softmax), but one logarithm and n additions instead of the n
divisions.",
    example: Example { after: "1000", code: "logsoftmax" },
    parameters: &[AXIS],
    infer: |context| apply(context, true),
    ..Operation::BASE
};

fn apply(context: &Context<'_>, log: bool) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let axis = context.axis("axis", &shape)?;
    let length = shape.axis(axis).map_or(1, u64::from);
    let work = Softmax { log, vectors: shape.elements() / length, length };
    Ok(Inferred::new(shape, OpKind::Softmax(work)))
}

/// The operations of one vector of n, for each of the v vectors.
pub fn counts<N: Numeric>(work: &Softmax) -> Counts<N> {
    let v = N::named("v", work.vectors);
    let n = N::named("n", work.length);
    let (cmp, sums) = (v * (n - 1), n + (n - 1));
    if work.log {
        Counts { cmp, add: v * (sums + n), special: v * (n + 1), ..Counts::none() }
    } else {
        Counts { cmp, add: v * sums, special: v * n, div: v * n, ..Counts::none() }
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::figures;

    #[test]
    fn vectors_along_an_axis() {
        let (v, n) = (12 * 197, 197);
        let of = |line: &str| figures(line, &["12x197x197"]);
        assert_eq!(of("softmax"), [0, 0, v * (2 * n - 1), v * n, v * (n - 1), v * n]);
        assert_eq!(of("logsoftmax"), [0, 0, v * (3 * n - 1), 0, v * (n - 1), v * (n + 1)]);
        assert_eq!(figures("softmax axis=0", &["10x4"])[4], 4 * 9);
    }
}
