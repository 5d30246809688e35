//! What shape rules infer.

use smallvec::{SmallVec, smallvec};

use super::axis::Axis;
use crate::network::{Move, NewParameter, OpKind};
use crate::tensor::{Dtype, Shape};

/// A view reads and writes nothing.
pub(super) const VIEW: OpKind = OpKind::Move(Move { view: true, copied: 0, grid: false });

/// What an operation makes of its inputs and arguments.
#[derive(Clone, Debug)]
pub struct Inferred {
    /// The shapes of its outputs, at least one.
    pub outputs: SmallVec<[Shape; 1]>,
    /// The types of the outputs that have one whatever the layer's is: positions and truth values.
    /// Outputs beyond the list have that of the layer.
    pub types: &'static [Option<Dtype>],
    /// What it does.
    pub kind: OpKind,
    /// What it stores.
    pub parameters: SmallVec<[InferredParameter; 2]>,
    /// The axes that a window slides along, or that a kernel spreads over.
    pub axes: Vec<Axis>,
    /// Whether the padding of these axes was written `p=same`.
    pub same: bool,
}

/// A parameter of the layer that a call makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InferredParameter {
    /// Its name and shape.
    pub parameter: NewParameter,
    /// The letters of its first axes in formulas, as many as have one.
    pub letters: Letters,
}

/// Letters for the sizes of axes in formulas: `C_out`, `K_h`.
pub type Letters = &'static [&'static str];

impl InferredParameter {
    /// A learned parameter.
    pub(super) fn learned(name: &'static str, shape: Shape) -> Self {
        InferredParameter { parameter: NewParameter::learned(name, shape), letters: &[] }
    }

    /// A buffer.
    pub(super) fn buffer(name: &'static str, shape: Shape) -> Self {
        InferredParameter { parameter: NewParameter::buffer(name, shape), letters: &[] }
    }

    /// With letters for its axes.
    pub(super) fn sized(self, letters: Letters) -> Self {
        InferredParameter { letters, ..self }
    }

    /// With this many tensors of its name and shape.
    pub(super) fn repeated(self, copies: u64) -> Self {
        let parameter = NewParameter { copies, ..self.parameter };
        InferredParameter { parameter, ..self }
    }
}

impl Inferred {
    /// One output, and no parameters.
    pub(super) fn new(output: Shape, kind: OpKind) -> Self {
        Inferred {
            outputs: smallvec![output],
            types: &[],
            kind,
            parameters: SmallVec::new(),
            axes: Vec::new(),
            same: false,
        }
    }

    /// With outputs of these types.
    pub(super) fn typed(self, types: &'static [Option<Dtype>]) -> Self {
        Inferred { types, ..self }
    }

    /// With these parameters.
    pub(super) fn storing(self, stored: impl IntoIterator<Item = InferredParameter>) -> Self {
        Inferred { parameters: stored.into_iter().collect(), ..self }
    }
}
