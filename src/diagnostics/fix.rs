//! What to do about a problem: in words, and as changes of the file that programs read and apply.

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

    /// The help that proposes it, and says no more.
    pub fn write(self) -> Help {
        let text = format!("write `{self}`");
        self.said(text)
    }

    /// The help that asks whether it is what was meant.
    pub fn meant(self) -> Help {
        let text = format!("did you mean `{self}`?");
        self.said(text)
    }

    /// The help that proposes it in other words.
    pub fn said(self, text: impl Into<String>) -> Help {
        Help { text: text.into(), fix: Some(Box::new(self)) }
    }
}

/// What to do about a problem. Displayed, it is the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    text: String,
    /// Boxed, so that problems stay small enough to be returned as they are.
    fix: Option<Box<Fix>>,
}

impl Help {
    /// The same as a change of the text, where it is one change at one place.
    pub fn fix(&self) -> Option<&Fix> {
        self.fix.as_deref()
    }
}

impl<T: Into<String>> From<T> for Help {
    /// Words alone.
    fn from(text: T) -> Self {
        Help { text: text.into(), fix: None }
    }
}

impl fmt::Display for Help {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
