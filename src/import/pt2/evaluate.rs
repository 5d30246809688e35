//! One pass forward over the nodes of a program: each becomes the operators of its definition.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::aten::Aten;
use super::definitions::{self, Definition, Definitions};
use super::program::Program;
use super::schema::{Argument, Graph, Node};
use super::symbol::Values;
use super::symbolic;
use crate::import::dims::{self, Dims};
use crate::import::fault::FaultKind;
use crate::import::graph::{Role, Tensor, TensorId};
use crate::import::names::Name;
use crate::import::onnx::decode;
use crate::import::onnx::evaluate::{DEPTH, Evaluation};
use crate::import::options::ImportOptions;
use crate::import::rule::Failure;
use crate::index::Idx;

/// A program whose nodes are being evaluated.
#[derive(Debug)]
pub(super) struct Run<'e, 'm> {
    pub evaluation: &'e mut Evaluation<'m>,
    /// The values of symbols, and of integers that nodes make.
    pub values: Values,
    options: &'e ImportOptions,
    definitions: Definitions,
    /// What each view is a view of; each is made after it, so that there are no circles.
    views: HashMap<Name, Name, RandomState>,
    /// Whether the shapes that the file states hold for the sizes of the inputs.
    states: bool,
    /// How many nodes there are, and how many of them only compute sizes and constants.
    pub nodes: u64,
    pub shape_nodes: u64,
}

impl<'e, 'm> Run<'e, 'm> {
    pub(super) fn new(
        evaluation: &'e mut Evaluation<'m>,
        options: &'e ImportOptions,
        values: Values,
    ) -> Self {
        let (definitions, views) = (Definitions::default(), HashMap::default());
        let (nodes, shape_nodes) = (0, 0);
        Run { evaluation, values, options, definitions, views, states: true, nodes, shape_nodes }
    }

    /// Notes what is stored, and the shapes that the file states, if they hold.
    pub(super) fn begin(&mut self, program: &Program<'_>, graph: &Graph) {
        self.evaluation.graph.eager = true;
        self.evaluation.graph(&program.model.graph);
        for (name, owner) in &program.tied {
            if let Some(id) = self.evaluation.environment.find(*owner) {
                self.evaluation.define(*name, id);
            }
        }
        for name in &program.buffers {
            if let Some(id) = self.evaluation.environment.find(*name) {
                let tensor = &mut self.evaluation.graph.tensors[id];
                tensor.role = Role::Buffer;
                tensor.sources = SmallVec::from_iter([id]);
            }
        }
        for name in &program.frozen {
            if let Some(id) = self.evaluation.environment.find(*name) {
                self.evaluation.graph.tensors[id].role = Role::Frozen;
            }
        }
        self.states = program.is_as_stated(self.evaluation, &self.values);
        self.state(graph);
    }

    /// Notes the shapes that a graph states; those that the caller gives come first.
    fn state(&mut self, graph: &Graph) {
        if !self.states {
            return;
        }
        for (name, meta) in &graph.tensor_values {
            let sizes = meta.sizes.iter().map(|size| u64::try_from(size.value(&self.values)?).ok());
            let dtype = decode::element_type(super::schema::element_type(meta.dtype.into()));
            if let (Some(dims), Some(dtype)) = (sizes.collect::<Option<Dims>>(), dtype) {
                let name = self.evaluation.names.intern(name);
                self.evaluation.stated.entry(name).or_insert((dtype, dims));
            }
        }
    }

    /// Evaluates nodes in order.
    pub(super) fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.nodes += 1;
            if self.nodes > self.options.nodes {
                let (what, most) = ("nodes", self.options.nodes);
                let help = "raise the limit: `--limit layers=N`";
                self.evaluation.faults.clear();
                return self.evaluation.fault(None, FaultKind::Limit { what, most, help });
            }
            self.node(node);
            if self.evaluation.hopeless() {
                return;
            }
        }
    }

    fn node(&mut self, node: &Node) {
        if symbolic::evaluate(self.evaluation, &mut self.values, node) {
            self.shape_nodes += 1;
            return;
        }
        if let Some(graph) = wrapped(node) {
            return self.inline(node, graph);
        }
        let before = self.evaluation.graph.nodes.len();
        let name = node.operator();
        let definition = self.definitions.find(name);
        let made = match definition {
            Some(definition) => self.defined(node, definition),
            None => Err(Failure::unsupported("there is no definition")),
        };
        let known = self.evaluation.faults.len();
        match made {
            Ok(made) => self.define(node, made),
            Err(failure) => self.unknown(node, name, failure),
        }
        // What makes a tensor again is no view of anything.
        let is_new = self.evaluation.faults.len() == known;
        if self.evaluation.graph.nodes.len() == before {
            self.shape_nodes += 1;
        }
        if let Some(definition) = definition.filter(|_| is_new) {
            self.alias(node, definition);
        }
    }

    /// What a definition makes of a node, if it has the shapes that the file states.
    fn defined(&mut self, node: &Node, definition: &Definition) -> Result<Vec<TensorId>, Failure> {
        let first = self.evaluation.graph.tensors.len();
        let made = (definition.make)(&mut Aten::new(self.evaluation, &self.values, node))?;
        for (id, name) in made.iter().zip(node.made()) {
            let name = self.evaluation.names.intern(name);
            let Some((dtype, dims)) = self.evaluation.stated.get(&name) else { continue };
            if self.evaluation.graph.tensors[*id].dims.as_ref() != Some(dims) {
                let own = self.evaluation.sizes(*id).map_or_else(String::new, dims::shown);
                let (op, dims) = (&node.target, dims::shown(dims));
                return Err(Failure::unsupported(format!("`{op}` makes {dims}, not {own}")));
            }
            if id.index() >= first {
                let tensor = &mut self.evaluation.graph.tensors[*id];
                (tensor.name, tensor.dtype) = (name, *dtype);
            }
        }
        Ok(made)
    }

    /// Gives the names of a node's outputs to what it makes.
    fn define(&mut self, node: &Node, made: Vec<TensorId>) {
        for (id, name) in made.into_iter().zip(node.made()) {
            let name = self.evaluation.names.intern(name);
            self.evaluation.define(name, id);
        }
    }

    /// A node without a definition for its form: its outputs are known if the file or the caller states them.
    fn unknown(&mut self, node: &Node, name: &str, failure: Failure) {
        let inputs = Aten::new(self.evaluation, &self.values, node).all_tensors();
        let kind = match (inputs, failure) {
            (Err(Failure::Invalid(reason)), _) | (_, Failure::Invalid(reason)) => {
                Some(FaultKind::Invalid { operator: name.to_owned(), reason })
            }
            // One mistake is one message.
            (Ok(inputs), _) if self.follows(&inputs) => None,
            (Ok(_), Failure::RunTime { input }) if !self.are_stated(node) => {
                let name = |name: Option<&str>| name.unwrap_or_default().to_owned();
                let (input, tensor) = (name(node.read().nth(input)), name(node.made().next()));
                Some(FaultKind::RunTime { input, tensor })
            }
            (Ok(inputs), _) => {
                let from = Aten::new(self.evaluation, &self.values, node).as_model(name);
                let names: SmallVec<[Name; 2]> = from.outputs.clone();
                let made = self.evaluation.apply(&from, inputs);
                for (name, id) in names.into_iter().zip(made) {
                    if let Some(id) = id {
                        self.evaluation.define(name, id);
                    }
                }
                return;
            }
            (Err(_), _) => None,
        };
        if let Some(kind) = kind {
            let text = Aten::new(self.evaluation, &self.values, node).text(name);
            self.evaluation.fault(Some(text), kind);
        }
        let names: Vec<Name> = node.made().map(|name| self.evaluation.names.intern(name)).collect();
        for name in names {
            let id = self.evaluation.tensor(Tensor { name, ..Tensor::default() });
            self.evaluation.define(name, id);
        }
    }

    /// Whether nothing is known of one of these tensors: of what is made from it neither.
    fn follows(&self, inputs: &[Option<TensorId>]) -> bool {
        inputs.iter().flatten().any(|id| self.evaluation.sizes(*id).is_none())
    }

    /// Whether the file or the caller states the shapes of all that a node makes.
    fn are_stated(&self, node: &Node) -> bool {
        let Evaluation { names, stated, .. } = &*self.evaluation;
        node.made().all(|name| names.find(name).is_some_and(|name| stated.contains_key(&name)))
    }

    /// Follows what is a view of what, and what a node changes in place.
    fn alias(&mut self, node: &Node, definition: &Definition) {
        let Some(Argument::Tensor(of)) = node.inputs.first().map(|it| &it.arg) else { return };
        let of = self.evaluation.names.intern(of);
        let made: Vec<Name> = node.made().map(|it| self.evaluation.names.intern(it)).collect();
        if definitions::is_in_place(node.operator()) {
            let Some(new) = made.first().and_then(|it| self.evaluation.environment.find(*it))
            else {
                return;
            };
            self.evaluation.environment.replace(of, new);
            self.update(node, of, new);
            self.views.extend(made.first().map(|it| (*it, of)));
        } else if definition.views {
            self.views.extend(made.into_iter().map(|it| (it, of)));
        }
    }

    /// All that a changed tensor is a view of is changed too.
    fn update(&mut self, node: &Node, changed: Name, new: TensorId) {
        let (mut part, mut new) = (changed, new);
        while let Some(whole) = self.views.get(&part).copied() {
            if self.evaluation.hopeless() {
                return;
            }
            let Some(old) = self.evaluation.environment.find(whole) else { return };
            let updated = Aten::new(self.evaluation, &self.values, node).updated(old, new);
            let Ok(updated) = updated else { return };
            self.evaluation.environment.replace(whole, updated);
            (part, new) = (whole, updated);
        }
    }

    /// Evaluates the graph in a node in its place.
    fn inline(&mut self, node: &Node, graph: &Graph) {
        if self.evaluation.environment.depth() > DEPTH {
            let (what, most) = ("graphs within each other", DEPTH as u64);
            let help = "export the model without graphs within each other";
            return self.evaluation.fault(None, FaultKind::Limit { what, most, help });
        }
        let aten = Aten::new(self.evaluation, &self.values, node);
        let given = aten.graph_inputs();
        self.evaluation.environment.enter(true);
        for (input, id) in graph.inputs.iter().zip(given) {
            if let (Argument::Tensor(name), Some(id)) = (input, id) {
                let name = self.evaluation.names.intern(name);
                self.evaluation.define(name, id);
            }
        }
        self.state(graph);
        self.nodes(&graph.nodes);
        let made = graph.outputs.iter().filter_map(|output| match output {
            Argument::Tensor(name) => {
                let name = self.evaluation.names.find(name)?;
                self.evaluation.environment.find(name)
            }
            _ => None,
        });
        let made: Vec<TensorId> = made.collect();
        self.evaluation.environment.leave();
        self.define(node, made);
    }
}

/// The graph of a node that does no more than evaluate it.
fn wrapped(node: &Node) -> Option<&Graph> {
    let wraps = ["wrap_with_set_grad_enabled", "wrap_with_autocast"];
    let name = node.target.rsplit('.').next()?;
    let graph = |it: &super::schema::NamedArgument| matches!(it.arg, Argument::Graph(_));
    let argument = node.inputs.iter().find(|it| wraps.contains(&name) && graph(it))?;
    match &argument.arg {
        Argument::Graph(graph) => Some(graph),
        _ => None,
    }
}
