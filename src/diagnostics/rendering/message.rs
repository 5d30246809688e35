//! A diagnostic as a format writes it.

use miette::{Diagnostic as _, LabeledSpan, Severity};

use super::hints::Hints;
use crate::diagnostics::{Diagnostic, DiagnosticKind};
use crate::source::{Sources, Span};

/// A diagnostic as a format writes it.
pub(super) struct Message<'a> {
    pub diagnostic: &'a Diagnostic,
    /// The sources that its places lie in.
    pub sources: &'a Sources,
    pub hints: Hints,
}

impl Message<'_> {
    pub fn kind(&self) -> &DiagnosticKind {
        &self.diagnostic.kind
    }

    pub fn severity(&self) -> Severity {
        severity(self.kind())
    }

    /// `net::shape::zero_axis`
    pub fn code(&self) -> Option<String> {
        self.kind().code().map(|code| code.to_string())
    }

    /// `error[net::shape::zero_axis]`
    pub fn tag(&self) -> String {
        let word = word(self.severity());
        self.code().map_or_else(|| word.to_owned(), |code| format!("{word}[{code}]"))
    }

    /// What is wrong, and how often.
    pub fn text(&self) -> String {
        self.diagnostic.with(self.sources).to_string()
    }

    /// What to do about it, and what the program adds.
    pub fn help(&self) -> Option<String> {
        match (self.diagnostic.help(), (self.hints.help)(self.kind())) {
            (Some(help), Some(hint)) => Some(format!("{help}; {hint}")),
            (help, hint) => help.or(hint),
        }
    }

    /// The labels, with that of the place of the problem marked as primary: the first one, unless the
    /// diagnostic marks another.
    pub fn labels(&self) -> Vec<LabeledSpan> {
        self.kind().marked_labels()
    }
}

/// The severity of a diagnostic.
pub(super) fn severity(kind: &DiagnosticKind) -> Severity {
    kind.severity().unwrap_or_default()
}

/// `error`, as a headline begins and as JSON has it.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    }
}

/// The place of a label.
pub(super) fn span(label: &LabeledSpan) -> Span {
    Span::new(narrow(label.offset()), narrow(label.offset() + label.len()))
}

/// An offset in sources.
#[expect(clippy::cast_possible_truncation, reason = "sources hold less than 4 GiB in total")]
pub(super) fn narrow(offset: usize) -> u32 {
    offset as u32
}
