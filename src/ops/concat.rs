//! Joins that lay tensors end to end: `concat` and `stack`.

use super::axes::copied;
use super::join::OPERANDS;
use super::operation::{Context, Example, Input, Operation, Takes};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::shape::JoinProblem;
use crate::diagnostics::{DiagnosticKind, Result};

pub(super) static CONCAT: Operation = Operation {
    name: "concat",
    aliases: &["cat"],
    summary: "tensors concatenated along an axis",
    doc: r"
All operands have the same sizes except along the axis, where the output's size is the sum of theirs.

It moves data and computes nothing.",
    example: Example {
        after: "192x28x28",
        code: "concat { conv 64 } { conv 96; relu; conv 128 k3 p1 }",
    },
    takes: Takes::Operands { numbers: false },
    rest: Some(OPERANDS),
    parameters: &[ParameterSpec::new(
        "axis",
        Kind::Axis,
        DefaultValue::Integer(0),
        "the axis along which they are joined",
    )],
    infer: |context| {
        let first = *context.input()?;
        let axis = context.axis("axis", &first.shape)?;
        check(context, &first, axis, Some(axis))?;
        // Fewer than 2³² operands, each below 2³¹: the sum fits.
        let joined = context.inputs.iter().filter_map(|input| input.shape.axis(axis));
        let joined = joined.map(u64::from).sum();
        Ok(copied(context.resized(&first.shape, axis, joined)?, true))
    },
    ..Operation::BASE
};

pub(super) static STACK: Operation = Operation {
    name: "stack",
    summary: "tensors stacked along a new axis",
    doc: r"
All operands have the same shape; the output has one more axis, whose size is the number of operands.

It moves data and computes nothing.",
    example: Example { after: "64x56x56", code: "stack { conv 64 } { conv 64 k3 p1 }" },
    takes: Takes::Operands { numbers: false },
    rest: Some(OPERANDS),
    parameters: &[ParameterSpec::new(
        "axis",
        Kind::Axis,
        DefaultValue::Integer(0),
        "the position of the new axis in the output",
    )],
    infer: |context| {
        let first = *context.input()?;
        let axis = context.new_axis("axis", &first.shape)?;
        check(context, &first, axis, None)?;
        let mut sizes: Vec<u64> = first.shape.axes().iter().map(|size| u64::from(*size)).collect();
        sizes.insert(axis, context.inputs.len() as u64);
        Ok(copied(context.new_shape(&sizes)?, false))
    },
    ..Operation::BASE
};

/// Refuses an operand that differs from the first in an axis other than the `free` one.
fn check(context: &Context<'_>, first: &Input, axis: usize, free: Option<usize>) -> Result<()> {
    for (place, other) in context.inputs.iter().enumerate() {
        let (a, b) = (first.shape.axes(), other.shape.axes());
        let differs = |index: &usize| Some(*index) != free && a.get(*index) != b.get(*index);
        let axes: Vec<usize> = (0..a.len().max(b.len())).filter(differs).collect();
        if !axes.is_empty() {
            return Err(problem(context, axis, free, (place, [first, other]), &axes));
        }
    }
    Ok(())
}

fn problem(
    context: &Context<'_>,
    axis: usize,
    free: Option<usize>,
    (place, [first, second]): (usize, [&Input; 2]),
    axes: &[usize],
) -> Box<DiagnosticKind> {
    let (a, b) = (first.shape, second.shape);
    let words = if a.rank() != b.rank() {
        format!("{a} has {} axes, {b} has {}", a.rank(), b.rank())
    } else {
        let sizes = axes.iter().filter_map(|axis| Some((axis, a.axis(*axis)?, b.axis(*axis)?)));
        let sizes = sizes.map(|(axis, a, b)| format!("axis {axis} is {a} and {b}"));
        let differ = sizes.collect::<Vec<_>>().join(", ");
        let instead = match axes {
            // Where an axis may differ, it may be this one instead.
            [only] if free.is_some_and(|free| a.axis(free) == b.axis(free)) => {
                format!("; `axis={only}` joins along it")
            }
            _ => String::new(),
        };
        format!("{differ}{instead}")
    };
    let disputed = axes.first().copied().filter(|_| a.rank() == b.rank());
    let [(first_origin, first_shape), (second_origin, second_shape)] = [
        (context.maker([0, place], disputed), first),
        (context.maker([place, 0], disputed), second),
    ]
    .map(|(made, of)| made.unwrap_or((of.origin, of.shape)));
    JoinProblem::ConcatAxes {
        operation: context.operation.name,
        axis,
        first: a,
        second: b,
        span: context.name,
        first_origin,
        first_shape,
        second_origin,
        second_shape,
        help: context.joining([0, place], free, words),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use crate::network::{Move, OpKind};
    use crate::ops::testing::{call, figures, refusal, shapes};

    #[test]
    fn inception_and_tokens() {
        let columns = ["64x28x28", "128x28x28", "32x28x28", "32x28x28"];
        assert_eq!(shapes("concat", &columns), ["256×28×28"]);
        assert_eq!(shapes("concat axis=-1", &["2x3", "2x5"]), ["2×8"]);
        assert_eq!(shapes("concat", &["2x3"]), ["2×3"], "a list of one");
        let work = call("concat", &columns).unwrap().kind;
        assert_eq!(work, OpKind::Move(Move { view: false, copied: 256 * 28 * 28, grid: true }));
        assert_eq!(figures("concat", &columns), [0; 6]);
    }

    #[test]
    fn a_new_axis() {
        assert_eq!(shapes("stack", &["64x7", "64x7", "64x7"]), ["3×64×7"]);
        assert_eq!(shapes("stack axis=-1", &["64x7", "64x7"]), ["64×7×2"]);
        assert_eq!(shapes("stack axis=2", &["64x7", "64x7"]), ["64×7×2"]);
        let (message, _) = refusal("stack axis=3", &["64x7", "64x7"]);
        assert_eq!(
            message,
            "there is no axis 3 in 64×7: a new axis can be at 0 to 2, or -1 to -3 from the end"
        );
    }

    #[test]
    fn other_axes_are_equal() {
        let (message, help) = refusal("concat", &["64x28x28", "64x28x28", "64x14x28"]);
        assert_eq!(
            message,
            "`concat` along axis 0 needs shapes that are equal in the other axes, not 64×28×28 and 64×14×28"
        );
        assert_eq!(help, "axis 1 is 28 and 14; `axis=1` joins along it");
        let (_, help) = refusal("concat", &["64x28x28", "32x14x28"]);
        assert_eq!(help, "axis 1 is 28 and 14");
        let (_, help) = refusal("concat", &["64x28x28", "64x28"]);
        assert_eq!(help, "64×28×28 has 3 axes, 64×28 has 2");
        let (_, help) = refusal("stack axis=1", &["64x28", "32x28"]);
        assert_eq!(help, "axis 0 is 64 and 32", "no axis may differ");
        let (message, help) = refusal("concat axis=2", &["64x28", "64x28"]);
        assert_eq!(
            message,
            "there is no axis 2 in 64×28: its axes are 0 to 1, or -1 to -2 from the end"
        );
        assert_eq!(help, "the batch is not an axis here: PyTorch's `dim=2` is axis 1");
    }
}
