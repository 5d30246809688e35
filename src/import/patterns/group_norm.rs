//! Group norm out of instance norm: the groups become channels, and come apart again.

use smallvec::SmallVec;

use super::Pattern;
use super::search::{Inner, Match, Search};
use crate::import::graph::{Attribute, Node, NodeId, TensorId};
use crate::import::lower::{Lowering, are_weights_along};
use crate::import::rule::{Failure, Rule};

pub(super) const PATTERNS: &[Pattern] =
    &[Pattern { ends: &["Reshape"], find }, Pattern { ends: &["Mul", "Add"], find: affine }];

static GROUP_NORM: Rule = Rule { name: "netcost.GroupNorm", lower, ..Rule::BASE };

/// Inputs X, and scale and shift if there are any; both or none are the layer's.
fn lower(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let input = lowering.input(node, 0)?;
    let input = lowering.moved(input, Some(0));
    let affine = node.has(1) && node.has(2);
    let call = lowering.call("gn").from(input.var).arg(node.int("groups").unwrap_or(1));
    let call = call.word_if(!affine, "noaffine");
    let call = if affine { call.learns([node.input(1), node.input(2)]) } else { call };
    let mut made = call.wire(input.dims, Some(0));
    if let (Some(scale), false) = (node.input(1), affine) {
        let scale = lowering.wire(scale)?;
        made = lowering.join("mul", [made, scale].map(crate::import::lower::Operand::Wire))?;
    }
    lowering.finish(node.output(0), made)
}

fn find(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let node = search.node(last)?;
    let (norm, of) = search.before(node, 0, "InstanceNormalization")?;
    let plain = |input: usize, number: f64| {
        let value = search.graph.tensors[of.input(input)?].value.as_ref()?;
        value.to_floats().iter().all(|it| *it == number).then_some(())
    };
    plain(1, 1.0)?;
    plain(2, 0.0)?;
    let (apart, before) = search.before(of, 0, "Reshape")?;
    let x = before.input(0)?;
    let dims = |id: TensorId| search.graph.tensors[id].dims.as_deref();
    let (whole, grouped) = (dims(x)?, dims(of.input(0)?)?);
    let (&[1, _, _, ..], &[1, groups, _, ..]) = (whole, grouped) else { return None };
    (dims(node.output(0)?)? == whole).then_some(())?;
    let mut found = Match::new("group norm", &GROUP_NORM, x, Inner::from_iter([norm, apart]));
    found.attributes.push(("groups", Attribute::Int(groups.try_into().ok()?)));
    search.alone(last, found)
}

/// A group norm with the scale, or the shift, that comes after it.
fn affine(search: &Search<'_>, last: NodeId) -> Option<Match> {
    let node = search.node(last)?;
    let ready = if &*node.op == "Mul" { 1 } else { 2 };
    let found = search.operands(node)?.into_iter().find_map(|(made, factor)| {
        let (id, norm) = search.made_by(search.base(made), "netcost.GroupNorm")?;
        let dims = search.graph.tensors[norm.input(0)?].dims.as_deref()?;
        let channels = (1, *dims.get(1)?);
        let fits = norm.inputs.len() == ready
            && are_weights_along(search.graph, factor, channels, dims.len());
        fits.then_some(())?;
        let mut inputs: SmallVec<_> = norm.inputs.clone();
        inputs.push(Some(factor));
        let attributes = vec![("groups", Attribute::Int(norm.int("groups")?))];
        let inner = Inner::from_iter([id]);
        let rule = &GROUP_NORM;
        Some(Match { name: None, rule, inputs, attributes, inner, like: None })
    });
    search.alone(last, found?)
}
