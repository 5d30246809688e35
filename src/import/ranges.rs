//! Ranges of axes that `Slice` reads.

use super::dims::Dims;
use super::graph::{Graph, Node};
use super::rule::{Failure, ints, ints_or, named_axes, sizes};
use super::value::SliceRange;

/// The ranges of a `Slice`, one for each axis that it names.
pub(crate) fn ranges(graph: &Graph, node: &Node) -> Result<Vec<SliceRange>, Failure> {
    let dims = sizes(graph, node, 0)?;
    let missing = || Failure::invalid("where it starts or ends is missing");
    let starts = ints_or(graph, node, 1, "starts")?.ok_or_else(missing)?;
    let ends = ints_or(graph, node, 2, "ends")?.ok_or_else(missing)?;
    let axes = match ints_or(graph, node, 3, "axes")? {
        Some(axes) => named_axes(&axes, dims.len())?,
        None => (0..starts.len()).collect(),
    };
    let steps = if node.has(4) { ints(graph, node, 4)? } else { vec![1; starts.len()] };
    if starts.len() != ends.len() || starts.len() != axes.len() || starts.len() != steps.len() {
        return Err(Failure::invalid("it needs a start, an end and a step for each of its axes"));
    }
    let ends = starts.into_iter().zip(ends).zip(steps);
    let range = |(axis, (ends, step)): (usize, _)| {
        let size = dims.get(axis).copied();
        let size = size.ok_or_else(|| Failure::invalid("it cuts more axes than there are"))?;
        let range = SliceRange::new(axis, size, ends, step);
        range.ok_or_else(|| Failure::invalid("a step is 0"))
    };
    axes.into_iter().zip(ends).map(range).collect()
}

/// The sizes that ranges leave of the spatial axes of `N×C×I…`, if they are the middle of each of two or more, as
/// `crop` takes it: if the difference is odd, one position more is removed at the end.
pub(crate) fn middle(dims: &[u64], ranges: &[SliceRange]) -> Option<Dims> {
    let spatial = dims.get(2..).filter(|spatial| (2..=3).contains(&spatial.len()))?;
    let left = spatial.iter().zip(2..).map(|(size, axis)| {
        let mut own = ranges.iter().filter(|range| range.axis == axis);
        let (Some(range), None) = (own.next(), own.next()) else { return None };
        let removed = size.checked_sub(range.count)?;
        let is_middle = range.step == 1 && range.start == removed / 2 && range.start > 0;
        (is_middle && range.count > 0).then_some(range.count)
    });
    let left = left.collect::<Option<Dims>>()?;
    (ranges.len() == spatial.len()).then_some(left)
}
