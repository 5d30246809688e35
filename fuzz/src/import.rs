//! Importing models.

use std::io;
use std::path::Path;

use netcost::internals::check::Options;
use netcost::internals::syntax;
use netcost::{Costing, Diagnostic, DiagnosticKind, Files, ImportOptions, ImportedText, Sources};

use super::choices::Choices;
use super::{models, programs, said};

/// Any bytes become a text or messages. The text is laid out and compiles, unless a limit is exceeded, to the layers
/// that the importer says.
pub fn import(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let (model, options) = match bytes {
        // One in sixteen is a program of PyTorch.
        [0, which, record @ ..] if which % 16 == 15 => programs::program(record),
        [0, record @ ..] => models::model(record),
        _ => (bytes.to_vec(), ImportOptions::default()),
    };
    let options = ImportOptions { nodes: super::LIMITS.layers, ..options };
    let (sources, imported) = netcost::import(Path::new("model.onnx"), &options, &Only(&model));
    match imported {
        Ok(imported) => {
            said::say(&imported.warnings, &sources, &mut choices);
            compiles(&imported, &mut choices);
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "it failed without a word");
            let of_model = |problem: &Diagnostic| {
                use DiagnosticKind::{File, Import, Model};
                matches!(*problem.kind, File(_) | Import(_) | Model(_))
            };
            assert!(problems.iter().all(of_model), "a text is wrong: {problems:?}");
            said::say(&problems, &sources, &mut choices);
        }
    }
}

/// The bytes of the only file.
struct Only<'b>(&'b [u8]);

impl Files for Only<'_> {
    fn read(&self, _: &Path) -> io::Result<Vec<u8>> {
        Ok(self.0.to_vec())
    }
}

/// A text compiles to the layers that the importer says.
fn compiles(imported: &ImportedText, choices: &mut Choices) {
    let text = &imported.text;
    let sources = Sources::new();
    let main = sources.add("model.onnx", &**text).expect("it is short");
    assert_eq!(syntax::format(main), *text, "it is not laid out");
    let options = Options { limits: super::LIMITS, ..Options::new() };
    let checked = netcost::internals::check::check(&sources, main, &options, &Only(&[]));
    for problem in checked.diagnostics.iter().filter(|it| !it.kind.is_warning()) {
        let limited = matches!(*problem.kind, DiagnosticKind::Limit(_) | DiagnosticKind::Cost(_));
        assert!(limited, "{} in\n{text}", problem.kind);
    }
    if let Some(network) = &checked.network {
        assert!(imported.is_network(network), "it makes other layers:\n{text}");
    }
    let costing = Costing::default();
    let costed =
        checked.network.as_ref().map(|it| netcost::internals::cost::cost_with(it, &costing));
    if let Some(Ok(costed)) = costed {
        said::say(&costed.failed, &sources, choices);
    }
}
