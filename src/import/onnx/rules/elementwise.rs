//! Joins: functions of the elements of several tensors, broadcast together.

use smallvec::SmallVec;

use super::costs::Costs;
use crate::import::call::{ArgValue, VarId};
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::{Node, Tensor, TensorId};
use crate::import::lower::{Draft, Lowering, Placed, elements, stored_shape};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};
use crate::import::value::{Binary, Value};

/// Rules of joins: the operator, what stands for it, and how the values of two operands are computed.
macro_rules! joins {
    ($($name:literal $lower:expr, $value:expr;)*) => {
        &[$(Rule {
            name: $name,
            shapes: |node| joined(node, $value),
            lower: $lower,
            ..Rule::BASE
        }),*]
    };
}

pub(super) const RULES: &[Rule] = joins! {
    "Add" |l, node| join(l, node, "add"), Binary::Add;
    "Sub" |l, node| join(l, node, "sub"), Binary::Sub;
    "Mul" |l, node| join(l, node, "mul"), Binary::Mul;
    "Div" |l, node| join(l, node, "div"), Binary::Div;
    "Sum" |l, node| join(l, node, "add"), Binary::Add;
    "Max" |l, node| join(l, node, "maximum"), Binary::Max;
    "Min" |l, node| join(l, node, "minimum"), Binary::Min;
    "Pow" power, Binary::Pow;
    "And" |l, node| join(l, node, "logicaland"), Binary::And;
    "Or" |l, node| join(l, node, "logicalor"), Binary::Or;
    "Xor" |l, node| join(l, node, "logicalxor"), Binary::Xor;
    "Equal" |l, node| join(l, node, "eq"), Binary::Equal;
    "Less" |l, node| join(l, node, "lt"), Binary::Less;
    "LessOrEqual" |l, node| join(l, node, "le"), Binary::LessOrEqual;
    "Greater" |l, node| join(l, node, "gt"), Binary::Greater;
    "GreaterOrEqual" |l, node| join(l, node, "ge"), Binary::GreaterOrEqual;
    "BitwiseAnd" bitwise, Binary::BitwiseAnd;
    "BitwiseOr" bitwise, Binary::BitwiseOr;
    "BitwiseXor" bitwise, Binary::BitwiseXor;
};

/// Joins whose values depend on an attribute, and the mean.
pub(super) const OTHERS: &[Rule] = &[
    Rule { name: "Mod", shapes: modulo, lower: |l, node| join(l, node, "mod"), ..Rule::BASE },
    Rule { name: "BitShift", shapes: shift, lower: bitwise, ..Rule::BASE },
    Rule { name: "Mean", shapes: mean_shapes, lower: mean, ..Rule::BASE },
];

/// The output is like the first input.
pub(super) fn same(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    node.like(0)?.only()
}

/// The dims of all inputs, broadcast.
pub(super) fn broadcast(node: &Shaping<'_>) -> Result<Dims, Failure> {
    let all: SmallVec<[&[u64]; 4]> =
        (0..node.node.inputs.len()).map(|at| node.dims(at)).collect::<Result<_, _>>()?;
    dims::broadcast(all.iter().copied()).ok_or_else(|| {
        let all: Vec<String> = all.iter().map(|dims| dims::shown(dims)).collect();
        Failure::invalid(format!("{} cannot be broadcast together", all.join(" and ")))
    })
}

/// The output has the dims of all inputs; its value is that of each two joined in turn.
fn joined(node: &Shaping<'_>, join: Binary) -> Result<Outputs, Failure> {
    let of = node.dtype(0)?;
    let dtype = if join.is_test() { ElementType::Bool } else { of };
    Output::new(broadcast(node)?, dtype).valued(joined_value(node, join, of)).only()
}

fn joined_value(node: &Shaping<'_>, join: Binary, of: ElementType) -> Option<Value> {
    let mut values = node.values()?.into_iter();
    let first = values.next()?.clone();
    values.try_fold(first, |value, other| value.binary(join, other, of))
}

fn modulo(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    joined(node, if node.node.flag("fmod") { Binary::Fmod } else { Binary::Mod })
}

fn shift(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    match node.node.text("direction") {
        Some("LEFT") => joined(node, Binary::ShiftLeft),
        Some("RIGHT") => joined(node, Binary::ShiftRight),
        _ => Err(Failure::invalid("its attribute `direction` must be LEFT or RIGHT")),
    }
}

/// A join: numbers as numbers, tensors by their names. Of one operand it is that operand.
pub(super) fn join(
    lowering: &mut Lowering<'_>,
    node: &Node,
    op: &'static str,
) -> Result<(), Failure> {
    let operands = Operands::of(lowering, node)?;
    if let [Operand::Tensor(var)] = *operands.all {
        let sample = operands.sample;
        lowering.same(node.output(0), Placed { var, sample });
        return Ok(());
    }
    operands.of_call(lowering.call(op)).make(node.output(0), operands.sample)
}

/// An operand of a join.
#[derive(Clone, Copy, Debug)]
enum Operand {
    Number(f64),
    Tensor(VarId),
}

/// The operands of a join, and the axis of the result that is the batch.
struct Operands {
    all: SmallVec<[Operand; 4]>,
    sample: Option<usize>,
}

impl Operands {
    fn of(lowering: &mut Lowering<'_>, node: &Node) -> Result<Self, Failure> {
        let rank = lowering.output_dims(node, 0)?.len();
        let ids: SmallVec<[TensorId; 4]> = node.inputs.iter().flatten().copied().collect();
        let numbers: SmallVec<[Option<f64>; 4]> =
            ids.iter().map(|id| number(lowering, *id, &ids)).collect();
        let tensors: SmallVec<[TensorId; 4]> =
            ids.iter().zip(&numbers).filter(|(_, it)| it.is_none()).map(|(id, _)| *id).collect();
        let (vars, sample) = lowering.aligned(&tensors, rank)?;
        let mut vars = vars.into_iter();
        let operand = |number: Option<f64>| match number {
            Some(number) => Some(Operand::Number(number)),
            None => vars.next().map(Operand::Tensor),
        };
        Ok(Operands { all: numbers.into_iter().filter_map(operand).collect(), sample })
    }

    /// A call with these operands.
    fn of_call<'l, 'g>(&self, call: Draft<'l, 'g>) -> Draft<'l, 'g> {
        self.all.iter().fold(call, |call, operand| match operand {
            Operand::Number(number) => call.arg(ArgValue::Number(*number)),
            Operand::Tensor(var) => call.arg(*var),
        })
    }

    /// The only tensor and the number after it.
    fn tensor_and_number(&self) -> Option<(VarId, f64)> {
        match *self.all {
            [Operand::Tensor(var), Operand::Number(number)] => Some((var, number)),
            _ => None,
        }
    }
}

/// The number that a constant operand is. One with more axes than all that are no numbers gives the result its axes: it
/// remains a tensor.
fn number(lowering: &Lowering<'_>, id: TensorId, all: &[TensorId]) -> Option<f64> {
    let tensor = &lowering.graph.tensors[id];
    let rank = |id: TensorId| lowering.graph.tensors[id].dims.as_ref().map_or(0, SmallVec::len);
    let is_number = |tensor: &Tensor| tensor.is_constant() && tensor.single().is_some();
    let others = |id: &&TensorId| !is_number(&lowering.graph.tensors[**id]);
    let most = all.iter().filter(others).map(|id| rank(*id)).max()?;
    let number = tensor.single().filter(|_| tensor.is_constant() && rank(id) <= most);
    number.filter(|number| !number.is_nan())
}

/// A square is a product, a power of ½ a root.
fn power(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let operands = Operands::of(lowering, node)?;
    let sample = operands.sample;
    let call = match operands.tensor_and_number() {
        Some((var, 2.0)) => lowering.call("mul").arg(var).arg(var),
        Some((var, 0.5)) => lowering.call("sqrt").from(var),
        _ => operands.of_call(lowering.call("pow")),
    };
    call.make(node.output(0), sample)
}

/// One logical operation for each element, counted as the language counts `logicaland`.
fn bitwise(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let operands: SmallVec<[TensorId; 4]> = node.inputs.iter().flatten().copied().collect();
    let rank = lowering.output_dims(node, 0)?.len();
    let (vars, sample) = lowering.aligned(&operands, rank)?;
    let dims = match node.output(0) {
        Some(output) => lowering.text_dims(output, sample),
        None => return Err(Failure::unsupported("its output is not wanted")),
    };
    let costs = Costs { cmp: 1, ..Costs::NONE }.times(elements(&dims)?)?;
    let call = lowering.call("custom").arg(ArgValue::Text(node.op.clone()));
    let call = call.arg(ArgValue::Dims(stored_shape(&dims)));
    let call = call.named("reads", ArgValue::Tensors(vars));
    costs.of(call).make(node.output(0), sample)
}

fn mean_shapes(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let of = node.dtype(0)?;
    let mean = || {
        let count = Value::int(i64::try_from(node.node.inputs.len()).ok()?);
        joined_value(node, Binary::Add, of)?.binary(Binary::Div, &count, of)
    };
    Output::new(broadcast(node)?, of).valued(mean()).only()
}

/// The sum of all, divided by how many they are.
fn mean(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let operands = Operands::of(lowering, node)?;
    if operands.all.len() < 2 {
        return join(lowering, node, "add");
    }
    let output = node.output(0).ok_or_else(|| Failure::unsupported("its output is not wanted"))?;
    let dims = lowering.text_dims(output, operands.sample);
    let sum = operands.of_call(lowering.call("add")).temporary(dims);
    let count = ArgValue::from(operands.all.len() as u64);
    lowering.call("div").from(sum).arg(count).make(node.output(0), operands.sample)
}

#[cfg(test)]
mod tests;
