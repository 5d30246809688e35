//! What an operator of a format does: its shapes, and the calls that stand for it.

use smallvec::SmallVec;

use super::dims::{self, Dims};
use super::element::ElementType;
use super::graph::{Graph, Node, Tensor, TensorId};
use super::lower::lowering::Lowering;
use super::value::{Data, Value};

/// An operator.
#[derive(Debug)]
pub(crate) struct Rule {
    /// Its name, with its domain if that is not the standard one: `com.microsoft.FusedMatMul`.
    pub name: &'static str,
    /// The sizes and types of its outputs, and their values where they are known.
    pub shapes: fn(&Shaping<'_>) -> Result<Outputs, Failure>,
    /// Appends the calls that stand for it.
    pub lower: fn(&mut Lowering<'_>, &Node) -> Result<(), Failure>,
    /// Whether its outputs differ each time, even without inputs.
    pub random: bool,
    /// Whether it is known what it costs, in the usual forms at least.
    #[cfg_attr(not(feature = "internals"), expect(dead_code, reason = "tests and pages read it"))]
    pub counted: bool,
    /// Whether the sizes of its outputs depend on the values of data: they are known only when the network runs.
    #[cfg_attr(not(feature = "internals"), expect(dead_code, reason = "tests and pages read it"))]
    pub run_time: bool,
    /// The inputs whose weights its output is computed from, if not all are: scales and indices are not.
    pub weights: Option<&'static [usize]>,
}

impl Rule {
    /// What most rules have in common; what is not lowered is a `custom` of unknown cost, if it is no constant.
    pub(crate) const BASE: Rule = Rule {
        name: "",
        shapes: |_| Err(Failure::Unsupported(String::new())),
        lower: |_, _| Err(Failure::Unsupported(String::new())),
        random: false,
        counted: true,
        run_time: false,
        weights: None,
    };

    /// What rules of operators have in common whose cost is not known: they are not lowered.
    pub(crate) const UNCOUNTED: Rule = Rule { counted: false, ..Rule::BASE };

    /// Whether the weights of an input are those of the output.
    pub(crate) fn passes_weights(&self, input: usize) -> bool {
        self.weights.is_none_or(|inputs| inputs.contains(&input))
    }
}

/// Why a rule cannot be applied to a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// A size depends on the values of this input, which are computed when the network runs.
    RunTime { input: usize },
    /// The node is not valid: sizes that do not fit, an input or an attribute that is not there.
    Invalid(String),
    /// The node is valid, and there is no rule for this form of it.
    Unsupported(String),
}

impl Failure {
    /// A node that is not valid.
    pub(crate) fn invalid(reason: impl Into<String>) -> Self {
        Failure::Invalid(reason.into())
    }

    /// A form without a rule.
    pub(crate) fn unsupported(reason: impl Into<String>) -> Self {
        Failure::Unsupported(reason.into())
    }
}

/// The outputs of a node, in order; those that are left out are not known.
pub(crate) type Outputs = SmallVec<[Output; 2]>;

/// An output of a node.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Output {
    pub dims: Dims,
    pub dtype: ElementType,
    pub value: Option<Value>,
}

impl Output {
    /// An output of values that are not known.
    pub(crate) fn new(dims: impl Into<Dims>, dtype: ElementType) -> Self {
        Output { dims: dims.into(), dtype, value: None }
    }

    /// The same with a value, if it is known.
    pub(crate) fn valued(self, value: Option<Value>) -> Self {
        Output { value, ..self }
    }

    /// An output that is a known value.
    pub(crate) fn of(value: Value, dtype: ElementType) -> Self {
        Output { dims: value.dims.clone(), dtype, value: Some(value) }
    }

    /// The value, if it is known, as it is where there are no elements.
    pub(crate) fn known(&self) -> Option<Value> {
        let empty = || Value::new(self.dims.clone(), Data::Ints(Vec::new()));
        self.value.clone().or_else(empty)
    }

    /// As the only output.
    pub(crate) fn only(self) -> Result<Outputs, Failure> {
        Ok(SmallVec::from_iter([self]))
    }
}

/// A node whose outputs are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shaping<'a> {
    pub graph: &'a Graph,
    pub node: &'a Node,
}

impl<'a> Shaping<'a> {
    /// The input at a position.
    pub(crate) fn tensor(&self, input: usize) -> Result<&'a Tensor, Failure> {
        tensor(self.graph, self.node, input)
    }

    /// The sizes of an input.
    pub(crate) fn dims(&self, input: usize) -> Result<&'a [u64], Failure> {
        sizes(self.graph, self.node, input)
    }

    /// The type of an input.
    pub(crate) fn dtype(&self, input: usize) -> Result<ElementType, Failure> {
        Ok(self.tensor(input)?.dtype)
    }

    /// The values of an input, if they are known.
    pub(crate) fn value(&self, input: usize) -> Option<&'a Value> {
        self.tensor(input).ok()?.value.as_deref()
    }

    /// The values of all inputs, if all are known.
    pub(crate) fn values(&self) -> Option<Vec<&'a Value>> {
        (0..self.node.inputs.len()).map(|input| self.value(input)).collect()
    }

    /// The integers that an input holds.
    pub(crate) fn ints(&self, input: usize) -> Result<Vec<i64>, Failure> {
        ints(self.graph, self.node, input)
    }

    /// The integers that an input holds, in older versions an attribute; `None` if it is left out.
    pub(crate) fn ints_or(
        &self,
        input: usize,
        attribute: &str,
    ) -> Result<Option<Vec<i64>>, Failure> {
        ints_or(self.graph, self.node, input, attribute)
    }

    /// How many outputs the node has, unwanted ones included.
    pub(crate) fn outputs(&self) -> usize {
        self.node.outputs.len()
    }

    /// An output like an input.
    pub(crate) fn like(&self, input: usize) -> Result<Output, Failure> {
        Ok(Output::new(self.dims(input)?, self.dtype(input)?))
    }
}

/// The axis that an attribute names, `default` if it is left out.
pub(crate) fn axis(node: &Node, default: i64, rank: usize) -> Result<usize, Failure> {
    named_axis(node.int("axis").unwrap_or(default), rank)
}

/// The position of an axis that may count from the end.
pub(crate) fn named_axis(axis: i64, rank: usize) -> Result<usize, Failure> {
    dims::axis(axis, rank).ok_or_else(|| {
        Failure::invalid(format!("there is no axis {axis} in a tensor of {rank} axes"))
    })
}

/// The positions of axes that may count from the end.
pub(crate) fn named_axes(axes: &[i64], rank: usize) -> Result<SmallVec<[usize; 5]>, Failure> {
    axes.iter().map(|axis| named_axis(*axis, rank)).collect()
}

/// The input of a node at a position.
pub(crate) fn tensor<'a>(
    graph: &'a Graph,
    node: &Node,
    input: usize,
) -> Result<&'a Tensor, Failure> {
    let id: TensorId =
        node.input(input).ok_or_else(|| Failure::invalid(format!("input {input} is missing")))?;
    Ok(&graph.tensors[id])
}

/// The sizes of an input of a node.
pub(crate) fn sizes<'a>(graph: &'a Graph, node: &Node, input: usize) -> Result<&'a [u64], Failure> {
    let dims = tensor(graph, node, input)?.dims.as_deref();
    dims.ok_or_else(|| Failure::unsupported(format!("the shape of input {input} is not known")))
}

/// The integers that an input of a node holds.
pub(crate) fn ints(graph: &Graph, node: &Node, input: usize) -> Result<Vec<i64>, Failure> {
    let tensor = tensor(graph, node, input)?;
    if tensor.dims.as_deref().and_then(dims::elements) == Some(0) {
        return Ok(Vec::new());
    }
    tensor.value.as_ref().and_then(|value| value.to_ints()).ok_or(Failure::RunTime { input })
}

/// The integers that an input of a node holds, in older versions an attribute.
pub(crate) fn ints_or(
    graph: &Graph,
    node: &Node,
    input: usize,
    attribute: &str,
) -> Result<Option<Vec<i64>>, Failure> {
    match node.has(input) {
        true => ints(graph, node, input).map(Some),
        false => Ok(node.ints(attribute).map(<[i64]>::to_vec)),
    }
}
