//! A model as a graph of tensors and nodes, whatever its format.

use std::rc::Rc;
use std::sync::Arc;

use smallvec::SmallVec;

use super::dims::Dims;
use super::element::ElementType;
pub(crate) use super::id::{NodeId, TensorId};
use super::names::Name;
use super::rule::Rule;
use super::value::Value;
use crate::index::{Idx, IndexVec};

/// A model whose shapes are known.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub tensors: IndexVec<TensorId, Tensor>,
    /// The nodes that compute something from the inputs, in an order in which each comes after those
    /// that it reads.
    pub nodes: IndexVec<NodeId, Node>,
    pub inputs: Vec<TensorId>,
    pub outputs: Vec<TensorId>,
    /// Whether constants are computed each time the network runs, unless elements are only moved.
    pub eager: bool,
}

/// A tensor: an input, an initialiser, or an output of a node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tensor {
    pub name: Name,
    pub dtype: ElementType,
    /// Its sizes; `None` where an operator before it is not known.
    pub dims: Option<Dims>,
    /// Its values, if they are known and few.
    pub value: Option<Rc<Value>>,
    pub origin: Origin,
    /// If it is constant: the initialisers with weights that it is computed from, itself if it is one; buffers
    /// too, where the file names them.
    pub sources: SmallVec<[TensorId; 1]>,
    /// What it is, if it is stored.
    pub role: Role,
}

/// What a stored tensor is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    #[default]
    Learned,
    /// A parameter that training leaves as it is.
    Frozen,
    /// A buffer, which is not learned.
    Buffer,
}

/// Where a tensor comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    Input,
    /// An initialiser: stored in the file as what the network has learned, or a table.
    Stored,
    /// Stored in a node, computed without any input, or of a known value whatever the inputs.
    #[default]
    Constant,
    Node(NodeId),
}

impl Graph {
    /// Drops the nodes on which no output depends, as runtimes do.
    pub(crate) fn drop_unused(&mut self) {
        let mut used = vec![false; self.tensors.len()];
        let mut kept = vec![false; self.nodes.len()];
        let mark = |used: &mut Vec<bool>, id: TensorId| {
            used.get_mut(id.index()).into_iter().for_each(|used| *used = true);
        };
        self.outputs.iter().for_each(|output| mark(&mut used, *output));
        for (node, kept) in self.nodes.iter().zip(&mut kept).rev() {
            let is_used = |id: &TensorId| used.get(id.index()).copied().unwrap_or_default();
            *kept = node.outputs.iter().flatten().any(is_used);
            if *kept {
                node.inputs.iter().flatten().for_each(|input| mark(&mut used, *input));
            }
        }
        if kept.contains(&false) {
            self.keep(&kept);
        }
    }

    /// Drops the nodes that are not to be kept; what they make is made by nothing then.
    pub(crate) fn keep(&mut self, kept: &[bool]) {
        let nodes = std::mem::take(&mut self.nodes).into_items();
        let mut places = Vec::with_capacity(nodes.len());
        for (node, kept) in nodes.into_iter().zip(kept) {
            places.push(kept.then(|| self.nodes.push(node)));
        }
        for id in self.tensors.ids() {
            let origin = &mut self.tensors[id].origin;
            if let Origin::Node(node) = *origin {
                let place = places.get(node.index()).copied().flatten();
                *origin = place.map_or(Origin::Constant, Origin::Node);
            }
        }
    }
}

impl Tensor {
    /// Whether it is the same for all inputs.
    pub(crate) fn is_constant(&self) -> bool {
        matches!(self.origin, Origin::Stored | Origin::Constant)
    }

    /// Whether it is computed from what is learned.
    pub(crate) fn is_learned(&self, graph: &Graph) -> bool {
        self.sources.iter().any(|source| graph.tensors[*source].role != Role::Buffer)
    }

    /// Its only value, if it has a single one that is known.
    pub(crate) fn single(&self) -> Option<f64> {
        self.value.as_ref()?.single()
    }
}

/// An application of an operator.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// How its operator works; `None` if that is not known.
    pub rule: Option<&'static Rule>,
    /// The operator as the file calls it: `Conv`, `com.microsoft.Attention`.
    pub op: Arc<str>,
    pub name: Name,
    pub modules: Modules,
    /// `None` where an optional input is left out.
    pub inputs: SmallVec<[Option<TensorId>; 4]>,
    /// `None` where an output is not wanted.
    pub outputs: SmallVec<[Option<TensorId>; 2]>,
    pub attributes: Rc<[(Arc<str>, Attribute)]>,
    /// The version of the set of operators that it belongs to.
    pub opset: i64,
}

/// The modules around a node and the node itself, as PyTorch's exporters note them, the outermost first: lists in
/// Python's notation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Modules {
    /// Their paths: `['', 'layer1', 'layer1.0', 'add']`.
    pub paths: Name,
    /// Their classes: `['models.Net', 'models.Layer', 'models.Block', 'aten.add.Tensor']`.
    pub classes: Name,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Attribute {
    Int(i64),
    Float(f64),
    Text(Rc<str>),
    Ints(Vec<i64>),
    Floats(Vec<f64>),
    Texts(Vec<Rc<str>>),
    /// A tensor: its type, its sizes, and its values if they are kept.
    Tensor(ElementType, Dims, Option<Rc<Value>>),
}

impl Node {
    /// An attribute by name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|(known, _)| &**known == name).map(|(_, value)| value)
    }

    /// An attribute that is an integer.
    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        match self.attribute(name)? {
            Attribute::Int(value) => Some(*value),
            _ => None,
        }
    }

    /// Whether an attribute is an integer other than 0.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.int(name).is_some_and(|value| value != 0)
    }

    /// An attribute that is a number.
    pub(crate) fn float(&self, name: &str) -> Option<f64> {
        match self.attribute(name)? {
            Attribute::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// An attribute that is a list of integers.
    pub(crate) fn ints(&self, name: &str) -> Option<&[i64]> {
        match self.attribute(name)? {
            Attribute::Ints(values) => Some(values),
            _ => None,
        }
    }

    /// An attribute that is a list of numbers.
    pub(crate) fn floats(&self, name: &str) -> Option<&[f64]> {
        match self.attribute(name)? {
            Attribute::Floats(values) => Some(values),
            _ => None,
        }
    }

    /// An attribute that is a text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.attribute(name)? {
            Attribute::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether there is an input at a position.
    pub(crate) fn has(&self, input: usize) -> bool {
        self.input(input).is_some()
    }

    /// The input at a position.
    pub(crate) fn input(&self, input: usize) -> Option<TensorId> {
        self.inputs.get(input).copied().flatten()
    }

    /// The output at a position, if it is wanted.
    pub(crate) fn output(&self, output: usize) -> Option<TensorId> {
        self.outputs.get(output).copied().flatten()
    }
}
