//! All that is wrong with a file.

use super::cures::{TRIES, Trials};
use crate::check::{Checked, Options, check};
use crate::cost::{Costing, cost_with};
use crate::diagnostics::Diagnostic;
use crate::source::{Files, Source, Sources};
use crate::syntax::Memo;
use crate::whatif::Deployed;

/// All that is wrong with a file: what [`check()`] finds, and the claims about totals that fail.
pub fn diagnose(
    sources: &Sources,
    main: &Source,
    options: &Options,
    costing: &Costing<'_>,
    files: &dyn Files,
) -> Vec<Diagnostic> {
    tried(sources, main, options, costing, files).0
}

/// The same without the messages after those whose fixes were tried.
#[cfg(feature = "lsp")]
pub(crate) fn diagnose_tried(
    sources: &Sources,
    main: &Source,
    options: &Options,
    costing: &Costing<'_>,
    files: &dyn Files,
) -> Vec<Diagnostic> {
    let (mut found, tried) = tried(sources, main, options, costing, files);
    found.truncate(tried);
    found
}

/// All that is wrong with a file, and the number of messages up to the last one whose fix was tried.
fn tried(
    sources: &Sources,
    main: &Source,
    options: &Options,
    costing: &Costing<'_>,
    files: &dyn Files,
) -> (Vec<Diagnostic>, usize) {
    let mut found = with_claims(check(sources, main, options, files), costing).diagnostics;
    let memo = &Memo::default();
    let tried = Trials { main, options, files, memo }.keep_what_works(&mut found, TRIES);
    (found, tried)
}

/// The same with the claims about totals that fail, or what keeps the network from being costed.
pub(super) fn with_claims(mut checked: Checked, costing: &Costing<'_>) -> Checked {
    let Some(network) = &checked.network else { return checked };
    let deployed = Deployed::as_stated(network);
    match cost_with(&deployed.network, costing) {
        Ok(costed) => checked.diagnostics.extend(costed.failed),
        Err(problem) => checked.diagnostics.push(Diagnostic::new(problem)),
    }
    checked
}
