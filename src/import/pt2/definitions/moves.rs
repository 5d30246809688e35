//! Elements at other places: parts, joins of parts, borders, repeats.

use super::Definition;
use super::parts::range;
use super::view::{permuted, reshape, signed};
use crate::import::dims::elements;
use crate::import::graph::TensorId;
use crate::import::pt2::aten::{Aten, Inputs, Made, int, one, word};
use crate::import::rule::Failure;

pub(super) const DEFINITIONS: &[Definition] = &[
    Definition::view("expand", |aten| {
        let size = aten.ints("size")?.unwrap_or_default();
        expand(aten, &size)
    }),
    Definition::view("broadcast_to", |aten| {
        let size = aten.ints("size")?.unwrap_or_default();
        expand(aten, &size)
    }),
    Definition::view("expand_as", |aten| {
        let size: Vec<i64> = signed(&aten.dims(aten.tensor("other")?)?).collect();
        expand(aten, &size)
    }),
    Definition::new("meshgrid", meshgrid),
    Definition::new("cat", |aten| {
        let inputs: Inputs = aten.tensors("tensors")?.into_iter().collect();
        let axis = aten.int("dim", 0)?;
        aten.several("Concat", inputs, &[("axis", int(axis))], 1)
    }),
    Definition::new("stack", stack),
    Definition::new("pad", |aten| {
        let mode = match aten.word("mode") {
            Some("replicate") => "edge",
            Some("circular") => "wrap",
            Some("reflect") => "reflect",
            _ => "constant",
        };
        pad(aten, "pad", mode)
    }),
    Definition::new("constant_pad_nd", |aten| pad(aten, "pad", "constant")),
    Definition::new("reflection_pad1d", |aten| pad(aten, "padding", "reflect")),
    Definition::new("reflection_pad2d", |aten| pad(aten, "padding", "reflect")),
    Definition::new("reflection_pad3d", |aten| pad(aten, "padding", "reflect")),
    Definition::new("replication_pad1d", |aten| pad(aten, "padding", "edge")),
    Definition::new("replication_pad2d", |aten| pad(aten, "padding", "edge")),
    Definition::new("replication_pad3d", |aten| pad(aten, "padding", "edge")),
    Definition::new("roll", roll),
    Definition::new("flip", flip),
    Definition::new("repeat", repeat),
    Definition::new("repeat_interleave", interleave),
    Definition::new("pixel_shuffle", |aten| {
        let x = aten.tensor("self")?;
        let block = [("blocksize", int(aten.int("upscale_factor", 1)?)), ("mode", word("CRD"))];
        one(aten.op("DepthToSpace", &[x], &block))
    }),
    Definition::new("pixel_unshuffle", |aten| {
        let x = aten.tensor("self")?;
        let block = [("blocksize", int(aten.int("downscale_factor", 1)?)), ("mode", word("CRD"))];
        one(aten.op("SpaceToDepth", &[x], &block))
    }),
    Definition::new("channel_shuffle", channel_shuffle),
];

/// Repeated along axes of size 1 and new ones; −1 keeps a size.
fn expand(aten: &mut Aten<'_, '_>, sizes: &[i64]) -> Made {
    let x = aten.tensor("self")?;
    let dims = aten.dims(x)?;
    let new = sizes.len().saturating_sub(dims.len());
    let own = |at: usize| at.checked_sub(new).and_then(|at| dims.get(at)).copied().unwrap_or(1);
    let sizes = sizes.iter().enumerate();
    let sizes: Vec<i64> =
        sizes.map(|(at, size)| if *size < 0 { own(at).cast_signed() } else { *size }).collect();
    let sizes = aten.list(sizes);
    one(aten.op("Expand", &[x, sizes], &[]))
}

/// Each list along an axis of its own.
fn meshgrid(aten: &mut Aten<'_, '_>) -> Made {
    let lists: Vec<TensorId> = aten.tensors("tensors")?.into_iter().flatten().collect();
    let sizes = lists.iter().map(|id| Ok(elements(&aten.dims(*id)?).unwrap_or_default()));
    let mut sizes: Vec<u64> = sizes.collect::<Result<_, Failure>>()?;
    let swaps = aten.word("indexing") == Some("xy") && sizes.len() > 1;
    let axis = |at: usize| if swaps && at < 2 { 1 - at } else { at };
    if swaps {
        sizes.swap(0, 1);
    }
    let whole = aten.list(signed(&sizes).collect::<Vec<_>>());
    let grid = |(at, id): (usize, TensorId)| {
        let own = sizes.iter().enumerate().map(|(of, size)| if of == axis(at) { *size } else { 1 });
        let own: Vec<u64> = own.collect();
        let list = reshape(aten, id, signed(&own).collect::<Vec<_>>())?;
        aten.op("Expand", &[list, whole], &[])
    };
    lists.into_iter().enumerate().map(grid).collect()
}

/// Tensors along a new axis.
fn stack(aten: &mut Aten<'_, '_>) -> Made {
    let axis = aten.int("dim", 0)?;
    let axes = aten.list([axis]);
    let mut raised = Inputs::new();
    for id in aten.tensors("tensors")?.into_iter().flatten() {
        raised.push(Some(aten.op("Unsqueeze", &[id, axes], &[])?));
    }
    aten.several("Concat", raised, &[("axis", int(axis))], 1)
}

/// A border: pairs of numbers for axes, the last axis first.
fn pad(aten: &mut Aten<'_, '_>, name: &str, mode: &str) -> Made {
    let x = aten.tensor("self")?;
    let rank = aten.rank(x)?;
    let given = aten.ints(name)?.unwrap_or_default();
    let pair = |pair: &[i64]| Some((*pair.first()?, *pair.get(1)?));
    let mut pairs: Vec<(i64, i64)> = given.chunks_exact(2).filter_map(pair).collect();
    if pairs.len() > rank {
        return Err(Failure::invalid("it pads more axes than there are"));
    }
    pairs.resize(rank, (0, 0));
    pairs.reverse();
    let (before, after): (Vec<i64>, Vec<i64>) = pairs.into_iter().unzip();
    let pads = aten.list(before.into_iter().chain(after));
    one(aten.op("Pad", &[x, pads], &[("mode", word(mode))]))
}

/// Axes that are moved on, where what is beyond the end comes first.
fn roll(aten: &mut Aten<'_, '_>) -> Made {
    let mut x = aten.tensor("self")?;
    let dims = aten.dims(x)?;
    let (shifts, axes) =
        (aten.ints("shifts")?.unwrap_or_default(), aten.ints("dims")?.unwrap_or_default());
    if axes.is_empty() {
        let all = elements(&dims).unwrap_or_default().cast_signed();
        let flat = reshape(aten, x, [all])?;
        let rolled = shifted(aten, flat, 0, shifts.first().copied().unwrap_or(0))?;
        return one(reshape(aten, rolled, signed(&dims).collect::<Vec<_>>()));
    }
    for (shift, axis) in shifts.into_iter().zip(axes) {
        let axis = crate::import::rule::named_axis(axis, dims.len())?;
        x = shifted(aten, x, axis, shift)?;
    }
    Ok(vec![x])
}

fn shifted(
    aten: &mut Aten<'_, '_>,
    x: TensorId,
    axis: usize,
    shift: i64,
) -> Result<TensorId, Failure> {
    let size = aten.dims(x)?.get(axis).copied().unwrap_or_default().cast_signed();
    let Some(at @ 1..) = shift.wrapping_neg().checked_rem_euclid(size) else { return Ok(x) };
    let first = range(aten, x, axis, [at, i64::MAX, 1])?;
    let last = range(aten, x, axis, [0, at, 1])?;
    let axis = i64::try_from(axis).unwrap_or(i64::MAX);
    aten.op("Concat", &[first, last], &[("axis", int(axis))])
}

fn flip(aten: &mut Aten<'_, '_>) -> Made {
    let mut x = aten.tensor("self")?;
    let rank = aten.rank(x)?;
    for axis in aten.ints("dims")?.unwrap_or_default() {
        let axis = crate::import::rule::named_axis(axis, rank)?;
        x = range(aten, x, axis, [-1, i64::MIN, -1])?;
    }
    Ok(vec![x])
}

/// A tensor so many times along each axis, new ones first.
fn repeat(aten: &mut Aten<'_, '_>) -> Made {
    let mut x = aten.tensor("self")?;
    let dims = aten.dims(x)?;
    let repeats = aten.ints("repeats")?.unwrap_or_default();
    let new = repeats.len().saturating_sub(dims.len());
    if new > 0 {
        x = reshape(aten, x, vec![1; new].into_iter().chain(signed(&dims)))?;
    }
    let repeats = aten.list(repeats);
    one(aten.op("Tile", &[x, repeats], &[]))
}

/// Each place of an axis so many times.
fn interleave(aten: &mut Aten<'_, '_>) -> Made {
    let (x, times) = (aten.tensor("self")?, aten.int_or("repeats")?);
    let (Some(times), true) = (times, aten.has("dim")) else {
        return Err(Failure::unsupported("its repeats are no number"));
    };
    let (axis, dims) = (aten.axis("dim", 0, x)?, aten.dims(x)?);
    let (before, rest) = dims.split_at_checked(axis).unwrap_or_default();
    let (own, after) = rest.split_at_checked(1).unwrap_or_default();
    let apart: Vec<i64> =
        signed(before).chain(signed(own)).chain([1]).chain(signed(after)).collect();
    let wide: Vec<i64> =
        signed(before).chain(signed(own)).chain([times]).chain(signed(after)).collect();
    let made: Vec<i64> = signed(before)
        .chain(signed(own).map(|size| size.saturating_mul(times)))
        .chain(signed(after))
        .collect();
    let x = reshape(aten, x, apart)?;
    let wide = aten.list(wide);
    let x = aten.op("Expand", &[x, wide], &[])?;
    one(reshape(aten, x, made))
}

/// Groups of channels dealt out in turn.
fn channel_shuffle(aten: &mut Aten<'_, '_>) -> Made {
    let x = aten.tensor("self")?;
    let (dims, groups) = (aten.dims(x)?, aten.int("groups", 1)?);
    let [batch, channels, rest @ ..] = dims.as_slice() else {
        return Err(Failure::invalid("its input has no channels"));
    };
    let each = channels.cast_signed().checked_div(groups).unwrap_or_default();
    let rest: Vec<i64> = signed(rest).collect();
    let apart = [batch.cast_signed(), groups, each].into_iter().chain(rest.iter().copied());
    let x = reshape(aten, x, apart.collect::<Vec<_>>())?;
    let order: Vec<i64> = [0, 2, 1].into_iter().chain((3..).take(rest.len())).collect();
    let moved = permuted(aten, x, &order)?;
    let mut made = Vec::new();
    for id in moved {
        made.push(reshape(aten, id, signed(&dims).collect::<Vec<_>>())?);
    }
    Ok(made)
}
