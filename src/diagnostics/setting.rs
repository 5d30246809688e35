//! Problems of this area: what the caller asked for: a bad `-D`, `--input` or `--limit`.

use miette::Diagnostic;
use thiserror::Error;

use crate::source::Span;

/// Problems with what the caller asked for: a bad `-D`, `--input` or `--limit`.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum SettingProblem {
    /// A placeholder until the first problem of this area stands here.
    #[error("unused")]
    Unused {
        /// Nowhere.
        #[label]
        span: Span,
    },
}
