//! Trying what messages propose: a change of the text is applied and the text checked again, before
//! anyone reads of it.

use foldhash::HashMap;

use miette::Diagnostic as _;

use super::diagnose::with_claims;
use crate::check::record::Wanted;
use crate::check::{Checked, Limits, Options, Trees, check};
use crate::cost::Costing;
use crate::diagnostics::claim::{ClaimProblem, TotalProblem};
use crate::diagnostics::fix::{Fix, Help};
use crate::diagnostics::{Diagnostic, DiagnosticKind};
use crate::source::{Files, Source, Sources, Span};
use crate::syntax::Memo;

/// How many changes are tried at most. Nobody reads more messages at a time.
pub(super) const TRIES: usize = 32;

/// The total number of bytes that trials may check, so that large files stay fast.
const BYTES: usize = 4 << 20;

/// The layers and steps that a trial may take. One that takes more says nothing about the change.
const LAYERS: u64 = 20_000;
const STEPS: u64 = 200_000;

/// Checks a file, and keeps of what messages propose only what works in its place.
pub fn check_with_cures(
    sources: &Sources,
    main: &Source,
    options: &Options,
    files: &dyn Files,
) -> Checked {
    let mut checked = check(sources, main, options, files);
    let memo = &Memo::default();
    Trials { main, options, files, memo }.keep_what_works(&mut checked.diagnostics, TRIES);
    checked
}

/// A file in which what messages propose is tried.
pub(super) struct Trials<'a> {
    pub main: &'a Source,
    pub options: &'a Options,
    pub files: &'a dyn Files,
    /// What is known of its statements.
    pub memo: &'a Memo,
}

impl Trials<'_> {
    /// Keeps of what messages propose only what works in its place; at most `most` changes are tried. How
    /// many messages were gone through: what those after them propose may not work.
    pub fn keep_what_works(&self, diagnostics: &mut [Diagnostic], most: usize) -> usize {
        let Some(first) = diagnostics.iter().position(|found| found.kind.fix().is_some()) else {
            return diagnostics.len();
        };
        let mut left = most.min(TRIES).min(BYTES / self.main.text().len().max(1));
        if left == 0 {
            return first;
        }
        let trial = Trial { of: self, before: Tally::of(diagnostics) };
        for (index, diagnostic) in diagnostics.iter_mut().enumerate().skip(first) {
            let Some(help) = diagnostic.kind.help_mut().cloned() else { continue };
            let (best, is_known) = trial.best(diagnostic, help, &mut left);
            if let Some(help) = diagnostic.kind.help_mut() {
                *help = best;
            }
            if !is_known {
                return index;
            }
        }
        diagnostics.len()
    }

    /// What one of the messages about the file proposes, if it works.
    #[cfg(feature = "lsp")]
    pub fn working_fix(&self, answered: &Diagnostic, all: &[Diagnostic]) -> Option<Fix> {
        let help = answered.kind.clone().help_mut().cloned()?;
        let trial = Trial { of: self, before: Tally::of(all) };
        let mut left = TRIES;
        let (best, is_known) = trial.best(answered, help, &mut left);
        best.fix().filter(|_| is_known).cloned()
    }
}

/// A file in which changes are tried, with what was wrong with it before.
struct Trial<'a> {
    of: &'a Trials<'a>,
    before: Tally,
}

impl Trial<'_> {
    /// Of what a message proposes, the first change that leads to no other error, or else the first that
    /// works; or else words. A change that cannot be tried stays. And whether it is known to work: it is
    /// not where no trial is left.
    fn best(&self, answered: &Diagnostic, help: Help, left: &mut usize) -> (Help, bool) {
        let mut works = None;
        for help in help.alternatives() {
            let Some(fix) = help.fix() else { return (works.unwrap_or(help), true) };
            if *left == 0 || !self.of.main.holds(fix.span) {
                let is_known = works.is_some() || *left > 0;
                return (works.unwrap_or(help), is_known);
            }
            *left -= 1;
            match self.errors(answered, fix) {
                Some(0) => return (help, true),
                Some(_) => works = works.or(Some(help)),
                None => {}
            }
        }
        (works.unwrap_or_else(|| Help::from("")), true)
    }

    /// How many errors a change leads to that answers a message and breaks nothing up to there: what
    /// comes after may not have been looked at before. Nothing if it does not answer it.
    fn errors(&self, answered: &Diagnostic, fix: &Fix) -> Option<usize> {
        let at = |offset: u32| (offset - self.of.main.base()) as usize;
        let (start, end) = (at(fix.span.start), at(fix.span.end));
        let sources = Sources::new();
        let text = self.of.main.with([(fix.span, fix.text.as_str())]);
        let Ok(again) = sources.add(self.of.main.name(), text) else { return Some(0) };
        let after = self.check(&sources, again);
        if after.iter().any(|found| is_limit(&found.kind)) {
            return Some(0);
        }
        let fixed = start + fix.text.len();
        let reached = place(answered, self.of.main).map_or(0, |place| match at(place.end) {
            place if place >= end => place - end + fixed,
            place => place,
        });
        let reached = fixed.max(reached);
        let counted = Tally::of(&after);
        let is_new = |found: &&Diagnostic| {
            !found.kind.is_warning() && counted.count(found) > self.before.count(found)
        };
        let breaks = |found: &Diagnostic| {
            let place = place(found, again).unwrap_or_default();
            let [from, to] = [place.start, place.end].map(|it| it.saturating_sub(again.base()));
            let (from, to) = (from as usize, to as usize);
            // What the new text says may be false, and yet what was meant.
            from <= reached && !(fails(&found.kind) && from < fixed && start < to)
        };
        let errors: Vec<&Diagnostic> = after.iter().filter(is_new).collect();
        let answers = counted.count(answered) < self.before.count(answered);
        // Another spelling may uncover what was wrong all along: in many lines, or in a statement
        // that was not read before.
        let read = is_syntax(answered) && !errors.iter().any(|found| is_syntax(found));
        let uncovers = fix.safe && (read || self.of.main.part(fix.span).contains('\n'));
        let breaks = errors.iter().any(|found| breaks(found));
        (answers && (uncovers || !breaks)).then_some(errors.len())
    }

    /// What is wrong with the changed text, within the limits of a trial.
    fn check(&self, sources: &Sources, changed: &Source) -> Vec<Diagnostic> {
        let allowed = self.of.options.limits;
        let limits = Limits {
            layers: allowed.layers.min(LAYERS),
            steps: allowed.steps.min(STEPS),
            ..allowed
        };
        let record = Wanted::default();
        let options = Options { limits, pedantic: false, record, ..self.of.options.clone() };
        let Trials { files, memo, .. } = *self.of;
        let checked = Trees::parse_again(sources, changed, files, &options.lenses, Some(memo))
            .check(&options);
        with_claims(checked, &Costing::default()).diagnostics
    }
}

/// Whether a statement could not be read.
fn is_syntax(found: &Diagnostic) -> bool {
    matches!(*found.kind, DiagnosticKind::Syntax(_))
}

/// Whether the trial ended before the file did.
fn is_limit(kind: &DiagnosticKind) -> bool {
    matches!(kind, DiagnosticKind::Limit(problem) if problem.stops())
}

/// Whether a condition was understood and does not hold.
fn fails(kind: &DiagnosticKind) -> bool {
    matches!(
        kind,
        DiagnosticKind::Claim(ClaimProblem::Assert { .. })
            | DiagnosticKind::Total(TotalProblem::Fails { .. })
    )
}

/// Where a problem lies in the main file: at the outermost call that led to it, if it is in another.
fn place(of: &Diagnostic, main: &Source) -> Option<Span> {
    let calls = of.calls.iter().map(|call| call.span);
    of.kind.place().into_iter().chain(calls).find(|place| main.holds(*place))
}

/// How often each problem is found.
struct Tally(HashMap<(String, String), u64>);

impl Tally {
    fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut counts = HashMap::default();
        for found in diagnostics {
            *counts.entry(Self::key(found)).or_default() += 1 + found.more;
        }
        Tally(counts)
    }

    fn count(&self, of: &Diagnostic) -> u64 {
        self.0.get(&Self::key(of)).copied().unwrap_or_default()
    }

    fn key(of: &Diagnostic) -> (String, String) {
        let code = of.kind.code().map(|code| code.to_string()).unwrap_or_default();
        (code, of.kind.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::NoFiles;

    /// What is said of a text that gets this fix in place of its own, or else `otherwise`.
    fn said(text: &str, from: &str, to: &str) -> String {
        let sources = Sources::new();
        let main = sources.add("x.net", text).expect("room");
        let options = Options::default();
        let mut found = check(&sources, main, &options, &NoFiles).diagnostics;
        let at = text.find(from).expect("what is replaced");
        let fix = Fix::guess(Span::within(main.base(), at..at + from.len()), to);
        let help = found.first_mut().and_then(|found| found.kind.help_mut()).expect("a help");
        *help = fix.write().or("otherwise");
        let memo = &Memo::default();
        let trials = Trials { main, options: &options, files: &NoFiles, memo };
        trials.keep_what_works(&mut found, TRIES);
        found.first().and_then(Diagnostic::help).unwrap_or_default()
    }

    #[test]
    fn a_change_is_kept_if_its_message_goes_and_none_comes() {
        let text = "input 3x8x8\nconvv 4\nrelu\n";
        assert_eq!(said(text, "convv", "conv"), "write `conv`");
        assert_eq!(said(text, "convv", "convw"), "otherwise", "another message");
        assert_eq!(said(text, "relu", "bn"), "otherwise", "the same message");
        assert_eq!(said(text, "3x8x8\nconvv 4", "3\nconv 4"), "otherwise", "a new message");
    }

    #[test]
    fn what_comes_after_it_and_could_not_be_known_does_not_count() {
        let text = "input 3x8x8\nconvv 4\nconv 4 k9\nconv 4 g=5\n";
        assert_eq!(said(text, "convv", "conv"), "write `conv`");
    }

    #[test]
    fn a_claim_that_can_be_read_may_be_false() {
        let text = "input 3x8x8\nrelu\nassert 1 < it.h < 4\n";
        assert_eq!(
            said(text, "1 < it.h < 4", "1 < it.h and it.h < 4"),
            "write `1 < it.h and it.h < 4`"
        );
    }

    #[test]
    fn no_more_is_tried_than_allowed() {
        let text = "input 3x8x8\nlet x = 1 +\nconvv 4\nrelu\nreluu\n";
        let sources = Sources::new();
        let main = sources.add("x.net", text).expect("room");
        let options = Options::default();
        let found = check(&sources, main, &options, &NoFiles).diagnostics;
        let memo = &Memo::default();
        let trials = Trials { main, options: &options, files: &NoFiles, memo };
        let tried = |most| trials.keep_what_works(&mut found.clone(), most);
        // The first message has no fix.
        assert_eq!([0, 1, 2].map(tried), [1, 2, 3]);
    }
}
