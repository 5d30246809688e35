use crate::import::onnx::rules::testing::one;
use crate::import::rule::Failure;
use crate::import::value::Data;

#[test]
fn axes_are_an_input_or_an_attribute() {
    assert_eq!(one("ReduceMean").data(&[1, 8, 4, 4]).ints(&[2, 3]).shapes(), "1x8x1x1");
    let old = one("ReduceMean").opset(13).data(&[1, 8, 4, 4]).list("axes", &[-1, -2]);
    assert_eq!(old.int("keepdims", 0).text(), "mean axis=(1, 2)");
    assert_eq!(one("ReduceMax").data(&[1, 8, 4]).ints(&[1]).text(), "max axis=0 keepdim");
    let run_time =
        one("ReduceSum").data(&[2, 3]).typed(&[1], crate::import::element::ElementType::Int64);
    assert_eq!(run_time.made(), Err(Failure::RunTime { input: 1 }));
    assert!(one("ReduceSum").data(&[2, 3]).ints(&[2]).made().is_err());
}

#[test]
fn without_axes() {
    assert_eq!(one("ReduceSum").data(&[2, 3]).int("keepdims", 0).shapes(), "scalar");
    assert_eq!(one("ReduceSum").data(&[2, 3]).int("keepdims", 0).text(), "sum");
    assert_eq!(one("ReduceSum").data(&[2, 3]).ints(&[]).text(), "sum keepdim");
    let none = |op| one(op).data(&[2, 3]).int("noop_with_empty_axes", 1).text();
    assert_eq!(none("ReduceSum"), "");
    // The rest of what it does is done to each element.
    assert_eq!(none("ReduceLogSum"), "log");
    assert_eq!(none("ReduceSumSquare"), "mul in0 in0");
}

#[test]
fn of_several_operations() {
    let text = |op| one(op).data(&[1, 8, 4]).ints(&[-1]).text();
    assert_eq!(text("ReduceL1"), "norm p1 axis=1 keepdim");
    assert_eq!(text("ReduceL2"), "norm axis=1 keepdim");
    assert_eq!(text("ReduceLogSum"), "sum axis=1 keepdim\nlog");
    assert_eq!(text("ReduceSumSquare"), "mul in0 in0\nsum axis=1 keepdim");
    assert_eq!(text("ReduceLogSumExp"), "logsumexp axis=1 keepdim");
}

#[test]
fn the_batch_is_not_reduced() {
    assert_eq!(one("ReduceMean").data(&[1, 8, 4]).ints(&[0]).text(), "");
    assert_eq!(one("ReduceMean").data(&[1, 8, 4]).int("keepdims", 0).text(), "mean");
    assert_eq!(
        one("ReduceMean").data(&[1, 8, 4]).ints(&[0, 1]).int("keepdims", 0).text(),
        "mean axis=0"
    );
}

#[test]
fn values_are_reduced() {
    let value = one("ReduceProd").ints(&[2, 3, 7]).int("keepdims", 0).value().expect("known");
    assert_eq!((value.dims.len(), value.data), (0, Data::Ints(vec![42])));
}
