//! Calls with `share=` that cannot use the parameters of another.

use crate::diagnostics::problem::problems;
use crate::source::Span;
use crate::tensor::Shape;

problems! {
/// Problems with calls that share their parameters.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SharingProblem {
    /// Parameters that are shared and differ in shape.
    #[error("`share={key}` needs equal shapes: `{parameter}` is {first} there and {second} here")]
    #[diagnostic(
        code(net::shape::share_differs),
        help("make both sizes equal, or give this call a key of its own")
    )]
    ShareDiffers {
        key: String,
        parameter: String,
        first: Shape,
        second: Shape,
        #[label("`{parameter}` is {second} here")]
        span: Span,
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
        key: String,
        /// Which of the layers differs, from 1.
        layer: usize,
        first: String,
        second: String,
        #[label("layer {layer} is {second} here")]
        span: Span,
        #[label("there it is {first}")]
        owner: Span,
    },
}
}
