//! Normalisations in the text.

use smallvec::SmallVec;

use super::lowering::{Lowering, text_axis};
use super::product::are_weights;
use super::wire::{Operand, Wire};
use crate::import::call::ArgValue;
use crate::import::graph::TensorId;
use crate::import::rule::Failure;

impl Lowering<'_> {
    /// `ln` or `rmsnorm` over axes. What scales and shifts is the layer's own if it is stored, and
    /// an operation otherwise.
    pub(crate) fn norm(
        &mut self,
        op: &'static str,
        input: Wire,
        axes: &[usize],
        [scale, shift]: [Option<TensorId>; 2],
    ) -> Result<Wire, Failure> {
        let batch = input.sample.is_some_and(|sample| axes.contains(&sample));
        let input = if batch { self.moved(input, None) } else { input };
        let text: SmallVec<[i64; 4]> = axes
            .iter()
            .filter_map(|axis| i64::try_from(text_axis(*axis, input.sample)?).ok())
            .collect();
        let own = |id: &Option<TensorId>| id.is_none_or(|id| are_weights(self.graph, id));
        let affine = own(&scale) && own(&shift) && scale.is_some();
        let rank = input.rank() - usize::from(input.sample.is_some());
        let mut call = self.call(op).from(input.var);
        call = match text.as_slice() {
            [one] if usize::try_from(*one + 1) == Ok(rank) => call,
            [one] => call.named("axis", *one),
            _ => call.named("axis", ArgValue::Ints(text)),
        };
        call = call.word_if(!affine, "noaffine");
        if affine {
            call = call.word_if(op == "ln" && shift.is_none(), "nobias").learns([scale, shift]);
        }
        let mut made = call.wire(input.dims, input.sample);
        for (op, id) in [("mul", scale), ("add", shift)] {
            if let (Some(id), false) = (id, affine) {
                let factor = self.wire(id)?;
                made = self.join(op, [made, factor].map(Operand::Wire))?;
            }
        }
        Ok(made)
    }
}
