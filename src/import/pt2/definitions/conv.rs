//! Convolutions.

use super::Definition;
use crate::import::graph::TensorId;
use crate::import::onnx::model::AttributeValue;
use crate::import::pt2::aten::{Aten, Inputs, Made, int, ints, one, word};
use crate::import::rule::Failure;

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("conv1d", |aten| conv(aten, false)),
    Definition::new("conv2d", |aten| conv(aten, false)),
    Definition::new("conv3d", |aten| conv(aten, false)),
    Definition::new("conv_transpose1d", |aten| conv(aten, true)),
    Definition::new("conv_transpose2d", |aten| conv(aten, true)),
    Definition::new("conv_transpose3d", |aten| conv(aten, true)),
    Definition::new("convolution", either),
    Definition::new("_convolution", either),
    Definition::new("torchvision.deform_conv2d", deformed),
];

fn either(aten: &mut Aten<'_, '_>) -> Made {
    let transposed = aten.flag("transposed");
    conv(aten, transposed)
}

/// A convolution or a transposed one. Without a batch the input has one axis less.
fn conv(aten: &mut Aten<'_, '_>, transposed: bool) -> Made {
    let (mut x, weight) = (aten.tensor("input")?, aten.tensor("weight")?);
    let bias = aten.optional("bias")?;
    let rank = aten.rank(weight)?;
    let axes = rank.checked_sub(2).filter(|axes| *axes > 0);
    let axes = axes.ok_or_else(|| Failure::invalid("its weights need three axes at least"))?;
    let single = aten.rank(x)? + 1 == rank;
    if single {
        x = moved(aten, "Unsqueeze", x)?;
    }
    let mut attributes = vec![
        ("strides", ints(aten.each("stride", axes, 1)?)),
        ("dilations", ints(aten.each("dilation", axes, 1)?)),
        ("group", int(aten.int("groups", 1)?)),
    ];
    attributes.push(padding(aten, axes)?);
    if transposed {
        attributes.push(("output_padding", ints(aten.each("output_padding", axes, 0)?)));
    }
    let op = if transposed { "ConvTranspose" } else { "Conv" };
    let inputs: Inputs = [x, weight].into_iter().chain(bias).map(Some).collect();
    let made = aten.several(op, inputs, &attributes, 1)?;
    match *made {
        [made] if single => one(moved(aten, "Squeeze", made)),
        _ => Ok(made),
    }
}

/// The padding, the same before and after each axis, or as much as keeps the size.
fn padding(aten: &Aten<'_, '_>, axes: usize) -> Result<(&'static str, AttributeValue), Failure> {
    match aten.word("padding") {
        Some("same") => Ok(("auto_pad", word("SAME_UPPER"))),
        Some(_) => Ok(("auto_pad", word("VALID"))),
        None => {
            let pads = aten.each("padding", axes, 0)?;
            Ok(("pads", ints(pads.iter().chain(&pads).copied())))
        }
    }
}

/// With a batch of 1 before the other axes, or without it.
fn moved(aten: &mut Aten<'_, '_>, op: &str, x: TensorId) -> Result<TensorId, Failure> {
    let axes = aten.list([0]);
    aten.op(op, &[x, axes], &[])
}

/// A convolution at positions that are computed.
fn deformed(aten: &mut Aten<'_, '_>) -> Made {
    let [x, weight, offset, bias] = [
        aten.tensor("input")?,
        aten.tensor("weight")?,
        aten.tensor("offset")?,
        aten.tensor("bias")?,
    ];
    let mask = if aten.flag("use_mask") { Some(aten.tensor("mask")?) } else { None };
    let pair = |name: [&str; 2]| Ok([aten.int(name[0], 1)?, aten.int(name[1], 1)?]);
    let pads = pair(["pad_h", "pad_w"])?;
    let attributes = [
        ("strides", ints(pair(["stride_h", "stride_w"])?)),
        ("dilations", ints(pair(["dilation_h", "dilation_w"])?)),
        ("pads", ints(pads.into_iter().chain(pads))),
        ("group", int(aten.int("groups", 1)?)),
        ("offset_group", int(aten.int("offset_groups", 1)?)),
    ];
    let inputs = [x, weight, offset, bias].into_iter().chain(mask).map(Some).collect();
    aten.several("DeformConv", inputs, &attributes, 1)
}
