//! Tensors of which a part is changed.

use super::Definition;
use crate::import::call::ArgValue;
use crate::import::graph::{Node, TensorId};
use crate::import::lower::Lowering;
use crate::import::pt2::aten::{Aten, Made, one};
use crate::import::rule::{Failure, Outputs, Rule, Shaping};

/// Elements of the first input replaced by those of the second.
pub(super) const RULES: &[Rule] = &[Rule {
    name: "aten.update",
    shapes: same,
    lower: updated,
    weights: Some(&[0, 1]),
    ..Rule::BASE
}];

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("slice_scatter", |aten| part(aten, "src")),
    Definition::new("select_scatter", |aten| part(aten, "src")),
    Definition::new("index_put", |aten| match aten.flag("accumulate") {
        true => Err(Failure::unsupported("it adds to what is there")),
        false => part(aten, "values"),
    }),
    Definition::new("copy", copy),
    Definition::new("fill", |aten| {
        let number = aten.number("value")?;
        filled(aten, number)
    }),
    Definition::new("zero", |aten| filled(aten, Some(0.0))),
];

fn part(aten: &mut Aten<'_, '_>, name: &str) -> Made {
    let (x, new) = (aten.tensor("self")?, aten.tensor(name)?);
    one(aten.updated(x, new))
}

/// All elements replaced.
fn copy(aten: &mut Aten<'_, '_>) -> Made {
    let (x, from) = (aten.tensor("self")?, aten.tensor("src")?);
    let dims = aten.dims(x)?;
    let sizes = aten.list(dims.iter().map(|size| size.cast_signed()));
    one(aten.op("Expand", &[from, sizes], &[]))
}

fn filled(aten: &mut Aten<'_, '_>, number: Option<f64>) -> Made {
    let x = aten.tensor("self")?;
    let (dims, dtype) = (aten.dims(x)?, aten.evaluation.graph.tensors[x].dtype);
    Ok(vec![aten.constant(dims, dtype, number)])
}

impl Aten<'_, '_> {
    /// A tensor, a part of which is another one now.
    pub(crate) fn updated(&mut self, whole: TensorId, part: TensorId) -> Result<TensorId, Failure> {
        let (dims, own) = (self.dims(whole)?, self.dims(part)?);
        let sizes = [&dims, &own].map(|dims| crate::import::dims::elements(dims));
        if sizes.first() == sizes.last() {
            return super::view::reshape(
                self,
                part,
                super::view::signed(&dims).collect::<Vec<_>>(),
            );
        }
        self.op("aten.update", &[whole, part], &[])
    }
}

fn same(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    node.like(0)?.only()
}

/// Elements are moved, and nothing is computed.
fn updated(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    lowering.opaque(node, ArgValue::Text("update".into()), &[]);
    Ok(())
}
