//! Operands that are broadcast together, some with a batch and some without.

use smallvec::SmallVec;

use super::lowering::{Lowering, Placed};
use super::wire::{Wire, common_sample};
use crate::import::call::VarId;
use crate::import::dims::Dims;
use crate::import::graph::{Node, TensorId};
use crate::import::rule::Failure;

/// Operands in the text, and the axis of the result that is the batch.
pub(crate) type Aligned = (SmallVec<[VarId; 4]>, Option<usize>);

impl Lowering<'_> {
    /// The tensors of the text for operands that are broadcast to `rank` axes; see [`align`](Self::align).
    pub(crate) fn aligned(
        &mut self,
        operands: &[TensorId],
        rank: usize,
    ) -> Result<Aligned, Failure> {
        self.aligned_but(operands, rank, &[])
    }

    /// The same, with some axes of the result in the text, whether they are the batch or not.
    pub(crate) fn aligned_but(
        &mut self,
        operands: &[TensorId],
        rank: usize,
        kept: &[usize],
    ) -> Result<Aligned, Failure> {
        let wires: Vec<Wire> =
            operands.iter().map(|id| self.wire(*id)).collect::<Result<_, _>>()?;
        let sample = common_sample(&wires, rank).filter(|axis| !kept.contains(axis));
        let aligned = self.align_at(wires, rank, sample);
        Ok((aligned.into_iter().map(|wire| wire.var).collect(), sample))
    }

    /// A tensor of the graph in the text without one axis, of size 1, that is or could be the batch.
    pub(crate) fn with_sample(
        &mut self,
        id: TensorId,
        sample: Option<usize>,
    ) -> Result<VarId, Failure> {
        let wire = self.wire(id)?;
        if sample.is_some_and(|axis| wire.size(axis) != 1) {
            return Err(Failure::unsupported("its first axis is no batch of size 1"));
        }
        Ok(self.moved(wire, sample).var)
    }

    /// The input of a node in the text, with its batch at a certain axis.
    pub(crate) fn operand_with(
        &mut self,
        node: &Node,
        input: usize,
        sample: Option<usize>,
    ) -> Result<VarId, Failure> {
        let id = node.input(input);
        let id = id.ok_or_else(|| Failure::invalid(format!("input {input} is missing")))?;
        self.with_sample(id, sample)
    }

    /// A tensor between the calls of a node, with its dims in the text.
    pub(crate) fn shape_of(&self, placed: Placed) -> &Dims {
        &self.calls.vars[placed.var]
    }
}
