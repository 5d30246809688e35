//! Scaled dot-product attention as exporters spell it out: `softmax(q·kᵀ / √d + mask)·v`.
//!
//! The factor is on q, on k, on both or on the scores. Masks are added or choose, before a softmax along the keys; a
//! `Where` after it may clear rows without any key.

use smallvec::SmallVec;

use super::Pattern;
use super::layout::{is_view, order};
use super::search::{Inner, Match, Search, close};
use crate::import::dims;
use crate::import::graph::{Attribute, Node, NodeId, TensorId};
use crate::import::lower::ATTENTION;

pub(super) const PATTERNS: &[Pattern] = &[Pattern { ends: &["MatMul"], find }];

/// The most masks and changes of dims between the two products.
const STEPS: usize = 8;

/// What leads to the scores.
#[derive(Clone)]
struct Path {
    masks: SmallVec<[TensorId; 1]>,
    factor: f64,
    inner: Inner,
}

fn find(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let node = search.node(last)?;
    let v = node.input(1)?;
    let (scores, inner) = before_softmax(search, node.input(0)?)?;
    let path = Path { masks: SmallVec::new(), factor: 1.0, inner };
    let (product, mut path) = before_masks(search, scores, path, STEPS)?;
    let [q, keys] = [0, 1].map(|input| scaled(search, product.input(input), &mut path));
    let (transpose, node) = search.made_by(search.base(keys?), "Transpose")?;
    path.inner.push(transpose);
    let mut order = order(node, search.sizes(keys?)?.len())?;
    let last_axes = order.len().checked_sub(2)?;
    order.get_mut(last_axes..)?.reverse();
    let (q, mut k, mut v) = (q?, scaled(search, node.input(0), &mut path)?, v);
    if let (Some(keys), Some(values)) = (shared(search, k), shared(search, v)) {
        (k, v) = (keys.0, values.0);
        path.inner.extend(keys.1.into_iter().chain(values.1));
    }
    fits(search, &path, [q, k, v], &order)?;
    let mut found = Match::new("attention", &ATTENTION, q, path.inner);
    // The last one to be added was found first.
    found.inputs.extend([k, v].into_iter().chain(path.masks.into_iter().rev()).map(Some));
    if !order.is_sorted() {
        let order = order.iter().filter_map(|axis| i64::try_from(*axis).ok()).collect();
        found.attributes.push(("key_order", Attribute::Ints(order)));
    }
    search.alone(last, found)
}

/// The scores of which a tensor is the softmax, and the nodes in between.
fn before_softmax(search: &Search<'_>, weights: TensorId) -> Option<(TensorId, Inner)> {
    let (mut at, mut inner) = (weights, Inner::new());
    for _ in 0..STEPS {
        let (id, node) = search.maker(search.base(at))?;
        inner.push(id);
        at = match &*node.op {
            "Softmax" => return along_last(search, node).then_some((node.input(0)?, inner)),
            "Where" => cleared(search, node, &mut inner)?,
            _ => same_matrices(search, node)?,
        };
    }
    None
}

/// Whether a softmax is that of the last axis alone.
fn along_last(search: &Search<'_>, node: &Node) -> bool {
    let axis = node.int("axis").unwrap_or(if node.opset < 13 { 1 } else { -1 });
    let rank = node.input(0).and_then(|id| search.sizes(id)).map_or(0, <[u64]>::len);
    rank > 0 && dims::axis(axis, rank) == Some(rank - 1)
}

/// The softmax where a condition that is computed from itself or from its scores clears its rows.
fn cleared(search: &Search<'_>, node: &Node, inner: &mut Inner) -> Option<TensorId> {
    let (condition, a, b) = (node.input(0)?, node.input(1)?, node.input(2)?);
    let is_constant = |id: TensorId| search.graph.tensors[id].is_constant();
    let weights = if is_constant(a) { b } else { a };
    let (_, softmax) = search.made_by(search.base(weights), "Softmax")?;
    let mut at = condition;
    for _ in 0..STEPS {
        if search.same(at, weights) || search.same(at, softmax.input(0)?) {
            return Some(weights);
        }
        let (id, node) = search.maker(at)?;
        let compares =
            matches!(&*node.op, "Equal" | "IsNaN" | "IsInf" | "Not" | "ReduceMax" | "Cast");
        compares.then(|| inner.push(id))?;
        at = node.input(0)?;
    }
    None
}

/// The input of a node that gives its elements other dims, and keeps its last two axes.
fn same_matrices(search: &Search<'_>, node: &Node) -> Option<TensorId> {
    let to = is_view(search.graph, node)?;
    let from = search.sizes(node.input(0)?)?;
    let same =
        from.len() >= 2 && to.len() >= 2 && from.iter().rev().take(2).eq(to.iter().rev().take(2));
    same.then_some(node.input(0)?)
}

/// The product of queries and keys of which a tensor is the scores, and the path to it.
fn before_masks<'s>(
    search: &'s Search<'_>,
    scores: TensorId,
    path: Path,
    steps: usize,
) -> Option<(&'s Node, Path)> {
    let (id, node) = search.maker(search.base(scores))?;
    let (steps, mut path) = (steps.checked_sub(1)?, path);
    path.inner.push(id);
    let masked = |scores: TensorId, mask: TensorId| {
        let mut path = path.clone();
        path.masks.push(mask);
        (path.factor == 1.0).then(|| before_masks(search, scores, path, steps))?
    };
    let is_number = |input: usize| node.input(input).is_some_and(|id| search.number(id).is_some());
    match &*node.op {
        "MatMul" => Some((node, path)),
        "Add" => search.operands(node)?.into_iter().find_map(|(scores, mask)| masked(scores, mask)),
        "Where" if is_number(1) => masked(node.input(2)?, node.input(0)?),
        "Where" if is_number(2) => masked(node.input(1)?, node.input(0)?),
        "Mul" | "Div" => {
            let scores = scaled(search, node.output(0), &mut path)?;
            before_masks(search, scores, path, steps)
        }
        _ => before_masks(search, same_matrices(search, node)?, path, steps),
    }
}

/// The tensor that a tensor is a multiple of: itself, if it is none.
fn scaled(search: &Search<'_>, tensor: Option<TensorId>, path: &mut Path) -> Option<TensorId> {
    let product = search.factors(tensor?);
    path.factor *= product.factor;
    path.inner.extend(product.inner);
    match *product.tensors {
        [one] => Some(one),
        _ => None,
    }
}

/// Keys or values before each of their heads was repeated for a group of heads of queries, and the nodes that did so.
fn shared(search: &Search<'_>, repeated: TensorId) -> Option<(TensorId, Inner)> {
    let (merge, node) = search.made_by(repeated, "Reshape")?;
    let (mut at, mut inner) = (node.input(0)?, Inner::from_iter([merge]));
    let (&[.., heads, positions, features], &[.., each, group, of_positions, of_features]) =
        (search.sizes(repeated)?, search.sizes(at)?)
    else {
        return None;
    };
    let fits = Some(heads) == each.checked_mul(group)
        && [positions, features] == [of_positions, of_features];
    let (expand, node) = search.made_by(at, "Expand").filter(|_| fits)?;
    inner.push(expand);
    at = node.input(0)?;
    let (raise, node) = search.made_by(at, "Unsqueeze")?;
    inner.push(raise);
    let wide = search.sizes(at)?.iter().rev().nth(2) == Some(&1);
    at = node.input(0)?;
    let narrow = search.sizes(at)?.ends_with(&[each, positions, features]);
    (wide && narrow).then_some((at, inner))
}

/// Whether queries, keys, values and masks are those of scaled attention; the keys are put into another order first.
fn fits(search: &Search<'_>, path: &Path, [q, k, v]: [TensorId; 3], order: &[usize]) -> Option<()> {
    let (q, k, v) = (search.sizes(q)?, search.sizes(k)?, search.sizes(v)?);
    let k: SmallVec<[u64; 6]> =
        order.iter().map(|axis| k.get(*axis).copied()).collect::<Option<_>>()?;
    let (
        [of_queries @ .., queries, features],
        [of_keys @ .., keys, width],
        [of_values @ .., held, _],
    ) = (q, k.as_slice(), v)
    else {
        return None;
    };
    let heads = |sizes: &[u64]| sizes.last().copied().unwrap_or(1).max(1);
    let samples = |sizes: &[u64]| {
        sizes.split_last().map_or(SmallVec::new(), |it| SmallVec::<[u64; 3]>::from_slice(it.1))
    };
    let grouped = samples(of_queries) == samples(of_keys)
        && of_queries.len() == of_keys.len()
        && heads(of_queries).is_multiple_of(heads(of_keys));
    #[expect(clippy::cast_precision_loss, reason = "a number of features is small")]
    let is_scaled = close(path.factor, 1.0 / (*features as f64).sqrt());
    let same = grouped && of_keys == of_values && keys == held && width == features;
    let scores: SmallVec<[u64; 6]> = of_queries.iter().chain([queries, keys]).copied().collect();
    let masks = path.masks.iter().all(|mask| {
        let mask = search.sizes(*mask).unwrap_or_default();
        let extra = mask.len().saturating_sub(scores.len());
        let (first, rest) = mask.split_at_checked(extra).unwrap_or_default();
        let sizes = rest.iter().rev().zip(scores.iter().rev());
        !mask.is_empty()
            && first.iter().all(|size| *size == 1)
            && sizes.into_iter().all(|(size, of)| *size == 1 || size == of)
    });
    (is_scaled && same && masks).then_some(())
}
