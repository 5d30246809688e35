//! Spatial axes that are resampled.

use super::Definition;
use super::view::signed;
use crate::import::pt2::aten::{Aten, Made, word};
use crate::import::rule::Failure;

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("upsample_nearest1d", |aten| resized(aten, "nearest")),
    Definition::new("upsample_nearest2d", |aten| resized(aten, "nearest")),
    Definition::new("upsample_nearest3d", |aten| resized(aten, "nearest")),
    Definition::new("_upsample_nearest_exact1d", |aten| resized(aten, "nearest")),
    Definition::new("_upsample_nearest_exact2d", |aten| resized(aten, "nearest")),
    Definition::new("_upsample_nearest_exact3d", |aten| resized(aten, "nearest")),
    Definition::new("upsample_linear1d", |aten| resized(aten, "linear")),
    Definition::new("upsample_bilinear2d", |aten| resized(aten, "linear")),
    Definition::new("upsample_trilinear3d", |aten| resized(aten, "linear")),
    Definition::new("upsample_bicubic2d", |aten| resized(aten, "cubic")),
];

fn resized(aten: &mut Aten<'_, '_>, mode: &str) -> Made {
    let x = match aten.optional("input")? {
        Some(x) => x,
        None => aten.tensor("self")?,
    };
    let dims = aten.dims(x)?;
    let spatial = dims.get(2..).unwrap_or_default();
    let sizes = match aten.ints("output_size")? {
        Some(sizes) => sizes,
        None => scaled(spatial, aten.numbers("scale_factors").unwrap_or_default())?,
    };
    let sizes: Vec<i64> = signed(&dims).take(2).chain(sizes).collect();
    let sizes = aten.list(sizes);
    let inputs = [Some(x), None, None, Some(sizes)].into_iter().collect();
    aten.several("Resize", inputs, &[("mode", word(mode))], 1)
}

/// Sizes times factors, rounded down.
fn scaled(sizes: &[u64], factors: &[f64]) -> Result<Vec<i64>, Failure> {
    if sizes.len() != factors.len() {
        return Err(Failure::invalid("it needs a size or a factor for each axis"));
    }
    #[expect(clippy::cast_precision_loss, reason = "PyTorch computes sizes as floats")]
    #[expect(clippy::cast_possible_truncation, reason = "a size beyond 2⁶³ is refused later")]
    let size = |(size, factor): (&u64, &f64)| (*size as f64 * factor).floor() as i64;
    Ok(sizes.iter().zip(factors).map(size).collect())
}
