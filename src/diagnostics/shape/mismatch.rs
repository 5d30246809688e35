//! Shapes that do not fit.

use crate::diagnostics::fix::Help;
use crate::diagnostics::problem::problems;
use crate::source::Span;
use crate::tensor::{Shape, Spatial};

problems! {
/// Problems with shapes that do not fit. The first label is the call that cannot go on; another
/// shows where the tensor was made.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum ShapeProblem {
    /// An axis that is named twice where each counts once.
    #[error("`{operation}` names axis {axis} twice")]
    #[diagnostic(code(net::shape::axis_twice))]
    AxisTwice {
        operation: &'static str,
        /// The axis, from 0.
        axis: usize,
        #[label("axis {axis} twice")]
        span: Span,
        /// Which axis is meant by one that is counted from the end.
        #[help]
        help: Option<String>,
    },
    /// A claim of a shape that does not hold.
    #[error("the claim `{claimed}` does not hold: the shape is {found}")]
    #[diagnostic(code(net::shape::claim))]
    Claim {
        claimed: String,
        found: Shape,
        #[label("claims {claimed}")]
        span: Span,
        #[label("makes {made}")]
        origin: Span,
        /// What the call made that gave the axis which differs its size.
        made: Shape,
        /// How the size came about that differs, and what would make the one claimed.
        #[help]
        help: Option<Help>,
    },
    /// A part that is larger than what it is cut from.
    #[error("a crop of {size} is larger than {input}")]
    #[diagnostic(code(net::shape::crop_too_large))]
    CropTooLarge {
        size: Spatial,
        input: Spatial,
        #[label("reads {input}")]
        span: Span,
        #[label("crops to {size}")]
        size_span: Option<Span>,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        #[help]
        help: Help,
    },
    /// A window that is larger than the padded input.
    #[error("{window} does not fit into {input}")]
    #[diagnostic(code(net::shape::kernel_too_large))]
    KernelTooLarge {
        /// The window with its article: `an 11×11 window`.
        window: String,
        input: Spatial,
        /// The kernel before dilation, as it could be written: `11`, `1×7`.
        kernel: String,
        padding: String,
        #[label("reads it with {padding}")]
        span: Span,
        #[label("kernel {kernel}")]
        kernel_span: Option<Span>,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        #[help]
        help: Help,
    },
    /// An axis that the tensor does not have.
    #[error("there is no axis {axis} in {shape}: {range}")]
    #[diagnostic(code(net::shape::no_axis))]
    NoAxis {
        axis: i64,
        shape: Shape,
        range: String,
        #[label("axis {axis}")]
        span: Span,
        #[label("makes {shape}")]
        origin: Option<Span>,
        #[help]
        help: Option<String>,
    },
    /// An operation that needs a tensor where there is none.
    #[error("`{operation}` needs a tensor, but there is none yet")]
    #[diagnostic(
        code(net::shape::no_input),
        help("start with the shape of the input, as in `input 3x224x224`")
    )]
    NoInput {
        operation: String,
        #[label("reads the current tensor")]
        span: Span,
    },
    /// Axes that are not a permutation of the tensor's.
    #[error("`permute` needs each of the {rank} axes of {shape} once, but names {found}")]
    #[diagnostic(code(net::shape::not_a_permutation))]
    NotAPermutation {
        rank: usize,
        shape: Shape,
        found: String,
        #[label("names {found}")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
        #[help]
        help: String,
    },
    /// Parts that do not divide what they divide.
    #[error("{whole} {what} cannot be divided into {parts} {part}")]
    #[diagnostic(code(net::shape::not_divisible))]
    NotDivisible {
        parts: u64,
        /// What they are called: `groups`.
        part: &'static str,
        whole: u64,
        /// What it is: `input channels`.
        what: &'static str,
        /// The argument that says how many parts, or the operation.
        #[label("{parts} {part}")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        #[help]
        help: Help,
    },
    /// Padding, a stride or a range that leaves nothing of the input.
    #[error("`{operation}` leaves nothing of {input}")]
    #[diagnostic(code(net::shape::nothing_left))]
    NothingLeft {
        operation: &'static str,
        /// What it works on: a shape, or the size of an axis in words.
        input: String,
        #[label("{formula}")]
        span: Span,
        /// The size of the output, with the numbers put in.
        formula: String,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        #[help]
        help: String,
    },
    /// A pool that pads more than half of its window, some of which would hold padding only.
    #[error("`{operation}` pads {padding} for a window of {kernel}, more than half of it")]
    #[diagnostic(code(net::shape::padding_too_large))]
    PaddingTooLarge {
        operation: &'static str,
        padding: u32,
        kernel: u32,
        #[label("at most {kernel}//2 = {most}")]
        span: Span,
        most: u32,
        #[help]
        help: String,
    },
    /// A shape of another number of elements.
    #[error("{input} cannot be reshaped to {shape}: {elements} and {wanted} elements")]
    #[diagnostic(code(net::shape::reshape_sizes))]
    ReshapeSizes {
        input: Shape,
        shape: String,
        elements: u64,
        /// Elements of the shape asked for; with a −1, of the other axes.
        wanted: String,
        #[label("asks for {shape}")]
        span: Span,
        #[label("makes {input}")]
        origin: Span,
        #[help]
        help: String,
    },
    /// A slice that reaches beyond its axis, or takes nothing.
    #[error("{start} to {stop} is not a valid slice of axis {axis}, which has size {size}")]
    #[diagnostic(code(net::shape::slice_out_of_range))]
    SliceOutOfRange {
        start: i64,
        stop: i64,
        axis: usize,
        size: u32,
        #[label("slices axis {axis}")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        #[help]
        help: String,
    },
    /// Parts that do not add up to the axis they are cut from.
    #[error("the parts {parts} do not add up to axis {axis}, which has size {size}")]
    #[diagnostic(code(net::shape::split_sizes))]
    SplitSizes {
        /// The parts, as a sum with its result.
        parts: String,
        axis: usize,
        size: u32,
        #[label("splits axis {axis}")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
        shape: Shape,
        #[help]
        help: Option<String>,
    },
    /// A tensor of another number of axes than the operation works on.
    #[error("`{operation}` works on {expected}, not on {found}")]
    #[diagnostic(code(net::shape::wrong_rank))]
    WrongRank {
        operation: &'static str,
        /// What it works on: `channels and 1 to 3 spatial axes`.
        expected: &'static str,
        found: Shape,
        #[label("reads {found}")]
        span: Span,
        #[label("makes {found}")]
        origin: Span,
        #[help]
        help: Option<Help>,
    },
    /// A tensor of another shape than the one that fits.
    #[error("`{parameter}` of `{operation}` must have the shape {expected}, not {found}")]
    #[diagnostic(code(net::shape::wrong_shape))]
    WrongShape {
        operation: &'static str,
        parameter: &'static str,
        expected: Shape,
        found: Shape,
        #[label("expected {expected}")]
        span: Span,
        #[label("makes {found}")]
        origin: Span,
        #[help]
        help: String,
    },
    /// A shape with a zero axis.
    #[error("axis {axis} of {shape} is zero")]
    #[diagnostic(code(net::shape::zero_axis), help("every axis must be at least 1"))]
    ZeroAxis {
        axis: usize,
        /// All sizes, as `0×3`.
        shape: String,
        #[label("makes {shape}")]
        span: Span,
    },
    /// A standard block on a tensor that it is not made for.
    #[error("`{block}` does not work on {shape}: {rule}")]
    #[diagnostic(code(net::shape::standard_block))]
    StandardBlock {
        block: String,
        shape: Shape,
        rule: String,
        #[label("reads {shape}")]
        span: Span,
        #[label("makes {shape}")]
        origin: Span,
        /// What would work, or the condition that does not hold, with its numbers.
        #[help]
        help: Help,
    },
}
}
