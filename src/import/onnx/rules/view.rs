//! Views: the same elements in other dims, of another type, or under another name.

use smallvec::SmallVec;

use super::super::decode;
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::{Graph, Node};
use crate::import::lower::Lowering;
use crate::import::rule::{
    Failure, Output, Outputs, Rule, Shaping, ints_or, named_axes, named_axis, sizes,
};
use crate::import::sample;
use crate::import::value::Value;

/// Rules of operators whose output is a view of their first input.
const VIEW: Rule = Rule { lower: same, weights: Some(&[0]), ..Rule::BASE };

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Reshape", shapes: reshape, lower: view, ..VIEW },
    Rule { name: "Flatten", shapes: flatten, lower: view, ..VIEW },
    Rule {
        name: "Squeeze",
        shapes: |node| rearranged(node, squeezed),
        lower: |lowering, node| rearrange(lowering, node, squeezed),
        ..VIEW
    },
    Rule {
        name: "Unsqueeze",
        shapes: |node| rearranged(node, unsqueezed),
        lower: |lowering, node| rearrange(lowering, node, unsqueezed),
        ..VIEW
    },
    Rule { name: "Identity", shapes: identity, ..VIEW },
    // An optional value that is there is a tensor like any other.
    Rule { name: "Optional", shapes: identity, ..VIEW },
    Rule { name: "OptionalGetElement", shapes: identity, ..VIEW },
    Rule { name: "Cast", shapes: cast, ..VIEW },
    Rule { name: "CastLike", shapes: cast_like, ..VIEW },
    Rule { name: "BitCast", shapes: bit_cast, ..VIEW },
    Rule { name: "Dropout", shapes: dropout, lower: drop, ..VIEW },
];

/// For each axis of the output the axis of the input that it is; `None` for a new one.
type Origins = SmallVec<[Option<usize>; 5]>;

/// The elements of the first input in other dims.
fn viewed(node: &Shaping<'_>, dims: Dims) -> Result<Outputs, Failure> {
    let value = node.value(0).and_then(|value| value.reshape(dims.clone()));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

fn reshape(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let from = node.dims(0)?;
    let wanted =
        node.ints_or(1, "shape")?.ok_or_else(|| Failure::invalid("its shape is missing"))?;
    let copies = !node.node.flag("allowzero");
    let mut to = Dims::new();
    let mut open = None;
    for (at, size) in wanted.iter().enumerate() {
        to.push(match *size {
            -1 if open.replace(at).is_none() => 1,
            0 if copies => *from
                .get(at)
                .ok_or_else(|| Failure::invalid("a 0 in its shape has no axis to copy"))?,
            size => u64::try_from(size)
                .map_err(|_| Failure::invalid("its shape has more than one negative size"))?,
        });
    }
    let all = dims::elements(from);
    let others = dims::elements(&to);
    if let Some(size) = open.and_then(|at| to.get_mut(at)) {
        let rest = all.zip(others).and_then(|(all, others)| all.checked_div(others));
        *size = rest.unwrap_or_default();
    }
    if dims::elements(&to) != all {
        let wanted = wanted.iter().map(i64::to_string).collect::<Vec<_>>().join("x");
        let from = dims::shown(from);
        return Err(Failure::invalid(format!("{from} cannot be reshaped to {wanted}")));
    }
    viewed(node, to)
}

fn flatten(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let from = node.dims(0)?;
    // The axis may be behind the last one, so it is one of one more.
    let stated = node.node.int("axis").unwrap_or(1);
    let at = if stated < 0 {
        named_axis(stated, from.len())?
    } else {
        named_axis(stated, from.len() + 1)?
    };
    let (before, after) = from.split_at_checked(at).unwrap_or((from, &[]));
    let sizes = dims::elements(before).zip(dims::elements(after));
    let (rows, columns) =
        sizes.ok_or_else(|| Failure::invalid("a tensor has too many elements"))?;
    viewed(node, Dims::from_slice(&[rows, columns]))
}

fn view(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let to = lowering.output_dims(node, 0)?;
    let input = lowering.moving(node, 0)?;
    let sample = sample::through_reshape(input.dims(), to, input.sample());
    input.view(to, sample).done(node.output(0));
    Ok(())
}

/// The axes that `Squeeze` leaves: all but those of size 1 that it names, or all of size 1.
fn squeezed(graph: &Graph, node: &Node) -> Result<Origins, Failure> {
    let dims = sizes(graph, node, 0)?;
    let named = ints_or(graph, node, 1, "axes")?;
    let named = named.map(|axes| named_axes(&axes, dims.len())).transpose()?;
    let mut origins = Origins::new();
    for (axis, size) in dims.iter().enumerate() {
        let removed = match &named {
            Some(axes) => axes.contains(&axis),
            None => *size == 1,
        };
        if removed && *size != 1 {
            return Err(Failure::invalid(format!("axis {axis} has size {size}, not 1")));
        }
        if !removed {
            origins.push(Some(axis));
        }
    }
    Ok(origins)
}

/// The axes of `Unsqueeze`'s input, with new ones at the positions that it names.
fn unsqueezed(graph: &Graph, node: &Node) -> Result<Origins, Failure> {
    let rank = sizes(graph, node, 0)?.len();
    let named = ints_or(graph, node, 1, "axes")?;
    let named = named.ok_or_else(|| Failure::invalid("its axes are missing"))?;
    let all = rank + named.len();
    let new = named_axes(&named, all)?;
    let mut old = 0..rank;
    let origins: Origins =
        (0..all).map(|axis| if new.contains(&axis) { None } else { old.next() }).collect();
    if old.next().is_some() {
        return Err(Failure::invalid("it names an axis twice"));
    }
    Ok(origins)
}

fn rearranged(
    node: &Shaping<'_>,
    origins: fn(&Graph, &Node) -> Result<Origins, Failure>,
) -> Result<Outputs, Failure> {
    let from = node.dims(0)?;
    let size = |origin: Option<usize>| origin.and_then(|axis| from.get(axis)).copied().unwrap_or(1);
    viewed(node, origins(node.graph, node.node)?.into_iter().map(size).collect())
}

fn rearrange(
    lowering: &mut Lowering<'_>,
    node: &Node,
    origins: fn(&Graph, &Node) -> Result<Origins, Failure>,
) -> Result<(), Failure> {
    let origins = origins(lowering.graph, node)?;
    let to = lowering.output_dims(node, 0)?;
    let input = lowering.moving(node, 0)?;
    let sample = match input.sample() {
        Some(sample) => origins.iter().position(|origin| *origin == Some(sample)),
        None => sample::through_reshape(input.dims(), to, None),
    };
    input.view(to, sample).done(node.output(0));
    Ok(())
}

/// The output is the first input: nothing is computed.
pub(super) fn same(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    lowering.moving(node, 0)?.done(node.output(0));
    Ok(())
}

fn identity(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    node.like(0)?.valued(node.value(0).cloned()).only()
}

/// The first input as elements of a type.
fn cast_to(node: &Shaping<'_>, dtype: ElementType) -> Result<Outputs, Failure> {
    let value = node.value(0).and_then(|value| value.cast(dtype));
    Output::new(node.dims(0)?, dtype).valued(value).only()
}

/// The type that an attribute names by its number.
pub(super) fn type_of(node: &Node, attribute: &str) -> Result<Option<ElementType>, Failure> {
    let Some(number) = node.int(attribute) else { return Ok(None) };
    let dtype = i32::try_from(number).ok().and_then(decode::element_type);
    dtype.map(Some).ok_or_else(|| Failure::invalid(format!("there is no type of number {number}")))
}

fn cast(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let to = type_of(node.node, "to")?;
    cast_to(node, to.ok_or_else(|| Failure::invalid("its attribute `to` is missing"))?)
}

fn cast_like(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    cast_to(node, node.dtype(1)?)
}

/// The bits of the first input as another type of as many: values are not followed.
fn bit_cast(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let to = type_of(node.node, "to")?;
    let to = to.ok_or_else(|| Failure::invalid("its attribute `to` is missing"))?;
    Output::new(node.dims(0)?, to).only()
}

/// The input, and a mask of what is kept, which is all unless the network is trained.
fn dropout(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let dims = node.dims(0)?;
    let trains = trains(node.value(2));
    let value = node.value(0).filter(|_| !trains).cloned();
    let output = node.like(0)?.valued(value);
    let dtype = if node.node.opset < 10 { node.dtype(0)? } else { ElementType::Bool };
    let kept = Value::filled(dims, &Value::int(1)).and_then(|mask| mask.cast(dtype));
    let mask = Output::new(dims, dtype).valued(kept.filter(|_| !trains));
    Ok(Outputs::from_iter([output, mask]))
}

/// Whether `training_mode` is set.
fn trains(mode: Option<&Value>) -> bool {
    mode.and_then(Value::single_int).is_some_and(|mode| mode != 0)
}

fn drop(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let mode = node.input(2).and_then(|id| lowering.graph.tensors[id].value.as_deref());
    if trains(mode) {
        return Err(Failure::unsupported("dropout that drops"));
    }
    if node.output(1).is_some_and(|mask| lowering.readers(mask) > 0) {
        super::make::fixed(lowering, node, 1)?;
    }
    same(lowering, node)
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn a_view_follows_the_batch() {
        assert_eq!(
            lowered("x: 1x3x4\nshape = i64 [0, -1]\ny = Reshape(x, shape)\n-> y"),
            "flatten: flatten"
        );
        assert_eq!(
            lowered("x: 1x3x4\nshape = i64 [3, 1, 4]\ny = Reshape(x, shape)\n-> y"),
            "unsqueeze: unsqueeze 1"
        );
        assert_eq!(
            lowered(
                "x: 1x3x4\naxes = i64 [0]\ny = Squeeze(x, axes)\naxes_1 = i64 [1]\nz = Unsqueeze(y, axes_1)\n-> z"
            ),
            "unsqueeze: unsqueeze 1"
        );
        assert_eq!(
            lowered(
                "x: 1x3x4\naxes = i64 [0]\ny = Unsqueeze(x, axes)\ny_1 = Concat(y, y) axis=0\n-> y_1"
            ),
            "unsqueeze: unsqueeze 0\nconcat: concat unsqueeze unsqueeze"
        );
    }

    #[test]
    fn only_the_name_changes() {
        assert_eq!(lowered("x: 1x3\ny = Identity(x)\nz = Cast(y) to=10\nu = Dropout(z)\n-> u"), "");
    }
}
