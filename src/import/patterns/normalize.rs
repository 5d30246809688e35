//! Vectors divided by their lengths.

use super::Pattern;
use super::search::{Inner, Match, Search};
use crate::import::dims;
use crate::import::graph::{Attribute, NodeId};
use crate::import::rule::{Failure, Rule};

pub(super) const PATTERNS: &[Pattern] = &[Pattern { ends: &["Div"], find }];

static NORMALIZE: Rule = Rule {
    name: "netcost.Normalize",
    lower: |lowering, node| {
        let input = lowering.input(node, 0)?;
        let axis = node.int("axis").and_then(|axis| usize::try_from(axis).ok());
        let axis = axis.ok_or_else(|| Failure::invalid("it has no axis"))?;
        let made = lowering.along("normalize", input, axis)?;
        lowering.finish(node.output(0), made)
    },
    ..Rule::BASE
};

/// `x / max(‖x‖, ε)`, the length repeated along its axis or not.
fn find(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let node = search.node(last)?;
    let x = node.input(0)?;
    let mut inner = Inner::new();
    let mut length = search.maker(node.input(1)?)?;
    if &*length.1.op == "Expand" {
        inner.push(length.0);
        length = search.maker(length.1.input(0)?)?;
    }
    let (limit, node) = length;
    let norm = match &*node.op {
        "Clip" => {
            let (has_least, has_most) = match node.inputs.len() {
                1 => (node.float("min").is_some(), node.float("max").is_some()),
                _ => (node.input(1).and_then(|it| search.number(it)).is_some(), node.has(2)),
            };
            (has_least && !has_most).then_some(node.input(0)?)?
        }
        "Max" => {
            let operands = search.operands(node)?;
            operands.into_iter().find(|(_, it)| search.number(*it).is_some())?.0
        }
        _ => return None,
    };
    let (norm, node) = search.made_by(norm, "ReduceL2")?;
    let rank = search.graph.tensors[x].dims.as_deref()?.len();
    let axes = match node.input(1) {
        Some(id) => search.graph.tensors[id].value.as_ref()?.to_ints()?,
        None => node.ints("axes")?.to_vec(),
    };
    let &[axis] = axes.as_slice() else { return None };
    let axis = dims::axis(axis, rank)?;
    let keeps = node.int("keepdims").unwrap_or(1) != 0;
    (keeps && search.same(node.input(0)?, x)).then_some(())?;
    inner.extend([limit, norm]);
    let mut found = Match::new("normalize", &NORMALIZE, x, inner);
    found.attributes.push(("axis", Attribute::Int(axis.try_into().ok()?)));
    search.alone(last, found)
}
