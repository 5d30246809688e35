//! Putting the network together: tensors, layers, scopes and their names.

use std::sync::Arc;

use foldhash::HashMap;

use crate::index::{Id, Table};
use crate::network::{
    Base, LabelId, Layer, LayerId, Name, Network, Origin, Scope, ScopeId, Tensor,
};
use crate::ops::{Inferred, Stored};
use crate::source::Span;
use crate::tensor::{Dtype, Shape, TensorId};

/// A network that grows.
pub struct Builder {
    /// What stands so far.
    pub network: Network,
    /// For each tensor, whether anything reads it.
    used: Table<TensorId, bool>,
    labels: HashMap<Arc<str>, LabelId>,
}

/// The names given out within a scope.
#[derive(Default)]
pub struct Names {
    /// How many unlabelled layers or scopes there are of each operation or block.
    numbers: HashMap<LabelId, u32>,
    /// How often each name was given out to a label, or to a number that a label had taken: a text
    /// of `labels` and the number behind it, 0 for none.
    taken: HashMap<(LabelId, u32), u32>,
}

/// Whose layer is to be made.
pub struct Site<'a> {
    /// The canonical name of the operation.
    pub operation: &'static str,
    /// The label in front of the call, if there is one.
    pub label: Option<&'a str>,
    /// The scope it stands in.
    pub scope: ScopeId,
    /// The call.
    pub span: Span,
    /// The element type that the call sets for itself.
    pub dtype: Option<Dtype>,
}

/// What a layer stores, and reads of what is stored.
#[derive(Clone, Copy, Debug, Default)]
pub struct Storage {
    /// Learned values that are its own.
    pub params: u64,
    /// Other values that are its own.
    pub buffers: u64,
    /// Values it reads, shared ones included.
    pub reads: u64,
    /// Bytes of the values that are its own.
    pub own_bytes: u128,
    /// Bytes of those and of shared ones.
    pub all_bytes: u128,
}

impl Storage {
    /// With one more kind of tensors; `None` for a sum that does not fit.
    pub fn with(mut self, stored: &Stored, shared: bool, dtype: Dtype) -> Option<Self> {
        let values = stored.values()?;
        // Each tensor begins at a whole byte.
        let one = dtype.bytes(stored.shape.elements().into())?;
        let bytes = one.checked_mul(stored.count.into())?;
        self.reads = self.reads.checked_add(values)?;
        self.all_bytes = self.all_bytes.checked_add(bytes)?;
        if !shared {
            let own = if stored.learned { &mut self.params } else { &mut self.buffers };
            *own = own.checked_add(values)?;
            self.own_bytes = self.own_bytes.checked_add(bytes)?;
        }
        Some(self)
    }
}

impl Builder {
    /// An empty network.
    pub fn new(name: String) -> Self {
        let network = Network::new(name);
        let labels = HashMap::from_iter([("".into(), LabelId(0))]);
        Builder { network, used: Table::new(), labels }
    }

    fn label(&mut self, text: &str) -> LabelId {
        if let Some(known) = self.labels.get(text) {
            return *known;
        }
        let id = LabelId::at(self.network.labels.len());
        let text: Arc<str> = text.into();
        self.network.labels.push(text.clone());
        self.labels.insert(text, id);
        id
    }

    /// A name for a layer or scope: its label, or the next number of its operation or block.
    pub fn name(&mut self, names: &mut Names, label: Option<&str>, kind: &str) -> Name {
        let Some(label) = label else {
            let kind = self.label(kind);
            let number = names.numbers.entry(kind).or_default();
            *number += 1;
            // Only a label can have taken the name already.
            let again = names.taken.get_mut(&(kind, *number)).map_or(1, |taken| {
                *taken += 1;
                *taken
            });
            return Name { base: Base::Numbered(kind, *number), again };
        };
        let whole = self.label(label);
        let key = numbered(label).map_or((whole, 0), |(kind, number)| (self.label(kind), number));
        let unlabelled = names.numbers.get(&key.0).is_some_and(|last| key.1 > 0 && key.1 <= *last);
        let taken = names.taken.entry(key).or_insert(u32::from(unlabelled));
        *taken += 1;
        Name { base: Base::Label(whole), again: *taken }
    }

    /// A new scope within `parent`.
    pub fn scope(&mut self, parent: ScopeId, name: Name) -> ScopeId {
        self.network.scopes.push(Scope { parent, name });
        ScopeId::at(self.network.scopes.len() - 1)
    }

    fn tensor(&mut self, tensor: Tensor) -> TensorId {
        self.network.tensors.push(tensor);
        self.used.push(false)
    }

    /// An input of the network.
    pub fn input(
        &mut self,
        shape: Shape,
        dtype: Option<Dtype>,
        label: Option<&str>,
        span: Span,
    ) -> TensorId {
        let dtype = dtype.unwrap_or(self.network.dtype.activations);
        let id = self.tensor(Tensor { shape, dtype, origin: Origin::Input, batched: true, span });
        self.network.inputs.push(id);
        self.network.input_names.push(label.map(str::to_owned));
        id
    }

    /// A tensor that no layer makes: one of the shape that a claim states, in place of another
    /// where there is one.
    pub fn claimed(&mut self, shape: Shape, replaced: Option<TensorId>, span: Span) -> TensorId {
        let replaced = replaced.map(|id| *self.network.tensor(id));
        let dtype = replaced.map_or(self.network.dtype.activations, |tensor| tensor.dtype);
        let batched = replaced.is_none_or(|tensor| tensor.batched);
        self.tensor(Tensor { shape, dtype, origin: Origin::Claimed, batched, span })
    }

    /// The type of what a layer stores.
    pub fn weights(&self, site: &Site<'_>) -> Dtype {
        site.dtype.unwrap_or(self.network.dtype.weights)
    }

    /// Adds a layer; its outputs, which are new tensors.
    pub fn layer(
        &mut self,
        names: &mut Names,
        site: &Site<'_>,
        inputs: Box<[TensorId]>,
        applied: &Inferred,
        storage: Storage,
    ) -> impl Iterator<Item = TensorId> + use<> {
        let id = LayerId::at(self.network.layers.len());
        let weight = inputs.is_empty();
        let batched = inputs.iter().any(|input| self.network.tensor(*input).batched);
        let weights = self.weights(site);
        let dtype = match (weight, site.dtype) {
            (true, _) => weights,
            (false, Some(dtype)) => dtype,
            (false, None) => self.network.dtype.activations,
        };
        let origin = if weight { Origin::Weight(id) } else { Origin::Layer(id) };
        for input in &inputs {
            self.mark_used(*input);
        }
        let output = TensorId::at(self.network.tensors.len());
        for shape in &applied.outputs {
            self.tensor(Tensor { shape: *shape, dtype, origin, batched, span: site.span });
        }
        let end = TensorId::at(self.network.tensors.len());
        let name = self.name(names, site.label, site.operation);
        let layer = Layer {
            operation: site.operation,
            name,
            scope: site.scope,
            inputs,
            output,
            outputs: end.0 - output.0,
            kind: applied.kind,
            params: storage.params,
            buffers: storage.buffers,
            reads: storage.reads,
            own_bytes: storage.own_bytes,
            all_bytes: storage.all_bytes,
            weights,
            span: site.span,
        };
        let outputs = layer.outputs();
        self.network.layers.push(layer);
        outputs
    }

    /// Notes that a tensor is of use.
    pub fn mark_used(&mut self, id: TensorId) {
        self.used[id] = true;
    }

    /// The first outputs of layers none of whose outputs anything uses, and inputs that nothing
    /// uses.
    pub fn unused(&self) -> impl Iterator<Item = &Tensor> {
        let unused = |id: &TensorId| !self.used[*id];
        let inputs = self.network.inputs.iter().copied().filter(unused);
        let layers = self.network.layers.iter();
        let layers = layers.filter(move |layer| layer.outputs().all(|output| unused(&output)));
        inputs.chain(layers.map(|layer| layer.output)).map(|id| self.network.tensor(id))
    }
}

/// A label that looks like a numbered name: `conv1` is `conv` and 1, `relu6_1` is `relu6` and 1;
/// `conv01` is not one.
fn numbered(label: &str) -> Option<(&str, u32)> {
    let digit = |letter: char| letter.is_ascii_digit();
    let kind = label.trim_end_matches(digit);
    let digits = label.strip_prefix(kind)?;
    let kind = kind.strip_suffix('_').filter(|kind| kind.ends_with(digit)).unwrap_or(kind);
    let canonical = !kind.is_empty() && !digits.starts_with('0');
    digits.parse().ok().filter(|_| canonical).map(|number| (kind, number))
}
