//! The rules by which buffers get their places.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use super::lanes::Lanes;
use super::{Buffer, best, bound};

/// A rule by which buffers get their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Planner {
    /// The most that lives at once: what no arena goes below. It gives no places.
    Bound,
    /// `GreedyMemoryPlanner` of TensorFlow Lite for Microcontrollers: the largest first, in slots of 16 bytes.
    Tflm,
    /// Each buffer at the lowest place that is free, in the order in which they begin.
    FirstFit,
    /// The smallest arena that a search finds within a bounded effort.
    Best,
}

/// Where buffers lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arena {
    /// The bytes of all of it.
    pub size: u128,
    /// The most that lives at once.
    pub bound: u128,
    /// Where each buffer begins; nothing by [`Planner::Bound`].
    pub offsets: Vec<u128>,
    /// Whether no arena is smaller, as far as that is known.
    pub is_smallest: bool,
}

/// The name is not that of a planner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no planner `{0}`")]
pub struct UnknownPlanner(pub String);

impl Planner {
    /// Every planner.
    pub const ALL: [Planner; 4] = [Planner::Bound, Planner::Tflm, Planner::FirstFit, Planner::Best];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Planner::Bound => "bound",
            Planner::Tflm => "tflm",
            Planner::FirstFit => "first-fit",
            Planner::Best => "best",
        }
    }

    /// What it does, in a few words.
    pub const fn about(self) -> &'static str {
        match self {
            Planner::Bound => "the most that lives at once, which no arena goes below",
            Planner::Tflm => "as TensorFlow Lite for Microcontrollers plans: the largest first",
            Planner::FirstFit => "the lowest free place, in the order of time",
            Planner::Best => "the smallest that a search finds",
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

/// The largest first, and of equal ones that which begins last.
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

/// Gives each buffer, in an order, the lowest place that is free; where they begin, and where all end.
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

impl FromStr for Planner {
    type Err = UnknownPlanner;

    fn from_str(name: &str) -> Result<Self, UnknownPlanner> {
        let found = Planner::ALL.into_iter().find(|planner| planner.name() == name);
        found.ok_or_else(|| UnknownPlanner(name.to_owned()))
    }
}
