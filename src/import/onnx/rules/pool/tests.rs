use crate::import::element::ElementType;
use crate::import::onnx::rules::testing::{OneNode, one};

fn pool(op: &'static str, dims: &[u64], kernel: &[i64]) -> OneNode {
    one(op).data(dims).list("kernel_shape", kernel)
}

#[test]
fn windows() {
    let node = pool("MaxPool", &[1, 8, 7, 7], &[3, 3]).list("strides", &[2, 2]);
    assert_eq!(node.list("pads", &[1, 1, 1, 1]).text(), "pool k3 s2 p1");
    // Strides are 1 by default, not the kernel.
    assert_eq!(pool("MaxPool", &[1, 8, 8], &[2]).text(), "pool k2 s1");
    let node = pool("MaxPool", &[1, 8, 7, 7], &[2, 2]).list("strides", &[2, 2]).int("ceil_mode", 1);
    assert_eq!(node.text(), "pool k2 s2 ceil");
    let node = pool("MaxPool", &[1, 8, 8, 8], &[2, 3]).word("auto_pad", "SAME_LOWER");
    assert_eq!(node.text(), "pool k=(2, 3) s1 p=((1, 0), (1, 1))");
}

#[test]
fn padding_beyond_half_of_the_kernel() {
    let node = pool("MaxPool", &[1, 8, 4], &[3]).list("pads", &[2, 2]).list("strides", &[3]);
    assert_eq!(node.text(), "pad ((2, 0),)\npool k3 s3");
}

#[test]
fn frames_are_channels() {
    let node = pool("MaxPool", &[5, 8, 4, 4], &[2, 2]).list("strides", &[2, 2]);
    assert_eq!(node.text(), "reshape 40x4x4\npool k2 s2\nreshape 5x8x2x2");
}

#[test]
fn places_of_maxima() {
    let node = pool("MaxPool", &[1, 8, 4, 4], &[2, 2]).outputs(2);
    assert_eq!(node.shapes(), "1x8x3x3, 1x8x3x3");
    // 72 windows of 4 elements.
    assert_eq!(node.text(), "custom \"MaxPool\" [8x3x3, 8x3x3] cmp=216");
}

#[test]
fn averages() {
    let padded = || pool("AveragePool", &[1, 8, 6, 6], &[3, 3]).list("pads", &[1, 1, 1, 1]);
    assert_eq!(padded().text(), "avgpool k3 s1 p1 nocountpad");
    assert_eq!(padded().int("count_include_pad", 1).text(), "avgpool k3 s1 p1");
    assert_eq!(pool("AveragePool", &[1, 8, 6, 6], &[6, 6]).text(), "gap");
    let dilated = pool("AveragePool", &[1, 8, 6], &[2]).list("dilations", &[2]);
    assert_eq!(dilated.text(), "custom \"AveragePool\" 8x4 add=32 div=32");
}

#[test]
fn lengths() {
    // 8·5 windows of 2.
    let node = pool("LpPool", &[1, 8, 6], &[2]);
    assert_eq!(node.text(), "custom \"LpPool\" 8x5 mul=80 add=40 special=40");
    assert_eq!(one("GlobalLpPool").data(&[1, 8, 6]).int("p", 1).text(), "norm p1 axis=1 keepdim");
}

#[test]
fn whole_channels() {
    assert_eq!(one("GlobalMaxPool").data(&[1, 8, 6, 6]).text(), "gmp");
    assert_eq!(one("GlobalAveragePool").data(&[5, 8, 6, 6]).text(), "mean axis=(2, 3) keepdim");
    let many = one("GlobalAveragePool").data(&[1, 8, 2, 2, 2, 2]);
    assert_eq!(many.text(), "mean axis=(1, 2, 3, 4) keepdim");
}

#[test]
fn the_inverse_of_a_pool() {
    let unpool = || {
        pool("MaxUnpool", &[1, 1, 2, 2], &[2, 2])
            .typed(&[1, 1, 2, 2], ElementType::Int64)
            .list("strides", &[2, 2])
    };
    assert_eq!(unpool().shapes(), "1x1x4x4");
    assert_eq!(unpool().ints(&[1, 1, 5, 5]).shapes(), "1x1x5x5");
}
