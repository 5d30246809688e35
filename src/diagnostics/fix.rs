//! Changes of a file that answer a problem, as programs read and apply them.

use std::fmt;

use crate::source::Span;

/// A text to put in another's place. Displayed, it is that text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace; empty where something is only put in.
    pub span: Span,
    /// What to write there.
    pub text: String,
    /// Whether it says what was surely meant, so that nobody has to look before it is applied.
    pub safe: bool,
}

impl Fix {
    /// Another spelling of what is there, which loses and guesses nothing.
    pub fn safe(span: Span, text: impl Into<String>) -> Self {
        Fix { span, text: text.into(), safe: true }
    }

    /// What was meant most likely.
    pub fn guess(span: Span, text: impl Into<String>) -> Self {
        Fix { span, text: text.into(), safe: false }
    }
}

impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
