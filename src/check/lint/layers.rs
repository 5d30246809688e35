//! Lints of single layers that warn by default. They look at the network alone, which every run has.

use crate::check::hints::shapes::is_map;
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::fix::Fix;
use crate::diagnostics::flow::FlowProblem;
use crate::diagnostics::shape::SuspiciousProblem;
use crate::network::{ActivationKind, Layer, Network, NormKind, OpKind, Origin};
use crate::source::{Sources, Span};
use crate::tensor::{Shape, TensorId};

/// How many norms, activations and the like are passed over.
const PASSED: usize = 8;

/// A layer with the network that it is in.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) sources: &'a Sources,
    pub(crate) network: &'a Network,
    pub(crate) layer: &'a Layer,
    /// The call that made it.
    pub(crate) span: Span,
}

impl<'a> Seen<'a> {
    fn input(&self) -> Option<TensorId> {
        self.layer.inputs.first().copied()
    }

    fn shape(&self, tensor: TensorId) -> Shape {
        self.network.tensor(tensor).shape
    }

    fn origin(&self, tensor: TensorId) -> Span {
        self.network.span_of(tensor).unwrap_or_default()
    }

    /// The axis that its call names by a number.
    fn axis(&self) -> Option<i64> {
        let words = self.sources.text(self.span).split_whitespace().skip(1);
        words.filter_map(|word| word.trim_start_matches("axis=").parse().ok()).next()
    }

    /// The layer that made a tensor.
    fn maker(&self, tensor: TensorId) -> Option<&'a Layer> {
        match self.network.tensor(tensor).origin {
            Origin::Layer(id) => Some(self.network.layer(id)),
            _ => None,
        }
    }

    /// The layer that made a tensor, norms, activations and dropout passed over.
    fn source(&self, tensor: TensorId) -> Option<&'a Layer> {
        let mut layer = self.maker(tensor)?;
        for _ in 0..PASSED {
            match layer.kind {
                OpKind::Activation(_) | OpKind::Norm(_) | OpKind::Dropout => {
                    layer = self.maker(*layer.inputs.first()?)?;
                }
                _ => return Some(layer),
            }
        }
        None
    }

    /// The call behind a statement that is put in front of it.
    fn after(&self, statement: &str) -> Fix {
        Fix::guess(self.span.first(0), format!("{statement}; "))
    }
}

pub(crate) fn is_activation(kind: &OpKind) -> bool {
    matches!(kind, OpKind::Activation(_) | OpKind::Softmax(_))
}

pub(crate) fn is_convolution(kind: &OpKind) -> bool {
    matches!(kind, OpKind::Convolution(_))
}

pub(crate) fn is_dropout(kind: &OpKind) -> bool {
    matches!(kind, OpKind::Dropout)
}

pub(crate) fn is_lookup(kind: &OpKind) -> bool {
    matches!(kind, OpKind::Lookup(_))
}

pub(crate) fn is_move(kind: &OpKind) -> bool {
    matches!(kind, OpKind::Move(_))
}

/// Whether it may work on the last axis alone.
pub(crate) fn is_on_last_axis(kind: &OpKind) -> bool {
    matches!(kind, OpKind::Activation(_) | OpKind::Norm(_) | OpKind::Softmax(_))
}

/// Whether it may read steps and features.
pub(crate) fn reads_steps(kind: &OpKind) -> bool {
    matches!(kind, OpKind::Convolution(_) | OpKind::Norm(_) | OpKind::Recurrent(_))
}

/// `reshape (196, 768)` of 768×14×14: positions × channels by their sizes, but not by their values.
pub(crate) fn reshape_mixes(seen: Seen<'_>) -> Option<DiagnosticKind> {
    let OpKind::Move(moved) = &seen.layer.kind else { return None };
    let input = seen.input().filter(|_| moved.view && !moved.grid)?;
    let (from, to) = (seen.shape(input), seen.shape(seen.layer.output));
    let (&[channels, height, width], &[rows, columns]) = (from.axes(), to.axes()) else {
        return None;
    };
    let positions = u64::from(height) * u64::from(width);
    let swaps = u64::from(rows) == positions && columns == channels && rows != channels;
    if !swaps || channels == 1 || positions == 1 || !is_map(seen.network, input) {
        return None;
    }
    let fix = seen.after("permute 1 2 0");
    let help = "write `permute 1 2 0` before it, which puts the channels last";
    Some(
        SuspiciousProblem::ReshapeMixes {
            operation: seen.layer.operation,
            input: from,
            shape: to,
            span: seen.span,
            origin: seen.origin(input),
            help: fix.said(help),
        }
        .into(),
    )
}

/// Channels × steps of a convolution read as steps × features, and the reverse after `embed`.
pub(crate) fn missing_permute(seen: Seen<'_>) -> Option<DiagnosticKind> {
    let input = seen.input()?;
    let shape = seen.shape(input);
    if shape.rank() != 2 {
        return None;
    }
    let source = seen.source(input)?;
    let (reads, makes) = match (&seen.layer.kind, &source.kind) {
        (OpKind::Recurrent(_), OpKind::Convolution(_)) => ("steps × features", "channels × steps"),
        (OpKind::Convolution(_), OpKind::Lookup(_)) => ("channels × steps", "tokens × features"),
        (OpKind::Norm(norm), OpKind::Lookup(_)) if norm.kind == NormKind::Batch => {
            ("channels × steps", "tokens × features")
        }
        _ => return None,
    };
    Some(
        SuspiciousProblem::MissingPermute {
            operation: seen.layer.operation,
            shape,
            reads,
            makes,
            span: seen.span,
            origin: source.span.unwrap_or_default(),
            help: seen.after("permute 1 0").said("write `permute 1 0` before it"),
        }
        .into(),
    )
}

/// `ln`, `glu` or `softmax` straight on a feature map.
pub(crate) fn last_axis_of_map(seen: Seen<'_>) -> Option<DiagnosticKind> {
    match &seen.layer.kind {
        OpKind::Norm(norm) if matches!(norm.kind, NormKind::Layer | NormKind::RootMeanSquare) => {}
        OpKind::Activation(activation) if activation.kind == ActivationKind::Glu => {}
        OpKind::Softmax(_) => {}
        _ => return None,
    }
    let input = seen.input()?;
    let shape = seen.shape(input);
    let [channels, _, .., columns] = *shape.axes() else { return None };
    let (length, instead) = match &seen.layer.kind {
        OpKind::Norm(norm) if matches!(norm.kind, NormKind::Layer | NormKind::RootMeanSquare) => {
            (norm.length, None)
        }
        OpKind::Softmax(softmax) => (softmax.length, Some("axis=0")),
        OpKind::Activation(activation) if activation.kind == ActivationKind::Glu => {
            let halved = seen.shape(seen.layer.output).axes().last() != Some(&columns);
            (if halved { columns.into() } else { 0 }, Some("axis=0"))
        }
        _ => return None,
    };
    if shape.rank() < 3 || length != u64::from(columns) || channels == columns {
        return None;
    }
    let is_another = |axis: i64| axis != -1 && usize::try_from(axis) != Ok(shape.rank() - 1);
    if seen.axis().is_some_and(is_another) || !is_map(seen.network, input) {
        return None;
    }
    let operation = seen.layer.operation;
    let order: String = (1..shape.rank()).map(|axis| format!("{axis} ")).collect();
    let help = match instead {
        Some(argument) => {
            let end = Span::new(seen.span.end, seen.span.end);
            let help = format!("write `{operation} {argument}` for its channels");
            Fix::guess(end, format!(" {argument}")).said(help)
        }
        None => seen.after(&format!("permute {order}0")).said(format!(
            "write `permute {order}0` before it for its channels, or `gn 1` in its place"
        )),
    };
    Some(
        SuspiciousProblem::LastAxisOfMap {
            operation,
            shape,
            columns,
            span: seen.span,
            origin: seen.origin(input),
            help,
        }
        .into(),
    )
}

/// `embed` on an image.
pub(crate) fn embeds_image(seen: Seen<'_>) -> Option<DiagnosticKind> {
    let input = seen.input()?;
    let shape = seen.shape(input);
    let [1 | 3 | 4, _, _] = shape.axes() else { return None };
    let (operation, origin) = (seen.layer.operation, seen.origin(input));
    Some(SuspiciousProblem::EmbedsImage { operation, shape, span: seen.span, origin }.into())
}

/// A stride beyond a kernel that is larger than 1.
pub(crate) fn skipping_stride(seen: Seen<'_>) -> Option<DiagnosticKind> {
    let OpKind::Convolution(conv) = &seen.layer.kind else { return None };
    let mut axes = conv.kernel.sizes().iter().zip(conv.stride.sizes()).zip(conv.output.sizes());
    let (kernel, stride) = axes.find_map(|((kernel, stride), output)| {
        (*kernel > 1 && stride > kernel && *output > 1).then_some((*kernel, *stride))
    })?;
    // A dilated kernel reaches further.
    if conv.dilation.sizes().iter().any(|dilation| *dilation > 1) {
        return None;
    }
    let between = match stride - kernel {
        1 => "1 value".to_owned(),
        more => format!("{more} values"),
    };
    let (operation, span) = (seen.layer.operation, seen.span);
    Some(SuspiciousProblem::SkippingStride { operation, kernel, stride, span, between }.into())
}

/// Padding as large as the window.
pub(crate) fn idle_padding(seen: Seen<'_>) -> Option<DiagnosticKind> {
    let OpKind::Convolution(conv) = &seen.layer.kind else { return None };
    let taps = conv.kernel.sizes().iter().zip(conv.dilation.sizes());
    let reach = taps.map(|(kernel, dilation)| u64::from(*dilation) * u64::from(kernel - 1) + 1);
    let mut padded = conv.padding.sizes().iter().zip(reach);
    let (padding, kernel) = padded.find(|(padding, reach)| u64::from(**padding) >= *reach)?;
    let half = kernel / 2;
    let keeps = if kernel % 2 == 1 && half > 0 {
        format!("`p{half}` keeps the size of the input")
    } else {
        "leave the padding out".to_owned()
    };
    Some(
        SuspiciousProblem::IdlePadding {
            operation: seen.layer.operation,
            padding: *padding,
            kernel,
            span: seen.span,
            help: keeps,
        }
        .into(),
    )
}

/// `relu` after `relu` or `softmax`, `softmax` after `softmax` or `sigmoid`.
pub(crate) fn redundant_activation(seen: Seen<'_>) -> Option<DiagnosticKind> {
    use ActivationKind::{Relu, Relu6, Sigmoid};
    let before = seen.maker(seen.input()?)?;
    let kind = |kind: &OpKind| match kind {
        OpKind::Activation(activation) => Some(activation.kind),
        _ => None,
    };
    let effect = match (&seen.layer.kind, &before.kind) {
        (OpKind::Softmax(own), OpKind::Softmax(before)) => match (own.log, before.log) {
            (_, false) => "makes the values nearly equal",
            (true, true) => "changes nothing",
            // The exponentials of the logarithms.
            (false, true) => return None,
        },
        (OpKind::Softmax(_), other) if kind(other) == Some(Sigmoid) => {
            "makes the values nearly equal"
        }
        (own, OpKind::Softmax(softmax)) if kind(own) == Some(Relu) && !softmax.log => {
            "changes nothing"
        }
        (own, other)
            if kind(own) == Some(Relu) && matches!(kind(other), Some(Relu | Relu6 | Sigmoid)) =>
        {
            "changes nothing"
        }
        _ => return None,
    };
    Some(
        FlowProblem::RedundantActivation {
            operation: seen.layer.operation,
            before: before.operation,
            effect,
            span: seen.span,
            first: before.span.unwrap_or_default(),
        }
        .into(),
    )
}

/// `dropout 1`
pub(crate) fn drops_all(seen: Seen<'_>) -> Option<DiagnosticKind> {
    let argument = seen.sources.text(seen.span).rsplit(' ').next()?;
    let share = argument.trim_start_matches(|it: char| it.is_ascii_alphabetic() || it == '=');
    (share.parse() == Ok(1.0)).then(|| FlowProblem::DropsAll { span: seen.span }.into())
}
