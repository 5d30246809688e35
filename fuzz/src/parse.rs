//! Parsing.

use netcost::Sources;
use netcost::internals::diagnostics::Diagnostic;
use netcost::internals::syntax;

use super::choices::Choices;
use super::{said, tree};

/// Any text parses to a tree whose places lie in it, and to messages that can be written, with
/// a memo too. It may be read as an expression.
pub fn parse(bytes: &[u8]) {
    let mut choices = Choices::of(bytes);
    let sources = Sources::new();
    // Places count from the start of all sources, not of this one.
    sources.add("before.net", "input 3\n").expect("it is short");
    let source = sources.add("main.net", super::text(bytes)).expect("it is short");
    let text = source.text();
    let parsed = syntax::parse(source);
    // The first time nothing of it is known, then all of it.
    let memo = syntax::Memo::default();
    for _ in 0..2 {
        let again = syntax::parse_again(source, Some(&memo));
        let is_same = again.body == parsed.body && again.problems == parsed.problems;
        assert!(is_same && again.balanced == parsed.balanced, "with a memo it is another text");
    }
    if !text.contains(tree::PLACE) {
        let printed = tree::printed(&parsed);
        for place in tree::places(&printed, "") {
            let base = source.base() as usize;
            let inside = place.start.checked_sub(base).zip(place.end.checked_sub(base));
            let part = inside.and_then(|(start, end)| text.get(start..end));
            assert!(part.is_some(), "{place:?} lies outside of the text, or within a character");
        }
    }
    let mut problems: Vec<_> = parsed.problems.into_iter().map(Diagnostic::new).collect();
    problems.extend(syntax::expression(source).err().map(Diagnostic::new));
    said::say(&problems, &sources, &mut choices);
}
