//! Which elements of another tensor a tensor has, and in which order.

use smallvec::SmallVec;

use crate::import::dims;
use crate::import::graph::{Graph, Node, TensorId};

/// Axes of elements of a tensor in memory: sizes, and the distances between their elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    axes: SmallVec<[(u64, u64); 6]>,
    offset: u64,
}

/// Heads in rows: where they begin in a row, and how long the row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rows {
    pub offset: u64,
    pub width: u64,
}

impl Layout {
    /// All elements of a tensor of these dims.
    pub(super) fn whole(dims: &[u64]) -> Self {
        let mut stride = 1;
        let axes = dims.iter().rev().map(|size| {
            let axis = (*size, stride);
            stride = size.saturating_mul(stride);
            axis
        });
        let mut axes: SmallVec<_> = axes.collect();
        axes.reverse();
        Layout { axes, offset: 0 }
    }

    /// Of what a node makes of this; `None` if it does more than choose and order elements.
    pub(super) fn after(&self, graph: &Graph, node: &Node, output: TensorId) -> Option<Self> {
        let to = graph.tensors[output].dims.as_deref()?;
        match &*node.op {
            "Transpose" => self.permuted(&order(node, to.len())?),
            "Gather" => self.at(graph, node),
            "Split" => self.part(graph, node, output),
            _ => self.reshaped(is_view(graph, node)?),
        }
    }

    /// Of what a node makes this from, if the node orders elements and does nothing else.
    pub(super) fn before(&self, graph: &Graph, node: &Node) -> Option<Self> {
        let from = graph.tensors[node.input(0)?].dims.as_deref()?;
        if &*node.op != "Transpose" {
            is_view(graph, node)?;
            return self.reshaped(from);
        }
        let order = order(node, from.len())?;
        let inverse: SmallVec<[usize; 6]> = (0..order.len())
            .map(|axis| order.iter().position(|from| *from == axis))
            .collect::<Option<_>>()?;
        self.permuted(&inverse)
    }

    /// With its axes in another order.
    pub(super) fn permuted(&self, order: &[usize]) -> Option<Self> {
        let axes = order.iter().map(|axis| self.axes.get(*axis).copied());
        Some(Layout { axes: axes.collect::<Option<_>>()?, ..self.clone() })
    }

    /// With its axes in the order of an attribute.
    pub(super) fn permuted_by(&self, order: &[i64]) -> Option<Self> {
        let order = order.iter().map(|axis| dims::axis(*axis, self.axes.len()));
        self.permuted(&order.collect::<Option<SmallVec<[usize; 6]>>>()?)
    }

    /// In other dims: axes come apart, and those that lie together become one.
    fn reshaped(&self, dims: &[u64]) -> Option<Self> {
        let mut from = self.axes.iter().rev().filter(|(size, _)| *size > 1);
        let (mut size, mut stride) = from.next().copied().unwrap_or((1, 1));
        let mut axes: SmallVec<[(u64, u64); 6]> = SmallVec::new();
        for wanted in dims.iter().rev() {
            // Axes that lie together are one until it is long enough.
            while !size.is_multiple_of(*wanted) {
                let (next, distance) = from.next()?;
                (*distance == stride.saturating_mul(size) || size == 1).then_some(())?;
                if size == 1 {
                    stride = *distance;
                }
                size = next.saturating_mul(size);
            }
            axes.push((*wanted, stride));
            size = size.checked_div(*wanted)?;
            stride = wanted.saturating_mul(stride);
        }
        axes.reverse();
        (size == 1 && from.next().is_none()).then_some(Layout { axes, offset: self.offset })
    }

    /// At one place of an axis, without the axis.
    fn at(&self, graph: &Graph, node: &Node) -> Option<Self> {
        let index = &graph.tensors[node.input(1)?];
        let value = index.value.as_ref().filter(|value| value.dims.is_empty())?;
        let axis = dims::axis(node.int("axis").unwrap_or(0), self.axes.len())?;
        let mut made = self.clone();
        let (size, stride) = made.axes.remove(axis);
        let place = *value.to_ints()?.first()?;
        let place = if place < 0 { place.checked_add_unsigned(size)? } else { place };
        made.offset = u64::try_from(place).ok()?.checked_mul(stride)?.checked_add(made.offset)?;
        Some(made)
    }

    /// A part of an axis.
    fn part(&self, graph: &Graph, node: &Node, output: TensorId) -> Option<Self> {
        let axis = dims::axis(node.int("axis").unwrap_or(0), self.axes.len())?;
        let size = |id: TensorId| graph.tensors[id].dims.as_deref()?.get(axis).copied();
        let mut made = self.clone();
        let (whole, stride) = made.axes.get_mut(axis)?;
        *whole = size(output)?;
        for before in node.outputs.iter().take_while(|it| **it != Some(output)) {
            made.offset = size((*before)?)?.checked_mul(*stride)?.checked_add(made.offset)?;
        }
        Some(made)
    }

    /// Where the heads of `…×H×T×d` lie if each row, of a position, has those of all heads one after the other.
    pub(super) fn rows(&self) -> Option<Rows> {
        let &[ref leading @ .., (heads, between), (positions, row), (features, next)] =
            self.axes.as_slice()
        else {
            return None;
        };
        let apart = |size: u64, stride: u64, expected: u64| size == 1 || stride == expected;
        let heads_fit = apart(features, next, 1) && apart(heads, between, features);
        let whole = heads.checked_mul(features)?;
        let mut width = if positions == 1 { whole } else { row };
        // With a single position, the distance of samples is that of rows.
        if let (1, Some((_, stride))) = (positions, leading.iter().rev().find(|it| it.0 > 1)) {
            width = *stride;
        }
        let mut expected = width.saturating_mul(positions);
        for (size, stride) in leading.iter().rev() {
            (apart(*size, *stride, expected) && heads_fit).then_some(())?;
            expected = size.saturating_mul(expected);
        }
        (heads_fit && width >= whole).then_some(Rows { offset: self.offset, width })
    }
}

/// The order of the axes of a `Transpose`.
pub(super) fn order(node: &Node, rank: usize) -> Option<SmallVec<[usize; 6]>> {
    match node.ints("perm") {
        Some(order) => order.iter().map(|axis| dims::axis(*axis, rank)).collect(),
        None => Some((0..rank).rev().collect()),
    }
}

/// The dims that a node gives its elements, if that is all that it does.
pub(super) fn is_view<'g>(graph: &'g Graph, node: &Node) -> Option<&'g [u64]> {
    let dims = |id: TensorId| graph.tensors[id].dims.as_deref();
    let to = dims(node.output(0)?)?;
    match &*node.op {
        "Reshape" | "Flatten" | "Squeeze" | "Unsqueeze" | "Identity" | "Dropout" => Some(to),
        "Expand" => Some(to).filter(|to| node.input(0).and_then(dims) == Some(*to)),
        _ => None,
    }
}
