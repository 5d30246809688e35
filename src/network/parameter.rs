//! Parameters: the tensors that layers store, learned or not.

use super::sparsity::Sparsity;
use crate::index::{IndexVec, ids};
use crate::tensor::{Dtype, Shape};

/// The index of a parameter in [`Network::parameters`](super::Network::parameters).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParameterId(pub u32);

ids!(ParameterId);

/// A tensor that a layer stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// Its name in PyTorch: `weight`, `bias`, `running_mean`.
    pub name: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// How many tensors of this name and shape there are, at least 1; more than one for the layers
    /// of an `lstm` after the first.
    pub copies: u64,
    /// Whether it is learned; a buffer otherwise.
    pub trainable: bool,
    /// Whether it is learned, and training leaves it as it is.
    pub frozen: bool,
    /// How many of its values are zero, if the call that made it says so.
    pub sparsity: Option<Sparsity>,
    /// The type of its elements.
    pub dtype: Dtype,
}

impl Parameter {
    /// Whether it is a weight, by its name in PyTorch, not a bias or a buffer.
    pub fn is_weight(&self) -> bool {
        is_weight(self.name)
    }

    /// Whether it is a bias, by its name in PyTorch.
    pub fn is_bias(&self) -> bool {
        is_bias(self.name)
    }
}

fn is_weight(name: &str) -> bool {
    name.starts_with("weight")
}

fn is_bias(name: &str) -> bool {
    name.starts_with("bias")
}

/// How much a parameter stores, and whether it is learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ParameterSize {
    /// The values of one of its tensors.
    pub elements: u64,
    /// As [`Parameter::copies`].
    pub copies: u64,
    /// As [`Parameter::trainable`].
    pub trainable: bool,
    /// As [`Parameter::frozen`].
    pub frozen: bool,
    /// As [`Parameter::dtype`].
    pub dtype: Dtype,
}

/// A parameter to be added, without its type, which follows from that of its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewParameter {
    /// As [`Parameter::name`].
    pub name: &'static str,
    /// As [`Parameter::shape`].
    pub shape: Shape,
    /// As [`Parameter::copies`].
    pub copies: u64,
    /// As [`Parameter::trainable`].
    pub trainable: bool,
    /// As [`Parameter::sparsity`].
    pub sparsity: Option<Sparsity>,
}

impl NewParameter {
    /// A learned parameter.
    pub fn learned(name: &'static str, shape: Shape) -> Self {
        NewParameter { name, shape, copies: 1, trainable: true, sparsity: None }
    }

    /// A buffer: a tensor that is stored, but not learned.
    pub fn buffer(name: &'static str, shape: Shape) -> Self {
        NewParameter { trainable: false, ..NewParameter::learned(name, shape) }
    }

    /// With so many values that are zero, if it is a weight.
    pub(crate) fn of_sparsity(self, sparsity: Option<Sparsity>) -> Self {
        NewParameter { sparsity: sparsity.filter(|_| is_weight(self.name)), ..self }
    }

    /// With a type, that of `weights` or of `biases`; frozen, if it is one that is learned.
    pub(crate) fn of_type(self, weights: Dtype, biases: Dtype, frozen: bool) -> Parameter {
        let NewParameter { name, shape, copies, trainable, sparsity } = self;
        let dtype = if is_bias(name) { biases } else { weights };
        Parameter { name, shape, copies, trainable, frozen: frozen && trainable, sparsity, dtype }
    }
}

/// All parameters of a network, each once.
///
/// A network of a million layers has a few million parameters, so they are stored packed: 16 bytes
/// each, and 4 for each axis.
#[derive(Clone, Debug, Default)]
pub struct Parameters {
    entries: IndexVec<ParameterId, Entry>,
    /// The axes of all shapes, one after the other.
    axes: Vec<u32>,
    /// The names, each once. There are about a dozen.
    names: Vec<&'static str>,
    any_frozen: bool,
    /// The sparse ones, in their order, which are few.
    sparse: Vec<(ParameterId, Sparsity)>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    copies: u64,
    /// The end of its axes, which begin at the end of the entry before.
    end: u32,
    /// The index of its name.
    name: u16,
    state: State,
    dtype: Dtype,
}

/// Whether a parameter is learned, and trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Buffer,
    Frozen,
    Trained,
}

impl Parameters {
    /// None, with room for those of so many layers.
    pub(super) fn with_room(layers: usize) -> Self {
        // Of two, one with four axes and one with one.
        let (entries, axes) = (2 * layers, 5 * layers);
        Parameters {
            entries: IndexVec::with_capacity(entries),
            axes: Vec::with_capacity(axes),
            ..Parameters::default()
        }
    }

    /// How many parameters there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no parameters.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// A parameter by its index.
    pub fn get(&self, id: ParameterId) -> Parameter {
        let Entry { copies, name, state, dtype, .. } = self.entries[id];
        let (trainable, frozen) = (state != State::Buffer, state == State::Frozen);
        let name = self.names.get(usize::from(name)).copied().unwrap_or_default();
        let shape = Shape::of_axes(self.axes(id));
        let sparse = self.sparse.binary_search_by_key(&id, |(id, _)| *id).ok();
        let sparsity = sparse.and_then(|at| self.sparse.get(at)).map(|(_, sparsity)| *sparsity);
        Parameter { name, shape, copies, trainable, frozen, sparsity, dtype }
    }

    /// How much a parameter stores, which is known without its name and axes.
    pub(crate) fn size(&self, id: ParameterId) -> ParameterSize {
        let Entry { copies, state, dtype, .. } = self.entries[id];
        let (trainable, frozen) = (state != State::Buffer, state == State::Frozen);
        let elements = self.axes(id).iter().map(|axis| u64::from(*axis)).product();
        ParameterSize { elements, copies, trainable, frozen, dtype }
    }

    /// The parameters with their indices, in the order of the layers that own them.
    pub fn iter(&self) -> impl Iterator<Item = (ParameterId, Parameter)> {
        self.entries.ids().map(|id| (id, self.get(id)))
    }

    /// The axes of a parameter's shape.
    fn axes(&self, id: ParameterId) -> &[u32] {
        let before = id.0.checked_sub(1).map(ParameterId);
        let start = before.map_or(0, |before| self.entries[before].end);
        self.axes.get(start as usize..self.entries[id].end as usize).unwrap_or_default()
    }

    /// Adds a parameter.
    pub(super) fn push(&mut self, parameter: &Parameter) -> ParameterId {
        let Parameter { name, shape, copies, trainable, frozen, sparsity, dtype } = *parameter;
        let state = match (trainable, frozen) {
            (false, _) => State::Buffer,
            (true, true) => State::Frozen,
            (true, false) => State::Trained,
        };
        self.any_frozen |= state == State::Frozen;
        self.axes.extend(shape.axes());
        // Neither as many axes nor as many names would fit into memory.
        let end = u32::try_from(self.axes.len()).unwrap_or(u32::MAX);
        let name = u16::try_from(self.name(name)).unwrap_or(u16::MAX);
        let id = self.entries.push(Entry { copies, end, name, state, dtype });
        self.sparse.extend(sparsity.map(|sparsity| (id, sparsity)));
        id
    }

    /// Sets the type of a parameter.
    pub(crate) fn set_dtype(&mut self, id: ParameterId, dtype: Dtype) {
        self.entries[id].dtype = dtype;
    }

    /// The shape of a parameter.
    pub(crate) fn shape(&self, id: ParameterId) -> Shape {
        Shape::of_axes(self.axes(id))
    }

    /// Sets the shape of a parameter, which must have as many axes as before.
    pub(crate) fn set_shape(&mut self, id: ParameterId, shape: &Shape) {
        let before = id.0.checked_sub(1).map(ParameterId);
        let start = before.map_or(0, |before| self.entries[before].end);
        let axes = self.axes.get_mut(start as usize..self.entries[id].end as usize);
        axes.into_iter().flatten().zip(shape.axes()).for_each(|(axis, size)| *axis = *size);
    }

    /// Takes out the parameters from this one on, which are numbered from 0 then.
    pub(super) fn split_off(&mut self, first: ParameterId) -> Self {
        let before = first.0.checked_sub(1).map(ParameterId);
        let start = before.map_or(0, |before| self.entries[before].end);
        let mut entries = self.entries.split_off(first);
        entries.iter_mut().for_each(|entry| entry.end -= start);
        let sparse = self.sparse.split_off(self.sparse.partition_point(|(id, _)| *id < first));
        let sparse = sparse.into_iter().map(|(id, rate)| (ParameterId(id.0 - first.0), rate));
        Parameters {
            entries,
            axes: self.axes.split_off(start as usize),
            names: self.names.clone(),
            any_frozen: self.any_frozen,
            sparse: sparse.collect(),
        }
    }

    /// Whether one of them is frozen.
    pub fn any_frozen(&self) -> bool {
        self.any_frozen
    }

    /// Whether one of them is sparse.
    pub fn any_sparse(&self) -> bool {
        !self.sparse.is_empty()
    }

    fn name(&mut self, name: &'static str) -> usize {
        self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }
}

/// The parameters that a layer uses, in the order in which its operation lists them.
#[derive(Clone, Debug)]
pub struct LayerParameters(Uses);

#[derive(Clone, Debug)]
enum Uses {
    /// Its own, which are adjacent.
    Own { first: ParameterId, count: u32 },
    /// At least one of them is that of an earlier layer; whether each is its own.
    Shared(Box<[(ParameterId, bool)]>),
}

impl LayerParameters {
    /// `count` parameters of its own.
    pub(super) fn own(first: ParameterId, count: u32) -> Self {
        LayerParameters(Uses::Own { first, count })
    }

    /// These parameters, each with whether it is the layer's own.
    pub(super) fn shared(uses: Box<[(ParameterId, bool)]>) -> Self {
        LayerParameters(Uses::Shared(uses))
    }

    /// Whether all are its own.
    pub(super) fn are_own(&self) -> bool {
        matches!(self.0, Uses::Own { .. })
    }

    /// Gives the parameters other indices. Those that are adjacent stay so.
    pub(super) fn renumber(&mut self, to: impl Fn(ParameterId) -> ParameterId) {
        match &mut self.0 {
            Uses::Own { count: 0, .. } => {}
            Uses::Own { first, .. } => *first = to(*first),
            Uses::Shared(uses) => uses.iter_mut().for_each(|(id, _)| *id = to(*id)),
        }
    }

    /// The parameters, each with whether this layer owns it: the first layer that uses it does.
    pub fn iter(&self) -> impl Iterator<Item = (ParameterId, bool)> + '_ {
        let (own, shared) = match &self.0 {
            Uses::Own { first, count } => (first.0..first.0 + count, &[][..]),
            Uses::Shared(uses) => (0..0, &**uses),
        };
        own.map(|id| (ParameterId(id), true)).chain(shared.iter().copied())
    }

    /// How many parameters there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Uses::Own { count, .. } => *count as usize,
            Uses::Shared(uses) => uses.len(),
        }
    }

    /// Whether there are no parameters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Dtype::{F16, F32, Int4, Int32};

    #[test]
    fn parameters_come_back_as_they_were_stored() {
        let shape = |axes: &[u64]| Shape::new(axes).unwrap();
        let weight =
            NewParameter::learned("weight", shape(&[64, 3, 7, 7])).of_type(F32, Int32, false);
        let gates = NewParameter { copies: 6, ..NewParameter::learned("bias", shape(&[4])) };
        let gates = gates.of_type(Int4, Int32, true);
        assert_eq!((weight.dtype, gates.dtype), (F32, Int32));
        let mean = NewParameter::buffer("running_mean", Shape::scalar()).of_type(F16, Int32, true);
        assert_eq!((gates.frozen, mean.frozen), (true, false), "a buffer is not frozen");
        let half = NewParameter::learned("weight", shape(&[2])).of_sparsity(Sparsity::new(0.5));
        let half = half.of_type(F32, Int32, false);
        let dense = NewParameter::learned("bias", shape(&[2])).of_sparsity(Sparsity::new(0.5));
        assert_eq!((half.sparsity, dense.sparsity), (Sparsity::new(0.5), None));
        let all = [weight, half, mean, gates, weight];
        let mut parameters = Parameters::default();
        let ids = all.map(|parameter| parameters.push(&parameter));
        assert_eq!(ids.map(|id| parameters.get(id)), all);
        assert_eq!(parameters.iter().map(|(_, parameter)| parameter).collect::<Vec<_>>(), all);
        assert_eq!(parameters.names, ["weight", "running_mean", "bias"]);
        let rest = parameters.split_off(ids[1]);
        assert_eq!(parameters.iter().map(|(_, it)| it).collect::<Vec<_>>(), all[..1]);
        assert_eq!(rest.iter().map(|(_, it)| it).collect::<Vec<_>>(), all[1..]);
    }

    #[test]
    fn parameters_are_small() {
        assert_eq!(size_of::<Entry>(), 16);
        assert_eq!(size_of::<LayerParameters>(), 16);
    }
}
