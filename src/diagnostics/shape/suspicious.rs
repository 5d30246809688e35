//! Shapes that are legal and probably not what was meant: warnings.

use crate::diagnostics::fix::Help;
use crate::diagnostics::problem::problems;
use crate::source::Span;
use crate::tensor::Shape;

problems! {
/// Shapes that are legal and probably not what was meant.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SuspiciousProblem {
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
        operation: &'static str,
        shape: Shape,
        channels: u32,
        #[label("makes {shape}")]
        span: Span,
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
        operation: &'static str,
        shape: Shape,
        channels: u32,
        #[label("makes {shape}")]
        span: Span,
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
        operation: &'static str,
        shape: Shape,
        channels: u32,
        #[label("makes {shape}")]
        span: Span,
        #[label("takes the first axis for channels")]
        reader: Span,
        right: String,
    },
    /// `conv 3 64 7`, in PyTorch's order.
    #[error("`{operation}` makes {channels} channels of {channels}, with a kernel of {kernel}")]
    #[diagnostic(code(net::shape::in_channels_first), severity(Warning))]
    InChannelsFirst {
        operation: &'static str,
        channels: i128,
        kernel: i128,
        #[label("channels of the output")]
        span: Span,
        #[label("the kernel")]
        kernel_span: Span,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        #[help]
        help: Help,
    },
    /// `linear` on a feature map, of which it reads the columns.
    #[error("`{operation}` works on the last axis of {shape}, its rows of {columns}")]
    #[diagnostic(code(net::shape::linear_on_map), severity(Warning))]
    LinearOnMap {
        operation: &'static str,
        shape: Shape,
        columns: u32,
        #[label("reads rows of {columns}")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
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
        operation: &'static str,
        shape: Shape,
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
        operation: &'static str,
        shape: Shape,
        first: u32,
        last: u32,
        #[label("made from `.c`")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
    },
}
}
