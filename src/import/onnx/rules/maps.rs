//! Feature maps: channels and spatial axes, whatever becomes of the batch.
//!
//! A first axis of size 1 is the batch, and the text does not have it. Where it is larger, as with the frames of a
//! video, it becomes one more spatial axis, or it is merged with the channels where each of these is on its own.

use super::window::spatial;
use crate::import::call::{ArgValue, VarId};
use crate::import::dims::Dims;
use crate::import::graph::Node;
use crate::import::lower::{Draft, Lowering, Placed};
use crate::import::rule::Failure;

/// The feature maps that a node reads, in the text.
#[derive(Clone, Debug)]
pub(super) struct Maps {
    pub var: VarId,
    first: First,
}

/// What became of the first axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    /// It was the batch.
    Batch,
    /// It is behind the channels.
    Behind,
    /// It is merged with the channels.
    Merged,
}

impl Maps {
    /// Feature maps whose first axis is behind the channels, unless it is the batch.
    pub(super) fn channels_first(
        lowering: &mut Lowering<'_>,
        node: &Node,
    ) -> Result<Self, Failure> {
        let dims = with_channels(lowering.dims(node, 0)?)?;
        if is_batch(dims) {
            return Ok(Maps { var: lowering.operand_with(node, 0, Some(0))?, first: First::Batch });
        }
        let var = lowering.operand_with(node, 0, None)?;
        let to = exchanged(dims);
        let call = exchange(lowering.call("permute").from(var), dims.len());
        Ok(Maps { var: call.temporary(to), first: First::Behind })
    }

    /// Feature maps of channels that do not depend on each other; the first axis is merged with them.
    pub(super) fn separate(lowering: &mut Lowering<'_>, node: &Node) -> Result<Self, Failure> {
        let dims = with_channels(lowering.dims(node, 0)?)?;
        if is_batch(dims) {
            return Ok(Maps { var: lowering.operand_with(node, 0, Some(0))?, first: First::Batch });
        }
        let var = lowering.operand_with(node, 0, None)?;
        Ok(Maps { var: lowering.reshaped(var, merged(dims)?), first: First::Merged })
    }

    /// Whether the first axis is one more spatial axis.
    pub(super) fn has_more(&self) -> bool {
        self.first == First::Behind
    }

    /// Applies an operation, which makes the first output of the node.
    pub(super) fn apply(
        &self,
        lowering: &mut Lowering<'_>,
        node: &Node,
        op: &'static str,
        arguments: impl for<'l, 'g> FnOnce(Draft<'l, 'g>) -> Draft<'l, 'g>,
    ) -> Result<(), Failure> {
        let output = lowering.output_dims(node, 0)?;
        let call = arguments(lowering.call(op).from(self.var));
        match self.first {
            First::Batch => call.make(node.output(0), Some(0)),
            First::Behind => {
                let var = call.temporary(exchanged(output));
                exchange(lowering.call("permute").from(var), output.len())
                    .make(node.output(0), None)
            }
            First::Merged => {
                let var = call.temporary(merged(output)?);
                let var = lowering.reshaped(var, output.into());
                lowering.same(node.output(0), Placed { var, sample: None });
                Ok(())
            }
        }
    }

    /// The same of an operation that takes at most three spatial axes and for which it does not matter how many
    /// there are.
    pub(super) fn apply_flat(
        mut self,
        lowering: &mut Lowering<'_>,
        node: &Node,
        op: &'static str,
        arguments: impl for<'l, 'g> FnOnce(Draft<'l, 'g>) -> Draft<'l, 'g>,
    ) -> Result<(), Failure> {
        let dims = lowering.calls.vars[self.var].clone();
        if (2..=4).contains(&dims.len()) {
            return self.apply(lowering, node, op, arguments);
        }
        let (channels, rest) = dims.split_first().unwrap_or((&1, &[]));
        let flat = Dims::from_slice(&[*channels, crate::import::lower::elements(rest)?]);
        let var = lowering.reshaped(self.var, flat.clone());
        let var = arguments(lowering.call(op).from(var)).temporary(flat);
        self.var = lowering.reshaped(var, dims);
        let sample = (self.first == First::Batch).then_some(0);
        let (var, first) = (self.var, self.first);
        if first == First::Behind {
            let rank = lowering.output_dims(node, 0)?.len();
            return exchange(lowering.call("permute").from(var), rank).make(node.output(0), None);
        }
        lowering.same(node.output(0), Placed { var, sample });
        Ok(())
    }
}

/// Whether the first of these axes is the batch, or could be.
pub(super) fn is_batch(dims: &[u64]) -> bool {
    dims.len() > 1 && dims.first() == Some(&1)
}

/// Dims of which the second axis has the channels.
fn with_channels(dims: &[u64]) -> Result<&[u64], Failure> {
    let few = || Failure::invalid("it needs a batch and channels");
    (dims.len() > 1).then_some(dims).ok_or_else(few)
}

/// Dims whose first two axes have changed places.
fn exchanged(dims: &[u64]) -> Dims {
    let mut dims = Dims::from_slice(dims);
    if dims.len() > 1 {
        dims.swap(0, 1);
    }
    dims
}

/// `permute 1 0 2 …`.
fn exchange<'l, 'g>(call: Draft<'l, 'g>, rank: usize) -> Draft<'l, 'g> {
    (2..rank as u64).fold(call.arg(1_u64).arg(0_u64), |call, axis| call.arg(ArgValue::from(axis)))
}

/// Dims whose first two axes are one.
fn merged(dims: &[u64]) -> Result<Dims, Failure> {
    let (batch, channels, over) = spatial(dims)?;
    let all = batch.checked_mul(channels);
    let all = all.ok_or_else(|| Failure::invalid("an axis would be too large"))?;
    let mut dims = Dims::from_slice(&[all]);
    dims.extend_from_slice(over);
    Ok(dims)
}
