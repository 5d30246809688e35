//! Elements and parts by their indices.

use smallvec::SmallVec;

use crate::import::call::ArgValue;
use crate::import::dims::{self, Dims};
use crate::import::graph::{Node, TensorId};
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping, axis};
use crate::import::value::SliceRange;

/// Rules of operators whose output has elements of their first input.
const PICK: Rule = Rule { weights: Some(&[0]), ..Rule::BASE };

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Gather", shapes: gathered, lower: gather, ..PICK },
    Rule { name: "GatherElements", shapes: elements, lower: gather_elements, ..PICK },
    Rule { name: "GatherND", shapes: parts, lower: gather_nd, ..PICK },
];

/// Dims with others in the place of an axis.
fn replaced(dims: &[u64], axis: usize, with: &[u64]) -> Dims {
    let (before, after) = (dims.iter().take(axis), dims.iter().skip(axis + 1));
    before.chain(with).chain(after).copied().collect()
}

fn gathered(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let from = node.dims(0)?;
    let at = axis(node.node, 0, from.len())?;
    let dims = replaced(from, at, node.dims(1)?);
    let value = node.value(0).zip(node.value(1));
    let value = value.and_then(|(value, indices)| value.gather(at, indices));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

fn gather(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let dims = lowering.dims(node, 0)?;
    let at = axis(node, 0, dims.len())?;
    let size = dims.get(at).copied().unwrap_or_default();
    if let Some(range) = lowering.ints(node, 1).ok().and_then(|it| stepped(&it, at, size)) {
        return gather_range(lowering, node, range);
    }
    let table = lowering.tensor(node, 0)?;
    if at == 0 && dims.len() == 2 && table.is_constant() && table.is_learned(lowering.graph) {
        return embed(lowering, node, dims);
    }
    gather_any(lowering, node, at)
}

/// Indices that are each as far from the one before.
pub(super) fn stepped(indices: &[i64], axis: usize, size: u64) -> Option<SliceRange> {
    let size = i64::try_from(size).ok()?;
    let place = |index: i64| if index < 0 { index.saturating_add(size) } else { index };
    let (first, count) = (place(*indices.first()?), u64::try_from(indices.len()).ok()?);
    let step = indices.get(1).map_or(1, |second| place(*second).saturating_sub(first));
    let mut expected = first;
    for index in indices {
        let place = place(*index);
        if place != expected || !(0..size).contains(&place) {
            return None;
        }
        expected = expected.saturating_add(step);
    }
    (step != 0).then_some(SliceRange { axis, start: u64::try_from(first).ok()?, step, count })
}

/// A range, whose axis then has the dims of the indices.
fn gather_range(
    lowering: &mut Lowering<'_>,
    node: &Node,
    range: SliceRange,
) -> Result<(), Failure> {
    let axis = range.axis;
    let rank = lowering.dims(node, 1)?.len();
    let to = lowering.output_dims(node, 0)?;
    let moved = lowering.moving(node, 0)?.slice(range);
    let sample = match moved.sample() {
        Some(sample) if sample > axis => Some(sample + rank - 1),
        // A batch that is selected is no axis any more, or several.
        Some(sample) if sample == axis => (rank == 1).then_some(axis),
        sample => sample,
    };
    moved.view(to, sample).done(node.output(0));
    Ok(())
}

/// Vectors of a learned table.
fn embed(lowering: &mut Lowering<'_>, node: &Node, table: &[u64]) -> Result<(), Failure> {
    let (to, dtype) = (lowering.output_dims(node, 0)?, lowering.tensor(node, 0)?.dtype);
    let ids = lowering.moving(node, 1)?;
    let sample = ids.sample();
    let rows = ids.typed(dtype).by("embed", to.into(), sample, |call| {
        table.iter().fold(call, |call, size| call.arg(*size)).learns([node.input(0)])
    });
    rows.done(node.output(0));
    Ok(())
}

/// Indices that are computed, or have no order. They keep their batch, unless the data have one.
fn gather_any(lowering: &mut Lowering<'_>, node: &Node, at: usize) -> Result<(), Failure> {
    let batch = lowering.operand(node, 0)?.sample.filter(|sample| *sample != at);
    let indices = lowering.moving(node, 1)?;
    let indices = if batch.is_some() { indices.whole() } else { indices };
    let (index, own, rank) = (indices.var(), indices.sample(), indices.dims().len());
    let sample = match batch {
        Some(batch) if batch > at => Some(batch + rank - 1),
        Some(batch) => Some(batch),
        None => own.map(|own| at + own),
    };
    let to = lowering.output_dims(node, 0)?;
    let data = lowering.moving(node, 0)?.with_axis(at);
    let picked = data.by("gather", to.into(), sample, |call| call.arg(index).along(at, batch));
    picked.done(node.output(0));
    Ok(())
}

fn elements(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (from, indices) = (node.dims(0)?, node.dims(1)?);
    let at = axis(node.node, 0, from.len())?;
    if !fits(from, indices, at) {
        let (from, indices) = (dims::shown(from), dims::shown(indices));
        return Err(Failure::invalid(format!("indices of {indices} do not fit {from}")));
    }
    let value = node.value(0).zip(node.value(1));
    let value = value.and_then(|(value, indices)| value.gather_elements(at, indices));
    Output::new(indices, node.dtype(0)?).valued(value).only()
}

/// Whether indices of elements have as many axes as the data, and are no larger but along one axis.
pub(super) fn fits(data: &[u64], indices: &[u64], axis: usize) -> bool {
    let mut sizes = data.iter().zip(indices).enumerate();
    data.len() == indices.len() && sizes.all(|(at, (size, places))| at == axis || places <= size)
}

fn gather_elements(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let rank = lowering.dims(node, 0)?.len();
    let at = axis(node, 0, rank)?;
    let ids: SmallVec<[TensorId; 4]> = node.inputs.iter().flatten().copied().take(2).collect();
    let (vars, sample) = lowering.aligned_but(&ids, rank, &[at])?;
    let [data, index] = *vars.as_slice() else {
        return Err(Failure::invalid("an input is missing"));
    };
    let call = lowering.call("gatherelements").from(data).arg(index);
    call.along(at, sample).make(node.output(0), sample)
}

/// How many axes go together, and how many an index names.
fn depths(data: &[u64], indices: &[u64], node: &Node) -> Result<(usize, usize), Failure> {
    let batches = usize::try_from(node.int("batch_dims").unwrap_or(0)).ok();
    let depth = indices.last().and_then(|depth| usize::try_from(*depth).ok());
    let depths = batches.zip(depth).filter(|(batches, depth)| {
        *batches < indices.len()
            && batches.checked_add(*depth).is_some_and(|named| named <= data.len())
            && data.get(..*batches) == indices.get(..*batches)
    });
    depths.ok_or_else(|| Failure::invalid("its indices do not fit its data"))
}

/// The dims of the parts that indices name.
pub(super) fn named_parts(data: &[u64], indices: &[u64], named: usize) -> Dims {
    let places = indices.split_last().map_or(&[][..], |(_, places)| places);
    places.iter().chain(data.get(named..).unwrap_or_default()).copied().collect()
}

fn parts(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (from, indices) = (node.dims(0)?, node.dims(1)?);
    let (batches, depth) = depths(from, indices, node.node)?;
    let dims = named_parts(from, indices, batches + depth);
    let value = node.value(0).zip(node.value(1));
    let value = value.and_then(|(value, indices)| value.gather_nd(indices, batches));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

/// Axes of size 1 that go together are left out; where others do, data only move.
fn gather_nd(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let (from, indices) = (lowering.dims(node, 0)?, lowering.dims(node, 1)?);
    let (batches, depth) = depths(from, indices, node)?;
    let batch = lowering.operand(node, 0)?.sample;
    if from.iter().take(batches).any(|size| *size != 1) {
        let sample = batch.filter(|axis| *axis < batches);
        lowering.opaque_at(node, ArgValue::Text(node.op.clone()), &[], &[sample]);
        return Ok(());
    }
    // The batch of the data where it is no axis of a part that goes together or is named.
    let within = batch.and_then(|axis| axis.checked_sub(batches)).filter(|axis| *axis >= depth);
    let indices = lowering.moving(node, 1)?.without_first(batches);
    let last = indices.dims().len() - 1;
    let indices = if within.is_some() { indices.whole() } else { indices.with_axis(last) };
    let (indices, alone) = indices.in_rows();
    let (index, own, places) = (indices.var(), indices.sample(), Dims::from(indices.dims()));
    let sample = within.map(|axis| places.len() - 1 + axis - depth).or(own);
    let to = lowering.output_dims(node, 0)?;
    let data = lowering.moving(node, 0)?.without_first(batches);
    let data = if within.is_some() { data } else { data.whole() };
    let dims = named_parts(data.dims(), &places, depth);
    let picked = data.by("gathernd", dims, sample, |call| call.arg(index));
    let sample = match sample {
        Some(axis) => (axis + batches).checked_sub(usize::from(alone)),
        None => batch.filter(|axis| *axis < batches),
    };
    picked.view(to, sample).done(node.output(0));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn indices_in_steps_are_a_slice() {
        assert_eq!(
            lowered("x: 1x7x4\ni = i64 0\ny = Gather(x, i) axis=1\n-> y"),
            "slice 0 1\nsqueeze: squeeze 0"
        );
        assert_eq!(
            lowered("x: 1x7x4\ni = i64 [-1]\ny = Gather(x, i) axis=1\n-> y"),
            "slice: slice 6 7"
        );
        assert_eq!(
            lowered("x: 1x7x4\ni = i64 [5, 3, 1]\ny = Gather(x, i) axis=1\n-> y"),
            "slice 1 6 step=2\nflip: flip axis=0"
        );
        assert_eq!(lowered("x: 1x7x4\ni = i64 0\ny = Gather(x, i)\n-> y"), "");
    }

    #[test]
    fn other_indices_are_stored() {
        assert_eq!(
            lowered("x: 1x7x4\ni = i64 [5, 3, 4]\ny = Gather(x, i) axis=1\n-> y"),
            "weight: weight 3 nolearned dtype=int64\nfrom x\ngather: gather weight"
        );
    }

    #[test]
    fn a_table_is_learned() {
        assert_eq!(
            lowered("ids: i64 1x5\nw = f32 100x8\ny = Gather(w, ids)\n-> y"),
            "embed: embed 100 8"
        );
        assert_eq!(
            lowered("ids: i64 scalar\nw = f32 100x8\ny = Gather(w, ids)\n-> y"),
            "squeeze dtype=int64\nembed: embed 100 8"
        );
    }

    #[test]
    fn an_index_without_axes_is_a_number() {
        assert_eq!(
            lowered("x: 1x7x4\ni: i64 scalar\ny = Gather(x, i) axis=2\n-> y"),
            "squeeze: squeeze dtype=int64\nfrom x\ngather: gather squeeze axis=1"
        );
        assert_eq!(
            lowered("x: 1x7x4\ni: i64 scalar\ny = Gather(x, i)\n-> y"),
            "squeeze: squeeze dtype=int64\nfrom x\nunsqueeze 0\ngather: gather squeeze"
        );
    }

    #[test]
    fn indices_that_are_computed_keep_a_batch() {
        assert_eq!(
            lowered("x: 1x7x4\ni: i64 1x3\ny = Gather(x, i) axis=1\n-> y"),
            "unsqueeze: unsqueeze 0 dtype=int64\nfrom x\ngather: gather unsqueeze"
        );
        assert_eq!(
            lowered("x: 1x7x4\ni: i64 1x3x4\ny = GatherElements(x, i) axis=1\n-> y"),
            "from x\ngatherelements: gatherelements i"
        );
    }

    #[test]
    fn axes_that_go_together_are_left_out_if_they_are_the_batch() {
        assert_eq!(
            lowered("x: 1x7x4\ni: i64 1x3x1\ny = GatherND(x, i) batch_dims=1\n-> y"),
            "from x\ngathernd: gathernd i"
        );
        assert_eq!(
            lowered("x: 1x7x4\ni: i64 3x2\ny = GatherND(x, i)\n-> y"),
            "from x\nunsqueeze 0\ngathernd: gathernd i"
        );
        assert_eq!(
            lowered("x: 2x7x4\ni: i64 2x3x1\ny = GatherND(x, i) batch_dims=1\n-> y"),
            "custom: custom \"GatherND\" 2x3x4 reads=(x, i)"
        );
    }
}
