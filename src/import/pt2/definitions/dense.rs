//! Dense layers and products of matrices.

use super::Definition;
use super::elementwise::times;
use crate::import::dims::Dims;
use crate::import::graph::{Node, TensorId};
use crate::import::lower::{Lowering, are_weights, product_dims};
use crate::import::onnx::model::AttributeValue;
use crate::import::pt2::aten::{Aten, Inputs, Made, int, one};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

/// Dense layers with their bias.
pub(super) const RULES: &[Rule] = &[
    Rule { name: "aten.linear", shapes: linear_shapes, lower: linear, ..Rule::BASE },
    Rule { name: "aten.bilinear", shapes: bilinear_shapes, lower: bilinear, ..Rule::BASE },
];

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("linear", |aten| {
        let inputs = [aten.tensor("input")?, aten.tensor("weight")?];
        let bias = aten.optional("bias")?;
        dense(aten, inputs, bias, true)
    }),
    Definition::new("bilinear", |aten| {
        let inputs = [aten.tensor("input1")?, aten.tensor("input2")?, aten.tensor("weight")?];
        let inputs: Vec<TensorId> = inputs.into_iter().chain(aten.optional("bias")?).collect();
        one(aten.op("aten.bilinear", &inputs, &[]))
    }),
    Definition::new("addmm", |aten| {
        let bias = added(aten)?;
        let inputs = [aten.tensor("mat1")?, aten.tensor("mat2")?];
        added_product(aten, inputs, bias)
    }),
    Definition::new("addmv", |aten| {
        let bias = added(aten)?;
        let inputs = [aten.tensor("mat")?, aten.tensor("vec")?];
        added_product(aten, inputs, bias)
    }),
    Definition::new("baddbmm", |aten| {
        let bias = added(aten)?;
        let inputs = [aten.tensor("batch1")?, aten.tensor("batch2")?];
        added_product(aten, inputs, bias)
    }),
    Definition::new("mm", |aten| product(aten, ["self", "mat2"])),
    Definition::new("bmm", |aten| product(aten, ["self", "mat2"])),
    Definition::new("mv", |aten| product(aten, ["self", "vec"])),
    Definition::new("dot", |aten| product(aten, ["self", "tensor"])),
    Definition::new("matmul", |aten| product(aten, ["self", "other"])),
    Definition::new("einsum", |aten| {
        let inputs: Inputs = aten.tensors("tensors")?.into_iter().collect();
        let equation = aten.word("equation").unwrap_or_default().replace(' ', "");
        aten.several("Einsum", inputs, &[("equation", AttributeValue::Text(equation.into()))], 1)
    }),
];

fn product(aten: &mut Aten<'_, '_>, names: [&str; 2]) -> Made {
    let [a, b] = [aten.tensor(names[0])?, aten.tensor(names[1])?];
    one(aten.op("MatMul", &[a, b], &[]))
}

/// A product with a matrix, transposed or not, and a bias.
fn dense(
    aten: &mut Aten<'_, '_>,
    inputs: [TensorId; 2],
    bias: Option<TensorId>,
    transposed: bool,
) -> Made {
    let inputs: Vec<TensorId> = inputs.into_iter().chain(bias).collect();
    one(aten.op("aten.linear", &inputs, &[("transB", int(i64::from(transposed)))]))
}

/// What is added to a product, and by which factors both are multiplied.
fn added(aten: &mut Aten<'_, '_>) -> Result<(TensorId, f64, f64), Failure> {
    let factor = |name| Ok(aten.number(name)?.unwrap_or(1.0));
    let (beta, alpha) = (factor("beta")?, factor("alpha")?);
    Ok((aten.tensor("self")?, beta, alpha))
}

/// `beta·bias + alpha·a·b`.
fn added_product(
    aten: &mut Aten<'_, '_>,
    [a, b]: [TensorId; 2],
    (bias, beta, alpha): (TensorId, f64, f64),
) -> Made {
    let graph = &aten.evaluation.graph;
    let learned = are_weights(graph, b) && are_weights(graph, bias);
    let one_for_each = aten.dims(bias)?.as_slice() == aten.dims(b)?.get(1..).unwrap_or_default();
    if learned && one_for_each && (beta, alpha) == (1.0, 1.0) {
        return dense(aten, [a, b], Some(bias), false);
    }
    let made = aten.op("MatMul", &[a, b], &[])?;
    let made = times(aten, made, alpha)?;
    if beta == 0.0 {
        return Ok(vec![made]);
    }
    let bias = times(aten, bias, beta)?;
    one(aten.op("Add", &[made, bias], &[]))
}

fn linear_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let made = product_dims(node.dims(0)?, node.dims(1)?, [false, node.node.flag("transB")])?;
    Output::new(made, node.dtype(0)?).only()
}

fn linear(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let transposed = [false, node.flag("transB")];
    let bias = node.input(2);
    let learned = bias.is_none_or(|bias| lowering.are_weights(bias));
    let matrix = lowering.dims(node, 1)?.len() == 2;
    let made = if learned && matrix {
        lowering.product(node, transposed, bias)?
    } else {
        let product = lowering.product(node, transposed, None)?;
        match bias {
            Some(bias) => {
                let bias = lowering.wire(bias)?;
                lowering.join("add", [product, bias].map(crate::import::lower::Operand::Wire))?
            }
            None => product,
        }
    };
    let dims: Dims = lowering.output_dims(node, 0)?.into();
    let made = lowering.reshape(made, dims);
    lowering.finish(node.output(0), made)
}

/// Weights `J`×`I`×`I_2` make `J` elements of each row.
fn bilinear_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let mut dims: Dims = node.dims(0)?.into();
    let outputs = node.dims(2)?.first().copied().unwrap_or_default();
    dims.iter_mut().last().into_iter().for_each(|size| *size = outputs);
    Output::new(dims, node.dtype(0)?).only()
}

fn bilinear(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let learned = node.inputs.iter().skip(2).flatten().all(|id| lowering.are_weights(*id));
    let (a, b) = (lowering.input(node, 0)?, lowering.input(node, 1)?);
    if !learned || a.rank() != b.rank() {
        return Err(Failure::unsupported("its weights are not stored"));
    }
    let outputs = lowering.dims(node, 2)?.first().copied().unwrap_or_default();
    let rank = a.rank();
    let (aligned, sample) = lowering.align(vec![a, b], rank);
    let [a, b] = aligned.as_slice() else { return Err(Failure::invalid("an input is missing")) };
    let (a, b, dims) = (a.var, b.var, Dims::from_slice(lowering.output_dims(node, 0)?));
    let call = lowering.call("bilinear").from(a).arg(outputs).arg(b);
    let call = call.word_if(!node.has(3), "nobias").learns([node.input(2), node.input(3)]);
    let made = call.wire(dims, sample);
    lowering.finish(node.output(0), made)
}
