//! Stored values in the text: weights, buffers, and constants that are computed from them.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::lowering::{Lowering, Placed};
use crate::import::call::ArgValue;
use crate::import::call::VarId;
use crate::import::dims::{self, Dims};
use crate::import::element::ElementType;
use crate::import::graph::{Role, Tensor, TensorId};
use crate::import::rule::Failure;
use crate::index::Idx;
use crate::tensor::Dtype;

/// Which stored tensors the text has.
#[derive(Debug, Default)]
pub(super) struct Stored {
    /// The calls that have parameters of their own.
    owners: Vec<Owner>,
    /// The first of them that learns each of these tensors together.
    by_all: HashMap<Sources, usize, RandomState>,
    /// The first of them with each of these as its weights, whatever its bias is.
    by_weights: HashMap<Sources, usize, RandomState>,
    /// How many keys of `share=` there are.
    keys: u32,
    /// The `weight` of each source.
    weights: HashMap<TensorId, VarId, RandomState>,
}

/// The initialisers that tensors are computed from.
type Sources = SmallVec<[TensorId; 2]>;

/// The call that has a set of parameters.
#[derive(Clone, Debug)]
struct Owner {
    call: usize,
    key: Option<u32>,
    /// The sizes of its weights.
    weights: Dims,
    /// Whether it has nothing but them.
    alone: bool,
}

impl Stored {
    /// Forgets what was made after so many calls and tensors of the text.
    pub(super) fn undo(&mut self, calls: usize, vars: usize) {
        self.owners.truncate(self.owners.partition_point(|owner| owner.call < calls));
        self.by_all.retain(|_, owner| *owner < self.owners.len());
        self.by_weights.retain(|_, owner| *owner < self.owners.len());
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
            [] if self.graph.eager => self.made(own),
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

    /// A tensor that is made each time the network runs, the same for all inputs.
    fn made(&mut self, own: Dims) -> VarId {
        let name = ArgValue::Text("constant".into());
        let call = self.call("custom").arg(name).arg(ArgValue::Dims(shape(&own)));
        call.named("reads", ArgValue::Tensors(SmallVec::new())).temporary(own)
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
        let Tensor { role, dtype, .. } = self.graph.tensors[id];
        let call = self.call("weight").arg(ArgValue::Dims(shape(&own)));
        let call = match role {
            Role::Buffer => call.arg("nolearned").typed(dtype),
            Role::Learned | Role::Frozen => call.learns([Some(id)]),
        };
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

    /// Whether training leaves all of these parameters as they are.
    pub(super) fn are_frozen(&self, stored: &[TensorId]) -> bool {
        let mut sources = stored.iter().flat_map(|id| &self.graph.tensors[*id].sources).peekable();
        sources.peek().is_some()
            && sources.all(|source| self.graph.tensors[*source].role == Role::Frozen)
    }

    /// The key under which a call shares its parameters with others, if they are the same stored tensors, or the same
    /// weights of which only one has a bias; `None` for the first call that has them.
    pub(super) fn share(&mut self, stored: &[TensorId]) -> Option<u32> {
        let all = self.sources_of(stored);
        if all.is_empty() {
            return None;
        }
        let alone = self.sources_of(stored.get(..1)?) == all;
        let by_weights = || {
            let owner = self.owner_of_weights(*stored.first()?)?;
            (alone || self.stored.owners.get(owner)?.alone).then_some(owner)
        };
        let owner = self.stored.by_all.get(&all).copied().or_else(by_weights);
        let Some(owner) = owner.and_then(|owner| self.stored.owners.get_mut(owner)) else {
            self.own(stored, all, alone);
            return None;
        };
        let dims = stored.first().and_then(|first| self.graph.tensors[*first].dims.as_deref());
        if !dims.is_some_and(|dims| are_same(&owner.weights, dims)) {
            self.unfit = true;
            return None;
        }
        let key = *owner.key.get_or_insert_with(|| {
            self.stored.keys += 1;
            self.stored.keys
        });
        if let Some(first) = self.calls.calls.get_mut(owner.call) {
            first.share = Some(key);
        }
        Some(key)
    }

    /// Notes that the next call owns these tensors.
    fn own(&mut self, stored: &[TensorId], all: Sources, alone: bool) {
        let Some(first) = stored.first() else { return };
        let weights = self.graph.tensors[*first].dims.clone().unwrap_or_default();
        let owner = self.stored.owners.len();
        let call = self.calls.calls.len();
        self.stored.owners.push(Owner { call, key: None, weights, alone });
        self.stored.by_weights.entry(self.sources_of(&[*first])).or_insert(owner);
        self.stored.by_all.insert(all, owner);
    }

    /// The call that owns a tensor as its weights, in these sizes or transposed.
    fn owner_of_weights(&self, weights: TensorId) -> Option<usize> {
        let sources = self.sources_of(&[weights]);
        let owner = *self.stored.by_weights.get(&sources).filter(|_| !sources.is_empty())?;
        let theirs = &self.stored.owners.get(owner)?.weights;
        let ours = self.graph.tensors[weights].dims.as_deref()?;
        are_same(theirs, ours).then_some(owner)
    }

    /// Whether another call owns these weights together with another bias.
    pub(super) fn has_other_bias(&self, weights: TensorId, bias: TensorId) -> bool {
        let owner = self.owner_of_weights(weights).and_then(|owner| self.stored.owners.get(owner));
        owner.is_some_and(|owner| !owner.alone)
            && !self.stored.by_all.contains_key(&self.sources_of(&[weights, bias]))
    }

    fn sources_of(&self, stored: &[TensorId]) -> Sources {
        stored.iter().flat_map(|id| self.graph.tensors[*id].sources.iter().copied()).collect()
    }
}

/// Whether weights of these sizes can be the same parameter: axes of size 1 do not count, and a matrix may be transposed.
fn are_same(one: &[u64], other: &[u64]) -> bool {
    let [wide, others] = [one, other].map(|dims| dims.iter().filter(|size| **size > 1));
    let transposed = matches!((one, other), ([a, b], [c, d]) if (a, b) == (d, c));
    transposed || wide.eq(others)
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
