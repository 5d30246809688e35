//! `LinearAttention`: a state of `d_k`×`d_v` for each head, which each position updates and reads.

use super::{count, of_heads, output};

use crate::import::graph::Node;
use crate::import::lower::{Lowering, elements};
use crate::import::onnx::rules::costs::{Costs, custom_with};
use crate::import::rule::{Failure, Outputs, Rule, Shaping, sizes};

pub(super) const RULE: Rule =
    Rule { name: "LinearAttention", shapes: linear_shapes, lower: linear, ..Rule::BASE };

/// Batch and positions, the heads of queries and of states, and the features of keys and of values.
struct Sizes {
    batch: u64,
    positions: u64,
    heads: u64,
    shared: u64,
    keys: u64,
    values: u64,
}

impl Sizes {
    /// Those of a node whose first three inputs have these dims.
    fn of(node: &Node, [q, k, v]: [&[u64]; 3]) -> Result<Sizes, Failure> {
        let (all, shared) = (count(node, "q_num_heads"), count(node, "kv_num_heads"));
        let [batch, heads, positions, keys] = of_heads(q, all)?;
        let [_, shared, _, same] = of_heads(k, shared)?;
        let [_, _, _, values] = of_heads(v, Some(shared))?;
        if keys != same || shared == 0 || heads % shared != 0 {
            return Err(Failure::invalid("its queries and keys do not fit"));
        }
        Ok(Sizes { batch, positions, heads, shared, keys, values })
    }
}

fn linear_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let sizes = Sizes::of(node.node, [node.dims(0)?, node.dims(1)?, node.dims(2)?])?;
    let Sizes { batch, positions, heads, shared, keys, values } = sizes;
    let dtype = node.dtype(0)?;
    let state = if node.node.has(3) { node.dtype(3)? } else { dtype };
    Ok(Outputs::from_iter([
        output(&[batch, positions, heads * values], dtype),
        output(&[batch, shared, keys, values], state),
    ]))
}

/// For each position and head of the state, of `d_k`×`d_v`:
///
/// - gated: `d_k` exponentials (1, if the decay is one of the head) and `d_k·d_v` multiplications;
/// - delta: `d_k·d_v` multiply-accumulates for `Sᵀk`, `d_v` subtractions and `d_v` multiplications by `β`;
/// - `d_k·d_v` multiply-accumulates for `S + k⊗v`.
///
/// For each position and head of the queries `d_k·d_v` multiply-accumulates for `qᵀS`, and `d_v` multiplications by the
/// scale.
fn linear(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = |input| sizes(lowering.graph, node, input);
    let sizes = Sizes::of(node, [dims(0)?, dims(1)?, dims(2)?])?;
    let Sizes { batch, positions, heads, shared, keys, values } = sizes;
    let (gated, delta) = match node.text("update_rule").unwrap_or("gated_delta") {
        "linear" => (false, false),
        "gated" => (true, false),
        "delta" => (false, true),
        "gated_delta" => (true, true),
        other => return Err(Failure::invalid(format!("there is no update rule `{other}`"))),
    };
    let cells =
        keys.checked_mul(values).ok_or_else(|| Failure::invalid("its heads are too large"))?;
    let mut update = Costs { macs: cells, ..Costs::NONE };
    if gated {
        let decays = dims(4)?.last().copied().unwrap_or(1).checked_div(shared).unwrap_or(1);
        update = update.plus(Costs { special: decays, mul: cells, ..Costs::NONE });
    }
    if delta {
        update = update.plus(Costs { macs: cells, add: values, mul: values, ..Costs::NONE });
    }
    let read = Costs { macs: cells, mul: values, ..Costs::NONE };
    let rows = elements(&[batch, positions])?;
    let costs = update.times(shared)?.plus(read.times(heads)?).times(rows)?;
    custom_with(lowering, node, 0..6, costs)
}
