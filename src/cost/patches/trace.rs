//! Patches traced back to windows of what they are computed from.

use std::ops::Range;

use super::walk::{Walk, walk};
use crate::cost::bytes;
use crate::diagnostics::cost::CostProblem;
use crate::index::{Idx, IndexVec};
use crate::network::{Layer, LayerId, Network};
use crate::tensor::TensorId;

/// The places along an axis.
type Interval = Range<u64>;

/// The windows of a tensor over all patches: along each spatial axis, the longest, and the sum of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Extent {
    longest: [u64; 3],
    sum: [u64; 3],
}

impl Extent {
    /// The bytes of the largest window, for the whole batch.
    pub fn bytes(&self, network: &Network, id: TensorId) -> Option<u128> {
        let tensor = network.tensor(id);
        let sizes = tensor.shape.spatial();
        let window = self.longest.iter().take(sizes.len()).map(|it| u128::from(*it)).product();
        let whole: u128 = sizes.iter().map(|size| u128::from(*size)).product();
        let elements = (bytes::elements(network, id) / whole).checked_mul(window)?;
        tensor.dtype.bytes(elements)
    }
}

/// How many places of a tensor are computed in all patches, and how many it has.
pub(super) fn places(network: &Network, id: TensorId, extent: Option<Extent>) -> [u128; 2] {
    let sizes = network.tensor(id).shape.spatial();
    let all = sizes.iter().map(|size| u128::from(*size)).product();
    let sum = |it: Extent| it.sum.iter().take(sizes.len()).map(|it| u128::from(*it)).product();
    [extent.map_or(all, sum), all]
}

/// The windows of all tensors that the output of the last layer is computed from.
pub(super) fn extents(
    network: &Network,
    last: LayerId,
    counts: &[u32],
) -> Result<IndexVec<TensorId, Option<Extent>>, CostProblem> {
    let mut extents: IndexVec<TensorId, Option<Extent>> =
        IndexVec::filled(network.tensors.len(), None);
    let output = network.layer(last).output;
    let sizes = network.tensor(output).shape;
    for (axis, (size, count)) in sizes.spatial().iter().zip(counts).enumerate() {
        let length = u64::from(size / count);
        for patch in 0..u64::from(*count) {
            let end = patch * length..(patch + 1) * length;
            let windows = back(network, last, axis, end)?;
            for id in windows.ids() {
                let Some(window) = &windows[id] else { continue };
                let length = window.end - window.start;
                let extent = extents[id].get_or_insert_default();
                if let (Some(longest), Some(sum)) =
                    (extent.longest.get_mut(axis), extent.sum.get_mut(axis))
                {
                    *longest = length.max(*longest);
                    *sum += length;
                }
            }
        }
    }
    Ok(extents)
}

/// What a patch of the last output is computed from, along one axis.
fn back(
    network: &Network,
    last: LayerId,
    axis: usize,
    patch: Interval,
) -> Result<IndexVec<TensorId, Option<Interval>>, CostProblem> {
    let mut windows: IndexVec<TensorId, Option<Interval>> =
        IndexVec::filled(network.tensors.len(), None);
    windows[network.layer(last).output] = Some(patch);
    for layer in network.layers.iter().take(last.index() + 1).rev() {
        let made = layer.outputs().filter_map(|output| windows[output].clone()).reduce(hull);
        let Some(made) = made else { continue };
        let walk = walk(network, layer).map_err(|why| refused(network, layer, why))?;
        // Each output of a layer has all that is made.
        layer.outputs().for_each(|output| windows[output] = Some(made.clone()));
        for input in layer.inputs.iter().filter(|input| network.tensor(**input).batched) {
            let size = network.tensor(*input).shape.spatial().get(axis).copied().unwrap_or(1);
            let read = read(&walk, axis, &made, size.into());
            let window = &mut windows[*input];
            *window = Some(window.take().map_or(read.clone(), |other| hull(other, read)));
        }
    }
    Ok(windows)
}

fn refused(network: &Network, layer: &Layer, why: &str) -> CostProblem {
    CostProblem::Patches {
        what: format!("`{}` cannot run in patches: {why}", network.full_name(layer)),
        span: layer.span,
        help: Some("end the patches before it".to_owned()),
    }
}

/// What is read of an input of this size for an interval of the output.
fn read(walk: &Walk, axis: usize, made: &Interval, size: u64) -> Interval {
    match walk {
        // Of a patch that consists of padding, nothing is computed.
        _ if made.is_empty() => 0..0,
        Walk::Same => made.clone(),
        Walk::Windows { kernel, stride, dilation, padding } => {
            let at = |sizes: &[u32]| sizes.get(axis).copied().unwrap_or(1).into();
            let [kernel, stride, dilation]: [u64; 3] =
                [kernel, stride, dilation].map(|it| at(it.sizes()));
            let padding: u64 = padding.sizes().get(axis).copied().unwrap_or(0).into();
            let last = made.end.saturating_sub(1) * stride + (kernel - 1) * dilation + 1;
            let start = (made.start * stride).saturating_sub(padding).min(size);
            start..last.saturating_sub(padding).clamp(start, size)
        }
    }
}

/// The interval around two others.
fn hull(a: Interval, b: Interval) -> Interval {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b,
        (_, true) => a,
        _ => a.start.min(b.start)..a.end.max(b.end),
    }
}
