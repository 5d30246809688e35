//! Attention whose heads lie side by side: they come apart before it, and are put together after it.

use smallvec::SmallVec;

use super::Pattern;
use super::layout::{Layout, Rows};
use super::search::{Inner, Match, Search};
use crate::import::graph::{Attribute, Node, NodeId, TensorId};
use crate::import::lower::ATTENTION;

pub(super) const PATTERNS: &[Pattern] = &[Pattern { ends: &["Reshape", "Flatten"], find }];

/// The most nodes that move the elements of a tensor.
const STEPS: usize = 12;

/// A tensor that an operand is made of, and the nodes in between.
#[derive(Clone)]
struct Base {
    tensor: TensorId,
    rows: Rows,
    inner: Inner,
}

fn find(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let (id, mut inner) = put_together(search, last)?;
    let node = search.node(id)?;
    let ([leading @ .., heads, _, features], [.., key_heads, _, values]) =
        (search.sizes(node.input(0)?)?, search.sizes(node.input(2)?)?)
    else {
        return None;
    };
    let parts = [(heads, features), (key_heads, features), (key_heads, values)];
    let parts = parts.map(|(heads, features)| heads.saturating_mul(*features));
    let (bases, packed) = chosen(search, node, parts)?;
    inner.push(id);
    inner.extend(bases.iter().flat_map(|base| base.inner.iter().copied()));
    let leading: SmallVec<[u64; 3]> = leading.iter().copied().filter(|size| *size > 1).collect();
    let ints = |sizes: &[u64]| Attribute::Ints(sizes.iter().map(|it| it.cast_signed()).collect());
    let attributes = vec![
        ("heads", ints(&[*heads, *key_heads])),
        ("leading", ints(&leading)),
        ("parts", ints(&parts)),
        ("packed", Attribute::Int(packed.into())),
    ];
    let inputs = bases.iter().map(|base| Some(base.tensor));
    let inputs = inputs.chain(node.inputs.iter().skip(3).copied()).collect();
    let rule = &ATTENTION;
    search.alone(last, Match { name: None, rule, inputs, attributes, inner, like: None })
}

/// The attention whose heads this node puts side by side, and the nodes in between.
fn put_together(search: &Search<'_>, last: NodeId) -> Option<(NodeId, Inner)> {
    let mut node = search.node(last)?;
    let mut layout = Layout::whole(search.sizes(node.output(0)?)?);
    let mut inner = Inner::new();
    for _ in 0..STEPS {
        layout = layout.before(search.graph, node)?;
        let made = node.input(0)?;
        let (id, maker) = search.maker(made)?;
        if &*maker.op == ATTENTION.name {
            let [.., heads, _, features] = search.sizes(made)? else { return None };
            let whole = Rows { offset: 0, width: heads.saturating_mul(*features) };
            let apart = maker.attribute("heads").is_none();
            return (apart && layout.rows() == Some(whole)).then_some((id, inner));
        }
        inner.push(id);
        node = maker;
    }
    None
}

/// What the operands are made of, and whether some are parts of one tensor; `parts` are their widths.
fn chosen(search: &Search<'_>, node: &Node, parts: [u64; 3]) -> Option<([Base; 3], bool)> {
    let key_order = node.ints("key_order");
    let q = bases(search, node.input(0)?, None);
    let k = bases(search, node.input(1)?, key_order);
    let v = bases(search, node.input(2)?, None);
    let at = |bases: &[Base], tensor: TensorId, offset: u64, width: u64| {
        let rows = Rows { offset, width };
        bases.iter().find(|base| base.tensor == tensor && base.rows == rows).cloned()
    };
    let alone = |bases: &[Base], width: u64| {
        let rows = Rows { offset: 0, width };
        bases.iter().rfind(|base| base.rows == rows).cloned()
    };
    let [of_q, of_k, of_v] = parts;
    let of_pair = of_k.saturating_add(of_v);
    let of_all = of_q.saturating_add(of_pair);
    let all = q.iter().find_map(|base| {
        let q = at(&q, base.tensor, 0, of_all)?;
        let k = at(&k, base.tensor, of_q, of_all)?;
        Some([q, k, at(&v, base.tensor, of_q.saturating_add(of_k), of_all)?])
    });
    let pair = || {
        let q = alone(&q, of_q)?;
        let pair = |base: &Base| {
            Some([at(&k, base.tensor, 0, of_pair)?, at(&v, base.tensor, of_k, of_pair)?])
        };
        let [k, v] = k.iter().find_map(pair)?;
        Some([q, k, v])
    };
    let separate = || Some([alone(&q, of_q)?, alone(&k, of_k)?, alone(&v, of_v)?]);
    match all.or_else(pair) {
        Some(bases) => Some((bases, true)),
        None => Some((separate()?, false)),
    }
}

/// The tensors in whose rows an operand has its heads, from the nearest to the furthest.
fn bases(search: &Search<'_>, operand: TensorId, order: Option<&[i64]>) -> Vec<Base> {
    let mut path: SmallVec<[(&Node, TensorId); STEPS]> = SmallVec::new();
    let (mut at, mut inner, mut found) = (operand, Inner::new(), Vec::new());
    while let (Some((id, node)), true) = (search.maker(at), path.len() < STEPS) {
        let Some(base) = node.input(0) else { break };
        path.push((node, at));
        inner.push(id);
        at = base;
        let Some(sizes) = search.sizes(at) else { break };
        let layout = path.iter().rev().try_fold(Layout::whole(sizes), |layout, (node, output)| {
            layout.after(search.graph, node, *output)
        });
        let Some(layout) = layout else { break };
        let layout = match order {
            Some(order) => layout.permuted_by(order),
            None => Some(layout),
        };
        let rows = layout.and_then(|layout| layout.rows());
        if let Some(rows) = rows.filter(|rows| sizes.last() == Some(&rows.width)) {
            found.push(Base { tensor: at, rows, inner: inner.clone() });
        }
    }
    found
}
