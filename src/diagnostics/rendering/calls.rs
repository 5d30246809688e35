//! The calls that led to a problem, as people are shown them.

use crate::diagnostics::CallSite;

/// A step of the path of calls to a problem.
pub(super) enum Step<'a> {
    /// A call.
    Call(&'a CallSite),
    /// This many calls, which are not shown.
    Skipped(usize),
}

/// If there are more calls than this, those in the middle are only counted.
const SHOWN_CALLS: usize = 6;

/// The calls that led to a problem, the innermost first.
pub(super) fn call_path(calls: &[CallSite]) -> Vec<Step<'_>> {
    if calls.len() <= SHOWN_CALLS {
        return calls.iter().map(Step::Call).collect();
    }
    let (first, rest) = calls.split_at(SHOWN_CALLS / 2);
    let (between, last) = rest.split_at(rest.len() - SHOWN_CALLS / 2);
    let first = first.iter().map(Step::Call);
    let last = last.iter().map(Step::Call);
    first.chain([Step::Skipped(between.len())]).chain(last).collect()
}
