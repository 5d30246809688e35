//! The calls with `share=` that are being run, and those that were.

use std::ops::Range;

use super::error::Result;
use crate::diagnostics::shape::SharingProblem;
use crate::index::Idx;
use crate::network::{LayerId, LayerParameter, Network, Sparsity};
use crate::source::Span;
use crate::tensor::Shape;

/// The calls of one key within one run of a body.
pub struct Group {
    /// The layers of the first call, which own the parameters.
    pub owner: Range<usize>,
    /// The first call's key.
    pub span: Span,
    pub uses: u32,
}

/// A call with a key that is being run.
pub struct SharedCall {
    pub key: String,
    /// The key of the first call.
    pub first: Span,
    /// Its first layer.
    pub start: usize,
    /// The layers whose parameters it uses; none for the first call.
    pub owner: Option<Range<usize>>,
    /// Whether a layer did not match: those after it are not compared.
    pub failed: bool,
    /// The first layer that did not match.
    pub mismatch: Option<Mismatch>,
    /// Whether it is a block, whose layers must be the same operations.
    pub block: bool,
}

/// A layer that is not the one of the first call.
pub struct Mismatch {
    /// Which layer of the call, from 0.
    pub layer: usize,
    /// The operation of the first call's layer, if there is one.
    pub first: Option<&'static str>,
    /// The operation of this call's layer, if there is one.
    pub second: Option<&'static str>,
}

impl SharedCall {
    /// Makes the next layer share the parameters that the layer of the first call has.
    pub fn share(
        &mut self,
        network: &Network,
        operation: &'static str,
        parameters: &mut [LayerParameter],
        span: Span,
    ) -> Result<()> {
        let Some(owner) = self.owner.clone().filter(|_| !self.failed) else { return Ok(()) };
        let layer = network.layers.len() - self.start;
        let first = owner.clone().nth(layer).map(|index| network.layer(LayerId::at(index)));
        let Some(first) = first.filter(|first| !self.block || first.operation == operation) else {
            let first = first.map(|first| first.operation);
            self.mismatch = Some(Mismatch { layer, first, second: Some(operation) });
            self.failed = true;
            return Ok(());
        };
        for parameter in parameters {
            let (name, shape, copies, sparsity) = match parameter {
                LayerParameter::Own(new) => (new.name, new.shape, new.copies, new.sparsity),
                LayerParameter::Shared(id) => {
                    let shared = network.parameters.get(*id);
                    (shared.name, shared.shape, shared.copies, shared.sparsity)
                }
            };
            let mut theirs = network.parameters_of(first);
            let Some(theirs) = theirs.find(|theirs| theirs.parameter.name == name) else {
                continue;
            };
            let differs = |what, first, second| SharingProblem::ShareDiffers {
                key: self.key.clone(),
                what,
                parameter: name.to_owned(),
                first,
                second,
                span,
                owner: self.first,
            };
            let first = theirs.parameter;
            if !agree(first.shape, shape) || first.copies != copies {
                let (first, second) = (first.shape.to_string(), shape.to_string());
                return Err(differs("shapes", first, second).into());
            }
            // A call that states none has that of the first.
            let first = first.sparsity.unwrap_or_default();
            if let Some(second) = sparsity.filter(|second| *second != first) {
                return Err(differs("sparsity", sparse(first), sparse(second)).into());
            }
            if let LayerParameter::Own(_) = parameter {
                *parameter = LayerParameter::Shared(theirs.id);
            }
        }
        Ok(())
    }

    /// The first layer that the first call has and this one does not.
    pub fn missing(&self, network: &Network) -> Option<Mismatch> {
        let owner = self.owner.clone().filter(|_| !self.failed)?;
        let layer = network.layers.len() - self.start;
        let first = network.layer(LayerId::at(owner.clone().nth(layer)?)).operation;
        Some(Mismatch { layer, first: Some(first), second: None })
    }
}

/// Whether parameters of these shapes can be the same one: a matrix may be transposed, and axes of size 1 do not
/// count.
fn agree(first: Shape, second: Shape) -> bool {
    let transposed = |[rows, columns]: &[u32; 2]| second.axes() == [*columns, *rows];
    let [wide, other] =
        [&first, &second].map(|shape| shape.axes().iter().filter(|size| **size > 1));
    wide.eq(other) || first.axes().try_into().is_ok_and(|matrix| transposed(&matrix))
}

/// A parameter of a sparsity, as messages have it.
fn sparse(rate: Sparsity) -> String {
    if rate == Sparsity::default() { "dense".to_owned() } else { format!("sparse at {rate}") }
}
