//! All that is wrong with a file.

use crate::check::{Checked, Options, check};
use crate::cost::cost;
use crate::diagnostics::Diagnostic;
use crate::source::{Files, Source, Sources};

/// All that is wrong with a file: what [`check()`] finds, and the claims about totals that fail.
pub fn diagnose(
    sources: &Sources,
    main: &Source,
    options: &Options,
    files: &dyn Files,
) -> Vec<Diagnostic> {
    let Checked { network, mut diagnostics, .. } = check(sources, main, options, files);
    match network.as_ref().map(cost) {
        Some(Ok(costed)) => diagnostics.extend(costed.failed),
        Some(Err(problem)) => diagnostics.push(Diagnostic::new(problem)),
        None => {}
    }
    diagnostics
}
