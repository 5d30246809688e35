//! Elements in another order along axes: `permute`, `transpose`, `shuffle`, `roll`, `flip`.

use super::context::Division;
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::diagnostics::call::CallProblem;
use crate::diagnostics::shape::ShapeProblem;
use crate::network::{Move, OpKind};
use crate::tensor::{MAX_AXIS, Shape};

pub(super) static PERMUTE: Operation = Operation {
    name: "permute",
    summary: "axes in another order",
    doc: r"
`permute 1 0 2` makes the second axis the first. Each axis is named once; the batch is not one of them.

It moves data and computes nothing.",
    example: Example { after: "197x12x64", code: "permute 1 0 2" },
    rest: Some(ParameterSpec::new(
        "axes",
        Kind::Axis,
        DefaultValue::Required,
        "the axis that comes first in the output, the second, and so on",
    )),
    infer: permute,
    ..Operation::BASE
};

pub(super) static TRANSPOSE: Operation = Operation {
    name: "transpose",
    summary: "two axes exchanged",
    doc: r"
`transpose 0 1` makes the first axis the second and the second the first; the others stay.

It moves data and computes nothing.",
    example: Example { after: "768x196", code: "transpose 0 1" },
    parameters: &[
        ParameterSpec::new("a", Kind::Axis, DefaultValue::Required, "an axis"),
        ParameterSpec::new(
            "b",
            Kind::Axis,
            DefaultValue::Required,
            "the axis that it is exchanged with",
        ),
    ],
    infer: |context| {
        let shape = context.input()?.shape;
        let (a, b) = (context.axis("a", &shape)?, context.axis("b", &shape)?);
        let mut sizes: Vec<u64> = shape.axes().iter().map(|size| u64::from(*size)).collect();
        sizes.swap(a, b);
        moved(context, &sizes)
    },
    ..Operation::BASE
};

pub(super) static SHUFFLE: Operation = Operation {
    name: "shuffle",
    summary: "channels interleaved across groups (ShuffleNet)",
    doc: r"
The shape is unchanged. The `C` channels are divided into g groups, and the output takes the first of each group,
the second of each, and so on (Zhang et al., ShuffleNet, 2017).

It moves data and computes nothing.",
    example: Example { after: "116x28x28", code: "shuffle 2" },
    parameters: &[ParameterSpec::new(
        "g",
        Kind::Integer(1),
        DefaultValue::Required,
        "groups of channels",
    )
    .also(&["groups"])],
    infer: |context| {
        let map = context.feature_map()?;
        let parts = context.count("g")?.into();
        let whole = u64::from(map.channels);
        if !whole.is_multiple_of(parts) {
            let (part, what) = ("groups", "channels");
            let division = Division { parameter: "g", parts, part, whole, what, fits: Some(whole) };
            return Err(context.not_divisible(&division));
        }
        Ok(copied(map.shape, true))
    },
    ..Operation::BASE
};

pub(super) static ROLL: Operation = Operation {
    name: "roll",
    summary: "elements shifted along axes, with wraparound",
    doc: r"
The shape is unchanged. Each named axis is shifted by its number, and elements that leave at one end enter at the other,
like PyTorch's `roll` (the shifted windows of Swin).

It moves data and computes nothing.",
    example: Example { after: "56x56x96", code: "roll (-3, -3) axis=(0, 1)" },
    parameters: &[
        ParameterSpec::new("n", Kind::Integers, DefaultValue::Required, "the shift of each axis")
            .also(&["shifts"]),
        ParameterSpec::new(
            "axis",
            Kind::Axes,
            DefaultValue::Integer(0),
            "the axis or axes to shift",
        ),
    ],
    infer: |context| {
        let shape = context.input()?.shape;
        let (shifts, _) = context.integers("n", -i64::from(MAX_AXIS))?;
        let axes = context.axes("axis", &shape)?.unwrap_or_default();
        if shifts.len() != axes.len() {
            return Err(CallProblem::WrongType {
                operation: context.operation.name.into(),
                parameter: "n".into(),
                expected: format!("as many shifts as there are axes, {}", axes.len()),
                found: shifts.len().to_string(),
                span: context.place("n"),
                help: Some("as in `roll (-3, -3) axis=(0, 1)`".into()),
            }
            .into());
        }
        Ok(copied(shape, true))
    },
    ..Operation::BASE
};

pub(super) static FLIP: Operation = Operation {
    name: "flip",
    summary: "axes in reverse",
    doc: r"
The shape is unchanged. The elements of each axis named, or of all, are in reverse, like PyTorch's `flip`.

It moves data and computes nothing.",
    example: Example { after: "3x224x224", code: "flip axis=-1" },
    parameters: &[ParameterSpec::new(
        "axis",
        Kind::Axes,
        DefaultValue::Absent("all"),
        "the axis or axes to reverse",
    )
    .words(&["all"])],
    infer: |context| {
        let shape = context.input()?.shape;
        context.axes("axis", &shape)?;
        Ok(copied(shape, true))
    },
    ..Operation::BASE
};

/// The data of the inputs, moved to an output of this shape and as many elements.
pub(super) fn copied(output: Shape, grid: bool) -> Inferred {
    Inferred::new(output, OpKind::Move(Move { view: false, copied: output.elements(), grid }))
}

fn moved(context: &Context<'_>, sizes: &[u64]) -> Result<Inferred> {
    Ok(copied(context.new_shape(sizes)?, false))
}

fn permute(context: &Context<'_>) -> Result<Inferred> {
    let input = *context.input()?;
    let shape = input.shape;
    let order = context.rest_axes(&shape)?;
    if order.len() != shape.rank() {
        // The axes named, and then the ones left out, in their order.
        let missing = (0..shape.rank()).filter(|axis| !order.contains(axis));
        let all: Vec<String> =
            order.iter().copied().chain(missing).map(|axis| axis.to_string()).collect();
        return Err(ShapeProblem::NotAPermutation {
            rank: shape.rank(),
            shape,
            found: match order.as_slice() {
                [] => "none".into(),
                named => named.iter().map(usize::to_string).collect::<Vec<_>>().join(", "),
            },
            span: context.span,
            origin: input.origin,
            help: format!("`permute {}` names them all", all.join(" ")),
        }
        .into());
    }
    let sizes = order.iter().filter_map(|axis| shape.axis(*axis)).map(u64::from);
    moved(context, &sizes.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, refusal, shape};

    #[test]
    fn orders() {
        assert_eq!(shape("permute 1 0 2", "197x12x64"), "12x197x64");
        assert_eq!(shape("permute (2,0,1)", "56x57x96"), "96x56x57");
        assert_eq!(shape("permute -1 0 1", "56x57x96"), "96x56x57");
        assert_eq!(shape("transpose 0 -1", "2x3x4"), "4x3x2");
        assert_eq!(shape("shuffle 2", "116x28x28"), "116x28x28");
        assert_eq!(shape("roll -3", "56x56x96"), "56x56x96");
        assert_eq!(shape("flip", "56x56x96"), "56x56x96");
        assert_eq!(shape("flip axis=(0,-1)", "56x56x96"), "56x56x96");
        assert!(call("flip axis=3", &["56x56x96"]).is_err());
        assert_eq!(shape("roll (-3,-3) axis=(0,1)", "56x56x96"), "56x56x96");
    }

    #[test]
    fn what_is_no_order() {
        let (message, help) = refusal("permute 1 0", &["197x12x64"]);
        assert_eq!(message, "`permute` needs each of the 3 axes of 197×12×64 once, but names 1, 0");
        assert_eq!(help, "`permute 1 0 2` names them all");
        assert_eq!(refusal("permute 1 1 0", &["2x3x4"]).0, "`permute` names axis 1 twice");
        let (message, help) = refusal("permute 0 1 2 3", &["2x3x4"]);
        assert_eq!(
            message,
            "there is no axis 3 in 2×3×4: its axes are 0 to 2, or -1 to -3 from the end"
        );
        assert_eq!(help, "the batch is not an axis here: PyTorch's `dim=3` is axis 2");
        assert!(refusal("permute", &["2x3"]).0.ends_with("names none"));
        assert!(refusal("shuffle 3", &["116x28x28"]).1.contains("`g=2` or `g=4` would do"));
        assert!(call("roll (1,2)", &["8x8"]).is_err());
        assert!(call("transpose 0 2", &["8x8"]).is_err());
    }
}
