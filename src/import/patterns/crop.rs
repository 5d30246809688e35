//! The middle of a feature map that is cut out by a `Slice` for each axis.

use smallvec::SmallVec;

use super::Pattern;
use super::search::{Inner, Match, Search};
use crate::import::graph::{Attribute, NodeId};
use crate::import::ranges::{middle, ranges};

pub(super) const PATTERNS: &[Pattern] = &[Pattern { ends: &["Slice"], find }];

/// The most axes that are cut.
const AXES: usize = 3;

/// One `Slice` of all axes.
fn find(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let node = search.node(last)?;
    let mut cut = SmallVec::<[_; AXES]>::new();
    let mut inner = Inner::new();
    let mut first = node;
    loop {
        cut.extend(ranges(search.graph, first).ok()?);
        match search.made_by(first.input(0)?, "Slice") {
            Some((id, before)) if cut.len() < AXES => {
                inner.push(id);
                first = before;
            }
            _ => break,
        }
    }
    let input = first.input(0)?;
    (!inner.is_empty() && middle(search.sizes(input)?, &cut).is_some()).then_some(())?;
    let mut found = Match::new("crop", node.rule?, input, inner);
    let all = |of: fn(usize, u64, u64) -> u64| {
        let numbers = cut.iter().map(|it| of(it.axis, it.start, it.count).cast_signed());
        Attribute::Ints(numbers.collect())
    };
    found.attributes.push(("starts", all(|_, start, _| start)));
    found.attributes.push(("ends", all(|_, start, count| start.saturating_add(count))));
    found.attributes.push(("axes", all(|axis, _, _| axis as u64)));
    search.alone(last, found)
}
