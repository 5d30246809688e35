//! Nodes as `custom`: known outputs, and costs that are given or not known.

use smallvec::SmallVec;

use super::lowering::Lowering;
use crate::import::call::{ArgValue, VarId};
use crate::import::dims::Dims;
use crate::import::graph::{Node, TensorId};

/// Names of parameters of `custom` with values; a name without one is a flag.
pub(crate) type Costs<'c> = &'c [(&'static str, Option<u64>)];

impl Lowering<'_> {
    /// A node that nothing stands for: its outputs are known, its cost is not.
    pub(super) fn not_known(&mut self, node: &Node, reason: Option<String>) {
        let name = ArgValue::Text(node.op.clone());
        self.opaque(node, name, &[("unknown", None)]);
        if let Some(unknown) = self.unknown.get_mut(&*node.op) {
            unknown.reason = unknown.reason.take().or(reason);
        }
    }

    /// A `custom` of the shapes of the node, which reads the data and the weights that the node reads.
    ///
    /// The batch is the first axis of an output, where it is that of an input.
    pub(crate) fn opaque(&mut self, node: &Node, name: ArgValue, costs: Costs<'_>) {
        self.opaque_learning(node, name, costs, &[]);
    }

    /// The same, with parameters that are these stored tensors; `costs` say how many.
    pub(crate) fn opaque_learning(
        &mut self,
        node: &Node,
        name: ArgValue,
        costs: Costs<'_>,
        learned: &[Option<TensorId>],
    ) {
        let sample = node.inputs.iter().flatten().find_map(|id| self.at(*id)?.sample);
        let first = |output: &Option<TensorId>| {
            let dims = self.graph.tensors[(*output)?].dims.as_deref().unwrap_or_default();
            sample.filter(|axis| *axis == 0 && dims.first() == Some(&1))
        };
        let samples: SmallVec<[Option<usize>; 2]> = node.outputs.iter().map(first).collect();
        self.opaque_with(node, name, costs, &samples, learned);
    }

    /// A `custom` of the shapes of the node, with the axis of each output that is the batch.
    pub(crate) fn opaque_at(
        &mut self,
        node: &Node,
        name: ArgValue,
        costs: Costs<'_>,
        samples: &[Option<usize>],
    ) {
        self.opaque_with(node, name, costs, samples, &[]);
    }

    fn opaque_with(
        &mut self,
        node: &Node,
        name: ArgValue,
        costs: Costs<'_>,
        samples: &[Option<usize>],
        learned: &[Option<TensorId>],
    ) {
        if costs.contains(&("unknown", None)) {
            self.unknown.entry(node.op.to_string()).or_default().nodes += 1;
        }
        let reads = self.reads(node, learned);
        let samples = samples.iter().copied().chain(std::iter::repeat(None));
        let known = |(output, sample): (&Option<TensorId>, Option<usize>)| {
            let id = (*output)?;
            let made = self.graph.tensors[id].dims.is_some() && !self.is_empty(id);
            made.then_some((id, sample))
        };
        let outputs: Vec<_> = node.outputs.iter().zip(samples).filter_map(known).collect();
        if outputs.is_empty() {
            return;
        }
        let shapes: Vec<Dims> =
            outputs.iter().map(|(id, sample)| self.text_dims(*id, *sample)).collect();
        let mut call = self.call("custom").arg(name);
        call = match <[Dims; 1]>::try_from(shapes) {
            Ok([shape]) => call.arg(ArgValue::Dims(shape)),
            Err(shapes) => call.arg(ArgValue::Shapes(shapes)),
        };
        call = match reads.as_slice() {
            [one] => call.from(*one),
            _ => call.named("reads", ArgValue::Tensors(reads)),
        };
        for (name, value) in costs {
            call = match value {
                Some(0) => call,
                Some(value) => call.named(name, *value),
                None => call.arg(*name),
            };
        }
        call.learns(learned.iter().copied()).makes(&outputs);
    }

    /// The data that a node reads, and constants with weights that are not its parameters; shapes and other numbers
    /// are none.
    fn reads(&mut self, node: &Node, learned: &[Option<TensorId>]) -> SmallVec<[VarId; 4]> {
        let mut reads = SmallVec::new();
        for (at, id) in node.inputs.iter().enumerate() {
            let Some(id) = id.filter(|id| !learned.contains(&Some(*id))) else { continue };
            let passed = node.rule.is_none_or(|rule| rule.passes_weights(at));
            let weighs = passed && !self.graph.tensors[id].sources.is_empty();
            let placed = match self.at(id) {
                None if weighs => self.store(id).ok(),
                placed => placed,
            };
            reads.extend(placed.map(|placed| placed.var));
        }
        reads
    }
}
