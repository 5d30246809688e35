//! Fourier transforms, windows of signals, and determinants. ONNX leaves open by what algorithm a transform is
//! computed, so that its cost is not known.

use super::costs::{Costs, custom};
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::Node;
use crate::import::lower::Lowering;
use crate::import::onnx::decode::element_type;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping, named_axis};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "DFT", shapes: dft, ..Rule::UNCOUNTED },
    Rule { name: "STFT", shapes: stft, ..Rule::UNCOUNTED },
    Rule { name: "HannWindow", shapes: window, ..Rule::BASE },
    Rule { name: "HammingWindow", shapes: window, ..Rule::BASE },
    Rule { name: "BlackmanWindow", shapes: window, ..Rule::BASE },
    Rule { name: "MelWeightMatrix", shapes: mel, ..Rule::UNCOUNTED },
    Rule { name: "Det", shapes: determinant_shapes, lower: determinant, ..Rule::BASE },
];

/// The only integer of an input, which must be a size.
fn size(node: &Shaping<'_>, input: usize) -> Result<u64, Failure> {
    let value = node.ints(input)?.first().copied().unwrap_or(-1);
    u64::try_from(value).map_err(|_| Failure::invalid("a size is negative"))
}

/// How many frequencies there are of a signal of this length, without those that follow from the others.
fn frequencies(length: u64, onesided: bool) -> u64 {
    if onesided { length / 2 + 1 } else { length }
}

/// The axis was an attribute before version 20; the last axis has the real and the imaginary part.
fn dft(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut dims = Dims::from_slice(node.dims(0)?);
    let axis = match (node.node.has(2), node.node.opset >= 20) {
        (true, _) => node.ints(2)?.first().copied().unwrap_or(-2),
        (false, true) => -2,
        (false, false) => node.node.int("axis").unwrap_or(1),
    };
    let axis = named_axis(axis, dims.len())?;
    let (onesided, inverse) = (node.node.flag("onesided"), node.node.flag("inverse"));
    if let Some(place) = dims.get_mut(axis) {
        let length = match node.node.has(1) {
            true => size(node, 1)?,
            false if onesided && inverse => (*place).saturating_sub(1).saturating_mul(2),
            false => *place,
        };
        *place = frequencies(length, onesided && !inverse);
    }
    if let Some(last) = dims.last_mut() {
        *last = if onesided && inverse { 1 } else { 2 };
    }
    Output::new(dims, node.dtype(0)?).only()
}

/// Batch, frames, frequencies, and both parts of each.
fn stft(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let [batch, length, ..] = *node.dims(0)? else {
        return Err(Failure::invalid("its signal needs a batch and a length"));
    };
    let step = size(node, 1)?;
    let frame = match node.node.has(3) {
        true => size(node, 3)?,
        false => node.dims(2)?.first().copied().unwrap_or(0),
    };
    let room = length.checked_sub(frame);
    let frames = room.and_then(|room| room.checked_div(step));
    let frames = frames.ok_or_else(|| Failure::invalid("a frame does not fit into the signal"))?;
    let onesided = node.node.int("onesided") != Some(0);
    let dims = [batch, frames + 1, frequencies(frame, onesided), 2];
    Output::new(Dims::from_slice(&dims), node.dtype(0)?).only()
}

/// The type that the attribute names, floats of 32 bits by default.
fn stated(node: &Node) -> ElementType {
    let stated = node.int("output_datatype").and_then(|number| i32::try_from(number).ok());
    stated.and_then(element_type).unwrap_or(ElementType::F32)
}

fn window(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    Output::new(Dims::from_slice(&[size(node, 0)?]), stated(node.node)).only()
}

/// A row for each frequency, a column for each band.
fn mel(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (bands, length) = (size(node, 0)?, size(node, 1)?);
    let dims = Dims::from_slice(&[frequencies(length, true), bands]);
    Output::new(dims, stated(node.node)).only()
}

fn determinant_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    match node.dims(0)? {
        [others @ .., rows, columns] if rows == columns => {
            Output::new(others, node.dtype(0)?).only()
        }
        _ => Err(Failure::invalid("a determinant needs square matrices")),
    }
}

/// By elimination: of an n×n matrix, n(n − 1)/2 quotients, n(n − 1)(2n − 1)/6 products that are subtracted, as many
/// comparisons as quotients for the pivots, and n − 1 products of the diagonal.
fn determinant(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let n = dims.last().copied().unwrap_or(1);
    let less = n.saturating_sub(1);
    let pairs = n.saturating_mul(less) / 2;
    let macs = n.saturating_mul(less).saturating_mul(2 * n - 1) / 6;
    let each = Costs { macs, mul: less, div: pairs, cmp: pairs, ..Costs::NONE };
    let matrices = dims::elements(lowering.output_dims(node, 0)?).unwrap_or(u64::MAX);
    custom(lowering, node, each.times(matrices)?)
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::rules::testing::one;

    #[test]
    fn transforms() {
        assert_eq!(one("DFT").data(&[1, 10, 10, 1]).shapes(), "1x10x10x2");
        let axis = |node: crate::import::onnx::rules::testing::OneNode| node.nothing().ints(&[1]);
        assert_eq!(axis(one("DFT").data(&[1, 10, 10, 1])).int("onesided", 1).shapes(), "1x6x10x2");
        assert_eq!(one("DFT").data(&[1, 10, 6, 1]).ints(&[16]).shapes(), "1x10x16x2");
        let old = one("DFT").opset(17).data(&[1, 10, 8, 1]).int("axis", 2).int("onesided", 1);
        assert_eq!(old.shapes(), "1x10x5x2");
    }

    #[test]
    fn frames() {
        let node = one("STFT").data(&[1, 128, 1]).ints(&[8]).nothing().ints(&[16]);
        assert_eq!(node.shapes(), "1x15x9x2");
        let node = one("STFT").data(&[1, 128, 1]).ints(&[8]).weight(&[16]);
        assert_eq!(node.int("onesided", 0).shapes(), "1x15x16x2");
    }

    #[test]
    fn tables() {
        assert_eq!(one("HannWindow").ints(&[10]).shapes(), "10");
        assert_eq!(one("MelWeightMatrix").ints(&[8]).ints(&[16]).shapes(), "9x8");
    }

    #[test]
    fn determinants() {
        let node = one("Det").data(&[1, 5, 3, 3]);
        assert_eq!(node.shapes(), "1x5");
        // Each of 5: 3·2·5/6 = 5, 2, 3, 3.
        assert_eq!(node.text(), "custom \"Det\" 5 macs=25 mul=10 div=15 cmp=15");
    }
}
