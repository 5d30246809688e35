//! An operator applied to tensors: what its rule says of the outputs, and whether they are constant.

use std::rc::Rc;
use std::sync::Arc;

use smallvec::SmallVec;

use super::decode;
use super::evaluate::Evaluation;
use super::model::{self, AttributeValue};
use crate::import::dims::Dims;
use crate::import::element::ElementType;
use crate::import::fault::{FaultKind, limit, node_text};
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
    pub(crate) fn apply(
        &mut self,
        node: &model::Node,
        inputs: SmallVec<[Option<TensorId>; 4]>,
    ) -> SmallVec<[Option<TensorId>; 2]> {
        let made = self.begun(node, inputs);
        let known = self.shapes(&made, node);
        self.finish(made, &known)
    }

    /// Applies an operator that has a rule, by its rule alone.
    pub(crate) fn attempt(
        &mut self,
        node: &model::Node,
        inputs: SmallVec<[Option<TensorId>; 4]>,
    ) -> Result<SmallVec<[Option<TensorId>; 2]>, Failure> {
        let made = self.begun(node, inputs);
        let rule = made.rule.ok_or_else(|| Failure::unsupported("there is no rule"))?;
        let known = (rule.shapes)(&Shaping { graph: &self.graph, node: &made })?;
        Ok(self.finish(made, &known))
    }

    /// A node whose outputs are new tensors, of which nothing is known yet.
    fn begun(&mut self, node: &model::Node, inputs: SmallVec<[Option<TensorId>; 4]>) -> Node {
        let domain = self.names.text(node.domain);
        let domain = if domain == "ai.onnx" { "" } else { domain };
        let op: Arc<str> = match domain {
            "" => self.names.shared(node.op),
            _ => format!("{domain}.{}", self.names.text(node.op)).into(),
        };
        let opset = self.opset(domain);
        let name = match self.prefix.as_str() {
            "" => node.name,
            prefix => {
                let name = format!("{prefix}{}", self.names.text(node.name));
                let id = self.names.intern(&name);
                self.work(name.len());
                id
            }
        };
        let attributes: Rc<[_]> =
            node.attributes.iter().filter_map(|it| self.attribute(it)).collect();
        self.work(attributes.iter().map(|(_, attribute)| bytes(attribute)).sum());
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
        let modules = node.modules;
        Node { rule, op, name, modules, inputs, outputs, attributes, opset }
    }

    /// Notes what is known of the outputs of a node, and appends it unless it is constant; returns its outputs.
    fn finish(&mut self, node: Node, known: &Outputs) -> SmallVec<[Option<TensorId>; 2]> {
        let elements =
            |id: &TensorId| self.graph.tensors[*id].value.as_ref().map_or(0, |it| it.len());
        self.work(node.inputs.iter().flatten().map(elements).sum());
        self.work(known.iter().filter_map(|output| Some(output.value.as_ref()?.len())).sum());
        if let Some(limit) = known.iter().find_map(|output| limit(&output.dims)) {
            let text = node_text(&self.graph, self.names, &node);
            self.fault(Some(text), limit);
        }
        let data = |id: &TensorId| !self.graph.tensors[*id].is_constant();
        let random = node.rule.is_some_and(|rule| rule.random);
        let constant = !random && !node.inputs.iter().flatten().any(data) && self.folds(&node);
        let sources = if constant { self.sources(&node) } else { SmallVec::new() };
        self.work(size_of::<TensorId>() * sources.len() * node.outputs.len());
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
        let outputs = node.outputs.clone();
        if computes {
            self.graph.nodes.push(node);
        } else {
            self.shape_nodes += 1;
        }
        outputs
    }

    /// Whether a node of constants is constant itself: it is, unless the network computes them each time it runs and
    /// does more than move the elements of one of them, or of several that are not stored.
    fn folds(&self, node: &Node) -> bool {
        let moves = node.rule.is_some_and(|rule| rule.weights.is_some());
        let open = |id: &&TensorId| self.graph.tensors[**id].value.is_none();
        let open: SmallVec<[&TensorId; 4]> = node.inputs.iter().flatten().filter(open).collect();
        let stored = open.iter().any(|id| !self.graph.tensors[**id].sources.is_empty());
        !self.graph.eager || (moves && (open.len() < 2 || !stored))
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
    fn sources(&mut self, node: &Node) -> SmallVec<[TensorId; 1]> {
        let mut sources: SmallVec<[TensorId; 1]> = SmallVec::new();
        for (at, id) in node.inputs.iter().enumerate() {
            let Some(id) = id else { continue };
            if node.rule.is_some_and(|rule| !rule.passes_weights(at)) {
                continue;
            }
            let more = self.graph.tensors[*id].sources.clone();
            // Each is compared with all, eight at a time.
            self.work(more.len() * sources.len() / 8);
            for source in more {
                if !sources.contains(&source) {
                    sources.push(source);
                }
            }
            if self.hopeless() {
                break;
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
        let invalid = matches!(failure, Some(Failure::Invalid(_)));
        if let Some(stated) = self.stated_outputs(from).filter(|_| !invalid) {
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
    pub(super) fn attribute(&self, attribute: &model::Attribute) -> Option<(Arc<str>, Attribute)> {
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

/// How many bytes the value of an attribute takes.
fn bytes(attribute: &Attribute) -> usize {
    match attribute {
        Attribute::Int(_) | Attribute::Float(_) => 0,
        Attribute::Text(text) => text.len(),
        Attribute::Ints(values) => size_of_val(values.as_slice()),
        Attribute::Floats(values) => size_of_val(values.as_slice()),
        Attribute::Texts(texts) => texts.iter().map(|text| text.len() + size_of::<Rc<str>>()).sum(),
        Attribute::Tensor(_, _, value) => value.as_ref().map_or(0, |value| 8 * value.len()),
    }
}
