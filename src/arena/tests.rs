use proptest::prelude::*;

use super::{Buffer, Planner, bound};

fn buffers(all: &[(u128, usize, usize)]) -> Vec<Buffer> {
    all.iter()
        .map(|(size, first, last)| Buffer { size: *size, first: *first, last: *last })
        .collect()
}

/// Whether both live during some step.
fn meet(a: &Buffer, b: &Buffer) -> bool {
    a.first <= b.last && b.first <= a.last
}

fn size(planner: Planner, buffers: &[Buffer]) -> u128 {
    planner.plan(buffers).unwrap().size
}

/// Whether no two buffers that live at the same time overlap.
fn is_sound(buffers: &[Buffer], offsets: &[u128]) -> bool {
    let placed: Vec<_> = buffers.iter().zip(offsets).collect();
    placed.iter().enumerate().all(|(index, (a, at))| {
        placed
            .iter()
            .skip(index + 1)
            .all(|(b, bt)| !meet(a, b) || **at + a.size <= **bt || **bt + b.size <= **at)
    })
}

/// The smallest arena of all orders, each buffer at the lowest place that is free.
fn smallest(buffers: &[Buffer]) -> u128 {
    fn all(buffers: &[Buffer], placed: &mut Vec<(Buffer, u128)>) -> u128 {
        if buffers.is_empty() {
            return placed.iter().map(|(buffer, at)| at + buffer.size).max().unwrap_or(0);
        }
        let orders = (0..buffers.len()).map(|index| {
            let mut others = buffers.to_vec();
            let next = others.remove(index);
            let fits = |at: &u128| {
                let apart = |(other, place): &(Buffer, u128)| {
                    !meet(&next, other) || at + next.size <= *place || place + other.size <= *at
                };
                placed.iter().all(apart)
            };
            let ends = placed.iter().map(|(buffer, at)| at + buffer.size);
            let at = ends.chain([0]).filter(fits).min().unwrap();
            placed.push((next, at));
            let size = all(&others, placed);
            placed.pop();
            size
        });
        orders.min().unwrap_or(0)
    }
    all(buffers, &mut Vec::new())
}

#[test]
fn plans_of_a_few_buffers() {
    // A chain: each layer reads what the one before it made.
    let chain = buffers(&[(40, 0, 0), (100, 0, 1), (30, 1, 2), (60, 2, 3)]);
    assert_eq!(bound(&chain), Some(140));
    let sizes = Planner::ALL.map(|planner| size(planner, &chain));
    // Slots of 48, 112, 32 and 64 bytes.
    assert_eq!(sizes, [140, 160, 140, 140]);
    assert_eq!(Planner::Tflm.plan(&chain).unwrap().offsets, [112, 0, 112, 0]);
    assert_eq!(Planner::ALL.map(|planner| size(planner, &[])), [0; 4]);
    assert_eq!(bound(&buffers(&[(u128::MAX, 0, 1), (1, 1, 1)])), None);
}

#[test]
fn of_equal_buffers_that_which_comes_last_is_first() {
    let equal = buffers(&[(16, 0, 1), (16, 0, 1), (16, 0, 1)]);
    assert_eq!(Planner::Tflm.plan(&equal).unwrap().offsets, [32, 16, 0]);
    assert_eq!(Planner::FirstFit.plan(&equal).unwrap().offsets, [0, 16, 32]);
}

#[test]
fn many_buffers_take_no_long_search() {
    let many: Vec<Buffer> = (0..20_000)
        .map(|step| Buffer {
            size: 1 + (step as u128 * 7_919) % 1_000,
            first: step,
            last: step + 3,
        })
        .collect();
    let plan = Planner::Best.plan(&many).unwrap();
    assert!(is_sound(&many, &plan.offsets));
    assert!(plan.size <= size(Planner::Tflm, &many) && plan.size >= plan.bound);
}

fn any_buffers(most: usize) -> impl Strategy<Value = Vec<Buffer>> {
    let buffer = (1u128..60, 0usize..8, 0usize..5);
    let buffer =
        buffer.prop_map(|(size, first, length)| Buffer { size, first, last: first + length });
    prop::collection::vec(buffer, 0..most)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plans_are_sound(buffers in any_buffers(24)) {
        let bound = bound(&buffers).unwrap();
        let tflm = size(Planner::Tflm, &buffers);
        for planner in [Planner::Tflm, Planner::FirstFit, Planner::Best] {
            let plan = planner.plan(&buffers).unwrap();
            prop_assert!(is_sound(&buffers, &plan.offsets), "{planner}");
            prop_assert!(plan.size >= bound, "{planner}");
            let ends = buffers.iter().zip(&plan.offsets).map(|(buffer, at)| at + buffer.size);
            prop_assert!(ends.max().unwrap_or(0) <= plan.size, "{planner}");
        }
        prop_assert!(size(Planner::Best, &buffers) <= tflm);
    }

    #[test]
    fn the_best_is_the_smallest_of_all_orders(buffers in any_buffers(7)) {
        let plan = Planner::Best.plan(&buffers).unwrap();
        prop_assert_eq!((plan.size, plan.is_smallest), (smallest(&buffers), true));
    }
}
