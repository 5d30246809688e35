//! Problems of this area: claims that do not hold.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with claims that do not hold.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum ClaimProblem {
    /// A placeholder until the first problem of this area stands here.
    #[error("unused")]
    Unused {
        /// Nowhere.
        #[label]
        span: Span,
    },
}
