//! What has no value: too many elements, and what does not fit.

use super::super::data::MOST;
use super::super::*;
use crate::import::dims::Dims;
use crate::import::element::ElementType::{self, *};

fn ints(items: &[i64]) -> Value {
    Value::ints(items.to_vec()).unwrap()
}

fn floats(items: &[f64]) -> Value {
    Value::floats(items.to_vec()).unwrap()
}

/// A tensor with the elements 0, 1, 2 …
fn counted(dims: &[u64]) -> Value {
    let count = i64::try_from(dims.iter().product::<u64>()).unwrap();
    Value::new(dims, Data::Ints((0..count).collect())).unwrap()
}

fn single(value: Option<Value>) -> Option<i64> {
    value?.single_int()
}

#[test]
fn dims_and_elements_agree() {
    assert!(Value::new([2_u64, 3].as_slice(), Data::Ints(vec![0; 5])).is_none());
    assert!(Value::new([MOST].as_slice(), Data::Ints(vec![0; 65_536])).is_some());
    assert!(Value::new([MOST + 1].as_slice(), Data::Ints(vec![0; 65_537])).is_none());
    assert!(Value::new([u64::MAX, 0].as_slice(), Data::Ints(vec![])).is_some());
    assert!(counted(&[2, 3]).reshape([5_u64].as_slice()).is_none());
    assert!(counted(&[2, 0]).reshape([0_u64, 7].as_slice()).is_some());
}

#[test]
fn no_result_has_more_elements_than_a_value_may() {
    let list = counted(&[300]);
    let column = list.reshape([300_u64, 1].as_slice()).unwrap();
    assert!(list.binary(Binary::Add, &column, Int64).is_none());
    assert!(Value::choose(&Value::int(1), &list, &column).is_none());
    assert!(list.expand(&[300, 300]).is_none());
    assert!(list.tile(&[u64::MAX]).is_none());
    assert!(list.pad(&[(0, i64::MAX)], &Padding::Edge).is_none());
    assert!(list.pad(&[(40_000, 40_000)], &Padding::Wrap).is_none());
    assert!(
        list.gather(0, &Value::filled([40_000_u64].as_slice(), &Value::int(0)).unwrap()).is_some()
    );
    assert!(
        column
            .expand(&[1, 2])
            .unwrap()
            .gather(0, &Value::filled([40_000_u64].as_slice(), &Value::int(0)).unwrap())
            .is_none()
    );
    assert!(list.one_hot(300, &ints(&[0, 1]), 0).is_none());
    assert!(Value::filled([MOST, 2].as_slice(), &Value::int(0)).is_none());
    assert!(Value::eye(300, 300, 0, Int64).is_none());
    let half = Value::filled([40_000_u64].as_slice(), &Value::int(0)).unwrap();
    assert!(Value::concat(&[&half, &half], 0).is_none());
    assert!(counted(&[1_000_000, 0]).reduce(Reduce::Sum, &[1], false, Int64).is_none());
    let range =
        |limit: i64| Value::range(&Value::int(0), &Value::int(limit), &Value::int(1), Int64);
    assert!(range(65_536).is_some() && range(65_537).is_none());
    assert!(
        Value::range(&Value::int(i64::MIN), &Value::int(i64::MAX), &Value::int(1), Int64).is_none()
    );
    assert!(
        Value::range(&Value::float(0.0), &Value::float(f64::INFINITY), &Value::float(1.0), F64)
            .is_none()
    );
}

#[test]
fn integers_wrap_in_their_type_and_divide_by_no_zero() {
    let with = |op, a, b, ty| single(Value::int(a).binary(op, &Value::int(b), ty));
    assert_eq!(with(Binary::Add, i64::MAX, 1, Int64), Some(i64::MIN));
    assert_eq!(with(Binary::Mul, 1 << 31, 2, Int32), Some(0));
    assert_eq!(with(Binary::Sub, 0, 1, UInt8), Some(255));
    assert_eq!(with(Binary::Sub, 0, 1, UInt64), None, "2^64 - 1 has no value");
    assert_eq!(with(Binary::Div, i64::MIN, -1, Int64), Some(i64::MIN));
    assert_eq!(with(Binary::Mod, i64::MIN, -1, Int64), Some(0));
    assert_eq!(with(Binary::Pow, 3, i64::MAX, Int64), None);
    for op in [Binary::Div, Binary::Mod, Binary::Fmod] {
        assert_eq!(with(op, 1, 0, Int64), None);
    }
    assert_eq!(with(Binary::Pow, 2, -1, Int64), None);
    assert_eq!(single(Value::int(i64::MIN).unary(Unary::Abs, Int64)), Some(i64::MIN));
    assert_eq!(single(Value::int(-128).unary(Unary::Neg, Int8)), Some(-128));
}

/// From the specification of `Cast` and, of the floats, IEEE 754 and the definition of bfloat16.
#[test]
fn casts_round_wrap_or_have_no_value() {
    let int = |item: f64, to| single(Value::float(item).cast(to));
    assert_eq!([int(-1.9, Int8), int(127.9, Int8), int(128.0, Int8)], [Some(-1), Some(127), None]);
    assert_eq!([int(-0.9, UInt8), int(-1.0, UInt8)], [Some(0), None]);
    assert_eq!(
        [int(f64::NAN, Int64), int(f64::INFINITY, Int64), int(2_f64.powi(63), Int64)],
        [None; 3]
    );
    assert_eq!(int(-(2_f64.powi(63)), Int64), Some(i64::MIN));
    assert_eq!([int(f64::NAN, Bool), int(-0.0, Bool), int(0.1, Bool)], [Some(1), Some(0), Some(1)]);
    let wrapped = |item, to| single(Value::int(item).cast(to));
    assert_eq!(
        [wrapped(200, Int8), wrapped(-1, UInt16), wrapped(9, Int4)],
        [Some(-56), Some(65_535), Some(-7)]
    );
    assert_eq!(
        [wrapped(3, Int2), wrapped(7, UInt2), wrapped(-1, UInt64)],
        [Some(-1), Some(3), None]
    );
    let float = |item: f64, to| Value::float(item).cast(to).unwrap().single().unwrap();
    assert_eq!(float(1.0 + 2_f64.powi(-8), Bf16), 1.0, "halves go to the even one");
    assert_eq!(float(1.0 + 3.0 * 2_f64.powi(-8), Bf16), 1.0 + 2_f64.powi(-6));
    assert_eq!(float(3.4e38, Bf16), f64::INFINITY);
    assert_eq!(float(2_f64.powi(-133), Bf16), 2_f64.powi(-133), "the least above 0");
    assert_eq!(float(2_f64.powi(-134), Bf16), 0.0);
    for ty in [Text, Complex64, Complex128, F8, F4] {
        assert!(Value::int(1).cast(ty).is_none() && Value::float(1.0).cast(ty).is_none());
    }
}

#[test]
fn whole_floats_are_integers() {
    assert_eq!(floats(&[1.0, -3.0]).to_ints(), Some(vec![1, -3]));
    assert_eq!(floats(&[1.5]).to_ints(), None);
    assert_eq!((floats(&[2.0]).single_int(), ints(&[1, 2]).single_int()), (Some(2), None));
    assert_eq!(Value::concat(&[&ints(&[1]), &floats(&[0.5])], 0), Some(floats(&[1.0, 0.5])));
}

#[test]
fn axes_and_indices_lie_within_the_value() {
    let x = counted(&[2, 3]);
    assert!(
        x.transpose(&[0, 0]).is_none()
            && x.transpose(&[0]).is_none()
            && x.transpose(&[0, 2]).is_none()
    );
    assert!(x.gather(2, &Value::int(0)).is_none());
    assert!([3, -4, i64::MAX, i64::MIN].iter().all(|at| x.gather(1, &Value::int(*at)).is_none()));
    assert!(
        x.gather_nd(&ints(&[0, 3]), 0).is_none() && x.gather_nd(&ints(&[0, 0, 0]), 0).is_none()
    );
    assert!(x.gather_elements(1, &counted(&[2, 4])).is_none(), "4 is no index");
    assert!(x.gather_elements(1, &counted(&[3, 1])).is_none(), "there is no third row");
    assert!(x.scatter_nd(&ints(&[0]), &ints(&[1, 2]), Reduction::None, Int64).is_none());
    assert!(x.split(1, &[1, 1]).is_none() && x.split(1, &[2, 2]).is_none());
    assert!(x.topk(4, 1, true).is_none() && x.reduce(Reduce::Sum, &[1, 1], true, Int64).is_none());
    assert!(x.slice(&[SliceRange { axis: 1, start: 2, step: 1, count: 2 }]).is_none());
    assert!(x.slice(&[SliceRange { axis: 1, start: 2, step: i64::MIN, count: 2 }]).is_none());
    assert!(x.pad(&[(0, 0), (-4, 9)], &Padding::Edge).is_none());
    assert!(x.compress(&ints(&[0, 0, 1]), Some(0)).is_none() && x.tile(&[2]).is_none());
    assert!(
        Value::concat(&[], 0).is_none() && Value::concat(&[&x, &counted(&[3, 3])], 1).is_none()
    );
    assert!(Value::concat(&[&Value::int(1)], 0).is_none(), "a scalar has no axis");
    assert!(counted(&[0]).arg(Extreme::Max, 0, true, false).is_none());
    assert!(floats(&[f64::NAN]).arg(Extreme::Max, 0, true, false).is_none());
    assert!(counted(&[0, 2]).pad(&[(1, 0), (0, 0)], &Padding::Reflect).is_none());
}

/// What NumPy or the evaluator do in another way than the specification says, and what neither can do.
#[test]
fn the_specification_holds_where_numpy_differs() {
    let list = ints(&[10, 11, 12]);
    let backwards = SliceRange::new(0, 3, (-10, -20), -1).unwrap();
    assert_eq!(list.slice(&[backwards]), Some(ints(&[10])), "the start is brought to the first");
    assert!(SliceRange::new(0, 3, (0, 3), 0).is_none());
    assert_eq!(SliceRange::new(0, 3, (i64::MAX, i64::MIN), -2).unwrap().count, 2);
    assert_eq!(SliceRange::new(0, 0, (0, 5), -1).unwrap().count, 0);
    assert_eq!(Value::int(5).nonzero().unwrap().dims.as_slice(), [0, 1], "as for no axis");
    assert_eq!(
        list.pad(&[(-1, 1)], &Padding::Constant(Value::float(7.0))),
        Some(ints(&[11, 12, 7]))
    );
    let matrix = Value::new([2_u64, 3].as_slice(), Data::Ints(vec![5, 1, 5, 0, 2, 0])).unwrap();
    let unique = matrix.unique(Some(1), false).unwrap();
    assert_eq!(
        unique.values,
        Value::new([2_u64, 2].as_slice(), Data::Ints(vec![5, 1, 0, 2])).unwrap()
    );
    assert_eq!(unique.inverse, ints(&[0, 1, 0]));
}

/// From the specifications: the least value of the type, or minus infinity; a mean is undefined.
#[test]
fn nothing_is_reduced_to_what_the_type_begins_with() {
    let reduced = |value: &Value, op, ty: ElementType| value.reduce(op, &[0], false, ty);
    let (none, floats) = (ints(&[]), floats(&[]));
    assert_eq!(single(reduced(&none, Reduce::Max, Int32)), Some(i64::from(i32::MIN)));
    assert_eq!(single(reduced(&none, Reduce::Min, UInt8)), Some(255));
    assert_eq!(single(reduced(&none, Reduce::Min, UInt64)), None, "2^64 - 1 has no value");
    assert_eq!(single(reduced(&none, Reduce::Max, Bool)), Some(0));
    assert_eq!(reduced(&floats, Reduce::Max, F32), Some(Value::float(f64::NEG_INFINITY)));
    assert_eq!(reduced(&floats, Reduce::LogSumExp, F32), Some(Value::float(f64::NEG_INFINITY)));
    assert_eq!(reduced(&floats, Reduce::Mean, F32), None);
    assert_eq!(
        counted(&[3, 0]).reduce(Reduce::Sum, &[1], true, Int64).unwrap().dims,
        Dims::from_slice(&[3, 1])
    );
}
