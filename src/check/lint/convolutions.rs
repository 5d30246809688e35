//! Advice about what convolutions and their like are given.

use super::{Look, Site};
use crate::diagnostics::advice::AdviceProblem;
use crate::index::IndexVec;
use crate::network::{Convolution, Linear, Network, NormKind, OpKind};
use crate::ops::DefaultValue;
use crate::tensor::TensorId;

/// How many channels processors work on at a time.
const STEP: u32 = 8;

/// A bias that nothing but norms reads, which take it away.
pub(crate) fn bias_before_norm(look: &Look<'_>, site: &Site<'_>) -> Option<AdviceProblem> {
    let output = site.layer.output;
    let shape = look.network.tensor(output).shape;
    let values = match &site.layer.kind {
        OpKind::Convolution(work) | OpKind::TransposedConvolution(work) if work.bias => {
            work.out_channels
        }
        // Of tokens × features, norms take the tokens for channels.
        OpKind::Linear(Linear { bias: true, outputs, .. }) if shape.rank() == 1 => *outputs,
        _ => return None,
    };
    let subtracts = |work: &OpKind| match work {
        OpKind::Norm(norm) => match norm.kind {
            NormKind::Batch => true,
            NormKind::Instance => shape.rank() > 1,
            _ => false,
        },
        _ => false,
    };
    let norm = look.readers(output).next()?;
    let only_norms = look.readers(output).all(|reader| subtracts(&reader.kind));
    if !only_norms || look.outputs.contains(&output) {
        return None;
    }
    Some(AdviceProblem::BiasBeforeNorm {
        norm: norm.operation,
        parameters: if values == 1 {
            "1 parameter does".into()
        } else {
            format!("{values} parameters do")
        },
        span: site.call(),
        norm_span: norm.span.unwrap_or_default(),
        better: look.with(site, "bias", "false"),
    })
}

/// A convolution with as many groups as channels.
pub(crate) fn depthwise_as_groups(look: &Look<'_>, site: &Site<'_>) -> Option<AdviceProblem> {
    let OpKind::Convolution(work) = &site.layer.kind else { return None };
    let depthwise = site.written.operation.depthwise?;
    let (input, origin) = look.input(site.layer)?;
    if work.groups != work.in_channels || work.groups == 1 {
        return None;
    }
    let mut better = depthwise.name.to_owned();
    if site.written.argument("k").is_none() {
        better.push_str(" k1");
    }
    let common = depthwise.parameters.iter().map(|parameter| parameter.name);
    better.push_str(&look.arguments(site.written, common));
    if work.out_channels != work.in_channels {
        better.push_str(&format!(" mult={}", work.out_channels / work.in_channels));
    }
    Some(AdviceProblem::DepthwiseAsGroups {
        groups: work.groups,
        span: site.written.argument("g").unwrap_or(site.written.name),
        origin,
        shape: input.shape,
        better,
    })
}

/// A kernel that is 1 by default, where another would make a difference.
pub(crate) fn kernel_left_out(look: &Look<'_>, site: &Site<'_>) -> Option<AdviceProblem> {
    let work = convolution(&site.layer.kind)?;
    let parameter = site.written.operation.parameters.iter().find(|known| known.name == "k")?;
    let left_out = site.written.argument(parameter.name).is_none();
    // Of a single value, as `gap` leaves it, there is no other choice.
    let no_choice = work.input.product() == 1;
    if !left_out || no_choice || !matches!(parameter.default, DefaultValue::Integer(_)) {
        return None;
    }
    let (input, origin) = look.input(site.layer)?;
    Some(AdviceProblem::KernelLeftOut {
        kernel: work.kernel,
        span: site.written.name,
        origin,
        shape: input.shape,
        better: look.with(site, parameter.name, &parameter.default.to_string()),
    })
}

/// Channels of a feature map inside the network that are not a multiple of 8.
pub(crate) fn odd_channels(look: &Look<'_>, site: &Site<'_>) -> Option<AdviceProblem> {
    let work = convolution(&site.layer.kind)?;
    let channels = work.out_channels;
    // A map of one position weighs nothing; what the network yields has as many classes as it has;
    // and the channels of a depthwise convolution were made before it.
    let weighs_nothing = work.output.product() == 1;
    let depthwise = work.groups > 1 && work.groups == work.in_channels;
    let yielded = !look.mixed_later[site.layer.output];
    if channels.is_multiple_of(STEP) || weighs_nothing || depthwise || yielded {
        return None;
    }
    Some(AdviceProblem::OddChannels {
        channels,
        times: channels / STEP,
        rest: channels % STEP,
        span: site.written.argument("out").unwrap_or(site.written.name),
        shape: look.network.tensor(site.layer.output).shape,
        help: multiples(look, site, work),
    })
}

/// How to write the call with channels that are a multiple.
fn multiples(look: &Look<'_>, site: &Site<'_>, work: &Convolution) -> String {
    let written = look.value(site.written, "out").unwrap_or_default();
    if written.parse() != Ok(work.out_channels) {
        let call = look.with(site, "out", &format!("divisible({written}, {STEP})"));
        return format!("processors work on {STEP} channels at a time; `{call}` rounds them");
    }
    let below = work.out_channels / STEP * STEP;
    let near = [below, below.saturating_add(STEP)];
    let near = near.into_iter().filter(|near| *near > 0 && near.is_multiple_of(work.groups));
    let near: Vec<String> =
        near.map(|near| format!("`{}`", look.with(site, "out", &near.to_string()))).collect();
    match near.as_slice() {
        [] => format!("processors work on {STEP} channels at a time"),
        near => format!(
            "processors work on {STEP} channels at a time; {} would fill them",
            near.join(" or ")
        ),
    }
}

fn convolution(work: &OpKind) -> Option<&Convolution> {
    match work {
        OpKind::Convolution(work) | OpKind::TransposedConvolution(work) => Some(work),
        _ => None,
    }
}

/// For each tensor, whether a layer that mixes channels comes after it.
pub(crate) fn mixed_later(network: &Network) -> IndexVec<TensorId, bool> {
    let mut later = IndexVec::filled(network.tensors.len(), false);
    for layer in network.layers.iter().rev() {
        let mixes = matches!(
            layer.kind,
            OpKind::Convolution(_)
                | OpKind::Linear(_)
                | OpKind::Matmul(_)
                | OpKind::Recurrent(_)
                | OpKind::TransposedConvolution(_)
        );
        if mixes || layer.outputs().any(|output| later[output]) {
            for input in &layer.inputs {
                later[*input] = true;
            }
        }
    }
    later
}
