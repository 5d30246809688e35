//! Problems of the area `shape` with several tensors: those that cannot be joined.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;
use crate::tensor::Shape;

/// Problems with tensors that cannot be joined. The first label is the call; others show where each
/// tensor was made.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum JoinProblem {
    /// Tensors that are laid end to end and differ in another axis.
    #[error("`{operation}` along axis {axis} needs equal other axes, not {first} and {second}")]
    #[diagnostic(code(net::shape::concat_axes))]
    ConcatAxes {
        /// The operation.
        operation: &'static str,
        /// The axis along which they are joined.
        axis: usize,
        /// The first operand's shape.
        first: Shape,
        /// The shape of the one that differs.
        second: Shape,
        /// The call.
        #[label("joins them along axis {axis}")]
        span: Span,
        /// What made the first operand.
        #[label("makes {first}")]
        first_origin: Span,
        /// What made the other.
        #[label("makes {second}")]
        second_origin: Span,
        /// Which axes differ, and what may help.
        #[help]
        help: String,
    },
    /// A join of nothing.
    #[error("`{operation}` has nothing to join")]
    #[diagnostic(code(net::shape::empty_join), help("{help}"))]
    EmptyJoin {
        /// The operation.
        operation: String,
        /// The empty list, or the call.
        #[label("no tensor here")]
        span: Span,
        /// What to write instead.
        help: String,
    },
    /// Tensors that cannot be joined element by element.
    #[error("`{operation}` cannot join {first} with {second}: axis {axis} is {a} and {b}")]
    #[diagnostic(code(net::shape::join_differs))]
    JoinDiffers {
        /// The operation.
        operation: &'static str,
        /// The shape of the operands before.
        first: Shape,
        /// The shape of the operand that differs.
        second: Shape,
        /// The axis that differs; from the end, −1 being the last, where there are more axes in one.
        axis: i64,
        /// Its size in the operands before.
        a: u32,
        /// Its size in the one that differs.
        b: u32,
        /// The operation.
        #[label("joins them")]
        span: Span,
        /// What made an operand before that differs.
        #[label("makes {first_shape}")]
        first_origin: Span,
        /// The shape of that operand, before anything was broadcast.
        first_shape: Shape,
        /// What made the operand that differs.
        #[label("makes {second}")]
        second_origin: Span,
        /// The rule, and what may help.
        #[help]
        help: String,
    },
    /// A product of matrices whose inner sizes differ.
    #[error("`matmul` needs equal inner sizes, not {first_inner} and {second_inner}")]
    #[diagnostic(code(net::shape::matmul_inner))]
    MatmulInner {
        /// Columns of the first matrix.
        first_inner: u32,
        /// Rows of the second.
        second_inner: u32,
        /// The call.
        #[label("multiplies {formula}")]
        span: Span,
        /// Both matrices as they are multiplied.
        formula: String,
        /// What made the first.
        #[label("makes {first}")]
        first_origin: Span,
        /// Its shape.
        first: Shape,
        /// What made the second.
        #[label("makes {second}")]
        second_origin: Span,
        /// Its shape.
        second: Shape,
        /// What would fit, if anything.
        #[help]
        help: Option<String>,
    },
}
