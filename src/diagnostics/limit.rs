//! Problems of this area: limits, and the option that raises each.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with limits, and the option that raises each.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum LimitProblem {
    /// A placeholder until the first problem of this area stands here.
    #[error("unused")]
    Unused {
        /// Nowhere.
        #[label]
        span: Span,
    },
    /// A tensor of more axes than shapes can have.
    #[error("a tensor has at most {most} axes, not {axes}")]
    #[diagnostic(
        code(net::limit::too_many_axes),
        help("the batch is not written; axes that stay together can be one, as in `reshape`")
    )]
    Axes {
        /// How many axes it would have.
        axes: usize,
        /// How many it may have.
        most: usize,
        /// What makes it.
        #[label("makes {axes} axes")]
        span: Span,
    },
    /// An axis that is larger than axes can be.
    #[error("axis {axis} would be {size} large; an axis is at most {most}")]
    #[diagnostic(code(net::limit::axis_too_large))]
    AxisSize {
        /// The index of the axis.
        axis: usize,
        /// Its size.
        size: u64,
        /// The largest size.
        most: u32,
        /// What makes it.
        #[label("makes an axis of {size}")]
        span: Span,
    },
    /// A tensor of more elements than can be counted.
    #[error("a tensor of {shape} has more than {most} elements")]
    #[diagnostic(code(net::limit::too_many_elements))]
    Elements {
        /// All sizes, as `2147483647×2147483647×4`.
        shape: String,
        /// The most elements.
        most: u64,
        /// What makes it.
        #[label("makes {shape}")]
        span: Span,
    },
}
