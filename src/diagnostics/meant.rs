//! Problems of the area `shape` that let the network stand: shapes that are legal and probably not what
//! was meant.

use miette::Diagnostic;
use thiserror::Error;

use super::fix::{Fix, Help};
use crate::source::Span;
use crate::tensor::Shape;

/// Shapes that are legal and probably not what was meant.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum MeantProblem {
    /// An image with its batch.
    #[error(
        "{shape} looks like images with their batch, and `{operation}` reads {channels} channels"
    )]
    #[diagnostic(
        code(net::shape::batch_axis),
        severity(Warning),
        help("the batch is no axis: write `input {right}`{batch}")
    )]
    BatchAxis {
        /// The operation that reads it.
        operation: &'static str,
        /// The shape as written.
        shape: Shape,
        /// Its first axis.
        channels: u32,
        /// The input.
        #[label("makes {shape}")]
        span: Span,
        /// The operation in the call.
        #[label("takes the first axis for channels")]
        reader: Span,
        /// The shape without the batch, as it is written.
        right: String,
        /// The setting that takes its place, if it is not 1.
        batch: String,
    },
    /// An image with its channels last.
    #[error(
        "{shape} looks like an image with its channels last, and `{operation}` reads {channels} channels"
    )]
    #[diagnostic(
        code(net::shape::channels_last),
        severity(Warning),
        help("channels come first: write `input {right}`")
    )]
    ChannelsLast {
        /// The operation that reads it.
        operation: &'static str,
        /// The shape as written.
        shape: Shape,
        /// Its first axis.
        channels: u32,
        /// The input.
        #[label("makes {shape}")]
        span: Span,
        /// The operation in the call.
        #[label("takes the first axis for channels")]
        reader: Span,
        /// The shape with its channels first, as it is written.
        right: String,
    },
    /// A grey image without its channel.
    #[error(
        "{shape} looks like a grey image, and `{operation}` reads a signal of {channels} channels"
    )]
    #[diagnostic(
        code(net::shape::no_channel),
        severity(Warning),
        help(
            "one channel is an axis too: write `input {right}`; for a signal give the window as a tuple of one, `k=(3,)`"
        )
    )]
    NoChannel {
        /// The operation that reads it.
        operation: &'static str,
        /// The shape as written.
        shape: Shape,
        /// Its first axis.
        channels: u32,
        /// The input.
        #[label("makes {shape}")]
        span: Span,
        /// The operation in the call.
        #[label("takes the first axis for channels")]
        reader: Span,
        /// The shape with a channel, as it is written.
        right: String,
    },
    /// `conv 3 64 7`, in PyTorch's order.
    #[error("`{operation}` makes {channels} channels of {channels}, with a kernel of {kernel}")]
    #[diagnostic(code(net::shape::in_channels_first), severity(Warning))]
    InChannelsFirst {
        /// The operation.
        operation: &'static str,
        /// The first number: the channels that come in.
        channels: i128,
        /// The second.
        kernel: i128,
        /// The first number in the call.
        #[label("channels of the output")]
        span: Span,
        /// The second.
        #[label("the kernel")]
        kernel_span: Span,
        /// What made the input.
        #[label("makes {shape}")]
        origin: Span,
        /// Its shape.
        shape: Shape,
        /// The call without the first number.
        #[help]
        help: Help,
    },
    /// `linear` on a feature map, of which it reads the columns.
    #[error("`{operation}` works on the last axis of {shape}, its rows of {columns}")]
    #[diagnostic(code(net::shape::linear_on_map), severity(Warning))]
    LinearOnMap {
        /// The operation.
        operation: &'static str,
        /// The feature map.
        shape: Shape,
        /// Its last axis.
        columns: u32,
        /// The operation in the call.
        #[label("reads rows of {columns}")]
        span: Span,
        /// What made the map.
        #[label("makes {shape}")]
        origin: Span,
        /// What may be meant.
        #[help]
        help: Help,
    },
    /// `fc` on tokens × features, which it flattens.
    #[error("`{operation}` flattens {shape} first, to {} elements", shape.elements())]
    #[diagnostic(
        code(net::shape::flattens_tokens),
        severity(Warning),
        help(
            "`linear` works on the last axis alone; if all of it is meant, write `flatten` in front"
        )
    )]
    FlattensTokens {
        /// The operation.
        operation: &'static str,
        /// The shape.
        shape: Shape,
        /// Where.
        #[label("reads {shape}")]
        span: Span,
    },
    /// A size made from `.c`, which counts the tokens of tokens × features.
    #[error(
        "`.c` of {shape} is {first}, the first axis, and `{operation}` works on the last, {last}"
    )]
    #[diagnostic(
        code(net::shape::tokens_for_features),
        severity(Warning),
        help("write `it[-1]` for the last axis")
    )]
    TokensForFeatures {
        /// The operation.
        operation: &'static str,
        /// Its input, of two axes or more.
        shape: Shape,
        /// The first axis.
        first: u32,
        /// The last axis.
        last: u32,
        /// The size.
        #[label("made from `.c`")]
        span: Span,
        /// What made the input.
        #[label("makes {shape}")]
        origin: Span,
    },
}

impl MeantProblem {
    /// The change of the text that answers it, where there is one.
    pub fn fix(&self) -> Option<&Fix> {
        match self {
            MeantProblem::InChannelsFirst { help, .. } | MeantProblem::LinearOnMap { help, .. } => {
                help.fix()
            }
            _ => None,
        }
    }
}
