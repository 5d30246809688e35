//! How tests of the rules make a node and read what it becomes.

use std::rc::Rc;
use std::sync::Arc;

use miette::{Diagnostic as _, Severity};
use smallvec::SmallVec;

use super::Rules;
use crate::Options;
use crate::import::dims::{Dims, shown};
use crate::import::element::ElementType;
use crate::import::graph::{Attribute, Graph, Node, NodeId, Origin, Tensor, TensorId};
use crate::import::lower::Lowering;
use crate::import::names::Names;
use crate::import::rule::{Failure, Outputs, Shaping};
use crate::import::value::Value;
use crate::import::write::{Header, write};
use crate::index::Idx;

/// A graph of one node.
pub(super) struct OneNode {
    graph: Graph,
    names: Names,
    op: &'static str,
    opset: i64,
    inputs: SmallVec<[Option<TensorId>; 4]>,
    attributes: Vec<(Arc<str>, Attribute)>,
    outputs: usize,
}

/// A node of the newest operators.
pub(super) fn one(op: &'static str) -> OneNode {
    OneNode {
        graph: Graph::default(),
        names: Names::default(),
        op,
        opset: 25,
        inputs: SmallVec::new(),
        attributes: Vec::new(),
        outputs: 1,
    }
}

impl OneNode {
    /// With operators of this version.
    pub(super) fn opset(mut self, opset: i64) -> Self {
        self.opset = opset;
        self
    }

    /// With this tensor as the next input.
    fn input(mut self, tensor: Tensor) -> Self {
        let name = format!("in{}", self.inputs.len());
        let name = self.names.intern(&name);
        let id = self.graph.tensors.push(Tensor { name, ..tensor });
        let tensor = &mut self.graph.tensors[id];
        match tensor.origin {
            Origin::Input => self.graph.inputs.push(id),
            _ if tensor.dtype.is_float() => tensor.sources.push(id),
            _ => {}
        }
        self.inputs.push(Some(id));
        self
    }

    /// With floats that are computed when the network runs; a first axis of size 1 is the batch.
    pub(super) fn data(self, dims: &[u64]) -> Self {
        self.typed(dims, ElementType::F32)
    }

    /// The same with elements of another type.
    pub(super) fn typed(self, dims: &[u64], dtype: ElementType) -> Self {
        let dims = Some(Dims::from_slice(dims));
        self.input(Tensor { dims, dtype, origin: Origin::Input, ..Tensor::default() })
    }

    /// With floats that the file stores.
    pub(super) fn weight(self, dims: &[u64]) -> Self {
        let dims = Some(Dims::from_slice(dims));
        self.input(Tensor { dims, origin: Origin::Stored, ..Tensor::default() })
    }

    /// With a tensor whose values are known.
    pub(super) fn known(self, value: Value, dtype: ElementType) -> Self {
        let (dims, value) = (Some(value.dims.clone()), Some(Rc::new(value)));
        self.input(Tensor { dims, value, dtype, origin: Origin::Stored, ..Tensor::default() })
    }

    /// With known integers: axes, sizes.
    pub(super) fn ints(self, ints: &[i64]) -> Self {
        self.known(Value::ints(ints.to_vec()).expect("few"), ElementType::Int64)
    }

    /// With a number.
    pub(super) fn number(self, number: f64) -> Self {
        self.known(Value::float(number), ElementType::F32)
    }

    /// With an input that is left out.
    pub(super) fn nothing(mut self) -> Self {
        self.inputs.push(None);
        self
    }

    /// With an attribute.
    pub(super) fn with(mut self, name: &str, value: Attribute) -> Self {
        self.attributes.push((name.into(), value));
        self
    }

    /// With an attribute that is an integer.
    pub(super) fn int(self, name: &str, value: i64) -> Self {
        self.with(name, Attribute::Int(value))
    }

    /// With an attribute that is a list of integers.
    pub(super) fn list(self, name: &str, values: &[i64]) -> Self {
        self.with(name, Attribute::Ints(values.to_vec()))
    }

    /// With an attribute that is a word.
    pub(super) fn word(self, name: &str, word: &str) -> Self {
        self.with(name, Attribute::Text(word.into()))
    }

    /// With so many outputs, all of them wanted.
    pub(super) fn outputs(mut self, outputs: usize) -> Self {
        self.outputs = outputs;
        self
    }

    fn node(&self) -> Node {
        let first = self.graph.tensors.len();
        Node {
            rule: Rules::default().find(self.op),
            op: self.op.into(),
            name: crate::import::names::Name::default(),
            modules: crate::import::graph::Modules::default(),
            inputs: self.inputs.clone(),
            outputs: (0..self.outputs).map(|at| Some(TensorId::at(first + at))).collect(),
            attributes: self.attributes.clone().into(),
            opset: self.opset,
        }
    }

    /// What the rule says of the outputs.
    pub(super) fn made(&self) -> Result<Outputs, Failure> {
        let node = self.node();
        let rule = node.rule.unwrap_or_else(|| panic!("no rule for {}", self.op));
        (rule.shapes)(&Shaping { graph: &self.graph, node: &node })
    }

    /// The dims of all outputs: `1x3x4x4, 1x3`.
    pub(super) fn shapes(&self) -> String {
        let made = self.made().unwrap_or_else(|failure| panic!("{}: {failure:?}", self.op));
        made.iter().map(|output| shown(&output.dims)).collect::<Vec<_>>().join(", ")
    }

    /// The value of the first output.
    pub(super) fn value(&self) -> Option<Value> {
        self.made().ok()?.first()?.value.clone()
    }

    /// The text of the calls, after the inputs: a line each. The checker finds the shapes of all of their tensors.
    pub(super) fn text(self) -> String {
        let (text, known) = self.lowered();
        assert!(known, "{text}");
        text
    }

    /// The same, and whether the node has calls of its own.
    pub(super) fn lowered(mut self) -> (String, bool) {
        let node = self.node();
        let made = self.made().unwrap_or_else(|failure| panic!("{}: {failure:?}", self.op));
        for (at, id) in node.outputs.iter().flatten().enumerate() {
            let origin = Origin::Node(NodeId::at(0));
            let mut tensor = Tensor { origin, ..Tensor::default() };
            if let Some(made) = made.get(at) {
                tensor.dims = Some(made.dims.clone());
                tensor.dtype = made.dtype;
                self.graph.outputs.push(*id);
            }
            self.graph.tensors.push(tensor);
        }
        self.graph.nodes.push(node);
        let batched = |id: &TensorId| {
            let dims = self.graph.tensors[*id].dims.as_deref().unwrap_or_default();
            dims.len() > 1 && dims.first() == Some(&1)
        };
        let batch: Vec<bool> = self.graph.inputs.iter().map(batched).collect();
        let lowering = Lowering::new(&self.graph, &self.names, &batch).run();
        let (calls, known) = (lowering.calls, lowering.unknown.is_empty());
        let text = write(&calls, &[], &Header::default());
        let analysis = crate::analyze("node.net", &text, &Options::new());
        let is_error =
            |it: &&crate::Diagnostic| it.kind.severity().is_none_or(|it| it == Severity::Error);
        let errors: Vec<String> =
            analysis.diagnostics().iter().filter(is_error).map(|it| it.kind.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{text}");
        let network = analysis.network().expect("a network");
        let found: Vec<String> = network
            .tensors
            .iter()
            .map(|tensor| tensor.shape.to_string().replace('×', "x").replace("a number", "scalar"))
            .collect();
        let expected: Vec<String> = calls.vars.iter().map(|dims| shown(dims)).collect();
        assert_eq!(found, expected, "{text}");
        let own = |line: &&str| {
            !line.starts_with("network")
                && !line.contains(": input ")
                && !line.starts_with("output")
        };
        let mut lines: Vec<&str> = text.lines().filter(own).collect();
        // The names of the outputs, which are those of the operation, are not of interest.
        if let Some(last) = lines.last_mut() {
            *last = last.split_once(": ").map_or(*last, |(_, call)| call);
        }
        (lines.join("\n"), known)
    }
}
