//! A call under construction.

use smallvec::SmallVec;

use super::lowering::Lowering;
use crate::import::call::numbers;
use crate::import::call::{Arg, ArgValue, Call, VarId};
use crate::import::dims::Dims;
use crate::import::graph::TensorId;
use crate::import::rule::Failure;

/// A call that is not yet complete.
#[derive(Debug)]
#[must_use]
pub(crate) struct Draft<'l, 'g> {
    pub(super) lowering: &'l mut Lowering<'g>,
    pub(super) call: Call,
}

impl Draft<'_, '_> {
    /// With the tensor that it reads as the current one.
    pub(crate) fn from(mut self, input: VarId) -> Self {
        self.call.input = Some(input);
        self
    }

    /// With an argument by position, or a word.
    pub(crate) fn arg(mut self, value: impl Into<ArgValue>) -> Self {
        self.call.args.push(Arg { name: None, value: value.into() });
        self
    }

    /// With an argument by name.
    pub(crate) fn named(mut self, name: &'static str, value: impl Into<ArgValue>) -> Self {
        self.call.args.push(Arg { name: Some(name), value: value.into() });
        self
    }

    /// With a word, if that holds.
    pub(crate) fn word_if(self, holds: bool, word: &'static str) -> Self {
        if holds { self.arg(word) } else { self }
    }

    /// With a number for each axis: `s2`, or `s=(1, 2)`; left out if all are `default`.
    pub(crate) fn each(self, name: &'static str, values: &[i64], default: i64) -> Self {
        match values {
            [] => self,
            [first, rest @ ..] if rest.iter().all(|value| value == first) => {
                if *first == default {
                    self
                } else {
                    self.named(name, *first)
                }
            }
            _ => self.named(name, ArgValue::Ints(values.into())),
        }
    }

    /// Over some of `rank` axes; an argument is needed unless they are all.
    pub(crate) fn over(self, axes: &[usize], rank: usize) -> Self {
        match axes {
            _ if axes.len() == rank => self,
            _ => self.axes(axes),
        }
    }

    /// Along some of `rank` axes; an argument is needed unless it is the last one.
    pub(crate) fn along_axes(self, axes: &[usize], rank: usize) -> Self {
        match axes {
            [axis] if axis + 1 == rank => self,
            _ => self.axes(axes),
        }
    }

    fn axes(self, axes: &[usize]) -> Self {
        let axes: Dims = axes.iter().map(|axis| *axis as u64).collect();
        self.named("axis", numbers(&axes))
    }

    /// With parameters that are made of stored tensors, each counted once in the whole text.
    pub(crate) fn learns(mut self, stored: impl IntoIterator<Item = Option<TensorId>>) -> Self {
        let stored: SmallVec<[TensorId; 2]> = stored.into_iter().flatten().collect();
        self.call.weights = self.lowering.weights_type(&stored);
        self.call.share = self.lowering.share(&stored);
        self
    }

    /// Makes an output of the node, whose batch is this axis.
    pub(crate) fn make(
        self,
        output: Option<TensorId>,
        sample: Option<usize>,
    ) -> Result<(), Failure> {
        let output =
            output.ok_or_else(|| Failure::unsupported("its first output is not wanted"))?;
        self.makes(&[(output, sample)]);
        Ok(())
    }

    /// Makes several outputs of the node, each with its batch axis.
    pub(crate) fn makes(mut self, outputs: &[(TensorId, Option<usize>)]) {
        let mut scalars: SmallVec<[(TensorId, VarId, Option<usize>); 1]> = SmallVec::new();
        for (output, sample) in outputs {
            if self.states_shape() && self.lowering.text_dims(*output, *sample).is_empty() {
                let var = self.lowering.calls.vars.push(Dims::from_slice(&[1]));
                scalars.push((*output, var, *sample));
                self.call.outputs.push(var);
            } else {
                self.call.outputs.push(self.lowering.place(*output, *sample).var);
            }
        }
        if let Some((first, _)) = outputs.first() {
            self.call.dtype = self.lowering.graph.tensors[*first].dtype.dtype();
        }
        self.lowering.push(self.call);
        for (output, var, sample) in scalars {
            self.lowering.call("squeeze").from(var).makes(&[(output, sample)]);
        }
    }

    /// Whether its output has the shape that an argument states: with an axis at least.
    fn states_shape(&self) -> bool {
        matches!(self.call.op, "custom" | "reshape" | "weight")
    }

    /// Makes a tensor in between, of these dims of the text.
    pub(crate) fn temporary(mut self, dims: Dims) -> VarId {
        let is_scalar = dims.is_empty() && self.states_shape();
        let stated = if is_scalar { Dims::from_slice(&[1]) } else { dims };
        let var = self.lowering.calls.vars.push(stated);
        self.call.outputs.push(var);
        self.lowering.push(self.call);
        match is_scalar {
            true => self.lowering.call("squeeze").from(var).temporary(Dims::new()),
            false => var,
        }
    }

    /// Makes tensors in between.
    pub(crate) fn temporaries(
        mut self,
        dims: impl IntoIterator<Item = Dims>,
    ) -> SmallVec<[VarId; 3]> {
        let vars: SmallVec<[VarId; 3]> =
            dims.into_iter().map(|dims| self.lowering.calls.vars.push(dims)).collect();
        self.call.outputs.extend(vars.iter().copied());
        self.lowering.push(self.call);
        vars
    }
}
