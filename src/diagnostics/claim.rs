//! Problems of this area: claims that do not hold.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with claims that do not hold.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum ClaimProblem {
    /// A claim about something that is no tensor.
    #[error("`->` claims the shape of a tensor, and this is {found}")]
    #[diagnostic(code(net::claim::not_a_tensor))]
    NotATensor {
        /// What it is.
        found: String,
        /// Where.
        #[label]
        span: Span,
    },
    /// A claim that is no shape.
    #[error("a claim is a shape, not {found}")]
    #[diagnostic(
        code(net::claim::not_a_shape),
        help("write `-> 256x6x6`, `-> 256x?x?` or `-> (c, h, w)`")
    )]
    NotAShape {
        /// What it is.
        found: String,
        /// Where.
        #[label]
        span: Span,
    },
    /// An assertion that does not hold.
    #[error("this does not hold{}", message.as_ref().map(|text| format!(": {text}")).unwrap_or_default())]
    #[diagnostic(code(net::claim::assert))]
    Assert {
        /// What the file says of it.
        message: Option<String>,
        /// Both sides with their values.
        values: String,
        /// The condition.
        #[label("{values}")]
        span: Span,
    },
}
