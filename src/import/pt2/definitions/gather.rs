//! Elements by their indices, and the greatest ones.

use super::Definition;
use super::view::reshape;
use crate::import::element::ElementType;
use crate::import::graph::TensorId;
use crate::import::onnx::model::AttributeValue;
use crate::import::pt2::aten::{Aten, Inputs, Made, int, one, word};
use crate::import::rule::Failure;

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::new("embedding", |aten| {
        let (table, indices) = (aten.tensor("weight")?, aten.tensor("indices")?);
        one(aten.op("Gather", &[table, indices], &[]))
    }),
    Definition::new("index_select", |aten| {
        let (x, indices) = (aten.tensor("self")?, aten.tensor("index")?);
        let axis = aten.int("dim", 0)?;
        one(aten.op("Gather", &[x, indices], &[("axis", int(axis))]))
    }),
    Definition::new("index", index),
    Definition::new("_unsafe_index", index),
    Definition::new("gather", |aten| {
        let (x, indices) = (aten.tensor("self")?, aten.tensor("index")?);
        let axis = aten.int("dim", 0)?;
        one(aten.op("GatherElements", &[x, indices], &[("axis", int(axis))]))
    }),
    Definition::new("scatter", |aten| scatter(aten, "none")),
    Definition::new("scatter_add", |aten| scatter(aten, "add")),
    Definition::new("topk", |aten| {
        let k = aten.int("k", 1)?;
        greatest(aten, k)
    }),
    Definition::new("sort", |aten| {
        let k = whole(aten)?;
        greatest(aten, k)
    }),
    Definition::new("argsort", |aten| {
        let k = whole(aten)?;
        Ok(greatest(aten, k)?.into_iter().skip(1).collect())
    }),
    Definition::new("cumsum", |aten| {
        let x = aten.tensor("self")?;
        let axis = aten.int("dim", 0)?;
        let axis = aten.list([axis]);
        one(aten.op("CumSum", &[x, axis], &[]))
    }),
    Definition::new("one_hot", one_hot),
    Definition::new("tril", |aten| triangle(aten, 0)),
    Definition::new("triu", |aten| triangle(aten, 1)),
    Definition::new("grid_sampler", grid_sample),
    Definition::new("grid_sampler_2d", grid_sample),
    Definition::new("grid_sampler_3d", grid_sample),
];

/// Indices of one axis, or of the first ones together.
fn index(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let indices = aten.tensors("indices")?;
    let given: Vec<(usize, TensorId)> =
        indices.iter().enumerate().filter_map(|(at, id)| Some((at, (*id)?))).collect();
    let is_mask = |id: TensorId| aten.evaluation.graph.tensors[id].dtype == ElementType::Bool;
    if given.iter().any(|(_, id)| is_mask(*id)) {
        return Err(Failure::RunTime { input: 1 });
    }
    if let [(axis, indices)] = *given {
        let axis = int(i64::try_from(axis).unwrap_or(i64::MAX));
        return one(aten.op("Gather", &[x, indices], &[("axis", axis)]));
    }
    let Some(first) = given.first().map(|(axis, _)| *axis) else {
        return Err(Failure::invalid("it has no indices"));
    };
    if given.iter().enumerate().any(|(at, (axis, _))| first + at != *axis) {
        return Err(Failure::unsupported("axes between those that are indexed"));
    }
    let count = given.len();
    let ids: Vec<TensorId> = given.into_iter().map(|(_, id)| id).collect();
    let dims = ids.iter().map(|id| aten.dims(*id)).collect::<Result<Vec<_>, _>>()?;
    let wide = crate::import::dims::broadcast(dims.iter().map(|dims| dims.as_slice()));
    let wide = wide.ok_or_else(|| Failure::invalid("its indices cannot be broadcast"))?;
    let sizes = aten.list(wide.iter().map(|size| size.cast_signed()));
    let last = aten.list([-1]);
    let mut columns = Inputs::new();
    for id in ids {
        let id = aten.op("Expand", &[id, sizes], &[])?;
        columns.push(Some(aten.op("Unsqueeze", &[id, last], &[])?));
    }
    let rows = aten.several("Concat", columns, &[("axis", int(-1))], 1)?;
    let rows = rows.first().copied().ok_or_else(|| Failure::invalid("it has no indices"))?;
    let x = moved(aten, x, (first, count), 0)?;
    let made = aten.op("GatherND", &[x, rows], &[])?;
    one(moved(aten, made, (0, wide.len()), first))
}

/// So many axes from one on at another place, the others in their order.
fn moved(
    aten: &mut Aten<'_, '_>,
    x: TensorId,
    (from, count): (usize, usize),
    to: usize,
) -> Result<TensorId, Failure> {
    if from == to {
        return Ok(x);
    }
    let mut order: Vec<i64> = (0..).take(aten.rank(x)?).collect();
    if order.len() < count + from.max(to) {
        return Err(Failure::invalid("it has more indices than axes"));
    }
    let axes: Vec<i64> = order.drain(from..from + count).collect();
    order.splice(to..to, axes);
    let made = super::view::permuted(aten, x, &order)?;
    made.first().copied().ok_or_else(|| Failure::invalid("it has no axes"))
}

/// Elements replaced by those of another tensor, or by a number.
fn scatter(aten: &mut Aten<'_, '_>, reduction: &str) -> Made {
    let (x, indices) = (aten.tensor("self")?, aten.tensor("index")?);
    let reduction = match aten.word("reduce") {
        None => reduction,
        Some("add") => "add",
        Some("multiply") => "mul",
        Some(_) => return Err(Failure::unsupported("its reduction is not known")),
    };
    let attributes = [("axis", int(aten.int("dim", 0)?)), ("reduction", word(reduction))];
    let updates = match aten.number("value")? {
        Some(number) => {
            let dims = aten.dims(indices)?;
            aten.constant(dims, ElementType::F32, Some(number))
        }
        None => aten.tensor("src")?,
    };
    one(aten.op("ScatterElements", &[x, indices, updates], &attributes))
}

/// The size of the axis that is sorted.
fn whole(aten: &Aten<'_, '_>) -> Result<i64, Failure> {
    let x = aten.tensor("self")?;
    let axis = aten.axis("dim", -1, x)?;
    Ok(aten.dims(x)?.get(axis).copied().unwrap_or(1).cast_signed())
}

/// The k greatest elements along an axis, and where they are.
fn greatest(aten: &mut Aten<'_, '_>, k: i64) -> Made {
    let x = aten.tensor("self")?;
    let axis = [("axis", int(aten.int("dim", -1)?))];
    let k = aten.list([k]);
    aten.several("TopK", [Some(x), Some(k)].into_iter().collect(), &axis, 2)
}

fn one_hot(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let classes = aten.int("num_classes", -1)?;
    if classes < 0 {
        return Err(Failure::RunTime { input: 0 });
    }
    let (depth, values) = (aten.list([classes]), aten.list([0, 1]));
    one(aten.op("OneHot", &[x, depth, values], &[]))
}

fn triangle(aten: &mut Aten<'_, '_>, upper: i64) -> Made {
    let x = aten.tensor("self")?;
    let diagonal = aten.int("diagonal", 0)?;
    let diagonal = aten.list([diagonal]);
    let diagonal = reshape(aten, diagonal, [])?;
    one(aten.op("Trilu", &[x, diagonal], &[("upper", int(upper))]))
}

fn grid_sample(aten: &mut Aten<'_, '_>) -> Made {
    let (x, grid) = (aten.tensor("input")?, aten.tensor("grid")?);
    let mode = match aten.int("interpolation_mode", 0)? {
        0 => "linear",
        1 => "nearest",
        _ => "cubic",
    };
    one(aten.op("GridSample", &[x, grid], &[("mode", AttributeValue::Text(mode.into()))]))
}
