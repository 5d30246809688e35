//! A diagnostic as it is reported: what is wrong, and the calls that led there.

use std::fmt::{self, Display};

use miette::{Diagnostic as Report, LabeledSpan, Severity, SourceCode};

use super::kind::DiagnosticKind;
use crate::source::{Sources, Span};

/// What is wrong, with the calls that led to it.
///
/// ```
/// use miette::Diagnostic as _;
/// use netcost::Options;
///
/// let analysis = netcost::analyze("broken.net", "input 3x8x8\nconvv 4 k3\n", &Options::new());
/// let diagnostic = &analysis.diagnostics()[0];
/// let code = diagnostic.kind.code().map(|code| code.to_string());
/// assert_eq!(code.as_deref(), Some("net::name::unknown_operation"));
/// // What `miette` needs to draw it.
/// let shown = diagnostic.with(analysis.sources());
/// assert_eq!(shown.to_string(), "there is no operation `convv`");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What is wrong.
    pub kind: Box<DiagnosticKind>,
    /// The calls of blocks and functions that led there, the innermost first.
    pub calls: Vec<CallSite>,
    /// How many more times the same was found in other iterations of a loop or calls of a block.
    pub more: u64,
}

/// A call that led to a problem.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Report)]
#[error("in this call of `{callee}`")]
#[diagnostic(severity(advice))]
pub struct CallSite {
    /// The block or function with the values of its parameters: `bottleneck(c = 64, s = 2)`.
    pub callee: String,
    /// The call.
    #[label]
    pub span: Span,
}

impl Diagnostic {
    /// A problem of the file itself, found once.
    pub fn new(kind: impl Into<Box<DiagnosticKind>>) -> Self {
        Diagnostic { kind: kind.into(), calls: Vec::new(), more: 0 }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let help = self.kind.help().map(|help| help.to_string());
        help.filter(|help| !help.is_empty())
    }

    /// With the text that its labels lie in, as renderers want it.
    pub fn with<'a>(&'a self, sources: &'a Sources) -> Shown<'a> {
        Shown { diagnostic: self, sources }
    }
}

/// A diagnostic together with the sources that its labels lie in.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The diagnostic.
    pub diagnostic: &'a Diagnostic,
    /// The sources that its places lie in.
    pub sources: &'a Sources,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.kind.fmt(f)?;
        match self.diagnostic.more {
            0 => Ok(()),
            1 => f.write_str(" (and once more)"),
            more => write!(f, " (and {more} more times)"),
        }
    }
}

impl std::error::Error for Shown<'_> {}

impl Report for Shown<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.diagnostic.kind.code()
    }

    fn severity(&self) -> Option<Severity> {
        self.diagnostic.kind.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.diagnostic.help().map(|help| Box::new(help) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.sources)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.diagnostic.kind.labels()
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Report> + 'a>> {
        Some(Box::new(self.diagnostic.calls.iter().map(|call| call as &dyn Report)))
    }
}
