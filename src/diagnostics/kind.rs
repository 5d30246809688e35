//! What can be wrong, over all areas.

use miette::Diagnostic as _;
use miette::{LabeledSpan, Severity};

use super::advice::AdviceProblem;
use super::blame::Blame;
use super::call::CallProblem;
use super::claim::{ClaimProblem, TotalProblem};
use super::cost::CostProblem;
use super::file::FileProblem;
use super::fix::{Fix, Help};
use super::flow::FlowProblem;
use super::import::ImportProblem;
use super::limit::LimitProblem;
use super::model::ModelProblem;
use super::name::NameProblem;
use super::setting::SettingProblem;
use super::shape::{JoinProblem, ShapeProblem, SharingProblem, SuspiciousProblem};
use super::syntax::SyntaxProblem;
use super::value::ValueProblem;
use crate::source::Span;

/// Defines [`DiagnosticKind`] with a variant for each enum of problems.
macro_rules! kinds {
    ($($area:ident($problem:ty)),* $(,)?) => {
        /// Anything that can be wrong with a file or with what the caller asks for.
        #[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
        #[error(transparent)]
        #[diagnostic(transparent)]
        #[expect(missing_docs, reason = "each enum of problems documents itself")]
        pub enum DiagnosticKind {
            $($area(#[from] $problem)),*
        }

        impl DiagnosticKind {
            /// The change of the text that answers it, if there is one.
            pub fn fix(&self) -> Option<&Fix> {
                match self {
                    $(DiagnosticKind::$area(problem) => problem.fix()),*
                }
            }

            /// What to do about it, where that may be a change of the text.
            pub(crate) fn help_mut(&mut self) -> Option<&mut Help> {
                match self {
                    $(DiagnosticKind::$area(problem) => problem.help_mut()),*
                }
            }
        }

        $(
            /// So that `?` and `.into()` turn it into a diagnostic to report.
            impl From<$problem> for Box<DiagnosticKind> {
                fn from(problem: $problem) -> Self {
                    Box::new(problem.into())
                }
            }
        )*
    };
}

kinds! {
    Advice(AdviceProblem),
    Call(CallProblem),
    Claim(ClaimProblem),
    Cost(CostProblem),
    File(FileProblem),
    Flow(FlowProblem),
    Import(ImportProblem),
    Join(JoinProblem),
    Limit(LimitProblem),
    Model(ModelProblem),
    Name(NameProblem),
    Setting(SettingProblem),
    Shape(ShapeProblem),
    Sharing(SharingProblem),
    Suspicious(SuspiciousProblem),
    Syntax(SyntaxProblem),
    Total(TotalProblem),
    Value(ValueProblem),
}

/// A result whose error is a diagnostic to report.
pub type Result<T, E = Box<DiagnosticKind>> = std::result::Result<T, E>;

impl DiagnosticKind {
    /// The place that a one-line message names: that of its first label.
    pub fn place(&self) -> Option<Span> {
        let label = self.labels()?.next()?;
        let start = u32::try_from(label.offset()).ok()?;
        let end = start.checked_add(u32::try_from(label.len()).ok()?)?;
        Some(Span::new(start, end))
    }

    /// The labels, with that of the place of the problem marked as primary: the first one, unless the
    /// diagnostic marks another.
    pub(crate) fn marked_labels(&self) -> Vec<LabeledSpan> {
        let mut labels: Vec<LabeledSpan> = self.labels().into_iter().flatten().collect();
        if !labels.iter().any(LabeledSpan::primary)
            && let Some(first) = labels.first_mut()
        {
            let text = first.label().map(str::to_owned);
            *first = LabeledSpan::new_primary_with_span(text, *first.inner());
        }
        labels
    }

    /// What is computed, the values put in, if it is a computation that fails: `1 / 0`.
    pub fn computed(&self) -> Option<&str> {
        match self {
            DiagnosticKind::Value(problem) => problem.computed(),
            _ => None,
        }
    }

    /// Whose mistake it is.
    pub fn blame(&self) -> Blame {
        match self {
            DiagnosticKind::File(problem) => problem.blame(),
            DiagnosticKind::Import(problem) => problem.blame(),
            DiagnosticKind::Model(problem) => problem.blame(),
            DiagnosticKind::Setting(problem) => problem.blame(),
            _ => Blame::Network,
        }
    }

    /// Whether the network is sound all the same.
    pub fn is_warning(&self) -> bool {
        self.severity().is_some_and(|severity| severity < Severity::Error)
    }
}
