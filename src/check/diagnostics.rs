//! The problems found so far: each once, however often a loop or a block comes upon it.

use foldhash::HashMap;

use miette::Diagnostic as _;

use std::cmp::Reverse;

use crate::diagnostics::{CallSite, Diagnostic, DiagnosticKind};
use crate::source::Span;

/// Problems in the order in which they were found.
#[derive(Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    /// Where in `found` a problem of that code at that place stands.
    places: HashMap<(String, Option<Span>), usize>,
}

impl Diagnostics {
    /// Adds a problem, or counts it where the same place has the same one already.
    pub fn add(&mut self, problem: Box<DiagnosticKind>, calls: Vec<CallSite>) {
        let code = problem.code().map(|code| code.to_string()).unwrap_or_default();
        let next = self.found.len();
        let index = *self.places.entry((code, problem.place())).or_insert(next);
        match self.found.get_mut(index) {
            Some(known) => known.more += 1,
            None => self.found.push(Diagnostic { kind: problem, calls, more: 0 }),
        }
    }

    /// Adds a problem unless its place has the same one already.
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

    /// Adds a problem of the file itself.
    pub fn add_plain(&mut self, problem: impl Into<Box<DiagnosticKind>>) {
        self.add(problem.into(), Vec::new());
    }

    /// Whether one of them is an error.
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|found| !found.kind.is_warning())
    }

    /// All of them, errors first, then warnings, then advice, each kind in source order.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        let severity = |problem: &DiagnosticKind| Reverse(problem.severity().unwrap_or_default());
        self.found.sort_by_key(|found| (severity(&found.kind), found.kind.place()));
        self.found
    }
}
