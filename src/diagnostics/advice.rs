//! Advice, given on request: what is right, and perhaps not what was meant.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;
use crate::tensor::{Shape, Spatial};

/// What may not be meant.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum AdviceProblem {
    /// A bias that the norm behind it takes away.
    #[error("`{norm}` subtracts the mean, and this bias with it: {parameters} nothing")]
    #[diagnostic(code(net::advice::bias_before_norm), severity(Advice), help("write `{better}`"))]
    BiasBeforeNorm {
        /// The norm.
        norm: &'static str,
        /// How many parameters the bias has: `64 parameters do`.
        parameters: String,
        /// Where the bias comes from.
        #[label("adds a bias to each channel")]
        span: Span,
        /// The call of the norm.
        #[label("subtracts the mean of each channel")]
        norm_span: Span,
        /// The call without it.
        better: String,
    },
    /// A block that one call runs, once.
    #[error("the block `{name}` is used once")]
    #[diagnostic(
        code(net::advice::block_used_once),
        severity(Advice),
        help(
            "its statements could stand in place of the call; a block pays where it is called again"
        )
    )]
    BlockUsedOnce {
        /// The block.
        name: String,
        /// Where it is declared.
        #[label("declared here")]
        span: Span,
        /// Its call.
        #[label("called here and nowhere else")]
        call: Span,
    },
    /// A depthwise convolution that is written with groups.
    #[error("as many groups as channels, {groups}: each channel stands on its own")]
    #[diagnostic(
        code(net::advice::depthwise_as_groups),
        severity(Advice),
        help("that is a depthwise convolution, written `{better}`")
    )]
    DepthwiseAsGroups {
        /// The groups, as many as channels.
        groups: u32,
        /// Where they are set.
        #[label("one group for each channel")]
        span: Span,
        /// Where the input was made.
        #[label("makes {shape}")]
        origin: Span,
        /// Its shape.
        shape: Shape,
        /// The call of the operation for it.
        better: String,
    },
    /// A stride that does not come out even, so that the end of the input is not read.
    #[error("{formula}: no window reads {unread}")]
    #[diagnostic(code(net::advice::dropped_rows), severity(Advice))]
    DroppedRows {
        /// The numbers of positions, `(224 + 2·0 − 11)/4 + 1 = 54.25`.
        formula: String,
        /// What is not read: `the last row and column`.
        unread: String,
        /// How much of the input is read: `223×223`.
        read: String,
        /// Spatial size of the input.
        input: Spatial,
        /// The operation.
        #[label("reads {read} of {input}")]
        span: Span,
        /// Where the input was made.
        #[label("makes {shape}")]
        origin: Span,
        /// Its shape.
        shape: Shape,
        /// What would read all of it.
        #[help]
        help: String,
    },
    /// A kernel that is 1 because none is given.
    #[error("no kernel is given, so it is {kernel}")]
    #[diagnostic(
        code(net::advice::kernel_left_out),
        severity(Advice),
        help("write `{better}`, or the kernel that is meant")
    )]
    KernelLeftOut {
        /// The kernel: `1×1`.
        kernel: Spatial,
        /// The operation.
        #[label("looks at one position at a time")]
        span: Span,
        /// Where the input was made.
        #[label("makes {shape}")]
        origin: Span,
        /// Its shape.
        shape: Shape,
        /// The call with the kernel.
        better: String,
    },
    /// Channels that are not a multiple of 8.
    #[error("{channels} channels are not a multiple of 8: {channels} = 8·{times} + {rest}")]
    #[diagnostic(code(net::advice::odd_channels), severity(Advice))]
    OddChannels {
        /// The channels.
        channels: u32,
        /// How often 8 goes into them.
        times: u32,
        /// What is left.
        rest: u32,
        /// Where they are set.
        #[label("makes {shape}")]
        span: Span,
        /// The shape with these channels.
        shape: Shape,
        /// What would be one.
        #[help]
        help: String,
    },
    /// A pool whose windows do not tile its input.
    #[error("windows of {window} in steps of {stride} do not tile {input}: {fault}")]
    #[diagnostic(
        code(net::advice::untiled_pool),
        severity(Advice),
        help("`{better}` has whole windows side by side")
    )]
    UntiledPool {
        /// The window.
        window: Spatial,
        /// The stride.
        stride: Spatial,
        /// Spatial size of the input.
        input: Spatial,
        /// What is left out, or reaches over the edge.
        fault: String,
        /// The operation.
        #[label("makes {output}")]
        span: Span,
        /// The shape it makes.
        output: Shape,
        /// Where the input was made.
        #[label("makes {shape}")]
        origin: Span,
        /// Its shape.
        shape: Shape,
        /// Statements with windows that do.
        better: String,
    },
    /// A name that is made and not used.
    #[error("nothing {use_} `{name}`")]
    #[diagnostic(code(net::advice::unused_name), severity(Advice))]
    UnusedName {
        /// What would use it: `reads the parameter`.
        use_: &'static str,
        /// The name.
        name: String,
        /// Where it is made.
        #[label("made here")]
        span: Span,
        /// What to do with it.
        #[help]
        help: &'static str,
    },
}
