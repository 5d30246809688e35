use crate::import::element::ElementType;
use crate::import::onnx::rules::testing::one;
use crate::import::rule::Failure;
use crate::import::value::Data;

#[test]
fn operands_are_broadcast() {
    assert_eq!(one("Add").data(&[1, 3, 4]).data(&[4]).shapes(), "1x3x4");
    assert_eq!(one("Add").data(&[1, 3, 4]).data(&[1, 1, 4]).text(), "add in0 in1");
    // The second has no batch: its first axis is not one.
    let text = one("Mul").data(&[1, 3, 4]).weight(&[3, 1]).text();
    assert_eq!(text, "weight: weight 3x1\nmul in0 weight");
    let failure = one("Add").data(&[2, 3]).data(&[2]).made().expect_err("sizes that differ");
    assert_eq!(failure, Failure::invalid("2x3 and 2 cannot be broadcast together"));
}

#[test]
fn numbers_stay_numbers() {
    assert_eq!(one("Sub").number(1.0).data(&[1, 4]).text(), "sub 1 in1");
    assert_eq!(one("Max").data(&[1, 4]).number(0.5).number(2.0).text(), "maximum in0 0.5 2");
    // A number with more axes than the tensor gives the result its axes.
    let wide = crate::import::value::Value::floats(vec![2.0]).expect("one");
    let wide = wide.reshape([1_u64, 1, 1].as_slice()).expect("one");
    let text = one("Add").data(&[4]).known(wide, ElementType::F32).text();
    assert_eq!(text, "weight: weight 1x1x1\nadd in0 weight");
    // The language has no whole numbers as large as the greatest float.
    let text = one("Add").data(&[1, 4]).number(f64::from(f32::MIN)).text();
    assert_eq!(text, "add in0 -170000000000000000000000000000000000000");
}

#[test]
fn powers() {
    let power = |exponent| one("Pow").data(&[1, 4]).number(exponent).text();
    assert_eq!(power(2.0), "mul in0 in0");
    assert_eq!(power(0.5), "sqrt");
    assert_eq!(power(3.0), "pow in0 3");
}

#[test]
fn joins_of_any_number() {
    assert_eq!(one("Sum").data(&[1, 4]).text(), "");
    assert_eq!(one("Sum").data(&[1, 4]).data(&[1, 4]).data(&[1, 4]).text(), "add in0 in1 in2");
    assert_eq!(one("Mean").data(&[1, 4]).data(&[1, 4]).text(), "add in0 in1\ndiv 2");
}

#[test]
fn bits() {
    let shift = |direction| one("BitShift").word("direction", direction);
    let value = shift("LEFT").ints(&[1, 5]).ints(&[3, 1]).value().expect("known");
    assert_eq!(value.data, Data::Ints(vec![8, 10]));
    assert!(shift("UP").ints(&[1]).ints(&[1]).made().is_err());
    let integers = |dims: &[u64]| one("BitwiseAnd").typed(dims, ElementType::Int32);
    let text = integers(&[1, 4]).typed(&[1, 4], ElementType::Int32).text();
    assert_eq!(text, "custom \"BitwiseAnd\" 4 reads=(in0, in1) cmp=4 dtype=int32");
}

#[test]
fn values_of_joins() {
    let of = |op| one(op).ints(&[7, -7]).ints(&[3]).value().map(|value| value.data);
    assert_eq!(of("Div"), Some(Data::Ints(vec![2, -2])));
    // The sign of a remainder is that of the divisor, as in Python.
    assert_eq!(of("Mod"), Some(Data::Ints(vec![1, 2])));
    assert_eq!(of("Less"), Some(Data::Ints(vec![0, 1])));
    let fmod = one("Mod").ints(&[7, -7]).ints(&[3]).int("fmod", 1).value().map(|value| value.data);
    assert_eq!(fmod, Some(Data::Ints(vec![1, -1])));
}
