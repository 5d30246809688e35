//! Circles in a graph: its strongly connected components of two nodes or more.

use std::collections::{BTreeMap, BTreeSet};

/// Which nodes each node leads to.
pub type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The circles of a graph, each in the order of its nodes.
pub fn circles<'a>(graph: &Graph<'a>) -> BTreeSet<Vec<&'a str>> {
    let reached: BTreeMap<_, _> =
        graph.keys().map(|node| (*node, reachable(graph, node))).collect();
    let circle_of = |node: &&'a str| -> Vec<&'a str> {
        let there = &reached[node];
        there
            .iter()
            .filter(|other| reached.get(*other).is_some_and(|back| back.contains(node)))
            .copied()
            .collect()
    };
    graph.keys().map(circle_of).filter(|circle| circle.len() > 1).collect()
}

/// The nodes that at least one step leads to.
fn reachable<'a>(graph: &Graph<'a>, from: &'a str) -> BTreeSet<&'a str> {
    let (mut found, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(next) = open.pop().and_then(|node| graph.get(node)) {
        open.extend(next.iter().filter(|node| found.insert(**node)));
    }
    found
}
