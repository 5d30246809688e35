//! Other views of the same data: `flatten`, `reshape`, `expand`, `squeeze`, `unsqueeze`,
//! `identity`, `dropout`.

use super::inferred::{Inferred, VIEW};
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use super::sizes::comma;
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::network::OpKind;
use crate::tensor::Shape;

pub(super) static FLATTEN: Operation = Operation {
    name: "flatten",
    summary: "all elements on one axis",
    doc: r"
`C`×`H`×`W` becomes `C·H·W`, and likewise for any number of axes. The batch remains a separate axis, as in PyTorch's
`flatten(1)`.

It is a view: it computes, reads and writes nothing.",
    example: Example { after: "256x6x6", code: "flatten" },
    infer: |context| view(context, &[context.input()?.shape.elements()]),
    ..Operation::BASE
};

pub(super) static RESHAPE: Operation = Operation {
    name: "reshape",
    aliases: &["view"],
    summary: "the same elements in another shape",
    doc: r"
The shape has as many elements as the input; one axis may be −1, and is inferred from the others. The batch remains a
separate axis.

It is a view: it computes, reads and writes nothing.",
    example: Example { after: "768x14x14", code: "reshape (768, -1); permute 1 0" },
    parameters: &[ParameterSpec::new(
        "shape",
        Kind::Shape,
        DefaultValue::Required,
        "the sizes of the axes; one may be -1",
    )],
    infer: reshape,
    ..Operation::BASE
};

pub(super) static EXPAND: Operation = Operation {
    name: "expand",
    aliases: &["broadcastto", "broadcast_to"],
    summary: "repeats axes of size 1, and adds axes before the others",
    doc: r"
The given shape is aligned with the input at the last axis: an axis of 1 gets the given size; any other axis keeps its
size, for which −1 or 1 can be given too; missing axes are added before. This is PyTorch's `expand` and ONNX's `Expand`.

It is a view: it computes, reads and writes nothing.",
    example: Example { after: "64x1x1", code: "expand 64x7x7" },
    parameters: &[ParameterSpec::new(
        "shape",
        Kind::Shape,
        DefaultValue::Required,
        "the sizes of the axes; -1 keeps one",
    )],
    infer: expand,
    ..Operation::BASE
};

pub(super) static IDENTITY: Operation = Operation {
    name: "identity",
    summary: "the unchanged input",
    doc: r"
The output is the input, with a row and a name of its own.

It is a view: it computes, reads and writes nothing.",
    example: Example { after: "64x56x56", code: "skip: identity" },
    ..Operation::BASE
};

pub(super) static DROPOUT: Operation = Operation {
    name: "dropout",
    summary: "dropout, which does nothing at inference",
    doc: r"
The output is the input.

At inference it is a view: it computes, reads and writes nothing.",
    example: Example { after: "4096", code: "dropout 0.5" },
    parameters: &[ParameterSpec::new(
        "p",
        Kind::Number,
        DefaultValue::Decimal(0.5),
        "the probability that an element is dropped in training",
    )],
    infer: |context| {
        context.decimal("p", 0.0, 1.0)?;
        Ok(Inferred::new(context.input()?.shape, OpKind::Dropout))
    },
    ..Operation::BASE
};

pub(super) static SQUEEZE: Operation = Operation {
    name: "squeeze",
    summary: "without axes of size 1",
    doc: r"
The named axes are removed, or all axes, if their size is 1; the others stay, as in PyTorch.

It is a view: it computes, reads and writes nothing.",
    example: Example { after: "2048x1x1", code: "squeeze" },
    parameters: &[ParameterSpec::new(
        "axis",
        Kind::Axes,
        DefaultValue::Absent("all"),
        "the axis or axes to remove",
    )
    .words(&["all"])],
    infer: |context| {
        let shape = context.input()?.shape;
        let named = context.axes("axis", &shape)?;
        let out = |axis: usize| named.as_ref().is_none_or(|named| named.contains(&axis));
        let sizes = shape.axes().iter().enumerate();
        let kept = sizes.filter(|(axis, size)| **size != 1 || !out(*axis));
        view(context, &kept.map(|(_, size)| u64::from(*size)).collect::<Vec<_>>())
    },
    ..Operation::BASE
};

pub(super) static UNSQUEEZE: Operation = Operation {
    name: "unsqueeze",
    summary: "with a new axis of size 1",
    doc: r"
`64`×`56` becomes `1`×`64`×`56` with `axis=0`; the axis is the position of the new one in the output.

It is a view: it computes, reads and writes nothing.",
    example: Example { after: "16000", code: "unsqueeze 0; conv 32 k80 s4" },
    parameters: &[ParameterSpec::new(
        "axis",
        Kind::Axis,
        DefaultValue::Required,
        "the position of the new axis in the output",
    )],
    infer: |context| {
        let shape = context.input()?.shape;
        let axis = context.new_axis("axis", &shape)?;
        let mut sizes: Vec<u64> = shape.axes().iter().map(|size| u64::from(*size)).collect();
        sizes.insert(axis, 1);
        view(context, &sizes)
    },
    ..Operation::BASE
};

/// The input, seen as it is.
fn view(context: &Context<'_>, sizes: &[u64]) -> Result<Inferred> {
    Ok(Inferred::new(context.new_shape(sizes)?, VIEW))
}

fn expand(context: &Context<'_>) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let wanted: Vec<i64> = context.sizes("shape", -1)?;
    let added = wanted.len().saturating_sub(shape.rank());
    let own = std::iter::repeat_n(1, added).chain(shape.axes().iter().copied());
    let size = |(index, (wanted, own)): (usize, (&i64, u32))| match *wanted {
        // A new axis has no size to keep.
        -1 if index < added => None,
        -1 | 1 => Some(u64::from(own)),
        size if own == 1 || size == i64::from(own) => u64::try_from(size).ok(),
        _ => None,
    };
    let sizes: Option<Vec<u64>> = wanted.iter().zip(own).enumerate().map(size).collect();
    match sizes.filter(|_| wanted.len() >= shape.rank()) {
        Some(sizes) => view(context, &sizes),
        None => {
            let bound = format!("a shape that {shape} stretches to");
            let written = wanted.iter().map(i64::to_string).collect::<Vec<_>>().join("×");
            Err(context.out_of_range("shape", bound, written.replace('-', "−")))
        }
    }
}

fn reshape(context: &Context<'_>) -> Result<Inferred> {
    let elements = context.input()?.shape.elements();
    let sizes: Vec<i64> = context.sizes("shape", -1)?;
    let open = sizes.iter().filter(|size| **size == -1).count();
    // A product that overflows is larger than any number of elements.
    let rest = sizes
        .iter()
        .filter_map(|size| u64::try_from(*size).ok())
        .try_fold(1u64, |product, size| product.checked_mul(size));
    let filled = |open: u64| -> Vec<u64> {
        sizes.iter().map(|size| u64::try_from(*size).unwrap_or(open)).collect()
    };
    match (open, rest) {
        // A zero axis is the shape's own mistake.
        (_, Some(0)) => context.shape("shape").and_then(|_| Err(differs(context, &sizes, Some(0)))),
        (0, Some(wanted)) if wanted == elements => view(context, &filled(1)),
        (1, Some(rest)) if elements.is_multiple_of(rest) => view(context, &filled(elements / rest)),
        (_, rest) => Err(differs(context, &sizes, rest)),
    }
}

fn differs(context: &Context<'_>, sizes: &[i64], rest: Option<u64>) -> Box<DiagnosticKind> {
    let input = match context.input() {
        Ok(input) => *input,
        Err(problem) => return problem,
    };
    let elements = input.shape.elements();
    let open = sizes.iter().filter(|size| **size == -1).count();
    let product = rest.map_or_else(|| "too many".to_owned(), |rest| rest.to_string());
    let written: Vec<String> = sizes.iter().map(i64::to_string).collect();
    let wanted = match open {
        0 => product.clone(),
        _ => format!("a multiple of {product}"),
    };
    ShapeProblem::ReshapeSizes {
        input: input.shape,
        shape: written.join("×").replace('-', "−"),
        elements,
        wanted,
        span: context.place("shape"),
        origin: input.origin,
        help: help(&input.shape, sizes, open),
    }
    .into()
}

/// A shape that would fit, if leaving one axis open makes one.
fn help(input: &Shape, sizes: &[i64], open: usize) -> String {
    let elements = input.elements();
    if open > 1 {
        return "only one axis can be -1: what it is follows from the others".into();
    }
    let fits = (0..sizes.len()).rev().find_map(|at| {
        let others = sizes.iter().enumerate().filter(|(index, _)| *index != at);
        let rest = others
            .map(|(_, size)| size)
            .try_fold(1u64, |product, size| product.checked_mul(u64::try_from(*size).ok()?))?;
        (rest > 0 && elements.is_multiple_of(rest)).then(|| {
            let fit = sizes.iter().enumerate();
            let fit = fit.map(|(index, size)| if index == at { -1 } else { *size });
            (comma(&fit.collect::<Vec<_>>()), elements / rest)
        })
    });
    match fits {
        Some((shape, open)) if sizes.len() > 1 => {
            format!("{input} has {elements} elements; `reshape ({shape})` fits, with {open} for -1")
        }
        _ => format!("{input} has {elements} elements, and reshaping keeps their number"),
    }
}

#[cfg(test)]
mod tests {
    use super::VIEW;
    use crate::network::OpKind;
    use crate::ops::testing::{call, figures, refusal, shape};

    #[test]
    fn views_keep_the_elements() {
        assert_eq!(shape("flatten", "256x6x6"), "9216");
        assert_eq!(shape("reshape (768,-1)", "768x14x14"), "768x196");
        assert_eq!(shape("reshape 7x128", "128x7"), "7x128");
        assert_eq!(shape("reshape -1", "128x7"), "896");
        assert_eq!(shape("squeeze", "2048x1x1"), "2048");
        assert_eq!(shape("squeeze axis=1", "1x1x8"), "1x8");
        assert_eq!(shape("squeeze axis=all", "1x1x8"), "8");
        assert_eq!(shape("squeeze axis=-1", "1x1x8"), "1x1x8", "as in PyTorch");
        assert_eq!(shape("unsqueeze 0", "16000"), "1x16000");
        assert_eq!(shape("unsqueeze -1", "16000"), "16000x1");
        assert_eq!(call("dropout 0.1", &["8x4x1"]).unwrap().kind, OpKind::Dropout);
        assert_eq!(figures("dropout 0.1", &["8x4x1"]), [0; 6]);
        for line in ["flatten", "identity", "squeeze", "unsqueeze 1", "reshape -1"] {
            assert_eq!(call(line, &["8x4x1"]).unwrap().kind, VIEW);
            assert_eq!(figures(line, &["8x4x1"]), [0; 6]);
        }
    }

    #[test]
    fn ones_stretch() {
        assert_eq!(shape("expand 64x7x7", "64x1x1"), "64x7x7");
        assert_eq!(shape("expand (-1,7,1)", "64x1x3"), "64x7x3");
        assert_eq!(shape("expand 2x3x4", "4"), "2x3x4");
        let (message, _) = refusal("expand 4x2", &["3x1"]);
        assert_eq!(message, "`shape` of `expand` must be a shape that 3×1 stretches to, not 4×2");
        for line in ["expand 3", "expand (-1,3,1)", "expand 0x1"] {
            assert!(call(line, &["3x1"]).is_err(), "{line}");
        }
    }

    #[test]
    fn shapes_of_other_sizes() {
        let (message, help) = refusal("reshape (512,50)", &["512x7x7"]);
        assert_eq!(message, "512×7×7 cannot be reshaped to 512×50: 25088 and 25600 elements");
        assert_eq!(help, "512×7×7 has 25088 elements; `reshape (512, -1)` fits, with 49 for -1");
        let (message, help) = refusal("reshape (-1,50)", &["512x7x7"]);
        assert_eq!(
            message,
            "512×7×7 cannot be reshaped to −1×50: 25088 and a multiple of 50 elements"
        );
        assert_eq!(help, "512×7×7 has 25088 elements, and reshaping keeps their number");
        assert!(refusal("reshape (-1,-1)", &["512x7"]).1.starts_with("only one axis can be -1"));
        assert_eq!(refusal("reshape 0x7", &["512x7"]).0, "axis 0 of 0×7 is zero");
        assert!(refusal("reshape (-2,7)", &["512x7"]).0.contains("at least -1"));
        let huge = "reshape 2147483647x2147483647x2147483647";
        assert!(refusal(huge, &["512x7"]).0.ends_with("3584 and too many elements"));
        assert!(refusal("flatten", &["2147483647x2"]).0.contains("limit of 2,147,483,647"));
        assert!(refusal("dropout 1.5", &["8"]).0.contains("between 0 and 1, not 1.5"));
    }
}
