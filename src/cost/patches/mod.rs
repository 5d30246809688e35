//! Patch-based execution (Lin et al., "MCUNetV2: Memory-Efficient Patch-based Inference for Tiny Deep Learning", NeurIPS 2021).
//!
//! The first layers of a network, the stage, run once for each patch of their last output. Only windows of the tensors
//! between them are in memory, large enough for one patch. Windows of neighbouring patches overlap, so places near the
//! edges are computed more than once.

mod trace;
mod walk;

use std::str::FromStr;

use smallvec::SmallVec;

use super::bytes;
use crate::diagnostics::cost::CostProblem;
use crate::index::{Idx, IndexVec};
use crate::network::{Found, LayerId, Network, Origin};
use crate::tensor::TensorId;
use crate::text::nearest::{listed, suggest};

/// How many patches there are, and which layers run in them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patches {
    /// The patches along each spatial axis, from 1 to [`Patches::MOST`].
    pub counts: SmallVec<[u32; 3]>,
    /// The layer or block up to which layers run in patches.
    pub until: String,
    /// Whether the input is read piece by piece from elsewhere, such as a camera, and is not in memory.
    pub streamed: bool,
}

/// A text that describes no patches.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write it as `4x4:LAYER`, with 1 to 64 patches along each axis, or `4x4:LAYER:streamed`")]
pub struct BadPatches;

impl Patches {
    /// The most patches along an axis.
    pub const MOST: u32 = 64;

    /// `4x4`.
    pub fn grid(&self) -> String {
        let counts: Vec<_> = self.counts.iter().map(u32::to_string).collect();
        counts.join("x")
    }
}

impl FromStr for Patches {
    type Err = BadPatches;

    fn from_str(text: &str) -> Result<Self, BadPatches> {
        let (grid, until) = text.split_once(':').ok_or(BadPatches)?;
        let count = |word: &str| {
            let count = word.parse().ok();
            count.filter(|count| (1..=Patches::MOST).contains(count)).ok_or(BadPatches)
        };
        let counts = grid.split('x').map(count).collect::<Result<SmallVec<_>, _>>()?;
        let (until, streamed) = match until.strip_suffix(":streamed") {
            Some(until) => (until, true),
            None => (until, false),
        };
        match until.is_empty() || counts.len() > 3 {
            true => Err(BadPatches),
            false => Ok(Patches { counts, until: until.to_owned(), streamed }),
        }
    }
}

/// The layers of a network that run in patches.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The last of them.
    pub last: LayerId,
    /// Its output, which is assembled from all patches.
    pub output: TensorId,
    /// The bytes of the largest window of each tensor; `None` for a tensor that is in memory as a whole.
    windows: IndexVec<TensorId, Option<u128>>,
    /// The tensors that every patch reads: inputs that are in memory as a whole.
    inputs: Vec<TensorId>,
    /// For each layer, how many places of its output are computed in all patches, and how many it has.
    places: Vec<[u128; 2]>,
}

impl Stage {
    /// The stage of a network, traced back from the patches of its last output.
    ///
    /// # Errors
    /// When there is no such layer, patches do not divide its output, or a layer cannot run in patches.
    pub fn of(network: &Network, patches: &Patches) -> Result<Stage, CostProblem> {
        let last = last_layer(network, patches)?;
        let output = network.layer(last).output;
        check_division(network, last, patches)?;
        check_readers(network, last, patches)?;
        let extents = trace::extents(network, last, &patches.counts)?;
        let inputs = match patches.streamed {
            true => Vec::new(),
            false => network.inputs.iter().copied().filter(|id| extents[*id].is_some()).collect(),
        };
        let window = |id: TensorId| {
            let is_whole = id == output || inputs.contains(&id);
            extents[id].filter(|_| !is_whole).map(|it| it.bytes(network, id))
        };
        let mut windows = IndexVec::filled(network.tensors.len(), None);
        for id in (0..network.tensors.len()).map(TensorId::at) {
            windows[id] =
                window(id).map(|bytes| bytes.ok_or_else(|| too_large(network))).transpose()?;
        }
        let layers = network.layers.iter().take(last.index() + 1);
        let places =
            layers.map(|layer| trace::places(network, layer.output, extents[layer.output]));
        Ok(Stage { last, output, windows, places: places.collect(), inputs })
    }

    /// The bytes that a tensor takes, which may be those of a window; `None` if 128 bits do not hold them.
    pub fn bytes(&self, network: &Network, tensor: TensorId) -> Option<u128> {
        self.windows[tensor].or_else(|| bytes::tensor(network, tensor))
    }

    /// Whether a tensor is an input that every patch reads.
    pub fn rereads(&self, tensor: TensorId) -> bool {
        self.inputs.contains(&tensor)
    }

    /// So many multiply-accumulates of a layer, with those that patches repeat; `None` if 128 bits do not hold them.
    pub fn macs(&self, layer: LayerId, macs: u128) -> Option<u128> {
        match self.places.get(layer.index()) {
            // They are the same at each place, so this is whole.
            Some([computed, all]) if *all > 0 => Some(macs.checked_mul(*computed)? / all),
            _ => Some(macs),
        }
    }
}

fn too_large(network: &Network) -> CostProblem {
    CostProblem::TooLarge { batch: network.batch, span: None }
}

/// The last layer of the stage: with that layer, the group that it is fused in ends.
fn last_layer(network: &Network, patches: &Patches) -> Result<LayerId, CostProblem> {
    let name = &patches.until;
    let found = network.find(name).and_then(|found| match found {
        Found::Layer(layer) => Some(layer),
        Found::Scope(scope) => {
            let within = |id: &LayerId| {
                network.ancestors(network.layer(*id).scope).any(|outer| outer == scope)
            };
            (0..network.layers.len()).rev().map(LayerId::at).find(within)
        }
    });
    let names: Vec<_> = network.names().collect();
    found.map(|layer| network.step_of(layer).1).ok_or_else(|| CostProblem::Patches {
        what: format!("there is no layer or block `{name}`, up to which patches run"),
        span: None,
        help: suggest(name, names.iter().map(String::as_str)),
    })
}

/// Refuses patches that do not divide the output of the last layer.
fn check_division(network: &Network, last: LayerId, patches: &Patches) -> Result<(), CostProblem> {
    let layer = network.layer(last);
    let sizes = Vec::from(network.tensor(layer.output).shape.spatial());
    let problem = |help| {
        let (grid, name) = (patches.grid(), network.full_name(layer));
        let shown: Vec<_> = sizes.iter().map(u32::to_string).collect();
        let what = match shown.is_empty() {
            true => format!("`{name}` cannot run in patches: its output is a vector"),
            false => {
                let shown = shown.join("x");
                format!("{grid} patches do not divide the output of `{name}`, which is {shown}")
            }
        };
        CostProblem::Patches { what, span: layer.span, help: Some(help) }
    };
    if sizes.is_empty() {
        return Err(problem("end the patches before it".to_owned()));
    }
    if sizes.len() != patches.counts.len() {
        return Err(problem("write a number of patches for each spatial axis".to_owned()));
    }
    let pairs = sizes.iter().zip(&patches.counts);
    match pairs.clone().find(|(size, count)| !size.is_multiple_of(**count)) {
        None => Ok(()),
        Some((size, _)) => {
            let divisors = (1..=Patches::MOST).filter(|count| size.is_multiple_of(*count));
            let divisors: Vec<_> = divisors.map(|count| count.to_string()).collect();
            Err(problem(format!(
                "{size} is divided by {}",
                listed(divisors.iter().map(String::as_str))
            )))
        }
    }
}

/// Refuses a stage of which more than the last output is read after it.
fn check_readers(network: &Network, last: LayerId, patches: &Patches) -> Result<(), CostProblem> {
    let output = network.layer(last).output;
    let leaves = |id: &TensorId| match network.tensor(*id).origin {
        Origin::Layer(maker) => maker <= last && *id != output && network.tensor(*id).batched,
        Origin::Input => patches.streamed,
        Origin::Weight(_) | Origin::Claimed(_) => false,
    };
    let problem = |id: TensorId, reader: String| {
        let name = network.tensor_name(id).unwrap_or_else(|| "the input".to_owned());
        let end = network.full_name(network.layer(last));
        CostProblem::Patches {
            what: format!("`{name}` is read after the patches end with `{end}`, by {reader}"),
            span: network.span_of(id),
            help: Some("end the patches where only one tensor is read later".to_owned()),
        }
    };
    for layer in network.layers.iter().skip(last.index() + 1) {
        if let Some(id) = layer.inputs.iter().find(|id| leaves(id)) {
            return Err(problem(*id, format!("`{}`", network.full_name(layer))));
        }
    }
    match network.outputs.iter().find(|id| leaves(id)) {
        Some(id) => Err(problem(*id, "what uses the network".to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
