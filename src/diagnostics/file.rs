//! Problems of this area: files that cannot be read.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with files that cannot be read.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum FileProblem {
    /// A placeholder until the first problem of this area stands here.
    #[error("unused")]
    Unused {
        /// Nowhere.
        #[label]
        span: Span,
    },
}
