//! Elements and parts replaced by their indices, and columns that are added up to an image.

use smallvec::SmallVec;

use super::gather::{fits, named_parts};
use super::make::unsigned;
use crate::import::call::ArgValue;
use crate::import::dims::{self, Dims};
use crate::import::graph::{Node, TensorId};
use crate::import::lower::{self, Draft, Lowering};
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping, axis, named_axis};
use crate::import::value::Reduction;

/// Rules of operators whose output has elements of their first and third inputs.
const PUT: Rule = Rule { weights: Some(&[0, 2]), ..Rule::BASE };

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Scatter", shapes: elements, lower: scatter_elements, ..PUT },
    Rule { name: "ScatterElements", shapes: elements, lower: scatter_elements, ..PUT },
    Rule { name: "ScatterND", shapes: parts, lower: scatter_nd, ..PUT },
    Rule { name: "TensorScatter", shapes: written, lower: write, weights: Some(&[0, 1]), ..PUT },
    Rule { name: "Col2Im", shapes: image, lower: fold, weights: Some(&[0]), ..PUT },
];

/// What becomes of an element and its update, and the word for it.
fn reduction(node: &Node) -> Result<(Reduction, &'static str), Failure> {
    Ok(match node.text("reduction").unwrap_or("none") {
        "none" => (Reduction::None, "none"),
        "add" => (Reduction::Add, "add"),
        "mul" => (Reduction::Mul, "mul"),
        "min" => (Reduction::Min, "min"),
        "max" => (Reduction::Max, "max"),
        other => return Err(Failure::invalid(format!("there is no reduction `{other}`"))),
    })
}

/// The data, the indices and the updates.
fn operands(node: &Node) -> Result<[TensorId; 3], Failure> {
    let ids: SmallVec<[TensorId; 4]> = node.inputs.iter().take(3).flatten().copied().collect();
    <[TensorId; 3]>::try_from(&*ids).map_err(|_| Failure::invalid("an input is missing"))
}

fn elements(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (from, indices, updates) = (node.dims(0)?, node.dims(1)?, node.dims(2)?);
    let at = axis(node.node, 0, from.len())?;
    if !fits(from, indices, at) || indices != updates {
        let all = [from, indices, updates].map(dims::shown).join(", ");
        return Err(Failure::invalid(format!("data, indices and updates do not fit: {all}")));
    }
    let ((how, _), ty) = (reduction(node.node)?, node.dtype(0)?);
    let value = node.values().and_then(|values| match *values.as_slice() {
        [data, indices, updates] => data.scatter_elements(at, indices, updates, how, ty),
        _ => None,
    });
    node.like(0)?.valued(value).only()
}

fn scatter_elements(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let rank = lowering.dims(node, 0)?.len();
    let at = axis(node, 0, rank)?;
    let (_, word) = reduction(node)?;
    let (vars, sample) = lowering.aligned_but(&operands(node)?, rank, &[at])?;
    let [data, index, updates] = *vars.as_slice() else {
        return Err(Failure::invalid("an input is missing"));
    };
    let call = lowering.call("scatter").from(data).arg(index).arg(updates).along(at, sample);
    reduced(call, word).make(node.output(0), sample)
}

/// A call with the word for what becomes of an element and its update.
fn reduced<'l, 'g>(call: Draft<'l, 'g>, word: &'static str) -> Draft<'l, 'g> {
    if word == "none" { call } else { call.named("reduce", word) }
}

fn parts(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (from, indices, updates) = (node.dims(0)?, node.dims(1)?, node.dims(2)?);
    let depth = indices.last().and_then(|depth| usize::try_from(*depth).ok());
    let depth = depth.filter(|depth| *depth <= from.len());
    if depth.is_none_or(|depth| named_parts(from, indices, depth).as_slice() != updates) {
        let all = [from, indices, updates].map(dims::shown).join(", ");
        return Err(Failure::invalid(format!("data, indices and updates do not fit: {all}")));
    }
    let ((how, _), ty) = (reduction(node.node)?, node.dtype(0)?);
    let value = node.values().and_then(|values| match *values.as_slice() {
        [data, indices, updates] => data.scatter_nd(indices, updates, how, ty),
        _ => None,
    });
    node.like(0)?.valued(value).only()
}

/// The batch stays where the indices name no position of it.
fn scatter_nd(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let indices = lowering.dims(node, 1)?;
    let depth = indices.last().and_then(|depth| usize::try_from(*depth).ok()).unwrap_or_default();
    let (_, word) = reduction(node)?;
    let sample = lowering.operand(node, 0)?.sample.filter(|axis| *axis >= depth);
    let last = indices.len().saturating_sub(1);
    let of_updates = sample.map(|axis| last + axis - depth);
    let index = lowering.moving(node, 1)?.whole().in_rows().0.var();
    let updates = lowering.moving_with(node, 2, of_updates)?;
    let rows: Dims = std::iter::once(1).chain(updates.dims().iter().copied()).collect();
    let in_rows = of_updates.map(|axis| axis + 1);
    let updates = if last == 0 { updates.view(rows, in_rows) } else { updates };
    let updates = updates.var();
    let data = lowering.operand_with(node, 0, sample)?;
    let call = lowering.call("scatternd").from(data).arg(index).arg(updates);
    reduced(call, word).make(node.output(0), sample)
}

fn written(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (past, update) = (node.dims(0)?, node.dims(1)?);
    let at = named_axis(node.node.int("axis").unwrap_or(-2), past.len())?;
    if !fits(past, update, past.len()) || at == 0 {
        let (past, update) = (dims::shown(past), dims::shown(update));
        return Err(Failure::invalid(format!("{update} cannot be written into {past}")));
    }
    node.like(0)?.only()
}

/// Copies the update into the cache: no arithmetic.
fn write(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    lowering.opaque(node, ArgValue::Text(node.op.clone()), &[]);
    Ok(())
}

fn image(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (size, block) = (unsigned(&node.ints(1)?)?, unsigned(&node.ints(2)?)?);
    let [batch, columns, _] = *node.dims(0)? else {
        return Err(Failure::invalid("it needs a batch, channels and columns"));
    };
    let block = dims::elements(&block).filter(|block| *block > 0 && columns.is_multiple_of(*block));
    let block = block.ok_or_else(|| Failure::invalid("its channels are no whole blocks"))?;
    let dims: Dims = [batch, columns / block].into_iter().chain(size).collect();
    Output::new(dims, node.dtype(0)?).only()
}

/// Adds each element of a column to a pixel, those in the padding too: as many additions as there are elements.
fn fold(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let add = lower::elements(lowering.dims(node, 0)?)?;
    lowering.opaque(node, ArgValue::Text(node.op.clone()), &[("add", Some(add))]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn updates_have_the_batch_of_the_data() {
        assert_eq!(
            lowered(
                "x: 1x7x4\ni = i64 1x2x4\nu: 1x2x4\ny = ScatterElements(x, i, u) axis=1 reduction=\"add\"\n-> y"
            ),
            "weight 1x2x4 nolearned dtype=int64\nsqueeze: squeeze 0 dtype=int64\nfrom x\nscatter: scatter squeeze u reduce=add"
        );
        assert_eq!(
            lowered("x: 1x7x4\ni: i64 3x2\nu: 3x4\ny = ScatterND(x, i, u)\n-> y"),
            "from x\nunsqueeze 0\nscatternd: scatternd i u"
        );
        assert_eq!(
            lowered("x: 5\ni: i64 1\nu: scalar\ny = ScatterND(x, i, u)\n-> y"),
            "squeeze: squeeze\nfrom i\nunsqueeze: unsqueeze 0 dtype=int64\nfrom squeeze\nunsqueeze_2: unsqueeze 0\nfrom x\nscatternd: scatternd unsqueeze unsqueeze_2"
        );
    }

    #[test]
    fn every_element_of_a_column_is_added() {
        assert_eq!(
            lowered(
                "x: 1x8x6\nsize = i64 [3, 4]\nblock = i64 [2, 2]\ny = Col2Im(x, size, block)\n-> y"
            ),
            "custom: custom \"Col2Im\" 2x3x4 add=48"
        );
    }
}
