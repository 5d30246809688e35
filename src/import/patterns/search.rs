//! A graph while patterns in it are looked for and replaced.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::import::graph::{Attribute, Graph, Node, NodeId, Origin, TensorId};
use crate::import::rule::Rule;
use crate::index::Idx;

/// The most products within each other that are read as one.
const DEPTH: u32 = 4;

/// Nodes of a pattern besides its last one.
pub(super) type Inner = SmallVec<[NodeId; 8]>;

/// What takes the place of nodes.
pub(super) struct Match {
    /// What it is called where it is counted; `None` if that was counted before.
    pub name: Option<&'static str>,
    pub rule: &'static Rule,
    pub inputs: SmallVec<[Option<TensorId>; 4]>,
    pub attributes: Vec<(&'static str, Attribute)>,
    /// The nodes that go.
    pub inner: Inner,
    /// The node whose name and attributes it has, rather than those of the last one.
    pub like: Option<NodeId>,
}

impl Match {
    /// A match of a name, by a rule, that reads one tensor.
    pub(super) fn new(
        name: &'static str,
        rule: &'static Rule,
        input: TensorId,
        inner: Inner,
    ) -> Self {
        let inputs = SmallVec::from_iter([Some(input)]);
        Match { name: Some(name), rule, inputs, attributes: Vec::new(), inner, like: None }
    }
}

/// A product of numbers and tensors.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub factor: f64,
    pub tensors: SmallVec<[TensorId; 4]>,
    pub inner: Inner,
}

/// A graph and what reads its tensors.
pub(super) struct Search<'g> {
    pub graph: &'g mut Graph,
    /// The nodes that read each tensor that is not constant.
    readers: Vec<SmallVec<[NodeId; 2]>>,
    outputs: Vec<bool>,
    gone: Vec<bool>,
    /// The name under which a node was counted.
    counted: BTreeMap<usize, &'static str>,
    found: BTreeMap<&'static str, u64>,
}

impl<'g> Search<'g> {
    pub(super) fn new(graph: &'g mut Graph) -> Self {
        let mut readers = vec![SmallVec::new(); graph.tensors.len()];
        for (id, node) in graph.nodes.entries() {
            for input in node.inputs.iter().flatten() {
                if !graph.tensors[*input].is_constant() {
                    readers.get_mut(input.index()).into_iter().for_each(|it| it.push(id));
                }
            }
        }
        let mut outputs = vec![false; graph.tensors.len()];
        for output in &graph.outputs {
            outputs.get_mut(output.index()).into_iter().for_each(|it| *it = true);
        }
        let gone = vec![false; graph.nodes.len()];
        Search { graph, readers, outputs, gone, counted: BTreeMap::new(), found: BTreeMap::new() }
    }

    pub(super) fn ids(&self) -> Vec<NodeId> {
        self.graph.nodes.ids().collect()
    }

    fn is_gone(&self, id: NodeId) -> bool {
        self.gone.get(id.index()).copied().unwrap_or(true)
    }

    /// The sizes of a tensor, if they are known.
    pub(super) fn sizes(&self, tensor: TensorId) -> Option<&[u64]> {
        self.graph.tensors[tensor].dims.as_deref()
    }

    /// A node that is still there.
    pub(super) fn node(&self, id: NodeId) -> Option<&Node> {
        (!self.is_gone(id)).then(|| &self.graph.nodes[id])
    }

    /// The node of this operator that makes a tensor, and its first input.
    pub(super) fn made_by(&self, tensor: TensorId, op: &str) -> Option<(NodeId, &Node)> {
        self.maker(tensor).filter(|(_, node)| &*node.op == op)
    }

    /// The node that makes a tensor.
    pub(super) fn maker(&self, tensor: TensorId) -> Option<(NodeId, &Node)> {
        match self.graph.tensors[tensor].origin {
            Origin::Node(id) => Some((id, self.node(id)?)),
            Origin::Input | Origin::Stored | Origin::Constant => None,
        }
    }

    /// The node of this operator that makes the tensor at an input of a node.
    pub(super) fn before(&self, node: &Node, input: usize, op: &str) -> Option<(NodeId, &Node)> {
        self.made_by(self.base(node.input(input)?), op)
    }

    /// A tensor before its type was changed.
    pub(super) fn base(&self, mut tensor: TensorId) -> TensorId {
        while let Some((_, node)) = self.made_by(tensor, "Cast") {
            match node.input(0) {
                Some(input) => tensor = input,
                None => return tensor,
            }
        }
        tensor
    }

    /// Whether two tensors are the same but for their types.
    pub(super) fn same(&self, a: TensorId, b: TensorId) -> bool {
        self.base(a) == self.base(b)
    }

    /// The number that a constant tensor is.
    pub(super) fn number(&self, tensor: TensorId) -> Option<f64> {
        let tensor = &self.graph.tensors[tensor];
        tensor.single().filter(|_| tensor.is_constant())
    }

    /// Whether a constant tensor is this number, in a type of 16 bits or more.
    pub(super) fn is_number(&self, tensor: Option<TensorId>, number: f64) -> bool {
        tensor.and_then(|tensor| self.number(tensor)).is_some_and(|it| close(it, number))
    }

    /// Both operands of a node, in both orders.
    pub(super) fn operands(&self, node: &Node) -> Option<[(TensorId, TensorId); 2]> {
        match node.inputs.as_slice() {
            [Some(a), Some(b)] => Some([(*a, *b), (*b, *a)]),
            _ => None,
        }
    }

    /// The other operand of an `Add` of this number.
    pub(super) fn plus(&self, node: &Node, number: f64) -> Option<TensorId> {
        let operands = self.operands(node)?.into_iter();
        operands.into_iter().find(|(_, it)| self.is_number(Some(*it), number)).map(|(it, _)| it)
    }

    /// The product that a node computes, with those before it that only it uses.
    pub(super) fn product(&self, id: NodeId) -> Option<Product> {
        let mut product = Product { factor: 1.0, tensors: SmallVec::new(), inner: SmallVec::new() };
        self.multiply(self.node(id)?, &mut product, DEPTH)?;
        Some(product)
    }

    /// The product that a tensor is: of itself only, if it is made otherwise.
    pub(super) fn factors(&self, tensor: TensorId) -> Product {
        let mut product = Product { factor: 1.0, tensors: SmallVec::new(), inner: SmallVec::new() };
        self.factor(tensor, &mut product, DEPTH);
        product
    }

    fn multiply(&self, node: &Node, product: &mut Product, depth: u32) -> Option<()> {
        let (a, b) = (node.input(0)?, node.input(1)?);
        match &*node.op {
            "Mul" => {
                self.factor(a, product, depth);
                self.factor(b, product, depth);
            }
            "Div" => {
                product.factor /= self.number(b)?;
                self.factor(a, product, depth);
            }
            _ => return None,
        }
        Some(())
    }

    fn factor(&self, tensor: TensorId, product: &mut Product, depth: u32) {
        if let Some(number) = self.number(tensor) {
            product.factor *= number;
            return;
        }
        let alone = self.readers(tensor).len() == 1;
        let before = self.maker(tensor).filter(|_| alone && depth > 0);
        let mut within = product.clone();
        if let Some((id, node)) = before {
            within.inner.push(id);
            if self.multiply(node, &mut within, depth - 1).is_some() {
                *product = within;
                return;
            }
        }
        product.tensors.push(tensor);
    }

    fn readers(&self, tensor: TensorId) -> &[NodeId] {
        self.readers.get(tensor.index()).map_or(&[], SmallVec::as_slice)
    }

    /// The nodes that read a tensor, if it is no output of the network.
    pub(super) fn inner_readers(&self, tensor: TensorId) -> Option<&[NodeId]> {
        let is_output = self.outputs.get(tensor.index()).copied().unwrap_or_default();
        (!is_output).then(|| self.readers(tensor))
    }

    /// The nodes that go with the last one: those given, whose outputs nothing else uses, and what changes the types of
    /// their outputs; `None` if something else does use one.
    fn closed(&self, last: NodeId, inner: &Inner) -> Option<Inner> {
        let mut all = Inner::new();
        for id in inner {
            if !all.contains(id) && *id != last {
                all.push(*id);
            }
        }
        let mut next = 0;
        while let Some(id) = all.get(next).copied() {
            next += 1;
            for output in self.node(id)?.outputs.iter().flatten() {
                for reader in self.inner_readers(*output)? {
                    if *reader == last || all.contains(reader) {
                        continue;
                    }
                    match &*self.node(*reader)?.op {
                        "Cast" => all.push(*reader),
                        _ => return None,
                    }
                }
            }
        }
        Some(all)
    }

    /// The same match, if all that it computes in between is its own.
    pub(super) fn alone(&self, last: NodeId, found: Match) -> Option<Match> {
        Some(Match { inner: self.closed(last, &found.inner)?, ..found })
    }

    /// Puts a node in the place of a pattern.
    pub(super) fn apply(&mut self, last: NodeId, found: Match) {
        for id in found.inner.iter().chain([&last]) {
            self.unread(*id);
            if let Some(name) = self.counted.remove(&id.index()) {
                match found.name {
                    // It is counted as what it becomes.
                    Some(_) => *self.found.entry(name).or_default() -= 1,
                    None => {
                        self.counted.insert(last.index(), name);
                    }
                }
            }
            if *id != last {
                self.gone.get_mut(id.index()).into_iter().for_each(|gone| *gone = true);
            }
        }
        if let Some(name) = found.name {
            *self.found.entry(name).or_default() += 1;
            self.counted.insert(last.index(), name);
        }
        let like = found.like.map(|id| {
            let node = &self.graph.nodes[id];
            (node.name, node.modules, Arc::clone(&node.op), Rc::clone(&node.attributes))
        });
        let attributes = found.attributes.into_iter();
        let attributes: Rc<[_]> = attributes.map(|(name, value)| (name.into(), value)).collect();
        let node = &mut self.graph.nodes[last];
        (node.op, node.attributes) = (found.rule.name.into(), attributes);
        if let Some((name, modules, op, attributes)) = like {
            (node.name, node.modules, node.op, node.attributes) = (name, modules, op, attributes);
        }
        (node.rule, node.inputs) = (Some(found.rule), found.inputs);
        for input in self.graph.nodes[last].inputs.iter().flatten() {
            if !self.graph.tensors[*input].is_constant() {
                self.readers.get_mut(input.index()).into_iter().for_each(|it| it.push(last));
            }
        }
    }

    /// Takes a node from the readers of what it reads.
    fn unread(&mut self, id: NodeId) {
        for input in self.graph.nodes[id].inputs.iter().flatten() {
            let readers = self.readers.get_mut(input.index());
            readers.into_iter().for_each(|it| it.retain(|reader| *reader != id));
        }
    }

    /// Takes what has gone out of the graph, and returns how often each pattern was found.
    pub(super) fn finish(self) -> Vec<(String, u64)> {
        let Search { graph, gone, found, .. } = self;
        let kept: Vec<bool> = gone.iter().map(|gone| !gone).collect();
        graph.keep(&kept);
        let found = found.into_iter().filter(|(_, count)| *count > 0);
        found.map(|(name, count)| (name.to_owned(), count)).collect()
    }
}

/// Whether a number is another in a type of 16 bits or more.
pub(super) fn close(number: f64, other: f64) -> bool {
    (number - other).abs() <= other.abs() / 256.0
}
