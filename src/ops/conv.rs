//! Convolutions: `conv` and `dwconv`.

use super::context::{Division, FeatureMap, gcd};
use super::formula::{Counts, Quantity};
use super::window::{D, K, K_REQUIRED, P, S, Windows};
use super::{Applied, Context, Default, Example, Kind, Operation, Parameter, Stored};
use crate::diagnostics::Fallible;
use crate::network::{Convolution, Spatial, Work};

/// Channels of the output.
pub const OUT: Parameter =
    Parameter::new("out", Kind::Integer(1), Default::Required, "channels of the output")
        .also(&["out_channels"]);

/// Groups of channels.
pub const G: Parameter = Parameter::new(
    "g",
    Kind::Integer(1),
    Default::Integer(1),
    "groups of channels that do not see each other",
)
.also(&["groups"]);

/// Whether there is a bias.
pub const BIAS: Parameter =
    Parameter::new("bias", Kind::Flag, Default::Bool(true), "whether there is a bias");

pub(super) static CONV: Operation = Operation {
    name: "conv",
    summary: "convolution over one, two or three spatial axes",
    doc: r"
The input is `C_in`×`I…`, channels and one to three spatial axes; the output is `C_out`×`O…` with, along each axis,

    O = ⌊(I + 2·p − d·(k − 1) − 1) / s⌋ + 1

as PyTorch's `Conv1d`, `Conv2d` and `Conv3d`. `p=same` makes O = ⌈I / s⌉; of an odd number of zeros the odd one is
at the end, as in TensorFlow. `p=((0, 1), (2, 2))` pads before and after each axis apart.

It learns a weight `C_out`×`C_in/g`×`k…` and a bias `C_out`. Each output element takes n = C_in/g · ∏K
multiplications and n − 1 additions, one more with bias; padding zeros count as any other input.",
    example: Example { after: "3x224x224", code: "conv 64 k7 s2 p3" },
    parameters: &[OUT, K, S, P, D, G, BIAS],
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
As [`conv`](#conv) with as many groups as channels: `C`×`I…` becomes `C·mult`×`O…`, and each output channel sees one
input channel. It learns a weight `C·mult`×1×`k…` and a bias `C·mult`.

Each output element takes ∏K multiplications and ∏K − 1 additions, one more with bias.",
    example: Example { after: "32x112x112", code: "dwconv k3 p1" },
    parameters: &[
        K_REQUIRED,
        S,
        P,
        D,
        Parameter::new(
            "mult",
            Kind::Integer(1),
            Default::Integer(1),
            "output channels for each input channel",
        )
        .also(&["depth_multiplier"]),
        BIAS,
    ],
    infer: |context| {
        let map = context.feature_map()?;
        let out = u64::from(map.channels) * u64::from(context.count("mult")?);
        let out = context.new_shape(&[out])?.elements() as u32;
        apply(context, map, out, map.channels)
    },
    ..Operation::BASE
};

fn apply(context: &Context<'_>, map: FeatureMap, out: u32, groups: u32) -> Fallible<Applied> {
    check_groups(context, map.channels, out, groups)?;
    let windows = Windows::read(context, &map)?;
    let positions = windows.positions(context, &map, false)?;
    let output = context.new_map(out.into(), &positions)?;
    let bias = context.flag("bias")?;
    let work = Convolution {
        in_channels: map.channels,
        out_channels: out,
        groups,
        kernel: windows.kernel,
        stride: windows.stride,
        input: map.spatial,
        output: Spatial::new(output.spatial()),
        padding: windows.before(),
        same: windows.same,
        bias,
    };
    let stored = parameters(context, out, map.channels / groups, &work)?;
    Ok(Applied::new(output, Work::Convolution(work)).storing(stored))
}

/// Refuses groups that do not divide the channels of both sides.
pub(super) fn check_groups(
    context: &Context<'_>,
    channels: u32,
    out: u32,
    groups: u32,
) -> Fallible<()> {
    let (channels, out, parts) = (u64::from(channels), u64::from(out), u64::from(groups));
    for (whole, what) in [(channels, "input channels"), (out, "output channels")] {
        if whole % parts != 0 {
            let fits = Some(gcd(channels, out));
            let part = "groups";
            let division = Division { parameter: "g", parts, part, whole, what, fits };
            return Err(context.not_divisible(&division));
        }
    }
    Ok(())
}

/// The weight, `first`×`second`×`k…`, and the bias of a convolution.
pub(super) fn parameters(
    context: &Context<'_>,
    first: u32,
    second: u32,
    work: &Convolution,
) -> Fallible<Vec<Stored>> {
    let kernel = work.kernel.sizes().iter().copied();
    let sizes: Vec<u64> = [first, second].into_iter().chain(kernel).map(u64::from).collect();
    let mut stored = vec![Stored::learned("weight", context.new_shape(&sizes)?)];
    if work.bias {
        stored.push(Stored::learned("bias", context.new_shape(&[work.out_channels.into()])?));
    }
    Ok(stored)
}

/// n = C_in/g · ∏K multiply-accumulates for each of the y = C_out · ∏O output elements.
pub fn counts<N: Quantity>(work: &Convolution) -> Counts<N> {
    let c_in = N::named("C_in", work.in_channels);
    let c_out = N::named("C_out", work.out_channels);
    let g = N::named("g", work.groups);
    let n = c_in / g * N::product(["K_d", "K_h", "K_w"], &work.kernel);
    let y = c_out * N::product(["O_d", "O_h", "O_w"], &work.output);
    let products = n * y;
    let sums = (n - 1) * y;
    let add = if work.bias { sums + y } else { sums };
    Counts { macs: products, mul: products, add, ..Counts::none() }
}
