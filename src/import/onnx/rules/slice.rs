//! Ranges of axes, and borders around them.

use super::make::unsigned;
use crate::import::call::ArgValue;
use crate::import::dims::Dims;
use crate::import::graph::{Graph, Node};
use crate::import::lower::Lowering;
use crate::import::ranges::ranges;
use crate::import::rule::{
    Failure, Output, Outputs, Rule, Shaping, ints, ints_or, named_axes, sizes,
};
use crate::import::value::{Padding, Value};

/// Rules of operators whose output has elements of their first input.
const CUT: Rule = Rule { weights: Some(&[0]), ..Rule::BASE };

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Slice", shapes: sliced, lower: slice, ..CUT },
    Rule { name: "Pad", shapes: padded, lower: pad, ..CUT },
    Rule { name: "CenterCropPad", shapes: centred, lower: centre, ..CUT },
];

fn sliced(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let ranges = ranges(node.graph, node.node)?;
    let mut dims: Dims = node.dims(0)?.into();
    for range in &ranges {
        dims.iter_mut().skip(range.axis).take(1).for_each(|size| *size = range.count);
    }
    let value = node.value(0).and_then(|value| value.slice(&ranges));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

fn slice(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let ranges = ranges(lowering.graph, node)?;
    let input = lowering.moving(node, 0)?;
    input.cut(&ranges).done(node.output(0));
    Ok(())
}

/// How many elements more are before and after each axis; negative numbers are less.
type Pads = Vec<(i64, i64)>;

/// Dims with so many elements more before and after each axis.
fn around(dims: &[u64], pads: &[(i64, i64)]) -> Result<Dims, Failure> {
    let padded = dims.iter().zip(pads).map(|(size, (before, after))| {
        let size = i64::try_from(*size).ok()?.checked_add(*before)?.checked_add(*after)?;
        u64::try_from(size).ok()
    });
    let padded = padded.collect::<Option<Dims>>();
    padded.ok_or_else(|| Failure::invalid("it takes more away than there is"))
}

/// The pads of `Pad`: in versions before 11 an attribute, since 18 of the axes that it names.
fn pads(graph: &Graph, node: &Node) -> Result<Pads, Failure> {
    let rank = sizes(graph, node, 0)?.len();
    let stated = ints_or(graph, node, 1, "pads")?;
    let stated = stated.ok_or_else(|| Failure::invalid("its pads are missing"))?;
    let axes = match node.has(3) {
        true => named_axes(&ints(graph, node, 3)?, rank)?,
        false => (0..rank).collect(),
    };
    let (before, after) = stated.split_at_checked(axes.len()).unwrap_or_default();
    if before.len() != axes.len() || after.len() != axes.len() {
        return Err(Failure::invalid("it needs two pads for each axis"));
    }
    let mut pads = vec![(0, 0); rank];
    for (axis, pair) in axes.into_iter().zip(before.iter().copied().zip(after.iter().copied())) {
        pads.iter_mut().skip(axis).take(1).for_each(|pads| *pads = pair);
    }
    Ok(pads)
}

/// What it puts there; `None` if that is not known.
fn padding(node: &Shaping<'_>) -> Result<Option<Padding>, Failure> {
    Ok(Some(match node.node.text("mode").unwrap_or("constant") {
        "constant" if node.node.has(2) => match node.value(2) {
            Some(value) => Padding::Constant(value.clone()),
            None => return Ok(None),
        },
        "constant" => Padding::Constant(Value::float(node.node.float("value").unwrap_or(0.0))),
        "reflect" => Padding::Reflect,
        "edge" => Padding::Edge,
        "wrap" => Padding::Wrap,
        mode => return Err(Failure::invalid(format!("there is no mode `{mode}`"))),
    }))
}

fn padded(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let pads = pads(node.graph, node.node)?;
    let padding = padding(node)?;
    let dims = around(node.dims(0)?, &pads)?;
    let value = node.value(0).zip(padding);
    let value = value.and_then(|(value, padding)| value.pad(&pads, &padding));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

fn pad(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let pads = pads(lowering.graph, node)?;
    let mode = match node.text("mode").unwrap_or("constant") {
        "reflect" => "reflect",
        "edge" => "replicate",
        "wrap" => "circular",
        _ => "constant",
    };
    let dims = lowering.dims(node, 0)?;
    if !once(dims, &pads, mode) {
        let sample = lowering.operand(node, 0)?.sample;
        let to = lowering.output_dims(node, 0)?;
        let sample = sample.filter(|axis| to.get(*axis) == Some(&1));
        lowering.opaque_at(node, ArgValue::Text(node.op.clone()), &[], &[sample]);
        return Ok(());
    }
    lowering.moving(node, 0)?.pad(&pads, mode).done(node.output(0));
    Ok(())
}

/// Whether elements are mirrored, or taken from the other end, at most once, as those of `pad` are.
fn once(dims: &[u64], pads: &[(i64, i64)], mode: &str) -> bool {
    let less = |pad: i64| if pad < 0 { pad.unsigned_abs() } else { 0 };
    let mut sizes = dims.iter().zip(pads).map(|(size, (before, after))| {
        let left = size.saturating_sub(less(*before)).saturating_sub(less(*after));
        (left, u64::try_from((*before).max(*after)).unwrap_or_default())
    });
    sizes.all(|(left, most)| match mode {
        _ if most == 0 => true,
        "reflect" => most < left,
        "circular" => most <= left,
        "replicate" => left > 0,
        _ => true,
    })
}

/// How much `CenterCropPad` adds to each axis, or takes away: half of it before, rounded down.
fn centring(graph: &Graph, node: &Node) -> Result<Pads, Failure> {
    let dims = sizes(graph, node, 0)?;
    let wanted = unsigned(&ints(graph, node, 1)?)?;
    let axes = match node.ints("axes") {
        Some(axes) => named_axes(axes, dims.len())?,
        None => (0..dims.len()).collect(),
    };
    if axes.len() != wanted.len() {
        return Err(Failure::invalid("it needs a size for each of its axes"));
    }
    let mut pads = vec![(0, 0); dims.len()];
    for (axis, size) in axes.into_iter().zip(wanted) {
        let own = dims.get(axis).copied().unwrap_or_default();
        let more = i64::try_from(i128::from(size) - i128::from(own));
        let more = more.map_err(|_| Failure::invalid("a size is too large"))?;
        let pair = (more / 2, more - more / 2);
        pads.iter_mut().skip(axis).take(1).for_each(|pads| *pads = pair);
    }
    Ok(pads)
}

fn centred(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let pads = centring(node.graph, node.node)?;
    let dims = around(node.dims(0)?, &pads)?;
    let zero = Padding::Constant(Value::int(0));
    let value = node.value(0).and_then(|value| value.pad(&pads, &zero));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

fn centre(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let pads = centring(lowering.graph, node)?;
    lowering.moving(node, 0)?.pad(&pads, "constant").done(node.output(0));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn a_range_is_cut_and_then_reversed() {
        assert_eq!(
            lowered(
                "x: 1x10x4\na = i64 [9]\nb = i64 [-20]\naxes = i64 [1]\nstep = i64 [-2]\ny = Slice(x, a, b, axes, step)\n-> y"
            ),
            "slice 1 10 step=2\nflip: flip axis=0"
        );
        assert_eq!(
            lowered(
                "x: 1x10x4\na = i64 [-1]\nb = i64 [-9223372036854775808]\naxes = i64 [2]\nstep = i64 [-1]\ny = Slice(x, a, b, axes, step)\n-> y"
            ),
            "flip: flip axis=1"
        );
        assert_eq!(
            lowered(
                "x: 1x10x4\na = i64 [0]\nb = i64 [9223372036854775807]\naxes = i64 [1]\ny = Slice(x, a, b, axes)\n-> y"
            ),
            ""
        );
    }

    #[test]
    fn pads_of_each_sign() {
        assert_eq!(
            lowered("x: 1x3x4x5\npads = i64 [0, 0, 1, -1, 0, 0, 1, 2]\ny = Pad(x, pads)\n-> y"),
            "slice 1 5 axis=2\npad: pad ((1, 1), (0, 2)) axis=(1, 2)"
        );
        assert_eq!(
            lowered(
                "x: 1x3x4\npads = i64 [1, 0, 0, 0, 0, 0]\ny = Pad(x, pads) mode=\"edge\"\n-> y"
            ),
            "unsqueeze 0\npad: pad ((1, 0),) axis=0 mode=replicate"
        );
        assert_eq!(
            lowered(
                "x: 1x3x4\npads = i64 [0, 0, 5, 0, 0, 0]\ny = Pad(x, pads) mode=\"reflect\"\n-> y"
            ),
            "custom: custom \"Pad\" 3x9"
        );
    }

    #[test]
    fn the_middle_of_all_spatial_axes_is_cropped() {
        let cut = |dims: &str, starts: &str, ends: &str, axes: &str| {
            lowered(&format!(
                "x: {dims}\na = i64 {starts}\nb = i64 {ends}\naxes = i64 {axes}\ny = Slice(x, a, b, axes)\n-> y"
            ))
        };
        assert_eq!(cut("1x3x8x9", "[1, 2]", "[-1, -2]", "[2, 3]"), "crop: crop 6x5");
        assert_eq!(
            cut("1x3x8x9", "[2, 2]", "[7, 7]", "[3, 2]"),
            "slice 2 7 axis=2\nslice: slice 2 7 axis=1"
        );
        assert_eq!(cut("1x3x9x9", "[2, 2]", "[7, 7]", "[3, 2]"), "crop: crop 5");
        assert_eq!(cut("1x3x8x8x8", "[1, 1, 1]", "[6, 6, 6]", "[2, 3, 4]"), "crop: crop 5");
        // Not the middle, and not all axes.
        assert_eq!(
            cut("1x3x8x8", "[2, 2]", "[7, 7]", "[2, 3]"),
            "slice 2 7 axis=1\nslice: slice 2 7 axis=2"
        );
        assert_eq!(
            cut("1x3x8x8x8", "[1, 1]", "[6, 6]", "[2, 3]"),
            "slice 1 6 axis=1\nslice: slice 1 6 axis=2"
        );
        assert_eq!(cut("1x3x8", "[1]", "[6]", "[2]"), "slice: slice 1 6 axis=1");
        // The batch is an axis of the text.
        assert_eq!(
            cut("4x3x8x8", "[0, 1, 1]", "[2, 7, 7]", "[0, 2, 3]"),
            "slice 0 2\nslice 1 7 axis=2\nslice: slice 1 7 axis=3"
        );
    }

    #[test]
    fn half_of_the_border_is_before() {
        assert_eq!(
            lowered("x: 1x5x8\nshape = i64 [8, 5]\ny = CenterCropPad(x, shape) axes=[1, 2]\n-> y"),
            "slice 1 6 axis=1\npad: pad ((1, 2),) axis=0"
        );
    }
}
