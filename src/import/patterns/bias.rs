//! Biases that are added after a layer.

use smallvec::SmallVec;

use super::Pattern;
use super::search::{Inner, Match, Search};
use crate::import::graph::{NodeId, TensorId};
use crate::import::lower::{are_weights, are_weights_along};
use crate::import::rule::Rule;

pub(super) const PATTERNS: &[Pattern] = &[Pattern { ends: &["Add"], find }];

/// A product by weights, and a bias: inputs X, W, B.
static LINEAR: Rule = Rule {
    name: "netcost.Linear",
    lower: |lowering, node| {
        let made = lowering.product(node, [false; 2], node.input(2))?;
        lowering.finish(node.output(0), made)
    },
    ..Rule::BASE
};

fn find(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let operands = search.operands(search.node(last)?)?;
    operands.into_iter().find_map(|(layer, bias)| with_bias(search, last, layer, bias))
}

/// The layer that makes a tensor with a bias that is added to it.
fn with_bias(search: &Search<'_>, last: NodeId, layer: TensorId, bias: TensorId) -> Option<Match> {
    let (id, node) = search.maker(layer)?;
    let (rule, axis) = match &*node.op {
        "MatMul" => {
            let weights = node.input(1)?;
            let matrix = search.graph.tensors[weights].dims.as_deref()?.len() == 2;
            (matrix && are_weights(search.graph, weights)).then_some((&LINEAR, None))?
        }
        "Conv" | "ConvTranspose" if !node.has(2) => (node.rule?, Some(1)),
        _ => return None,
    };
    let dims = search.graph.tensors[layer].dims.as_deref()?;
    let axis = axis.or(dims.len().checked_sub(1))?;
    let along = (axis, *dims.get(axis)?);
    are_weights_along(search.graph, bias, along, dims.len()).then_some(())?;
    let inputs: SmallVec<_> = [node.input(0), node.input(1), Some(bias)].into_iter().collect();
    let inner = Inner::from_iter([id]);
    let like = (&*node.op != "MatMul").then_some(id);
    let found = Match { name: None, rule, inputs, attributes: Vec::new(), inner, like };
    search.alone(last, found)
}
