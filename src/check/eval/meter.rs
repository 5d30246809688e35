//! How much of its limits a program has used up.

use crate::check::options::Limits;
use crate::diagnostics::limit::LimitProblem;
use crate::source::Span;

/// The limits of an evaluation, and the steps taken so far.
pub struct Meter {
    /// The limits.
    pub limits: Limits,
    steps: u64,
}

impl Meter {
    /// Nothing is used up yet.
    pub fn new(limits: Limits) -> Self {
        Meter { limits, steps: 0 }
    }

    /// Takes steps.
    ///
    /// # Errors
    /// When they are more than the limit.
    #[inline]
    pub fn take(&mut self, steps: u64, span: Span) -> Result<(), LimitProblem> {
        self.steps = self.steps.saturating_add(steps);
        let limit = self.limits.steps;
        if self.steps <= limit { Ok(()) } else { Err(LimitProblem::Steps { limit, span }) }
    }

    /// Takes steps of which there are as many left.
    pub fn count(&mut self, steps: u64) {
        self.steps = self.steps.saturating_add(steps);
    }

    /// How many more steps there may be.
    pub fn left(&self) -> u64 {
        self.limits.steps.saturating_sub(self.steps)
    }
}
