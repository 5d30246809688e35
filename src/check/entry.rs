//! The entry: a text is loaded, resolved and evaluated.

use std::sync::Arc;

use super::as_written::AsWritten;
use super::diagnostics::Diagnostics;
use super::eval::construction::Construction;
use super::eval::evaluator::Evaluator;
use super::eval::known_calls::KnownCalls;
use super::eval::overrides::Overrides;
use super::eval::reporter::Reporter;
use super::eval::shape_claims::ShapeClaims;
use super::lens::Lens;
use super::lint;
use super::options::Options;
use super::record::{Probe, Record};
use super::resolve::ids::UnitId;
use super::resolve::load::{self, Loaded};
use super::resolve::program::Program;
use super::resolve::symbols::Symbols;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::file::FileProblem;
use crate::index::IndexVec;
use crate::network::{Excerpt, LayerId, Network, Outline};
use crate::ops::CallRecord;
use crate::source::{Files, ReadError, Source, Sources};
use crate::syntax::Memo;
use crate::syntax::tree::Body;

/// The result of checking a file.
#[derive(Debug)]
pub struct Checked {
    /// The network, unless there are errors.
    pub network: Option<Network>,
    /// Where there are errors, the network as far as it is known: figures of its layers are right,
    /// sums over them are too low.
    pub partial: Option<Network>,
    /// All that is wrong, in source order; then advice, if it is wanted.
    pub diagnostics: Vec<Diagnostic>,
    /// How each layer of the network was made, in order, if that is wanted.
    pub call_records: Vec<CallRecord>,
    /// What the names of the files mean, if that is wanted.
    pub symbols: Option<Symbols>,
    /// What each statement made each time it was run, if that is wanted; of the partial network
    /// where there are errors.
    pub record: Option<Record>,
    /// What is visible at the place that is asked for, if that was run.
    pub probe: Option<Probe>,
    /// The layers that are calls, where the network is one in outline.
    pub(crate) calls: Vec<(LayerId, Arc<Excerpt>)>,
}

impl Checked {
    /// Nothing was run, for a reason.
    fn refused(diagnostics: Vec<Diagnostic>) -> Self {
        Checked {
            network: None,
            partial: None,
            diagnostics,
            call_records: Vec::new(),
            record: None,
            probe: None,
            symbols: None,
            calls: Vec::new(),
        }
    }

    /// The network, as far as it is known.
    pub fn known(&self) -> Option<&Network> {
        self.network.as_ref().or(self.partial.as_ref())
    }
}

/// Checks a file of `sources` and the files it uses, which are added there.
pub fn check(sources: &Sources, main: &Source, options: &Options, files: &dyn Files) -> Checked {
    Trees::parse_again(sources, main, files, &options.lenses, None).check(options)
}

/// A file and those it uses, parsed once to make many networks:
///
/// ```
/// use netcost::internals::{check::Trees, cost::cost};
/// use netcost::{NoFiles, Options, Sources};
///
/// let sources = Sources::new();
/// let text = "param width = 64\ninput 3x32x32\nconv width k3 p1; relu\n";
/// let main = sources.add("net.net", text)?;
///
/// let trees = Trees::parse(&sources, main, &NoFiles);
/// let program = trees.program().ok_or("there are errors")?;
/// let mut params = Vec::new();
/// for width in [16, 32] {
///     let checked = program.instantiate(&Options::new().param("width", width));
///     let network = checked.network.ok_or("there are errors")?;
///     params.push(cost(&network)?.costs.totals.figures.params);
/// }
/// assert_eq!(params, [448, 896]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Trees<'s> {
    sources: &'s Sources,
    /// The files, the main one first; nothing if they can't be read.
    files: Option<IndexVec<UnitId, Loaded<'s>>>,
    /// What can't be read or does not parse.
    problems: Diagnostics,
}

impl<'s> Trees<'s> {
    /// Parses a file of `sources` and the files it uses, which are added there.
    #[cfg(feature = "internals")]
    pub fn parse(sources: &'s Sources, main: &'s Source, files: &dyn Files) -> Self {
        Self::parse_again(sources, main, files, &[], None)
    }

    /// The same with lenses; of their statements, only those are parsed that the memo does not know.
    pub(crate) fn parse_again(
        sources: &'s Sources,
        main: &'s Source,
        files: &dyn Files,
        lenses: &[Lens],
        memo: Option<&Memo>,
    ) -> Self {
        let mut problems = Diagnostics::default();
        let files = load::load(sources, main, files, lenses, memo, &mut problems);
        Trees { sources, files, problems }
    }

    /// No trees, since the main file could not be read.
    pub fn unread(sources: &'s Sources, error: ReadError) -> Self {
        let mut problems = Diagnostics::default();
        problems.add_plain(FileProblem::unread(error, None));
        Trees { sources, files: None, problems }
    }

    /// The statements of the main file, as far as they parse.
    pub fn main(&self) -> Option<&Body<'s>> {
        self.files.as_ref()?.iter().next().map(|main| &main.body)
    }

    /// The network that the options make of them, and all that is wrong.
    pub fn check(&self, options: &Options) -> Checked {
        let overrides = match Overrides::new(options) {
            Ok(overrides) => overrides,
            Err(problem) => return Checked::refused(vec![Diagnostic::new(problem)]),
        };
        let mut reports = self.problems.clone();
        let Some(files) = &self.files else { return Checked::refused(reports.sorted()) };
        let symbols = Symbols::new(options.record.symbols);
        let mut program = Program::resolve(self.sources, files, symbols, &mut reports);
        lint::report_unknown(&program, &mut reports);
        if !(options.declarations && program.only_declares()) {
            program.report_unused_blocks(&mut reports);
        }
        let checked = program.run(options, overrides, reports, &mut None);
        let symbols = options.record.symbols.then(|| std::mem::take(&mut program.symbols));
        Checked { symbols, ..checked }
    }

    /// Their program, from which [`Program::instantiate`] makes networks; nothing if something is
    /// wrong whatever the params: [`Trees::check`] says what.
    pub fn program(&self) -> Option<Program<'_>> {
        let mut reports = self.problems.clone();
        let files = self.files.as_ref().filter(|_| !reports.has_errors())?;
        let program = Program::resolve(self.sources, files, Symbols::default(), &mut reports);
        lint::report_unknown(&program, &mut reports);
        (!reports.has_errors()).then_some(program)
    }
}

impl Program<'_> {
    /// The network that the options make of it, as [`check()`] makes it, without reading
    /// the files again.
    pub fn instantiate(&self, options: &Options) -> Checked {
        match Overrides::new(options) {
            Ok(overrides) => self.run(options, overrides, Diagnostics::default(), &mut None),
            Err(problem) => Checked::refused(vec![Diagnostic::new(problem)]),
        }
    }

    /// The network that the options make of it in outline, for figures alone. Calls of blocks that `known_calls` knows
    /// are not run. Nothing if there is something wrong, which [`Program::instantiate`] says.
    pub(crate) fn outline(
        &self,
        options: &Options,
        known_calls: &mut KnownCalls,
    ) -> Option<Outline> {
        let overrides = Overrides::new(options).ok()?;
        let mut kept = Some(Box::new(std::mem::take(known_calls)));
        let checked = self.run(options, overrides, Diagnostics::default(), &mut kept);
        *known_calls = kept.map(|known_calls| *known_calls).unwrap_or_default();
        Some(Outline { network: checked.network?, calls: checked.calls })
    }

    /// Runs it from the first statement of the main file to its last; a second time if a claim of a
    /// shape does not hold, and the caller may have changed what it is about.
    fn run(
        &self,
        options: &Options,
        overrides: Overrides<'_>,
        reports: Diagnostics,
        known_calls: &mut Option<Box<KnownCalls>>,
    ) -> Checked {
        if !overrides.may_change_shapes() || options.strict {
            return self
                .evaluate(options, overrides, reports, ShapeClaims::default(), known_calls)
                .0;
        }
        if let Some(as_written) = self.as_written.get(options.limits) {
            let claims = ShapeClaims::compared_with(as_written);
            return self.evaluate(options, overrides, reports, claims, known_calls).0;
        }
        let again = (overrides.clone(), reports.clone());
        let (checked, claims) =
            self.evaluate(options, overrides, reports, ShapeClaims::default(), known_calls);
        if !claims.failed {
            return checked;
        }
        let as_written = self.claims_as_written(options);
        let as_written = self.as_written.keep(options.limits, as_written);
        let claims = ShapeClaims::compared_with(&as_written);
        let (overrides, reports) = again;
        self.evaluate(options, overrides, reports, claims, known_calls).0
    }

    /// The claims of the file as it is written.
    fn claims_as_written(&self, options: &Options) -> AsWritten {
        let limits = options.limits;
        let options = Options { limits, ..Options::default() };
        let Ok(overrides) = Overrides::new(&options) else { return AsWritten::default() };
        let reports = Diagnostics::default();
        self.evaluate(&options, overrides, reports, ShapeClaims::kept(), &mut None).1.into_kept()
    }

    fn evaluate<'e>(
        &'e self,
        options: &Options,
        overrides: Overrides<'e>,
        reports: Diagnostics,
        claims: ShapeClaims<'e>,
        known_calls: &mut Option<Box<KnownCalls>>,
    ) -> (Checked, ShapeClaims<'e>) {
        let mut evaluator = Evaluator::new(self, options, overrides, reports);
        evaluator.shape_claims = claims;
        let figures_only = known_calls.is_some();
        if figures_only {
            evaluator.build.builder.leave_out_names();
            evaluator.known_calls = known_calls.take();
        }
        // A limit that stops it is reported.
        _ = evaluator.file();
        let Evaluator { build, reporter, recording, shape_claims, known_calls: kept, .. } =
            evaluator;
        *known_calls = kept;
        let Reporter { mut diagnostics, notes } = reporter;
        let Construction { builder, call_records, .. } = build;
        let Outline { mut network, calls } = builder.into_outline();
        network.unchecked_claims = shape_claims.unchecked;
        let sound = !diagnostics.has_errors();
        if sound && !figures_only {
            lint::warn(self, &network, &mut diagnostics);
        }
        if let (Some(notes), true) = (notes, sound) {
            lint::advise(self, &network, &notes, &mut diagnostics);
        }
        let (record, probe) = recording.map_or((None, None), |it| (it.record, it.probe));
        let (network, partial) = if sound { (Some(network), None) } else { (None, Some(network)) };
        let checked = Checked {
            network,
            partial,
            diagnostics: diagnostics.sorted(),
            call_records: if sound { call_records } else { Vec::new() },
            record,
            probe,
            symbols: None,
            calls,
        };
        (checked, shape_claims)
    }
}
