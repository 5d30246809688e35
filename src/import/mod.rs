//! Models of other programs as networks of the language.
//!
//! ```text
//!  bytes ──onnx/, pt2/──▶ graph with shapes ──lower──▶ calls ──fold──▶ text
//! ```
//!
//! An importer makes a text and hands it to the ordinary way, under the file's name: nothing builds a
//! network on a second way.

mod call;
mod dims;
mod element;
mod fault;
mod fold;
mod graph;
mod id;
mod imported;
#[cfg(feature = "internals")]
mod inspect;
mod kind;
mod labels;
mod lower;
mod names;
mod onnx;
mod options;
mod patterns;
mod pt2;
mod ranges;
mod rule;
mod sample;
mod scopes;
mod value;
mod write;

pub use imported::{ImportedLayer, ImportedText};
#[cfg(feature = "internals")]
pub use inspect::{Elements, Found, Named, Operator, aten_operators, operators, outline, tensors};
pub(crate) use kind::{Kind, is_model_name, kind};
pub use options::ImportOptions;

use self::fault::Fault;
use crate::diagnostics::Diagnostic;
use crate::source::{Sources, Window};

/// Imports a model; `path` is how messages name the file. Lines of nodes that messages show are added to the sources.
///
/// # Errors
/// All that is wrong with the model, or not known of it.
pub fn import(
    sources: &Sources,
    window: &mut Window<'_>,
    path: &str,
    title: &str,
    options: &ImportOptions,
) -> Result<ImportedText, Vec<Diagnostic>> {
    let read = match kind(window) {
        Ok(Kind::Pt2) => pt2::import(window, options),
        _ => onnx::import(window, options),
    };
    let read = read.map_err(|problem| vec![Diagnostic::new(problem)])?;
    let diagnostic = |fault: Fault| Diagnostic::new(fault.problem(sources, path));
    let imported = read.map_err(|faults| faults.into_iter().map(diagnostic).collect::<Vec<_>>())?;
    Ok(imported.text(title, options.flat))
}
