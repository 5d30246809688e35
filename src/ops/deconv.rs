//! Transposed convolution: `deconv`.

use smallvec::smallvec;

use super::arguments::Padding;
use super::axis::{Axis, Rule};
use super::context::FeatureMap;
use super::conv::{BIAS, G, Letters, OUT, check_groups, parameters};
use super::formula::{Counts, I_LETTERS, K_LETTERS, Numeric, O_LETTERS};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use super::window::{D, K, P, S};
use crate::diagnostics::shape::ShapeProblem;
use crate::diagnostics::{DiagnosticKind, Result};
use crate::network::{Convolution, OpKind};
use crate::tensor::Spatial;
use crate::value::Number;

pub(super) static DECONV: Operation = Operation {
    name: "deconv",
    aliases: &["convtranspose"],
    summary: "transposed convolution, which makes a feature map larger",
    doc: r"
The input is `C_in`×`I…`, channels and one to three spatial axes; the output is `C_out`×`O…` with, along each axis,

    O = (I − 1)·s − 2·p + d·(k − 1) + op + 1

like PyTorch's `ConvTranspose1d`, `2d` and `3d`; `op` is less than the stride or the dilation. `p=same` makes O =
I·s, the odd padding at the end, as in TensorFlow and ONNX.

It learns a weight `C_in`×`C_out/g`×`k…` and a bias `C_out`. Each input element is multiplied by C_out/g · ∏K weights;
the products for the same output element are added, and then the bias.",
    example: Example { after: "512x8x8", code: "deconv 256 k4 s2 p1" },
    parameters: &[
        OUT,
        K,
        S,
        P,
        ParameterSpec::new(
            "op",
            Kind::Spatial(0),
            DefaultValue::Integer(0),
            "added to the output's size at the end of each axis",
        )
        .also(&["output_padding"]),
        D,
        G,
        BIAS,
    ],
    has_weights: true,
    infer: apply,
    ..Operation::BASE
};

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let map = context.feature_map()?;
    let out = context.count("out")?;
    let groups = context.count("g")?;
    check_groups(context, map.channels, out, groups)?;
    let (axes, same) = read_axes(context, &map)?;
    let size = |axis: &Axis| axis.size().ok_or_else(|| nothing_left(context, &map, axis));
    let positions = axes.iter().map(size);
    let output = context.new_map(out.into(), &positions.collect::<Result<Vec<_>>>()?)?;
    let bias = context.flag("bias")?;
    let work = Convolution {
        in_channels: map.channels,
        out_channels: out,
        groups,
        kernel: context.per_axis("k", axes.len())?,
        stride: context.per_axis("s", axes.len())?,
        dilation: context.per_axis("d", axes.len())?,
        input: map.spatial,
        output: Spatial::new(output.spatial()),
        padding: axes.iter().map(|axis| axis.before).collect(),
        same,
        bias,
    };
    let sizes = [map.channels, out / groups];
    let stored = parameters(context, sizes, LETTERS, (work.kernel, bias.then_some(out)))?;
    let applied = Inferred::new(output, OpKind::TransposedConvolution(work)).storing(stored);
    Ok(Inferred { axes, same, ..applied })
}

/// The letters of the weight's axes.
const LETTERS: Letters = [
    &["C_in", "C_out/g", "K_w"],
    &["C_in", "C_out/g", "K_h", "K_w"],
    &["C_in", "C_out/g", "K_d", "K_h", "K_w"],
];

fn read_axes(context: &Context<'_>, map: &FeatureMap) -> Result<(Vec<Axis>, bool)> {
    let count = map.axes();
    let [kernel, stride, dilation, extra] =
        ["k", "s", "d", "op"].map(|name| context.per_axis(name, count));
    let (kernel, stride, dilation, extra) = (kernel?, stride?, dilation?, extra?);
    let written = context.padding("p", count)?;
    let same = written == Padding::Same;
    let padding = match written {
        Padding::Each(padding) => padding,
        Padding::Same => smallvec![(0, 0); count],
    };
    let axes = padding.into_iter().enumerate().map(|(at, (before, after))| {
        let axis = Axis {
            input: map.spatial[at],
            kernel: kernel[at],
            stride: stride[at],
            dilation: dilation[at],
            before,
            after,
            rule: Rule::Spread(extra[at]),
        };
        check_extra(context, &axis, extra[at])?;
        Ok(if same { kept(&axis, extra[at]) } else { axis })
    });
    Ok((axes.collect::<Result<_>>()?, same))
}

/// An axis whose padding makes its size in the output that of the input times the stride. Where the
/// kernels do not reach so far, as much is added at the end.
fn kept(axis: &Axis, extra: u32) -> Axis {
    let (reach, stride) = (axis.reach() + u64::from(extra), u64::from(axis.stride));
    // A side beyond 32 bits is cut; nothing is left then, which is refused.
    let side = |size: u64| u32::try_from(size).unwrap_or(u32::MAX);
    let padding = reach.saturating_sub(stride);
    let extra = extra.saturating_add(side(stride.saturating_sub(reach)));
    let (before, after) = (side(padding / 2), side(padding - padding / 2));
    Axis { before, after, rule: Rule::Spread(extra), ..*axis }
}

/// PyTorch's limit: more than that would be an output that no input element reaches.
fn check_extra(context: &Context<'_>, axis: &Axis, extra: u32) -> Result<()> {
    let Axis { stride, dilation, .. } = *axis;
    if extra == 0 || extra < stride.max(dilation) {
        return Ok(());
    }
    let bound = match dilation {
        1 => format!("less than the stride {stride}"),
        _ => format!("less than the stride {stride} or the dilation {dilation}"),
    };
    Err(context.out_of_range("op", bound, extra))
}

/// Why padding leaves nothing of an axis.
fn nothing_left(context: &Context<'_>, map: &FeatureMap, axis: &Axis) -> Box<DiagnosticKind> {
    let unpadded = Axis { before: 0, after: 0, ..*axis };
    let spread = unpadded.size().unwrap_or(u64::MAX);
    let size = i128::from(spread) - i128::from(axis.before) - i128::from(axis.after);
    let most = spread.saturating_sub(1) / 2;
    let result = Number::Int(size).to_string().replace('-', "−");
    ShapeProblem::NothingLeft {
        operation: context.operation.name,
        input: map.spatial.to_string(),
        span: context.place("p"),
        formula: format!("{} = {result}", axis.written()),
        origin: map.origin,
        shape: map.shape,
        help: format!("`p={most}` is the largest padding that leaves something"),
    }
    .into()
}

/// C_out/g · ∏K multiply-accumulates for each of the C_in · ∏I input elements. The products that
/// fall on one output element are added: one addition less than products, but for each output
/// element; where fewer products than output elements make that negative, none.
pub fn counts<N: Numeric>(work: &Convolution) -> Counts<N> {
    let c_in = N::named("C_in", work.in_channels);
    let c_out = N::named("C_out", work.out_channels);
    let g = N::named("g", work.groups);
    let x = (c_in * N::product(I_LETTERS, &work.input)).called("x");
    let y = (c_out * N::product(O_LETTERS, &work.output)).called("y");
    let products = (x * (c_out / g) * N::product(K_LETTERS, &work.kernel)).called("products");
    let sums = products.less(y);
    let add = if work.bias { sums + y } else { sums };
    Counts { macs: products, mul: products, add, ..Counts::none() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::ops::testing::{figures, outcome, refusal, shape, stored};

    #[test]
    fn generators_double_their_size() {
        // DCGAN's generator (Radford et al., 2015): 4×4 from a point, then twice as large.
        assert_eq!(shape("deconv 512 k4 nobias", "100x1x1"), "512x4x4");
        assert_eq!(shape("deconv 256 k4 s2 p1 nobias", "512x4x4"), "256x8x8");
        assert_eq!(stored("deconv 256 k4 s2 p1 nobias", &["512x4x4"]).0, 512 * 256 * 16);
        // Each of the 512·16 input elements meets 256·16 weights; the 256·64 outputs add them up.
        let products = 512 * 16 * 256 * 16;
        assert_eq!(
            figures("deconv 256 k4 s2 p1 nobias", &["512x4x4"]),
            [products, products, products - 256 * 64, 0, 0, 0]
        );
        assert_eq!(figures("deconv 256 k4 s2 p1", &["512x4x4"])[2], products);
    }

    #[test]
    fn groups_share_the_weights_out() {
        let line = "deconv 8 k2 s2 g4 nobias";
        assert_eq!(stored(line, &["12x5x5"]).0, 12 * 2 * 4);
        assert_eq!(figures(line, &["12x5x5"])[0], 12 * 25 * 2 * 4);
    }

    #[test]
    fn fewer_products_than_outputs_are_never_added() {
        // One input element, one weight, nine outputs: eight of them hold nothing.
        let line = "deconv 1 k1 s9 op8 nobias";
        assert_eq!(shape(line, "1x1"), "1x9");
        assert_eq!(figures(line, &["1x1"]), [1, 1, 0, 0, 0, 0]);
    }

    #[test]
    fn same_padding_multiplies_the_size() {
        // TensorFlow's Conv2DTranspose with padding "same": the input times the stride, whatever the kernel.
        for line in ["k3 s2", "k4 s2", "k2 s3", "k1 s4", "k3 s2 d2", "k5 s1", "k3 s2 op1"] {
            let stride = line.split('s').nth(1).unwrap()[..1].parse::<u32>().unwrap();
            let expected = format!("8x{}x{}", 7 * stride, 5 * stride);
            assert_eq!(shape(&format!("deconv 8 {line} p=same"), "4x7x5"), expected, "{line}");
        }
        // ONNX's SAME_UPPER: 2·(7 − 1) + 3 − 14 = 1 to pad, at the end.
        assert_eq!(outcome("deconv 8 k3 s2 p=same", &["4x7"]).axes[0].before, 0);
        assert_eq!(outcome("deconv 8 k3 s2 p=same", &["4x7"]).axes[0].after, 1);
    }

    #[test]
    fn what_leaves_nothing_is_refused() {
        let (message, help) = refusal("deconv 8 k3 p2", &["4x1x1"]);
        assert_eq!(message, "`deconv` leaves nothing of 1×1");
        assert_eq!(help, "`p=1` is the largest padding that leaves something");
        assert_eq!(shape("deconv 8 k3 p=1", "4x1x1"), "8x1x1");
        let (message, _) = refusal("deconv 8 k3 s2 op2", &["4x7x7"]);
        assert_eq!(message, "`op` of `deconv` must be less than the stride 2, not 2");
        assert_eq!(shape("deconv 8 k3 s2 op1 p1", "4x7x7"), "8x14x14");
    }

    proptest! {
        /// The output reaches from the first place that a tap of the kernel falls on to the last,
        /// less the padding, more the output padding.
        #[test]
        fn taps_reach_the_whole_output(
            (input, k, s, d) in (1u64..9, 1u64..6, 1u64..5, 1u64..4),
            (before, after, op) in (0u64..3, 0u64..3, 0u64..4),
        ) {
            prop_assume!(op < s.max(d));
            let places = (0..input).flat_map(|x| (0..k).map(move |tap| x * s + tap * d));
            let reached = places.max().unwrap_or(0) + 1 + op;
            prop_assume!(reached > before + after);
            let line = format!("deconv 3 k{k} s{s} d{d} op{op} p=(({before},{after}),)");
            let output = format!("3x{}", reached - before - after);
            prop_assert_eq!(shape(&line, &format!("2x{input}")), output);
        }
    }
}
