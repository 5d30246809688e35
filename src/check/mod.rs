//! From the tree to the network: names, blocks, loops, shapes, and what is wrong with them.

mod advice;
mod append;
mod binding;
mod block;
mod build;
mod call;
mod claim;
mod compute;
mod elsewhere;
mod expression;
mod join;
mod load;
mod loops;
mod meant;
mod mentions;
mod misread;
mod names;
mod outside;
mod placement;
mod prelude;
mod program;
mod reading;
mod reports;
mod run;
mod scope;
mod settings;
mod share;
mod signature;
mod unknown;
mod words;

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::device::Device;
use crate::diagnostics::Diagnosis;
use crate::diagnostics::flow::FlowProblem;
use crate::dtype::Dtype;
use crate::network::{Network, Table};
use crate::ops::Recipe;
use crate::source::{Source, Sources};
use build::Builder;
use load::Loaded;
use outside::Outside;
pub use program::Program;
use program::UnitId;
use reports::Reports;
use run::Checker;

/// What the caller sets, and the file's own settings give way to.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The title where the file states none: its name without its ending.
    pub name: String,
    /// Samples in a batch.
    pub batch: Option<u64>,
    /// Shapes of inputs, as written, with the input's name where it has one.
    pub inputs: Vec<(Option<String>, String)>,
    /// Values of params, as written: an expression without names, or else a word.
    pub arguments: Vec<(String, String)>,
    /// The element type of parameters.
    pub weights: Option<Dtype>,
    /// The element type of all else.
    pub activations: Option<Dtype>,
    /// Whether layers that go over single elements write their output where they read.
    pub inplace: bool,
    /// The convention of `flops`.
    pub convention: Option<String>,
    /// The device that times are of.
    pub device: Option<Arc<Device>>,
    /// Whether a file may declare blocks and functions, and be no network.
    pub declarations: bool,
    /// What a file may use up.
    pub limits: Limits,
    /// Whether advice is wanted too.
    pub pedantic: bool,
    /// Whether it is kept how each layer came about, for derivations.
    pub recipes: bool,
}

/// What a file may use up before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Layers of a network, inclusive.
    pub layers: u64,
    /// Statements run, functions called and list items made.
    pub steps: u64,
    /// Calls of blocks and functions within each other.
    pub calls: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { layers: 1_000_000, steps: 10_000_000, calls: 64 }
    }
}

/// How `use` reads other files; the caller decides where from.
pub trait Files {
    /// The bytes of the file at this path.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// What came of checking a file.
#[derive(Debug)]
pub struct Checked {
    /// The network, unless there are errors.
    pub network: Option<Network>,
    /// All that is wrong, in source order, errors before warnings; then advice, if it is wanted.
    pub diagnoses: Vec<Diagnosis>,
    /// How each layer of the network came about, in order, if that is wanted.
    pub recipes: Vec<Recipe>,
}

impl Checked {
    /// No network, for a reason.
    fn refused(diagnoses: Vec<Diagnosis>) -> Self {
        Checked { network: None, diagnoses, recipes: Vec::new() }
    }
}

/// Checks a file that stands in `sources`, and the files it uses, which are added there.
pub fn check(sources: &Sources, main: &Source, options: &Options, files: &dyn Files) -> Checked {
    let outside = match outside::outside(sources, options) {
        Ok(outside) => outside,
        Err(problem) => return Checked::refused(vec![Diagnosis::new(problem)]),
    };
    let mut reports = Reports::default();
    let Some(loaded) = load::load(sources, main, files, &mut reports) else {
        return Checked::refused(reports.sorted());
    };
    let program = Program::resolve(sources, &loaded, &mut reports);
    if !(options.declarations && program.only_declares()) {
        names::unused_blocks(&program, &mut reports);
    }
    program.run(options, &outside, reports)
}

/// A file and those it uses, parsed once, of which many networks are made:
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
/// for width in ["16", "32"] {
///     let arguments = vec![("width".to_owned(), width.to_owned())];
///     let checked = program.instantiate(&Options { arguments, ..Options::default() });
///     let network = checked.network.ok_or("there are errors")?;
///     params.push(netcost::cost(&network)?.costs.totals.figures.params);
/// }
/// assert_eq!(params, [448, 896]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Trees<'s> {
    sources: &'s Sources,
    files: Table<UnitId, Loaded<'s>>,
}

impl<'s> Trees<'s> {
    /// Parses a file that stands in `sources`, and the files it uses, which are added there.
    ///
    /// # Errors
    /// What does not parse.
    pub fn parse(
        sources: &'s Sources,
        main: &'s Source,
        files: &dyn Files,
    ) -> Result<Self, Vec<Diagnosis>> {
        let mut reports = Reports::default();
        match load::load(sources, main, files, &mut reports) {
            Some(files) if !reports.has_errors() => Ok(Trees { sources, files }),
            _ => Err(reports.sorted()),
        }
    }

    /// The program they are, of which [`Program::instantiate`] makes networks.
    ///
    /// # Errors
    /// What is wrong with their names and calls, whatever the params.
    pub fn program(&self) -> Result<Program<'_>, Vec<Diagnosis>> {
        let mut reports = Reports::default();
        let program = Program::resolve(self.sources, &self.files, &mut reports);
        if reports.has_errors() { Err(reports.sorted()) } else { Ok(program) }
    }
}

impl Program<'_> {
    /// The network that the options make of it, as [`check()`] makes it, without reading
    /// the files again.
    pub fn instantiate(&self, options: &Options) -> Checked {
        match outside::outside(self.sources, options) {
            Ok(outside) => self.run(options, &outside, Reports::default()),
            Err(problem) => Checked::refused(vec![Diagnosis::new(problem)]),
        }
    }

    /// Runs it from the first statement of the main file to its last.
    fn run(&self, options: &Options, outside: &Outside<'_>, reports: Reports) -> Checked {
        let builder = Builder::new(options.name.clone());
        let mut checker = Checker::new(self, options, outside, builder, reports);
        let finished = checker.file();
        let Checker { build, mut reports, notes, recipes, .. } = checker;
        let network = finished.is_ok().then_some(build.network);
        if let (Some(notes), Some(network), false) = (notes, &network, reports.has_errors()) {
            advice::advise(self, network, &notes, &mut reports);
        }
        let network = network.filter(|_| !reports.has_errors());
        let recipes = recipes.filter(|_| network.is_some()).unwrap_or_default();
        Checked { network, diagnoses: reports.sorted(), recipes }
    }
}

impl<'a> Checker<'a> {
    /// Runs the main file from its first statement to its last, and looks at what came of it.
    fn file(&mut self) -> run::Run<()> {
        let body = self.program.units[UnitId::MAIN].body;
        self.set_dtypes(body);
        self.body(body)?;
        self.report_lone_shares();
        self.check_outside();
        self.override_settings();
        self.keep_claims();
        self.take_outputs(body.span);
        if !self.reports.has_errors() {
            let unused: Vec<_> =
                self.build.unused().map(|tensor| (tensor.shape, tensor.span)).collect();
            for (shape, span) in unused {
                self.report(FlowProblem::Unused { shape, span });
            }
        }
        Ok(())
    }

    /// What `output` marked, or else the last current tensor, is what the network yields.
    fn take_outputs(&mut self, body: crate::source::Span) {
        let frame = self.frame();
        let mut outputs = std::mem::take(&mut frame.outputs);
        if outputs.is_empty() {
            outputs.extend(frame.current.clone());
        }
        let may_be_empty = self.options.declarations && self.program.only_declares();
        if outputs.is_empty() && !may_be_empty && !self.reports.has_errors() {
            self.report(FlowProblem::EmptyNetwork { span: body });
        }
        for output in outputs {
            if let crate::value::Value::Tensor(id) = output {
                self.build.mark_used(id);
                self.build.network.outputs.push(id);
            }
        }
    }
}
