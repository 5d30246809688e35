//! Problems of this area: text that is no statement.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with text that is no statement.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum SyntaxProblem {
    /// A placeholder until the first problem of this area stands here.
    #[error("unused")]
    Unused {
        /// Nowhere.
        #[label]
        span: Span,
    },
}
