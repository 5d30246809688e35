//! Functions, conditions and loops: their nodes take the place of the node that names them.

use std::rc::Rc;

use smallvec::{SmallVec, smallvec};

use super::evaluate::{DEPTH, Evaluation};
use super::model::{Attribute, AttributeValue, Function, Graph, Node};
use crate::import::element::ElementType;
use crate::import::fault::FaultKind;
use crate::import::graph::{Origin, Tensor, TensorId};
use crate::import::names::Name;
use crate::import::value::Value;

/// The inputs of a node.
pub(super) type Inputs = [Option<TensorId>];

/// The most iterations of a loop that are unrolled.
pub(super) const ITERATIONS: u64 = 4096;

impl Evaluation<'_> {
    /// Evaluates the nodes of a function in place of a call of it.
    pub(super) fn inline(&mut self, node: &Node, function: &Function, inputs: &Inputs) {
        if !self.enter(node, true) {
            return;
        }
        for (name, id) in function.inputs.iter().zip(inputs) {
            if let Some(id) = id {
                self.define(*name, *id);
            }
        }
        let given = |name: Name| {
            let own = node.attributes.iter().chain(&function.attributes);
            own.into_iter().find(|attribute| attribute.name == name)
        };
        self.work(function.nodes.iter().map(copied_bytes).sum());
        if self.hopeless() {
            return self.environment.leave();
        }
        let nodes: Vec<Node> =
            function.nodes.iter().map(|inner| with_attributes(inner, &given)).collect();
        let outer = self.deeper(node.name);
        self.run(&nodes);
        self.prefix = outer;
        self.leave(&function.outputs, node);
    }

    /// Evaluates the branch of an `If` that its condition takes.
    pub(super) fn branch(&mut self, node: &Node, inputs: &Inputs) {
        let condition = inputs.first().copied().flatten().and_then(|id| self.integer(id));
        let Some(condition) = condition else {
            let name = node.inputs.first().copied().unwrap_or_default();
            let id = inputs.first().copied().flatten();
            let given = id.is_some_and(|id| self.graph.inputs.contains(&id));
            let input = self.names.text(name).to_owned();
            return self.without_outputs(node, FaultKind::Condition { input, given });
        };
        let branch = if condition == 0 { "else_branch" } else { "then_branch" };
        let Some(graph) = self.body(node, branch) else { return };
        if self.enter(node, false) {
            self.graph(&graph);
            self.leave(&output_names(&graph), node);
        }
    }

    /// Evaluates the body of a `Loop` as often as it runs.
    pub(super) fn repeat(&mut self, node: &Node, inputs: &Inputs) {
        let Some(body) = self.body(node, "body") else { return };
        let most = inputs.first().copied().flatten();
        let count =
            most.map(|id| self.integer(id).map(|count| u64::try_from(count).unwrap_or_default()));
        if count == Some(None) {
            return self.loop_count(node, None);
        }
        let count = count.flatten();
        let mut state: Vec<Option<TensorId>> = inputs.iter().skip(1).copied().collect();
        let carried = state.len();
        let mut scanned: Vec<Vec<TensorId>> = Vec::new();
        let mut iteration = 0;
        while count.is_none_or(|count| iteration < count) {
            match state.first().copied().flatten().map(|id| self.integer(id)) {
                Some(Some(0)) => break,
                Some(None) | None if count.is_none() => return self.loop_count(node, None),
                _ => {}
            }
            if iteration >= ITERATIONS {
                return self.loop_count(node, count.or(Some(ITERATIONS)));
            }
            let number = self.number(iteration);
            let given: Vec<Option<TensorId>> =
                std::iter::once(Some(number)).chain(state.iter().copied()).collect();
            let Some(made) = self.iterate(node, &body, &given) else { return };
            scanned.resize(made.len().saturating_sub(carried), Vec::new());
            for (list, made) in scanned.iter_mut().zip(made.iter().skip(carried)) {
                list.extend(made);
            }
            // A condition that the body leaves out stays as it was.
            state = made.into_iter().take(carried).collect();
            iteration += 1;
        }
        let last = state.iter().skip(1).copied();
        let stacked: Vec<Option<TensorId>> =
            scanned.iter().map(|list| self.stacked(list, 0)).collect();
        self.outputs(node, last.chain(stacked));
    }

    /// Evaluates a body once, and returns what it makes; `None` if graphs are too deep.
    pub(super) fn iterate(
        &mut self,
        node: &Node,
        body: &Rc<Graph>,
        given: &[Option<TensorId>],
    ) -> Option<Vec<Option<TensorId>>> {
        self.work(size_of::<Tensor>());
        if self.hopeless() || !self.enter(node, false) {
            return None;
        }
        for (input, id) in body.inputs.iter().zip(given) {
            if let Some(id) = id {
                self.define(input.name, *id);
            }
        }
        self.graph(body);
        let made = body.outputs.iter().map(|output| self.environment.find(output.name)).collect();
        self.environment.leave();
        Some(made)
    }

    /// Notes that it is not known, or too much, how often a body runs.
    pub(super) fn loop_count(&mut self, node: &Node, count: Option<u64>) {
        self.without_outputs(node, FaultKind::LoopCount { count });
    }

    /// The number of an iteration as a tensor.
    fn number(&mut self, iteration: u64) -> TensorId {
        let value = Value::int(i64::try_from(iteration).unwrap_or(i64::MAX));
        self.known(value)
    }

    /// An integer tensor of known values.
    fn known(&mut self, value: Value) -> TensorId {
        self.constant_of(value, ElementType::Int64)
    }

    /// A constant of known values.
    pub(super) fn constant_of(&mut self, value: Value, dtype: ElementType) -> TensorId {
        let dims = Some(value.dims.clone());
        let (value, origin) = (Some(Rc::new(value)), Origin::Constant);
        self.tensor(Tensor { dtype, dims, value, origin, ..Tensor::default() })
    }

    /// One place of an axis, without the axis.
    pub(super) fn part(&mut self, id: TensorId, place: u64, axis: i64) -> Option<TensorId> {
        let place = Value::int(i64::try_from(place).ok()?);
        let place = self.known(place);
        self.made_by("Gather", "", &[id, place], &[("axis", AttributeValue::Int(axis))])
    }

    /// Tensors stacked along a new axis.
    pub(super) fn stacked(&mut self, parts: &[TensorId], axis: i64) -> Option<TensorId> {
        let axes = self.known(Value::ints(vec![axis])?);
        let mut raised = Vec::new();
        for part in parts {
            raised.push(self.made_by("Unsqueeze", "", &[*part, axes], &[])?);
        }
        self.made_by("Concat", "", &raised, &[("axis", AttributeValue::Int(axis))])
    }

    /// What an operator makes of tensors, as a node of this name.
    pub(super) fn made_by(
        &mut self,
        op: &str,
        name: &str,
        inputs: &[TensorId],
        attributes: &[(&str, AttributeValue)],
    ) -> Option<TensorId> {
        let attributes = attributes
            .iter()
            .map(|(name, value)| Attribute { name: self.names.intern(name), value: value.clone() });
        let attributes = attributes.collect();
        let (domain, op) = op.rsplit_once('.').unwrap_or(("", op));
        let (domain, op) = (self.names.intern(domain), self.names.intern(op));
        let name = self.names.intern(name);
        let node = Node { domain, op, name, outputs: smallvec![op], attributes, ..Node::default() };
        let inputs: SmallVec<[Option<TensorId>; 4]> = inputs.iter().map(|id| Some(*id)).collect();
        self.apply(&node, inputs).first().copied().flatten()
    }

    /// Begins a graph within; `false` if graphs are too deep.
    fn enter(&mut self, node: &Node, closed: bool) -> bool {
        if self.environment.depth() > DEPTH {
            let most = DEPTH as u64;
            self.without_outputs(
                node,
                FaultKind::Limit {
                    what: "graphs or functions within each other",
                    most,
                    help: "export the model without functions that call themselves",
                },
            );
            return false;
        }
        self.environment.enter(closed);
        true
    }

    /// Ends a graph within, whose outputs are those of the node.
    fn leave(&mut self, outputs: &[Name], node: &Node) {
        let made: Vec<Option<TensorId>> =
            outputs.iter().map(|name| self.environment.find(*name)).collect();
        self.environment.leave();
        self.outputs(node, made.into_iter());
    }

    /// Gives the names of the outputs of a node to tensors.
    pub(super) fn outputs(&mut self, node: &Node, made: impl Iterator<Item = Option<TensorId>>) {
        for (name, id) in node.outputs.iter().zip(made) {
            if let Some(id) = id.filter(|_| !name.is_empty()) {
                self.define(*name, id);
                self.aliases.push((*name, id));
            }
        }
    }

    /// Names of nodes stand below that of the node from here on; returns what they stood below before.
    pub(super) fn deeper(&mut self, name: Name) -> String {
        let deeper = match self.names.text(name) {
            "" => self.prefix.clone(),
            name => format!("{}{name}/", self.prefix),
        };
        self.work(deeper.len());
        std::mem::replace(&mut self.prefix, deeper)
    }

    /// A graph among the attributes of a node.
    pub(super) fn body(&mut self, node: &Node, name: &str) -> Option<Rc<Graph>> {
        let graph = self.graph_attribute(node, name);
        if graph.is_none() {
            let operator = self.names.text(node.op).to_owned();
            let reason = format!("its attribute `{name}` is missing");
            self.without_outputs(node, FaultKind::Invalid { operator, reason });
        }
        graph
    }
}

fn output_names(graph: &Graph) -> Vec<Name> {
    graph.outputs.iter().map(|output| output.name).collect()
}

/// A node of a function with the attributes that the call gives it.
fn with_attributes<'a>(node: &Node, given: &dyn Fn(Name) -> Option<&'a Attribute>) -> Node {
    let attributes = node.attributes.iter().filter_map(|attribute| match &attribute.value {
        AttributeValue::OfFunction(name) => {
            given(*name).map(|given| Attribute { name: attribute.name, value: given.value.clone() })
        }
        AttributeValue::Graph(graph) => {
            let nodes = graph.nodes.iter().map(|inner| with_attributes(inner, given)).collect();
            let graph = Graph { nodes, ..copied(graph) };
            Some(Attribute { name: attribute.name, value: AttributeValue::Graph(Rc::new(graph)) })
        }
        _ => Some(attribute.clone()),
    });
    Node { attributes: attributes.collect(), ..node.clone() }
}

/// How many bytes a copy of a node takes, about.
fn copied_bytes(node: &Node) -> usize {
    let attributes = node.attributes.iter().map(|attribute| match &attribute.value {
        AttributeValue::Text(text) => text.len(),
        AttributeValue::Ints(values) => 8 * values.len(),
        AttributeValue::Floats(values) => 4 * values.len(),
        AttributeValue::Texts(texts) => texts.iter().map(|text| 16 + text.len()).sum(),
        AttributeValue::Tensor(_) => size_of::<Tensor>() + KEPT,
        AttributeValue::Graph(graph) => {
            let stored = graph.initializers.len() * (size_of::<Tensor>() + KEPT);
            let infos = graph.inputs.len() + graph.outputs.len() + graph.value_info.len();
            stored + 64 * infos + graph.nodes.iter().map(copied_bytes).sum::<usize>()
        }
        AttributeValue::Int(_)
        | AttributeValue::Float(_)
        | AttributeValue::OfFunction(_)
        | AttributeValue::Other => 0,
    });
    size_of::<Node>() + 4 * (node.inputs.len() + node.outputs.len()) + attributes.sum::<usize>()
}

/// How many bytes the values of a tensor take that a copy is made of, most often.
const KEPT: usize = 1 << 10;

/// A graph without its nodes.
fn copied(graph: &Graph) -> Graph {
    Graph {
        name: graph.name,
        nodes: Vec::new(),
        initializers: graph.initializers.clone(),
        inputs: graph.inputs.clone(),
        outputs: graph.outputs.clone(),
        value_info: graph.value_info.clone(),
    }
}
