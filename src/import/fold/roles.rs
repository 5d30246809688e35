//! The roles of tensors in attention.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::import::call::{Call, Calls, VarId};

/// How far a tensor is followed to where it comes from.
const FAR: usize = 16;

/// What the tensors of attention are: queries, keys and values, with all that only views or scales them.
pub(super) fn roles(calls: &Calls) -> HashMap<VarId, &'static str, RandomState> {
    let mut makers: HashMap<VarId, usize, RandomState> = HashMap::default();
    for (index, call) in calls.calls.iter().enumerate() {
        makers.extend(call.outputs.iter().map(|var| (*var, index)));
    }
    let maker = |var: VarId| calls.calls.get(*makers.get(&var)?);
    let mut roles = HashMap::default();
    for call in &calls.calls {
        let Some([queries, keys, values]) = operands(call, &maker) else { continue };
        for (var, role) in [(queries, "q"), (keys, "k"), (values, "v")] {
            for var in views(var, &maker) {
                roles.entry(var).or_insert(role);
            }
        }
    }
    roles
}

/// The queries, keys and values of an attention: one call, or the second of its products.
fn operands<'c>(call: &'c Call, maker: &dyn Fn(VarId) -> Option<&'c Call>) -> Option<[VarId; 3]> {
    let mut reads = call.reads();
    match call.op {
        "sdpa" => Some([reads.next()?, reads.next()?, reads.next()?]),
        "matmul" => {
            let (weights, values) = (reads.next()?, reads.next()?);
            let mut products = scores(weights, maker)?.reads();
            Some([products.next()?, products.next()?, values])
        }
        _ => None,
    }
}

/// The product whose softmax a tensor is, scaled or masked in between.
fn scores<'c>(weights: VarId, maker: &dyn Fn(VarId) -> Option<&'c Call>) -> Option<&'c Call> {
    let mut var = weights;
    let mut is_softmax = false;
    for _ in 0..FAR {
        let call = maker(var)?;
        match call.op {
            "matmul" => return is_softmax.then_some(call),
            "softmax" => is_softmax = true,
            "mul" | "div" | "add" | "where" | "clamp" | "dropout" | "maximum" | "reshape"
            | "squeeze" | "unsqueeze" => {}
            _ => return None,
        }
        // A mask is stored, or an input.
        var = call.reads().find(|var| !is_mask(*var, maker))?;
    }
    None
}

/// Whether a tensor is a view of what is stored or an input.
fn is_mask<'c>(var: VarId, maker: &dyn Fn(VarId) -> Option<&'c Call>) -> bool {
    let mut views = views(var, maker);
    views.pop().and_then(maker).is_none_or(|call| call.op == "weight")
}

/// A tensor, and those that it is a view of.
fn views<'c>(var: VarId, maker: &dyn Fn(VarId) -> Option<&'c Call>) -> Vec<VarId> {
    let mut views = vec![var];
    let mut at = var;
    while views.len() < FAR
        && let Some(call) = maker(at)
        && matches!(
            call.op,
            "reshape"
                | "permute"
                | "transpose"
                | "squeeze"
                | "unsqueeze"
                | "slice"
                | "mul"
                | "div"
                | "split"
        )
    {
        if call.op == "split" || call.op == "slice" {
            break;
        }
        let mut reads = call.reads();
        let (Some(next), None) = (reads.next(), reads.next()) else { break };
        views.push(next);
        at = next;
    }
    views
}
