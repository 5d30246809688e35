//! Trees as they are printed, which reaches every node without a visitor of its own.

use std::ops::Range;

use netcost::internals::syntax::Parsed;

/// What stands before a place in a printed tree. A text with these words in it could be taken for
/// one in a string.
pub const PLACE: &str = "Span { start: ";

/// A tree, printed.
pub fn printed(parsed: &Parsed<'_>) -> String {
    format!("{:?}", parsed.body.statements)
}

/// Every place in a printed tree that stands behind some words.
pub fn places<'t>(tree: &'t str, behind: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    tree.match_indices(PLACE).filter(move |(at, _)| tree[..*at].ends_with(behind)).map(|(at, _)| {
        let place = tree[at + PLACE.len()..].split_once(" }").expect("a place ends").0;
        let (start, end) = place.split_once(", end: ").expect("a place has an end");
        start.parse().expect("a number")..end.parse().expect("a number")
    })
}

/// A printed tree without its places.
pub fn without_places(tree: &str) -> String {
    let mut parts = tree.split(PLACE);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |tree, part| tree + part.split_once(" }").map_or("", |(_, after)| after))
}
