//! What lints look at.

use foldhash::HashSet;

use crate::check::eval::notes::{Notes, Written};
use crate::check::resolve::program::Program;
use crate::index::IndexVec;
use crate::network::{Layer, LayerId, Network, OpKind, Tensor};
use crate::source::Span;
use crate::tensor::TensorId;

/// What lints look at: a program that has run without errors, and its network.
pub(crate) struct LintContext<'a> {
    pub(crate) program: &'a Program<'a>,
    pub(crate) network: &'a Network,
    pub(crate) notes: &'a Notes,
    /// The outputs of the network.
    pub(crate) outputs: HashSet<TensorId>,
    /// Whether a layer that mixes channels comes after each tensor.
    pub(crate) mixed_later: IndexVec<TensorId, bool>,
    /// The layers that read each tensor.
    consumers: IndexVec<TensorId, Vec<LayerId>>,
}

/// A layer with what its call says.
pub(crate) struct LayerCall<'a> {
    pub(crate) layer: &'a Layer,
    pub(crate) written: &'a Written,
}

impl LayerCall<'_> {
    /// The call.
    pub(crate) fn span(&self) -> Span {
        self.layer.span.unwrap_or_default()
    }
}

impl<'a> LintContext<'a> {
    /// What lints look at in a program, its network and the notes of its evaluation.
    pub(crate) fn new(program: &'a Program<'a>, network: &'a Network, notes: &'a Notes) -> Self {
        let outputs = network.outputs.iter().copied().collect();
        let (mixed_later, consumers) = (mixed_later(network), consumers(network));
        LintContext { program, network, notes, outputs, mixed_later, consumers }
    }

    /// The only or first input of a layer, and the call that made it.
    pub(crate) fn input(&self, layer: &Layer) -> Option<(&'a Tensor, Span)> {
        let input = *layer.inputs.first()?;
        Some((self.network.tensor(input), self.network.span_of(input).unwrap_or_default()))
    }

    /// The layers that read a tensor.
    pub(crate) fn consumers(&self, tensor: TensorId) -> impl Iterator<Item = &'a Layer> + '_ {
        self.consumers[tensor].iter().map(|layer| self.network.layer(*layer))
    }
}

fn consumers(network: &Network) -> IndexVec<TensorId, Vec<LayerId>> {
    let mut consumers = IndexVec::filled(network.tensors.len(), Vec::new());
    for (id, layer) in network.numbered_layers() {
        for input in &layer.inputs {
            consumers[*input].push(id);
        }
    }
    consumers
}

/// For each tensor, whether a layer that mixes channels comes after it.
fn mixed_later(network: &Network) -> IndexVec<TensorId, bool> {
    let mut later = IndexVec::filled(network.tensors.len(), false);
    for layer in network.layers.iter().rev() {
        let mixes = matches!(
            layer.kind,
            OpKind::Convolution(_)
                | OpKind::Linear(_)
                | OpKind::Matmul(_)
                | OpKind::Recurrent(_)
                | OpKind::TransposedConvolution(_)
        );
        if mixes || layer.outputs().any(|output| later[output]) {
            for input in &layer.inputs {
                later[*input] = true;
            }
        }
    }
    later
}
