//! Operators that are defined by others: the nodes of their definition take the place of the node.

use std::rc::Rc;

use super::control::Inputs;
use super::evaluate::Evaluation;
use super::model::{AttributeValue, Graph, Node};
use crate::import::element::ElementType;
use crate::import::fault::FaultKind;
use crate::import::graph::TensorId;
use crate::import::rule::Failure;
use crate::import::value::Value;

/// What an expansion makes: the outputs of the node, in order.
type Made = Result<Vec<Option<TensorId>>, Failure>;

/// The sizes of four axes.
type Four = [u64; 4];

impl Evaluation<'_> {
    /// Evaluates the definition of a node in its place. Where something before it is not known, neither are its outputs.
    pub(super) fn expand(
        &mut self,
        node: &Node,
        inputs: &Inputs,
        definition: fn(&mut Self, &Node, &Inputs) -> Made,
    ) {
        if inputs.iter().flatten().any(|id| self.sizes(*id).is_none()) {
            return self.nothing_known(node);
        }
        let outer = self.deeper(node.name);
        let made = definition(self, node, inputs);
        self.prefix = outer;
        match made {
            Ok(made) => self.outputs(node, made.into_iter()),
            Err(failure) => {
                let operator = self.names.text(node.op).to_owned();
                let reason = match failure {
                    Failure::Invalid(reason) | Failure::Unsupported(reason) => reason,
                    Failure::RunTime { input } => format!("input {input} is not known"),
                };
                self.without_outputs(node, FaultKind::Invalid { operator, reason });
            }
        }
    }

    /// `FlexAttention`: `prob_mod(softmax(score_mod(q·kᵀ)))·v`, with q and k times the root of the scale each, and graphs
    /// that change scores and probabilities. Heads of q that share one of k and v are rows of one product.
    pub(super) fn flex_attention(&mut self, node: &Node, inputs: &Inputs) -> Made {
        let [q, k, v] = first(inputs)?;
        let [q_dims, k_dims, v_dims] = [self.four(q)?, self.four(k)?, self.four(v)?];
        let ([batch, heads, queries, features], [_, shared, keys, same]) = (q_dims, k_dims);
        let [.., values] = v_dims;
        let groups = heads.checked_div(shared).filter(|groups| groups * shared == heads);
        let groups = groups.filter(|_| features == same);
        let groups = groups.ok_or_else(|| Failure::invalid("its queries and keys do not fit"))?;
        #[expect(clippy::cast_precision_loss, reason = "a number of features is small")]
        let scale = self.float_attribute(node, "scale").unwrap_or(1.0 / (features as f64).sqrt());
        let root = self.constant_of(Value::float(scale.sqrt()), ElementType::F32);
        let (q, k) = (self.step("Mul", &[q, root], &[])?, self.step("Mul", &[k, root], &[])?);
        let grouped = |rows: u64, columns: u64| [batch, shared, groups * rows, columns];
        let rows = self.shaped(q, grouped(queries, features))?;
        let product = "com.microsoft.FusedMatMul";
        let scores = self.step(product, &[rows, k], &[("transB", AttributeValue::Int(1))])?;
        let scores = self.shaped(scores, [batch, heads, queries, keys])?;
        let precision = self.precision(node, q);
        let scores = self.step("Cast", &[scores], &[("to", AttributeValue::Int(precision))])?;
        let scores = self.changed(node, "score_mod", scores)?;
        let weights = self.step("Softmax", &[scores], &[("axis", AttributeValue::Int(-1))])?;
        let weights = self.changed(node, "prob_mod", weights)?;
        let weights = self.step("CastLike", &[weights, q], &[])?;
        let weights = self.shaped(weights, grouped(queries, keys))?;
        let made = self.step("MatMul", &[weights, v], &[])?;
        Ok(vec![Some(self.shaped(made, [batch, heads, queries, values])?)])
    }

    /// The type of the softmax: at least `float`.
    fn precision(&self, node: &Node, q: TensorId) -> i64 {
        let default = if self.graph.tensors[q].dtype == ElementType::F64 { 11 } else { 1 };
        self.int_attribute(node, "softmax_precision").unwrap_or(default)
    }

    /// What a graph among the attributes makes of a tensor; the tensor itself without one.
    fn changed(&mut self, node: &Node, name: &str, tensor: TensorId) -> Result<TensorId, Failure> {
        let Some(body) = self.graph_attribute(node, name) else { return Ok(tensor) };
        let made = self.iterate(node, &body, &[Some(tensor)]);
        let made = made.and_then(|made| made.first().copied().flatten());
        made.ok_or_else(|| Failure::invalid(format!("its graph `{name}` makes nothing")))
    }

    /// `CausalConvWithState`: a depthwise convolution over the past and the input, and the last positions of both. Without
    /// a past there are zeros.
    pub(super) fn causal_conv(&mut self, node: &Node, inputs: &Inputs) -> Made {
        let [input, weight] = first(inputs)?;
        let [bias, past] = [2, 3].map(|at| inputs.get(at).copied().flatten());
        let (Some(&[_, channels, positions]), Some(&[_, _, kernel])) =
            (self.sizes(input), self.sizes(weight))
        else {
            return Err(Failure::invalid("its input and its weights need three axes"));
        };
        let before = kernel.checked_sub(1);
        let before = before.ok_or_else(|| Failure::invalid("its weights have no positions"))?;
        let ints =
            |sizes: &[u64]| AttributeValue::Ints(sizes.iter().map(|it| it.cast_signed()).collect());
        let mut attributes = vec![("group", AttributeValue::Int(channels.cast_signed()))];
        let all = match past {
            Some(past) => {
                Some(self.step("Concat", &[past, input], &[("axis", AttributeValue::Int(2))])?)
            }
            None => {
                attributes.push(("pads", ints(&[before, 0])));
                let wanted = node.outputs.get(1).is_some_and(|name| !name.is_empty());
                let pads = self.integers(&[0, 0, before, 0, 0, 0])?;
                wanted.then(|| self.step("Pad", &[input, pads], &[])).transpose()?
            }
        };
        let from = past.and(all).unwrap_or(input);
        let operands: Vec<TensorId> = [from, weight].into_iter().chain(bias).collect();
        let made = self.step("Conv", &operands, &attributes)?;
        let made = match self.text_attribute(node, "activation").as_deref() {
            Some("silu" | "swish") => self.step("Swish", &[made], &[])?,
            _ => made,
        };
        let Some(all) = all else { return Ok(vec![Some(made)]) };
        let end = before + positions;
        let range = [self.integers(&[positions])?, self.integers(&[end])?, self.integers(&[2])?];
        let [start, end, axes] = range;
        let state = self.step("Slice", &[all, start, end, axes], &[])?;
        Ok(vec![Some(made), Some(state)])
    }

    /// What an operator makes of tensors, as a node below the one that is expanded.
    fn step(
        &mut self,
        op: &str,
        inputs: &[TensorId],
        attributes: &[(&str, AttributeValue)],
    ) -> Result<TensorId, Failure> {
        let name = op.rsplit('.').next().unwrap_or(op).to_owned();
        let made = self.made_by(op, &name, inputs, attributes);
        made.filter(|id| self.sizes(*id).is_some())
            .ok_or_else(|| Failure::invalid(format!("the shape of a `{name}` in it is not known")))
    }

    /// The same elements in other dims, if they differ.
    fn shaped(&mut self, tensor: TensorId, dims: Four) -> Result<TensorId, Failure> {
        if self.sizes(tensor) == Some(&dims) {
            return Ok(tensor);
        }
        let dims = self.integers(&dims)?;
        self.step("Reshape", &[tensor, dims], &[])
    }

    /// The sizes of a tensor of four axes.
    fn four(&self, tensor: TensorId) -> Result<Four, Failure> {
        let sizes = self.sizes(tensor).and_then(|sizes| sizes.try_into().ok());
        sizes.ok_or_else(|| Failure::invalid("its queries, keys and values need four axes"))
    }

    /// A known list of integers.
    fn integers(&mut self, sizes: &[u64]) -> Result<TensorId, Failure> {
        let value = Value::ints(sizes.iter().map(|size| size.cast_signed()).collect());
        let value = value.ok_or_else(|| Failure::invalid("it has too many axes"))?;
        Ok(self.constant_of(value, ElementType::Int64))
    }

    /// A graph among the attributes of a node.
    pub(super) fn graph_attribute(&self, node: &Node, name: &str) -> Option<Rc<Graph>> {
        match self.attribute_of(node, name)? {
            AttributeValue::Graph(graph) => Some(Rc::clone(graph)),
            _ => None,
        }
    }

    fn float_attribute(&self, node: &Node, name: &str) -> Option<f64> {
        match self.attribute_of(node, name)? {
            AttributeValue::Float(value) => Some(f64::from(*value)),
            _ => None,
        }
    }

    fn text_attribute(&self, node: &Node, name: &str) -> Option<String> {
        match self.attribute_of(node, name)? {
            AttributeValue::Text(text) => Some(text.to_string()),
            _ => None,
        }
    }

    pub(super) fn int_attribute(&self, node: &Node, name: &str) -> Option<i64> {
        match self.attribute_of(node, name)? {
            AttributeValue::Int(value) => Some(*value),
            _ => None,
        }
    }

    pub(super) fn ints_attribute(&self, node: &Node, name: &str) -> Vec<i64> {
        match self.attribute_of(node, name) {
            Some(AttributeValue::Ints(values)) => values.clone(),
            _ => Vec::new(),
        }
    }

    fn attribute_of<'n>(&self, node: &'n Node, name: &str) -> Option<&'n AttributeValue> {
        let named = |attribute: &&super::model::Attribute| self.names.text(attribute.name) == name;
        node.attributes.iter().find(named).map(|attribute| &attribute.value)
    }
}

/// The first inputs of a node, all of which it needs.
fn first<const N: usize>(inputs: &Inputs) -> Result<[TensorId; N], Failure> {
    let missing = || Failure::invalid("an input is missing");
    let given: Vec<TensorId> = inputs.iter().take(N).copied().flatten().collect();
    given.try_into().map_err(|_| missing())
}
