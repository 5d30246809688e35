//! Running sums and products: `cumsum` and `cumprod`.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Cumulative, OpKind};

const AXIS: ParameterSpec = ParameterSpec::new(
    "axis",
    Kind::Axis,
    DefaultValue::Integer(-1),
    "the axis that it runs along",
);

pub(super) static CUMSUM: Operation = Operation {
    name: "cumsum",
    summary: "the running sum along an axis",
    doc: r"
The shape is unchanged.

A vector of n takes n − 1 additions.",
    example: Example { after: "197x768", code: "cumsum axis=0" },
    parameters: &[AXIS],
    infer: |context| apply(context, false),
    ..Operation::BASE
};

pub(super) static CUMPROD: Operation = Operation {
    name: "cumprod",
    summary: "the running product along an axis",
    doc: r"
The shape is unchanged.

A vector of n takes n − 1 multiplications.",
    example: Example { after: "197x768", code: "cumprod axis=0" },
    parameters: &[AXIS],
    infer: |context| apply(context, true),
    ..Operation::BASE
};

fn apply(context: &Context<'_>, product: bool) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let axis = context.axis("axis", &shape)?;
    let length = shape.axis(axis).map_or(1, u64::from);
    let work = Cumulative { product, vectors: shape.elements() / length, length };
    Ok(Inferred::new(shape, OpKind::Cumulative(work)))
}

/// n − 1 operations for each of the v vectors.
pub fn counts<N: Numeric>(work: &Cumulative) -> Counts<N> {
    let steps = N::named("v", work.vectors) * (N::named("n", work.length) - 1);
    match work.product {
        false => Counts { add: steps, ..Counts::none() },
        true => Counts { mul: steps, ..Counts::none() },
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, figures, shape};

    #[test]
    fn one_operation_less_than_values() {
        assert_eq!(shape("cumsum", "8x100"), "8x100");
        assert_eq!(figures("cumsum", &["8x100"]), [0, 0, 8 * 99, 0, 0, 0]);
        assert_eq!(figures("cumprod axis=0", &["8x100"]), [0, 7 * 100, 0, 0, 0, 0]);
        assert!(call("cumsum axis=2", &["8x100"]).is_err());
    }
}
