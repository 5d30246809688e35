//! From a tree back to calls, to compare them with those it was made of.

use std::borrow::Cow;
use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::tree::{Arg, Call, Callee, Expr, Hole, Item, ListId, Place, Tree, Value};
use super::{canonical, parameters, standard, visit};
use crate::import::call::{self, ArgValue, Calls, VarId, is_commutative};
use crate::import::scopes::ScopeId;

/// Whether a tree stands for exactly these calls in this order: the same operations with the same
/// arguments, types and shared parameters, which read the same tensors. So all shapes are the same too.
pub(super) fn is_same(tree: &Tree, calls: &Calls) -> bool {
    let mut run = Run { tree, calls, next: 0, current: None, names: Names::default() };
    for (_, input) in &calls.inputs {
        run.names.vars.insert(*input, *input);
        run.current = Some(*input);
    }
    let arguments = Arguments { values: &[] };
    run.body(&tree.body, arguments).is_some()
        && run.next == calls.calls.len()
        && calls.outputs.iter().all(|var| run.names.vars.get(var) == Some(var))
}

/// What the parameters of a block are.
#[derive(Clone, Copy)]
struct Arguments<'a> {
    values: &'a [Hole],
}

/// The tensors of the model that names of the tree stand for.
#[derive(Default)]
struct Names {
    vars: HashMap<VarId, VarId, RandomState>,
    lists: HashMap<ListId, Vec<VarId>, RandomState>,
}

/// A run of the tree, call by call.
struct Run<'t> {
    tree: &'t Tree,
    calls: &'t Calls,
    /// The number of the next call.
    next: usize,
    current: Option<VarId>,
    names: Names,
}

impl Run<'_> {
    /// Runs statements; `None` where they are not the calls.
    fn body(&mut self, body: &[Item], arguments: Arguments<'_>) -> Option<()> {
        body.iter().try_for_each(|item| self.item(item, arguments))
    }

    /// Runs the statements of an inner body. What they yield is the current tensor then; their names are gone.
    fn inner(&mut self, body: &[Item], arguments: Arguments<'_>) -> Option<()> {
        self.body(body, arguments)?;
        // Names are unique within a file or block, so that there is no outer one of the same name to bring back.
        visit::defined(body, &mut |var| _ = self.names.vars.remove(&var));
        for item in body {
            if let Item::List(list) = item {
                self.names.lists.remove(list);
            }
        }
        Some(())
    }

    fn item(&mut self, item: &Item, arguments: Arguments<'_>) -> Option<()> {
        match item {
            Item::From(place) => self.current = Some(self.place(*place, arguments)?),
            Item::Call(call) => self.call(call, arguments)?,
            Item::For(calls) => {
                calls.iter().try_for_each(|call| self.call(call, arguments))?;
            }
            Item::Let(var, body) => {
                let value = self.branch(body, arguments)?;
                self.names.vars.insert(*var, value);
            }
            Item::Repeat(repeat) => {
                let Hole::Expr(Expr::Int(times)) = evaluated(Hole::Expr(repeat.times), arguments)?
                else {
                    return None;
                };
                for _ in 0..times {
                    self.inner(&repeat.body, arguments)?;
                }
                if let (Some(output), Some(current)) = (repeat.output, self.current) {
                    self.names.vars.insert(output, current);
                }
            }
            Item::If(flag, body) => match arguments.values.get(*flag)? {
                Hole::Flag(true) => self.inner(body, arguments)?,
                Hole::Flag(false) => {}
                _ => return None,
            },
            Item::List(list) => _ = self.names.lists.insert(*list, vec![self.current?]),
            Item::Push(list) => self.names.lists.get_mut(list)?.push(self.current?),
        }
        Some(())
    }

    /// Runs a branch: what it yields. The current tensor stays.
    fn branch(&mut self, body: &[Item], arguments: Arguments<'_>) -> Option<VarId> {
        let before = self.current;
        self.inner(body, arguments)?;
        let value = self.current;
        self.current = before;
        value
    }

    fn place(&self, place: Place, arguments: Arguments<'_>) -> Option<VarId> {
        match place {
            Place::Var(var) => self.names.vars.get(&var).copied(),
            Place::Param(param) => match arguments.values.get(param)? {
                Hole::Place(Place::Var(var)) => Some(*var),
                _ => None,
            },
        }
    }

    fn call(&mut self, call: &Call, arguments: Arguments<'_>) -> Option<()> {
        match call.callee {
            Callee::Op(op) => self.operation(op, call, arguments)?,
            Callee::Param(param) => match arguments.values.get(param)? {
                Hole::Op(Callee::Op(op)) => self.operation(op, call, arguments)?,
                _ => return None,
            },
            Callee::Block(block) => {
                let block = self.tree.block(block)?;
                let values: Option<Vec<Hole>> =
                    call.args.iter().map(|arg| self.argument(&arg.value, arguments)).collect();
                let values = values?;
                let body = match block.standard {
                    Some(of) => {
                        let dims = self.calls.vars.lookup(self.current?)?;
                        Cow::Owned(standard::expanded(of, &values, dims)?)
                    }
                    None => Cow::Borrowed(&block.body),
                };
                let inner = Arguments { values: &values };
                let outside = std::mem::take(&mut self.names);
                let done = self.body(&body, inner);
                self.names = outside;
                done?;
            }
        }
        match (call.callee, call.outputs.as_slice()) {
            (Callee::Block(_), outputs) => {
                for output in outputs {
                    self.names.vars.insert(*output, self.current?);
                }
            }
            (Callee::Op(_) | Callee::Param(_), outputs) => {
                let made = &self.calls.calls.get(self.next - 1)?.outputs;
                if made.len() != outputs.len() {
                    return None;
                }
                self.names.vars.extend(outputs.iter().copied().zip(made.iter().copied()));
                self.current = made.first().copied();
            }
        }
        Some(())
    }

    /// What a parameter of a block is: a number, a flag, or a tensor of the model.
    fn argument(&self, value: &Value, arguments: Arguments<'_>) -> Option<Hole> {
        match value {
            Value::Place(place) => Some(Hole::Place(Place::Var(self.place(*place, arguments)?))),
            value => evaluated(value.hole()?, arguments),
        }
    }

    /// Compares a call with the next one of the model.
    fn operation(&mut self, op: &str, call: &Call, arguments: Arguments<'_>) -> Option<()> {
        let mut args = Vec::with_capacity(call.args.len());
        for arg in &call.args {
            let value = match &arg.value {
                Value::Branch(body) => tensor(self.branch(body, arguments)?),
                Value::It => tensor(self.current?),
                Value::Place(place) => tensor(self.place(*place, arguments)?),
                Value::Places(places) => Value::Places(
                    places
                        .iter()
                        .map(|place| self.place(*place, arguments).map(Place::Var))
                        .collect::<Option<_>>()?,
                ),
                Value::List(list) => {
                    let list = self.names.lists.get(list)?;
                    args.extend(list.iter().map(|var| Arg { name: None, value: tensor(*var) }));
                    continue;
                }
                value => value.clone(),
            };
            args.push(Arg { name: arg.name, value });
        }
        let flat = self.calls.calls.get(self.next)?;
        self.next += 1;
        let input = self.current.filter(|_| call.reads_current);
        let of_call = (call.dtype, call.weights, call.share);
        let same = op == flat.op
            && input == flat.input
            && of_call == (flat.dtype, flat.weights, flat.share)
            && same_args(op, args, flat, arguments);
        same.then_some(())
    }
}

fn tensor(var: VarId) -> Value {
    Value::Place(Place::Var(var))
}

/// Whether arguments are those of a call of the model; operands that may change places may have done so.
fn same_args(op: &str, mut args: Vec<Arg>, flat: &call::Call, arguments: Arguments<'_>) -> bool {
    let mut evaluated_all = true;
    for arg in &mut args {
        evaluated_all &= evaluate(&mut arg.value, arguments).is_some();
    }
    let mut expected = canonical::call(flat, ScopeId::default()).args;
    let is_operand = |value: &ArgValue| {
        matches!(value, ArgValue::Tensor(_) | ArgValue::Number(_) | ArgValue::Int(_))
    };
    if is_commutative(op) && flat.args.iter().all(|arg| is_operand(&arg.value)) {
        args.sort_by_key(|arg| operand_order(&arg.value));
        expected.sort_by_key(|arg| operand_order(&arg.value));
    }
    evaluated_all && args == expected
}

fn operand_order(value: &Value) -> Option<VarId> {
    match value {
        Value::Place(Place::Var(var)) => Some(*var),
        _ => None,
    }
}

/// Puts numbers in place of all expressions.
fn evaluate(value: &mut Value, arguments: Arguments<'_>) -> Option<()> {
    let replace = |expr: &mut Expr| match evaluated(Hole::Expr(*expr), arguments) {
        Some(Hole::Expr(number)) => {
            *expr = number;
            Some(())
        }
        _ => None,
    };
    match value {
        Value::Number(expr) => replace(expr),
        Value::Tuple(items) | Value::Dims(items) => items.iter_mut().try_for_each(replace),
        Value::Pairs(pairs) => pairs.iter_mut().flatten().try_for_each(replace),
        Value::It
        | Value::Place(_)
        | Value::Places(_)
        | Value::Branch(_)
        | Value::List(_)
        | Value::Shapes(_)
        | Value::Word(_)
        | Value::Text(_)
        | Value::Flag(_)
        | Value::Op(_) => Some(()),
    }
}

/// What is in a hole, with the parameters of the block.
fn evaluated(hole: Hole, arguments: Arguments<'_>) -> Option<Hole> {
    parameters::substituted(hole, |param| arguments.values.get(param).copied())
}
