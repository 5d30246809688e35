//! Problems of this area: shapes that do not fit.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with shapes that do not fit.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum ShapeProblem {
    /// A shape with a zero axis.
    #[error("axis {axis} of {shape} is zero")]
    #[diagnostic(code(net::shape::zero_axis))]
    ZeroAxis {
        /// The index of the axis.
        axis: usize,
        /// All sizes, as `0×3`.
        shape: String,
        /// What makes it.
        #[label("makes {shape}")]
        span: Span,
    },
}
