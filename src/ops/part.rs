//! Parts of a tensor, and more of it: `slice`, `split`, `crop`, `pad`, `tile`.

use super::context::{Division, FeatureMap};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use super::sizes::times;
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::network::{Move, OpKind};
use crate::tensor::{Shape, Spatial};

/// The most parts a tensor is split into.
const MAX_PARTS: u64 = 65_536;

const AXIS: ParameterSpec =
    ParameterSpec::new("axis", Kind::Axis, DefaultValue::Integer(0), "the axis that is cut");

pub(super) static SLICE: Operation = Operation {
    name: "slice",
    summary: "a range of an axis",
    doc: r"
`slice 0 -1` drops the last index of the first axis. The stop is excluded, negative indices count from the end, and with
a step only every step-th index is taken: ⌈(stop − start) / step⌉.

It moves only its output and computes nothing.",
    example: Example { after: "197x768", code: "slice 0 1" },
    parameters: &[
        ParameterSpec::new(
            "start",
            Kind::Integer(i64::MIN),
            DefaultValue::Required,
            "the first index",
        ),
        ParameterSpec::new(
            "stop",
            Kind::Integer(i64::MIN),
            DefaultValue::Required,
            "the index after the last one",
        ),
        ParameterSpec::new(
            "step",
            Kind::Integer(1),
            DefaultValue::Integer(1),
            "the distance from one index to the next",
        ),
        AXIS,
    ],
    infer: slice,
    ..Operation::BASE
};

pub(super) static SPLIT: Operation = Operation {
    name: "split",
    aliases: &["chunk"],
    summary: "several parts of an axis, each an output",
    doc: r"
`a, b: split 2` makes two equal parts of the first axis, like PyTorch's `chunk`; `split (64, 128)` makes parts of these
sizes, which add up to the axis.

It moves data and computes nothing.",
    example: Example {
        after: "128x28x28",
        code: "a, b: split 2\nconcat a { from b; conv 64 k3 p1 }",
    },
    parameters: &[
        ParameterSpec::new(
            "parts",
            Kind::Integers,
            DefaultValue::Required,
            "a number of equal parts, or a tuple of sizes",
        ),
        AXIS,
    ],
    infer: split,
    ..Operation::BASE
};

pub(super) static CROP: Operation = Operation {
    name: "crop",
    summary: "the middle of the spatial axes",
    doc: r"
`C`×`I…` becomes `C`×`O…`, where O is the given size, or the size of a tensor: `crop e4` makes the current tensor as
large as `e4`. If the difference is odd, one row more is removed at the end.

It moves only its output and computes nothing.",
    example: Example { after: "3x256x256", code: "crop 224" },
    parameters: &[ParameterSpec::new(
        "size",
        Kind::Size,
        DefaultValue::Required,
        "the spatial size of the output",
    )],
    infer: |context| {
        let map = context.feature_map()?;
        let size = context.per_axis("size", map.axes())?;
        if size.sizes().iter().zip(map.spatial.sizes()).any(|(size, input)| size > input) {
            return Err(crop_too_large(context, &map, size));
        }
        let sizes: Vec<u64> = size.sizes().iter().map(|size| u64::from(*size)).collect();
        let output = context.new_map(map.channels.into(), &sizes)?;
        Ok(copied(output, output.elements(), true))
    },
    ..Operation::BASE
};

pub(super) static PAD: Operation = Operation {
    name: "pad",
    summary: "a border around the spatial axes, or others",
    doc: r"
`pad 1` puts a zero before and after each spatial axis, `pad (0, 1)` one after each, `pad ((0, 1), (2, 3))` others
on each; `axis=` names one axis or several. `mode` says what is put there: a constant, the input mirrored at its
edge without the edge itself (`reflect`, by less than the axis is long), its edge (`replicate`), or its other end
(`circular`, by no more than the axis is long).

It moves data and computes nothing.",
    example: Example { after: "3x224x224", code: "pad (0, 1); conv 32 k3 s2" },
    parameters: &[
        ParameterSpec::new(
            "n",
            Kind::Pair,
            DefaultValue::Required,
            "how much on both sides, or (before, after)",
        ),
        ParameterSpec::new(
            "axis",
            Kind::Axes,
            DefaultValue::Absent("spatial"),
            "the axis or axes to pad",
        )
        .words(&["spatial"]),
        ParameterSpec::new("mode", Kind::Word, DefaultValue::Word("constant"), "what is put there")
            .words(&["constant", "reflect", "replicate", "circular", "edge", "wrap"]),
    ],
    infer: pad,
    ..Operation::BASE
};

pub(super) static TILE: Operation = Operation {
    name: "tile",
    summary: "copies of a tensor laid side by side",
    doc: r"
`tile (2, 3)` repeats the last axis but one twice, the last three times; more numbers than axes make new ones before
them, as in NumPy's `tile`.

It moves data and computes nothing.",
    example: Example { after: "1x768", code: "tile (196, 1)" },
    parameters: &[ParameterSpec::new(
        "n",
        Kind::Integers,
        DefaultValue::Required,
        "how many copies, for each axis",
    )
    .also(&["reps", "repeats"])],
    infer: tile,
    ..Operation::BASE
};

fn tile(context: &Context<'_>) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let (copies, _) = context.integers("n", 1)?;
    let rank = shape.rank().max(copies.len());
    let from_end = |index: usize| rank - 1 - index;
    let size = |index: usize| {
        let axis =
            shape.axes().iter().rev().nth(from_end(index)).map_or(1, |size| u64::from(*size));
        let times =
            copies.iter().rev().nth(from_end(index)).map_or(1, |times| times.unsigned_abs());
        // Both are below 2³¹.
        axis * times
    };
    let output = context.new_shape(&(0..rank).map(size).collect::<Vec<_>>())?;
    Ok(copied(output, shape.elements(), false))
}

/// An output that takes this many elements of the input.
fn copied(output: Shape, elements: u64, grid: bool) -> Inferred {
    Inferred::new(output, OpKind::Move(Move { view: false, copied: elements, grid }))
}

fn slice(context: &Context<'_>) -> Result<Inferred> {
    let input = *context.input()?;
    let axis = context.axis("axis", &input.shape)?;
    let size = input.shape.axis(axis).unwrap_or_default();
    let (start, stop) = (context.integer("start")?, context.integer("stop")?);
    let from_end = |index: i64| if index < 0 { index.saturating_add(size.into()) } else { index };
    let (first, after) = (from_end(start), from_end(stop));
    if first < 0 || after > i64::from(size) || first >= after {
        let help = if first >= after && first >= 0 && after <= i64::from(size) {
            format!("from {first} up to {after}, which is excluded, there is nothing")
        } else {
            format!("indices go from 0 to {size}, or from -{size} counted from the end")
        };
        let (origin, shape) = (input.origin, input.shape);
        let span = context.name;
        return Err(ShapeProblem::SliceOutOfRange {
            start,
            stop,
            axis,
            size,
            span,
            origin,
            shape,
            help,
        }
        .into());
    }
    let step = context.large("step")?;
    let taken = after.abs_diff(first).div_ceil(step);
    let output = context.resized(&input.shape, axis, taken)?;
    // With a step what lay side by side no longer does.
    Ok(copied(output, output.elements(), step == 1 || axis == 0))
}

fn split(context: &Context<'_>) -> Result<Inferred> {
    let input = *context.input()?;
    let axis = context.axis("axis", &input.shape)?;
    let size = input.shape.axis(axis).unwrap_or_default();
    let whole = u64::from(size);
    let (numbers, is_count) = context.integers("parts", 1)?;
    let numbers: Vec<u64> = numbers.iter().map(|number| number.unsigned_abs()).collect();
    let sizes = match numbers.as_slice() {
        [parts] if is_count && *parts > MAX_PARTS => {
            return Err(context.out_of_range("parts", format!("at most {MAX_PARTS}"), parts));
        }
        [parts] if is_count && !whole.is_multiple_of(*parts) => {
            let (part, what, fits) = ("parts", "along the axis", Some(whole));
            let division = Division { parameter: "parts", parts: *parts, part, whole, what, fits };
            return Err(context.not_divisible(&division));
        }
        [parts] if is_count => (0..*parts).map(|_| whole / parts).collect(),
        sizes => sizes.to_vec(),
    };
    // Fewer than 2³² parts, each below 2³¹: the sum fits.
    let sum: u64 = sizes.iter().sum();
    if sum != whole {
        return Err(ShapeProblem::SplitSizes {
            parts: format!("{} = {sum}", times(&sizes).replace('×', " + ")),
            axis,
            size,
            span: context.place("parts"),
            origin: input.origin,
            shape: input.shape,
            help: input
                .shape
                .axes()
                .iter()
                .position(|size| u64::from(*size) == sum)
                .map(|fits| format!("axis {fits} is {sum} long: add `axis={fits}`")),
        }
        .into());
    }
    let part = |size: &u64| context.resized(&input.shape, axis, *size);
    let outputs = sizes.iter().map(part).collect::<Result<Vec<_>>>()?;
    let work = OpKind::Move(Move { view: false, copied: input.shape.elements(), grid: true });
    Ok(Inferred { outputs: outputs.into(), ..Inferred::new(input.shape, work) })
}

fn crop_too_large(context: &Context<'_>, map: &FeatureMap, size: Spatial) -> Box<DiagnosticKind> {
    let input = map.spatial;
    let words = format!("crop at most {input}; `pad` and `upsample` make a tensor larger");
    let place = context.span("size").unwrap_or(context.span);
    let written = context.history.map(|history| history.written(place)).unwrap_or_default();
    let is_name = written.starts_with(|it: char| it.is_ascii_alphabetic())
        && written.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    // A tensor that is larger is the one to be cropped.
    let larger = is_name.then(|| {
        let better = format!("let smaller = it; from {written}; crop smaller");
        let help = format!("`{written}` is the larger one: write `{better}`");
        Fix::guess(context.span, better).said(help)
    });
    ShapeProblem::CropTooLarge {
        size,
        input: map.spatial,
        span: context.name,
        size_span: context.span("size"),
        origin: map.origin,
        shape: map.shape,
        help: Help::first_of(larger, words),
    }
    .into()
}

fn pad(context: &Context<'_>) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let axes = match context.axes("axis", &shape)? {
        Some(axes) => axes,
        None => (1..=context.feature_map()?.axes()).collect(),
    };
    let pairs = context.pairs("n", axes.len())?;
    let mode = context.word("mode")?;
    let mut sizes: Vec<u64> = shape.axes().iter().map(|size| u64::from(*size)).collect();
    for (axis, (before, after)) in axes.into_iter().zip(pairs) {
        let Some(size) = sizes.get_mut(axis) else { continue };
        let widest = u64::from(before.max(after));
        let bound = match mode {
            "reflect" if widest >= *size => Some("less than"),
            "circular" | "wrap" if widest > *size => Some("at most"),
            _ => None,
        };
        if let Some(bound) = bound {
            let bound = format!("{bound} the {size} that axis {axis} is long");
            return Err(context.out_of_range("n", bound, widest));
        }
        *size += u64::from(before) + u64::from(after);
    }
    Ok(copied(context.new_shape(&sizes)?, shape.elements(), true))
}

#[cfg(test)]
mod tests {
    use crate::network::{Move, OpKind};
    use crate::ops::testing::{call, refusal, shape, shapes};

    fn copied(line: &str, input: &str) -> u64 {
        match call(line, &[input]).unwrap().kind {
            OpKind::Move(Move { view: false, copied, .. }) => copied,
            other => panic!("{line} does {other:?}"),
        }
    }

    #[test]
    fn slices() {
        assert_eq!(shape("slice 0 1", "197x768"), "1x768");
        assert_eq!(shape("slice 0 -1", "197x768"), "196x768");
        assert_eq!(shape("slice -2 768 axis=-1", "197x768"), "197x2");
        assert_eq!(shape("slice 1 8 step=3", "10"), "3", "1, 4 and 7");
        assert_eq!(copied("slice 0 1", "197x768"), 768);
        let (message, help) = refusal("slice 0 200", &["197x768"]);
        assert_eq!(message, "0 to 200 is not a valid slice of axis 0, which has size 197");
        assert_eq!(help, "indices go from 0 to 197, or from -197 counted from the end");
        assert_eq!(
            refusal("slice 5 -192", &["197x768"]).1,
            "from 5 up to 5, which is excluded, there is nothing"
        );
        assert!(call("slice -198 3", &["197x768"]).is_err());
        assert!(call("slice 0 1 step=0", &["197x768"]).is_err());
    }

    #[test]
    fn splits() {
        assert_eq!(shapes("split 2", &["128x28x28"]), ["64×28×28"; 2]);
        assert_eq!(shapes("split (3,1) axis=-1", &["2x4"]), ["2×3", "2×1"]);
        assert_eq!(shapes("split (4,) axis=1", &["2x4"]), ["2×4"]);
        assert_eq!(copied("split 2", "128x28x28"), 128 * 28 * 28);
        let (message, help) = refusal("split 3", &["128x28x28"]);
        assert_eq!(message, "128 along the axis cannot be divided into 3 parts");
        assert_eq!(help, "128 = 3·42 + 2; `parts=2` or `parts=4` would do");
        let (message, _) = refusal("split (100,20)", &["128x28x28"]);
        assert_eq!(message, "the parts 100 + 20 = 120 do not add up to axis 0, which has size 128");
        assert!(refusal("split 1000000", &["2000000"]).0.contains("at most 65536"));
        assert!(call("split (128,0)", &["128x28x28"]).is_err());
    }

    #[test]
    fn crops_and_pads() {
        assert_eq!(shape("crop 224", "3x256x300"), "3x224x224");
        assert_eq!(shape("crop 200x250", "3x256x300"), "3x200x250");
        assert_eq!(copied("crop 224", "3x256x300"), 3 * 224 * 224);
        // As large as it is: nothing is cut off.
        assert_eq!(shape("crop 256x300", "3x256x300"), "3x256x300");
        assert_eq!(copied("crop 256x300", "3x256x300"), 3 * 256 * 300);
        for larger in ["crop 257x300", "crop 256x301"] {
            let (message, _) = refusal(larger, &["3x256x300"]);
            assert!(message.ends_with("is larger than 256×300"), "{message}");
        }
        assert_eq!(
            refusal("crop 300", &["3x256x300"]).0,
            "a crop of 300×300 is larger than 256×300"
        );
        assert_eq!(shape("pad 1", "3x224x224"), "3x226x226");
        assert_eq!(shape("pad (0,1)", "3x224x224"), "3x225x225");
        assert_eq!(shape("pad (0,1) axis=spatial", "3x224x224"), "3x225x225");
        assert_eq!(shape("pad 2 axis=0", "3x224x224"), "7x224x224");
        assert_eq!(shape("pad 2 axis=(0,-1)", "3x4"), "7x8");
        assert_eq!(copied("pad 1", "3x224x224"), 3 * 224 * 224);
        assert_eq!(shape("pad ((0,1),(2,3))", "3x4x4"), "3x5x9");
        assert_eq!(shape("pad ((0,1),(2,2)) axis=(2,0)", "3x4x4"), "7x4x5");
        assert_eq!(shape("pad 3 mode=reflect", "3x4x4"), "3x10x10");
        assert_eq!(shape("pad 9 mode=replicate", "3x4x4"), "3x22x22");
        assert_eq!(
            refusal("pad 4 mode=reflect", &["3x4x5"]).0,
            "`n` of `pad` must be less than the 4 that axis 1 is long, not 4"
        );
        assert!(refusal("pad 5 mode=circular", &["3x4x5"]).0.contains("at most the 4"));
        assert_eq!(shape("tile (196,1)", "1x768"), "196x768");
        assert_eq!(shape("tile 2", "3x4"), "3x8");
        assert_eq!(shape("tile (2,1,3)", "5x4"), "2x5x12");
        assert_eq!(copied("tile 2", "3x4"), 12);
        assert!(call("tile 0", &["3x4"]).is_err());
        assert!(refusal("pad -1", &["3x224x224"]).0.contains("at least 0, not -1"));
        assert_eq!(
            refusal("pad (1,2,3)", &["3x224x224"]).0,
            "`n` of `pad` takes an integer or a (before, after) pair, or a pair for each axis, not a tuple of 3"
        );
    }
}
