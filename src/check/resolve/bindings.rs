//! The calls of a program with what each argument fills, in a compact form: a text with a million
//! calls takes a few bytes for each.

use foldhash::HashMap;
use smallvec::SmallVec;

use super::bind::{Binding, Bound};
use super::callee::{Called, Callee};
use crate::check::signature::{Reading, Slot};
use crate::index::Idx;
use crate::syntax::tree::{Argument, Call};

/// The calls whose callee the text names.
#[derive(Default)]
pub struct Bindings {
    /// In the order in which they begin, once they are sorted.
    calls: Vec<BoundCall>,
    slots: Vec<PackedSlot>,
    callees: Vec<Called>,
    numbers: HashMap<usize, u32>,
}

/// A call.
#[derive(Clone, Copy)]
struct BoundCall {
    /// Where its name begins.
    start: u32,
    /// The index of its callee.
    callee: u32,
    /// The index of the slot of its first argument; `FAILED` if something is wrong with them.
    first: u32,
}

const FAILED: u32 = u32::MAX;

/// A call whose callee the text names.
pub struct Resolved<'a> {
    /// What is called.
    pub called: Called,
    /// The arguments, unless something is wrong with them, which was reported.
    pub bound: Option<SmallVec<[Bound<'a>; 4]>>,
}

impl Bindings {
    /// Adds a call.
    pub(super) fn add(&mut self, call: &Call<'_>, called: Called, binding: &Binding<'_>) {
        let next = u32::try_from(self.slots.len()).unwrap_or(FAILED);
        let first = if binding.problems.is_empty() { next } else { FAILED };
        if first != FAILED {
            self.slots.extend(binding.bound.iter().map(PackedSlot::new));
        }
        let callee = self.number(called);
        self.calls.push(BoundCall { start: call.name.span.start, callee, first });
    }

    /// The index of a callee in `callees`.
    fn number(&mut self, called: Called) -> u32 {
        let key = match called {
            Called::Callee(Callee::Operation(operation)) => std::ptr::from_ref(operation) as usize,
            // No reference is odd.
            Called::Callee(Callee::Block(id)) => 2 * id.index() + 1,
            Called::Setting(setting) => std::ptr::from_ref(setting) as usize,
        };
        *self.numbers.entry(key).or_insert_with(|| {
            self.callees.push(called);
            u32::try_from(self.callees.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Sorts the calls, so that they can be found.
    pub(super) fn sort(&mut self) {
        if !self.calls.is_sorted_by_key(|call| call.start) {
            self.calls.sort_unstable_by_key(|call| call.start);
        }
    }

    /// What a call calls, and what its arguments fill; nothing if a name may hold the callee, or there
    /// is none.
    pub fn get<'a>(&self, call: &'a Call<'a>) -> Option<Resolved<'a>> {
        let start = call.name.span.start;
        let at = self.calls.binary_search_by_key(&start, |call| call.start).ok()?;
        let BoundCall { callee, first, .. } = *self.calls.get(at)?;
        let called = *self.callees.get(callee as usize)?;
        let slots = self.slots.get(first as usize..);
        let bound = slots.map(|slots| {
            let slots = call.arguments.iter().zip(slots);
            slots.map(|(argument, slot)| slot.bound(argument)).collect()
        });
        Some(Resolved { called, bound })
    }
}

/// What an argument fills and how it is read: a tag for either in the lowest five bits, and the index
/// of a parameter.
#[derive(Clone, Copy)]
struct PackedSlot(u32);

const SLOT_BITS: u32 = 2;
const INDEX_SHIFT: u32 = 5;

impl PackedSlot {
    fn new(bound: &Bound<'_>) -> Self {
        let (tag, index) = match bound.slot {
            Slot::Parameter(index) => (0, u32::try_from(index).unwrap_or(u32::MAX)),
            Slot::Rest => (1, 0),
            Slot::Share => (2, 0),
            Slot::Dtype => (3, 0),
        };
        let reading = match bound.reading {
            Reading::Operand => 0,
            Reading::Flag(false) => 1,
            Reading::Flag(true) => 2,
            Reading::Shorthand => 3,
            Reading::Word => 4,
        };
        // A block with more parameters than fit would be a text of more than 200 MB.
        let index = index.min(u32::MAX >> INDEX_SHIFT);
        PackedSlot(index << INDEX_SHIFT | reading << SLOT_BITS | tag)
    }

    fn bound<'a>(self, argument: &'a Argument<'a>) -> Bound<'a> {
        let slot = match self.0 & 0b11 {
            0 => Slot::Parameter((self.0 >> INDEX_SHIFT) as usize),
            1 => Slot::Rest,
            2 => Slot::Share,
            _ => Slot::Dtype,
        };
        let reading = match self.0 >> SLOT_BITS & 0b111 {
            0 => Reading::Operand,
            1 => Reading::Flag(false),
            2 => Reading::Flag(true),
            3 => Reading::Shorthand,
            _ => Reading::Word,
        };
        Bound { slot, reading, argument }
    }
}
