//! Convolutions whose taps lie where a tensor says: `deformconv`.

use super::conv::{BIAS, G, LETTERS, OUT, check_groups, parameters};
use super::formula::{Counts, K_LETTERS, Numeric, O_LETTERS};
use super::inferred::Inferred;
use super::operation::{Context, Example, Input, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use super::window::{D, K, P, S, Windows};
use crate::diagnostics::Result;
use crate::network::{DeformableConvolution, OpKind};
use crate::tensor::{Shape, Spatial};

pub(super) static DEFORMCONV: Operation = Operation {
    name: "deformconv",
    aliases: &["deform_conv2d"],
    summary: "convolution whose taps are at learned positions",
    doc: r"
The shapes and parameters are those of [`conv`](#conv) on two spatial axes. `offset` is `2·G·∏K`×`O_h`×`O_w`: how
far each tap of each of G groups of channels is from its place; `mask` is `G·∏K`×`O_h`×`O_w`, a factor for each (Zhu
et al., Deformable ConvNets v2, 2019), as in torchvision's `deform_conv2d`.

It takes the operations of the convolution. In addition, each tap, group and output position takes 4 multiplications,
6 additions and 2 roundings for the position and the weights of its 4 neighbours, and each tap, input channel and
output position 4 multiplications and 3 additions for the value, and one more multiplication with a mask.",
    example: Example {
        after: "64x28x28",
        code: "let x = it\noffset: conv 18 k3 p1\nfrom x; conv 9 k3 p1\nfactors: sigmoid\n\
               from x; deformconv 64 offset mask=factors k3 p1",
    },
    parameters: &[
        OUT,
        ParameterSpec::new("offset", Kind::Tensor, DefaultValue::Required, "how far taps are off"),
        K,
        S,
        P,
        D,
        G,
        BIAS,
        ParameterSpec::new(
            "mask",
            Kind::Tensor,
            DefaultValue::Absent("none"),
            "a factor for each tap",
        )
        .words(&["none"]),
    ],
    has_weights: true,
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let map = context.feature_map()?;
    if map.axes() != 2 {
        return Err(context.wrong_rank("channels × height × width", None));
    }
    let (out, groups) = (context.count("out")?, context.count("g")?);
    check_groups(context, map.channels, out, groups)?;
    let windows = Windows::read(context, &map)?;
    let positions = windows.positions(context, &map)?;
    let output = context.new_map(out.into(), &positions)?;
    let taps: u64 = windows.kernel.sizes().iter().map(|size| u64::from(*size)).product();
    let offset = context.tensor("offset")?;
    let offset_groups = offset_groups(context, offset, map.channels, taps, &output)?;
    let masks = context.tensors("mask");
    let masked = context.new_map(taps.saturating_mul(offset_groups.into()), &positions)?;
    if let Some(mask) = masks.first().filter(|mask| mask.shape != masked) {
        return Err(context.wrong_shape(
            "mask",
            &masked,
            mask,
            "a factor for each tap and position",
        ));
    }
    let bias = context.flag("bias")?;
    let work = DeformableConvolution {
        in_channels: map.channels,
        out_channels: out,
        groups,
        offset_groups,
        kernel: windows.kernel,
        stride: windows.stride,
        dilation: windows.dilation,
        output: Spatial::new(output.spatial()),
        mask: !masks.is_empty(),
        bias,
    };
    let sizes = [out, map.channels / groups];
    let stored = parameters(context, sizes, LETTERS, (windows.kernel, bias.then_some(out)))?;
    let inferred = Inferred::new(output, OpKind::DeformableConvolution(work)).storing(stored);
    Ok(windows.over(&map, inferred))
}

/// How many groups of channels have offsets of their own: the offset has two numbers for each tap of each.
fn offset_groups(
    context: &Context<'_>,
    offset: &Input,
    channels: u32,
    taps: u64,
    output: &Shape,
) -> Result<u32> {
    let each = taps.saturating_mul(2);
    let groups = match offset.shape.axes() {
        [first, spatial @ ..]
            if spatial == output.spatial() && u64::from(*first).is_multiple_of(each) =>
        {
            u32::try_from(u64::from(*first) / each).ok()
        }
        _ => None,
    };
    match groups.filter(|groups| channels.is_multiple_of(*groups)) {
        Some(groups) => Ok(groups),
        None => {
            let positions: Vec<u64> =
                output.spatial().iter().map(|size| u64::from(*size)).collect();
            let expected = context.new_map(each, &positions)?;
            let help = "two numbers for each tap and position, for each of some groups of channels";
            Err(context.wrong_shape("offset", &expected, offset, help))
        }
    }
}

/// n multiply-accumulates for each of the y output elements, and the values of the taps.
pub fn counts<N: Numeric>(work: &DeformableConvolution) -> Counts<N> {
    let c_in = N::named("C_in", work.in_channels);
    let kernel = N::product(K_LETTERS, &work.kernel).called("K");
    let positions = N::product(O_LETTERS, &work.output).called("O");
    let n = (c_in / N::named("g", work.groups) * kernel).called("n");
    let y = (N::named("C_out", work.out_channels) * positions).called("y");
    let places = (N::named("G", work.offset_groups) * kernel * positions).called("places");
    let values = (c_in * kernel * positions).called("values");
    let each = if work.mask { 5 } else { 4 };
    let sums = (n - 1) * y + places * 6 + values * 3;
    Counts {
        macs: n * y,
        mul: n * y + places * 4 + values * each,
        add: if work.bias { sums + y } else { sums },
        special: places * 2,
        ..Counts::none()
    }
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, refusal, shapes, stored};

    #[test]
    fn taps_at_places_of_their_own() {
        let line = "deformconv 32 o k3 p1 nobias";
        let inputs = ["64x28x28", "18x28x28"];
        assert_eq!(shapes(line, &inputs), ["32×28×28"]);
        assert_eq!(stored(line, &inputs).0, 32 * 64 * 9);
        let (o, k) = (28 * 28, 9);
        let macs = 32 * 64 * k * o;
        let sums = (64 * k - 1) * 32 * o;
        let (places, values) = (k * o, 64 * k * o);
        let expected = [
            macs,
            macs + 4 * places + 4 * values,
            sums + 6 * places + 3 * values,
            0,
            0,
            2 * places,
        ];
        assert_eq!(figures(line, &inputs), expected);
        let masked = figures(&format!("{line} mask=m"), &["64x28x28", "18x28x28", "9x28x28"]);
        assert_eq!(masked[1], expected[1] + values);
        // Two groups of channels.
        let grouped = figures(line, &["64x28x28", "36x28x28"]);
        assert_eq!(grouped[5], 2 * 2 * places);
    }

    #[test]
    fn offsets_fit() {
        let (message, _) = refusal("deformconv 32 o k3 p1", &["64x28x28", "17x28x28"]);
        assert_eq!(message, "`offset` of `deformconv` must have the shape 18×28×28, not 17×28×28");
        assert!(refusal("deformconv 32 o k3", &["64x28x28", "18x28x28"]).0.contains("18×26×26"));
        let mask = ["64x28x28", "18x28x28", "8x28x28"];
        assert!(refusal("deformconv 32 o k3 p1 mask=m", &mask).0.contains("shape 9×28×28"));
        // 5 groups of offsets do not divide 64 channels.
        assert!(
            refusal("deformconv 32 o k3 p1", &["64x28x28", "90x28x28"]).0.starts_with("`offset`")
        );
    }
}
