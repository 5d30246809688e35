//! The words of statements that do not parse: such a statement may define, read or call any of them.

use foldhash::{HashSet, HashSetExt};

use crate::source::Source;
use crate::syntax::tree::{Body, StatementKind};

/// The words of a text that may be names.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with(|letter: char| letter.is_ascii_alphabetic()))
}

/// The words of the statements of a file's own body that do not parse.
pub(super) fn of_file<'s>(source: &'s Source, body: &Body<'_>) -> HashSet<&'s str> {
    let mut found = HashSet::new();
    for statement in &body.statements {
        if matches!(statement.kind, StatementKind::Bad { .. }) {
            found.extend(words(source.part(statement.span)));
        }
    }
    found
}
