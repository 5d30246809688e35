//! Transposed convolutions.

use super::conv::{groups, is_learned, weights};
use super::costs::{Costs, custom_with};
use super::maps::{Maps, is_batch};
use super::window::{Each, Window, signed, spatial};
use crate::import::dims::{self, Dims};
use crate::import::graph::Node;
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[Rule { name: "ConvTranspose", shapes, lower, ..Rule::BASE }];

/// The window of a transposed convolution.
#[derive(Clone, Debug)]
struct Transposed {
    window: Window,
    /// What is added to each axis of the output at its end.
    more: Each,
    /// The spatial axes of the output.
    outputs: Vec<u64>,
}

impl Transposed {
    fn of(node: &Node, over: &[u64], kernel: &[u64]) -> Result<Self, Failure> {
        let window = Window::of(node, over, Some(kernel))?;
        let more = match node.ints("output_padding") {
            Some(more) if more.len() == over.len() => Each::from_slice(more),
            Some(_) => {
                let axes = over.len();
                return Err(Failure::invalid(format!("`output_padding` needs {axes} numbers")));
            }
            None => Each::from_elem(0, over.len()),
        };
        let mut transposed = Transposed { window, more, outputs: Vec::new() };
        match wanted(node, &transposed.window, over)? {
            Some(outputs) => transposed.reach(node, over, outputs)?,
            None => {
                for (axis, (size, more)) in over.iter().zip(&transposed.more).enumerate() {
                    let output = transposed.window.input(axis, *size, *more)?;
                    transposed.outputs.push(output);
                }
            }
        }
        Ok(transposed)
    }

    /// Finds the padding that makes outputs of these sizes; where even none is too much, more is added at the end.
    fn reach(&mut self, node: &Node, over: &[u64], outputs: Vec<u64>) -> Result<(), Failure> {
        let upper = node.text("auto_pad") == Some("SAME_UPPER");
        self.window.before.fill(0);
        self.window.after.fill(0);
        for (axis, (size, output)) in over.iter().zip(&outputs).enumerate() {
            let more = self.more.get(axis).copied().unwrap_or_default();
            let natural = signed(self.window.input(axis, *size, more)?);
            let all = natural.saturating_sub(signed(*output));
            let half = all.max(0) / 2;
            let rest = all.max(0) - half;
            let (before, after) = if upper { (half, rest) } else { (rest, half) };
            for (values, value) in [
                (&mut self.window.before, before),
                (&mut self.window.after, after),
                (&mut self.more, more - all.min(0)),
            ] {
                if let Some(place) = values.get_mut(axis) {
                    *place = value;
                }
            }
        }
        self.outputs = outputs;
        Ok(())
    }

    /// Whether more is added than a stride or a dilation reaches.
    fn adds_much(&self) -> bool {
        let reach = self.window.strides.iter().zip(&self.window.dilations);
        self.more.iter().zip(reach).any(|(more, (stride, dilation))| more >= stride.max(dilation))
    }
}

/// The sizes of the output, where they are given rather than the padding.
fn wanted(node: &Node, window: &Window, over: &[u64]) -> Result<Option<Vec<u64>>, Failure> {
    if let Some(sizes) = node.ints("output_shape").filter(|sizes| !sizes.is_empty()) {
        // Some files have the batch and the channels there too.
        let sizes = sizes.get(sizes.len().saturating_sub(over.len())..).unwrap_or_default();
        let sizes: Result<Vec<u64>, _> = sizes.iter().map(|size| u64::try_from(*size)).collect();
        let sizes = sizes.ok().filter(|sizes| sizes.len() == over.len());
        let failure = || Failure::invalid("`output_shape` needs a size for each spatial axis");
        return sizes.ok_or_else(failure).map(Some);
    }
    if !node.text("auto_pad").is_some_and(|mode| mode.starts_with("SAME")) {
        return Ok(None);
    }
    let sizes = over.iter().zip(&window.strides);
    let sizes = sizes.map(|(size, stride)| size.saturating_mul(stride.unsigned_abs()));
    Ok(Some(sizes.collect()))
}

fn shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (batch, channels, over) = spatial(node.dims(0)?)?;
    let (from, of_group, kernel) = weights(node.dims(1)?)?;
    if from != channels {
        return Err(Failure::invalid(format!(
            "its weights are for {from} channels, the input has {channels}"
        )));
    }
    let groups = groups(node.node)?;
    if channels % groups != 0 {
        return Err(Failure::invalid(format!("its {channels} channels are not {groups} groups")));
    }
    let out = of_group.saturating_mul(groups);
    let mut dims = Dims::from_slice(&[batch, out]);
    dims.extend(Transposed::of(node.node, over, kernel)?.outputs);
    Output::new(dims, node.dtype(0)?).only()
}

fn lower(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let (_, _, over) = spatial(dims)?;
    let (_, of_group, kernel) = weights(lowering.dims(node, 1)?)?;
    let groups = groups(node)?;
    let Transposed { mut window, mut more, .. } = Transposed::of(node, over, kernel)?;
    let adds_much = Transposed { window: window.clone(), more: more.clone(), outputs: Vec::new() };
    let axes = over.len() + usize::from(!is_batch(dims));
    if axes > 3 || window.cuts() || adds_much.adds_much() || !is_learned(lowering, node, 2) {
        let each = of_group.saturating_mul(window.size());
        let inputs = dims::elements(dims).unwrap_or(u64::MAX);
        let outputs = dims::elements(lowering.output_dims(node, 0)?).unwrap_or(u64::MAX);
        let add = if node.has(2) { outputs } else { 0 };
        let costs = Costs { macs: each, ..Costs::NONE }.times(inputs)?;
        return custom_with(lowering, node, [1, 2], Costs { add, ..costs });
    }
    let maps = Maps::channels_first(lowering, node)?;
    if maps.has_more() {
        window = window.behind_one_more();
        more.insert(0, 0);
    }
    let learned = [node.input(1), node.input(2)];
    maps.apply(lowering, node, "deconv", |call| {
        let call = call.arg(of_group.saturating_mul(groups)).each("k", &window.kernel, 1);
        let call = window.padded(call.each("s", &window.strides, 1)).each("op", &more, 0);
        let call = call.each("d", &window.dilations, 1).each("g", &[signed(groups)], 1);
        call.word_if(!node.has(2), "nobias").learns(learned)
    })
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::rules::testing::{OneNode, one};

    fn deconv(dims: &[u64], weights: &[u64]) -> OneNode {
        one("ConvTranspose").data(dims).weight(weights)
    }

    #[test]
    fn sizes_of_the_operators_examples() {
        let image = || deconv(&[1, 1, 3, 3], &[1, 2, 3, 3]);
        assert_eq!(image().shapes(), "1x2x5x5");
        assert_eq!(
            image().list("strides", &[3, 2]).list("output_shape", &[10, 8]).shapes(),
            "1x2x10x8"
        );
        let more = image().list("strides", &[3, 2]).list("output_padding", &[1, 1]);
        assert_eq!(more.shapes(), "1x2x10x8");
        let padded = image().list("strides", &[3, 2]).list("pads", &[1, 2, 1, 2]);
        assert_eq!(padded.shapes(), "1x2x7x3");
        let same = image().list("strides", &[2, 2]).word("auto_pad", "SAME_UPPER");
        assert_eq!(same.shapes(), "1x2x6x6");
        let dilated = deconv(&[1, 1, 3, 3], &[1, 1, 2, 2]).list("dilations", &[2, 2]);
        assert_eq!(dilated.shapes(), "1x1x5x5");
    }

    #[test]
    fn calls() {
        let image = || deconv(&[1, 4, 8, 8], &[4, 6, 4, 4]).list("strides", &[2, 2]);
        let text = image().list("pads", &[1, 1, 1, 1]).text();
        assert_eq!(text, "deconv 6 k4 s2 p1 nobias");
        assert_eq!(image().int("group", 2).text(), "deconv 12 k4 s2 g2 nobias");
        // 2·7 + 4 = 18 are natural, 16 wanted: 1 on each side.
        assert_eq!(image().list("output_shape", &[16, 16]).text(), "deconv 6 k4 s2 p1 nobias");
        // 19 are more than natural.
        assert_eq!(
            image().list("output_shape", &[19, 18]).text(),
            "deconv 6 k4 s2 op=(1, 0) nobias"
        );
        let frames = deconv(&[5, 4, 8], &[4, 6, 4]);
        assert_eq!(frames.text(), "permute 1 0 2\ndeconv 6 k=(1, 4) nobias\npermute 1 0 2");
    }

    #[test]
    fn more_than_a_stride_is_added() {
        let text = deconv(&[1, 4, 8], &[4, 6, 4]).list("output_shape", &[14]).text();
        // 4·8 inputs with 6·4 weights each.
        assert_eq!(
            text,
            "weight: weight 4x6x4\ncustom \"ConvTranspose\" 6x14 reads=(in0, weight) macs=768"
        );
    }
}
