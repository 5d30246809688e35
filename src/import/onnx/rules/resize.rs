//! Axes that are resampled.

use super::make::unsigned;
use crate::import::call::ArgValue;
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::{Graph, Node};
use crate::import::lower::{self, Lowering};
use crate::import::rule::{
    Failure, Output, Outputs, Rule, Shaping, ints, named_axes, sizes, tensor,
};
use crate::import::value::{Binary, Value};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Resize", shapes, lower, weights: Some(&[0]), ..Rule::BASE },
    Rule { name: "Upsample", shapes, lower, weights: Some(&[0]), ..Rule::BASE },
];

fn shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    Output::new(resized(node.graph, node.node)?, node.dtype(0)?).only()
}

/// The numbers that an input holds; `None` if it is left out or empty.
fn numbers(graph: &Graph, node: &Node, input: usize) -> Result<Option<Vec<f64>>, Failure> {
    if !node.has(input) || dims::elements(sizes(graph, node, input)?) == Some(0) {
        return Ok(None);
    }
    let value = tensor(graph, node, input)?.value.as_ref();
    value.map(|value| Some(value.to_floats())).ok_or(Failure::RunTime { input })
}

/// The sizes of the output.
fn resized(graph: &Graph, node: &Node) -> Result<Dims, Failure> {
    let from = sizes(graph, node, 0)?;
    let axes = match node.ints("axes") {
        Some(axes) => named_axes(axes, from.len())?,
        None => (0..from.len()).collect(),
    };
    let own: Dims = axes.iter().filter_map(|axis| from.get(*axis).copied()).collect();
    // Before version 11, the second input has the scales, and of `Upsample` 7 an attribute.
    let (roi, scales) = if node.op.starts_with('R') && node.opset > 10 { (1, 2) } else { (9, 1) };
    let scales = match node.floats("scales") {
        Some(scales) => Some(scales.to_vec()),
        None => numbers(graph, node, scales)?,
    };
    let to = match scales {
        Some(scales) if scales.len() == own.len() => {
            scaled(&own, &scales, parts(graph, node, roi, own.len())?)?
        }
        None if node.has(3) => wanted(&own, unsigned(&ints(graph, node, 3)?)?, node)?,
        _ => return Err(Failure::invalid("it needs a scale or a size for each axis")),
    };
    let mut dims: Dims = from.into();
    for (axis, size) in axes.into_iter().zip(to) {
        dims.iter_mut().skip(axis).take(1).for_each(|own| *own = size);
    }
    Ok(dims)
}

/// Which part of each axis is resampled: of `tf_crop_and_resize` that of the region, else all.
fn parts(graph: &Graph, node: &Node, input: usize, axes: usize) -> Result<Vec<f64>, Failure> {
    if node.text("coordinate_transformation_mode") != Some("tf_crop_and_resize") {
        return Ok(vec![1.0; axes]);
    }
    let region = numbers(graph, node, input)?.unwrap_or_default();
    let (starts, ends) = region.split_at_checked(axes).unwrap_or_default();
    if starts.len() != axes || ends.len() != axes {
        return Err(Failure::invalid("its region needs a start and an end for each axis"));
    }
    Ok(starts.iter().zip(ends).map(|(start, end)| end - start).collect())
}

/// Sizes times scales, rounded down. The products are of 32 bits, as ONNX's are, so that they round as those do.
fn scaled(own: &[u64], scales: &[f64], parts: Vec<f64>) -> Result<Dims, Failure> {
    let size = |((size, scale), part): ((&u64, &f64), f64)| {
        let times = |a: Value, b: f64| a.binary(Binary::Mul, &Value::float(b), ElementType::F32);
        let size = Value::int(i64::try_from(*size).ok()?);
        let product = times(times(size, part)?, *scale)?.single()?;
        u64::try_from(Value::float(product.floor()).single_int()?).ok()
    };
    let sizes = own.iter().zip(scales).zip(parts).map(size);
    sizes.collect::<Option<Dims>>().ok_or_else(|| Failure::invalid("a scale is no positive number"))
}

/// The sizes that are stated; to keep the ratio of sizes, the least or the greatest scale for all, rounded to the
/// nearest size, halves up.
fn wanted(own: &[u64], stated: Dims, node: &Node) -> Result<Dims, Failure> {
    if own.len() != stated.len() {
        return Err(Failure::invalid("it needs a scale or a size for each axis"));
    }
    let scales = stated.iter().copied().zip(own.iter().copied());
    let less = |a: &(u64, u64), b: &(u64, u64)| {
        (u128::from(a.0) * u128::from(b.1)).cmp(&(u128::from(b.0) * u128::from(a.1)))
    };
    let scale = match node.text("keep_aspect_ratio_policy").unwrap_or("stretch") {
        "not_larger" => scales.min_by(less),
        "not_smaller" => scales.max_by(less),
        _ => return Ok(stated),
    };
    let (to, from) = scale.filter(|(_, from)| *from > 0).unwrap_or((1, 1));
    let (to, from) = (u128::from(to), u128::from(from));
    let round = |size: &u64| {
        let twice = to.checked_mul(u128::from(*size))?.checked_mul(2)?.checked_add(from)?;
        u64::try_from(twice / (2 * from)).ok()
    };
    let sizes = own.iter().map(round).collect::<Option<Dims>>();
    sizes.ok_or_else(|| Failure::invalid("an axis would be too large"))
}

/// Spatial axes are an `upsample`; other axes, and modes that it does not have, are weighted sums.
fn lower(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let (from, to) = (lowering.dims(node, 0)?, lowering.output_dims(node, 0)?);
    if from.len() != to.len() {
        return Err(Failure::unsupported("its output has other axes than its input"));
    }
    let smaller = from.iter().zip(to).any(|(from, to)| to < from);
    let widens = node.flag("antialias") && smaller;
    let mode = match (node.text("mode").unwrap_or("nearest"), from.len()) {
        ("nearest", _) => Some("nearest"),
        (_, _) if widens => None,
        ("linear", 3) => Some("linear"),
        ("linear", 4) => Some("bilinear"),
        ("linear", 5) => Some("trilinear"),
        ("cubic", 4) => Some("bicubic"),
        _ => None,
    };
    let spatial = (3..=5).contains(&from.len());
    let others = from.first() == Some(&1) && from.get(..2) == to.get(..2);
    match mode.filter(|_| spatial && others) {
        Some(mode) => upsample(lowering, node, mode),
        None => sums(lowering, node, widens),
    }
}

fn upsample(lowering: &mut Lowering<'_>, node: &Node, mode: &'static str) -> Result<(), Failure> {
    let to = lowering.output_dims(node, 0)?;
    let input = lowering.moving_with(node, 0, Some(0))?;
    let spatial: Dims = to.iter().skip(2).copied().collect();
    let mut sizes = input.dims().iter().skip(2).zip(&spatial);
    let first = sizes.next().and_then(|(from, to)| to.checked_div(*from)).unwrap_or(1);
    let factor = |factor: u64| {
        let mut sizes = input.dims().iter().skip(2).zip(&spatial);
        factor > 0 && sizes.all(|(from, to)| from.checked_mul(factor) == Some(*to))
    };
    let whole = factor(first);
    let made = input.by("upsample", to.into(), Some(0), |call| {
        let call = match whole {
            true => call.arg(first),
            false => call.named("size", ArgValue::Dims(spatial)),
        };
        if mode == "nearest" { call } else { call.named("mode", mode) }
    });
    made.done(node.output(0));
    Ok(())
}

/// Each output is a sum of t products, t being the product of how many inputs it has along each axis that changes: 2 for
/// `linear` and 4 for `cubic`. An antialiasing filter is ⌈t/2 · input size / output size⌉ wide to each side where the
/// axis becomes smaller. `nearest` computes nothing.
fn sums(lowering: &mut Lowering<'_>, node: &Node, widens: bool) -> Result<(), Failure> {
    let (from, to) = (lowering.dims(node, 0)?, lowering.output_dims(node, 0)?);
    let reach = match node.text("mode").unwrap_or("nearest") {
        "linear" => Some(1_u64),
        "cubic" => Some(2),
        _ => None,
    };
    let taps = |reach: u64| {
        let changed = from.iter().zip(to).filter(|(from, to)| from != to);
        let taps = changed.map(|(from, to)| {
            let wide = reach.checked_mul(*from).map(|wide| wide.div_ceil((*to).max(1)));
            let filter = if widens && to < from { wide } else { Some(reach) };
            filter?.checked_mul(2)
        });
        taps.collect::<Option<Dims>>().as_deref().and_then(dims::elements)
    };
    let taps = match reach {
        Some(reach) => taps(reach).ok_or_else(|| Failure::invalid("its filter is too wide"))?,
        None => 1,
    };
    let outputs = lower::elements(to)?;
    let times = |each: u64| outputs.checked_mul(each);
    let costs = match taps {
        1 => [("mul", Some(0)), ("add", Some(0))],
        _ => [("mul", times(taps)), ("add", times(taps - 1))],
    };
    if costs.iter().any(|(_, cost)| cost.is_none()) {
        return Err(Failure::unsupported("too many operations"));
    }
    let sample = lowering.operand(node, 0)?.sample.filter(|axis| to.get(*axis) == Some(&1));
    lowering.opaque_at(node, ArgValue::Text(node.op.clone()), &costs, &[sample]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn spatial_axes_are_an_upsample() {
        assert_eq!(
            lowered("x: 1x3x4x5\nroi = f32 []\ns = f32 [1, 1, 2, 2]\ny = Resize(x, roi, s)\n-> y"),
            "upsample: upsample 2"
        );
        assert_eq!(
            lowered(
                "x: 1x3x4x5\nn = i64 [1, 3, 7, 5]\ny = Resize(x, _, _, n) mode=\"linear\"\n-> y"
            ),
            "upsample: upsample size=7x5 mode=bilinear"
        );
        assert_eq!(
            lowered(
                "x: 1x3x4x5\nn = i64 [7, 8]\ny = Resize(x, _, _, n) axes=[2, 3] keep_aspect_ratio_policy=\"not_larger\" mode=\"cubic\"\n-> y"
            ),
            "upsample: upsample size=6x8 mode=bicubic"
        );
    }

    /// Four inputs for each output of 1×8×10×3; an antialiasing filter over half of an axis has twice as many along it.
    #[test]
    fn other_axes_are_sums() {
        assert_eq!(
            lowered(
                "x: 1x4x5x3\nn = i64 [1, 8, 10, 3]\ny = Resize(x, _, _, n) mode=\"linear\"\n-> y"
            ),
            "custom: custom \"Resize\" 8x10x3 mul=960 add=720"
        );
        assert_eq!(
            lowered(
                "x: 1x3x4x4\nn = i64 [1, 3, 2, 2]\ny = Resize(x, _, _, n) mode=\"linear\" antialias=1\n-> y"
            ),
            "custom: custom \"Resize\" 3x2x2 mul=192 add=180"
        );
    }
}
