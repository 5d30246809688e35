//! From calls in a row to statements with branches, in the same order.
//!
//! Calls are taken one by one. What is made so far is a stack of segments, each a run of statements that starts from
//! one tensor. A segment that is read by the next one alone joins it; segments whose last tensors are
//! the operands of a call become its branches.

use smallvec::SmallVec;

use super::canonical;
use super::lists::Lists;
use super::segment::Segment;
use super::tree::{Arg, Body, Call, Callee, Item, Place, Value};
use crate::import::call::{Calls, VarId, is_commutative};
use crate::import::scopes::{ScopeId, Scopes};
use crate::index::Idx;

/// A branch beside one that is empty has at most so many calls if it is to be concatenated; it is a long skip
/// connection otherwise, which reads better with a name.
const LONG: usize = 24;

/// How deep branches may be within each other.
const DEPTH: usize = 12;

/// The calls as statements that start from the last input.
pub(super) fn reduce(calls: &Calls, lists: &Lists, scopes: &Scopes) -> Body {
    let mut reducer = Reducer::new(calls, lists, scopes);
    for index in 0..calls.calls.len() {
        reducer.take(index);
        reducer.settle();
    }
    reducer.finish(calls)
}

struct Reducer<'c> {
    calls: &'c Calls,
    lists: &'c Lists,
    scopes: &'c Scopes,
    /// The number of the call that makes each tensor, from 1; 0 for inputs.
    made: Vec<usize>,
    /// How often each tensor is read in all.
    reads: Vec<u32>,
    /// How often each tensor is read by calls to come.
    pending: Vec<u32>,
    stack: Vec<Segment>,
}

/// What becomes of the tensors that a call names.
struct Operands {
    /// How many segments, the topmost, are branches of it.
    branches: usize,
    /// The tensor that these branches and the call itself start from.
    root: Option<VarId>,
}

impl<'c> Reducer<'c> {
    fn new(calls: &'c Calls, lists: &'c Lists, scopes: &'c Scopes) -> Self {
        let mut made = vec![0; calls.vars.len()];
        let mut reads = vec![0; calls.vars.len()];
        for (index, call) in calls.calls.iter().enumerate() {
            for var in &call.outputs {
                made.get_mut(var.index()).into_iter().for_each(|made| *made = index + 1);
            }
            let vars = lists.reads(index, call);
            vars.iter().for_each(|var| count(&mut reads, *var, 1));
        }
        // What the network yields stays readable.
        calls.outputs.iter().for_each(|var| count(&mut reads, *var, 1));
        Reducer { calls, lists, scopes, made, pending: reads.clone(), reads, stack: Vec::new() }
    }

    /// The number of the call that makes a tensor, from 1.
    fn made(&self, var: VarId) -> usize {
        self.made.get(var.index()).copied().unwrap_or_default()
    }

    fn is_pending(&self, var: VarId) -> bool {
        self.pending.get(var.index()).is_some_and(|pending| *pending > 0)
    }

    /// Makes a segment of a call, and of those on top of the stack that are its branches.
    fn take(&mut self, index: usize) {
        let Some(call) = self.calls.calls.get(index) else { return };
        let reads = self.lists.reads(index, call);
        reads.iter().for_each(|var| count(&mut self.pending, *var, -1));
        let mut statement = canonical::call(
            call,
            call.node.map_or(ScopeId::default(), |node| self.scopes.of_node(node)),
        );
        let mut segment = Segment {
            start: index,
            output: call.outputs.first().copied(),
            open: call.outputs.iter().rev().copied().collect(),
            calls: 1,
            scales: matches!(call.op, "deconv" | "upsample" | "pixelshuffle"),
            ..Segment::default()
        };
        match self.lists.concat(index) {
            Some(list) => {
                statement.args.retain(|arg| !matches!(arg.value, Value::Place(_)));
                statement.args.insert(0, Arg { name: None, value: Value::List(list) });
                segment.root = reads.first().copied();
            }
            None if !canonical::tensors(&call.args).is_empty() => {
                self.operands(call.input, &mut statement, &mut segment);
            }
            None => segment.root = call.input,
        }
        segment.items.push_back(Item::Call(statement));
        segment.items.extend(self.lists.after(index));
        self.stack.push(segment);
    }

    /// Fills in the operands of a call: branches, the current tensor, or names.
    fn operands(&mut self, input: Option<VarId>, call: &mut Call, segment: &mut Segment) {
        if input.is_none() && call.args.iter().filter(|arg| is_tensor(arg)).count() == 2 {
            self.in_order(call);
        }
        let mut operands = self.branches(input, &call.args);
        if operands.branches == 1 && self.is_long(&operands, call) {
            operands = Operands { branches: 0, root: self.top().and_then(|top| top.output) };
        } else if input.is_none() {
            operands = self.in_series(operands, call);
        }
        segment.root = operands.root;
        let from = self.stack.len() - operands.branches;
        let branches = self.stack.split_off(from);
        if let Some(first) = branches.first() {
            segment.start = first.start;
            segment.has_long = self.long(&branches, call, operands.root);
        }
        let mut branches = branches.into_iter().peekable();
        for Arg { value, .. } in &mut call.args {
            if let Value::Places(places) = value {
                segment.outer.extend(places.iter().filter_map(|place| match place {
                    Place::Var(var) => Some(*var),
                    Place::Param(_) => None,
                }));
            }
            let Value::Place(Place::Var(var)) = *value else { continue };
            match branches.next_if(|branch| branch.output == Some(var)) {
                Some(branch) => *value = Value::Branch(segment.absorb(branch)),
                None if operands.root == Some(var) => *value = Value::It,
                None => segment.outer.push(var),
            }
        }
        let start = segment.start;
        let mut outer = std::mem::take(&mut segment.outer);
        outer.retain(|var| self.made(*var) <= start);
        outer.sort_unstable();
        outer.dedup();
        segment.outer = outer;
    }

    /// Puts two operands into the order in which they are made, where their order does not matter.
    fn in_order(&self, call: &mut Call) {
        let Callee::Op(op) = call.callee else { return };
        if !is_commutative(op) || call.args.iter().any(|arg| arg.name.is_some()) {
            return;
        }
        if let [one, other] = call.args.as_mut_slice()
            && let (Value::Place(Place::Var(first)), Value::Place(Place::Var(second))) =
                (&one.value, &other.value)
            && self.made(*first) > self.made(*second)
        {
            std::mem::swap(one, other);
        }
    }

    /// Which segments, the topmost, are branches of a call with these arguments.
    fn branches(&self, input: Option<VarId>, args: &[Arg]) -> Operands {
        let mut branches = 0;
        let mut names = SmallVec::<[VarId; 4]>::new();
        for arg in args.iter().rev() {
            match &arg.value {
                Value::Place(Place::Var(var)) if self.is_branch(branches, *var) => branches += 1,
                Value::Place(Place::Var(var)) => names.push(*var),
                Value::Places(places) => names.extend(places.iter().filter_map(|it| match it {
                    Place::Var(var) => Some(*var),
                    Place::Param(_) => None,
                })),
                _ => {}
            }
        }
        let taken = self.stack.get(self.stack.len() - branches..).unwrap_or_default();
        let start = taken.first().map_or(usize::MAX, |first| first.start);
        let within = |var: &VarId| self.made(*var) > start;
        if names.iter().chain(&input).any(within) || taken.iter().any(|it| it.depth >= DEPTH) {
            let root = match input {
                Some(_) => input,
                None => self.top().and_then(|top| top.output).filter(|top| {
                    args.iter()
                        .any(|arg| matches!(arg.value, Value::Place(Place::Var(it)) if it == *top))
                }),
            };
            return Operands { branches: 0, root };
        }
        let root = input.or_else(|| self.root(taken, &names, self.stack.len() - branches));
        Operands { branches, root }
    }

    /// The tensor that a join of branches and named tensors starts from.
    fn root(&self, taken: &[Segment], names: &[VarId], below: usize) -> Option<VarId> {
        let roots = || taken.iter().filter_map(|segment| segment.root);
        let before = below.checked_sub(1).and_then(|below| self.stack.get(below)?.output);
        let before = before.or_else(|| self.last_input());
        if let Some(before) = before
            && (names.contains(&before) || roots().any(|root| root == before))
        {
            return Some(before);
        }
        let first = roots().next()?;
        roots().all(|root| root == first).then_some(first)
    }

    fn last_input(&self) -> Option<VarId> {
        self.calls.inputs.last().map(|(_, var)| *var)
    }

    /// Whether the segment below so many, the topmost, is closed but for a tensor that only one operand reads.
    fn is_branch(&self, above: usize, var: VarId) -> bool {
        let Some(at) = self.stack.len().checked_sub(above + 1) else { return false };
        let (Some(segment), Some(later)) = (self.stack.get(at), self.stack.get(at + 1..)) else {
            return false;
        };
        let range = segment.start + 1..=later.first().map_or(usize::MAX, |next| next.start);
        let reads = self.reads.get(var.index()).copied().unwrap_or_default();
        let read_within = |var: &VarId| range.contains(&self.made(*var));
        segment.output == Some(var)
            && reads == 1
            && !segment.open.iter().any(|var| self.is_pending(*var))
            && !later.iter().any(|it| it.outer.iter().chain(&it.root).any(read_within))
    }

    /// Leaves out the first branch if the others are constants: the call follows what is in it.
    fn in_series(&self, operands: Operands, call: &Call) -> Operands {
        let taken = self.stack.get(self.stack.len() - operands.branches..).unwrap_or_default();
        let Some((first, others)) = taken.split_first() else { return operands };
        // Of a product, such as that of attention, the first operand is what is computed on.
        let is_product = matches!(call.callee, Callee::Op("matmul"));
        let is_read = |arg: &Arg| match arg.value {
            Value::Place(Place::Var(var)) => {
                Some(var) == first.root || (!is_product && Some(var) == operands.root)
            }
            _ => false,
        };
        if first.root.is_none()
            || others.iter().any(|it| it.root.is_some())
            || call.args.iter().any(is_read)
        {
            return operands;
        }
        Operands { branches: others.len(), root: first.output }
    }

    /// Whether the only branch of a call is a long way round an empty one.
    fn is_long(&self, operands: &Operands, call: &Call) -> bool {
        let Some(top) = self.top() else { return false };
        let concat = matches!(call.callee, Callee::Op("concat"));
        operands.root.is_some()
            && call.args.iter().any(|arg| matches!(arg.value, Value::Place(Place::Var(var)) if Some(var) == operands.root))
            && (top.scales || top.calls > LONG)
            && (concat || top.has_long)
    }

    /// Whether a call or a branch of it has a long branch beside an empty one.
    fn long(&self, branches: &[Segment], call: &Call, root: Option<VarId>) -> bool {
        let beside = call
            .args
            .iter()
            .any(|arg| matches!(arg.value, Value::Place(Place::Var(var)) if Some(var) == root));
        branches
            .iter()
            .any(|branch| branch.has_long || (beside && (branch.scales || branch.calls > LONG)))
    }

    fn top(&self) -> Option<&Segment> {
        self.stack.last()
    }

    /// Joins segments on top of the stack while the lower one is read by the upper one alone.
    fn settle(&mut self) {
        while let Some(at) = self.stack.len().checked_sub(2) {
            let Some([lower, upper]) = self.stack.get_mut(at..) else { return };
            while let Some(open) = lower.open.last()
                && self.pending.get(open.index()).is_none_or(|pending| *pending == 0)
            {
                lower.open.pop();
            }
            let (lower_start, upper_start) = (lower.start, upper.start);
            let Some([lower, upper]) = self.stack.get(at..) else { return };
            let within = |var: &VarId| (lower_start + 1..=upper_start).contains(&self.made(*var));
            if !lower.open.is_empty() || !upper.outer.iter().chain(&upper.root).any(within) {
                return;
            }
            let only = lower.output.filter(|output| {
                upper.outer.iter().filter(|var| within(var)).all(|var| var == output)
                    && !upper.root.as_ref().is_some_and(within)
            });
            if let (Some(upper), Some(lower)) = (self.stack.pop(), self.stack.pop()) {
                let made = |var: VarId| self.made.get(var.index()).copied().unwrap_or_default();
                let joined = lower.joined(upper, only, &made);
                self.stack.push(joined);
            }
        }
    }

    /// All segments in a row.
    fn finish(self, calls: &Calls) -> Body {
        let mut current = calls.inputs.last().map(|(_, var)| *var);
        let mut body = Body::new();
        for segment in self.stack {
            if let Some(root) = segment.root.filter(|root| Some(*root) != current) {
                body.push(Item::From(Place::Var(root)));
            }
            current = segment.output.or(current);
            body.extend(segment.items);
        }
        body
    }
}

fn is_tensor(arg: &Arg) -> bool {
    matches!(arg.value, Value::Place(_))
}

fn count(counts: &mut [u32], var: VarId, change: i32) {
    if let Some(count) = counts.get_mut(var.index()) {
        *count = count.saturating_add_signed(change);
    }
}
