//! An order of nodes in which each comes after those that it reads.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use super::model::{AttributeValue, Graph, Node};
use crate::import::names::Name;

/// The positions of nodes in an order in which each comes after those that it reads: as they stand, where that
/// is one, as the format demands.
///
/// # Errors
/// The position of a node that reads, over others, what it makes itself.
pub(super) fn ordered(nodes: &[Node]) -> Result<Vec<usize>, usize> {
    let mut makers: HashMap<Name, usize, RandomState> = HashMap::default();
    for (at, node) in nodes.iter().enumerate() {
        makers.extend(node.outputs.iter().filter(|name| !name.is_empty()).map(|name| (*name, at)));
    }
    let mut order = Vec::with_capacity(nodes.len());
    let mut state = vec![State::New; nodes.len()];
    for start in 0..nodes.len() {
        visit(start, nodes, &makers, &mut state, &mut order)?;
    }
    Ok(order)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// Nodes that it reads are visited.
    Open,
    Done,
}

/// Appends a node after those that it reads, without recursion.
fn visit(
    start: usize,
    nodes: &[Node],
    makers: &HashMap<Name, usize, RandomState>,
    state: &mut [State],
    order: &mut Vec<usize>,
) -> Result<(), usize> {
    let mut stack = vec![start];
    while let Some(at) = stack.last().copied() {
        let Some(mine) = state.get_mut(at) else { return Ok(()) };
        match *mine {
            State::Done => _ = stack.pop(),
            State::Open => {
                *mine = State::Done;
                order.push(at);
                stack.pop();
            }
            State::New => {
                *mine = State::Open;
                let Some(node) = nodes.get(at) else { return Ok(()) };
                let mut circle = None;
                read_by(node, &mut |name| match makers
                    .get(&name)
                    .map(|maker| (*maker, state.get(*maker)))
                {
                    Some((maker, Some(State::New))) => stack.push(maker),
                    Some((maker, Some(State::Open))) => circle = Some(maker),
                    _ => {}
                });
                if let Some(at) = circle {
                    return Err(at);
                }
            }
        }
    }
    Ok(())
}

/// Every name that a node reads, also in the graphs in its attributes.
fn read_by(node: &Node, found: &mut dyn FnMut(Name)) {
    node.inputs.iter().filter(|name| !name.is_empty()).for_each(|name| found(*name));
    for attribute in &node.attributes {
        if let AttributeValue::Graph(graph) = &attribute.value {
            read_in(graph, found);
        }
    }
}

/// Every name that the nodes of a graph read and that the graph does not define itself; the reader has bounded
/// the depth of graphs.
fn read_in(graph: &Graph, found: &mut dyn FnMut(Name)) {
    let made = graph.nodes.iter().flat_map(|node| node.outputs.iter().copied());
    let given = graph.inputs.iter().map(|input| input.name);
    let stored = graph.initializers.iter().map(|tensor| tensor.name);
    let own: HashSet<Name, RandomState> = made.chain(given).chain(stored).collect();
    let mut outer = |name: Name| {
        if !own.contains(&name) {
            found(name);
        }
    };
    graph.nodes.iter().for_each(|node| read_by(node, &mut outer));
    graph.outputs.iter().for_each(|output| outer(output.name));
}
