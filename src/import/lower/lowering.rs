//! The text under construction: where each tensor of the graph is in it.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
use smallvec::SmallVec;

use super::draft::Draft;
use super::fits::fits;
use super::stored::Stored;
use crate::import::call::{Call, Calls, VarId};
use crate::import::dims::{self, Dims};
use crate::import::graph::{Graph, Node, NodeId, Tensor, TensorId};
use crate::import::names::Names;
use crate::import::rule::{self, Failure};
use crate::index::Idx;

/// The text under construction.
#[derive(Debug)]
pub(crate) struct Lowering<'g> {
    pub graph: &'g Graph,
    pub names: &'g Names,
    pub calls: Calls,
    /// Where the tensors of the graph are.
    pub(super) placed: Vec<Option<Placed>>,
    /// The node that is lowered.
    pub(super) node: Option<NodeId>,
    /// The tensors that were put into the text for it.
    pub(super) put: Vec<TensorId>,
    /// The tensors made of stored values.
    pub(super) stored: Stored,
    /// Which nodes read each tensor.
    pub(super) readers: HashMap<TensorId, u32, RandomState>,
    /// Whether a call of the node cannot make what it is to make, since the node is not valid.
    pub(super) unfit: bool,
    /// The operators whose cost is not known.
    pub unknown: BTreeMap<String, Unknown>,
}

/// Nodes of an operator whose cost is not known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unknown {
    /// How many there are.
    pub nodes: u64,
    /// Why it is not known of the first of them, if the operator has a rule.
    pub reason: Option<String>,
}

/// A tensor of the graph in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub var: VarId,
    /// The axis of the graph's tensor that is the batch, and that the text's tensor does not have.
    pub sample: Option<usize>,
}

impl<'g> Lowering<'g> {
    /// A text that begins with the inputs; `batch` says whether the first axis of an input is the batch.
    pub(crate) fn new(graph: &'g Graph, names: &'g Names, batch: &[bool]) -> Self {
        let mut readers: HashMap<TensorId, u32, RandomState> = HashMap::default();
        for read in
            graph.nodes.iter().flat_map(|node| node.inputs.iter().flatten()).chain(&graph.outputs)
        {
            *readers.entry(*read).or_default() += 1;
        }
        let mut lowering = Lowering {
            graph,
            names,
            calls: Calls::default(),
            placed: vec![None; graph.tensors.len()],
            node: None,
            put: Vec::new(),
            stored: Stored::default(),
            readers,
            unfit: false,
            unknown: BTreeMap::new(),
        };
        lowering.inputs(batch);
        lowering
    }

    /// Puts the inputs into the text. That of a single number has an axis there, which is dropped.
    pub(super) fn inputs(&mut self, batch: &[bool]) {
        let (graph, names) = (self.graph, self.names);
        let mut scalars = Vec::new();
        for (input, batched) in graph.inputs.iter().zip(batch) {
            if self.is_empty(*input) || self.readers(*input) == 0 {
                continue;
            }
            let sample = batched.then_some(0);
            let var = match self.text_dims(*input, sample).is_empty() {
                true => {
                    let var = self.calls.vars.push(Dims::from_slice(&[1]));
                    scalars.push((*input, var, sample));
                    var
                }
                false => self.place(*input, sample).var,
            };
            let name = names.shared(graph.tensors[*input].name);
            self.calls.inputs.push((name, var));
        }
        for (input, var, sample) in scalars {
            self.call("squeeze").from(var).makes(&[(input, sample)]);
        }
    }

    /// Lowers every node in order; what has no calls of its own becomes `custom`.
    pub(crate) fn run(mut self) -> Self {
        for (id, node) in self.graph.nodes.entries() {
            if node.outputs.iter().flatten().all(|output| self.is_empty(*output)) {
                continue;
            }
            self.node = Some(id);
            let done = (self.calls.calls.len(), self.calls.vars.len());
            self.put.clear();
            let lowered = node.rule.map(|rule| (rule.lower)(&mut self, node));
            let reason = match lowered {
                Some(Ok(())) if !self.unfit => continue,
                Some(Ok(())) => Some("its sizes do not fit".to_owned()),
                Some(Err(Failure::Invalid(reason) | Failure::Unsupported(reason))) => Some(reason),
                Some(Err(Failure::RunTime { .. })) | None => None,
            };
            self.undo(done);
            self.not_known(node, reason);
            self.unfit = false;
        }
        self.node = None;
        for output in &self.graph.outputs {
            if self.is_empty(*output) {
                continue;
            }
            if let Ok(placed) = self.placed_or_stored(*output) {
                self.calls.outputs.push(placed.var);
            }
        }
        self
    }

    /// Takes back what was begun for a node: the calls and tensors of the text after so many.
    pub(super) fn undo(&mut self, (calls, vars): (usize, usize)) {
        if self.calls.vars.len() == vars {
            return;
        }
        self.calls.calls.truncate(calls);
        self.stored.undo(calls, vars);
        for id in std::mem::take(&mut self.put) {
            if let Some(place) = self.placed.get_mut(id.index()) {
                *place = None;
            }
        }
    }

    /// Whether a tensor has no elements, such as the past of the first step: the text does not have it.
    pub(crate) fn is_empty(&self, id: TensorId) -> bool {
        self.graph.tensors[id].dims.as_deref().and_then(dims::elements) == Some(0)
    }

    /// Where a tensor of the graph is, if it is in the text.
    pub(crate) fn at(&self, id: TensorId) -> Option<Placed> {
        self.placed.get(id.index()).copied().flatten()
    }

    /// Puts a tensor of the graph into the text as a new tensor.
    pub(super) fn place(&mut self, id: TensorId, sample: Option<usize>) -> Placed {
        let dims = self.text_dims(id, sample);
        let placed = Placed { var: self.calls.vars.push(dims), sample };
        self.put(id, placed);
        placed
    }

    /// Notes where a tensor of the graph is.
    pub(super) fn put(&mut self, id: TensorId, placed: Placed) {
        if let Some(place) = self.placed.get_mut(id.index()) {
            *place = Some(placed);
            self.put.push(id);
        }
    }

    /// The output of the node is one of its inputs: nothing is computed.
    pub(crate) fn same(&mut self, output: Option<TensorId>, placed: Placed) {
        if let Some(output) = output {
            self.unfit |= self.calls.vars[placed.var] != self.text_dims(output, placed.sample);
            self.put(output, placed);
        }
    }

    /// The dims of a tensor of the graph without its batch.
    pub(crate) fn text_dims(&self, id: TensorId, sample: Option<usize>) -> Dims {
        without(self.graph.tensors[id].dims.as_deref().unwrap_or_default(), sample)
    }

    /// The tensor at an input of a node.
    pub(crate) fn tensor(&self, node: &Node, input: usize) -> Result<&'g Tensor, Failure> {
        rule::tensor(self.graph, node, input)
    }

    /// The sizes of an input of a node, the batch included.
    pub(crate) fn dims(&self, node: &Node, input: usize) -> Result<&'g [u64], Failure> {
        rule::sizes(self.graph, node, input)
    }

    /// The sizes of an output of a node, the batch included.
    pub(crate) fn output_dims(&self, node: &Node, output: usize) -> Result<&'g [u64], Failure> {
        let id = node.output(output).ok_or_else(|| Failure::invalid("an output is missing"))?;
        let dims = self.graph.tensors[id].dims.as_deref();
        dims.ok_or_else(|| Failure::unsupported("an output's shape is not known"))
    }

    /// The integers that an input of a node holds.
    pub(crate) fn ints(&self, node: &Node, input: usize) -> Result<Vec<i64>, Failure> {
        rule::ints(self.graph, node, input)
    }

    /// Whether an input of a node is the same for all samples.
    pub(crate) fn is_constant(&self, node: &Node, input: usize) -> bool {
        node.input(input).is_some_and(|id| self.graph.tensors[id].is_constant())
    }

    /// The input of a node in the text; stored values are put there.
    pub(crate) fn operand(&mut self, node: &Node, input: usize) -> Result<Placed, Failure> {
        let id = node
            .input(input)
            .ok_or_else(|| Failure::invalid(format!("input {input} is missing")))?;
        self.placed_or_stored(id)
    }

    pub(super) fn placed_or_stored(&mut self, id: TensorId) -> Result<Placed, Failure> {
        match self.at(id) {
            Some(placed) => Ok(placed),
            None => self.store(id),
        }
    }

    /// How many nodes read a tensor; being an output of the network counts.
    pub(crate) fn readers(&self, id: TensorId) -> u32 {
        self.readers.get(&id).copied().unwrap_or_default()
    }

    /// Appends a call.
    pub(super) fn push(&mut self, call: Call) {
        self.unfit |= !fits(&call, &self.calls.vars);
        self.calls.calls.push(call);
    }

    /// A call of an operation, to be completed.
    pub(crate) fn call<'l>(&'l mut self, op: &'static str) -> Draft<'l, 'g> {
        let call = Call {
            op,
            input: None,
            args: SmallVec::new(),
            outputs: SmallVec::new(),
            node: self.node,
            dtype: None,
            weights: None,
            share: None,
        };
        Draft { lowering: self, call }
    }
}

/// Dims without the axis that is the batch.
pub(crate) fn without(dims: &[u64], sample: Option<usize>) -> Dims {
    let kept = dims.iter().enumerate().filter(|(axis, _)| Some(*axis) != sample);
    kept.map(|(_, size)| *size).collect()
}

/// The axis of the text's tensor that is an axis of the graph's; `None` for the batch.
pub(crate) fn text_axis(axis: usize, sample: Option<usize>) -> Option<usize> {
    match sample {
        Some(sample) if axis == sample => None,
        Some(sample) if axis > sample => Some(axis - 1),
        _ => Some(axis),
    }
}

/// How many elements a tensor has; an error if that is not known.
pub(crate) fn elements(sizes: &[u64]) -> Result<u64, Failure> {
    dims::elements(sizes).ok_or_else(|| Failure::invalid("a tensor has more than 2⁶⁴ elements"))
}
