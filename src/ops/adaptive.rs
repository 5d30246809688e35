//! Pooling to a given size: `gap`, `gmp`, `adaptiveavgpool`, `adaptivemaxpool`.

use super::context::gcd;
use super::formula::{Counts, Numeric, O_LETTERS};
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use crate::diagnostics::Result;
use crate::network::{AdaptivePool, OpKind, PoolKind};
use crate::tensor::Spatial;

const SIZE: ParameterSpec = ParameterSpec::new(
    "size",
    Kind::Size,
    DefaultValue::Required,
    "the spatial size of the output",
)
.also(&["output_size"]);

pub(super) static GAP: Operation = Operation {
    name: "gap",
    aliases: &["globalavgpool"],
    summary: "global average pooling: the mean of each channel",
    doc: r"
`C`×`I…`, channels and one to three spatial axes, becomes `C`×1…: one mean for each channel, like PyTorch's
`AdaptiveAvgPool2d(1)`.

Each channel takes ∏I − 1 additions and a division.",
    example: Example { after: "2048x7x7", code: "gap; fc 1000" },
    infer: |context| global(context, PoolKind::Average),
    ..Operation::BASE
};

pub(super) static GMP: Operation = Operation {
    name: "gmp",
    aliases: &["globalmaxpool"],
    summary: "global max pooling: the maximum of each channel",
    doc: r"
`C`×`I…`, channels and one to three spatial axes, becomes `C`×1…: one maximum for each channel, like PyTorch's
`AdaptiveMaxPool2d(1)`.

Each channel takes ∏I − 1 comparisons.",
    example: Example { after: "512x7x7", code: "gmp; fc 10" },
    infer: |context| global(context, PoolKind::Max),
    ..Operation::BASE
};

pub(super) static ADAPTIVEAVGPOOL: Operation = Operation {
    name: "adaptiveavgpool",
    summary: "average pooling to a given size",
    doc: r"
`C`×`I…`, channels and one to three spatial axes, becomes `C`×`O…`, where O is the given size, like PyTorch's
`AdaptiveAvgPool2d`. Window i along an axis reaches from ⌊i·I/O⌋ to ⌈(i + 1)·I/O⌉, so windows differ in size and may
overlap; along an axis they hold I + O − gcd(I, O) values in total.

Each output element takes one addition fewer than its window has values, and a division.",
    example: Example { after: "256x13x13", code: "adaptiveavgpool 6" },
    parameters: &[SIZE],
    infer: |context| sized(context, PoolKind::Average),
    ..Operation::BASE
};

pub(super) static ADAPTIVEMAXPOOL: Operation = Operation {
    name: "adaptivemaxpool",
    summary: "max pooling to a given size",
    doc: r"
The shapes and windows are those of [`adaptiveavgpool`](#adaptiveavgpool), like PyTorch's `AdaptiveMaxPool2d`.

Each output element takes one comparison fewer than its window has values.",
    example: Example { after: "256x13x13", code: "adaptivemaxpool 7x7" },
    parameters: &[SIZE],
    infer: |context| sized(context, PoolKind::Max),
    ..Operation::BASE
};

fn global(context: &Context<'_>, kind: PoolKind) -> Result<Inferred> {
    let axes = context.feature_map()?.axes();
    apply(context, kind, std::iter::repeat_n(1, axes).collect())
}

fn sized(context: &Context<'_>, kind: PoolKind) -> Result<Inferred> {
    let axes = context.feature_map()?.axes();
    apply(context, kind, context.per_axis("size", axes)?)
}

/// Pools the feature map to a spatial size.
pub(super) fn apply(context: &Context<'_>, kind: PoolKind, output: Spatial) -> Result<Inferred> {
    let map = context.feature_map()?;
    let sizes: Vec<u64> = output.sizes().iter().map(|size| u64::from(*size)).collect();
    let shape = context.new_map(map.channels.into(), &sizes)?;
    let windows = map.spatial.sizes().iter().zip(output.sizes());
    let windows: Vec<u32> = windows.map(|(input, output)| window_sizes(*input, *output)).collect();
    let work = AdaptivePool {
        kind,
        channels: map.channels,
        input: map.spatial,
        output,
        windows: Spatial::new(&windows),
    };
    Ok(Inferred::new(shape, OpKind::AdaptivePool(work)))
}

/// The sizes of the windows along an axis, added up: I + O − gcd(I, O).
///
/// Window i reaches from ⌊i·I/O⌋ to ⌈(i + 1)·I/O⌉. The ends are the starts seen from the other
/// side, so the sum is I·O − 2·Σ⌊i·I/O⌋, and that sum over i < O is ((I − 1)(O − 1) + gcd − 1)/2.
fn window_sizes(input: u32, output: u32) -> u32 {
    // Axes are below 2³¹, so the sum is below 2³², and the divisor is at most either.
    input + output - gcd(input, output)
}

/// The windows of all C channels hold w values; each of the y output elements combines its own with
/// one operation less than there are values, and divides once for the mean.
pub fn counts<N: Numeric>(work: &AdaptivePool) -> Counts<N> {
    let c = N::named("C", work.channels);
    let w = (c * N::product(["w_d", "w_h", "w_w"], &work.windows)).called("w");
    let y = (c * N::product(O_LETTERS, &work.output)).called("y");
    super::pool::combine(work.kind, w - y, y)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::window_sizes;
    use crate::ops::testing::{figures, shape};

    #[test]
    fn shapes() {
        assert_eq!(shape("gap", "2048x7x7"), "2048x1x1");
        assert_eq!(shape("gmp", "16x100"), "16x1");
        assert_eq!(shape("gap", "512x2x7x7"), "512x1x1x1");
        assert_eq!(shape("adaptiveavgpool 6", "256x13x13"), "256x6x6");
        assert_eq!(shape("adaptivemaxpool 7x5", "256x13x13"), "256x7x5");
    }

    #[test]
    fn figures_of_a_mean_and_a_maximum() {
        assert_eq!(figures("gap", &["2048x7x7"]), [0, 0, 2048 * 48, 2048, 0, 0]);
        assert_eq!(figures("gmp", &["512x7x7"]), [0, 0, 0, 0, 512 * 48, 0]);
        // 13 to 6: windows of 3, 3, 3, 3, 3, 3, so 9 values each.
        assert_eq!(figures("adaptiveavgpool 6", &["256x13x13"])[2], 256 * (18 * 18 - 36));
        assert_eq!(figures("adaptiveavgpool 6", &["256x13x13"])[3], 256 * 36);
    }

    proptest! {
        /// PyTorch's windows, one after the other.
        #[test]
        fn windows_add_up(input in 1u64..60, output in 1u64..60) {
            let end = |i: u64| ((i + 1) * input).div_ceil(output);
            let sizes = (0..output).map(|i| end(i) - i * input / output);
            prop_assert_eq!(u64::from(window_sizes(input as u32, output as u32)), sizes.sum::<u64>());
        }
    }
}
