//! Numbers are read to the last digit.

use super::{codes, with};
use crate::syntax::tree::{ClaimedShape, ExprKind};
use crate::syntax::{expression, parse};
use crate::value::Number::{self, Dec, Int};
use crate::value::UnitLiteral::{Bytes, Energy, Time};

#[track_caller]
fn read(text: &str) -> ExprKind<'static> {
    with(text, |source| match expression(source).expect("an expression").kind {
        ExprKind::Number(number) => ExprKind::Number(number),
        ExprKind::Quantity(quantity, number) => ExprKind::Quantity(quantity, number),
        ExprKind::Dims(sizes) => ExprKind::Dims(sizes),
        other => panic!("`{text}` is {other:?}"),
    })
}

#[track_caller]
fn check(text: &str, number: Number) {
    assert_eq!(read(text), ExprKind::Number(number.into()), "{text}");
}

#[test]
fn whole_numbers_are_exact() {
    check("96", Int(96));
    check("25_557_032", Int(25_557_032));
    check("1e30", Int(10_i128.pow(30)));
    check("1E+2", Int(100));
    check("1.25e2", Int(125));
    check("0.5K", Int(500));
    check("1.5Gi", Int(3 << 29));
    check("7G", Int(7_000_000_000));
    check("2Ti", Int(2 << 40));
    check("0.0009765625Ki", Int(1));
    check("12300e-2", Int(123));
    check("1.0", Int(1));
    check("0e999", Int(0));
    check("0.00", Int(0));
    check("170141183460469231731687303715884105727", Int(i128::MAX));
    check("9007199254740993", Int(9_007_199_254_740_993));
}

#[test]
fn decimals_are_the_nearest() {
    check("0.1", Dec(0.1));
    check("1e-5", Dec(1e-5));
    check("2.5e-3K", Dec(2.5));
    check("0.3Ki", Dec(0.3 * 1024.0));
    check("3.14159265358979323846264338327950288419716939937510", Dec(std::f64::consts::PI));
}

#[test]
fn bytes_have_a_scale() {
    assert_eq!(read("320KiB"), ExprKind::Quantity(Bytes, Int(327_680).into()));
    assert_eq!(read("5ms"), ExprKind::Quantity(Time, Int(5_000_000_000).into()));
    assert_eq!(read("1_0e-1s"), ExprKind::Quantity(Time, Int(1_000_000_000_000).into()));
    assert_eq!(read("3mJ"), ExprKind::Quantity(Energy, Int(3_000_000_000_000).into()));
    assert_eq!(read("0.5pJ"), ExprKind::Quantity(Energy, Int(500).into()));
    assert_eq!(read("2J"), ExprKind::Quantity(Energy, Int(2_000_000_000_000_000).into()));
    assert_eq!(read("0.5us"), ExprKind::Quantity(Time, Int(500_000).into()));
    assert_eq!(read("0.0001ns"), ExprKind::Quantity(Time, Dec(0.1).into()));
    assert_eq!(read("1.5GB"), ExprKind::Quantity(Bytes, Int(1_500_000_000).into()));
    assert_eq!(codes("assert total.params < 7B"), ["syntax::bytes_without_scale"]);
}

#[test]
fn dimensions_come_before_numbers() {
    assert_eq!(read("1x1"), ExprKind::Dims([1, 1].into()));
    assert_eq!(read("3x0x1_000"), ExprKind::Dims([3, 0, 1000].into()));
    with("relu -> 256x?x07", |source| match &parse(source).body.statements[0].claim {
        Some(claim) => {
            let axes = vec![Some(256), None, Some(7)];
            assert_eq!(claim.shape, ClaimedShape::Axes(axes));
        }
        None => panic!("no claim"),
    });
}

#[test]
fn what_does_not_fit_is_refused() {
    for text in [
        "170141183460469231731687303715884105728",
        "1e39",
        "1e999",
        "1e-999",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "1e2147483647K",
        "99999999999999999999x1",
    ] {
        assert_eq!(codes(format!("let x = {text}")), ["syntax::number_out_of_range"], "{text}");
    }
    assert_eq!(codes("relu -> ?x99999999999999999999"), ["syntax::number_out_of_range"]);
}
