//! Changes of a text that an editor offers.

use super::diagnostics::Message;
use super::edits::{Edit, difference};
use super::snapshot::Snapshot;
use crate::analysis::diagnose_tried;
use crate::analysis::fix::fix;
use crate::cost::Costing;
use crate::diagnostics::Fix;
use crate::source::{Files, Source, Sources, Span};
use crate::text::plain::one_line;

/// The most characters of a text that a title shows.
const SHOWN: usize = 40;

/// The most messages at a place whose fixes are offered.
const OFFERED: usize = 8;

/// A change that is offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// What it does.
    pub title: String,
    /// What it is for.
    pub kind: ActionKind,
    /// The changes, all of the text itself.
    pub edits: Vec<Edit>,
    /// Which of the messages it answers, by its index.
    pub answers: Option<usize>,
    /// Whether it is certainly what was meant.
    pub preferred: bool,
}

/// What a change is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// It answers a message.
    QuickFix,
    /// It makes a block of statements.
    Extract,
    /// It applies all safe fixes.
    FixAll,
    /// It writes the same, or something cheaper, in another way.
    Rewrite,
}

/// What answers the messages that touch a place, and works.
pub fn quick_fixes(
    snapshot: &Snapshot,
    messages: &[Message],
    at: Span,
    files: &dyn Files,
) -> Vec<Action> {
    let touches = |place: Span| place.start <= at.end && at.start <= place.end;
    let found = snapshot.analysis().diagnostics();
    let proposals = messages.iter().enumerate().filter_map(|(answers, message)| {
        let (index, place) = message.index.zip(message.place)?;
        let fix = found.get(index)?.kind.fix()?;
        let is_here = snapshot.holds(fix.span) && (touches(place) || touches(fix.span));
        is_here.then_some((answers, index))
    });
    let actions = proposals.take(OFFERED).filter_map(|(answers, index)| {
        let fix = snapshot.working_fix(index, files)?;
        snapshot.holds(fix.span).then(|| Action {
            title: title(snapshot, &fix),
            kind: ActionKind::QuickFix,
            preferred: fix.safe,
            edits: vec![Edit { place: fix.span, text: fix.text }],
            answers: Some(answers),
        })
    });
    actions.collect()
}

/// All safe fixes that work, and those of what they uncover; `None` if there are none.
pub fn fix_all(snapshot: &Snapshot, files: &dyn Files) -> Option<Action> {
    let costing = Costing::default();
    let diagnose = |sources: &Sources, main: &Source| {
        diagnose_tried(sources, main, snapshot.options(), &costing, files)
    };
    let fixed = fix(snapshot.main()?, &snapshot.tried_diagnostics(files), &diagnose)?;
    Some(Action {
        title: "Apply all safe fixes".to_owned(),
        kind: ActionKind::FixAll,
        edits: vec![difference(snapshot, &fixed.text)?],
        answers: None,
        preferred: false,
    })
}

/// What a fix does, in words.
fn title(snapshot: &Snapshot, fix: &Fix) -> String {
    let (old, new) = (shown(snapshot.sources().text(fix.span)), shown(&fix.text));
    match (old.trim(), new.trim()) {
        (old, "") => format!("Remove `{old}`"),
        ("", new) => format!("Insert `{new}`"),
        (old, new) => format!("Replace `{old}` with `{new}`"),
    }
}

fn shown(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.into_owned(),
    }
}
