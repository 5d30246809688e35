//! One pass forward over the nodes: the sizes of every tensor, and the values of small ones.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::decode;
use super::environment::Environment;
use super::model::{self, Model};
use super::order::ordered;
use super::rules::Rules;
use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::fault::{Fault, FaultKind, limit};
use crate::import::graph::{Graph, Origin, Tensor, TensorId};
use crate::import::names::{Name, Names};
use crate::import::options::ImportOptions;
use crate::index::Idx;

/// The most graphs within each other, functions included.
pub(super) const DEPTH: usize = 32;

/// The most elements that are computed with.
const WORK: u64 = 1 << 28;

/// The most faults that are kept.
const FAULTS: usize = 20;

/// A model whose sizes are being found.
#[derive(Debug)]
pub(super) struct Evaluation<'m> {
    pub(super) model: &'m Model,
    pub(super) names: &'m mut Names,
    pub(super) options: &'m ImportOptions,
    pub(super) rules: Rules,
    pub(super) graph: Graph,
    pub(super) environment: Environment,
    /// Shapes that the file states for tensors in between, and that the caller gives.
    pub(super) stated: HashMap<Name, (ElementType, Dims), RandomState>,
    pub(super) faults: Vec<Fault>,
    /// How many nodes there are, after functions are inlined and loops unrolled.
    nodes: u64,
    /// How many of them only compute shapes and constants.
    pub(super) shape_nodes: u64,
    /// How many elements all short values have, and all others.
    pub(super) elements: [u64; 2],
    /// How many elements were computed with, and bytes copied.
    work: u64,
    /// The functions of the file by domain, name and overload.
    functions: HashMap<[Name; 3], &'m model::Function, RandomState>,
    /// Whether shapes that the file states are not looked at, so that rules are tested.
    pub(super) only_rules: bool,
    /// Further names of tensors: of the outputs of conditions, loops and functions.
    pub(super) aliases: Vec<(Name, TensorId)>,
    /// The names of functions and nodes around the graph that is evaluated, each followed by `/`.
    pub(super) prefix: String,
}

impl<'m> Evaluation<'m> {
    pub(super) fn new(model: &'m Model, names: &'m mut Names, options: &'m ImportOptions) -> Self {
        // The first of a name counts.
        let functions = model.functions.iter().rev();
        let functions = functions.map(|it| ([it.domain, it.name, it.overload], it));
        Evaluation {
            model,
            names,
            options,
            rules: Rules::default(),
            graph: Graph::default(),
            environment: Environment::new(),
            stated: HashMap::default(),
            faults: Vec::new(),
            nodes: 0,
            shape_nodes: 0,
            elements: [0; 2],
            work: 0,
            functions: functions.collect(),
            only_rules: false,
            aliases: Vec::new(),
            prefix: String::new(),
        }
    }

    /// Notes the outputs of the main graph.
    pub(super) fn outputs_of(&mut self, graph: &model::Graph) {
        for output in &graph.outputs {
            match self.environment.find(output.name) {
                Some(id) => self.graph.outputs.push(id),
                // One mistake is one message.
                None if !self.faults.is_empty() => {}
                None => {
                    let tensor = self.names.text(output.name).to_owned();
                    self.fault(None, FaultKind::NotMade { tensor });
                }
            }
        }
    }

    /// The graph, how many nodes there were, and how many of them only compute shapes.
    pub(super) fn finished(self) -> (Graph, u64, u64) {
        (self.graph, self.nodes, self.shape_nodes)
    }

    /// Notes a fault of a node.
    pub(super) fn fault(&mut self, node: Option<String>, kind: FaultKind) {
        if self.faults.len() < FAULTS {
            self.faults.push(Fault { node, kind });
        }
    }

    /// Whether enough is wrong to stop.
    pub(super) fn hopeless(&self) -> bool {
        self.faults.len() >= FAULTS
    }

    /// A new tensor.
    pub(super) fn tensor(&mut self, tensor: Tensor) -> TensorId {
        if let Some(limit) = tensor.dims.as_deref().and_then(limit) {
            self.fault(None, limit);
        }
        self.graph.tensors.push(tensor)
    }

    /// Evaluates the initialisers and nodes of a graph, whose inputs are defined.
    pub(super) fn graph(&mut self, graph: &model::Graph) {
        self.work(size_of::<Tensor>() * graph.initializers.len());
        self.work(graph.inputs.len() + graph.value_info.len() + graph.outputs.len());
        for tensor in &graph.initializers {
            let id = self.stored(tensor);
            self.define(tensor.name, id);
        }
        self.state(&graph.value_info);
        self.state(&graph.outputs);
        self.run(&graph.nodes);
    }

    /// Evaluates nodes in an order in which each comes after those that it reads.
    pub(super) fn run(&mut self, nodes: &[model::Node]) {
        let order = match ordered(nodes) {
            Ok(order) => order,
            Err(at) => {
                let node = nodes.get(at).map(|node| self.unread(node));
                return self.fault(node, FaultKind::Cycle);
            }
        };
        for at in order {
            if let Some(node) = nodes.get(at) {
                self.node(node);
            }
            if self.hopeless() {
                return;
            }
        }
    }

    /// Gives a name to a tensor.
    pub(super) fn define(&mut self, name: Name, id: TensorId) {
        if !self.environment.define(name, id) {
            let tensor = self.names.text(name).to_owned();
            self.fault(None, FaultKind::MadeTwice { tensor });
        }
    }

    /// The tensor of an initialiser or of a constant.
    pub(super) fn stored(&mut self, tensor: &model::Tensor) -> TensorId {
        let dtype = decode::element_type(tensor.data_type).unwrap_or_default();
        let dims: Dims = tensor.dims.iter().copied().collect();
        let id = TensorId::at(self.graph.tensors.len());
        let weighs = dtype.is_float() || dtype.is_quantised();
        self.tensor(Tensor {
            name: tensor.name,
            dtype,
            dims: Some(dims),
            value: decode::value(tensor),
            origin: Origin::Stored,
            sources: weighs.then_some(id).into_iter().collect(),
        })
    }

    /// Notes the shapes that a file states, as far as they are known.
    fn state(&mut self, infos: &[model::ValueInfo]) {
        if self.only_rules {
            return;
        }
        for info in infos {
            let known = |dim: &model::Dim| match dim {
                model::Dim::Known(size) => u64::try_from(*size).ok(),
                model::Dim::Symbol(_) | model::Dim::Unknown => None,
            };
            let dims = info.dims.as_ref().and_then(|dims| dims.iter().map(known).collect());
            if let (Some(dims), Some(dtype)) = (dims, decode::element_type(info.data_type)) {
                // What the caller states comes first.
                self.stated.entry(info.name).or_insert((dtype, dims));
            }
        }
    }

    /// Notes the shape that the caller gives a tensor.
    pub(super) fn state_shape(&mut self, name: Name, dims: Dims) {
        self.stated.insert(name, (ElementType::F32, dims));
    }

    /// Evaluates a node.
    fn node(&mut self, node: &model::Node) {
        self.nodes += 1;
        if self.nodes > self.options.nodes {
            return self.too_many_nodes();
        }
        self.work(size_of::<Option<TensorId>>() * node.inputs.len());
        let mut inputs: SmallVec<[Option<TensorId>; 4]> = SmallVec::new();
        for name in &node.inputs {
            let id = self.environment.find(*name);
            if id.is_none() && !name.is_empty() {
                let tensor = self.names.text(*name).to_owned();
                return self.without_outputs(node, FaultKind::NotMade { tensor });
            }
            inputs.push(id);
        }
        if let Some(function) = self.function(node) {
            return self.inline(node, function, &inputs);
        }
        match (self.names.text(node.domain), self.names.text(node.op)) {
            ("" | "ai.onnx", "If") => self.branch(node, &inputs),
            ("" | "ai.onnx", "Loop") => self.repeat(node, &inputs),
            ("" | "ai.onnx", "Scan") => self.scan(node, &inputs),
            ("" | "ai.onnx", "Constant") => self.constant(node),
            ("" | "ai.onnx", "CausalConvWithState") => {
                self.expand(node, &inputs, Self::causal_conv);
            }
            ("ai.onnx.preview", "FlexAttention") => {
                self.expand(node, &inputs, Self::flex_attention);
            }
            _ => {
                let outputs: SmallVec<[Name; 2]> = node.outputs.clone();
                let made = self.apply(node, inputs);
                for (name, id) in outputs.iter().zip(made) {
                    if let Some(id) = id {
                        self.define(*name, id);
                    }
                }
            }
        }
    }

    /// Counts elements that are computed with, or bytes that are copied: constants may be computed for a long time, and
    /// what functions and loops repeat may fill the memory.
    pub(super) fn work(&mut self, elements: usize) {
        self.work = self.work.saturating_add(elements as u64);
        if self.work > WORK && !self.hopeless() {
            let what = "elements of constants to compute with";
            let help = "export a smaller part of the model";
            self.stop(FaultKind::Limit { what, most: WORK, help });
        }
    }

    /// The function that a node calls, if the file defines its operator.
    pub(super) fn function(&self, node: &model::Node) -> Option<&'m model::Function> {
        self.functions.get(&[node.domain, node.op, node.overload]).copied()
    }

    fn too_many_nodes(&mut self) {
        let (what, most) = ("nodes", self.options.nodes);
        let help = "raise the limit: `--limit layers=N`";
        self.stop(FaultKind::Limit { what, most, help });
    }

    /// Leaves no fault but this one, and stops.
    fn stop(&mut self, kind: FaultKind) {
        self.faults.clear();
        self.faults.resize(FAULTS, Fault { node: None, kind });
    }

    /// Notes a fault of a node, of whose outputs nothing is known then.
    pub(super) fn without_outputs(&mut self, node: &model::Node, kind: FaultKind) {
        let text = self.unread(node);
        self.fault(Some(text), kind);
        self.nothing_known(node);
    }

    /// Makes outputs of a node of which nothing is known.
    pub(super) fn nothing_known(&mut self, node: &model::Node) {
        for name in node.outputs.iter().filter(|name| !name.is_empty()) {
            let id = self.tensor(Tensor { name: *name, ..Tensor::default() });
            self.define(*name, id);
        }
    }

    /// A node whose operands are not looked at, as a line of text.
    pub(super) fn unread(&self, node: &model::Node) -> String {
        let text = |name: &Name| if name.is_empty() { "–" } else { self.names.text(*name) };
        let list = |names: &[Name]| names.iter().map(text).collect::<Vec<_>>().join(", ");
        let name = match self.names.text(node.name) {
            "" => String::new(),
            name => format!(" \"{name}\""),
        };
        format!(
            "{}{name}({}) -> {}",
            self.names.text(node.op),
            list(&node.inputs),
            list(&node.outputs)
        )
    }

    /// The version of a set of operators.
    pub(super) fn opset(&self, domain: &str) -> i64 {
        let named = |(known, _): &&(Name, i64)| {
            let known = self.names.text(*known);
            known == domain || (domain.is_empty() && known == "ai.onnx")
        };
        self.model.opsets.iter().find(named).map_or(1, |(_, version)| *version)
    }

    /// The only integer of a tensor, if it is known.
    pub(super) fn integer(&self, id: TensorId) -> Option<i64> {
        self.graph.tensors[id].value.as_ref()?.single_int()
    }

    /// The sizes of a tensor.
    pub(super) fn sizes(&self, id: TensorId) -> Option<&[u64]> {
        self.graph.tensors[id].dims.as_deref()
    }
}
