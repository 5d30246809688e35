//! Convolutions: `conv` and `dwconv`.

use smallvec::{SmallVec, smallvec};

use super::axis::Axis;
use super::context::{Division, FeatureMap, gcd};
use super::formula::{Counts, K_LETTERS, Numeric, O_LETTERS};
use super::inferred::{Inferred, InferredParameter};
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use super::window::{D, K, K_REQUIRED, P, S, Windows};
use crate::diagnostics::Result;
use crate::network::{Convolution, OpKind};
use crate::tensor::Spatial;

/// Channels of the output.
pub const OUT: ParameterSpec =
    ParameterSpec::new("out", Kind::Integer(1), DefaultValue::Required, "channels of the output")
        .also(&["out_channels"]);

/// Groups of channels.
pub const G: ParameterSpec = ParameterSpec::new(
    "g",
    Kind::Integer(1),
    DefaultValue::Integer(1),
    "groups of channels, each convolved separately",
)
.also(&["groups"]);

/// Whether there is a bias.
pub const BIAS: ParameterSpec =
    ParameterSpec::new("bias", Kind::Flag, DefaultValue::Bool(true), "whether there is a bias");

pub(super) static CONV: Operation = Operation {
    name: "conv",
    summary: "convolution over one, two or three spatial axes",
    doc: r"
The input is `C_in`×`I…`, channels and one to three spatial axes; the output is `C_out`×`O…` with, along each axis,

    O = ⌊(I + 2·p − d·(k − 1) − 1) / s⌋ + 1

like PyTorch's `Conv1d`, `Conv2d` and `Conv3d`. `p=same` gives O = ⌈I / s⌉; if the number of zeros is odd, the extra one
is at the end, as in TensorFlow. `p=((0, 1), (2, 2))` sets the padding before and after each axis.

It learns a weight `C_out`×`C_in/g`×`k…` and a bias `C_out`. Each output element takes n = C_in/g · ∏K multiplications
and n − 1 additions, one more with bias; padding zeros count like any other input.",
    example: Example { after: "3x224x224", code: "conv 64 k7 s2 p3" },
    parameters: &[OUT, K, S, P, D, G, BIAS],
    depthwise: Some(&DWCONV),
    has_weights: true,
    infer: |context| {
        let map = context.feature_map()?;
        let out = context.count("out")?;
        apply(context, map, out, context.count("g")?)
    },
    ..Operation::BASE
};

pub(super) static DWCONV: Operation = Operation {
    name: "dwconv",
    summary: "depthwise convolution: each channel on its own",
    doc: r"
This is [`conv`](#conv) with as many groups as channels: `C`×`I…` becomes `C·mult`×`O…`, and each output channel reads
one input channel. It learns a weight `C·mult`×1×`k…` and a bias `C·mult`.

Each output element takes ∏K multiplications and ∏K − 1 additions, one more with bias.",
    example: Example { after: "32x112x112", code: "dwconv k3 p1" },
    parameters: &[
        K_REQUIRED,
        S,
        P,
        D,
        ParameterSpec::new(
            "mult",
            Kind::Integer(1),
            DefaultValue::Integer(1),
            "output channels for each input channel",
        )
        .also(&["depth_multiplier"]),
        BIAS,
    ],
    has_weights: true,
    infer: |context| {
        let map = context.feature_map()?;
        let out = u64::from(map.channels) * u64::from(context.count("mult")?);
        let out = context.new_shape(&[out])?.axis(0).unwrap_or_default();
        apply(context, map, out, map.channels)
    },
    ..Operation::BASE
};

fn apply(context: &Context<'_>, map: FeatureMap, out: u32, groups: u32) -> Result<Inferred> {
    check_groups(context, map.channels, out, groups)?;
    let windows = Windows::read(context, &map)?;
    let positions = windows.positions(context, &map)?;
    let output = context.new_map(out.into(), &positions)?;
    let bias = context.flag("bias")?;
    let work = Convolution {
        in_channels: map.channels,
        out_channels: out,
        groups,
        kernel: windows.kernel,
        stride: windows.stride,
        dilation: windows.dilation,
        input: map.spatial,
        output: Spatial::new(output.spatial()),
        padding: windows.before(),
        same: windows.same,
        bias,
    };
    let sizes = [out, map.channels / groups];
    let stored = parameters(context, sizes, LETTERS, (work.kernel, bias.then_some(out)))?;
    let applied = Inferred::new(output, OpKind::Convolution(work)).storing(stored);
    Ok(windows.over(&map, applied))
}

/// Refuses groups that do not divide the channels of both sides.
pub(super) fn check_groups(
    context: &Context<'_>,
    channels: u32,
    out: u32,
    groups: u32,
) -> Result<()> {
    for (whole, what) in [(channels, "input channels"), (out, "output channels")] {
        if !whole.is_multiple_of(groups) {
            let (parts, whole) = (groups.into(), whole.into());
            let fits = Some(gcd(channels, out).into());
            let part = "groups";
            let division = Division { parameter: "g", parts, part, whole, what, fits };
            return Err(context.not_divisible(&division));
        }
    }
    Ok(())
}

/// The letters of a weight's axes, for one, two and three spatial axes.
pub(super) type Letters = [&'static [&'static str]; 3];

pub(super) const LETTERS: Letters = [
    &["C_out", "C_in/g", "K_w"],
    &["C_out", "C_in/g", "K_h", "K_w"],
    &["C_out", "C_in/g", "K_d", "K_h", "K_w"],
];

/// The weight, `first`×`second`×`k…`, and so many biases of a convolution.
pub(super) fn parameters(
    context: &Context<'_>,
    [first, second]: [u32; 2],
    letters: Letters,
    (kernel, biases): (Spatial, Option<u32>),
) -> Result<SmallVec<[InferredParameter; 2]>> {
    let axes = kernel.sizes().iter().copied();
    let sizes: SmallVec<[u64; 5]> =
        [first, second].into_iter().chain(axes).map(u64::from).collect();
    let [signal, image, clip] = letters;
    let letters = match kernel.sizes() {
        [_] => signal,
        [_, _] => image,
        _ => clip,
    };
    let weight = InferredParameter::learned("weight", context.new_shape(&sizes)?).sized(letters);
    let mut stored = smallvec![weight];
    if let Some(biases) = biases {
        let bias = context.new_shape(&[biases.into()])?;
        stored.push(InferredParameter::learned("bias", bias).sized(&["C_out"]));
    }
    Ok(stored)
}

/// How a convolution came to the first spatial size that is not the one claimed, and the padding
/// that would make it: `(224 + 2·0 − 11)/4 + 1 = 54.25, rounded down; `p2` would make it 55`.
///
/// Nothing for uneven padding, which no single number would replace.
pub fn differs(work: &OpKind, claimed: &[Option<i128>]) -> Option<String> {
    let OpKind::Convolution(work) = work else { return None };
    let made = work.output.sizes().iter();
    let wanted = claimed.iter().skip(1).copied();
    let (index, wanted) = made.zip(wanted).enumerate().find_map(|(index, (made, wanted))| {
        Some((index, wanted.filter(|size| *size != i128::from(*made))?))
    })?;
    let (before, after) = (work.padding[index], work.padding[index]);
    let plain = Axis::plain(work.input[index], work.kernel[index], work.stride[index]);
    let axis = Axis { dilation: work.dilation[index], before, after, ..plain };
    if axis.size() != Some(work.output[index].into()) {
        return None;
    }
    let fits = || {
        let padding = u32::try_from(axis.padding_for(u64::try_from(wanted).ok()?)?).ok()?;
        let padded = Axis { before: padding, after: padding, ..axis };
        let size = padded.size().map(i128::from);
        // With one more on both sides there may be too many positions.
        (padding <= axis.kernel / 2 && size == Some(wanted)).then_some(padding)
    };
    let rounded = if axis.is_rounded() { ", rounded down" } else { "" };
    let fits = fits().map(|padding| format!("; `p{padding}` would make it {wanted}"));
    Some(axis.unrounded() + rounded + &fits.unwrap_or_default())
}

/// n = C_in/g · ∏K: how many values an output element is made of.
pub fn values<N: Numeric>(work: &Convolution) -> N {
    let channels = N::named("C_in", work.in_channels) / N::named("g", work.groups);
    (channels * N::product(K_LETTERS, &work.kernel)).called("n")
}

/// n multiply-accumulates for each of the y = C_out · ∏O output elements.
pub fn counts<N: Numeric>(work: &Convolution) -> Counts<N> {
    let n = values::<N>(work);
    let c_out = N::named("C_out", work.out_channels);
    let y = (c_out * N::product(O_LETTERS, &work.output)).called("y");
    let products = n * y;
    let sums = (n - 1) * y;
    let add = if work.bias { sums + y } else { sums };
    Counts { macs: products, mul: products, add, ..Counts::none() }
}

#[cfg(test)]
mod tests;
