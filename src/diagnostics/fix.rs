//! What to do about a problem: in words, and as a change of the file that programs can apply.

use std::fmt;

use crate::source::Span;
use crate::text::nearest::did_you_mean;

/// A replacement of a part of a file. Displayed, it is the new text.
///
/// ```
/// use netcost::Options;
///
/// let analysis = netcost::analyze("broken.net", "input 3x8x8\nconvv 4 k3\n", &Options::new());
/// let fix = analysis.diagnostics()[0].kind.fix().ok_or("there is none")?;
/// assert_eq!((analysis.sources().text(fix.span), fix.text.as_str()), ("convv", "conv"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What to replace; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub text: String,
    /// Whether it is certainly what was meant, so that it can be applied without review.
    pub safe: bool,
}

impl Fix {
    /// Another spelling of the same, which neither loses nor guesses anything.
    pub fn safe(span: Span, text: impl Into<String>) -> Self {
        Fix { span, text: text.into(), safe: true }
    }

    /// What was most likely meant.
    pub fn guess(span: Span, text: impl Into<String>) -> Self {
        Fix { span, text: text.into(), safe: false }
    }

    /// The help that suggests it: ``write `x` ``.
    pub fn write(self) -> Help {
        let text = format!("write `{self}`");
        self.said(text)
    }

    /// The help that asks whether it was meant: ``did you mean `x`? ``
    pub fn meant(self) -> Help {
        let text = did_you_mean([self.text.as_str()]);
        self.said(text)
    }

    /// The help that asks whether it was meant, and shows it as it is used: ``did you mean `x=`? ``
    pub fn meant_as(self, shown: &str) -> Help {
        self.said(did_you_mean([shown]))
    }

    /// The help that suggests it in these words.
    pub fn said(self, text: impl Into<String>) -> Help {
        Help { text: text.into(), fix: Some(Box::new(self)), otherwise: None }
    }
}

/// What to do about a problem, in words and perhaps as a change of the text. Displayed, it is the words.
///
/// Whoever has the whole file [tries](crate::analysis) the change before it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    text: String,
    /// Boxed, so that problems stay small enough to be returned as they are.
    fix: Option<Box<Fix>>,
    /// What to say in its place if the change does not work.
    otherwise: Option<Box<Help>>,
}

impl Help {
    /// The change of the text, if there is one.
    pub fn fix(&self) -> Option<&Fix> {
        self.fix.as_deref()
    }

    /// The same, and what to say if the change does not work. Several are tried in their order.
    #[must_use]
    pub fn or(mut self, other: impl Into<Help>) -> Self {
        self.otherwise = Some(Box::new(match self.otherwise {
            Some(next) => next.or(other),
            None => other.into(),
        }));
        self
    }

    /// The first of these whose change works, or else these words.
    pub fn first_of(proposals: impl IntoIterator<Item = Help>, words: impl Into<Help>) -> Self {
        let all = proposals.into_iter().reduce(Help::or);
        match all {
            Some(all) => all.or(words),
            None => words.into(),
        }
    }

    /// What to say, in the order in which it is tried.
    pub(crate) fn alternatives(mut self) -> Vec<Help> {
        let otherwise = self.otherwise.take();
        let rest = otherwise.map(|next| next.alternatives()).unwrap_or_default();
        std::iter::once(self).chain(rest).collect()
    }
}

impl<T: Into<String>> From<T> for Help {
    /// Words without a change of the text.
    fn from(text: T) -> Self {
        Help { text: text.into(), fix: None, otherwise: None }
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
