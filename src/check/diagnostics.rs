//! The diagnostics of a run: each is kept once, even if a loop or a block reports it several times.

use foldhash::HashMap;

use miette::Diagnostic as _;

use crate::diagnostics::{CallSite, Diagnostic, DiagnosticKind};
use crate::source::Span;

/// Diagnostics in the order in which they were reported.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    /// The index in `found` of the diagnostic with a code at a place.
    places: HashMap<(String, Option<Span>), usize>,
}

impl Diagnostics {
    /// Adds a problem, or counts it if its place already has one with the same code.
    pub fn add(&mut self, problem: Box<DiagnosticKind>, calls: Vec<CallSite>) {
        let code = problem.code().map(|code| code.to_string()).unwrap_or_default();
        let next = self.found.len();
        let index = *self.places.entry((code, problem.place())).or_insert(next);
        match self.found.get_mut(index) {
            Some(known) => known.more += 1,
            None => self.found.push(Diagnostic { kind: problem, calls, more: 0 }),
        }
    }

    /// Adds a problem unless its place already has one with the same code.
    pub fn add_unless_known(
        &mut self,
        problem: impl Into<Box<DiagnosticKind>>,
        calls: Vec<CallSite>,
    ) {
        let problem = problem.into();
        let code = problem.code().map(|code| code.to_string()).unwrap_or_default();
        if !self.places.contains_key(&(code, problem.place())) {
            self.add(problem, calls);
        }
    }

    /// Adds a problem that no call led to.
    pub fn add_plain(&mut self, problem: impl Into<Box<DiagnosticKind>>) {
        self.add(problem.into(), Vec::new());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether any of them is an error.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|found| !found.kind.is_warning())
    }

    /// All of them in source order, since a warning may say why there is an error further down; then
    /// advice.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        let is_advice = |kind: &DiagnosticKind| kind.severity() == Some(miette::Severity::Advice);
        self.found.sort_by_key(|found| (is_advice(&found.kind), found.kind.place()));
        self.found
    }
}
