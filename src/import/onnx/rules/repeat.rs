//! Elements that are repeated.

use super::make::unsigned;
use crate::import::dims::{self, Dims};
use crate::import::graph::Node;
use crate::import::lower::Lowering;
use crate::import::rule::{Failure, Output, Outputs, Rule, Shaping};

/// Rules of operators whose output has the elements of their first input.
const REPEAT: Rule = Rule { weights: Some(&[0]), ..Rule::BASE };

pub(super) const RULES: &[Rule] = &[
    Rule { name: "Expand", shapes: expanded, lower: expand, ..REPEAT },
    Rule { name: "Tile", shapes: tiled, lower: tile, ..REPEAT },
];

fn expanded(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (from, to) = (node.dims(0)?, unsigned(&node.ints(1)?)?);
    let dims = dims::broadcast([from, &to]).ok_or_else(|| {
        let (from, to) = (dims::shown(from), dims::shown(&to));
        Failure::invalid(format!("{from} cannot be expanded to {to}"))
    })?;
    let value = node.value(0).and_then(|value| value.expand(&dims));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

fn expand(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let to = lowering.output_dims(node, 0)?;
    lowering.moving(node, 0)?.expand(to).done(node.output(0));
    Ok(())
}

fn tiled(node: &Shaping<'_>) -> Result<Outputs, Failure> {
    let (from, repeats) = (node.dims(0)?, unsigned(&node.ints(1)?)?);
    if from.len() != repeats.len() {
        return Err(Failure::invalid("it needs a number of repeats for each axis"));
    }
    let sizes = from.iter().zip(&repeats).map(|(size, times)| size.checked_mul(*times));
    let dims = sizes.collect::<Option<Dims>>();
    let dims = dims.ok_or_else(|| Failure::invalid("an axis would be too large"))?;
    let value = node.value(0).and_then(|value| value.tile(&repeats));
    Output::new(dims, node.dtype(0)?).valued(value).only()
}

fn tile(lowering: &mut Lowering<'_>, node: &Node) -> Result<(), Failure> {
    let repeats = unsigned(&lowering.ints(node, 1)?)?;
    lowering.moving(node, 0)?.tile(&repeats).done(node.output(0));
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::import::onnx::testing::lowered;

    #[test]
    fn a_batch_stays_unless_it_is_repeated() {
        assert_eq!(
            lowered("x: 1x1x4\ns = i64 [1, 3, 4]\ny = Expand(x, s)\n-> y"),
            "expand: expand 3x4"
        );
        assert_eq!(
            lowered("x: 1x1x4\ns = i64 [2, 3, 1]\ny = Expand(x, s)\n-> y"),
            "unsqueeze 0\nexpand: expand 2x3x4"
        );
        assert_eq!(
            lowered("x: 1x2x4\ns = i64 [1, 3, 1]\ny = Tile(x, s)\n-> y"),
            "tile: tile (3, 1)"
        );
        assert_eq!(lowered("x: 1x2x4\ns = i64 [1, 1, 1]\ny = Tile(x, s)\n-> y"), "");
    }
}
