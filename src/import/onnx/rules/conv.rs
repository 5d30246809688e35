//! Convolutions.

use super::costs::{Costs, custom_with};
use super::maps::{Maps, is_batch};
use super::window::{Window, signed, spatial};
use crate::import::call::ArgValue;
use crate::import::dims::{self, Dims};
use crate::import::graph::Node;
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Conv", shapes, lower, ..Rule::BASE },
    Rule { name: "DeformConv", shapes, lower: deformed, ..Rule::BASE },
];

/// The channels of the output and the kernel, of weights `C_out`×`C_in/g`×`K…`.
pub(super) fn weights(dims: &[u64]) -> Result<(u64, u64, &[u64]), Failure> {
    match dims {
        [out, of_group, kernel @ ..] => Ok((*out, *of_group, kernel)),
        _ => Err(Failure::invalid("its weights need at least two axes")),
    }
}

/// The groups of channels.
pub(super) fn groups(node: &Node) -> Result<u64, Failure> {
    let groups = u64::try_from(node.int("group").unwrap_or(1)).unwrap_or_default();
    if groups == 0 { Err(Failure::invalid("`group` must be at least 1")) } else { Ok(groups) }
}

fn shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (batch, channels, over) = spatial(node.dims(0)?)?;
    let (out, of_group, kernel) = weights(node.dims(1)?)?;
    let groups = groups(node.node)?;
    if of_group.checked_mul(groups) != Some(channels) {
        return Err(Failure::invalid(format!(
            "its weights are for {} channels, the input has {channels}",
            of_group.saturating_mul(groups)
        )));
    }
    if out % groups != 0 {
        return Err(Failure::invalid(format!("its {out} outputs are not {groups} groups")));
    }
    let window = Window::of(node.node, over, Some(kernel))?;
    let mut dims = Dims::from_slice(&[batch, out]);
    dims.extend(window.outputs(over)?);
    Output::new(dims, node.dtype(0)?).only()
}

/// Whether the weights, and the bias at an input if there is one, are stored.
pub(super) fn is_learned(lowering: &Lowering<'_>, node: &Node, bias: usize) -> bool {
    lowering.is_constant(node, 1) && (!node.has(bias) || lowering.is_constant(node, bias))
}

fn lower(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let (_, channels, over) = spatial(dims)?;
    let (out, of_group, kernel) = weights(lowering.dims(node, 1)?)?;
    let mut window = Window::of(node, over, Some(kernel))?;
    let axes = over.len() + usize::from(!is_batch(dims));
    if axes > 3 || window.cuts() || !is_learned(lowering, node, 2) {
        let each = of_group.saturating_mul(window.size());
        let outputs = dims::elements(lowering.output_dims(node, 0)?).unwrap_or(u64::MAX);
        let costs = Costs { macs: each, ..Costs::NONE }.times(outputs)?;
        return custom_with(lowering, node, [1, 2], costs);
    }
    let groups = groups(node)?;
    let maps = Maps::channels_first(lowering, node)?;
    if maps.has_more() {
        window = window.behind_one_more();
    }
    let depthwise = groups > 1 && groups == channels && out % channels == 0;
    let learned = [node.input(1), node.input(2)];
    maps.apply(lowering, node, if depthwise { "dwconv" } else { "conv" }, |call| {
        let call = match depthwise {
            true => {
                let multiplier = signed(out / channels);
                call.each("k", &window.kernel, 0).each("mult", &[multiplier], 1)
            }
            false => call.arg(out).each("k", &window.kernel, 1).each("g", &[signed(groups)], 1),
        };
        let call = call.each("s", &window.strides, 1).each("d", &window.dilations, 1);
        window.padded(call).word_if(!node.has(2), "nobias").learns(learned)
    })
}

/// A convolution at positions that are computed: weights, offsets, a bias, and factors.
fn deformed(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let (_, _, over) = spatial(dims)?;
    let (out, _, kernel) = weights(lowering.dims(node, 1)?)?;
    let window = Window::of(node, over, Some(kernel))?;
    if over.len() != 2 || !is_batch(dims) || window.cuts() || !is_learned(lowering, node, 3) {
        return Err(Failure::unsupported("it is only known for images and stored weights"));
    }
    let input = lowering.operand_with(node, 0, Some(0))?;
    let offset = lowering.operand_with(node, 2, Some(0))?;
    let mask = if node.has(4) { Some(lowering.operand_with(node, 4, Some(0))?) } else { None };
    let groups = signed(groups(node)?);
    let call = lowering.call("deformconv").from(input).arg(out).arg(offset);
    let call = call.each("k", &window.kernel, 1).each("s", &window.strides, 1);
    let call = window.padded(call).each("d", &window.dilations, 1).each("g", &[groups], 1);
    let call = mask.into_iter().fold(call, |call, mask| call.named("mask", ArgValue::from(mask)));
    let call = call.word_if(!node.has(3), "nobias");
    call.learns([node.input(1), node.input(3)]).make(node.output(0), Some(0))
}

#[cfg(test)]
mod tests;
