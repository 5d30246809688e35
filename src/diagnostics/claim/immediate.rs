//! Claims that are checked where they are written: `-> SHAPE` and `assert`.

use crate::diagnostics::problem::problems;
use crate::source::Span;

problems! {
/// Problems with claims that do not hold.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum ClaimProblem {
    /// A claim about something that is not a tensor.
    #[error("`->` claims the shape of a tensor, but this is {found}")]
    #[diagnostic(code(net::claim::not_a_tensor))]
    NotATensor {
        found: String,
        #[label]
        span: Span,
    },
    /// A claim that is not a shape.
    #[error("`->` expects a shape, not {found}")]
    #[diagnostic(
        code(net::claim::not_a_shape),
        help("write `-> 256x6x6`, `-> 256x?x?` or `-> (c, h, w)`")
    )]
    NotAShape {
        found: String,
        #[label]
        span: Span,
    },
    /// An assertion that does not hold.
    #[error("this assertion does not hold{}", message.as_ref().map(|text| format!(": {text}")).unwrap_or_default())]
    #[diagnostic(code(net::claim::assert))]
    Assert {
        message: Option<String>,
        values: String,
        #[label("{values}")]
        span: Span,
    },
}
}
