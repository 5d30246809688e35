//! Problems of this area: names.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with names.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum NameProblem {
    /// A placeholder until the first problem of this area stands here.
    #[error("unused")]
    Unused {
        /// Nowhere.
        #[label]
        span: Span,
    },
}
