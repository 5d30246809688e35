//! Changes of a text that an editor offers.

use super::diagnostics::messages;
use super::edits::{Edit, difference};
use super::snapshot::Snapshot;
use crate::analysis::fix::fix;
use crate::cost::Costing;
use crate::diagnostics::Fix;
use crate::source::{Files, Span};
use crate::text::plain::one_line;

/// The most characters of a text that a title shows.
const SHOWN: usize = 40;

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
    /// It applies all safe fixes.
    FixAll,
    /// It writes the same, or something cheaper, in another way.
    Rewrite,
}

/// What answers the messages that touch a place.
pub fn quick_fixes(snapshot: &Snapshot, at: Span) -> Vec<Action> {
    let touches = |place: Span| place.start <= at.end && at.start <= place.end;
    let mut actions = Vec::new();
    for (index, message) in messages(snapshot).into_iter().enumerate() {
        let (Some(fix), Some(place)) = (message.fix, message.place) else { continue };
        if snapshot.holds(fix.span) && (touches(place) || touches(fix.span)) {
            actions.push(Action {
                title: title(snapshot, &fix),
                kind: ActionKind::QuickFix,
                preferred: fix.safe,
                edits: vec![Edit { place: fix.span, text: fix.text }],
                answers: Some(index),
            });
        }
    }
    actions
}

/// All safe fixes, and those of what they uncover; `None` if there are none.
pub fn fix_all(snapshot: &Snapshot, files: &dyn Files) -> Option<Action> {
    let analysis = snapshot.analysis();
    let costing = Costing::default();
    let fixed = fix(snapshot.main()?, analysis.diagnostics(), snapshot.options(), &costing, files)?;
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
