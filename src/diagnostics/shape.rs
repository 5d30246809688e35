//! Problems of this area: shapes that do not fit.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;
use crate::tensor::{Shape, Spatial};

/// Problems with shapes that do not fit. The first label is the call that cannot go on; another
/// shows where the tensor was made.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum ShapeProblem {
    /// An axis that is named twice where each counts once.
    #[error("`{operation}` names axis {axis} twice")]
    #[diagnostic(code(net::shape::axis_twice))]
    AxisTwice {
        /// The operation.
        operation: &'static str,
        /// The axis, from 0.
        axis: usize,
        /// The axes.
        #[label("axis {axis} stands here twice")]
        span: Span,
        /// Which axis is meant by one that is counted from the end.
        #[help]
        help: Option<String>,
    },
    /// A claim of a shape that does not hold.
    #[error("the claim `{claimed}` does not hold: the shape is {found}")]
    #[diagnostic(code(net::shape::claim))]
    Claim {
        /// What was claimed, as written.
        claimed: String,
        /// The shape there is.
        found: Shape,
        /// The claim.
        #[label("claims {claimed}")]
        span: Span,
        /// What made the tensor.
        #[label("makes {found}")]
        origin: Span,
        /// How the size came about that differs, and what would make the one claimed.
        #[help]
        help: Option<String>,
    },
    /// A part that is larger than what it is cut from.
    #[error("a crop of {size} does not fit into {input}")]
    #[diagnostic(
        code(net::shape::crop_too_large),
        help("a crop is at most {input}; `pad` and `upsample` make a tensor larger")
    )]
    CropTooLarge {
        /// The size to cut out.
        size: Spatial,
        /// The size there is.
        input: Spatial,
        /// The operation.
        #[label("reads {input}")]
        span: Span,
        /// The size in the call.
        #[label("crops to {size}")]
        size_span: Option<Span>,
        /// What made the input.
        #[label("makes {shape}")]
        origin: Span,
        /// The input's shape.
        shape: Shape,
    },
    /// A window that is larger than the padded input.
    #[error("{window} does not fit into {input}")]
    #[diagnostic(code(net::shape::kernel_too_large))]
    KernelTooLarge {
        /// The window with its article: `an 11×11 window`.
        window: String,
        /// The spatial size of the input.
        input: Spatial,
        /// The kernel before dilation, as it could be written: `11`, `1×7`.
        kernel: String,
        /// The padding, in words.
        padding: String,
        /// The operation.
        #[label("reads it with {padding}")]
        span: Span,
        /// The kernel in the call.
        #[label("kernel {kernel}")]
        kernel_span: Option<Span>,
        /// What made the input.
        #[label("makes {shape}")]
        origin: Span,
        /// The input's shape.
        shape: Shape,
        /// The sum, and what would fit.
        #[help]
        help: String,
    },
    /// An axis that the tensor does not have.
    #[error("there is no axis {axis} in {shape}: {range}")]
    #[diagnostic(code(net::shape::no_axis))]
    NoAxis {
        /// The axis asked for.
        axis: i64,
        /// The tensor's shape.
        shape: Shape,
        /// The axes it has, in words.
        range: String,
        /// The argument.
        #[label("axis {axis}")]
        span: Span,
        /// What made the tensor.
        #[label("makes {shape}")]
        origin: Option<Span>,
        /// What may have been meant.
        #[help]
        help: Option<String>,
    },
    /// An operation that needs a tensor where there is none.
    #[error("`{operation}` needs a tensor, and there is none yet")]
    #[diagnostic(
        code(net::shape::no_input),
        help("begin with the input's shape, as in `input 3x224x224`")
    )]
    NoInput {
        /// The operation.
        operation: String,
        /// The call.
        #[label("reads the current tensor")]
        span: Span,
    },
    /// Axes that are no permutation of the tensor's.
    #[error("`permute` needs each of the {rank} axes of {shape} once, and names {found}")]
    #[diagnostic(code(net::shape::not_a_permutation))]
    NotAPermutation {
        /// How many axes there are.
        rank: usize,
        /// The tensor's shape.
        shape: Shape,
        /// The axes named, in words.
        found: String,
        /// The call.
        #[label("names {found}")]
        span: Span,
        /// What made the tensor.
        #[label("makes {shape}")]
        origin: Span,
        /// An order of all axes.
        #[help]
        help: String,
    },
    /// Parts that do not divide what they divide.
    #[error("{parts} {part} do not divide {whole} {what}")]
    #[diagnostic(code(net::shape::not_divisible))]
    NotDivisible {
        /// How many parts.
        parts: u64,
        /// What they are called: `groups`.
        part: &'static str,
        /// How much there is to divide.
        whole: u64,
        /// What it is: `input channels`.
        what: &'static str,
        /// The argument that says how many parts, or the operation.
        #[label("{parts} {part}")]
        span: Span,
        /// What made the input.
        #[label("makes {shape}")]
        origin: Span,
        /// The input's shape.
        shape: Shape,
        /// The division, and numbers that work.
        #[help]
        help: String,
    },
    /// Padding, a stride or a range that leaves nothing of the input.
    #[error("`{operation}` leaves nothing of {input}")]
    #[diagnostic(code(net::shape::nothing_left))]
    NothingLeft {
        /// The operation.
        operation: &'static str,
        /// What it works on: a shape, or the size of an axis in words.
        input: String,
        /// The operation in the call.
        #[label("{formula}")]
        span: Span,
        /// The size of the output, with the numbers put in.
        formula: String,
        /// What made the input.
        #[label("makes {shape}")]
        origin: Span,
        /// The input's shape.
        shape: Shape,
        /// What to write instead.
        #[help]
        help: String,
    },
    /// A pool that pads more than half of its window, some of which would hold padding only.
    #[error("`{operation}` pads {padding} for a window of {kernel}, more than half of it")]
    #[diagnostic(code(net::shape::padding_too_large))]
    PaddingTooLarge {
        /// The operation.
        operation: &'static str,
        /// The padding of the axis.
        padding: u32,
        /// The kernel of the axis.
        kernel: u32,
        /// The padding in the call.
        #[label("at most {kernel}//2 = {most}")]
        span: Span,
        /// The largest padding.
        most: u32,
        /// What to write instead.
        #[help]
        help: String,
    },
    /// A shape of another number of elements.
    #[error("{input} cannot become {shape}: {elements} and {wanted} elements")]
    #[diagnostic(code(net::shape::reshape_sizes))]
    ReshapeSizes {
        /// The input's shape.
        input: Shape,
        /// The shape asked for, as written.
        shape: String,
        /// Elements of the input.
        elements: u64,
        /// Elements of the shape asked for; with a −1, of the other axes.
        wanted: String,
        /// The shape in the call.
        #[label("asks for {shape}")]
        span: Span,
        /// What made the input.
        #[label("makes {input}")]
        origin: Span,
        /// What would fit.
        #[help]
        help: String,
    },
    /// A slice that reaches beyond its axis, or takes nothing.
    #[error("{start} to {stop} is no slice of axis {axis}, which is {size} long")]
    #[diagnostic(code(net::shape::slice_out_of_range))]
    SliceOutOfRange {
        /// Where it starts, as written.
        start: i64,
        /// Where it stops, as written.
        stop: i64,
        /// The axis.
        axis: usize,
        /// Its size.
        size: u32,
        /// The call.
        #[label("slices axis {axis}")]
        span: Span,
        /// What made the input.
        #[label("makes {shape}")]
        origin: Span,
        /// The input's shape.
        shape: Shape,
        /// The rule.
        #[help]
        help: String,
    },
    /// Parts that do not add up to the axis they are cut from.
    #[error("the parts {parts} do not add up to axis {axis}, which is {size} long")]
    #[diagnostic(code(net::shape::split_sizes))]
    SplitSizes {
        /// The parts, as a sum with its result.
        parts: String,
        /// The axis.
        axis: usize,
        /// Its size.
        size: u32,
        /// The parts in the call.
        #[label("splits axis {axis}")]
        span: Span,
        /// What made the input.
        #[label("makes {shape}")]
        origin: Span,
        /// The input's shape.
        shape: Shape,
        /// An axis that is as long as the parts.
        #[help]
        help: Option<String>,
    },
    /// A tensor of another number of axes than the operation works on.
    #[error("`{operation}` works on {expected}, not on {found}")]
    #[diagnostic(code(net::shape::wrong_rank))]
    WrongRank {
        /// The operation.
        operation: &'static str,
        /// What it works on: `channels and 1 to 3 spatial axes`.
        expected: &'static str,
        /// The tensor's shape.
        found: Shape,
        /// The call.
        #[label("reads {found}")]
        span: Span,
        /// What made the tensor.
        #[label("makes {found}")]
        origin: Span,
        /// What would fit.
        #[help]
        help: Option<String>,
    },
    /// A tensor of another shape than the one that fits.
    #[error("`{parameter}` of `{operation}` has the shape {expected}, not {found}")]
    #[diagnostic(code(net::shape::wrong_shape))]
    WrongShape {
        /// The operation.
        operation: &'static str,
        /// What the tensor is.
        parameter: &'static str,
        /// The shape that fits.
        expected: Shape,
        /// The tensor's shape.
        found: Shape,
        /// The argument.
        #[label("{expected} is needed")]
        span: Span,
        /// What made the tensor.
        #[label("makes {found}")]
        origin: Span,
        /// Where the needed shape comes from.
        #[help]
        help: String,
    },
    /// A shape with a zero axis.
    #[error("axis {axis} of {shape} is zero")]
    #[diagnostic(code(net::shape::zero_axis), help("every axis is at least 1"))]
    ZeroAxis {
        /// The index of the axis.
        axis: usize,
        /// All sizes, as `0×3`.
        shape: String,
        /// What makes it.
        #[label("makes {shape}")]
        span: Span,
    },
    /// A standard block on a tensor that it is not made for.
    #[error("`{block}` does not work on {shape}: {rule}")]
    #[diagnostic(code(net::shape::standard_block))]
    StandardBlock {
        /// The block.
        block: String,
        /// The tensor's shape.
        shape: Shape,
        /// What the block asks for.
        rule: String,
        /// The call in the user's file.
        #[label("reads {shape}")]
        span: Span,
        /// What made the tensor.
        #[label("makes {shape}")]
        origin: Span,
        /// The condition that does not hold, with its numbers.
        #[help]
        help: String,
    },
}
