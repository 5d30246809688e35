//! Layers.

use super::ids::ScopeId;
use super::name::Name;
use super::op_kind::OpKind;
use crate::source::Span;
use crate::tensor::{Dtype, TensorId};

/// A layer: one operation, run once. Every operation but `input`, `from` and `output` makes one.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The canonical name of its operation.
    pub operation: &'static str,
    /// Its name within its scope.
    pub name: Name,
    /// The scope it lies in.
    pub scope: ScopeId,
    /// The tensors it reads, in order; one that is read twice stands twice.
    pub inputs: Box<[TensorId]>,
    /// Its first output; the others follow it in [`Network::tensors`].
    pub output: TensorId,
    /// How many outputs it has, at least one.
    pub outputs: u32,
    /// What it does, for counting.
    pub kind: OpKind,
    /// Learned values that are its own; 0 for those it shares with an earlier layer.
    pub params: u64,
    /// Values that are stored, not learned, and its own.
    pub buffers: u64,
    /// Learned and stored values that it reads, shared ones included.
    pub reads: u64,
    /// Bytes of the params and buffers that are its own; each tensor begins at a whole byte.
    pub own_bytes: u128,
    /// Bytes of those and of the ones it shares.
    pub all_bytes: u128,
    /// The type of its parameters.
    pub weights: Dtype,
    /// The call that made it, from its name to its last argument.
    pub span: Span,
}

impl Layer {
    /// Its outputs.
    pub fn outputs(&self) -> impl Iterator<Item = TensorId> + use<> {
        let first = self.output.0;
        (first..first + self.outputs).map(TensorId)
    }
}
