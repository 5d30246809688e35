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
        "{shape} looks like an image whose channels are not its first axis, but `{operation}` reads {channels} channels"
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
    /// A feature map whose axes are run together in the wrong order.
    #[error("`{operation}` of {input} to {shape} mixes channels and positions")]
    #[diagnostic(code(net::shape::reshape_mixes), severity(Warning))]
    ReshapeMixes {
        operation: &'static str,
        input: Shape,
        shape: Shape,
        #[label("takes the values as they lie, channel after channel")]
        span: Span,
        #[label("makes {input}")]
        origin: Span,
        #[help]
        help: Help,
    },
    /// Channels × steps where steps × features are read, or the reverse.
    #[error("`{operation}` reads {shape} as {reads}, but the layer before makes {makes}")]
    #[diagnostic(code(net::shape::missing_permute), severity(Warning))]
    MissingPermute {
        operation: &'static str,
        shape: Shape,
        reads: &'static str,
        makes: &'static str,
        #[label("reads {reads}")]
        span: Span,
        #[label("makes {makes}")]
        origin: Span,
        #[help]
        help: Help,
    },
    /// A norm or activation over the columns of a feature map.
    #[error("`{operation}` works on the last axis of {shape}, its rows of {columns}")]
    #[diagnostic(code(net::shape::last_axis_of_map), severity(Warning))]
    LastAxisOfMap {
        operation: &'static str,
        shape: Shape,
        columns: u32,
        #[label("works on rows of {columns}")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
        #[help]
        help: Help,
    },
    /// The values of an image looked up in a table.
    #[error("`{operation}` looks up each of the {} values of {shape}, which looks like an image", shape.elements())]
    #[diagnostic(
        code(net::shape::embeds_image),
        severity(Warning),
        help("`embed` takes ids, such as `input 128`; an image is cut into patches by a convolution, as in `conv 768 k16 s16`")
    )]
    EmbedsImage {
        operation: &'static str,
        shape: Shape,
        #[label("looks each value up")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
    },
    /// A stride that leaves values between windows.
    #[error("`{operation}` skips values: windows of {kernel} in steps of {stride}")]
    #[diagnostic(
        code(net::shape::skipping_stride),
        severity(Warning),
        help("use a stride up to the kernel")
    )]
    SkippingStride {
        operation: &'static str,
        kernel: u32,
        stride: u32,
        #[label("no window reads the {between} between two of them")]
        span: Span,
        /// How many, in words: `1 value`.
        between: String,
    },
    /// Windows that hold padding alone.
    #[error("`{operation}` pads {padding}, so that windows of {kernel} hold nothing but padding")]
    #[diagnostic(code(net::shape::idle_padding), severity(Warning))]
    IdlePadding {
        operation: &'static str,
        padding: u32,
        kernel: u64,
        #[label("makes a border of zeros and bias")]
        span: Span,
        #[help]
        help: String,
    },
}
}
