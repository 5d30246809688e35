//! Planners: the rules that assign offsets to buffers.

use std::cmp::Reverse;
use std::fmt;

use super::lanes::Lanes;
use super::{Buffer, best, bound};

/// A planner: a rule that assigns an offset to each buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Planner {
    /// The most bytes that are alive at once, a lower bound for every arena. It assigns no offsets.
    Bound,
    /// `GreedyMemoryPlanner` of TensorFlow Lite for Microcontrollers: the largest first, in slots of 16 bytes.
    Tflm,
    /// Each buffer at the lowest free offset, in the order in which lifetimes begin.
    FirstFit,
    /// The smallest arena that a search with a limited number of steps finds.
    Best,
}

/// The offsets of buffers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arena {
    /// The bytes of all of it.
    pub size: u128,
    /// The most that lives at once.
    pub bound: u128,
    /// The offset of each buffer; empty for [`Planner::Bound`].
    pub offsets: Vec<u128>,
    /// Whether it is known that no arena is smaller.
    pub is_smallest: bool,
}

impl Planner {
    /// Every planner.
    pub const ALL: [Planner; 4] = [Planner::Bound, Planner::Tflm, Planner::FirstFit, Planner::Best];

    /// The planner of a name.
    pub fn named(name: &str) -> Option<Planner> {
        Planner::ALL.into_iter().find(|planner| planner.name() == name)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Planner::Bound => "bound",
            Planner::Tflm => "tflm",
            Planner::FirstFit => "first-fit",
            Planner::Best => "best",
        }
    }

    /// What it does, as the help of the command line says.
    pub const fn about(self) -> &'static str {
        match self {
            Planner::Bound => "The most that is alive at once: a lower bound, without offsets",
            Planner::Tflm => {
                "As TensorFlow Lite for Microcontrollers plans: the largest tensor first"
            }
            Planner::FirstFit => {
                "Each tensor at the lowest free offset, in the order in which layers run"
            }
            Planner::Best => "The smallest arena that a search finds",
        }
    }

    /// The arena of some buffers; `None` if 128 bits do not hold it.
    pub fn plan(self, buffers: &[Buffer]) -> Option<Arena> {
        let bound = bound(buffers)?;
        let arena =
            |offsets: Vec<u128>, size| Arena { size, bound, offsets, is_smallest: size == bound };
        Some(match self {
            Planner::Bound => arena(Vec::new(), bound),
            Planner::Tflm => {
                let (offsets, size) = tflm(buffers)?;
                arena(offsets, size)
            }
            Planner::FirstFit => {
                let (offsets, size) = first_fit(buffers)?;
                arena(offsets, size)
            }
            Planner::Best => {
                let plans = [tflm(buffers)?, first_fit(buffers)?];
                let (offsets, size) = plans.into_iter().min_by_key(|(_, size)| *size)?;
                best::improve(buffers, arena(offsets, size))
            }
        })
    }
}

/// The slots of TensorFlow Lite for Microcontrollers.
const SLOT: u128 = 16;

/// The largest first; of equal ones, the one that begins last.
fn tflm(buffers: &[Buffer]) -> Option<(Vec<u128>, u128)> {
    let sizes = buffers.iter().map(|buffer| buffer.size.checked_next_multiple_of(SLOT));
    let sizes: Vec<u128> = sizes.collect::<Option<_>>()?;
    let mut order: Vec<usize> = (0..buffers.len()).rev().collect();
    order.sort_by_key(|index| Reverse(sizes.get(*index).copied()));
    place(buffers, &sizes, order)
}

fn first_fit(buffers: &[Buffer]) -> Option<(Vec<u128>, u128)> {
    let sizes: Vec<u128> = buffers.iter().map(|buffer| buffer.size).collect();
    let mut order: Vec<usize> = (0..buffers.len()).collect();
    order.sort_by_key(|index| buffers.get(*index).map(|buffer| buffer.first));
    place(buffers, &sizes, order)
}

/// Assigns the lowest free offset to each buffer, in this order. Returns the offsets and the end of the last buffer.
fn place(buffers: &[Buffer], sizes: &[u128], order: Vec<usize>) -> Option<(Vec<u128>, u128)> {
    let mut lanes = Lanes::new(buffers);
    let mut offsets = vec![0; buffers.len()];
    let mut end = 0u128;
    for index in order {
        let (buffer, size) = (buffers.get(index)?, *sizes.get(index)?);
        let offset = lanes.lowest(buffer, size);
        lanes.put(buffer, offset, size);
        *offsets.get_mut(index)? = offset;
        end = end.max(offset.checked_add(size)?);
    }
    Some((offsets, end))
}

impl fmt::Display for Planner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
