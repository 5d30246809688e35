use crate::import::onnx::rules::testing::{OneNode, one};

fn batch_norm(dims: &[u64]) -> OneNode {
    let channels = [dims[1]];
    (0..4).fold(one("BatchNormalization").data(dims), |node, _| node.weight(&channels))
}

#[test]
fn batches() {
    assert_eq!(batch_norm(&[1, 8, 4, 4]).text(), "bn");
    assert_eq!(batch_norm(&[1, 8]).text(), "bn");
    // Frames become one more axis behind the channels.
    assert_eq!(batch_norm(&[5, 8, 4, 4]).text(), "permute 1 0 2 3\nbn\npermute 1 0 2 3");
}

#[test]
fn batches_in_training() {
    let node = batch_norm(&[1, 8, 4, 4]).int("training_mode", 1).outputs(3);
    assert_eq!(node.shapes(), "1x8x4x4, 8, 8");
    // 16 elements of a channel: 3·16 + 4, 4·16 − 1 + 2.
    let text = node.text();
    let last = text.lines().last().expect("a line");
    assert!(last.starts_with("custom \"BatchNormalization\" [8x4x4, 8, 8]"), "{last}");
    assert!(last.ends_with("mul=416 add=520 div=24 special=8"), "{last}");
}

#[test]
fn instances() {
    let node = |dims: &[u64]| one("InstanceNormalization").data(dims).weight(&[8]).weight(&[8]);
    assert_eq!(node(&[1, 8, 4, 4]).text(), "instancenorm affine");
    assert_eq!(
        node(&[1, 8, 2, 2, 2, 2]).text(),
        "reshape 8x16\ninstancenorm affine\nreshape 8x2x2x2x2"
    );
    let text = node(&[5, 8, 4, 4]).text();
    assert!(text.contains("ln: ln axis=(2, 3) noaffine\n"), "{text}");
    assert!(text.contains("reshape 8x1x1"), "{text}");
}

#[test]
fn groups() {
    let node = |opset, dims: &[u64], vector: u64| {
        let node = one("GroupNormalization").opset(opset).data(dims).int("num_groups", 2);
        node.weight(&[vector]).weight(&[vector]).text()
    };
    assert_eq!(node(21, &[1, 8, 4, 4], 8), "gn 2");
    // A factor for each group.
    let text = node(18, &[1, 8, 4, 4], 2);
    assert!(text.starts_with("reshape 2x64\n"), "{text}");
    assert!(text.contains("ln noaffine"), "{text}");
    let text = node(21, &[3, 8, 4, 4], 8);
    assert!(text.starts_with("reshape 3x2x64\n"), "{text}");
}

#[test]
fn neighbours() {
    assert_eq!(one("LRN").data(&[1, 8, 4, 4]).int("size", 3).text(), "lrn 3");
    assert_eq!(
        one("LRN").data(&[2, 8, 4, 4, 4]).int("size", 3).text(),
        "permute 1 0 2 3 4\nreshape 8x128\nlrn 3\nreshape 8x2x4x4x4\npermute 1 0 2 3 4"
    );
}
