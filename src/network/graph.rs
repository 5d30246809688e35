//! The network itself.

use std::sync::Arc;

use super::claim::{Claim, Constant};
use super::ids::{LabelId, LayerId, ScopeId};
use super::layer::Layer;
use super::name::{Base, Name, Scope};
use super::tensor::Tensor;
use crate::index;
use crate::source::Span;
use crate::tensor::{Dtype, TensorId};

/// A checked network.
#[derive(Clone, Debug)]
pub struct Network {
    /// Its title: `network "…"`, or the file's name without its ending.
    pub name: String,
    /// Samples in a batch, at least 1.
    pub batch: u64,
    /// The element types where nothing else is said.
    pub dtype: Dtypes,
    /// Whether layers that go over single elements write their output where they read.
    pub inplace: bool,
    /// The convention of `flops`, if the file or the caller names one, and where the file does.
    pub convention: Option<(String, Option<Span>)>,
    /// The file's params and the values they had, in order.
    pub arguments: Vec<(String, Constant)>,
    /// Every tensor.
    pub tensors: Vec<Tensor>,
    /// Every layer, in the order in which they run.
    pub layers: Vec<Layer>,
    /// The scopes that layers lie in, outer ones first; the first is the file's own body.
    pub scopes: Vec<Scope>,
    /// The texts of labels, each once.
    pub labels: Vec<Arc<str>>,
    /// The inputs, in order.
    pub inputs: Vec<TensorId>,
    /// Their labels, as far as they have any.
    pub input_names: Vec<Option<String>>,
    /// What the network yields, in order.
    pub outputs: Vec<TensorId>,
    /// What the file claims about the totals.
    pub claims: Vec<Claim>,
    /// How many published figures (`assert total.KEY == NUMBER`) were not checked, since the
    /// caller changed a setting.
    pub skipped_claims: usize,
}

/// Element types of parameters and of everything else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dtypes {
    /// Of parameters and buffers.
    pub weights: Dtype,
    /// Of all other tensors.
    pub activations: Dtype,
}

impl Network {
    /// A network of nothing yet: a batch of 1, 32-bit floats, and the scope of the file's own body.
    pub fn new(name: String) -> Self {
        let root =
            Scope { parent: ScopeId::ROOT, name: Name { base: Base::Label(LabelId(0)), again: 1 } };
        Network {
            name,
            batch: 1,
            dtype: Dtypes::default(),
            inplace: false,
            convention: None,
            arguments: Vec::new(),
            tensors: Vec::new(),
            layers: Vec::new(),
            scopes: vec![root],
            labels: vec!["".into()],
            inputs: Vec::new(),
            input_names: Vec::new(),
            outputs: Vec::new(),
            claims: Vec::new(),
            skipped_claims: 0,
        }
    }

    /// A tensor by its index.
    pub fn tensor(&self, id: TensorId) -> &Tensor {
        index::at(&self.tensors, id)
    }

    /// A layer by its index.
    pub fn layer(&self, id: LayerId) -> &Layer {
        index::at(&self.layers, id)
    }

    /// A scope by its index.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        index::at(&self.scopes, id)
    }

    /// The text of a label by its index.
    pub fn label(&self, id: LabelId) -> &str {
        index::at::<_, Arc<str>>(&self.labels, id)
    }

    /// The layers with their indices, in the order in which they run.
    pub fn numbered_layers(&self) -> impl Iterator<Item = (LayerId, &Layer)> {
        (0..).map(LayerId).zip(&self.layers)
    }

    /// How many times a layer runs: once for each sample, or once if it depends on weights only.
    pub fn runs(&self, layer: &Layer) -> u64 {
        if self.tensor(layer.output).batched { self.batch } else { 1 }
    }
}
