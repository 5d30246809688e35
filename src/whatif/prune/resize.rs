//! Layers and parameters of other sizes.

use crate::network::{Norm, NormKind, OpKind};
use crate::tensor::Shape;

/// The shapes of a layer's first input and its output, with the axes of their channels.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub input: (Shape, Option<usize>),
    pub output: (Shape, Option<usize>),
}

/// The number of channels; `None` if none can be removed.
fn channels((shape, axis): (Shape, Option<usize>)) -> Option<u32> {
    axis.and_then(|axis| shape.axis(axis))
}

/// A count in proportion to another one, which changes.
fn scaled(count: u64, before: u64, after: u64) -> u64 {
    let before = before.max(1);
    // A division of 64 bits is much faster.
    if let Some(product) = count.checked_mul(after) {
        return product / before;
    }
    u64::try_from(u128::from(count) * u128::from(after) / u128::from(before)).unwrap_or(count)
}

/// What a layer does after its shapes changed. Channels flow through these kinds alone.
pub(super) fn kind(mut kind: OpKind, before: &Sizes, after: &Sizes) -> OpKind {
    let (inputs, outputs) = (after.input.0.elements(), after.output.0.elements());
    let in_proportion = |count: u64| scaled(count, before.output.0.elements(), outputs);
    match &mut kind {
        OpKind::Convolution(work) | OpKind::TransposedConvolution(work) => {
            let is_depthwise = work.groups > 1 && work.groups == work.in_channels;
            work.in_channels = channels(after.input).unwrap_or(work.in_channels);
            work.out_channels = channels(after.output).unwrap_or(work.out_channels);
            if is_depthwise {
                work.groups = work.in_channels;
            }
        }
        OpKind::Linear(work) => {
            work.inputs = channels(after.input).unwrap_or(work.inputs);
            work.outputs = channels(after.output).unwrap_or(work.outputs);
        }
        OpKind::Activation(work) => work.elements = outputs,
        OpKind::Function(work) => work.elements = outputs,
        OpKind::Elementwise(work) => work.elements = in_proportion(work.elements),
        OpKind::AdaptivePool(work) => work.channels = after.input.0.axis(0).unwrap_or(1),
        OpKind::Pool(work) => (work.inputs, work.outputs) = (inputs, outputs),
        OpKind::Resampling(work) => (work.inputs, work.outputs) = (inputs, outputs),
        OpKind::Reduction(work) => work.outputs = in_proportion(work.outputs),
        OpKind::Move(work) => work.copied = in_proportion(work.copied),
        OpKind::Norm(work) => *work = norm(*work, before, after),
        OpKind::Attention(_)
        | OpKind::Bilinear(_)
        | OpKind::Custom(_)
        | OpKind::Cumulative(_)
        | OpKind::DeformableConvolution(_)
        | OpKind::Dropout
        | OpKind::Gather(_)
        | OpKind::Lookup(_)
        | OpKind::Matmul(_)
        | OpKind::Recurrent(_)
        | OpKind::Sampling(_)
        | OpKind::Scan(_)
        | OpKind::Scatter(_)
        | OpKind::Selection(_)
        | OpKind::Softmax(_) => {}
    }
    kind
}

fn norm(work: Norm, before: &Sizes, after: &Sizes) -> Norm {
    let elements = |sizes: &Sizes| sizes.output.0.elements();
    let in_proportion = |count: u64| scaled(count, elements(before), elements(after));
    match work.kind {
        // The number of vectors stays, and they are shorter.
        NormKind::Group | NormKind::Layer | NormKind::RootMeanSquare => {
            Norm { length: in_proportion(work.length), ..work }
        }
        NormKind::Batch
        | NormKind::Euclidean
        | NormKind::Instance
        | NormKind::LocalResponse
        | NormKind::Scale => Norm { vectors: in_proportion(work.vectors), ..work },
    }
}

/// The shape of a parameter of a layer that does `kind` after its shapes changed.
pub(super) fn shape(kind: &OpKind, parameter: Shape, before: &Sizes, after: &Sizes) -> Shape {
    let [first, second] = match kind {
        OpKind::Convolution(work) => [work.out_channels, work.in_channels / work.groups.max(1)],
        OpKind::TransposedConvolution(work) if parameter.rank() > 1 => {
            [work.in_channels, work.out_channels / work.groups.max(1)]
        }
        OpKind::TransposedConvolution(work) => [work.out_channels, 1],
        OpKind::Linear(work) => [work.outputs, work.inputs],
        _ => match (channels(before.output), channels(after.output)) {
            (Some(old), Some(new)) if parameter.axes() == [old] => [new, 1],
            _ => return parameter,
        },
    };
    parameter.resized(0, first).resized(1, second)
}
