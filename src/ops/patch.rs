//! Between channels and space: `pixelshuffle`, `pixelunshuffle` and `unfold`.

use super::axes::copied;
use super::context::Division;
use super::inferred::Inferred;
use super::operation::{Context, Example, Operation};
use super::parameter_spec::{DefaultValue, Kind, ParameterSpec};
use super::window::{D, K_REQUIRED, P, S, Windows};
use crate::diagnostics::Result;
use crate::network::{Move, OpKind};

pub(super) static PIXELSHUFFLE: Operation = Operation {
    name: "pixelshuffle",
    aliases: &["depthtospace"],
    summary: "channels rearranged to a larger feature map",
    doc: r"
`C·r²`×`H`×`W` becomes `C`×`rH`×`rW`: r² channels make a square of r×r, like PyTorch's `PixelShuffle` (Shi et al.,
2016).

It moves data and computes nothing.",
    example: Example { after: "256x64x64", code: "pixelshuffle 2" },
    parameters: &[ParameterSpec::new(
        "r",
        Kind::Integer(1),
        DefaultValue::Required,
        "how many times larger the map becomes",
    )
    .also(&["upscale_factor"])],
    infer: pixel_shuffle,
    ..Operation::BASE
};

pub(super) static PIXELUNSHUFFLE: Operation = Operation {
    name: "pixelunshuffle",
    aliases: &["spacetodepth"],
    summary: "a feature map rearranged to more channels",
    doc: r"
`C`×`rH`×`rW` becomes `C·r²`×`H`×`W`: each square of r×r makes r² channels, like PyTorch's `PixelUnshuffle`.

It moves data and computes nothing.",
    example: Example { after: "3x64x64", code: "pixelunshuffle 2" },
    parameters: &[ParameterSpec::new(
        "r",
        Kind::Integer(1),
        DefaultValue::Required,
        "how many times smaller the map becomes",
    )
    .also(&["downscale_factor"])],
    infer: pixel_unshuffle,
    ..Operation::BASE
};

pub(super) static UNFOLD: Operation = Operation {
    name: "unfold",
    summary: "the windows of a convolution as columns (im2col)",
    doc: r"
`C`×`I…` becomes `C·∏K`×`L`: one column for each of the L positions of a [`conv`](#conv) with the same kernel, like
PyTorch's `Unfold`.

It moves data and computes nothing.",
    example: Example { after: "3x224x224", code: "unfold 16 16; transpose 0 1; linear 768" },
    parameters: &[K_REQUIRED, S, P, D],
    infer: |context| {
        let map = context.feature_map()?;
        let windows = Windows::read(context, &map)?;
        let positions = windows.positions(context, &map)?;
        // A product beyond 64 bits is refused as an axis that is too large.
        let product = |sizes: &[u64]| {
            sizes.iter().try_fold(1u64, |all, size| all.checked_mul(*size)).unwrap_or(u64::MAX)
        };
        let kernel: Vec<u64> = windows.kernel.sizes().iter().map(|size| u64::from(*size)).collect();
        let rows = product(&kernel).saturating_mul(map.channels.into());
        let output = context.new_shape(&[rows, product(&positions)])?;
        let work = OpKind::Move(Move { view: false, copied: map.shape.elements(), grid: false });
        Ok(windows.over(&map, Inferred::new(output, work)))
    },
    ..Operation::BASE
};

fn pixel_shuffle(context: &Context<'_>) -> Result<Inferred> {
    let map = context.feature_map()?;
    let [height, width] = *map.spatial.sizes() else {
        return Err(context.wrong_rank("channels × height × width", None));
    };
    let r = u64::from(context.count("r")?);
    let (parts, whole) = (r * r, u64::from(map.channels));
    if !whole.is_multiple_of(parts) {
        let (part, what) = ("channels (r·r)", "channels");
        let division = Division { parameter: "r", parts, part, whole, what, fits: None };
        return Err(context.not_divisible(&division));
    }
    let sizes = [whole / parts, r * u64::from(height), r * u64::from(width)];
    Ok(copied(context.new_shape(&sizes)?, false))
}

fn pixel_unshuffle(context: &Context<'_>) -> Result<Inferred> {
    let map = context.feature_map()?;
    let [height, width] = *map.spatial.sizes() else {
        return Err(context.wrong_rank("channels × height × width", None));
    };
    let r = u64::from(context.count("r")?);
    for (whole, what) in [(height, "rows"), (width, "columns")] {
        let whole = u64::from(whole);
        if !whole.is_multiple_of(r) {
            let (parameter, part) = ("r", "parts");
            let division = Division { parameter, parts: r, part, whole, what, fits: Some(whole) };
            return Err(context.not_divisible(&division));
        }
    }
    // Both are below 2³¹, and r divides them.
    let channels = u64::from(map.channels).saturating_mul(r * r);
    let sizes = [channels, u64::from(height) / r, u64::from(width) / r];
    Ok(copied(context.new_shape(&sizes)?, false))
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{call, refusal, shape};

    #[test]
    fn squares_of_channels() {
        assert_eq!(shape("pixelshuffle 2", "256x64x32"), "64x128x64");
        assert_eq!(shape("pixelshuffle 3", "9x4x4"), "1x12x12");
        let (message, help) = refusal("pixelshuffle 3", &["64x4x4"]);
        assert_eq!(message, "64 channels cannot be divided into 9 channels (r·r)");
        assert_eq!(help, "64 = 9·7 + 1");
        assert!(call("pixelshuffle 2", &["64x4"]).is_err());
        assert_eq!(shape("pixelunshuffle 2", "64x128x64"), "256x64x32");
        assert_eq!(shape("spacetodepth 3", "1x12x12"), "9x4x4");
        let (message, help) = refusal("pixelunshuffle 3", &["1x12x10"]);
        assert_eq!(message, "10 columns cannot be divided into 3 parts");
        assert_eq!(help, "10 = 3·3 + 1; `r=2` or `r=5` would do");
    }

    #[test]
    fn columns_for_windows() {
        // ViT: 14·14 patches of 3·16·16 values.
        assert_eq!(shape("unfold 16 16", "3x224x224"), "768x196");
        assert_eq!(shape("unfold 3 p1", "8x5x4"), "72x20");
        assert_eq!(shape("unfold 2 d2", "8x5"), "16x3");
        assert!(call("unfold 6", &["8x5x4"]).is_err());
    }
}
