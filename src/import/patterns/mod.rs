//! Operations that models spell out in several nodes: one node takes the place of each before the graph is lowered.
//!
//! A pattern is found from its last node. All that it computes in between is used by it alone and is no output of
//! the network. Nodes are visited once, in order; what a pattern has made can be part of a later one: a
//! normalisation takes the scale that comes after it, and then the shift.

mod activation;
mod attention;
mod bias;
mod crop;
mod group_norm;
mod heads;
mod layout;
mod norm;
mod normalize;
mod quantise;
mod search;

use self::search::{Match, Search};
use super::graph::{Graph, NodeId};

/// A pattern.
struct Pattern {
    /// The operators of its last node.
    ends: &'static [&'static str],
    find: fn(&Search<'_>, NodeId) -> Option<Match>,
}

/// The patterns of each file.
const PATTERNS: &[&[Pattern]] = &[
    activation::PATTERNS,
    attention::PATTERNS,
    bias::PATTERNS,
    crop::PATTERNS,
    group_norm::PATTERNS,
    heads::PATTERNS,
    norm::PATTERNS,
    normalize::PATTERNS,
    quantise::PATTERNS,
];

/// Puts one node in place of each pattern, and returns how often each was found.
pub(crate) fn replace(graph: &mut Graph) -> Vec<(String, u64)> {
    let mut search = Search::new(graph);
    for id in search.ids() {
        let patterns = PATTERNS.iter().copied().flatten();
        let found = patterns
            .filter(|pattern| search.node(id).is_some_and(|it| pattern.ends.contains(&&*it.op)))
            .find_map(|pattern| (pattern.find)(&search, id));
        if let Some(found) = found {
            search.apply(id, found);
        }
    }
    search.finish()
}

#[cfg(test)]
mod tests;
