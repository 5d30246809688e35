//! All that is wrong with a file.

use super::cures::keep_what_works;
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
    diagnosed(sources, main, options, files).diagnostics
}

/// What [`check()`] finds, the claims about totals that fail, and of what they propose what works.
pub(super) fn diagnosed(
    sources: &Sources,
    main: &Source,
    options: &Options,
    files: &dyn Files,
) -> Checked {
    let mut checked = with_claims(check(sources, main, options, files));
    keep_what_works(&mut checked.diagnostics, main, options, files);
    checked
}

/// The same with the claims about totals that fail, or what keeps the network from being costed.
pub(super) fn with_claims(mut checked: Checked) -> Checked {
    match checked.network.as_ref().map(cost) {
        Some(Ok(costed)) => checked.diagnostics.extend(costed.failed),
        Some(Err(problem)) => checked.diagnostics.push(Diagnostic::new(problem)),
        None => {}
    }
    checked
}
