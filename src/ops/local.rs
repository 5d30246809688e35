//! Convolutions with weights of their own at each position: `localconv`.

use super::conv::{BIAS, OUT};
use super::inferred::{Inferred, InferredParameter, Letters};
use super::operation::{Context, Example, Operation};
use super::window::{D, K, P, S, Windows};
use crate::diagnostics::Result;
use crate::network::{Convolution, OpKind};
use crate::tensor::Spatial;

pub(super) static LOCALCONV: Operation = Operation {
    name: "localconv",
    aliases: &["locallyconnected"],
    summary: "locally connected layer: a convolution with different weights at each position",
    doc: r"
The shapes are those of [`conv`](#conv). It learns a weight `O…`×`C_out`×`C_in`×`k…` and a bias `O…`×`C_out`: one
convolution for each position of the output, like Keras' `LocallyConnected1D` and `2D`.

Each output element takes the operations of a [`conv`](#conv) without groups.",
    example: Example { after: "3x32x32", code: "localconv 16 k3; relu" },
    parameters: &[OUT, K, S, P, D, BIAS],
    has_weights: true,
    infer: apply,
    ..Operation::BASE
};

/// The letters of the weight's axes, for one, two and three spatial axes; those of the bias are the first.
const LETTERS: [Letters; 3] = [
    &["O_w", "C_out", "C_in", "K_w"],
    &["O_h", "O_w", "C_out", "C_in", "K_h", "K_w"],
    &["O_d", "O_h", "O_w", "C_out", "C_in", "K_d", "K_h", "K_w"],
];

fn apply(context: &Context<'_>) -> Result<Inferred> {
    let map = context.feature_map()?;
    let (out, bias) = (context.count("out")?, context.flag("bias")?);
    let windows = Windows::read(context, &map)?;
    let positions = windows.positions(context, &map)?;
    let output = context.new_map(out.into(), &positions)?;
    let work = Convolution {
        in_channels: map.channels,
        out_channels: out,
        groups: 1,
        kernel: windows.kernel,
        stride: windows.stride,
        dilation: windows.dilation,
        input: map.spatial,
        output: Spatial::new(output.spatial()),
        padding: windows.before(),
        same: windows.same,
        bias,
    };
    let biases: Vec<u64> = positions.iter().copied().chain([out.into()]).collect();
    let kernel = windows.kernel.sizes().iter().copied();
    let weights =
        biases.iter().copied().chain([map.channels].into_iter().chain(kernel).map(u64::from));
    let weights = context.new_shape(&weights.collect::<Vec<_>>())?;
    let letters = LETTERS.get(map.axes() - 1).copied().unwrap_or_default();
    let weight = InferredParameter::learned("weight", weights).sized(letters);
    let biases = context.new_shape(&biases)?;
    let shift = letters.get(..=map.axes()).unwrap_or_default();
    let shift = bias.then(|| InferredParameter::learned("bias", biases).sized(shift));
    let inferred = Inferred::new(output, OpKind::Convolution(work));
    Ok(windows.over(&map, inferred.storing([weight].into_iter().chain(shift))))
}

#[cfg(test)]
mod tests {
    use crate::ops::testing::{figures, shape, stored};

    #[test]
    fn weights_of_each_position() {
        assert_eq!(shape("localconv 16 k3", "3x32x32"), "16x30x30");
        // Keras' LocallyConnected2D: kernel (30·30, 3·3·3, 16), bias (30, 30, 16).
        assert_eq!(stored("localconv 16 k3", &["3x32x32"]).0, 900 * (27 * 16 + 16));
        assert_eq!(stored("localconv 16 k3 nobias", &["3x9"]).0, 7 * 16 * 3 * 3);
        assert_eq!(shape("localconv 2 k2", "3x4x4x4"), "2x3x3x3");
        let line = " 16 k3 s2 p1";
        let input = ["3x32x32"];
        assert_eq!(
            figures(&format!("localconv{line}"), &input),
            figures(&format!("conv{line}"), &input)
        );
    }
}
