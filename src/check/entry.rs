//! The entry: a text is loaded, resolved and evaluated.

use super::diagnostics::Diagnostics;
use super::eval::construction::Construction;
use super::eval::evaluator::Evaluator;
use super::eval::overrides::Overrides;
use super::eval::reporter::Reporter;
use super::lint;
use super::options::Options;
use super::record::{Probe, Record};
use super::resolve::ids::UnitId;
use super::resolve::load::{self, Loaded};
use super::resolve::program::Program;
use super::resolve::symbols::Symbols;
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::{Diagnostic, DiagnosticKind};
use crate::index::IndexVec;
use crate::network::{Builder, Network};
use crate::ops::CallRecord;
use crate::source::{Files, ReadError, Source, Sources};

/// The result of checking a file.
#[derive(Debug)]
pub struct Checked {
    /// The network, unless there are errors.
    pub network: Option<Network>,
    /// Where there are errors, the network as far as it is known: figures of its layers are right,
    /// sums over them are too low.
    pub partial: Option<Network>,
    /// All that is wrong, in source order, errors before warnings; then advice, if it is wanted.
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
        }
    }

    /// Nothing was run, since the text was not read.
    pub(crate) fn unread(error: ReadError) -> Self {
        let problem: Box<DiagnosticKind> = FileProblem::unread(error, None).into();
        Checked::refused(vec![Diagnostic::new(problem)])
    }

    /// The network, as far as it is known.
    pub fn known(&self) -> Option<&Network> {
        self.network.as_ref().or(self.partial.as_ref())
    }
}

/// Checks a file of `sources` and the files it uses, which are added there.
pub fn check(sources: &Sources, main: &Source, options: &Options, files: &dyn Files) -> Checked {
    let overrides = match Overrides::new(options) {
        Ok(overrides) => overrides,
        Err(problem) => return Checked::refused(vec![Diagnostic::new(problem)]),
    };
    let mut reports = Diagnostics::default();
    let Some(loaded) = load::load(sources, main, files, &mut reports) else {
        return Checked::refused(reports.sorted());
    };
    let symbols = Symbols::new(options.record.symbols);
    let mut program = Program::resolve(sources, &loaded, symbols, &mut reports);
    lint::report_unknown(&program, &mut reports);
    if !(options.declarations && program.only_declares()) {
        program.report_unused_blocks(&mut reports);
    }
    let checked = program.run(options, overrides, reports);
    let symbols = options.record.symbols.then(|| std::mem::take(&mut program.symbols));
    Checked { symbols, ..checked }
}

/// A file and those it uses, parsed once to make many networks:
///
/// ```
/// use netcost::{NoFiles, Options, Sources, check::Trees};
///
/// let sources = Sources::new();
/// let text = "param width = 64\ninput 3x32x32\nconv width k3 p1; relu\n";
/// let main = sources.add("net.net", text)?;
///
/// let trees = Trees::parse(&sources, main, &NoFiles).map_err(|_| "it does not parse")?;
/// let program = trees.program().map_err(|_| "there are errors")?;
/// let mut params = Vec::new();
/// for width in [16, 32] {
///     let checked = program.instantiate(&Options::new().param("width", width));
///     let network = checked.network.ok_or("there are errors")?;
///     params.push(netcost::cost(&network)?.costs.totals.figures.params);
/// }
/// assert_eq!(params, [448, 896]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Trees<'s> {
    sources: &'s Sources,
    files: IndexVec<UnitId, Loaded<'s>>,
}

impl<'s> Trees<'s> {
    /// Parses a file of `sources` and the files it uses, which are added there.
    ///
    /// # Errors
    /// The parts that do not parse.
    pub fn parse(
        sources: &'s Sources,
        main: &'s Source,
        files: &dyn Files,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut reports = Diagnostics::default();
        match load::load(sources, main, files, &mut reports) {
            Some(files) if !reports.has_errors() => Ok(Trees { sources, files }),
            _ => Err(reports.sorted()),
        }
    }

    /// Their program, from which [`Program::instantiate`] makes networks.
    ///
    /// # Errors
    /// What is wrong with their names and calls, whatever the params.
    pub fn program(&self) -> Result<Program<'_>, Vec<Diagnostic>> {
        let mut reports = Diagnostics::default();
        let program = Program::resolve(self.sources, &self.files, Symbols::default(), &mut reports);
        lint::report_unknown(&program, &mut reports);
        if reports.has_errors() { Err(reports.sorted()) } else { Ok(program) }
    }
}

impl Program<'_> {
    /// The network that the options make of it, as [`check()`] makes it, without reading
    /// the files again.
    pub fn instantiate(&self, options: &Options) -> Checked {
        match Overrides::new(options) {
            Ok(overrides) => self.run(options, overrides, Diagnostics::default()),
            Err(problem) => Checked::refused(vec![Diagnostic::new(problem)]),
        }
    }

    /// Runs it from the first statement of the main file to its last.
    fn run(&self, options: &Options, overrides: Overrides<'_>, reports: Diagnostics) -> Checked {
        let mut evaluator = Evaluator::new(self, options, overrides, reports);
        // A limit that stops it is reported.
        _ = evaluator.file();
        let Evaluator { build, reporter, recording, .. } = evaluator;
        let Reporter { mut diagnostics, notes } = reporter;
        let Construction { builder: Builder { network, .. }, call_records, .. } = build;
        let sound = !diagnostics.has_errors();
        if sound {
            lint::warn(self, &network, &mut diagnostics);
        }
        if let (Some(notes), true) = (notes, sound) {
            lint::advise(self, &network, &notes, &mut diagnostics);
        }
        let (record, probe) = recording.map_or((None, None), |it| (it.record, it.probe));
        let (network, partial) = if sound { (Some(network), None) } else { (None, Some(network)) };
        Checked {
            network,
            partial,
            diagnostics: diagnostics.sorted(),
            call_records: call_records.filter(|_| sound).unwrap_or_default(),
            record,
            probe,
            symbols: None,
        }
    }
}
