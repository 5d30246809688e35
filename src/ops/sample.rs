//! Values of a feature map at places between its elements: `gridsample` and `roialign`.

use super::formula::{Counts, Numeric};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Interpolation, OpKind, Sampling};

pub(super) static GRIDSAMPLE: Operation = Operation {
    name: "gridsample",
    aliases: &["grid_sample"],
    summary: "a feature map sampled at the positions of a grid",
    doc: r"
`C`×`I…`, with two or three spatial axes, and a grid `O…`×2 or `O…`×3 of positions make `C`×`O…`, like PyTorch's
`grid_sample`.

Each position takes, along each axis, a multiplication and an addition to scale it and a rounding; linear modes 2
more additions for the two distances, and 2^r·(r − 1) multiplications for the weights of the 2^r neighbours in r
axes; `bicubic` an addition, and 12 multiplications and 13 additions for the weights along each of its 2 axes, and
16 multiplications for those of the 16 neighbours. Each element of the output is the weighted sum of its neighbours:
2^r multiplications and 2^r − 1 additions, or 16 and 15. `nearest` copies.",
    example: Example {
        after: "64x32x32",
        code: "let x = it\nconv 2 k1\ngrid: permute 1 2 0\nfrom x; gridsample grid",
    },
    parameters: &[
        ParameterSpec::new("grid", Kind::Tensor, DefaultValue::Required, "the places"),
        ParameterSpec::new(
            "mode",
            Kind::Word,
            DefaultValue::Word("bilinear"),
            "how values between elements are interpolated",
        )
        .words(&["bilinear", "linear", "nearest", "bicubic", "cubic"]),
    ],
    infer: grid_sample,
    ..Operation::BASE
};

pub(super) static ROIALIGN: Operation = Operation {
    name: "roialign",
    aliases: &["roi_align"],
    summary: "regions of a feature map, each resampled to a size",
    doc: r"
`C`×`H`×`W` and boxes `K`×4 or `K`×5 make `K`×`C`×`O_h`×`O_w`, like torchvision's `roi_align`: each element is the
mean of s×s positions, where s is `samples`. Computing the positions of a box is not counted.

Each position takes the operations of a position of [`gridsample`](#gridsample), and each element of the output 4·s²
multiplications, 4·s² − 1 additions and, if s is above 1, a division.",
    example: Example {
        after: "256x50x68",
        code: "let x = it\nboxes: custom \"proposals\" 100x4 unknown\nfrom x; roialign boxes 7",
    },
    parameters: &[
        ParameterSpec::new("boxes", Kind::Tensor, DefaultValue::Required, "the regions")
            .also(&["rois"]),
        ParameterSpec::new("size", Kind::Size, DefaultValue::Required, "the size of each")
            .also(&["output_size"]),
        ParameterSpec::new(
            "samples",
            Kind::Integer(1),
            DefaultValue::Integer(2),
            "the number of positions along each axis for an element",
        )
        .also(&["sampling_ratio"]),
    ],
    infer: roi_align,
    ..Operation::BASE
};

fn grid_sample(context: &Context<'_>) -> Result<Inferred> {
    let map = context.feature_map()?;
    let axes = map.axes();
    if axes < 2 {
        return Err(context.wrong_rank("channels and 2 or 3 spatial axes", None));
    }
    let mode = match context.word("mode")? {
        "nearest" => Interpolation::Nearest,
        "bicubic" | "cubic" if axes == 2 => Interpolation::Bicubic,
        "bicubic" | "cubic" => {
            return Err(context.wrong_rank("two spatial axes with `mode=bicubic`", None));
        }
        _ if axes == 2 => Interpolation::Linear(2),
        _ => Interpolation::Linear(3),
    };
    let grid = context.tensor("grid")?;
    let places = match grid.shape.axes().split_last() {
        Some((last, places)) if places.len() == axes && usize::try_from(*last) == Ok(axes) => {
            places
        }
        _ => {
            let expected = "a grid whose last axis has one number for each spatial axis";
            return Err(context.wrong_rank_of(grid, expected, None));
        }
    };
    let sizes: Vec<u64> = places.iter().map(|size| u64::from(*size)).collect();
    let output = context.new_map(map.channels.into(), &sizes)?;
    let outputs = output.elements();
    let positions = outputs / u64::from(map.channels);
    let rank = if axes == 2 { 2 } else { 3 };
    let work = Sampling { mode, axes: rank, positions, outputs, samples: 1, regions: false };
    Ok(Inferred::new(output, OpKind::Sampling(work)))
}

fn roi_align(context: &Context<'_>) -> Result<Inferred> {
    let map = context.feature_map()?;
    if map.axes() != 2 {
        return Err(context.wrong_rank("channels × height × width", None));
    }
    let boxes = context.tensor("boxes")?;
    let &[regions, 4 | 5] = boxes.shape.axes() else {
        return Err(context.wrong_rank_of(boxes, "boxes of 4 or 5 numbers each", None));
    };
    let size = context.per_axis("size", 2)?;
    let samples = context.count("samples")?;
    let spatial = size.sizes().iter().copied();
    let sizes: Vec<u64> =
        [regions, map.channels].into_iter().chain(spatial).map(u64::from).collect();
    let output = context.new_shape(&sizes)?;
    let outputs = output.elements();
    // Places beyond 64 bits are as good as the most.
    let samples = u64::from(samples) * u64::from(samples);
    let positions = (outputs / u64::from(map.channels)).saturating_mul(samples);
    let mode = Interpolation::Linear(2);
    let work = Sampling { mode, axes: 2, positions, outputs, samples, regions: true };
    Ok(Inferred::new(output, OpKind::Sampling(work)))
}

/// What the places take, and the weighted sums of y output elements, each of s places.
pub fn counts<N: Numeric>(work: &Sampling) -> Counts<N> {
    let y = N::named("y", work.outputs);
    let coordinates = N::named("places", work.positions) * N::named("axes", work.axes);
    let place = |mul: u64, add: u64| (coordinates * mul, coordinates * add);
    let (taps, (mul, add), weights) = match work.mode {
        Interpolation::Nearest => {
            let (mul, add) = place(1, 1);
            return Counts { mul, add, special: coordinates, ..Counts::none() };
        }
        Interpolation::Linear(axes) => {
            (1u64 << axes, place(1, 3), (1u64 << axes) * (u64::from(axes) - 1))
        }
        Interpolation::Bicubic => (16, place(1 + 12, 2 + 13), 16),
    };
    let mul = mul + N::named("places", work.positions) * weights;
    let values = match work.samples {
        1 => N::literal(taps),
        samples => N::named("s", samples) * taps,
    };
    let div = if work.samples > 1 { y } else { N::literal(0) };
    let special = coordinates;
    Counts { mul: mul + values * y, add: add + (values - 1) * y, div, special, ..Counts::none() }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, refusal, shapes};

    #[test]
    fn grids() {
        assert_eq!(shapes("gridsample g", &["64x32x30", "7x9x2"]), ["64×7×9"]);
        assert_eq!(shapes("gridsample g", &["64x8x9x10", "5x6x7x3"]), ["64×5×6×7"]);
        let (p, y) = (7 * 9, 64 * 7 * 9);
        let of = |mode: &str| figures(&format!("gridsample g mode={mode}"), &["64x32x30", "7x9x2"]);
        // Scaled, rounded down, two distances an axis; 4 weights; 4 neighbours.
        assert_eq!(of("bilinear"), [0, p * 2 + p * 4 + 4 * y, p * 6 + 3 * y, 0, 0, p * 2]);
        assert_eq!(of("nearest"), [0, p * 2, p * 2, 0, 0, p * 2]);
        assert_eq!(
            of("bicubic"),
            [0, p * 2 * 13 + p * 16 + 16 * y, p * 2 * 15 + 15 * y, 0, 0, p * 2]
        );
        let (p, y) = (5 * 6 * 7, 64 * 5 * 6 * 7);
        let volume = figures("gridsample g", &["64x8x9x10", "5x6x7x3"]);
        assert_eq!(volume, [0, p * 3 + p * 16 + 8 * y, p * 9 + 7 * y, 0, 0, p * 3]);
        assert!(
            refusal("gridsample g", &["64x32x30", "7x9x3"])
                .0
                .contains("a grid whose last axis has one number")
        );
        assert!(refusal("gridsample g", &["64x32", "7x1"]).0.contains("2 or 3 spatial axes"));
    }

    #[test]
    fn regions() {
        assert_eq!(shapes("roialign b 7", &["256x50x68", "100x4"]), ["100×256×7×7"]);
        assert_eq!(shapes("roialign b 7x5", &["256x50x68", "100x5"]), ["100×256×7×5"]);
        let (p, y) = (100 * 49 * 4, 100 * 256 * 49);
        let expected = [0, p * 2 + p * 4 + 16 * y, p * 6 + 15 * y, y, 0, p * 2];
        assert_eq!(figures("roialign b 7", &["256x50x68", "100x4"]), expected);
        let one = figures("roialign b 7 samples=1", &["256x50x68", "100x4"]);
        assert_eq!([one[3], one[5]], [0, 100 * 49 * 2]);
        assert!(refusal("roialign b 7", &["256x50x68", "100x3"]).0.contains("boxes of 4 or 5"));
    }
}
