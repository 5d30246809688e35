//! The calls of a program with what each argument fills, in a compact form, so that a text with a
//! million calls takes a dozen bytes for each.

use foldhash::HashMap;
use smallvec::SmallVec;

use super::bind::{Binding, Bound};
use super::callee::{Called, Callee};
use crate::check::signature::{Reading, Slot};
use crate::index::Idx;
use crate::syntax::tree::{Argument, Call};
use crate::value::BlockId;

/// The calls whose callee the text names.
#[derive(Default)]
pub struct Bindings {
    /// In the order in which they begin, once they are sorted.
    calls: Vec<BoundCall>,
    /// For each call the index of its callee, and a code for each argument or else `FAILED`.
    codes: Vec<u16>,
    callees: Vec<Called>,
    numbers: HashMap<usize, u16>,
}

/// A call.
#[derive(Clone, Copy)]
struct BoundCall {
    /// Where its name begins.
    start: u32,
    /// The index of its first code.
    first: u32,
}

/// The code for arguments with something wrong, which was reported.
const FAILED: u16 = u16::MAX;

/// A call whose callee the text names.
pub struct Resolved<'p, 'a> {
    /// What is called.
    pub called: Called,
    /// The arguments, unless something is wrong with them, which was reported.
    pub bound: Option<Arguments<'p, 'a>>,
}

/// The arguments of a call with what each fills.
#[derive(Clone, Copy)]
pub enum Arguments<'p, 'a> {
    /// As the resolver bound them.
    Coded(&'a [Argument<'a>], &'p [u16]),
    /// As they were bound when the call was run.
    Bound(&'p [Bound<'a>]),
}

impl<'p, 'a> Arguments<'p, 'a> {
    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Bound<'a>> + use<'p, 'a> {
        (0..).map_while(move |index| match self {
            Arguments::Coded(arguments, codes) => {
                Some(bound(arguments.get(index)?, *codes.get(index)?))
            }
            Arguments::Bound(bound) => bound.get(index).copied(),
        })
    }
}

impl Bindings {
    /// Adds a call. One that has no short code is left out, and bound again when it runs.
    pub(super) fn add(&mut self, call: &Call<'_>, called: Called, binding: &Binding<'_>) {
        let (start, len) = (call.name.span.start, self.codes.len());
        let arguments = binding.bound.iter().map(code);
        let arguments = arguments.take(if binding.problems.is_empty() { usize::MAX } else { 0 });
        let failed = (!binding.problems.is_empty()).then_some(Some(FAILED));
        let codes = [self.number(called)].into_iter().chain(arguments).chain(failed);
        let codes: Option<SmallVec<[u16; 8]>> = codes.collect();
        if let Some((codes, first)) = codes.zip(u32::try_from(len).ok()) {
            self.codes.extend(codes);
            self.calls.push(BoundCall { start, first });
        }
    }

    /// The index of a callee in `callees`.
    fn number(&mut self, called: Called) -> Option<u16> {
        let key = match called {
            Called::Callee(Callee::Operation(operation)) => std::ptr::from_ref(operation) as usize,
            // No reference is odd.
            Called::Callee(Callee::Block(id)) => 2 * id.index() + 1,
            Called::Setting(setting) => std::ptr::from_ref(setting) as usize,
        };
        if let Some(number) = self.numbers.get(&key) {
            return Some(*number);
        }
        let number = u16::try_from(self.callees.len()).ok().filter(|number| *number != FAILED)?;
        self.callees.push(called);
        self.numbers.insert(key, number);
        Some(number)
    }

    /// Where a call begins that gives a block this parameter.
    pub(crate) fn sets(&self, block: BlockId, parameter: usize) -> Option<u32> {
        let mut calls = self.calls.clone();
        calls.sort_unstable_by_key(|call| call.first);
        let ends = calls.iter().skip(1).map(|next| next.first as usize).chain([self.codes.len()]);
        let mut found = calls.iter().zip(ends).filter(|(call, end)| {
            let codes = self.codes.get(call.first as usize..*end).unwrap_or_default();
            let Some((callee, codes)) = codes.split_first() else { return false };
            let called = self.callees.get(usize::from(*callee));
            let is_it = matches!(called, Some(Called::Callee(Callee::Block(id))) if *id == block);
            is_it && codes.iter().any(|code| slot(*code) == Slot::Parameter(parameter))
        });
        found.next().map(|(call, _)| call.start)
    }

    /// Sorts the calls, so that they can be found.
    pub(super) fn sort(&mut self) {
        if !self.calls.is_sorted_by_key(|call| call.start) {
            // Stable, which is quick with long runs that are in order.
            self.calls.sort_by_key(|call| call.start);
        }
    }

    /// What a call calls, and what its arguments fill. Nothing if a name may hold the callee, or there
    /// is none.
    pub fn get<'a>(&self, call: &'a Call<'a>) -> Option<Resolved<'_, 'a>> {
        let start = call.name.span.start;
        let at = self.calls.binary_search_by_key(&start, |call| call.start).ok()?;
        let first = self.calls.get(at)?.first as usize;
        let (callee, codes) = self.codes.get(first..)?.split_first()?;
        let called = *self.callees.get(usize::from(*callee))?;
        let failed = codes.first() == Some(&FAILED);
        let bound = (!failed).then_some(Arguments::Coded(&call.arguments, codes));
        Some(Resolved { called, bound })
    }
}

const SLOT_BITS: u32 = 3;
const READING_BITS: u32 = 3;

/// The code of what an argument fills and how it is read: either in its lowest bits, and above them the
/// index of a parameter; none if that is too high.
fn code(bound: &Bound<'_>) -> Option<u16> {
    let (slot, index) = match bound.slot {
        Slot::Parameter(index) => (0, index),
        Slot::Rest => (1, 0),
        Slot::Share => (2, 0),
        Slot::Dtype => (3, 0),
        Slot::Weights => (4, 0),
        Slot::Frozen => (5, 0),
        Slot::Sparsity => (6, 0),
    };
    let reading = match bound.reading {
        Reading::Operand => 0,
        Reading::Flag(false) => 1,
        Reading::Flag(true) => 2,
        Reading::Shorthand => 3,
        Reading::Word => 4,
        Reading::Name => 5,
    };
    let index = u16::try_from(index).ok()?;
    let above = index.checked_mul(1 << (SLOT_BITS + READING_BITS))?;
    Some(above | reading << SLOT_BITS | slot)
}

/// The slot that a code stands for.
fn slot(code: u16) -> Slot {
    match code & 0b111 {
        0 => Slot::Parameter(usize::from(code >> (SLOT_BITS + READING_BITS))),
        1 => Slot::Rest,
        2 => Slot::Share,
        3 => Slot::Dtype,
        4 => Slot::Weights,
        5 => Slot::Frozen,
        _ => Slot::Sparsity,
    }
}

/// An argument with what its code says.
fn bound<'a>(argument: &'a Argument<'a>, code: u16) -> Bound<'a> {
    let slot = slot(code);
    let reading = match code >> SLOT_BITS & 0b111 {
        0 => Reading::Operand,
        1 => Reading::Flag(false),
        2 => Reading::Flag(true),
        3 => Reading::Shorthand,
        4 => Reading::Word,
        _ => Reading::Name,
    };
    Bound { slot, reading, argument }
}
