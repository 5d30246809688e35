//! Feature maps sampled at positions, and boxes.

use super::costs::{Costs, custom_with};
use super::maps::is_batch;
use super::window::spatial;
use crate::import::call::{ArgValue, VarId};
use crate::import::dims::{self, Dims};
use crate::import::graph::Node;
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "GridSample", shapes: grid_sample_shapes, lower: grid_sample, ..Rule::BASE },
    Rule { name: "RoiAlign", shapes: roi_align_shapes, lower: roi_align, ..Rule::BASE },
    Rule { name: "AffineGrid", shapes: affine_grid_shapes, lower: affine_grid, ..Rule::BASE },
    // How many boxes remain depends on their scores.
    Rule {
        name: "NonMaxSuppression",
        run_time: true,
        shapes: |_| Err(Failure::RunTime { input: 1 }),
        ..Rule::UNCOUNTED
    },
    // The size of an image is in its bytes.
    Rule {
        name: "ImageDecoder",
        run_time: true,
        shapes: |_| Err(Failure::RunTime { input: 0 }),
        ..Rule::UNCOUNTED
    },
];

/// The batch and the channels of the input, and the positions of the grid, whose last axis has their coordinates.
fn grid_sample_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (batch, channels, over) = spatial(node.dims(0)?)?;
    let [_, positions @ .., coordinates] = node.dims(1)? else {
        return Err(Failure::invalid("its grid has too few axes"));
    };
    if *coordinates != over.len() as u64 || positions.len() != over.len() {
        return Err(Failure::invalid("its grid has other axes than its input"));
    }
    let mut dims = Dims::from_slice(&[batch, channels]);
    dims.extend_from_slice(positions);
    Output::new(dims, node.dtype(0)?).only()
}

fn grid_sample(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let mode = match node.text("mode").unwrap_or("linear") {
        "linear" | "bilinear" => None,
        "nearest" => Some("nearest"),
        "cubic" | "bicubic" => Some("bicubic"),
        _ => return Err(Failure::invalid("its `mode` is not known")),
    };
    let axes = dims.len().saturating_sub(2);
    if !is_batch(dims) || !(2..=3).contains(&axes) || (axes == 3 && mode == Some("bicubic")) {
        return Err(Failure::unsupported("it is only known for two and three axes"));
    }
    let input = lowering.operand_with(node, 0, Some(0))?;
    let grid = lowering.operand_with(node, 1, Some(0))?;
    let call = lowering.call("gridsample").from(input).arg(grid);
    let call = mode.into_iter().fold(call, |call, mode| call.named("mode", mode));
    call.make(node.output(0), Some(0))
}

fn size(node: &Node, name: &str) -> Result<u64, Failure> {
    u64::try_from(node.int(name).unwrap_or(1)).map_err(|_| Failure::invalid("a size is negative"))
}

fn roi_align_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let &[_, channels, _, _] = node.dims(0)? else {
        return Err(Failure::invalid("it needs an image of four axes, the batch included"));
    };
    let &[boxes, 4] = node.dims(1)? else {
        return Err(Failure::invalid("its boxes need two axes, the second of size 4"));
    };
    let (height, width) = (size(node.node, "output_height")?, size(node.node, "output_width")?);
    Output::new(Dims::from_slice(&[boxes, channels, height, width]), node.dtype(0)?).only()
}

/// The mean of a fixed number of positions; without one it depends on the boxes, and a maximum costs something else.
fn roi_align(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let samples = node.int("sampling_ratio").unwrap_or(0);
    let is_mean = node.text("mode").is_none_or(|mode| mode == "avg");
    if samples < 1 || !is_mean || !is_batch(lowering.dims(node, 0)?) {
        return Err(Failure::unsupported("it is only known for a fixed number of samples"));
    }
    let input = lowering.operand_with(node, 0, Some(0))?;
    let boxes = boxes(lowering, node)?;
    let size = Dims::from_slice(&[size(node, "output_height")?, size(node, "output_width")?]);
    let call = lowering.call("roialign").from(input).arg(boxes).arg(ArgValue::Dims(size));
    call.each("samples", &[samples], 2).make(node.output(0), None)
}

/// The boxes, `K`×4; `K`×5 with the image that each is in, if that is computed.
fn boxes(lowering: &mut Lowering<'_>, node: &Node) -> Result<VarId, Failure> {
    let boxes = lowering.operand_with(node, 1, None)?;
    if !node.has(2) || lowering.is_constant(node, 2) {
        return Ok(boxes);
    }
    let images = lowering.operand_with(node, 2, None)?;
    let count = lowering.calls.vars[boxes].first().copied().unwrap_or(1);
    let images = lowering.reshaped(images, Dims::from_slice(&[count, 1]));
    let call = lowering.call("concat").arg(images).arg(boxes).named("axis", 1_i64);
    Ok(call.temporary(Dims::from_slice(&[count, 5])))
}

/// The positions of an image of the wanted size.
fn affine_grid_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let sizes: Result<Dims, _> = node.ints(1)?.iter().map(|size| u64::try_from(*size)).collect();
    let sizes = sizes.map_err(|_| Failure::invalid("a size is negative"))?;
    let (batch, _, over) = spatial(&sizes)?;
    let mut dims = Dims::from_slice(&[batch]);
    dims.extend_from_slice(over);
    dims.push(over.len() as u64);
    Output::new(dims, node.dtype(0)?).only()
}

/// Each coordinate of a position is a sum of r products and a shift: r + 1 products with a 1 appended.
fn affine_grid(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let output = lowering.output_dims(node, 0)?;
    let axes = output.last().copied().unwrap_or_default();
    let each = Costs { macs: axes.saturating_add(1), ..Costs::NONE };
    let costs = each.times(dims::elements(output).unwrap_or(u64::MAX))?;
    custom_with(lowering, node, [0], costs)
}

#[cfg(test)]
mod tests {
    use crate::import::element::ElementType;
    use crate::import::onnx::rules::testing::one;
    use crate::import::rule::Failure;

    #[test]
    fn grids() {
        let sample = |mode| {
            let node = one("GridSample").data(&[1, 8, 4, 4]).data(&[1, 6, 7, 2]);
            node.word("mode", mode)
        };
        assert_eq!(sample("linear").shapes(), "1x8x6x7");
        assert_eq!(sample("bilinear").text(), "from in0\ngridsample in1");
        assert_eq!(sample("cubic").text(), "from in0\ngridsample in1 mode=bicubic");
        let volume = one("GridSample").data(&[1, 8, 4, 4, 4]).data(&[1, 2, 6, 7, 3]);
        assert_eq!(volume.text(), "from in0\ngridsample in1");
    }

    #[test]
    fn regions() {
        let align = || {
            let node = one("RoiAlign").data(&[1, 8, 10, 10]).data(&[3, 4]);
            let node = node.typed(&[3], ElementType::Int64);
            node.int("output_height", 5).int("output_width", 6)
        };
        assert_eq!(align().shapes(), "3x8x5x6");
        let text = align().int("sampling_ratio", 3).text();
        assert!(text.contains("concat reshape in1 axis=1"), "{text}");
        assert!(text.ends_with("5x6 samples=3"), "{text}");
        // How many samples there are depends on the boxes.
        let (text, known) = align().lowered();
        assert!(!known, "{text}");
        assert!(text.ends_with("reads=(in0, in1, in2) unknown"), "{text}");
    }

    #[test]
    fn positions_of_an_affine_transform() {
        let node = one("AffineGrid").data(&[1, 2, 3]).ints(&[1, 3, 5, 6]);
        assert_eq!(node.shapes(), "1x5x6x2");
        // 60 coordinates of 3 products.
        assert_eq!(node.text(), "custom \"AffineGrid\" 5x6x2 macs=180");
    }

    #[test]
    fn sizes_that_are_computed() {
        let suppression = one("NonMaxSuppression").data(&[1, 6, 4]).data(&[1, 1, 6]).made();
        assert_eq!(suppression, Err(Failure::RunTime { input: 1 }));
    }
}
