//! Problems of the area `shape` with `share=`: calls that cannot use the parameters of another.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;
use crate::tensor::Shape;

/// Problems with calls that share their parameters.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum SharingProblem {
    /// Parameters that are shared and differ in shape.
    #[error("`share={key}` needs equal shapes: `{parameter}` is {first} there and {second} here")]
    #[diagnostic(
        code(net::shape::share_differs),
        help("make both sizes equal, or give this call a key of its own")
    )]
    ShareDiffers {
        /// The key.
        key: String,
        /// The parameter.
        parameter: String,
        /// Its shape where the key is used first.
        first: Shape,
        /// Its shape here.
        second: Shape,
        /// This call.
        #[label("`{parameter}` is {second} here")]
        span: Span,
        /// The call that owns the parameters.
        #[label("there it is {first}")]
        owner: Span,
    },
    /// Shared calls with different layers.
    #[error(
        "`share={key}` needs the same layers: layer {layer} is {first} there and {second} here"
    )]
    #[diagnostic(
        code(net::shape::share_sequence),
        help("call both in the same way, or give this call a key of its own")
    )]
    ShareSequence {
        /// The key.
        key: String,
        /// Which of the layers differs, from 1.
        layer: usize,
        /// The layer of the first call.
        first: String,
        /// The layer of this one.
        second: String,
        /// This call.
        #[label("layer {layer} is {second} here")]
        span: Span,
        /// The call that owns the parameters.
        #[label("there it is {first}")]
        owner: Span,
    },
}
