//! Layers.

use smallvec::SmallVec;

use super::ids::ScopeId;
use super::name::Name;
use super::op_kind::OpKind;
use super::parameter::LayerParameters;
use crate::source::Span;
use crate::tensor::{Dtype, TensorId};

/// A layer: one operation, run once. Every operation but `input`, `from` and `output` makes one.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The canonical name of its operation.
    pub operation: &'static str,
    /// Its name within its scope.
    pub name: Name,
    /// The scope that contains it.
    pub scope: ScopeId,
    /// The tensors that it reads, in order; a tensor that is read twice is listed twice.
    pub inputs: SmallVec<[TensorId; 2]>,
    /// Its first output; the others follow it in [`Network::tensors`](super::Network::tensors).
    pub output: TensorId,
    /// How many outputs it has, at least one.
    pub outputs: u32,
    /// What it does, for counting.
    pub kind: OpKind,
    /// The parameters that it uses;
    /// [`Network::parameters_of`](super::Network::parameters_of) describes them.
    pub parameters: LayerParameters,
    /// The element type of the parameters that are its own.
    pub weights: Dtype,
    /// The call that made it, from its name to its last argument; `None` if no file did.
    pub span: Option<Span>,
}

impl Layer {
    /// Its outputs.
    pub fn outputs(&self) -> impl Iterator<Item = TensorId> + use<> {
        let first = self.output.0;
        (first..first + self.outputs).map(TensorId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network may have a million layers: what is rare does not belong into each of them.
    #[test]
    fn a_layer_is_small() {
        assert_eq!(size_of::<Layer>(), 224);
    }
}
