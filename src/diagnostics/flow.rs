//! Problems of this area: where tensors, blocks and bodies lead.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with where tensors, blocks and bodies lead.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum FlowProblem {
    /// A placeholder until the first problem of this area stands here.
    #[error("unused")]
    Unused {
        /// Nowhere.
        #[label]
        span: Span,
    },
}
