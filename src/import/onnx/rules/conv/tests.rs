use crate::import::onnx::rules::testing::{OneNode, one};
use crate::import::rule::Failure;

fn conv(dims: &[u64], weights: &[u64]) -> OneNode {
    one("Conv").data(dims).weight(weights)
}

#[test]
fn one_to_three_axes() {
    let image = conv(&[1, 3, 8, 8], &[16, 3, 3, 3]).weight(&[16]);
    assert_eq!(
        image.list("strides", &[2, 2]).list("pads", &[1, 1, 1, 1]).text(),
        "conv 16 k3 s2 p1"
    );
    assert_eq!(conv(&[1, 3, 8], &[16, 3, 1]).text(), "conv 16 nobias");
    assert_eq!(
        conv(&[1, 4, 5, 5, 5], &[8, 2, 3, 3, 1]).int("group", 2).text(),
        "conv 8 k=(3, 3, 1) g2 nobias"
    );
    assert_eq!(
        conv(&[1, 4, 5, 5], &[8, 1, 3, 3]).int("group", 4).text(),
        "dwconv k3 mult=2 nobias"
    );
}

#[test]
fn frames_are_one_more_axis() {
    let text = conv(&[5, 3, 8, 8], &[16, 3, 3, 3]).list("pads", &[1, 1, 1, 1]).text();
    assert_eq!(text, "permute 1 0 2 3\nconv 16 k=(1, 3, 3) p=(0, 1, 1) nobias\npermute 1 0 2 3");
}

#[test]
fn what_no_operation_does() {
    // 2 outputs of 3⁴ positions, of 1·2⁴ products each.
    let text = conv(&[1, 1, 4, 4, 4, 4], &[2, 1, 2, 2, 2, 2]).text();
    let custom = "custom \"Conv\" 2x3x3x3x3 reads=(in0, weight) macs=2592";
    assert_eq!(text, format!("weight: weight 2x1x2x2x2x2\n{custom}"));
    // Weights that are computed: 2·5 outputs of 3·2 products.
    let text = one("Conv").data(&[1, 3, 6]).data(&[2, 3, 2]).text();
    assert_eq!(text, "custom \"Conv\" 2x5 reads=(in0, in1) macs=60");
}

#[test]
fn what_is_not_valid() {
    let failure = conv(&[1, 3, 8, 8], &[16, 4, 3, 3]).made().expect_err("other channels");
    assert_eq!(failure, Failure::invalid("its weights are for 4 channels, the input has 3"));
    assert!(conv(&[1, 3, 2, 2], &[16, 3, 3, 3]).made().is_err());
    assert!(conv(&[1, 3, 8, 8], &[16, 3, 3, 3]).int("group", 0).made().is_err());
}

#[test]
fn positions_that_are_computed() {
    let node = one("DeformConv").data(&[1, 4, 5, 5]).weight(&[8, 4, 3, 3]).data(&[1, 18, 3, 3]);
    assert_eq!(node.text(), "from in0\ndeformconv 8 in2 k3 nobias");
    let node = one("DeformConv").data(&[1, 4, 5, 5]).weight(&[8, 4, 3, 3]).data(&[1, 18, 3, 3]);
    let node = node.weight(&[8]).data(&[1, 9, 3, 3]);
    assert_eq!(node.text(), "from in0\ndeformconv 8 in2 k3 mask=in4");
}
