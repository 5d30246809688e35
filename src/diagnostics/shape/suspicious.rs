//! Shapes that are valid but probably not what was meant: warnings.

use crate::diagnostics::fix::Help;
use crate::diagnostics::problem::problems;
use crate::source::Span;
use crate::tensor::Shape;

problems! {
/// Shapes that are valid but probably not what was meant.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SuspiciousProblem {
    /// A batch of images.
    #[error(
        "{shape} looks like a batch of images, but `{operation}` reads {channels} channels"
    )]
    #[diagnostic(
        code(net::shape::batch_axis),
        severity(Warning),
        help("shapes do not include the batch: write `input {right}`{batch}")
    )]
    BatchAxis {
        operation: &'static str,
        shape: Shape,
        channels: u32,
        #[label("makes {shape}")]
        span: Span,
        #[label("reads the first axis as channels")]
        reader: Span,
        /// The shape without the batch, as it is written.
        right: String,
        /// The setting that takes its place, if it is not 1.
        batch: String,
    },
    /// An image with its channels last.
    #[error(
        "{shape} looks like an image with its channels last, but `{operation}` reads {channels} channels"
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
        #[label("reads the first axis as channels")]
        reader: Span,
        /// The shape with its channels first, as it is written.
        right: String,
    },
    /// A grayscale image without its channel.
    #[error(
        "{shape} looks like a grayscale image, but `{operation}` reads a signal of {channels} channels"
    )]
    #[diagnostic(
        code(net::shape::no_channel),
        severity(Warning),
        help(
            "write the channel too: `input {right}`; if it is a signal, write the kernel as a tuple of one, `k=(3,)`"
        )
    )]
    NoChannel {
        operation: &'static str,
        shape: Shape,
        channels: u32,
        #[label("makes {shape}")]
        span: Span,
        #[label("reads the first axis as channels")]
        reader: Span,
        right: String,
    },
    /// `conv 3 64 7`, in PyTorch's order.
    #[error("`{operation}` maps {channels} channels to {channels}, with a kernel of {kernel}")]
    #[diagnostic(code(net::shape::in_channels_first), severity(Warning))]
    InChannelsFirst {
        operation: &'static str,
        channels: i128,
        kernel: i128,
        #[label("the output channels")]
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
            "write `linear` to work on the last axis only; to flatten on purpose, write `flatten` before it"
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
        "`.c` of {shape} is {first}, the first axis, but `{operation}` works on the last one, {last}"
    )]
    #[diagnostic(
        code(net::shape::tokens_for_features),
        severity(Warning),
        help("write `it[-1]` for the size of the last axis")
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
