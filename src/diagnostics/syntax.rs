//! Problems of this area: text that is no statement.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with text that is no statement.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum SyntaxProblem {
    /// Text that the grammar has no reading for.
    #[error("this is no statement")]
    #[diagnostic(code(net::syntax::unexpected))]
    Unexpected {
        /// Where reading stopped.
        #[label("here")]
        span: Span,
    },
}
