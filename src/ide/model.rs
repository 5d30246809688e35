//! Models of other programs as texts, which can be read and asked about like any other.

use std::path::Path;

use crate::analysis;
use crate::source::Files;

/// The text that a model becomes.
///
/// # Errors
/// What is wrong with it.
pub fn model(path: &Path, files: &dyn Files) -> Result<String, String> {
    let (_, imported) = analysis::import(path, &Default::default(), files);
    imported.map(|imported| imported.text).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(|it| it.kind.to_string()).collect();
        problems.join("; ")
    })
}
