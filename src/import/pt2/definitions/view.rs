//! The same elements in other dims, in another order of axes, of another type, or under another name.

use super::Definition;
use crate::import::graph::TensorId;
use crate::import::pt2::aten::{Aten, Made, int, ints, one};
use crate::import::rule::{Failure, named_axis};

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::view("view", |aten| shaped(aten, "size")),
    Definition::view("_unsafe_view", |aten| shaped(aten, "size")),
    Definition::view("reshape", |aten| shaped(aten, "shape")),
    Definition::view("view_copy", |aten| shaped(aten, "size")),
    Definition::view("reshape_as", like),
    Definition::view("view_as", like),
    Definition::view("flatten", flatten),
    Definition::view("unflatten", unflatten),
    Definition::view("squeeze", squeeze),
    Definition::view("unsqueeze", unsqueeze),
    Definition::view("permute", |aten| {
        let x = aten.tensor("self")?;
        let order = aten.ints("dims")?.unwrap_or_default();
        permuted(aten, x, &order)
    }),
    Definition::view("transpose", |aten| swapped(aten, ["dim0", "dim1"])),
    Definition::view("swapaxes", |aten| swapped(aten, ["axis0", "axis1"])),
    Definition::view("swapdims", |aten| swapped(aten, ["dim0", "dim1"])),
    Definition::view("t", t),
    Definition::view("movedim", movedim),
    Definition::view("as_strided", |aten| {
        let x = aten.tensor("self")?;
        let size = aten.ints("size")?.unwrap_or_default();
        // Other strides of the same elements are a matter of their layout.
        let same_dims = signed(&aten.dims(x)?).eq(size.iter().copied());
        if same_dims { same(aten) } else { Err(Failure::unsupported("its strides")) }
    }),
    Definition::view("alias", same),
    Definition::view("detach", same),
    Definition::view("contiguous", same),
    Definition::view("to", same),
    Definition::view("type_as", same),
    Definition::view("lift_fresh", same),
    Definition::view("dropout", dropout),
    Definition::view("feature_dropout", dropout),
    Definition::view("alpha_dropout", dropout),
    Definition::new("native_dropout", dropout),
    Definition::new("clone", same),
    Definition::new("_to_copy", same),
    Definition::new("lift_fresh_copy", same),
];

/// The first argument, whatever its name.
fn input(aten: &Aten<'_, '_>) -> Result<TensorId, Failure> {
    let first = aten.all_tensors()?.first().copied().flatten();
    first.ok_or_else(|| Failure::invalid("its input is missing"))
}

/// The output is the input.
fn same(aten: &mut Aten<'_, '_>) -> Made {
    let x = input(aten)?;
    one(aten.op("Identity", &[x], &[]))
}

/// Nothing is dropped unless the network is trained.
fn dropout(aten: &mut Aten<'_, '_>) -> Made {
    match aten.flag("train") {
        false => same(aten),
        true => Err(Failure::unsupported("dropout that drops")),
    }
}

/// In the dims that an argument states.
fn shaped(aten: &mut Aten<'_, '_>, name: &str) -> Made {
    let x = aten.tensor("self")?;
    // `view` with a type keeps the dims, if the types have the same size.
    match aten.ints(name)? {
        Some(sizes) => one(reshape(aten, x, sizes)),
        None => Err(Failure::unsupported("its bits are read as another type")),
    }
}

/// In the dims of another tensor.
fn like(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let dims = aten.dims(aten.tensor("other")?)?;
    one(reshape(aten, x, signed(&dims).collect::<Vec<_>>()))
}

/// A tensor in other dims.
pub(super) fn reshape(
    aten: &mut Aten<'_, '_>,
    x: TensorId,
    sizes: impl IntoIterator<Item = i64>,
) -> Result<TensorId, Failure> {
    let sizes = aten.list(sizes);
    aten.op("Reshape", &[x, sizes], &[("allowzero", int(1))])
}

/// Axes of sizes as numbers with a sign.
pub(super) fn signed(dims: &[u64]) -> impl Iterator<Item = i64> {
    dims.iter().map(|size| size.cast_signed())
}

/// Several axes as one.
fn flatten(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let dims = aten.dims(x)?;
    let (first, last) = (aten.axis("start_dim", 0, x)?, aten.axis("end_dim", -1, x)?);
    let parts = (dims.get(..first), dims.get(first..=last), dims.get(last + 1..));
    let (Some(before), Some(merged), Some(after)) = parts else {
        // A number becomes a list of it.
        return one(reshape(aten, x, [1]));
    };
    let size = crate::import::lower::elements(merged)?.cast_signed();
    one(reshape(aten, x, signed(before).chain([size]).chain(signed(after)).collect::<Vec<_>>()))
}

/// One axis as several.
fn unflatten(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let dims = aten.dims(x)?;
    let axis = aten.axis("dim", 0, x)?;
    let apart = aten.ints("sizes")?.unwrap_or_default();
    let (before, rest) = dims.split_at_checked(axis).unwrap_or_default();
    let after = rest.get(1..).unwrap_or_default();
    one(reshape(aten, x, signed(before).chain(apart).chain(signed(after)).collect::<Vec<_>>()))
}

/// Without the named axes that have size 1, without any all of them.
fn squeeze(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let dims = aten.dims(x)?;
    let named = match aten.ints("dim")? {
        Some(axes) => {
            let axes = axes.iter().map(|axis| named_axis(*axis, dims.len().max(1)));
            axes.collect::<Result<Vec<_>, _>>()?
        }
        None => (0..dims.len()).collect(),
    };
    let removed = named.into_iter().filter(|axis| dims.get(*axis) == Some(&1));
    let removed: Vec<i64> = removed.filter_map(|axis| i64::try_from(axis).ok()).collect();
    if removed.is_empty() {
        return same(aten);
    }
    let axes = aten.list(removed);
    one(aten.op("Squeeze", &[x, axes], &[]))
}

fn unsqueeze(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let axes = [aten.int("dim", 0)?];
    let axes = aten.list(axes);
    one(aten.op("Unsqueeze", &[x, axes], &[]))
}

/// With the axes in another order.
pub(super) fn permuted(aten: &mut Aten<'_, '_>, x: TensorId, order: &[i64]) -> Made {
    one(aten.op("Transpose", &[x], &[("perm", ints(order.iter().copied()))]))
}

fn swapped(aten: &mut Aten<'_, '_>, names: [&str; 2]) -> Made {
    let x = aten.tensor("self")?;
    let [a, b] = [aten.axis(names[0], 0, x)?, aten.axis(names[1], 0, x)?];
    let mut order: Vec<i64> = (0..).take(aten.rank(x)?).collect();
    if a.max(b) < order.len() {
        order.swap(a, b);
    }
    permuted(aten, x, &order)
}

fn t(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    match aten.rank(x)? {
        2 => permuted(aten, x, &[1, 0]),
        _ => same(aten),
    }
}

/// Axes at other positions, the others in their order.
fn movedim(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let rank = aten.rank(x)?;
    let axes = |name| -> Result<Vec<usize>, Failure> {
        let named = aten.ints(name)?.unwrap_or_default();
        named.iter().map(|axis| named_axis(*axis, rank)).collect()
    };
    let (from, to) = (axes("source")?, axes("destination")?);
    let mut others = (0..rank).filter(|axis| !from.contains(axis));
    let order = (0..rank).map(|axis| match to.iter().position(|it| *it == axis) {
        Some(at) => from.get(at).copied(),
        None => others.next(),
    });
    let order = order.map(|axis| i64::try_from(axis?).ok()).collect::<Option<Vec<_>>>();
    let order = order.ok_or_else(|| Failure::invalid("it needs as many places as axes"))?;
    permuted(aten, x, &order)
}
