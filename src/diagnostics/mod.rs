//! Every error and warning: its code, message, labels and help, in an enum for each area or a part of one.
//!
//! A problem is a value. It derives `Error` and miette's `Diagnostic`, the one interface that every
//! renderer reads; its labels are [`Span`]s into [`Sources`].

pub mod advice;
pub mod bracket;
pub mod call;
pub mod claim;
pub mod cost;
pub mod file;
pub mod fix;
pub mod flow;
pub mod join;
pub mod limit;
pub mod meant;
pub mod name;
pub mod number;
pub mod rendering;
pub mod setting;
pub mod shape;
pub mod sharing;
pub mod syntax;
pub mod total;
pub mod value;

use std::fmt::{self, Display};

use miette::{Diagnostic as Report, LabeledSpan, Severity, SourceCode};

use crate::source::{Sources, Span};

/// Anything that can be wrong with a file, by area.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Report)]
#[error(transparent)]
#[diagnostic(transparent)]
#[expect(missing_docs, reason = "each area documents itself")]
pub enum DiagnosticKind {
    Advice(#[from] advice::AdviceProblem),
    Call(#[from] call::CallProblem),
    Claim(#[from] claim::ClaimProblem),
    Cost(#[from] cost::CostProblem),
    File(#[from] file::FileProblem),
    Flow(#[from] flow::FlowProblem),
    Join(#[from] join::JoinProblem),
    Limit(#[from] limit::LimitProblem),
    Meant(#[from] meant::MeantProblem),
    Name(#[from] name::NameProblem),
    Setting(#[from] setting::SettingProblem),
    Shape(#[from] shape::ShapeProblem),
    Sharing(#[from] sharing::SharingProblem),
    Syntax(#[from] syntax::SyntaxProblem),
    Total(#[from] total::TotalProblem),
    Value(#[from] value::ValueProblem),
}

/// A result whose error is a problem to report.
pub type Result<T, E = Box<DiagnosticKind>> = std::result::Result<T, E>;

/// A problem with the calls that led to it, as it is reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Box<DiagnosticKind>,
    /// The calls of blocks and functions that led there, the innermost first.
    pub calls: Vec<CallSite>,
    /// How many more times the same was found in other turns of a loop or calls of a block.
    pub more: u64,
}

/// A call that led to a problem.
#[derive(Clone, Debug, PartialEq, thiserror::Error, Report)]
#[error("in this call of `{callee}`")]
#[diagnostic(severity(advice))]
pub struct CallSite {
    /// The block or function with the values of its parameters: `bottleneck(c = 64, s = 2)`.
    pub callee: String,
    /// Where it is called.
    #[label]
    pub span: Span,
}

macro_rules! boxed {
    ($($problem:ty),*) => { $(
        /// So that `?` and `.into()` turn a problem of an area into one to report.
        impl From<$problem> for Box<DiagnosticKind> {
            fn from(problem: $problem) -> Self {
                Box::new(problem.into())
            }
        }
    )* };
}

boxed!(
    advice::AdviceProblem,
    call::CallProblem,
    claim::ClaimProblem,
    cost::CostProblem,
    file::FileProblem,
    flow::FlowProblem,
    join::JoinProblem,
    limit::LimitProblem,
    meant::MeantProblem,
    name::NameProblem,
    setting::SettingProblem,
    shape::ShapeProblem,
    sharing::SharingProblem,
    syntax::SyntaxProblem,
    total::TotalProblem,
    value::ValueProblem
);

impl DiagnosticKind {
    /// The place that a one-line message names: that of its first label.
    pub fn place(&self) -> Option<Span> {
        let label = self.labels()?.next()?;
        let start = u32::try_from(label.offset()).ok()?;
        let end = start.checked_add(u32::try_from(label.len()).ok()?)?;
        Some(Span::new(start, end))
    }

    /// The change of the text that answers it, where there is one.
    pub fn fix(&self) -> Option<&fix::Fix> {
        match self {
            DiagnosticKind::Call(problem) => problem.fix(),
            DiagnosticKind::Meant(problem) => problem.fix(),
            DiagnosticKind::Name(problem) => problem.fix(),
            DiagnosticKind::Syntax(problem) => problem.fix(),
            DiagnosticKind::Total(problem) => problem.fix(),
            _ => None,
        }
    }

    /// Whether it lets the network stand.
    pub fn is_warning(&self) -> bool {
        self.severity().is_some_and(|severity| severity < Severity::Error)
    }
}

impl Diagnostic {
    /// A problem of the file itself, found once.
    pub fn new(problem: impl Into<Box<DiagnosticKind>>) -> Self {
        Diagnostic { problem: problem.into(), calls: Vec::new(), more: 0 }
    }

    /// With the text that its labels lie in, as renderers want it.
    pub fn with<'a>(&'a self, sources: &'a Sources) -> Shown<'a> {
        Shown { diagnostic: self, sources }
    }
}

/// A problem together with the sources that its labels lie in.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The problem.
    pub diagnostic: &'a Diagnostic,
    /// Where its places lie.
    pub sources: &'a Sources,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.problem.fmt(f)?;
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
        self.diagnostic.problem.code()
    }

    fn severity(&self) -> Option<Severity> {
        self.diagnostic.problem.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.diagnostic.problem.help()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.sources)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.diagnostic.problem.labels()
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Report> + 'a>> {
        Some(Box::new(self.diagnostic.calls.iter().map(|call| call as &dyn Report)))
    }
}
