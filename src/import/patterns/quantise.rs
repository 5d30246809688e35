//! Data that is quantised and at once dequantised: it marks that the layers around it compute with integers, and
//! a runtime that does so makes one layer of all of them. It costs nothing of its own.

use super::Pattern;
use super::search::{Inner, Match, Search};
use crate::import::graph::NodeId;
use crate::import::rule::Rule;

pub(super) const PATTERNS: &[Pattern] = &[Pattern { ends: &["DequantizeLinear"], find }];

static MARK: Rule = Rule {
    name: "netcost.QuantizeDequantize",
    lower: |lowering, node| {
        let input = lowering.input(node, 0)?;
        lowering.finish(node.output(0), input)
    },
    ..Rule::BASE
};

/// A quantised tensor may be dequantised several times, for each of its readers; the first goes with it.
fn find(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let node = search.node(last)?;
    let tensor = node.input(0)?;
    let (id, quantise) = search.made_by(tensor, "QuantizeLinear")?;
    let x = quantise.input(0)?;
    let readers = search.inner_readers(tensor)?;
    let ends =
        |reader: &NodeId| search.node(*reader).is_some_and(|node| &*node.op == "DequantizeLinear");
    let alone = readers.iter().all(ends);
    let same = search.graph.tensors[x].dims == search.graph.tensors[node.output(0)?].dims;
    (alone && same).then_some(())?;
    let inner = if readers.len() == 1 { Inner::from_iter([id]) } else { Inner::new() };
    Some(Match::new("quantize–dequantize", &MARK, x, inner))
}
