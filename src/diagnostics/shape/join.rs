//! Several tensors that cannot be joined.

use crate::diagnostics::fix::Help;
use crate::diagnostics::problem::problems;
use crate::source::Span;
use crate::tensor::Shape;

problems! {
/// Problems with tensors that cannot be joined. The first label is the call; others show where each
/// tensor was made.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum JoinProblem {
    /// Tensors that are laid end to end and differ in another axis.
    #[error("`{operation}` along axis {axis} needs shapes that are equal in the other axes, not {first} and {second}")]
    #[diagnostic(code(net::shape::concat_axes))]
    ConcatAxes {
        operation: &'static str,
        axis: usize,
        first: Shape,
        second: Shape,
        #[label("joins them along axis {axis}")]
        span: Span,
        #[label("makes {first_shape}")]
        first_origin: Span,
        /// The shape that is made there.
        first_shape: Shape,
        #[label("makes {second_shape}")]
        second_origin: Span,
        second_shape: Shape,
        #[help]
        help: Help,
    },
    /// A join of nothing.
    #[error("`{operation}` has no tensors to join")]
    #[diagnostic(code(net::shape::empty_join))]
    EmptyJoin {
        operation: String,
        #[label("no tensor here")]
        span: Span,
        #[help]
        help: String,
    },
    /// Tensors that cannot be joined element by element.
    #[error("`{operation}` cannot join {first} with {second}: axis {axis} is {a} and {b}")]
    #[diagnostic(code(net::shape::join_differs))]
    JoinDiffers {
        operation: &'static str,
        first: Shape,
        second: Shape,
        /// The axis that differs; from the end, −1 being the last, where there are more axes in one.
        axis: i64,
        a: u32,
        b: u32,
        #[label("joins them")]
        span: Span,
        #[label("makes {first_shape}")]
        first_origin: Span,
        /// The shape that is made there, before anything was broadcast.
        first_shape: Shape,
        #[label("makes {second_shape}")]
        second_origin: Span,
        second_shape: Shape,
        #[help]
        help: Help,
    },
    /// A product of matrices whose inner sizes differ.
    #[error("`matmul` needs equal inner sizes, not {first_inner} and {second_inner}")]
    #[diagnostic(code(net::shape::matmul_inner))]
    MatmulInner {
        first_inner: u32,
        second_inner: u32,
        #[label("multiplies {formula}")]
        span: Span,
        formula: String,
        #[label("makes {first}")]
        first_origin: Span,
        first: Shape,
        #[label("makes {second}")]
        second_origin: Span,
        second: Shape,
        #[help]
        help: Option<String>,
    },
}
}
