//! Layers that write their output where they read an operand.

use std::fmt;

use super::Lifetimes;
use crate::network::{ActivationKind, FunctionKind, Layer, LayerId, NormKind, OpKind};
use crate::tensor::TensorId;

/// Which layers write their output where they read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum InPlace {
    /// None.
    #[default]
    No,
    /// Those that go over single elements.
    Elementwise,
    /// Depthwise convolutions too, which need one more channel.
    Depthwise,
}

impl From<bool> for InPlace {
    fn from(elementwise: bool) -> Self {
        if elementwise { InPlace::Elementwise } else { InPlace::No }
    }
}

impl fmt::Display for InPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            InPlace::No => "no",
            InPlace::Elementwise => "elementwise",
            InPlace::Depthwise => "depthwise",
        })
    }
}

/// A storage that a step writes its output into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Takeover {
    /// The storage.
    pub storage: TensorId,
    /// The output.
    pub by: TensorId,
    /// The channels of a depthwise convolution, of which one needs room of its own.
    pub channels: Option<u32>,
}

impl Lifetimes<'_> {
    /// The storage that the step of a layer takes over for its output, where the network runs in place: of
    /// the first operand that is read last here, and that the output fits into.
    pub fn taken_over(&self, id: LayerId) -> Option<Takeover> {
        if self.inplace == InPlace::No {
            return None;
        }
        let layer = self.network.layer(id);
        match layer.kind {
            OpKind::Convolution(work) => {
                let is_depthwise = work.groups > 1
                    && work.groups == work.in_channels
                    && work.groups == work.out_channels;
                let allowed = self.inplace == InPlace::Depthwise && is_depthwise;
                let (taken, by) = self.taken_by_convolution(id).filter(|_| allowed)?;
                Some(Takeover { storage: taken, by, channels: Some(work.out_channels) })
            }
            _ => {
                let storage = self.taken_by_elements(id, layer)?;
                let taken = Takeover { storage, by: layer.output, channels: None };
                Some(taken).filter(|it| !self.is_assembled(it.by))
            }
        }
    }

    /// The storage of an operand that has the shape and type of the output.
    fn taken_by_elements(&self, id: LayerId, layer: &Layer) -> Option<TensorId> {
        let network = self.network;
        if !runs_in_place(&layer.kind) || network.step_of(id) != (id, id) {
            return None;
        }
        let output = network.tensor(layer.output);
        let fits = |operand: TensorId, storage: TensorId| {
            let (operand, storage) = (network.tensor(operand), network.tensor(storage));
            operand.shape == output.shape
                && operand.batched == output.batched
                && storage.dtype == output.dtype
        };
        let mut storages = layer.inputs.iter().filter_map(|input| {
            let storage = self.storage(*input)?;
            fits(*input, storage).then_some(storage)
        });
        storages.find(|storage| self.last[*storage] == Some(id))
    }

    /// The storage that a depthwise convolution reads, and the output of its step: of itself, or of elementwise layers
    /// that are fused with it.
    fn taken_by_convolution(&self, id: LayerId) -> Option<(TensorId, TensorId)> {
        let network = self.network;
        let (first, end) = network.step_of(id);
        let by = network.layer(end).output;
        let storage = self.storage(*network.layer(id).inputs.first()?)?;
        let mut fused = super::layers_of(network, first, end);
        let mut made = fused.next()?.output;
        for layer in fused {
            let is_next = layer.inputs.as_slice() == [made] && runs_in_place(&layer.kind);
            if !is_next || network.tensor(made).stored {
                return None;
            }
            made = layer.output;
        }
        let same_type = network.tensor(by).dtype == network.tensor(storage).dtype;
        let fits = same_type && self.size(by)? <= self.size(storage)? && !self.is_assembled(by);
        let is_last = first == id && self.is_storage(by) && self.last[storage] == Some(end);
        (fits && is_last).then_some((storage, by))
    }

    /// The bytes that an output needs besides what it takes over: those of one channel of a depthwise convolution.
    pub(super) fn scratch(&self, taken: &Takeover) -> Option<u128> {
        let size = self.size(taken.by)?;
        Some(taken.channels.map_or(0, |channels| size.div_ceil(u128::from(channels).max(1))))
    }

    /// How many bytes of the output are not needed while the step runs.
    pub(super) fn saved(&self, taken: &Takeover) -> Option<u128> {
        Some(self.size(taken.by)? - self.scratch(taken)?)
    }
}

/// Whether a layer computes each element of its output from the one at the same position, so that
/// it may overwrite its input.
fn runs_in_place(work: &OpKind) -> bool {
    use OpKind::*;
    match work {
        Activation(work) => !matches!(work.kind, ActivationKind::Glu | ActivationKind::Geglu),
        Function(work) => work.kind != FunctionKind::Rope,
        Elementwise(_) => true,
        Norm(work) => matches!(work.kind, NormKind::Batch | NormKind::Scale),
        AdaptivePool(_)
        | Convolution(_)
        | Attention(_)
        | Bilinear(_)
        | DeformableConvolution(_)
        | Cumulative(_)
        | Dropout
        | Gather(_)
        | Linear(_)
        | Lookup(_)
        | Matmul(_)
        | Move(_)
        | Pool(_)
        | Recurrent(_)
        | Reduction(_)
        | Resampling(_)
        | Sampling(_)
        | Scan(_)
        | Scatter(_)
        | Selection(_)
        | Softmax(_) => false,
        TransposedConvolution(_) | Custom(_) => false,
    }
}
