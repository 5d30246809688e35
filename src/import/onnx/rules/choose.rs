//! Elements that are chosen by a condition.

use super::elementwise;
use super::gather::stepped;
use crate::import::call::ArgValue;
use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::graph::Node;
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping, named_axis};
use crate::import::value::{SliceRange, Value};

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Where", shapes: chosen, lower: choose, weights: Some(&[1, 2]), ..Rule::BASE },
    Rule { name: "Compress", run_time: true, shapes: compressed, lower: compress, ..PICK },
    Rule { name: "NonZero", shapes: places, run_time: true, weights: Some(&[]), ..Rule::UNCOUNTED },
    Rule { name: "Unique", shapes: unique, counted: false, run_time: true, ..PICK },
];

/// Rules of operators whose output has elements of their first input.
const PICK: Rule = Rule { weights: Some(&[0]), ..Rule::BASE };

fn chosen(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = elementwise::broadcast(node)?;
    let value = node.values().and_then(|values| match *values.as_slice() {
        [condition, a, b] => Value::choose(condition, a, b),
        _ => None,
    });
    Output::new(dims, node.dtype(1)?).valued(value).only()
}

/// The one that is chosen everywhere, if the condition is a single known one; else a join.
fn choose(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let Some(condition) = lowering.tensor(node, 0)?.single() else {
        return elementwise::join(lowering, node, "where");
    };
    let to = lowering.output_dims(node, 0)?;
    let input = if condition == 0.0 { 2 } else { 1 };
    lowering.moving(node, input)?.expand(to).done(node.output(0));
    Ok(())
}

/// The positions at which a condition holds.
fn held(condition: &[i64]) -> Vec<i64> {
    let held = (0_i64..).zip(condition).filter(|(_, holds)| **holds != 0);
    held.map(|(at, _)| at).collect()
}

fn compressed(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let from = node.dims(0)?;
    let held = held(&node.ints(1)?).len() as u64;
    let axis = node.node.int("axis").map(|axis| named_axis(axis, from.len())).transpose()?;
    let mut dims: Dims = if axis.is_some() { from.into() } else { Dims::from_slice(&[held]) };
    dims.iter_mut().skip(axis.unwrap_or(0)).take(1).for_each(|size| *size = held);
    let value = node.value(0).zip(node.value(1));
    let value = value.and_then(|(value, condition)| value.compress(condition, axis));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

fn compress(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let held = held(&lowering.ints(node, 1)?);
    let from = lowering.dims(node, 0)?;
    let axis = match node.int("axis") {
        Some(axis) => Some(named_axis(axis, from.len())?),
        None => None,
    };
    let flat = Dims::from_slice(&[crate::import::lower::elements(from)?]);
    let size = axis.and_then(|axis| from.get(axis)).or(flat.first()).copied().unwrap_or_default();
    let (at, to) = (axis.unwrap_or(0), lowering.output_dims(node, 0)?);
    let range: Option<SliceRange> = stepped(&held, at, size);
    let index = match range {
        Some(_) => None,
        None => {
            let count = Dims::from_slice(&[held.len() as u64]);
            let stored = lowering.call("weight").arg(ArgValue::Dims(count.clone()));
            Some(stored.arg("nolearned").typed(ElementType::Int64).temporary(count))
        }
    };
    let input = lowering.moving(node, 0)?;
    let input = if axis.is_some() { input.with_axis(at) } else { input.view(flat, None) };
    let sample = input.sample();
    let picked = match (range, index) {
        (Some(range), _) => input.slice(range),
        (None, Some(index)) => {
            input.by("gather", to.into(), sample, |call| call.arg(index).along(at, sample))
        }
        (None, None) => input,
    };
    picked.done(node.output(0));
    Ok(())
}

/// As many as there are elements that are not 0, which is known if the elements are.
fn places(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    node.dims(0)?;
    let value = node.value(0).and_then(Value::nonzero).ok_or(Failure::RunTime { input: 0 })?;
    Output::of(value, ElementType::Int64).only()
}

/// As many as there are kinds, which is known if the elements are.
fn unique(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let rank = node.dims(0)?.len();
    let axis = node.node.int("axis").map(|axis| named_axis(axis, rank)).transpose()?;
    let sorted = node.node.int("sorted") != Some(0);
    let value = node.value(0).and_then(|value| value.unique(axis, sorted));
    let unique = value.ok_or(Failure::RunTime { input: 0 })?;
    let places = [unique.first, unique.inverse, unique.counts];
    let places = places.map(|places| Output::of(places, ElementType::Int64));
    let values = Output::of(unique.values, node.dtype(0)?);
    Ok(std::iter::once(values).chain(places).collect())
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn a_known_condition_chooses() {
        assert_eq!(lowered("x: 1x7x4\nz: 1x7x4\nc = bool 1\ny = Where(c, x, z)\n-> y"), "");
        assert_eq!(
            lowered("x: 1x7x4\nc: bool 1x7x4\nv = f32 [-1]\ny = Where(c, v, x)\n-> y"),
            "where: where c -1 x"
        );
    }

    #[test]
    fn known_elements_are_kept() {
        assert_eq!(
            lowered("x: 1x7x4\nc = bool [0, 1, 1, 0]\ny = Compress(x, c) axis=2\n-> y"),
            "slice: slice 1 3 axis=1"
        );
        assert_eq!(
            lowered("x: 1x7x4\nc = bool [1, 1, 0, 1]\ny = Compress(x, c) axis=2\n-> y"),
            "weight: weight 3 nolearned dtype=int64\nfrom x\ngather: gather weight axis=1"
        );
    }
}
