//! What holds for values of any dims.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::data::MOST;
use super::super::*;
use crate::import::dims::elements;
use crate::import::element::ElementType::{self, F32, Int8, Int64};

/// Values of few axes, some of size 0, of few integers or floats.
fn values() -> impl Strategy<Value = Value> {
    let dims = vec(prop_oneof![8 => 0..4_u64, 1 => Just(1 << 40)], 0..4);
    (dims, vec(-3..4_i64, 27), any::<bool>()).prop_filter_map(
        "too large",
        |(dims, items, float)| {
            let count = usize::try_from(elements(&dims)?).ok()?;
            let items = items.get(..count)?;
            let data = if float {
                Data::Floats(items.iter().map(|item| *item as f64 / 2.0).collect())
            } else {
                Data::Ints(items.to_vec())
            };
            Value::new(dims.as_slice(), data)
        },
    )
}

/// Numbers that name axes, positions and sizes, right and wrong ones.
fn numbers() -> impl Strategy<Value = i64> {
    prop_oneof![12 => -4..5_i64, 1 => any::<i64>(), 1 => Just(i64::MIN), 1 => Just(i64::MAX)]
}

fn types() -> impl Strategy<Value = ElementType> {
    prop_oneof![Just(Int64), Just(Int8), Just(F32)]
}

/// All that moves elements, with numbers of any meaning.
fn moved(x: &Value, y: &Value, n: &[i64]) -> Vec<Option<Value>> {
    let size = |at: usize| n[at].unsigned_abs();
    let at = usize::try_from(size(0)).unwrap_or(9);
    let pads =
        x.dims.iter().zip(n.chunks(2)).map(|(_, pads)| (pads[0], pads[1])).collect::<Vec<_>>();
    let range = SliceRange { axis: at, start: size(1), step: n[2], count: size(3) };
    let repeats = x.dims.iter().zip(n).map(|(_, n)| n.unsigned_abs()).collect::<Vec<_>>();
    vec![
        x.transpose(&[at, 0]),
        x.slice(&[range]),
        x.expand(&[size(1), size(2)]),
        x.expand(&y.dims),
        x.tile(&repeats),
        x.pad(&pads, &Padding::Edge),
        x.pad(&pads, &Padding::Reflect),
        x.pad(&pads, &Padding::Wrap),
        x.pad(&pads, &Padding::Constant(Value::int(7))),
        x.gather(at, y),
        x.gather_elements(at, y),
        x.gather_nd(y, at),
        x.compress(y, Some(at)),
        x.compress(y, None),
        Value::concat(&[x, y], at),
        Value::choose(x, y, &Value::int(1)),
        x.trilu(n[0] > 0, n[1]),
        x.nonzero(),
        x.one_hot(size(1), y, at),
        Value::eye(size(0), size(1), n[2], Int64),
    ]
}

/// All that computes.
fn computed(x: &Value, y: &Value, n: &[i64], ty: ElementType) -> Vec<Option<Value>> {
    let at = usize::try_from(n[0].unsigned_abs()).unwrap_or(9);
    let flag = n[1] > 0;
    let (a, b, c) = (Value::int(n[0]), Value::int(n[1]), Value::int(n[2]));
    let mut all = vec![
        x.scatter_elements(at, y, y, Reduction::Mul, ty),
        x.scatter_nd(y, y, Reduction::Add, ty),
        x.arg(Extreme::Min, at, flag, n[2] > 0),
        x.cumsum(at, flag, n[2] > 0, ty),
        Value::range(&a, &b, &c, ty),
        x.topk(n[1].unsigned_abs(), at, flag).map(|(values, _)| values),
        x.unique(flag.then_some(at), n[2] > 0).map(|unique| unique.values),
    ];
    for op in [Reduce::Sum, Reduce::Max, Reduce::Mean, Reduce::LogSumExp] {
        all.push(x.reduce(op, &[at], flag, ty));
        all.push(x.reduce(op, &[0, at], flag, ty));
    }
    for op in [Binary::Add, Binary::Div, Binary::Mod, Binary::Pow, Binary::Less, Binary::ShiftRight]
    {
        all.push(x.binary(op, y, ty));
        all.push(a.binary(op, &b, ty));
    }
    for op in [Unary::Abs, Unary::Neg, Unary::Log, Unary::Not, Unary::BitwiseNot] {
        all.push(x.unary(op, ty));
        all.push(a.unary(op, ty));
    }
    all
}

proptest! {
    /// Nothing panics, and results have as many elements as their dims say.
    #[test]
    fn any_arguments_give_a_value_or_none(
        x in values(), y in values(), n in vec(numbers(), 8), ty in types(),
    ) {
        for value in moved(&x, &y, &n).into_iter().chain(computed(&x, &y, &n, ty)).flatten() {
            prop_assert_eq!(elements(&value.dims), u64::try_from(value.len()).ok());
            prop_assert!(elements(&value.dims) <= Some(MOST));
        }
    }

    #[test]
    fn a_transpose_is_undone_by_its_inverse(x in values(), seed in any::<u64>()) {
        let mut order = (0..x.rank()).collect::<Vec<_>>();
        order.sort_by_key(|axis| seed.wrapping_mul(2 * *axis as u64 + 1) % 97);
        let mut inverse = vec![0; x.rank()];
        order.iter().enumerate().for_each(|(to, from)| inverse[*from] = to);
        prop_assert_eq!(x.transpose(&order).and_then(|it| it.transpose(&inverse)), Some(x));
    }

    #[test]
    fn parts_of_a_value_join_to_it(x in values(), axis in 0..3_usize, at in 0..4_u64) {
        let Some(size) = x.dims.get(axis).copied() else { return Ok(()) };
        let parts = x.split(axis, &[at.min(size), size - at.min(size)]).unwrap();
        prop_assert_eq!(Value::concat(&parts.iter().collect::<Vec<_>>(), axis), Some(x));
    }

    /// Against a list of positions made one by one, as the specification of `Slice` says.
    #[test]
    fn a_slice_reads_every_step(size in 0..6_i64, start in -9..9_i64, end in -9..9_i64, step in prop_oneof![-4..0_i64, 1..4_i64]) {
        let adjusted = |at: i64| if at < 0 { at + size } else { at };
        // Where reading may start and end.
        let (starts, ends) = if step > 0 { (0..=size, 0..=size) } else { (0..=size - 1, -1..=size - 1) };
        let within = |at: i64, range: &core::ops::RangeInclusive<i64>| at.max(*range.start()).min(*range.end());
        let (mut at, last) = (within(adjusted(start), &starts), within(adjusted(end), &ends));
        let mut expected = Vec::new();
        while (step > 0 && at < last) || (step < 0 && at > last) {
            expected.push(at);
            at += step;
        }
        let list = Value::ints((0..size).collect()).unwrap();
        let range = SliceRange::new(0, size as u64, (start, end), step).unwrap();
        prop_assert_eq!(list.slice(&[range]).unwrap().to_ints(), Some(expected));
    }

    #[test]
    fn the_sum_of_all_is_the_last_of_the_sums(items in vec(-9..9_i64, 1..9)) {
        let list = Value::ints(items).unwrap();
        let total = list.reduce(Reduce::Sum, &[0], true, Int64);
        let last = SliceRange::new(0, list.len() as u64, (-1, i64::MAX), 1).unwrap();
        prop_assert_eq!(list.cumsum(0, false, false, Int64).unwrap().slice(&[last]), total);
    }

    #[test]
    fn what_was_sorted_is_found_at_its_place(x in values(), axis in 0..3_usize) {
        let Some(size) = x.dims.get(axis).copied().filter(|size| *size < 9) else { return Ok(()) };
        let (values, places) = x.topk(size, axis, true).unwrap();
        prop_assert_eq!(x.gather_elements(axis, &places), Some(values));
    }
}
