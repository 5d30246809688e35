//! Models of other programs as texts.

use std::path::Path;

use crate::check::{Checked, Options, check};
use crate::cost::{Figures, cost};
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::{Diagnostic, DiagnosticKind, Result};
use crate::import::{self, ImportOptions, ImportedText, Kind};
use crate::network::Network;
use crate::source::{Files, NoFiles, ReadError, ReadErrorKind, Source, Sources, Window};
use crate::syntax::format;
use crate::text::digits::Digits;

/// Imports a model, of which only what is needed is read; the text it becomes can be analysed like any other. The
/// sources have the lines that messages show.
///
/// ```
/// use std::path::Path;
///
/// use netcost::{Costing, Disk, ImportOptions, Options};
///
/// let path = Path::new("docs/models/lenet5.onnx");
/// let (_, model) = netcost::import(path, &ImportOptions::default(), &Disk);
/// let model = model.map_err(|_| "it cannot be imported")?;
/// assert_eq!(model.about.producer, "pytorch 2.15.0");
///
/// let analysis = netcost::analyze("lenet5.onnx", &model.text, &Options::new());
/// let report = analysis.report(&Costing::default())?.ok_or("there are errors")?;
/// assert_eq!(report.totals.params, 61_706);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn import(
    path: &Path,
    options: &ImportOptions,
    files: &dyn Files,
) -> (Sources, Result<ImportedText, Vec<Diagnostic>>) {
    let sources = Sources::new();
    let imported = imported(path, options, files, &sources);
    (sources, imported)
}

fn imported(
    path: &Path,
    options: &ImportOptions,
    files: &dyn Files,
    sources: &Sources,
) -> Result<ImportedText, Vec<Diagnostic>> {
    let name = path.display().to_string();
    let title = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let stream = files.open(path).map_err(|error| {
        let error = ReadError { name: name.clone(), reason: ReadErrorKind::Io(error.kind()) };
        vec![Diagnostic::new(FileProblem::unread(error, None))]
    })?;
    let mut window = Window::new(name.clone(), stream);
    match import::kind(&mut window) {
        Ok(Kind::Onnx | Kind::Pt2) => {
            let imported = import::import(sources, &mut window, &name, &title, options)?;
            guarded(imported, &name, sources)
        }
        Ok(Kind::Network) => Err(vec![Diagnostic::new(FileProblem::NoModel { path: name })]),
        Err(problem) => Err(vec![Diagnostic::new(problem)]),
    }
}

/// A model whose text makes the layers that it is to make, is laid out as the formatter does, and states the figures of
/// the network above it.
///
/// # Errors
/// When no text makes these layers: sizes or attributes of the model contradict each other.
pub fn guarded(
    mut imported: ImportedText,
    name: &str,
    sources: &Sources,
) -> Result<ImportedText, Vec<Diagnostic>> {
    let options = Options::default();
    let text = imported.text.clone().into_bytes();
    let checked = sources.add_read(name.to_owned(), Ok(text)).and_then(|main| {
        let checked = |main| check(sources, main, &options, &NoFiles);
        check_imported(&mut imported, sources, main, checked)
    });
    if let Ok((main, checked)) = checked {
        let wrong: Vec<Diagnostic> = checked.diagnostics.into_iter().filter(is_wrong).collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        imported.text = format(main);
        let figures = checked.network.and_then(|network| figures(&network));
        // A header has no quotes before those of the title.
        if let Some((at, figures)) = imported.text.find("network \"").zip(figures) {
            imported.text.insert_str(at, &figures);
        }
    }
    Ok(imported)
}

/// Whether it is an error in the text of a model. Exceeding a limit is not: limits are set by the user.
pub fn is_wrong(found: &Diagnostic) -> bool {
    let is_limit = matches!(*found.kind, DiagnosticKind::Limit(_) | DiagnosticKind::Cost(_));
    !found.kind.is_warning() && !is_limit
}

/// Checks the text of a model, which is in the sources. If its layers are not those of the model, the text with a call
/// a line is checked in its place; if these are other layers too, there is an error and no network.
///
/// # Errors
/// If that text does not fit into the sources.
pub fn check_imported<'s>(
    imported: &mut ImportedText,
    sources: &'s Sources,
    mut main: &'s Source,
    check: impl Fn(&'s Source) -> Checked,
) -> Result<(&'s Source, Checked), ReadError> {
    let mut checked = check(main);
    if checked.network.as_ref().is_some_and(|network| imported.is_network(network)) {
        return Ok((main, checked));
    }
    if imported.unfold() {
        let text = imported.text.clone().into_bytes();
        main = sources.add_read(main.name().to_owned(), Ok(text))?;
        checked = check(main);
    }
    let other = checked.network.as_ref().and_then(|network| imported.other_layer(network));
    if let Some(problem) = other {
        checked.diagnostics.push(Diagnostic::new(problem));
        checked.network = None;
    }
    Ok((main, checked))
}

/// The figures of a network as a line of comment.
fn figures(network: &Network) -> Option<String> {
    let Figures { params, macs, unknown_cost, .. } = cost(network).ok()?.costs.totals.figures;
    let [params, macs] = [params, macs].map(|figure| Digits::Full.count(figure));
    let at_least = if unknown_cost == 0 { "" } else { "at least " };
    Some(format!("# {params} params, {at_least}{macs} MACs\n"))
}
