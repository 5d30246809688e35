//! Calls whose shapes show that something else was probably meant.

use super::literals;
use crate::diagnostics::fix::Fix;
use crate::diagnostics::shape::SuspiciousProblem;
use crate::network::{Network, NormKind, OpKind, Origin};
use crate::ops::{Context, Input, Operation};
use crate::source::{Source, Span};
use crate::syntax::tree::Call;
use crate::tensor::{Shape, TensorId};

/// The number of norms and activations that may follow what made a feature map.
const MAX_FOLLOWING: usize = 8;

/// The smallest number that is taken for channels rather than for a kernel size.
const MIN_CHANNELS: i128 = 16;

/// `conv 3 64 7`, in PyTorch's order: the input channels, which are inferred here, are in the place
/// of the output channels, and those in the place of the kernel.
pub(crate) fn input_channels_first(
    operation: &Operation,
    input: &Input,
    call: &Call<'_>,
    source: &Source,
) -> Option<SuspiciousProblem> {
    let [first, second, rest @ ..] = &*call.arguments else { return None };
    let [out, kernel, ..] = operation.parameters else { return None };
    if (out.name, kernel.name) != ("out", "k") {
        return None;
    }
    let (channels, size) = (literals::whole(first)?, literals::whole(second)?);
    // `conv 64 16 16` cuts into patches: the stride is the kernel.
    let stride = match rest {
        [] => None,
        [third, ..] => Some(literals::whole(third)?),
    };
    let comes_in = input.shape.axes().first().copied().map(i128::from) == Some(channels);
    let is_kernel = size < MIN_CHANNELS || stride.is_some_and(|stride| size <= stride);
    if !comes_in || is_kernel {
        return None;
    }
    let left_out = Span::new(first.span().start, second.span().start);
    let better = source.part(second.span().to(call.arguments.last()?.span()));
    let better = format!("{} {better}", call.name.text);
    let help = format!("input channels are inferred; write `{better}`");
    Some(SuspiciousProblem::InChannelsFirst {
        operation: operation.name,
        channels,
        kernel: size,
        span: first.span(),
        kernel_span: second.span(),
        shape: input.shape,
        origin: input.origin,
        help: Fix::guess(left_out, "").said(help),
    })
}

/// `linear` directly after what makes a feature map, whose last axis is its columns.
pub(crate) fn linear_on_map(context: &Context<'_>, network: &Network) -> Option<SuspiciousProblem> {
    let input = context.inputs.first().filter(|_| context.operation.on_last_axis)?;
    let [_, _, .., columns] = *input.shape.axes() else { return None };
    if input.shape.rank() < 3 || !is_map(network, input.tensor?) {
        return None;
    }
    let last = input.shape.rank() - 1;
    let order: String = (1..=last).map(|axis| format!("{axis} ")).collect();
    let help = format!(
        "`fc` in its place flattens the map first; `permute {order}0` in front puts the channels \
         last"
    );
    Some(SuspiciousProblem::LinearOnMap {
        operation: context.operation.name,
        shape: input.shape,
        columns,
        span: context.name,
        origin: input.origin,
        help: Fix::guess(context.name, "fc").said(help),
    })
}

/// Whether a tensor is the output of a convolution or pool, perhaps after norms and activations.
pub(crate) fn is_map(network: &Network, tensor: TensorId) -> bool {
    let mut tensor = tensor;
    for _ in 0..=MAX_FOLLOWING {
        let Origin::Layer(id) = network.tensor(tensor).origin else { return false };
        let layer = network.layer(id);
        let Some(&input) = layer.inputs.first() else { return false };
        let shape = |tensor| network.tensor(tensor).shape;
        match &layer.kind {
            OpKind::Convolution(_)
            | OpKind::TransposedConvolution(_)
            | OpKind::Pool(_)
            | OpKind::AdaptivePool(_) => return true,
            OpKind::Activation(_) | OpKind::Dropout => {}
            OpKind::Move(moved) if moved.view && shape(tensor) == shape(input) => {}
            OpKind::Norm(norm) if norm.kind == NormKind::Batch => {}
            _ => return false,
        }
        tensor = input;
    }
    false
}

/// The call that made channels × positions of a feature map, where norms and activations at most
/// follow it: tokens with their features would be the other way round.
pub(crate) fn channels_first_tokens(network: &Network, tensor: TensorId) -> Option<Span> {
    let mut tensor = tensor;
    let shape = network.tensor(tensor).shape;
    let [channels, _] = *shape.axes() else { return None };
    for _ in 0..MAX_FOLLOWING {
        let Origin::Layer(id) = network.tensor(tensor).origin else { return None };
        let layer = network.layer(id);
        tensor = *layer.inputs.first()?;
        let input = network.tensor(tensor).shape;
        if input != shape {
            let map = input.rank() > 2 && input.axis(0) == Some(channels);
            return layer.span.filter(|_| map && matches!(layer.kind, OpKind::Move(_)));
        }
    }
    None
}

/// A size made from `.c`, the first axis, of a tensor of this shape, where an operation works on the
/// last axis.
pub(crate) fn tokens_for_features(
    context: &Context<'_>,
    span: Span,
    counted: Shape,
) -> Option<SuspiciousProblem> {
    let input = context.inputs.first().filter(|_| context.operation.on_last_axis)?;
    let [first, .., last] = *input.shape.axes() else { return None };
    if first == last || counted != input.shape {
        return None;
    }
    let (operation, shape, origin) = (context.operation.name, input.shape, input.origin);
    Some(SuspiciousProblem::TokensForFeatures { operation, shape, first, last, span, origin })
}

/// Two axes, both longer than 1, that are flattened and may have been meant for `linear`.
pub(crate) fn flattens_tokens(
    operation: &'static Operation,
    shape: Shape,
    span: Span,
) -> Option<SuspiciousProblem> {
    let is_tokens = shape.rank() == 2 && shape.axes().iter().all(|size| *size > 1);
    is_tokens.then_some(SuspiciousProblem::FlattensTokens {
        operation: operation.name,
        shape,
        span,
    })
}
