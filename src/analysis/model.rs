//! Models of other programs as texts.

use std::path::Path;

use crate::check::{Options, check};
use crate::diagnostics::file::FileProblem;
use crate::diagnostics::{Diagnostic, Result};
use crate::import::{self, ImportOptions, ImportedText, Kind};
use crate::source::{Files, NoFiles, ReadError, ReadErrorKind, Sources, Window};
use crate::syntax::format;

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
            import::import(sources, &mut window, &name, &title, options).map(guarded)
        }
        Ok(Kind::Network) => Err(vec![Diagnostic::new(FileProblem::NoModel { path: name })]),
        Err(problem) => Err(vec![Diagnostic::new(problem)]),
    }
}

/// A model whose text makes the layers that it is to make, and is laid out as the formatter does: that with a call a
/// line, if the other one does not.
pub fn guarded(mut imported: ImportedText) -> ImportedText {
    let sources = Sources::new();
    let options = Options::default();
    let formatted = sources.add("model", &imported.text).ok().and_then(|source| {
        let checked = check(&sources, source, &options, &NoFiles);
        let is_same = checked.network.is_some_and(|network| imported.is_network(&network));
        is_same.then(|| format(source))
    });
    match formatted {
        Some(text) => imported.text = text,
        None => imported.unfold(),
    }
    imported
}
