//! The rows of changes: one for each step, or one for all steps of a block.

use super::details::{self, LayerOf};
use crate::cost::Figures;
use crate::diff::{Side, Step};
use crate::network::LayerId;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row<'a> {
    /// A step.
    Step(Step),
    /// The steps of a block, with its path.
    Block(String, &'a [Step]),
}

/// The rows, whose paths have at most `depth` parts.
pub(super) fn rows<'a>(
    sides: [&Side<'_>; 2],
    steps: &'a [Step],
    depth: Option<usize>,
) -> Vec<Row<'a>> {
    if depth == Some(0) {
        return Vec::new();
    }
    let blocks: Vec<_> = steps.iter().map(|step| block(sides, *step, depth)).collect();
    let mut rows = Vec::new();
    let mut rest = steps;
    for block in blocks.chunk_by(|a, b| a.is_some() && a == b) {
        let Some((here, after)) = rest.split_at_checked(block.len()) else { break };
        rest = after;
        match block {
            // Unchanged layers are in one row anyway.
            [Some(path), ..] if !here.iter().all(|step| step.is_same()) => {
                rows.push(Row::Block(path.clone(), here));
            }
            _ => rows.extend(here.iter().copied().map(Row::Step)),
        }
    }
    rows
}

/// The path of the block that all layers of a step are folded into.
fn block(sides: [&Side<'_>; 2], step: Step, depth: Option<usize>) -> Option<String> {
    let [old, new] = details::layers(sides, step);
    let first = new.or(old)?;
    let path = folded(first, depth?)?;
    match step {
        Step::Same { new, layers, .. } => {
            let last = first.side.costs.network.layers.get(new.0 as usize + layers - 1)?;
            let last = folded(LayerOf { layer: last, ..first }, depth?)?;
            (last == path).then_some(path)
        }
        _ => Some(path),
    }
}

/// The path, of so many parts, of the block that a layer lies in.
fn folded(it: LayerOf<'_>, depth: usize) -> Option<String> {
    let network = it.side.costs.network;
    let ancestors: Vec<_> = network.ancestors(it.layer.scope).collect();
    let level = ancestors.len().checked_sub(depth)?;
    Some(network.path(*ancestors.get(level)?))
}

/// The figures of a step before and after. Those of unchanged layers are left out, since they do not
/// change the difference.
pub(super) fn figures(sides: [&Side<'_>; 2], step: Step) -> [Figures; 2] {
    if step.is_same() {
        return [Figures::default(); 2];
    }
    let of = |it: LayerOf<'_>| it.side.costs.figures(it.layer);
    details::layers(sides, step).map(|it| it.map_or_else(Figures::default, of))
}

/// The figures of a step before and after, those of unchanged layers as their sums; `None` where there is no
/// layer.
pub(in crate::report) fn figures_of(sides: [&Side<'_>; 2], step: Step) -> [Option<Figures>; 2] {
    let (old, new) = step.layers();
    let count = if let Step::Same { layers, .. } = step { layers } else { 1 };
    let sum = |side: &Side<'_>, first: LayerId| {
        let layers = side.costs.network.layers.iter().skip(first.0 as usize).take(count);
        let figures = layers.map(|layer| side.costs.figures(layer));
        figures.fold(Figures::default(), |mut sum, figures| {
            sum += figures;
            sum
        })
    };
    let [before, after] = sides;
    [old.map(|first| sum(before, first)), new.map(|first| sum(after, first))]
}

/// The sums of the figures of several steps before and after.
pub(super) fn sum(sides: [&Side<'_>; 2], steps: &[Step]) -> [Figures; 2] {
    steps.iter().fold([Figures::default(); 2], |[mut old, mut new], step| {
        let [more_old, more_new] = figures(sides, *step);
        old += more_old;
        new += more_new;
        [old, new]
    })
}
