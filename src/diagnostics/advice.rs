//! Advice, given on request: what is valid but perhaps not what was meant.

use super::problem::problems;
use crate::source::Span;
use crate::tensor::{Shape, Spatial};

problems! {
/// What is probably not meant.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum AdviceProblem {
    /// A bias that the following norm removes.
    #[error("`{norm}` subtracts the mean, so this bias has no effect: {parameters} nothing")]
    #[diagnostic(code(net::advice::bias_before_norm), severity(Advice), help("write `{better}`"))]
    BiasBeforeNorm {
        norm: &'static str,
        /// How many parameters the bias has: `64 parameters do`.
        parameters: String,
        #[label("adds a bias to each channel")]
        span: Span,
        #[label("subtracts the mean of each channel")]
        norm_span: Span,
        better: String,
    },
    /// A block that is called once.
    #[error("the block `{name}` is used once")]
    #[diagnostic(
        code(net::advice::block_used_once),
        severity(Advice),
        help(
            "write its statements in place of the call, unless the block is meant to be reused"
        )
    )]
    BlockUsedOnce {
        name: String,
        #[label("declared here")]
        span: Span,
        #[label("called here and nowhere else")]
        call: Span,
    },
    /// A depthwise convolution that is written with groups.
    #[error("there are as many groups as channels, {groups}: each channel is convolved on its own")]
    #[diagnostic(
        code(net::advice::depthwise_as_groups),
        severity(Advice),
        help("this is a depthwise convolution; write `{better}`")
    )]
    DepthwiseAsGroups {
        groups: u32,
        #[label("one group for each channel")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        better: String,
    },
    /// A stride that does not divide the input evenly, so that its end is not read.
    #[error("{formula}: no window reads {unread}")]
    #[diagnostic(code(net::advice::dropped_rows), severity(Advice))]
    DroppedRows {
        /// The numbers of positions, `(224 + 2·0 − 11)/4 + 1 = 54.25`.
        formula: String,
        /// What is not read: `the last row and column`.
        unread: String,
        /// How much of the input is read: `223×223`.
        read: String,
        input: Spatial,
        #[label("reads {read} of {input}")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        #[help]
        help: String,
    },
    /// A kernel that is 1 because none is given.
    #[error("no kernel is given, so it is {kernel}")]
    #[diagnostic(
        code(net::advice::kernel_left_out),
        severity(Advice),
        help("write `{better}`, or the kernel that you mean")
    )]
    KernelLeftOut {
        /// The kernel: `1×1`.
        kernel: Spatial,
        #[label("looks at one position at a time")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        better: String,
    },
    /// Channels that are not a multiple of 8.
    #[error("{channels} channels are not a multiple of 8: {channels} = 8·{times} + {rest}")]
    #[diagnostic(code(net::advice::odd_channels), severity(Advice))]
    OddChannels {
        channels: u32,
        times: u32,
        rest: u32,
        #[label("makes {shape}")]
        span: Span,
        shape: Shape,
        #[help]
        help: String,
    },
    /// A pool whose windows do not tile its input.
    #[error("windows of {window} in steps of {stride} do not tile {input}: {fault}")]
    #[diagnostic(
        code(net::advice::untiled_pool),
        severity(Advice),
        help("write `{better}`, whose windows tile the input")
    )]
    UntiledPool {
        window: Spatial,
        stride: Spatial,
        input: Spatial,
        fault: String,
        #[label("makes {output}")]
        span: Span,
        output: Shape,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        better: String,
    },
    /// A name that is made and not used.
    #[error("nothing {use_} `{name}`")]
    #[diagnostic(code(net::advice::unused_name), severity(Advice))]
    UnusedName {
        /// What would use it: `reads the parameter`.
        use_: &'static str,
        name: String,
        #[label("made here")]
        span: Span,
        #[help]
        help: &'static str,
    },
}
}
