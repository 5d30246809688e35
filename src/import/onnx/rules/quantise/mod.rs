//! Quantised operators.
//!
//! A layer of integers becomes the float layer, with weights of the type that they are stored in. A kernel converts
//! what it reads and writes as it goes: that is not counted, as little as the scales for whole tensors
//! and channels are. Scales of blocks of weights are buffers, applied to the sums of their blocks.

use smallvec::SmallVec;

use super::rule;
use crate::import::call::ArgValue;
use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::graph::Node;
use crate::import::lower::{Lowering, Operand, Wire, elements};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};
use crate::tensor::Dtype;

/// A rule of an operator that does the same as one of floats with these of its inputs; the type of its output is that
/// of another input.
macro_rules! like {
    ($name:literal, $op:literal, $inputs:expr, $dtype:expr) => {
        Rule {
            name: $name,
            shapes: |node| shapes_as(node, $op, &$inputs, $dtype),
            lower: |lowering, node| lower_as(lowering, node, $op, &$inputs),
            ..Rule::BASE
        }
    };
}

pub(super) const RULES: &[Rule] = &[
    Rule { name: "QuantizeLinear", shapes: quantised, lower: quantise, ..Rule::BASE },
    Rule {
        name: "DequantizeLinear",
        shapes: dequantised,
        lower: dequantise,
        weights: Some(&[0]),
        ..Rule::BASE
    },
    Rule { name: "com.microsoft.QuantizeLinear", shapes: quantised, lower: quantise, ..Rule::BASE },
    Rule {
        name: "com.microsoft.DequantizeLinear",
        shapes: dequantised,
        lower: dequantise,
        weights: Some(&[0]),
        ..Rule::BASE
    },
    Rule { name: "DynamicQuantizeLinear", shapes: dynamic, lower: quantise_dynamic, ..Rule::BASE },
    like!("QLinearConv", "Conv", [0, 3, 8], 7),
    like!("QLinearMatMul", "MatMul", [0, 3], 7),
    integers(
        "ConvInteger",
        |node| shapes_as(node, "Conv", &[0, 1], INT32),
        |lowering, node| lower_as(lowering, node, "Conv", &[0, 1]),
    ),
    integers(
        "MatMulInteger",
        |node| shapes_as(node, "MatMul", &[0, 1], INT32),
        |lowering, node| lower_as(lowering, node, "MatMul", &[0, 1]),
    ),
    like!("com.microsoft.QLinearAdd", "Add", [0, 3], 0),
    like!("com.microsoft.QLinearMul", "Mul", [0, 3], 0),
    like!("com.microsoft.QLinearSigmoid", "Sigmoid", [0], 0),
    like!("com.microsoft.QLinearLeakyRelu", "LeakyRelu", [0], 0),
    like!("com.microsoft.QLinearSoftmax", "Softmax", [0], 0),
    like!("com.microsoft.QLinearAveragePool", "AveragePool", [0], 0),
    like!("com.microsoft.QLinearGlobalAveragePool", "GlobalAveragePool", [0], 0),
    like!("com.microsoft.QLinearReduceMean", "ReduceMean", [0], 0),
    like!("com.microsoft.QGemm", "Gemm", [0, 3, 6], 0),
    Rule {
        name: "com.microsoft.QLinearConcat",
        shapes: |node| shapes_as(node, "Concat", &concatenated(node.node), 2),
        lower: |lowering, node| lower_as(lowering, node, "Concat", &concatenated(node)),
        ..Rule::BASE
    },
    like!("com.microsoft.QAttention", "com.microsoft.Attention", [0, 1, 2, 5, 8], 3),
    Rule {
        name: "com.microsoft.MatMulIntegerToFloat",
        shapes: |node| shapes_as(node, "MatMul", &[0, 1], 2),
        lower: |lowering, node| {
            let made = lowering.product(node, [false; 2], None)?;
            let made = rescaled(lowering, node, made, &[2, 3], 6)?;
            lowering.finish(node.output(0), made)
        },
        ..Rule::BASE
    },
    Rule {
        name: "com.microsoft.DynamicQuantizeMatMul",
        shapes: |node| shapes_as(node, "MatMul", &[0, 1], 0),
        lower: dynamic_matmul,
        ..Rule::BASE
    },
    Rule { name: "com.microsoft.MatMulNBits", shapes: packed_shapes, lower: n_bits, ..Rule::BASE },
    Rule { name: "com.microsoft.MatMulBnb4", shapes: packed_shapes, lower: bnb4, ..Rule::BASE },
    Rule {
        name: "com.microsoft.GatherBlockQuantized",
        shapes: gathered,
        lower: gather,
        ..Rule::BASE
    },
];

/// Stands for the position of an input whose type an output has: a product of integers has 32 bits.
const INT32: usize = usize::MAX;

/// A rule of a product of integers.
const fn integers(
    name: &'static str,
    shapes: fn(&Shaping<'_>) -> Result<Outputs, Failure>,
    lower: fn(&mut Lowering<'_>, &Node) -> Result<(), Failure>,
) -> Rule {
    Rule { name, shapes, lower, ..Rule::BASE }
}

/// A node with some of its inputs only.
fn with_inputs(node: &Node, inputs: &[usize]) -> Node {
    Node { inputs: inputs.iter().map(|input| node.input(*input)).collect(), ..node.clone() }
}

fn float_rule(op: &str) -> Result<&'static Rule, Failure> {
    rule(op).ok_or_else(|| Failure::unsupported(format!("`{op}` has no rule")))
}

fn shapes_as(
    node: &Shaping<'_>,
    op: &str,
    inputs: &[usize],
    dtype: usize,
) -> Result<Outputs, Failure> {
    let like = with_inputs(node.node, inputs);
    let mut outputs = (float_rule(op)?.shapes)(&Shaping { graph: node.graph, node: &like })?;
    let dtype = match dtype {
        INT32 => ElementType::Int32,
        input => node.dtype(input).or_else(|_| node.dtype(0))?,
    };
    for output in &mut outputs {
        (output.dtype, output.value) = (dtype, None);
    }
    Ok(outputs)
}

fn lower_as(
    lowering: &mut Lowering<'_>,
    node: &Node,
    op: &str,
    inputs: &[usize],
) -> Result<(), Failure> {
    (float_rule(op)?.lower)(lowering, &with_inputs(node, inputs))
}

/// The tensors among the inputs of `QLinearConcat`: scale and zero point of the output, then a tensor, scale and zero
/// point each.
fn concatenated(node: &Node) -> SmallVec<[usize; 8]> {
    (2..node.inputs.len()).step_by(3).collect()
}

fn quantised(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let stated = node.node.int("output_dtype").and_then(|it| i32::try_from(it).ok());
    let stated = stated.filter(|it| *it != 0).and_then(super::super::decode::element_type);
    let dtype = node.dtype(2).ok().or(stated).unwrap_or(ElementType::UInt8);
    Output::new(node.dims(0)?, dtype).only()
}

fn dequantised(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    Output::new(node.dims(0)?, node.dtype(1)?).only()
}

/// `saturate(round(x / scale) + zero_point)`: a division, a rounding, which is a special function, and two
/// comparisons for each element, and an addition if there is a zero point.
fn quantise(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let n = elements(lowering.dims(node, 0)?)?;
    let add = if node.has(2) { n } else { 0 };
    element_wise(lowering, node, &[("add", add), ("div", n), ("cmp", 2 * n), ("special", n)])
}

/// `(x − zero_point) · scale`: a multiplication for each element, and an addition if there is a zero point.
fn dequantise(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let n = elements(lowering.dims(node, 0)?)?;
    let add = if node.has(2) { n } else { 0 };
    element_wise(lowering, node, &[("mul", n), ("add", add)])
}

/// A `custom` of the shape of the first input, which reads its data and that of scales and zero points.
fn element_wise(
    lowering: &mut Lowering<'_>,
    node: &Node,
    costs: &[(&'static str, u64)],
) -> Result<(), Failure> {
    let x = lowering.input(node, 0)?;
    let mut reads = vec![x.clone()];
    for input in 1..node.inputs.len() {
        if node.has(input) && !lowering.is_constant(node, input) {
            reads.push(lowering.input(node, input)?);
        }
    }
    let reads: Vec<&Wire> = reads.iter().collect();
    let name = node.op.rsplit('.').next().unwrap_or_default();
    let made = lowering.custom(name, &reads, (x.dims, x.sample), costs);
    lowering.finish(node.output(0), made)
}

fn dynamic(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    Ok(Outputs::from_iter([
        Output::new(node.dims(0)?, ElementType::UInt8),
        Output::new(Dims::new(), ElementType::F32),
        Output::new(Dims::new(), ElementType::UInt8),
    ]))
}

/// The costs of `DynamicQuantizeLinear` of n elements: `2·(n − 1)` comparisons for their minimum and maximum, and 2 with
/// 0; a subtraction and a division for the scale; for the zero point a subtraction, a division, a rounding and 2
/// comparisons; then each element as `QuantizeLinear` has it.
fn dynamic_costs(n: u64) -> [(&'static str, Option<u64>); 4] {
    [
        ("add", Some(n + 2)),
        ("div", Some(n + 2)),
        ("cmp", Some(2 * n.saturating_sub(1) + 4 + 2 * n)),
        ("special", Some(n + 1)),
    ]
}

fn quantise_dynamic(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let n = elements(lowering.dims(node, 0)?)?;
    lowering.opaque(node, ArgValue::Text(node.op.clone()), &dynamic_costs(n));
    Ok(())
}

/// A product times scales, and a bias added, which are inputs.
fn rescaled(
    lowering: &mut Lowering<'_>,
    node: &Node,
    made: Wire,
    scales: &[usize],
    bias: usize,
) -> Result<Wire, Failure> {
    let mut factors = Vec::new();
    for scale in scales {
        factors.push(lowering.join_operand(node, *scale)?);
    }
    let mut factors = factors.into_iter();
    let scale = match (factors.next(), factors.next()) {
        (Some(Operand::Number(a)), Some(Operand::Number(b))) => Operand::Number(a * b),
        (Some(a), Some(b)) => Operand::Wire(lowering.join("mul", [a, b])?),
        (Some(only), None) => only,
        _ => return Ok(made),
    };
    let made = lowering.join("mul", [Operand::Wire(made), scale])?;
    match node.has(bias) {
        true => {
            let bias = lowering.join_operand(node, bias)?;
            lowering.join("add", [Operand::Wire(made), bias])
        }
        false => Ok(made),
    }
}

/// `DynamicQuantizeMatMul`: A is quantised, its product with B is scaled.
fn dynamic_matmul(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let (weights, Some(columns)) = (node.input(1), lowering.dims(node, 1)?.last().copied()) else {
        return Err(Failure::invalid("its weights need two axes"));
    };
    let weights = weights.filter(|id| lowering.are_weights(*id));
    let weights = weights.ok_or_else(|| Failure::unsupported("weights that are data"))?;
    let a = lowering.input(node, 0)?;
    let n = elements(&a.dims)?;
    let costs: Vec<(&'static str, u64)> =
        dynamic_costs(n).into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let place = (a.dims.clone(), a.sample);
    let quantised = lowering.custom("DynamicQuantizeLinear", &[&a], place, &costs);
    let made = lowering.dense(quantised, (weights, None), columns)?;
    let made = rescaled(lowering, node, made, &[2], 4)?;
    lowering.finish(node.output(0), made)
}

/// The rows and columns that the attributes K and N state.
fn stated(node: &Node) -> Result<[u64; 2], Failure> {
    let size = |name| node.int(name).and_then(|size| u64::try_from(size).ok());
    match (size("K"), size("N")) {
        (Some(rows), Some(columns)) => Ok([rows, columns]),
        _ => Err(Failure::invalid("`K` or `N` is missing")),
    }
}

fn packed_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let [rows, columns] = stated(node.node)?;
    let mut dims: Dims = node.dims(0)?.into();
    match dims.last_mut() {
        Some(last) if *last == rows => *last = columns,
        _ => return Err(Failure::invalid(format!("the last axis of its input must be {rows}"))),
    }
    Output::new(dims, node.dtype(0)?).only()
}

/// `MatMulNBits`: A, packed B, scales, zero points, `g_idx`, bias. A dense layer with weights of so many bits.
fn n_bits(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dtype = match node.int("bits").unwrap_or(4) {
        4 => Dtype::Int4,
        8 => Dtype::Int8,
        bits => return Err(Failure::unsupported(format!("weights of {bits} bits"))),
    };
    let bias = node.input(5).filter(|id| lowering.are_weights(*id) && !node.has(4));
    let made = blocks(lowering, node, dtype, [Some(2), node.has(3).then_some(3)])?;
    let made = match (node.input(5), bias) {
        (Some(id), _) => {
            let bias = lowering.wire(id)?;
            lowering.join("add", [made, bias].map(Operand::Wire))?
        }
        _ => made,
    };
    lowering.finish(node.output(0), made)
}

fn bnb4(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let made = blocks(lowering, node, Dtype::Int4, [Some(2), None])?;
    lowering.finish(node.output(0), made)
}

/// A dense layer by packed weights, then the scales of their blocks: the sum of each block of a row is
/// multiplied by its scale, and less its zero point times the sum of the row's block, a multiplication and an
/// addition more.
fn blocks(
    lowering: &mut Lowering<'_>,
    node: &Node,
    dtype: Dtype,
    [scales, zeros]: [Option<usize>; 2],
) -> Result<Wire, Failure> {
    let [rows, columns] = stated(node)?;
    let weights = node.input(1).filter(|id| lowering.graph.tensors[*id].is_constant());
    let weights = weights.ok_or_else(|| Failure::unsupported("weights that are data"))?;
    let block = node.int("block_size").and_then(|size| u64::try_from(size).ok());
    let count = rows.div_ceil(block.filter(|size| *size > 0).unwrap_or(rows.max(1)));
    let a = lowering.input(node, 0)?;
    let made = lowering.packed_dense(a, weights, dtype, columns);
    let mut reads = vec![made.clone()];
    for input in [scales, zeros].into_iter().flatten() {
        let dims = lowering.dims(node, input)?.to_vec();
        reads.push(lowering.buffer(dims));
    }
    let sums = elements(&made.dims)?.saturating_mul(count);
    let (mul, add) = if zeros.is_some() { (2 * sums, sums) } else { (sums, 0) };
    let place = (made.dims.clone(), made.sample);
    let reads: Vec<&Wire> = reads.iter().collect();
    Ok(lowering.custom("block scales", &reads, place, &[("mul", mul), ("add", add)]))
}

/// The dims of the table, of which packed bytes hold two elements of 4 bits.
fn table(node: &Node, dims: &[u64], dtype: ElementType) -> Dims {
    let mut dims: Dims = dims.into();
    let packed = dtype == ElementType::UInt8 && node.int("bits").unwrap_or(4) == 4;
    if let Some(last) = dims.last_mut().filter(|_| packed) {
        *last *= 2;
    }
    dims
}

fn gathered(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let data = table(node.node, node.dims(0)?, node.dtype(0)?);
    let axis =
        crate::import::rule::named_axis(node.node.int("gather_axis").unwrap_or(0), data.len())?;
    let mut dims: Dims = data.iter().take(axis).copied().collect();
    dims.extend(node.dims(1)?.iter().copied());
    dims.extend(data.iter().skip(axis + 1).copied());
    Output::new(dims, node.dtype(2)?).only()
}

/// `GatherBlockQuantized`: rows of a table of weights, each element then dequantised.
fn gather(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dtype = lowering.tensor(node, 0)?.dtype;
    let data = table(node, lowering.dims(node, 0)?, dtype);
    let weights = node.input(0).filter(|id| lowering.graph.tensors[*id].is_constant());
    let (&[rows, columns], Some(weights), 0) =
        (data.as_slice(), weights, node.int("gather_axis").unwrap_or(0))
    else {
        return Err(Failure::unsupported("a table of more axes, or that is data"));
    };
    let ids = lowering.input(node, 1)?;
    let stored = match node.int("bits").unwrap_or(4) {
        8 => Dtype::Int8,
        _ => Dtype::Int4,
    };
    let mut dims = ids.dims.clone();
    dims.push(columns);
    let call = lowering.call("embed").from(ids.var).arg(rows).arg(columns);
    let made = call.learns([Some(weights)]).packed(Some(stored)).wire(dims, ids.sample);
    let n = elements(&made.dims)?;
    let scales = elements(lowering.dims(node, 2)?)?;
    let zeros = if node.has(3) { elements(lowering.dims(node, 3)?)? } else { 0 };
    let add = if node.has(3) { n } else { 0 };
    let place = (made.dims.clone(), made.sample);
    let costs = [("buffers", scales + zeros), ("mul", n), ("add", add)];
    let made = lowering.custom("block scales", &[&made], place, &costs);
    lowering.finish(node.output(0), made)
}

#[cfg(test)]
mod tests;
