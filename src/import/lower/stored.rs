//! Stored values in the text: weights, buffers, and constants that are computed from them.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::lowering::{Lowering, Placed};
use crate::import::call::ArgValue;
use crate::import::call::VarId;
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::TensorId;
use crate::import::rule::Failure;
use crate::index::Idx;
use crate::tensor::Dtype;

/// Which stored tensors the text has.
#[derive(Debug, Default)]
pub(super) struct Stored {
    /// The first call that learns each of these tensors together.
    owners: HashMap<SmallVec<[TensorId; 2]>, Owner, RandomState>,
    /// How many keys of `share=` there are.
    keys: u32,
    /// The `weight` of each source.
    weights: HashMap<TensorId, VarId, RandomState>,
}

/// The call that has a set of parameters.
#[derive(Clone, Copy, Debug)]
struct Owner {
    call: usize,
    key: Option<u32>,
}

impl Stored {
    /// Forgets what was made after so many calls and tensors of the text.
    pub(super) fn undo(&mut self, calls: usize, vars: usize) {
        self.owners.retain(|_, owner| owner.call < calls);
        self.weights.retain(|_, var| var.index() < vars);
    }
}

impl Lowering<'_> {
    /// A stored or constant tensor as a tensor of the text, without a batch.
    ///
    /// What is computed from weights is a `custom` that reads them and counts nothing: it is done once, before
    /// the network runs.
    pub(super) fn store(&mut self, id: TensorId) -> Result<Placed, Failure> {
        let tensor = &self.graph.tensors[id];
        if tensor.dims.is_none() {
            return Err(Failure::unsupported("a shape is not known"));
        }
        if self.is_empty(id) {
            return Err(Failure::unsupported("it has no elements"));
        }
        let own = self.text_dims(id, None);
        let has_elements = |source: &TensorId| !self.is_empty(*source);
        let sources: SmallVec<[TensorId; 1]> =
            tensor.sources.iter().copied().filter(has_elements).collect();
        let var = match sources.as_slice() {
            [] => self
                .call("weight")
                .arg(ArgValue::Dims(shape(&own)))
                .arg("nolearned")
                .typed(tensor.dtype)
                .temporary(own),
            [one] if self.size(*one) == dims::elements(&own) => {
                let var = self.weight(*one);
                self.reshaped(var, own)
            }
            _ => {
                let reads: SmallVec<[VarId; 4]> =
                    sources.iter().map(|source| self.weight(*source)).collect();
                let name = ArgValue::Text("constant".into());
                let call = self.call("custom").arg(name).arg(ArgValue::Dims(shape(&own)));
                call.named("reads", ArgValue::Tensors(reads)).temporary(own)
            }
        };
        let placed = Placed { var, sample: None };
        self.put(id, placed);
        Ok(placed)
    }

    fn size(&self, id: TensorId) -> Option<u64> {
        dims::elements(self.graph.tensors[id].dims.as_deref()?)
    }

    /// The `weight` of an initialiser.
    fn weight(&mut self, id: TensorId) -> VarId {
        if let Some(var) = self.stored.weights.get(&id) {
            return *var;
        }
        let own = self.text_dims(id, None);
        let call = self.call("weight").arg(ArgValue::Dims(shape(&own))).learns([Some(id)]);
        let var = call.temporary(own);
        self.stored.weights.insert(id, var);
        var
    }

    /// A tensor of the text in other dims.
    pub(crate) fn reshaped(&mut self, var: VarId, to: Dims) -> VarId {
        if self.calls.vars[var] == to {
            return var;
        }
        self.call("reshape").from(var).arg(ArgValue::Dims(shape(&to))).temporary(to)
    }

    /// The type of the weights, where all have one that the language knows.
    pub(super) fn weights_type(&self, stored: &[TensorId]) -> Option<Dtype> {
        let sources = stored.iter().flat_map(|id| &self.graph.tensors[*id].sources);
        let mut types = sources.map(|source| self.graph.tensors[*source].dtype);
        let first: ElementType = types.next()?;
        first.dtype()
    }

    /// The key under which a call shares its parameters with others, if they are the same stored tensors; `None`
    /// for the first call that has them.
    pub(super) fn share(&mut self, stored: &[TensorId]) -> Option<u32> {
        let sources: SmallVec<[TensorId; 2]> =
            stored.iter().flat_map(|id| self.graph.tensors[*id].sources.iter().copied()).collect();
        if sources.is_empty() {
            return None;
        }
        let call = self.calls.calls.len();
        let owner = *self.stored.owners.entry(sources.clone()).or_insert(Owner { call, key: None });
        if owner.call == call {
            return None;
        }
        let key = owner.key.unwrap_or_else(|| {
            self.stored.keys += 1;
            self.stored.keys
        });
        self.stored.owners.insert(sources, Owner { key: Some(key), ..owner });
        if let Some(first) = self.calls.calls.get_mut(owner.call) {
            first.share = Some(key);
        }
        Some(key)
    }
}

/// Dims as an argument: a scalar has one element.
pub(crate) fn shape(dims: &[u64]) -> Dims {
    if dims.is_empty() { Dims::from_slice(&[1]) } else { dims.into() }
}

impl super::draft::Draft<'_, '_> {
    /// With weights of this type, where several of them are stored in one element.
    pub(crate) fn packed(mut self, dtype: Option<Dtype>) -> Self {
        self.call.weights = dtype.or(self.call.weights);
        self
    }

    /// With the type of its output.
    pub(crate) fn typed(mut self, dtype: ElementType) -> Self {
        self.call.dtype = dtype.dtype();
        self
    }
}
