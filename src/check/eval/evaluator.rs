//! The evaluator: it runs a program and builds the network that the program describes.
//!
//! It consists of parts, and what needs only one of them is a method of that part. What runs
//! statements or expressions needs all of them and is a method of the evaluator, in the file of its
//! topic.

use super::construction::Construction;
use super::error::{EvalError, Result};
use super::known_calls::KnownCalls;
use super::lenses::Lenses;
use super::meter::Meter;
use super::notes::Notes;
use super::overrides::Overrides;
use super::reporter::Reporter;
use super::shape_claims::ShapeClaims;
use super::stack::Stack;
use crate::check::Options;
use crate::check::diagnostics::Diagnostics;
use crate::check::record::Recording;
use crate::check::resolve::program::Program;
use crate::diagnostics::DiagnosticKind;
use crate::diagnostics::limit::LimitProblem;
use crate::network::Builder;
use crate::source::Span;
use crate::value::Value;

/// Runs a program and builds its network.
pub struct Evaluator<'a> {
    /// What is run.
    pub(crate) program: &'a Program<'a>,
    /// Names and what is being run.
    pub(crate) stack: Stack<'a>,
    /// The network under construction.
    pub(crate) build: Construction,
    /// What the caller sets instead of the file.
    pub(crate) overrides: Overrides<'a>,
    /// What there is to say.
    pub(crate) reporter: Reporter,
    /// The claims of shapes.
    pub(crate) shape_claims: ShapeClaims<'a>,
    /// The lenses that apply, and what they changed.
    pub(crate) lenses: Lenses,
    /// How much of the limits is used up.
    pub(crate) meter: Meter,
    /// What is recorded, if anything is.
    pub(crate) recording: Option<Box<Recording>>,
    /// The calls of blocks that are known, if they are kept.
    pub(crate) known_calls: Option<Box<KnownCalls>>,
}

impl<'a> Evaluator<'a> {
    /// An evaluator that has run nothing yet.
    pub fn new(
        program: &'a Program<'a>,
        options: &Options,
        overrides: Overrides<'a>,
        diagnostics: Diagnostics,
    ) -> Self {
        Evaluator {
            program,
            stack: Stack::new(),
            build: Construction {
                builder: Builder::new(options.name.clone()),
                shared_calls: Vec::new(),
                call_records: Vec::new(),
                most_call_records: options.call_records,
                fused: Vec::new(),
            },
            overrides,
            reporter: Reporter { diagnostics, notes: options.pedantic.then(Notes::default) },
            shape_claims: ShapeClaims::default(),
            lenses: Lenses::new(&program.lenses, &options.lenses),
            meter: Meter::new(options.limits),
            recording: Recording::new(options.record),
            known_calls: None,
        }
    }

    /// Reports a problem with the calls that led to it.
    pub(crate) fn report(&mut self, problem: impl Into<Box<DiagnosticKind>>) {
        let calls = self.trace();
        self.reporter.diagnostics.add(problem.into(), calls);
    }

    /// Reports a problem, unless its place has the same one already.
    pub(crate) fn report_unless_known(&mut self, problem: impl Into<Box<DiagnosticKind>>) {
        let calls = self.trace();
        self.reporter.diagnostics.add_unless_known(problem, calls);
    }

    /// Takes steps of those that the limit allows.
    #[inline]
    pub(crate) fn step(&mut self, steps: u64, span: Span) -> Result<()> {
        self.meter.take(steps, span).or_else(|problem| self.stop(problem))
    }

    /// Takes a step for each value that a value is made of.
    pub(crate) fn step_for(&mut self, value: &Value, span: Span) -> Result<()> {
        self.step(value.weight(self.meter.left().saturating_add(1)), span)
    }

    /// Reports a limit and runs nothing more.
    pub(crate) fn stop<T>(&mut self, problem: LimitProblem) -> Result<T> {
        self.report(problem);
        Err(EvalError::Stop)
    }

    /// Goes deeper by this many expressions for as long as `inner` runs.
    pub(crate) fn deeper<T>(
        &mut self,
        by: usize,
        span: Span,
        inner: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        if !self.stack.enter(by) {
            return self.stop(LimitProblem::Depth { span });
        }
        let result = inner(self);
        self.stack.leave(by);
        result
    }

    /// Whether a standard block is being run.
    pub(crate) fn in_prelude(&self) -> bool {
        self.stack.unit() == self.program.prelude()
    }

    /// An expression as it is written in the file that is being run; dots if it is the caller's.
    pub(crate) fn written(&self, span: Span) -> &'a str {
        match self.program.units[self.stack.unit()].source.part(span).trim_end() {
            "" => "…",
            text => text,
        }
    }
}
