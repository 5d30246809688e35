//! Layer norm and RMS norm out of means, with the scale and the shift after them.

use smallvec::SmallVec;

use super::Pattern;
use super::search::{Inner, Match, Search};
use crate::import::dims;
use crate::import::graph::{Attribute, Node, NodeId, TensorId};
use crate::import::lower::{Lowering, are_weights};
use crate::import::rule::{Failure, Rule};

pub(super) const PATTERNS: &[Pattern] =
    &[Pattern { ends: &["Div", "Mul"], find }, Pattern { ends: &["Mul", "Add"], find: affine }];

static LAYER_NORM: Rule = Rule {
    name: "netcost.LayerNorm",
    lower: |lowering, node| lower(lowering, node, "ln"),
    ..Rule::BASE
};

static RMS_NORM: Rule = Rule {
    name: "netcost.RmsNorm",
    lower: |lowering, node| lower(lowering, node, "rmsnorm"),
    ..Rule::BASE
};

/// Over `axes`; inputs X, and scale and shift if there are any.
fn lower(lowering: &mut Lowering<'_>, node: &Node, op: &'static str) -> Result<(), Failure> {
    let axes: SmallVec<[usize; 4]> = node
        .ints("axes")
        .unwrap_or_default()
        .iter()
        .filter_map(|it| usize::try_from(*it).ok())
        .collect();
    let input = lowering.input(node, 0)?;
    let made = lowering.norm(op, input, &axes, [node.input(1), node.input(2)])?;
    lowering.finish(node.output(0), made)
}

/// A quotient, or a product with a reciprocal.
fn find(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let node = search.node(last)?;
    let found = match &*node.op {
        "Div" => {
            let (root, below) = search.before(node, 1, "Sqrt")?;
            normalised(search, node.input(0)?, below.input(0)?, Inner::from_iter([root]))
        }
        _ => search.operands(node)?.into_iter().find_map(|(x, y)| {
            let (below, inner) = inverse(search, y)?;
            normalised(search, x, below, inner)
        }),
    };
    search.alone(last, found?)
}

/// What a tensor is one divided by the root of.
fn inverse(search: &Search<'_>, tensor: TensorId) -> Option<(TensorId, Inner)> {
    let (id, node) = search.maker(search.base(tensor))?;
    let (root, below) = match &*node.op {
        "Reciprocal" => search.before(node, 0, "Sqrt")?,
        "Div" if search.is_number(node.input(0), 1.0) => search.before(node, 1, "Sqrt")?,
        "Pow" if search.is_number(node.input(1), -0.5) => {
            return Some((node.input(0)?, Inner::from_iter([id])));
        }
        _ => return None,
    };
    Some((below.input(0)?, Inner::from_iter([id, root])))
}

/// `top / √below` as a normalisation.
fn normalised(
    search: &Search<'_>,
    top: TensorId,
    below: TensorId,
    mut inner: Inner,
) -> Option<Match> {
    let (add, node) = search.made_by(search.base(below), "Add")?;
    let mean = search.operands(node)?.into_iter().find(|(_, it)| search.number(*it).is_some())?.0;
    let (mean, node) = search.made_by(search.base(mean), "ReduceMean")?;
    let axes = axes(search, node)?;
    let (square, node) = search.maker(search.base(node.input(0)?))?;
    let squared = match &*node.op {
        "Pow" if search.is_number(node.input(1), 2.0) => node.input(0)?,
        "Mul" if search.same(node.input(0)?, node.input(1)?) => node.input(0)?,
        _ => return None,
    };
    inner.extend([add, mean, square]);
    let made = |name, rule, x, inner| {
        let ints = axes.iter().filter_map(|axis| i64::try_from(*axis).ok()).collect();
        let mut made = Match::new(name, rule, x, inner);
        made.attributes.push(("axes", Attribute::Ints(ints)));
        made
    };
    let [of_top, of_square] = [top, squared].map(|it| deviation(search, it));
    match (of_top, of_square) {
        (Some(a), Some(b)) if search.same(a.0, b.0) && a.1 == axes && b.1 == axes => {
            inner.extend(a.2.into_iter().chain(b.2));
            Some(made("layer norm", &LAYER_NORM, a.0, inner))
        }
        _ if search.same(top, squared) => Some(made("RMS norm", &RMS_NORM, top, inner)),
        _ => None,
    }
}

/// The x and the axes of `x − mean(x)`.
fn deviation(search: &Search<'_>, tensor: TensorId) -> Option<(TensorId, Vec<usize>, Inner)> {
    let (sub, node) = search.made_by(search.base(tensor), "Sub")?;
    let x = node.input(0)?;
    let (mean, node) = search.before(node, 1, "ReduceMean")?;
    let of_x = search.same(node.input(0)?, x);
    of_x.then_some(())?;
    Some((x, axes(search, node)?, Inner::from_iter([sub, mean])))
}

/// The axes of a mean that keeps them, in order.
fn axes(search: &Search<'_>, node: &Node) -> Option<Vec<usize>> {
    let rank = search.graph.tensors[node.input(0)?].dims.as_deref()?.len();
    let axes = match node.input(1) {
        Some(id) => search.graph.tensors[id].value.as_ref()?.to_ints()?,
        None => node.ints("axes")?.to_vec(),
    };
    let mut axes: Vec<usize> =
        axes.into_iter().map(|axis| dims::axis(axis, rank)).collect::<Option<_>>()?;
    axes.sort_unstable();
    (node.int("keepdims").unwrap_or(1) != 0 && !axes.is_empty()).then_some(axes)
}

/// A normalisation with the scale, or the shift, that comes after it.
fn affine(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let node = search.node(last)?;
    let (ready, shifts) = if &*node.op == "Mul" { (1, false) } else { (2, true) };
    let found = search.operands(node)?.into_iter().find_map(|(made, factor)| {
        let (id, norm) = search.maker(search.base(made))?;
        let rule = match &*norm.op {
            "netcost.LayerNorm" => &LAYER_NORM,
            "netcost.RmsNorm" if !shifts => &RMS_NORM,
            _ => return None,
        };
        let axes = norm.ints("axes")?;
        let fits = norm.inputs.len() == ready && covers(search, factor, axes, norm.input(0)?);
        fits.then_some(())?;
        let mut inputs = norm.inputs.clone();
        inputs.push(Some(factor));
        let attributes = vec![("axes", Attribute::Ints(axes.to_vec()))];
        let inner = Inner::from_iter([id]);
        Some(Match { name: None, rule, inputs, attributes, inner, like: None })
    });
    search.alone(last, found?)
}

/// Whether weights have the sizes of a tensor at these axes, and 1 at others.
fn covers(search: &Search<'_>, weights: TensorId, axes: &[i64], of: TensorId) -> bool {
    let dims = |id: TensorId| search.graph.tensors[id].dims.as_deref().unwrap_or_default();
    let (own, whole) = (dims(weights), dims(of));
    let Some(missing) = whole.len().checked_sub(own.len()) else { return false };
    let is_axis = |axis: usize| i64::try_from(axis).is_ok_and(|axis| axes.contains(&axis));
    let fits = whole.iter().enumerate().all(|(axis, size)| {
        let here = axis.checked_sub(missing).and_then(|axis| own.get(axis)).copied().unwrap_or(1);
        here == if is_axis(axis) { *size } else { 1 }
    });
    fits && are_weights(search.graph, weights)
}
