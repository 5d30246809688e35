//! A search for the smallest arena.
//!
//! There is an optimal plan in which each buffer is at the lowest offset that the buffers below it allow: in any
//! other plan, some buffer can move down. So it is enough to place buffers in the order of their offsets, each at
//! the lowest free one.

use super::Buffer;
use super::lanes::Lanes;
use super::planner::Arena;

/// How many offsets are tried at most.
const TRIES: u32 = 1_000_000;

/// The smallest arena that the search finds, never larger than that of the given plan.
pub(super) fn improve(buffers: &[Buffer], plan: Arena) -> Arena {
    if plan.is_smallest {
        return plan;
    }
    let mut search = Search {
        buffers,
        lanes: Lanes::new(buffers),
        offsets: vec![None; buffers.len()],
        best: plan,
        tries: TRIES,
    };
    let mut order: Vec<usize> = (0..buffers.len()).collect();
    // What is large and lives long leaves the fewest choices.
    let weight = |index: &usize| {
        let buffer = buffers.get(*index);
        buffer.map(|it| it.size.saturating_mul((it.last - it.first + 1) as u128))
    };
    order.sort_by_key(|index| std::cmp::Reverse(weight(index)));
    search.descend(&order, (0, 0));
    let is_smallest = search.best.is_smallest || search.tries > 0;
    Arena { is_smallest, ..search.best }
}

struct Search<'b> {
    buffers: &'b [Buffer],
    lanes: Lanes,
    /// The offset of each buffer that is placed.
    offsets: Vec<Option<u128>>,
    /// The best plan so far.
    best: Arena,
    /// How many offsets may still be tried.
    tries: u32,
}

impl Search<'_> {
    /// Places the remaining buffers. `last` is the offset and the index of the buffer that was placed last; none goes
    /// below it.
    fn descend(&mut self, order: &[usize], last: (u128, usize)) {
        let mut open = Vec::with_capacity(order.len());
        for index in order.iter().copied() {
            let (None, Some(buffer)) =
                (self.offsets.get(index).copied().flatten(), self.buffers.get(index))
            else {
                continue;
            };
            let Some(tries) = self.tries.checked_sub(1) else { return };
            self.tries = tries;
            let offset = self.lanes.lowest(buffer, buffer.size);
            // It only gets higher from here on.
            let end = offset.max(last.0).saturating_add(buffer.size);
            if end >= self.best.size {
                return;
            }
            if (offset, index) >= last {
                open.push((index, *buffer, offset));
            }
        }
        if self.offsets.iter().all(Option::is_some) {
            return self.keep();
        }
        for (index, buffer, offset) in open {
            self.lanes.put(&buffer, offset, buffer.size);
            self.set(index, Some(offset));
            self.descend(order, (offset, index));
            self.set(index, None);
            self.lanes.take(&buffer);
            if self.tries == 0 || self.best.is_smallest {
                return;
            }
        }
    }

    fn set(&mut self, index: usize, offset: Option<u128>) {
        if let Some(place) = self.offsets.get_mut(index) {
            *place = offset;
        }
    }

    /// Keeps the complete plan, which is smaller than the best so far.
    fn keep(&mut self) {
        let offsets: Vec<u128> = self.offsets.iter().copied().flatten().collect();
        let ends = offsets.iter().zip(self.buffers);
        let size = ends.map(|(offset, buffer)| offset + buffer.size).max().unwrap_or(0);
        let is_smallest = size == self.best.bound;
        self.best = Arena { size, offsets, is_smallest, ..self.best };
    }
}
