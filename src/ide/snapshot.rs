//! A text with all that is known of it.

use std::cell::OnceCell;
use std::rc::Rc;

use super::edits::Edit;
use super::runs::Runs;
use super::sums::Sums;
use crate::analysis::{Analysis, analyze_again};
use crate::check::record::{Record, Wanted};
use crate::check::{Limits, Options, Symbols};
use crate::cost::{Costing, Costs};
use crate::diagnostics::claim::TotalProblem;
use crate::diagnostics::limit::LimitProblem;
use crate::diagnostics::{Diagnostic, DiagnosticKind, Fix};
use crate::network::Network;
use crate::source::{Files, Source, Sources, Span};
use crate::syntax::Memo;
use crate::syntax::tree::Body;
use crate::tensor::Shape;

/// What a text may use up while it is typed.
const LIMITS: Limits = Limits { layers: 200_000, steps: 2_000_000, calls: 64 };

/// What all trials of fixes may take that are made with each change of a text: bytes of text, a
/// statement run counted as if it were some bytes more.
const TRIED: usize = 32 << 10;
const PER_RUN: usize = 8;

/// A text as it is, and all that is known of it.
#[derive(Debug)]
pub struct Snapshot {
    analysis: Analysis,
    options: Options,
    /// What is known of the statements of the text as it was before, and of those that are tried.
    memo: Rc<Memo>,
    /// How many of the messages have a fix that works, or none.
    tried: usize,
    sums: OnceCell<Option<Sums>>,
    runs: OnceCell<Option<Runs>>,
}

impl Snapshot {
    /// Analyses a text; `advice` is wanted too, or not. Of what messages propose, as much is tried as
    /// takes no longer than the analysis of a text that is short.
    pub fn new(name: &str, text: &str, advice: bool, files: &dyn Files, memo: &Rc<Memo>) -> Self {
        let mut snapshot = Self::untried(name, text, advice, files, memo);
        let runs = snapshot.analysis.record().map_or(0, |record| record.runs().len());
        let most = TRIED / (text.len() + PER_RUN * runs).max(1);
        snapshot.tried = snapshot.analysis.try_fixes(most, &snapshot.options, files, memo);
        snapshot
    }

    /// Analyses a text; what messages propose is not tried.
    pub fn untried(
        name: &str,
        text: &str,
        advice: bool,
        files: &dyn Files,
        memo: &Rc<Memo>,
    ) -> Self {
        let options =
            Options { declarations: true, limits: LIMITS, pedantic: advice, ..Options::default() };
        let analysis = analyze_again(name, text, &options, files, Some(memo));
        let memo = Rc::clone(memo);
        Snapshot { analysis, options, memo, tried: 0, sums: OnceCell::new(), runs: OnceCell::new() }
    }

    /// The text with edits, which are in the order of their places; `None` if that leads to more errors.
    /// Claims about totals may fail.
    pub fn tried(&self, edits: &[Edit], files: &dyn Files) -> Option<Snapshot> {
        let edits = edits.iter().map(|edit| (edit.place, edit.text.as_str()));
        let text = self.main()?.with(edits);
        let after = self.edited(&text, false, files)?;
        (after.errors() <= self.errors()).then_some(after)
    }

    /// Another text in place of this one.
    pub fn edited(&self, text: &str, advice: bool, files: &dyn Files) -> Option<Snapshot> {
        Some(Self::untried(self.main()?.name(), text, advice, files, &self.memo))
    }

    /// How many errors there are but for claims about totals that fail.
    fn errors(&self) -> usize {
        let found = self.analysis.diagnostics().iter();
        let errors = found.filter(|found| !found.kind.is_warning()).count();
        errors - self.failed_totals()
    }

    /// How many claims about totals fail.
    pub fn failed_totals(&self) -> usize {
        let fails = |found: &&Diagnostic| {
            matches!(*found.kind, DiagnosticKind::Total(TotalProblem::Fails { .. }))
        };
        self.analysis.diagnostics().iter().filter(fails).count()
    }

    /// What is known of the text.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// How the text was analysed.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What one of the messages proposes, if it works: that is tried now if it was not before.
    pub fn working_fix(&self, index: usize, files: &dyn Files) -> Option<Fix> {
        let found = self.analysis.diagnostics().get(index)?;
        match index < self.tried {
            true => found.kind.fix().cloned(),
            false => self.analysis.working_fix(found, &self.options, files, &self.memo),
        }
    }

    /// The messages as far as it was tried what they propose, and no more than can be tried at once.
    pub fn tried_diagnostics(&self, files: &dyn Files) -> Vec<Diagnostic> {
        self.analysis.tried_diagnostics(&self.options, files, &self.memo)
    }

    /// Of how many of the messages it was tried what they propose. The others may propose what does
    /// not work.
    pub fn tried_fixes(&self) -> usize {
        self.tried
    }

    /// The text and those that it uses.
    pub fn sources(&self) -> &Sources {
        self.analysis.sources()
    }

    /// The text itself; `None` if it is no text.
    pub fn main(&self) -> Option<&Source> {
        self.sources().iter().next()
    }

    /// The place of an offset of the text.
    pub fn place(&self, offset: usize) -> u32 {
        self.main().map_or(0, |main| main.base() + crate::source::offset(offset))
    }

    /// Whether a place lies in the text itself.
    pub fn holds(&self, span: Span) -> bool {
        self.main().is_some_and(|main| main.holds(span))
    }

    /// The statements, as far as they parse.
    pub fn tree(&self) -> Option<&Body<'_>> {
        self.analysis.tree()
    }

    /// What names mean.
    pub fn symbols(&self) -> Option<&Symbols> {
        self.analysis.symbols()
    }

    /// The network, as far as it is known, with what each statement made of it; `None` if a limit stopped it
    /// somewhere.
    pub fn known(&self) -> Option<(&Network, &Record)> {
        let stops = |found: &Diagnostic| {
            let stops = LimitProblem::stops;
            matches!(&*found.kind, DiagnosticKind::Limit(problem) if stops(problem))
        };
        let stopped = self.analysis.diagnostics().iter().any(stops);
        self.analysis.known().zip(self.analysis.record()).filter(|_| !stopped)
    }

    /// The runs of statements, if the network is [known](Self::known).
    pub fn runs(&self) -> Option<&Runs> {
        let runs = || self.known().map(|(network, record)| Runs::new(network, record));
        self.runs.get_or_init(runs).as_ref()
    }

    /// The shape that a statement yields each time it is run; `None` if it is not known, or yields several.
    pub fn shape(&self, statement: Span) -> Option<Shape> {
        let shapes = self.shapes(statement)?;
        shapes.first().copied().filter(|first| shapes.iter().all(|shape| shape == first))
    }

    /// The shapes that a statement yields, run by run; `None` if one is not known or it is not run.
    pub fn shapes(&self, statement: Span) -> Option<Vec<Shape>> {
        let (network, record) = self.known()?;
        let runs = self.runs()?.of(statement)?;
        runs.shapes(network, record).filter(|_| record.further(statement).runs == 0)
    }

    /// What the network costs; `None` if there are errors, since totals are not known then.
    pub fn costs(&self) -> Option<Costs<'_>> {
        Costs::new(self.analysis.network()?, &Costing::default()).ok()
    }

    /// The figures of the layers; `None` if they cannot be computed.
    pub fn sums(&self) -> Option<&Sums> {
        self.sums.get_or_init(|| Sums::new(self.analysis.known()?)).as_ref()
    }

    /// Analyses the text once more, with what is visible at a place and how layers were made.
    pub fn probed(&self, at: u32, files: &dyn Files) -> Option<Analysis> {
        let record = Wanted { probe: Some(at), ..Wanted::default() };
        let options =
            Options { record, call_records: usize::MAX, pedantic: false, ..self.options.clone() };
        self.again(&options, files)
    }

    /// Analyses the text once more in another way.
    pub fn again(&self, options: &Options, files: &dyn Files) -> Option<Analysis> {
        let main = self.main()?;
        Some(analyze_again(main.name(), main.text(), options, files, Some(&self.memo)))
    }
}
