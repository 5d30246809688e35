//! The text that the grammar gets to see.

use std::borrow::Cow;
use std::ops::Range;

use super::damage::{JUNK, PROBLEMS};
use super::regions::{Found, regions};
use super::scanner::{Scanner, Slice};
use crate::diagnostics::syntax::SyntaxProblem;

/// A text that the grammar can read.
#[derive(Debug)]
pub(in crate::syntax) struct Recovered<'t> {
    /// The text, with what does not match overwritten; every offset is as before.
    pub(in crate::syntax) text: Cow<'t, str>,
    /// All of it from the start on, in order.
    pub(in crate::syntax) slices: Vec<Slice>,
    /// What is wrong.
    pub(in crate::syntax) problems: Vec<SyntaxProblem>,
    /// The offsets of [`JUNK`], in order: what is wrong there is among the problems.
    pub(in crate::syntax) reported: Vec<usize>,
    /// Whether all brackets match.
    pub(in crate::syntax) balanced: bool,
}

/// Makes a text from `start` on readable for the grammar; its first byte is at `base` in the address
/// space of all sources. Slices are of `slice` bytes and what is left of a statement, where it can be cut.
pub(in crate::syntax) fn recover(
    text: &str,
    start: usize,
    base: u32,
    slice: usize,
) -> Recovered<'_> {
    let mut scanner = Scanner::new(text, start, base, slice, Vec::new()).run();
    let balanced = scanner.balanced;
    if !balanced {
        let found = Found {
            damage: std::mem::take(&mut scanner.damage),
            unclosed_braces: scanner.unclosed_braces,
            stray_braces: scanner.stray_braces,
        };
        let regions = regions(text, start, base, found);
        scanner = Scanner::new(text, start, base, slice, regions).run();
    }
    let mut overwritten = scanner.overwritten;
    overwritten.sort_unstable_by_key(|(range, _)| range.start);
    let mut problems = scanner.problems;
    // Damage is left where a text is nested too deeply, or the region of another cut its line in two.
    let damage = scanner.damage.into_iter();
    problems.extend(damage.filter_map(|it| Some((it.range.start, it.problem?))));
    problems.sort_by_key(|(at, _)| *at);
    problems.truncate(PROBLEMS + 1);
    let junk = overwritten.iter().filter(|(_, with)| *with == JUNK);
    Recovered {
        reported: junk.map(|(range, _)| range.start).collect(),
        text: overwrite(text, &overwritten),
        slices: scanner.slices,
        problems: problems.into_iter().map(|(_, problem)| problem).collect(),
        balanced,
    }
}

/// The text with ASCII characters in some places, which keeps every offset.
fn overwrite<'t>(text: &'t str, places: &[(Range<usize>, char)]) -> Cow<'t, str> {
    if places.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut from = 0;
    for (place, with) in places {
        if place.start < from {
            continue;
        }
        // Nothing is kept between two places within a character.
        result.push_str(text.get(from..place.start).unwrap_or_default());
        result.extend(std::iter::repeat_n(*with, place.len()));
        from = place.end;
    }
    result.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(result)
}
