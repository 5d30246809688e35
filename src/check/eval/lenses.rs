//! Calls that lenses replace.

use smallvec::SmallVec;

use super::error::Result;
use super::evaluator::Evaluator;
use crate::check::lens::Lens;
use crate::check::resolve::bindings::Arguments;
use crate::check::resolve::callee::{Called, Callee};
use crate::check::resolve::lenses::Replacements;
use crate::check::signature::Slot;
use crate::network::{Applied, Layer, Obstacle};
use crate::ops::{Argument, Context, Operation};
use crate::syntax::tree::Call;
use crate::value::{BlockId, Value, Values};

/// The lenses of a run.
pub struct Lenses {
    /// The numbers of the lenses of the program that the caller wants, in order.
    active: Vec<usize>,
    /// How many of these do not apply to what is being run: those that run it, and those before them.
    inner: usize,
    /// What each changed.
    uses: Vec<Applied>,
}

/// A block that replaces what is called.
#[derive(Clone, Copy)]
struct Replacement {
    /// The number of its lens among those that are active.
    lens: usize,
    block: BlockId,
}

impl Lenses {
    /// The lenses of a program that the caller wants, unused so far.
    pub fn new(program: &[Replacements<'_>], wanted: &[Lens]) -> Self {
        let number = |lens: &Lens| program.iter().position(|known| known.lens == lens);
        let active: Vec<usize> = wanted.iter().filter_map(number).collect();
        let names = active.iter().filter_map(|number| program.get(*number));
        let uses =
            names.map(|it| Applied { pass: it.lens.name.clone(), layers: 0, left: Vec::new() });
        Lenses { uses: uses.collect(), inner: 0, active }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.active.is_empty()
    }
}

impl<'a> Evaluator<'a> {
    /// Calls an operation or block, or what a lens replaces it with.
    #[inline]
    pub(crate) fn call(
        &mut self,
        callee: Callee,
        call: &'a Call<'a>,
        bound: Arguments<'_, 'a>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        match self.replacement(callee) {
            None => self.call_itself(callee, call, bound, label),
            Some(replacement) => self.replace(replacement, callee, call, bound, label),
        }
    }

    /// The block of the first lens that replaces what is called.
    fn replacement(&self, callee: Callee) -> Option<Replacement> {
        let rest = self.lenses.active.get(self.lenses.inner..).filter(|rest| !rest.is_empty())?;
        let name = match callee {
            Callee::Operation(operation) => operation.name,
            Callee::Block(id) => {
                let block = &self.program.blocks[id];
                (block.unit == self.program.prelude()).then_some(block.name.text)?
            }
        };
        self.stack.frame().current.as_ref()?;
        (self.lenses.inner..).zip(rest).find_map(|(lens, number)| {
            let block = *self.program.lenses.get(*number)?.blocks.get(name)?;
            Some(Replacement { lens, block })
        })
    }

    /// Runs a block in place of what is called, or what is called, if the block cannot take its place.
    fn replace(
        &mut self,
        replacement: Replacement,
        callee: Callee,
        call: &'a Call<'a>,
        bound: Arguments<'_, 'a>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        let Replacement { lens, block } = replacement;
        let first = self.build.builder.network.layers.len();
        if let Some(why) = self.obstacle(block, callee, bound) {
            let outputs = self.inside(lens, |this| this.call(callee, call, bound, label));
            self.leave(lens, first, why);
            return outputs;
        }
        let parameters = self.program.signature(Called::Callee(callee)).len();
        let (given, share) = self.block_arguments(parameters, bound)?;
        let values = self.values_for(replacement, callee, &given)?;
        let outputs = self.inside(lens, |this| this.run_block(block, values, share, call, label));
        let is_same = match callee {
            Callee::Operation(operation) => self.is_same(operation, &given, call, first),
            Callee::Block(_) => false,
        };
        if let Some(uses) = self.lenses.uses.get_mut(lens) {
            uses.layers += u64::from(!is_same);
        }
        outputs
    }

    /// Runs something to which only the lenses after this one apply.
    fn inside<T>(&mut self, lens: usize, run: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.lenses.inner, lens + 1);
        let result = run(self);
        self.lenses.inner = before;
        result
    }

    /// The values for the parameters of a block, from those that a call gives what the block replaces.
    fn values_for(
        &self,
        replacement: Replacement,
        callee: Callee,
        given: &[Option<Value>],
    ) -> Result<Vec<Option<Value>>> {
        let called = self.program.signature(Called::Callee(callee));
        let parameters = self.program.blocks[replacement.block].parameters.iter();
        let value = |name| match called.find(name).and_then(|index| given.get(index)?.clone()) {
            Some(value) => Ok(Some(value)),
            None => self.option(replacement.lens, name),
        };
        parameters.map(|parameter| value(parameter.name.text)).collect()
    }

    /// Why a block cannot take the place of what is called.
    fn obstacle(
        &self,
        block: BlockId,
        callee: Callee,
        bound: Arguments<'_, 'a>,
    ) -> Option<Obstacle> {
        let called = self.program.signature(Called::Callee(callee));
        let parameters = self.program.blocks[block].parameters;
        let is_operation = matches!(callee, Callee::Operation(_));
        bound.iter().find_map(|argument| match argument.slot {
            Slot::Parameter(index) => {
                let fills = |name| called.find(name) == Some(index);
                let is_taken = parameters.iter().any(|known| fills(known.name.text));
                (!is_taken).then_some(Obstacle::OtherArgument)
            }
            // The other calls with the key may be of another operation.
            Slot::Share => is_operation.then_some(Obstacle::SharedParameters),
            Slot::Frozen => None,
            Slot::Rest | Slot::Dtype | Slot::Weights | Slot::Sparsity => {
                Some(Obstacle::OtherArgument)
            }
        })
    }

    /// Notes why a lens left the layers from this one on as they are.
    fn leave(&mut self, lens: usize, first: usize, why: Obstacle) {
        let network = &self.build.builder.network;
        let Some(layer) = network.layers.get(first..).and_then(<[Layer]>::last) else { return };
        let name = network.full_name(layer);
        if let Some(uses) = self.lenses.uses.get_mut(lens) {
            uses.left.push((name, why));
        }
    }

    /// The value that an option of a lens has.
    fn option(&self, lens: usize, name: &str) -> Result<Option<Value>> {
        let number = self.lenses.active.get(lens);
        let lens = number.and_then(|number| self.program.lenses.get(*number));
        let options = lens.map_or(&[][..], |it| &it.lens.options);
        let Some(option) = options.iter().find(|option| option.name == name) else {
            return Ok(None);
        };
        self.argument_value(option).map(Some)
    }

    /// Whether the layers from this one on are what the operation itself makes of these arguments.
    fn is_same(
        &self,
        operation: &'static Operation,
        values: &[Option<Value>],
        call: &'a Call<'a>,
        first: usize,
    ) -> bool {
        let network = &self.build.builder.network;
        let made = network.layers.get(first..).unwrap_or_default();
        let Some((last, others)) = made.split_last() else { return false };
        let is_flatten = |layer: &Layer| operation.flattens && layer.operation == "flatten";
        if last.operation != operation.name || !others.iter().all(is_flatten) {
            return false;
        }
        let span = call.span();
        let argument = |value: &Option<Value>| Some(Argument { value: value.clone()?, span });
        let arguments: Vec<_> = values.iter().map(argument).collect();
        let inputs: Values = last.inputs.iter().copied().map(Value::Tensor).collect();
        let inputs: SmallVec<_> = self.build.inputs(&inputs);
        let context = Context {
            operation,
            span,
            name: call.name.span,
            inputs: &inputs,
            arguments: &arguments,
            rest: &[],
            meant: None,
            history: None,
        };
        (operation.infer)(&context).is_ok_and(|inferred| inferred.kind == last.kind)
    }

    /// Hands what the lenses changed to the network.
    pub(crate) fn finish_lenses(&mut self) {
        let network = &mut self.build.builder.network;
        let changed = self.lenses.uses.iter().any(|used| used.layers > 0);
        network.overridden |= changed;
        network.changed |= changed;
        network.applied = std::mem::take(&mut self.lenses.uses);
    }
}
