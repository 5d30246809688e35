//! Calls that lenses replace.

use smallvec::SmallVec;

use super::error::Result;
use super::evaluator::Evaluator;
use crate::check::resolve::bindings::Arguments;
use crate::check::resolve::callee::{Called, Callee};
use crate::check::signature::Slot;
use crate::network::{Applied, Layer, Obstacle};
use crate::ops::{Argument, Context, Operation};
use crate::syntax::tree::Call;
use crate::value::{BlockId, Value, Values};

/// The lenses of a run.
pub struct Lenses {
    /// How many do not apply to what is being run: those that run it, and those before them.
    inner: usize,
    /// What each changed.
    uses: Vec<Applied>,
}

/// A block that replaces what is called.
#[derive(Clone, Copy)]
struct Replacement {
    /// The number of its lens.
    lens: usize,
    block: BlockId,
}

impl Lenses {
    /// No uses of lenses of these names.
    pub fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let unused = |name: &str| Applied { pass: name.to_owned(), layers: 0, left: Vec::new() };
        Lenses { inner: 0, uses: names.map(unused).collect() }
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
        let rest = self.program.lenses.get(self.lenses.inner..).filter(|rest| !rest.is_empty())?;
        let name = match callee {
            Callee::Operation(operation) => operation.name,
            Callee::Block(id) => {
                let block = &self.program.blocks[id];
                (block.unit == self.program.prelude()).then_some(block.name.text)?
            }
        };
        self.stack.frame().current.as_ref()?;
        (self.lenses.inner..).zip(rest).find_map(|(lens, replacements)| {
            let block = *replacements.blocks.get(name)?;
            Some(Replacement { lens, block })
        })
    }

    /// Runs a block in place of what is called. If the call has an argument that the block does not take, it calls what
    /// it would without the lens.
    fn replace(
        &mut self,
        replacement: Replacement,
        callee: Callee,
        call: &'a Call<'a>,
        bound: Arguments<'_, 'a>,
        label: Option<&'a str>,
    ) -> Result<Values> {
        let Replacement { lens, block } = replacement;
        let before = self.lenses.inner;
        let first = self.build.builder.network.layers.len();
        if !self.takes(block, callee, bound) {
            self.lenses.inner = lens + 1;
            let outputs = self.call(callee, call, bound, label);
            self.lenses.inner = before;
            self.leave(lens, first);
            return outputs;
        }
        let signature = self.program.signature(Called::Callee(callee));
        let (mut given, share) = self.block_arguments(signature.len(), bound)?;
        let arguments = match callee {
            Callee::Operation(_) => given.clone(),
            Callee::Block(_) => Vec::new(),
        };
        let parameters = self.program.blocks[block].parameters;
        let mut values = Vec::with_capacity(parameters.len());
        for parameter in parameters {
            let name = parameter.name.text;
            let given = signature.find(name).and_then(|index| given.get_mut(index)?.take());
            values.push(match given {
                Some(value) => Some(value),
                None => self.option(lens, name)?,
            });
        }
        self.lenses.inner = lens + 1;
        let outputs = self.run_block(block, values, share, call, label);
        self.lenses.inner = before;
        let is_same = matches!(callee, Callee::Operation(operation) if self.is_same(operation, &arguments, call, first));
        if let Some(uses) = self.lenses.uses.get_mut(lens) {
            uses.layers += u64::from(!is_same);
        }
        outputs
    }

    /// Whether a block takes all arguments of a call.
    fn takes(&self, block: BlockId, callee: Callee, bound: Arguments<'_, 'a>) -> bool {
        let called = self.program.signature(Called::Callee(callee));
        let parameters = self.program.blocks[block].parameters;
        bound.iter().all(|argument| match argument.slot {
            Slot::Parameter(index) => {
                parameters.iter().any(|known| called.find(known.name.text) == Some(index))
            }
            Slot::Share | Slot::Frozen => true,
            Slot::Rest | Slot::Dtype | Slot::Weights | Slot::Sparsity => false,
        })
    }

    /// Notes that a lens left the layers from this one on as they are.
    fn leave(&mut self, lens: usize, first: usize) {
        let network = &self.build.builder.network;
        let Some(layer) = network.layers.get(first..).and_then(<[Layer]>::last) else { return };
        let name = network.full_name(layer);
        if let Some(uses) = self.lenses.uses.get_mut(lens) {
            uses.left.push((name, Obstacle::OtherArgument));
        }
    }

    /// The value that an option of a lens has.
    fn option(&self, lens: usize, name: &str) -> Result<Option<Value>> {
        let options = self.program.lenses.get(lens).map_or(&[][..], |it| &it.lens.options);
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
