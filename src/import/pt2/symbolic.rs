//! Nodes that compute integers from sizes, and assertions: they cost nothing.

use super::aten::Aten;
use super::schema::{Argument, Node, SymInt};
use super::symbol::Values;
use crate::import::onnx::evaluate::Evaluation;

/// Evaluates a node that makes no tensor; `false` if it makes one.
pub(super) fn evaluate(evaluation: &mut Evaluation<'_>, values: &mut Values, node: &Node) -> bool {
    let is_tensor =
        |output: &Argument| matches!(output, Argument::Tensor(_) | Argument::Tensors(_));
    if node.outputs.iter().any(is_tensor) {
        return false;
    }
    if let Some(Argument::Int(SymInt::Name(name))) = node.outputs.first()
        && let Some(value) = value(evaluation, values, node)
    {
        values.insert(name.clone(), value);
    }
    true
}

/// The integer that a node makes, if it is known.
fn value(evaluation: &mut Evaluation<'_>, values: &Values, node: &Node) -> Option<i64> {
    let aten = Aten::new(evaluation, values, node);
    let target = node.operator();
    match target {
        "aten.sym_size.int" => {
            let id = aten.tensor("self").ok()?;
            let axis = aten.axis("dim", 0, id).ok()?;
            i64::try_from(*aten.dims(id).ok()?.get(axis)?).ok()
        }
        "aten.sym_numel.default" => {
            let dims = aten.dims(aten.tensor("self").ok()?).ok()?;
            i64::try_from(crate::import::dims::elements(&dims)?).ok()
        }
        _ => {
            let operands = node.inputs.iter().map(|it| match &it.arg {
                Argument::Int(size) => size.value(values),
                _ => None,
            });
            applied(target.rsplit('.').next()?, &operands.collect::<Option<Vec<i64>>>()?)
        }
    }
}

/// A function of Python, or of PyTorch for it.
fn applied(function: &str, operands: &[i64]) -> Option<i64> {
    match (function, operands) {
        ("add", [a, b]) => a.checked_add(*b),
        ("sub", [a, b]) => a.checked_sub(*b),
        ("mul", [a, b]) => a.checked_mul(*b),
        ("neg", [a]) => a.checked_neg(),
        ("floordiv", [a, b]) if *b > 0 => a.checked_div_euclid(*b),
        // Quotients are rounded afterwards; only whole ones are followed.
        ("truediv", [a, b]) if *b != 0 && a.checked_rem(*b)? == 0 => a.checked_div(*b),
        ("mod", [a, b]) if *b > 0 => a.checked_rem_euclid(*b),
        ("pow", [a, b]) => a.checked_pow(u32::try_from(*b).ok()?),
        ("sym_max", [a, b]) => Some(*a.max(b)),
        ("sym_min", [a, b]) => Some(*a.min(b)),
        ("floor" | "ceil" | "trunc" | "sym_int", [a]) => Some(*a),
        _ => None,
    }
}
