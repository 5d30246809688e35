//! Problems of this area: limits, and the option that raises each.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with limits, and the option that raises each.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum LimitProblem {
    /// A placeholder until the first problem of this area stands here.
    #[error("unused")]
    Unused {
        /// Nowhere.
        #[label]
        span: Span,
    },
}
