//! Calls with `share=` that cannot use the parameters of another.

use crate::diagnostics::problem::problems;
use crate::source::Span;

problems! {
/// Problems with calls that share their parameters.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SharingProblem {
    /// Parameters that are shared and differ in shape or sparsity.
    #[error("calls with `share={key}` need equal {what}, but `{parameter}` is {first} there and {second} here")]
    #[diagnostic(
        code(net::shape::share_differs),
        help("make both equal, or give this call another key")
    )]
    ShareDiffers {
        key: String,
        /// What differs: `shapes`.
        what: &'static str,
        parameter: String,
        first: String,
        second: String,
        #[label("`{parameter}` is {second} here")]
        span: Span,
        #[label("`{parameter}` is {first} here")]
        owner: Span,
    },
    /// Shared calls with different layers.
    #[error(
        "calls with `share={key}` need the same layers, but layer {layer} is {first} there and {second} here"
    )]
    #[diagnostic(
        code(net::shape::share_sequence),
        help("call both in the same way, or give this call another key")
    )]
    ShareSequence {
        key: String,
        /// Which of the layers differs, from 1.
        layer: usize,
        first: String,
        second: String,
        #[label("layer {layer} is {second} here")]
        span: Span,
        #[label("layer {layer} is {first} here")]
        owner: Span,
    },
}
}
