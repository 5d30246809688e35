//! An operator applied to tensors: what its rule says of the outputs, and whether they are constant.

use std::rc::Rc;

use smallvec::SmallVec;

use super::decode;
use super::evaluate::Evaluation;
use super::model::{self, AttributeValue};
use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::fault::{FaultKind, node_text};
use crate::import::graph::{Attribute, Node, NodeId, Origin, Tensor, TensorId};
use crate::import::names::Name;
use crate::import::rule::{Failure, Output, Outputs, Shaping};
use crate::import::value::Value;
use crate::index::Idx;

/// The most elements of all short values together, and of all others: 64 MiB each. So large tables never keep sizes from
/// being known.
const VALUES: u64 = 8 << 20;

/// How many elements a short value has at most, such as sizes, axes and pads.
const SHORT: usize = 64;

impl Evaluation<'_> {
    /// Applies an operator to tensors, and returns what it makes.
    pub(super) fn apply(
        &mut self,
        node: &model::Node,
        inputs: SmallVec<[Option<TensorId>; 4]>,
    ) -> SmallVec<[Option<TensorId>; 2]> {
        let domain = self.names.text(node.domain);
        let domain = if domain == "ai.onnx" { "" } else { domain };
        let op: Rc<str> = match domain {
            "" => self.names.shared(node.op),
            _ => format!("{domain}.{}", self.names.text(node.op)).into(),
        };
        let opset = self.opset(domain);
        let name = match self.prefix.as_str() {
            "" => node.name,
            prefix => {
                let name = format!("{prefix}{}", self.names.text(node.name));
                self.names.intern(&name)
            }
        };
        let attributes = node.attributes.iter().filter_map(|it| self.attribute(it)).collect();
        let rule = self.rules.find(&op);
        let first = self.graph.tensors.len();
        let wanted = node.outputs.iter().map(|name| !name.is_empty());
        let outputs: SmallVec<[Option<TensorId>; 2]> = wanted
            .enumerate()
            .map(|(at, wanted)| wanted.then(|| TensorId::at(first + at)))
            .collect();
        // The numbers of tensors that are not wanted are taken all the same.
        for output in &node.outputs {
            self.graph.tensors.push(Tensor { name: *output, ..Tensor::default() });
        }
        let made = Node { rule, op, name, inputs, outputs: outputs.clone(), attributes, opset };
        self.finish(made, node);
        outputs
    }

    /// Finds the sizes of the outputs of a node, and appends it unless it is constant.
    fn finish(&mut self, node: Node, from: &model::Node) {
        let known = self.shapes(&node, from);
        let data = |id: &TensorId| !self.graph.tensors[*id].is_constant();
        let random = node.rule.is_some_and(|rule| rule.random);
        let constant = !random && !node.inputs.iter().flatten().any(data);
        let sources = if constant { self.sources(&node) } else { SmallVec::new() };
        let id = NodeId::at(self.graph.nodes.len());
        let mut computes = false;
        for (at, output) in node.outputs.iter().enumerate() {
            let Some(output) = output else { continue };
            let made = known.get(at).cloned();
            let value = made.as_ref().and_then(Output::known).map(Rc::new);
            let value = value.filter(|value| self.affords(value));
            let folded = constant || value.is_some();
            computes |= !folded;
            let tensor = &mut self.graph.tensors[*output];
            tensor.origin = if folded { Origin::Constant } else { Origin::Node(id) };
            tensor.value = value;
            tensor.sources = sources.clone();
            if let Some(made) = made {
                tensor.dtype = made.dtype;
                tensor.dims = Some(made.dims);
            }
        }
        if computes {
            self.graph.nodes.push(node);
        } else {
            self.shape_nodes += 1;
        }
    }

    /// Whether there is room for a value.
    fn affords(&mut self, value: &Value) -> bool {
        let [short, others] = &mut self.elements;
        let elements = if value.len() <= SHORT { short } else { others };
        let sum = elements.saturating_add(value.len() as u64);
        let affords = sum <= VALUES;
        if affords {
            *elements = sum;
        }
        affords
    }

    /// The initialisers with weights that a constant node computes from.
    fn sources(&self, node: &Node) -> SmallVec<[TensorId; 1]> {
        let mut sources: SmallVec<[TensorId; 1]> = SmallVec::new();
        for (at, id) in node.inputs.iter().enumerate() {
            let Some(id) = id else { continue };
            if node.rule.is_some_and(|rule| !rule.passes_weights(at)) {
                continue;
            }
            for source in &self.graph.tensors[*id].sources {
                if !sources.contains(source) {
                    sources.push(*source);
                }
            }
        }
        sources
    }

    /// The outputs of a node by its rule, by what the file states, or by what the caller gives.
    fn shapes(&mut self, node: &Node, from: &model::Node) -> Outputs {
        let unknown = |id: &TensorId| self.graph.tensors[*id].dims.is_none();
        let blocked = node.inputs.iter().flatten().any(unknown);
        let failure = match node.rule {
            Some(_) if blocked => None,
            Some(rule) => match (rule.shapes)(&Shaping { graph: &self.graph, node }) {
                Ok(outputs) => return outputs,
                Err(failure) => Some(failure),
            },
            None => Some(Failure::unsupported("there is no rule for this operator")),
        };
        if let Some(stated) = self.stated_outputs(from) {
            return stated;
        }
        if let Some(failure) = failure {
            let kind = self.failed(node, failure);
            let text = node_text(&self.graph, self.names, node);
            self.fault(Some(text), kind);
        }
        Outputs::new()
    }

    /// The outputs as the file or the caller states them, if it does for all that are wanted.
    fn stated_outputs(&self, node: &model::Node) -> Option<Outputs> {
        let stated = |name: &Name| match name.is_empty() {
            true => Some(Output::new(Dims::new(), ElementType::F32)),
            false => {
                let (dtype, dims) = self.stated.get(name)?;
                Some(Output::new(dims.clone(), *dtype))
            }
        };
        node.outputs.iter().map(stated).collect()
    }

    fn failed(&self, node: &Node, failure: Failure) -> FaultKind {
        let operator = node.op.to_string();
        let name = |id: Option<TensorId>| {
            id.map(|id| self.names.text(self.graph.tensors[id].name).to_owned()).unwrap_or_default()
        };
        let tensor = name(node.outputs.iter().flatten().next().copied());
        match failure {
            Failure::RunTime { input } => {
                FaultKind::RunTime { input: name(node.input(input)), tensor }
            }
            Failure::Invalid(reason) => FaultKind::Invalid { operator, reason },
            Failure::Unsupported(_) => FaultKind::UnknownOperator { operator, tensor },
        }
    }

    /// An attribute as rules read it; graphs are none.
    pub(super) fn attribute(&self, attribute: &model::Attribute) -> Option<(Rc<str>, Attribute)> {
        let value = match &attribute.value {
            AttributeValue::Int(value) => Attribute::Int(*value),
            AttributeValue::Float(value) => Attribute::Float(f64::from(*value)),
            AttributeValue::Text(text) => Attribute::Text(Rc::from(&**text)),
            AttributeValue::Ints(values) => Attribute::Ints(values.clone()),
            AttributeValue::Floats(values) => {
                Attribute::Floats(values.iter().map(|value| f64::from(*value)).collect())
            }
            AttributeValue::Texts(texts) => {
                Attribute::Texts(texts.iter().map(|text| Rc::from(&**text)).collect())
            }
            AttributeValue::Tensor(tensor) => Attribute::Tensor(
                decode::element_type(tensor.data_type)?,
                tensor.dims.iter().copied().collect(),
                decode::value(tensor),
            ),
            AttributeValue::Graph(_) | AttributeValue::OfFunction(_) | AttributeValue::Other => {
                return None;
            }
        };
        Some((self.names.shared(attribute.name), value))
    }
}
