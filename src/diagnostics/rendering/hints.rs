//! What a program adds to the messages that it shows.

use crate::diagnostics::DiagnosticKind;

/// What a program adds to the messages that it shows: its options and commands for what a help suggests.
///
/// The library knows no options and no commands; by default nothing is added.
#[derive(Clone, Copy, Debug)]
pub struct Hints {
    /// What follows the help of a diagnostic: the option that raises a limit.
    pub help: fn(&DiagnosticKind) -> Option<String>,
    /// The command that explains a code.
    pub explain: fn(&str) -> Option<String>,
}

impl Default for Hints {
    fn default() -> Self {
        Hints { help: |_| None, explain: |_| None }
    }
}
