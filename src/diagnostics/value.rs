//! Problems of this area: what expressions yield.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with what expressions yield.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum ValueProblem {
    /// A placeholder until the first problem of this area stands here.
    #[error("unused")]
    Unused {
        /// Nowhere.
        #[label]
        span: Span,
    },
}
