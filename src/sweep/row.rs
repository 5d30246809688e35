//! The result of a point.

use crate::cost::{Costs, Metric};
use crate::diagnostics::claim::ClaimProblem;
use crate::diagnostics::setting::SettingProblem;
use crate::diagnostics::{Diagnostic, DiagnosticKind};

/// A point of a space with its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number of the point.
    pub id: u64,
    /// Its figures by their names, or why it has none.
    pub outcome: Result<Vec<(&'static str, u128)>, Failure>,
}

/// Why a point has no figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The kind of reason.
    pub status: Status,
    /// The code of the first error.
    pub code: String,
    /// Its message.
    pub message: String,
}

/// The status of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// A network, with figures.
    Ok,
    /// A value is not allowed for a param.
    Illegal,
    /// An `assert` that is not about totals fails.
    Claim,
    /// The text has errors.
    Error,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 4] = [Status::Ok, Status::Illegal, Status::Claim, Status::Error];

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Illegal => "illegal",
            Status::Claim => "claim",
            Status::Error => "error",
        }
    }
}

impl Row {
    /// The status of the point.
    pub fn status(&self) -> Status {
        self.outcome.as_ref().map_or_else(|failure| failure.status, |_| Status::Ok)
    }

    /// A figure by its name; `None` if it is not known.
    pub fn figure(&self, name: &str) -> Option<u128> {
        let figures = self.outcome.as_ref().ok()?;
        figures.iter().find(|(metric, _)| *metric == name).map(|(_, figure)| *figure)
    }
}

impl Failure {
    /// The failure of the first error among the diagnostics of a text without a network.
    pub(super) fn first(diagnostics: &[Diagnostic]) -> Self {
        let found = diagnostics.iter().find(|found| !found.kind.is_warning());
        let nothing = || Failure {
            status: Status::Error,
            code: String::new(),
            message: "there is no network".to_owned(),
        };
        found.map_or_else(nothing, |found| Failure::of(&found.kind))
    }

    /// The failure of an error.
    pub(super) fn of(kind: &DiagnosticKind) -> Self {
        let status = match kind {
            DiagnosticKind::Setting(SettingProblem::IllegalArgument { .. }) => Status::Illegal,
            DiagnosticKind::Claim(ClaimProblem::Assert { .. }) => Status::Claim,
            _ => Status::Error,
        };
        let code = miette::Diagnostic::code(kind).map(|code| code.to_string());
        Failure { status, code: code.unwrap_or_default(), message: kind.to_string() }
    }
}

/// The figures of a network that are known.
pub(super) fn figures(costs: &Costs<'_>, metrics: &[&'static Metric]) -> Vec<(&'static str, u128)> {
    let known = metrics.iter().filter(|metric| metric.is_known(costs));
    known.map(|metric| (metric.name, metric.total(&costs.totals))).collect()
}
