//! Lints of the arguments of convolutions and the like.

use super::context::{LayerCall, LintContext};
use crate::diagnostics::advice::AdviceProblem;
use crate::network::{Convolution, Linear, NormKind, OpKind};
use crate::ops::DefaultValue;

/// The number of channels that processors work on at a time.
const STEP: u32 = 8;

/// A bias whose output only norms read, which subtract it.
pub(crate) fn bias_before_norm(
    context: &LintContext<'_>,
    call: &LayerCall<'_>,
) -> Option<AdviceProblem> {
    let output = call.layer.output;
    let shape = context.network.tensor(output).shape;
    let values = match &call.layer.kind {
        OpKind::Convolution(conv) | OpKind::TransposedConvolution(conv) if conv.bias => {
            conv.out_channels
        }
        // In tokens × features, norms take the tokens for channels.
        OpKind::Linear(Linear { bias: true, outputs, .. }) if shape.rank() == 1 => *outputs,
        _ => return None,
    };
    let subtracts = |kind: &OpKind| match kind {
        OpKind::Norm(norm) => match norm.kind {
            NormKind::Batch => true,
            NormKind::Instance => shape.rank() > 1,
            _ => false,
        },
        _ => false,
    };
    let norm = context.consumers(output).next()?;
    let only_norms = context.consumers(output).all(|consumer| subtracts(&consumer.kind));
    if !only_norms || context.outputs.contains(&output) {
        return None;
    }
    Some(AdviceProblem::BiasBeforeNorm {
        norm: norm.operation,
        parameters: if values == 1 {
            "1 parameter does".into()
        } else {
            format!("{values} parameters do")
        },
        span: call.span(),
        norm_span: norm.span.unwrap_or_default(),
        better: context.with(call, "bias", "false"),
    })
}

/// A convolution with as many groups as channels.
pub(crate) fn depthwise_as_groups(
    context: &LintContext<'_>,
    call: &LayerCall<'_>,
) -> Option<AdviceProblem> {
    let OpKind::Convolution(conv) = &call.layer.kind else { return None };
    let depthwise = call.written.operation.depthwise?;
    let (input, origin) = context.input(call.layer)?;
    if conv.groups != conv.in_channels || conv.groups == 1 {
        return None;
    }
    let mut better = depthwise.name.to_owned();
    if call.written.argument("k").is_none() {
        better.push_str(" k1");
    }
    let common = depthwise.parameters.iter().map(|parameter| parameter.name);
    better.push_str(&context.arguments(call.written, common));
    if conv.out_channels != conv.in_channels {
        better.push_str(&format!(" mult={}", conv.out_channels / conv.in_channels));
    }
    Some(AdviceProblem::DepthwiseAsGroups {
        groups: conv.groups,
        span: call.written.argument("g").unwrap_or(call.written.name),
        origin,
        shape: input.shape,
        better,
    })
}

/// A kernel that is 1 by default, where another would make a difference.
pub(crate) fn kernel_left_out(
    context: &LintContext<'_>,
    call: &LayerCall<'_>,
) -> Option<AdviceProblem> {
    let conv = convolution(&call.layer.kind)?;
    let parameter = call.written.operation.parameters.iter().find(|known| known.name == "k")?;
    let left_out = call.written.argument(parameter.name).is_none();
    // A single value, as `gap` leaves it, allows no other choice.
    let no_choice = conv.input.product() == 1;
    if !left_out || no_choice || !matches!(parameter.default, DefaultValue::Integer(_)) {
        return None;
    }
    let (input, origin) = context.input(call.layer)?;
    Some(AdviceProblem::KernelLeftOut {
        kernel: conv.kernel,
        span: call.written.name,
        origin,
        shape: input.shape,
        better: context.with(call, parameter.name, &parameter.default.to_string()),
    })
}

/// Channels of a feature map inside the network that are not a multiple of 8.
pub(crate) fn odd_channels(
    context: &LintContext<'_>,
    call: &LayerCall<'_>,
) -> Option<AdviceProblem> {
    let conv = convolution(&call.layer.kind)?;
    let channels = conv.out_channels;
    // A map of one position weighs nothing; what the network yields has as many classes as it has;
    // and the channels of a depthwise convolution were made before it.
    let weighs_nothing = conv.output.product() == 1;
    let depthwise = conv.groups > 1 && conv.groups == conv.in_channels;
    let yielded = !context.mixed_later[call.layer.output];
    if channels.is_multiple_of(STEP) || weighs_nothing || depthwise || yielded {
        return None;
    }
    Some(AdviceProblem::OddChannels {
        channels,
        times: channels / STEP,
        rest: channels % STEP,
        span: call.written.argument("out").unwrap_or(call.written.name),
        shape: context.network.tensor(call.layer.output).shape,
        help: multiples(context, call, conv),
    })
}

/// How to write the call with channels that are a multiple.
fn multiples(context: &LintContext<'_>, call: &LayerCall<'_>, conv: &Convolution) -> String {
    let written = context.value(call.written, "out").unwrap_or_default();
    if written.parse() != Ok(conv.out_channels) {
        let call = context.with(call, "out", &format!("divisible({written}, {STEP})"));
        return format!("processors work on {STEP} channels at a time; `{call}` rounds them");
    }
    let below = conv.out_channels / STEP * STEP;
    let near = [below, below.saturating_add(STEP)];
    let near = near.into_iter().filter(|near| *near > 0 && near.is_multiple_of(conv.groups));
    let near: Vec<String> =
        near.map(|near| format!("`{}`", context.with(call, "out", &near.to_string()))).collect();
    match near.as_slice() {
        [] => format!("processors work on {STEP} channels at a time"),
        near => format!(
            "processors work on {STEP} channels at a time; {} would fill them",
            near.join(" or ")
        ),
    }
}

fn convolution(kind: &OpKind) -> Option<&Convolution> {
    match kind {
        OpKind::Convolution(conv) | OpKind::TransposedConvolution(conv) => Some(conv),
        _ => None,
    }
}
