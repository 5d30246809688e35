//! Normalisations: `bn`, `ln`, `gn`, `instancenorm`, `rmsnorm`, `lrn`, `normalize`, and the learned
//! factor alone, `scale`.

use super::context::Division;
use super::formula::{Counts, Numeric};
use super::inferred::{Inferred, InferredParameter, Letters};
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{Norm, NormKind, OpKind};
use crate::tensor::Shape;

const AFFINE: ParameterSpec = ParameterSpec::new(
    "affine",
    Kind::Flag,
    DefaultValue::Bool(true),
    "whether a learned scale and shift follow",
);

const AXES: ParameterSpec = ParameterSpec::new(
    "axis",
    Kind::Axes,
    DefaultValue::Integer(-1),
    "the axis or axes that are normalised together",
);

const ELEMENTWISE_AFFINE: ParameterSpec = AFFINE.also(&["elementwise_affine"]);

pub(super) static BN: Operation = Operation {
    name: "bn",
    aliases: &["batchnorm"],
    summary: "batch normalisation",
    doc: r"
The shape is unchanged; the first axis is the channels `C`. It learns a weight and a bias of `C` and keeps a running
mean and variance of `C` as buffers, like PyTorch's `BatchNorm1d`, `2d` and `3d`.

At inference the norm is folded into one scale and one shift: each element takes a multiplication and an addition, with
or without `affine`.",
    example: Example { after: "64x112x112", code: "bn; relu" },
    parameters: &[AFFINE],
    infer: |context| {
        let shape = context.at_least(1, "one axis or more, channels first")?;
        let channels = context.new_shape(&[shape.axes().first().copied().unwrap_or(1).into()])?;
        let affine = context.flag("affine")?;
        let elements = shape.elements();
        let norm =
            Norm { kind: NormKind::Batch, vectors: elements, length: 1, affine, bias: affine };
        let buffers = ["running_mean", "running_var"]
            .map(|name| InferredParameter::buffer(name, channels).sized(&["C"]));
        let stored = scale_and_shift(&norm, channels, &["C"]).chain(buffers);
        Ok(Inferred::new(shape, OpKind::Norm(norm)).storing(stored))
    },
    ..Operation::BASE
};

pub(super) static LN: Operation = Operation {
    name: "ln",
    aliases: &["layernorm"],
    summary: "layer normalisation, over the last axis or others",
    doc: r"
The shape is unchanged; the axes named are normalised together. `ln axis=0` normalises a feature map over its channels.
It learns a weight and a bias of the axes' sizes, like PyTorch's `LayerNorm`; `nobias` omits the bias.

A vector of n takes n − 1 additions and a division for the mean; n, n − 1 additions, n multiplications and a division
for the variance; an addition (ε), a root and a division for the factor; n multiplications to apply it; n more for the
weight and n additions for the bias.",
    example: Example { after: "197x768", code: "ln" },
    parameters: &[
        AXES,
        ELEMENTWISE_AFFINE,
        ParameterSpec::new(
            "bias",
            Kind::Flag,
            DefaultValue::Bool(true),
            "whether there is a learned shift",
        ),
    ],
    infer: |context| {
        let affine = context.flag("affine")?;
        let bias = affine && context.flag("bias")?;
        over_axes(context, NormKind::Layer, affine, bias)
    },
    ..Operation::BASE
};

pub(super) static RMSNORM: Operation = Operation {
    name: "rmsnorm",
    summary: "normalisation by the root mean square",
    doc: r"
The shape is unchanged; the axes named are normalised together. It learns a weight of the axes' sizes, like
PyTorch's `RMSNorm` (Zhang and Sennrich, 2019).

A vector of n takes n multiplications, n − 1 additions and a division for the mean square; an addition (ε), a root
and a division for the factor; n multiplications to apply it, and n more for the weight.",
    example: Example { after: "512x4096", code: "rmsnorm" },
    parameters: &[AXES, ELEMENTWISE_AFFINE],
    infer: |context| {
        let affine = context.flag("affine")?;
        over_axes(context, NormKind::RootMeanSquare, affine, false)
    },
    ..Operation::BASE
};

pub(super) static GN: Operation = Operation {
    name: "gn",
    aliases: &["groupnorm"],
    summary: "group normalisation",
    doc: r"
The shape is unchanged; the channels, the first axis, are normalised in groups, each together with its spatial axes.
It learns a weight and a bias of `C`, like PyTorch's `GroupNorm`.

Each group is a vector of n = C/groups · ∏I that takes the operations of [`ln`](#ln).",
    example: Example { after: "256x56x56", code: "gn 32; relu" },
    parameters: &[
        ParameterSpec::new(
            "groups",
            Kind::Integer(1),
            DefaultValue::Integer(32),
            "groups of channels",
        )
        .also(&["num_groups"]),
        AFFINE,
    ],
    infer: |context| {
        context.at_least(1, "one axis or more, channels first")?;
        let groups = context.count("groups")?;
        in_groups(context, NormKind::Group, groups)
    },
    ..Operation::BASE
};

pub(super) static INSTANCENORM: Operation = Operation {
    name: "instancenorm",
    summary: "instance normalisation: each channel on its own",
    doc: r"
The shape is unchanged; each channel is normalised over its spatial axes. With `affine` it learns a weight and a
bias of `C`, like PyTorch's `InstanceNorm1d`, `2d` and `3d`.

Each channel is a vector of n = ∏I that takes the operations of [`ln`](#ln).",
    example: Example { after: "128x64x64", code: "instancenorm; relu" },
    parameters: &[ParameterSpec { default: DefaultValue::Bool(false), ..AFFINE }],
    infer: |context| {
        let channels = context.feature_map()?.channels;
        in_groups(context, NormKind::Instance, channels)
    },
    ..Operation::BASE
};

pub(super) static LRN: Operation = Operation {
    name: "lrn",
    aliases: &["localresponsenorm"],
    summary: "local response normalisation (AlexNet)",
    doc: r"
The shape is unchanged; each element is divided by a power of the squares of `size` neighbouring channels, like
PyTorch's `LocalResponseNorm` (Krizhevsky et al., 2012). With `region=spatial` they are those of its channel within
`size` along each spatial axis, like Caffe's `WITHIN_CHANNEL`.

Each element takes 2 multiplications, size additions, a power and a division: sums of squares are carried from channel
to channel. A spatial region of r axes takes size^r additions.",
    example: Example { after: "96x55x55", code: "lrn 5" },
    parameters: &[
        ParameterSpec::new(
            "size",
            Kind::Integer(1),
            DefaultValue::Integer(5),
            "the number of neighbouring channels",
        ),
        ParameterSpec::new(
            "region",
            Kind::Word,
            DefaultValue::Word("channels"),
            "whether neighbours are channels or positions",
        )
        .words(&["channels", "spatial"]),
    ],
    infer: |context| {
        let map = context.feature_map()?;
        let shape = map.shape;
        let size = u64::from(context.count("size")?);
        let axes = if context.word("region")? == "spatial" { map.axes() } else { 1 };
        let length = (0..axes).try_fold(1u64, |length, _| length.checked_mul(size));
        let length = length.unwrap_or(u64::MAX);
        let (kind, vectors) = (NormKind::LocalResponse, shape.elements());
        let norm = Norm { kind, vectors, length, affine: false, bias: false };
        Ok(Inferred::new(shape, OpKind::Norm(norm)))
    },
    ..Operation::BASE
};

pub(super) static NORMALIZE: Operation = Operation {
    name: "normalize",
    summary: "vectors of length 1",
    doc: r"
The shape is unchanged; each vector along the axis is divided by its Euclidean length, but at least by ε, like
PyTorch's `functional.normalize`.

A vector of n takes n multiplications, n − 1 additions, a root, a comparison and n divisions.",
    example: Example { after: "512", code: "normalize" },
    parameters: &[ParameterSpec::new(
        "axis",
        Kind::Axis,
        DefaultValue::Integer(-1),
        "the axis of the vectors",
    )],
    infer: |context| {
        let shape = context.input()?.shape;
        let axis = context.axis("axis", &shape)?;
        let length = shape.axis(axis).map_or(1, u64::from);
        let (kind, vectors) = (NormKind::Euclidean, shape.elements() / length);
        let norm = Norm { kind, vectors, length, affine: false, bias: false };
        Ok(Inferred::new(shape, OpKind::Norm(norm)))
    },
    ..Operation::BASE
};

pub(super) static SCALE: Operation = Operation {
    name: "scale",
    aliases: &["layerscale"],
    summary: "a learned factor for each element of an axis",
    doc: r"
The shape is unchanged. It learns a weight of the axis's size: a factor for each channel, or with `axis=-1` for each
feature (LayerScale of CaiT and ConvNeXt).

Each element takes a multiplication.",
    example: Example { after: "96x56x56", code: "scale" },
    parameters: &[ParameterSpec::new(
        "axis",
        Kind::Axis,
        DefaultValue::Integer(0),
        "the axis along which each element has a factor",
    )],
    infer: |context| {
        let shape = context.input()?.shape;
        let axis = context.axis("axis", &shape)?;
        let weight = context.new_shape(&[shape.axis(axis).unwrap_or(1).into()])?;
        let (kind, vectors) = (NormKind::Scale, shape.elements());
        let norm = Norm { kind, vectors, length: 1, affine: true, bias: false };
        Ok(Inferred::new(shape, OpKind::Norm(norm)).storing(scale_and_shift(&norm, weight, &["C"])))
    },
    ..Operation::BASE
};

/// The weight and the bias of a norm, if it has them.
fn scale_and_shift(
    norm: &Norm,
    shape: Shape,
    letters: Letters,
) -> impl Iterator<Item = InferredParameter> + use<> {
    let weight = norm.affine.then(|| InferredParameter::learned("weight", shape).sized(letters));
    let bias = norm.bias.then(|| InferredParameter::learned("bias", shape).sized(letters));
    weight.into_iter().chain(bias)
}

/// Normalises the axes named together.
fn over_axes(context: &Context<'_>, kind: NormKind, affine: bool, bias: bool) -> Result<Inferred> {
    let shape = context.at_least(1, "one axis or more")?;
    let mut axes = context.axes("axis", &shape)?.unwrap_or_default();
    axes.sort_unstable();
    let sizes: Vec<u64> = axes.iter().filter_map(|axis| shape.axis(*axis)).map(u64::from).collect();
    let weight = context.new_shape(&sizes)?;
    let length = weight.elements();
    let norm = Norm { kind, vectors: shape.elements() / length, length, affine, bias };
    Ok(Inferred::new(shape, OpKind::Norm(norm)).storing(scale_and_shift(&norm, weight, &[])))
}

/// Normalises groups of channels, each with all axes after it.
fn in_groups(context: &Context<'_>, kind: NormKind, groups: u32) -> Result<Inferred> {
    let shape = context.input()?.shape;
    let channels = u64::from(shape.axis(0).unwrap_or(1));
    let vectors = u64::from(groups);
    if !channels.is_multiple_of(vectors) {
        let (part, what, fits) = ("groups", "channels", Some(channels));
        let parameter = "groups";
        let division = Division { parameter, parts: vectors, part, whole: channels, what, fits };
        return Err(context.not_divisible(&division));
    }
    let affine = context.flag("affine")?;
    let length = shape.elements() / vectors;
    let norm = Norm { kind, vectors, length, affine, bias: affine };
    let weight = context.new_shape(&[channels])?;
    Ok(Inferred::new(shape, OpKind::Norm(norm)).storing(scale_and_shift(&norm, weight, &["C"])))
}

/// The operations of one vector of n, for each of the v vectors; the items' texts say which step
/// takes which.
pub fn counts<N: Numeric>(work: &Norm) -> Counts<N> {
    let v = N::named("v", work.vectors);
    let n = N::named("n", work.length);
    match work.kind {
        NormKind::Batch => Counts { mul: v, add: v, ..Counts::none() },
        NormKind::Scale => Counts { mul: v, ..Counts::none() },
        NormKind::LocalResponse => {
            Counts { mul: v * 2, add: v * n, special: v, div: v, ..Counts::none() }
        }
        NormKind::Euclidean => Counts {
            mul: v * n,
            add: v * (n - 1),
            special: v,
            cmp: v,
            div: v * n,
            ..Counts::none()
        },
        NormKind::RootMeanSquare => {
            let mul = if work.affine { n * 3 } else { n * 2 };
            Counts { mul: v * mul, add: v * n, div: v * 2, special: v, ..Counts::none() }
        }
        NormKind::Group | NormKind::Instance | NormKind::Layer => {
            let mul = if work.affine { n * 3 } else { n * 2 };
            // n − 1 for the mean, n and n − 1 for the variance, 1 for ε.
            let add = n * 3 - 1;
            let add = if work.bias { add + n } else { add };
            Counts { mul: v * mul, add: v * add, div: v * 3, special: v, ..Counts::none() }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, figures, refusal, shape, stored};

    #[test]
    fn batch_norm() {
        assert_eq!(shape("bn", "64x112x112"), "64x112x112");
        assert_eq!(stored("bn", &["64x112x112"]), (128, 128));
        assert_eq!(stored("bn noaffine", &["64x112x112"]), (0, 128));
        assert_eq!(stored("bn", &["512"]), (1024, 1024));
        let x = 64 * 112 * 112;
        assert_eq!(figures("bn", &["64x112x112"]), [0, x, x, 0, 0, 0]);
        assert_eq!(figures("bn noaffine", &["64x112x112"]), [0, x, x, 0, 0, 0]);
    }

    #[test]
    fn layer_norm_step_by_step() {
        // Mean, variance, ε and root and reciprocal, scaling; then weight and bias.
        let (rows, n) = (197, 768);
        let plain = [2 * n, (n - 1) + n + (n - 1) + 1, 3];
        let of = |line: &str| figures(line, &["197x768"]);
        let [mul, add, div] = plain.map(|each| rows * each);
        assert_eq!(of("ln noaffine"), [0, mul, add, div, 0, rows]);
        assert_eq!(of("ln nobias"), [0, mul + rows * n, add, div, 0, rows]);
        assert_eq!(of("ln"), [0, mul + rows * n, add + rows * n, div, 0, rows]);
        assert_eq!(stored("ln", &["197x768"]).0, 2 * 768);
        assert_eq!(stored("ln nobias", &["197x768"]).0, 768);
        assert_eq!(stored("ln noaffine", &["197x768"]).0, 0);
    }

    #[test]
    fn which_axes_are_normalised() {
        // ConvNeXt normalises a feature map over its channels.
        assert_eq!(stored("ln axis=0", &["96x56x56"]).0, 192);
        assert_eq!(figures("ln axis=0", &["96x56x56"])[5], 56 * 56);
        assert_eq!(stored("ln axis=(0,1,2)", &["6x5x4"]).0, 240);
        let weight = call("ln axis=(2,0)", &["6x5x4"]).unwrap().parameters[0].parameter.shape;
        assert_eq!(weight.axes(), [6, 4], "in the tensor's order");
        assert!(refusal("ln axis=(1,-2)", &["6x5x4"]).0.contains("names axis 1 twice"));
    }

    #[test]
    fn local_responses() {
        let y = 96 * 55 * 55;
        assert_eq!(figures("lrn 5", &["96x55x55"]), [0, 2 * y, 5 * y, y, 0, y]);
        assert_eq!(figures("lrn 3 region=spatial", &["96x55x55"]), [0, 2 * y, 9 * y, y, 0, y]);
    }

    #[test]
    fn groups_and_instances() {
        let n = 8 * 56 * 56;
        assert_eq!(stored("gn", &["256x56x56"]).0, 512);
        let [_, mul, add, div, _, special] = figures("gn", &["256x56x56"]);
        assert_eq!([mul, add, div, special], [32 * 3 * n, 32 * (4 * n - 1), 96, 32]);
        assert_eq!(stored("instancenorm", &["128x64x64"]).0, 0);
        assert_eq!(stored("instancenorm affine", &["128x64x64"]).0, 256);
        let [_, mul, add, div, _, special] = figures("instancenorm", &["128x64x64"]);
        assert_eq!([mul, add, div, special], [128 * 2 * 4096, 128 * (3 * 4096 - 1), 384, 128]);
        let (message, help) = refusal("gn 30", &["64x7x7"]);
        assert_eq!(message, "64 channels cannot be divided into 30 groups");
        assert_eq!(help, "64 = 30·2 + 4; `groups=16` or `groups=32` would do");
    }

    #[test]
    fn the_others() {
        let (rows, n) = (512, 4096);
        assert_eq!(
            figures("rmsnorm", &["512x4096"]),
            [0, rows * 3 * n, rows * n, rows * 2, 0, rows]
        );
        assert_eq!(figures("rmsnorm noaffine", &["512x4096"])[1], rows * 2 * n);
        assert_eq!(stored("rmsnorm", &["512x4096"]).0, 4096);
        let x = 96 * 55 * 55;
        assert_eq!(figures("lrn", &["96x55x55"]), [0, 2 * x, 5 * x, x, 0, x]);
        assert_eq!(figures("normalize axis=0", &["512x3"]), [0, 1536, 3 * 511, 1536, 3, 3]);
        assert_eq!(figures("scale", &["96x56x56"]), [0, 96 * 56 * 56, 0, 0, 0, 0]);
        assert_eq!(stored("scale", &["96x56x56"]).0, 96);
        assert_eq!(stored("scale axis=-1", &["197x768"]).0, 768);
    }
}
