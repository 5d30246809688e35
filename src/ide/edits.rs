//! Changes of a text.

use super::snapshot::Snapshot;
use crate::source::Span;
use crate::syntax;

/// A text to put in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What to replace.
    pub place: Span,
    /// The new text.
    pub text: String,
}

/// What the formatter changes, as one edit of whole lines; `None` if that is nothing.
pub fn formatting(snapshot: &Snapshot) -> Option<Edit> {
    let main = snapshot.main()?;
    difference(snapshot, &syntax::format(main))
}

/// The change that makes a text of another, without the lines that both begin or end with.
pub fn difference(snapshot: &Snapshot, new: &str) -> Option<Edit> {
    let old = snapshot.main()?.text();
    if old == new {
        return None;
    }
    let pairs = |one: &str, other: &str| -> usize {
        let lines = one.split_inclusive('\n').zip(other.split_inclusive('\n'));
        lines.take_while(|(one, other)| one == other).map(|(line, _)| line.len()).sum()
    };
    let start = pairs(old, new);
    let (rest, new) = (old.get(start..)?, new.get(start..)?);
    let ends = rest.split_inclusive('\n').rev().zip(new.split_inclusive('\n').rev());
    let end: usize = ends.take_while(|(one, other)| one == other).map(|(line, _)| line.len()).sum();
    let text = new.get(..new.len() - end)?.to_owned();
    let place = Span::new(snapshot.place(start), snapshot.place(old.len() - end));
    Some(Edit { place, text })
}
