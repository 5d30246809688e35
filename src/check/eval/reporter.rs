//! What an evaluation has to say: its diagnostics, and notes for the lints.

use super::notes::Notes;
use crate::check::diagnostics::Diagnostics;

/// What an evaluation has to say.
pub struct Reporter {
    /// What is wrong so far.
    pub diagnostics: Diagnostics,
    /// What the lints need, if they are wanted.
    pub notes: Option<Notes>,
}
