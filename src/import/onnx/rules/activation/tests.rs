use crate::import::graph::Attribute;
use crate::import::onnx::rules::testing::one;
use crate::import::value::Data;

#[test]
fn bounds_choose_the_operation() {
    let clip = || one("Clip").data(&[1, 3, 4]);
    assert_eq!(clip().number(0.0).number(6.0).text(), "relu6");
    assert_eq!(clip().number(0.0).text(), "relu");
    assert_eq!(clip().nothing().number(3.0).text(), "clamp max=3");
    assert_eq!(clip().number(-1.0).number(1.0).text(), "hardtanh");
    assert_eq!(clip().number(-2.0).number(2.5).text(), "clamp min=-2 max=2.5");
    assert_eq!(clip().text(), "");
}

#[test]
fn bounds_were_attributes() {
    let clip = one("Clip").opset(6).data(&[1, 3, 4]).with("min", Attribute::Float(0.0));
    // 3.4028234663852886e38 is the greatest float of 32 bits, and no bound.
    assert_eq!(clip.with("max", Attribute::Float(f64::from(f32::MAX))).text(), "relu");
}

#[test]
fn bounds_that_are_computed_are_read() {
    let text = one("Clip").data(&[1, 3, 4]).data(&[]).number(1.0).text();
    assert_eq!(text, "squeeze: squeeze\nmaximum: maximum in0 squeeze\nminimum maximum 1");
}

#[test]
fn values_are_clipped() {
    let clip = one("Clip").ints(&[-3, 2, 9]).nothing().ints(&[5]);
    assert_eq!(clip.value().expect("known").data, Data::Ints(vec![-3, 2, 5]));
}

#[test]
fn slopes() {
    let prelu = || one("PRelu").data(&[1, 8, 4, 4]);
    assert_eq!(prelu().weight(&[8, 1, 1]).text(), "prelu n8");
    assert_eq!(prelu().weight(&[1]).text(), "prelu");
    assert_eq!(prelu().weight(&[8, 4, 4]).text(), "prelu n=elements");
    assert_eq!(
        prelu().weight(&[4]).text(),
        "weight: weight 4\ncustom \"PRelu\" 8x4x4 reads=(in0, weight) mul=128 cmp=128"
    );
    // The first of two axes without a batch is that of the channels.
    assert_eq!(one("PRelu").data(&[5, 8]).weight(&[5, 1]).text(), "prelu n5");
}

#[test]
fn numbers_of_activations() {
    let alpha =
        |op, alpha: f64| one(op).data(&[1, 4]).with("alpha", Attribute::Float(alpha)).text();
    assert_eq!(alpha("Elu", 1.0), "elu");
    assert_eq!(alpha("Elu", 2.0), "elu alpha=2");
    assert_eq!(alpha("LeakyRelu", f64::from(0.01_f32)), "leakyrelu");
    assert_eq!(alpha("LeakyRelu", 0.25), "leakyrelu slope=0.25");
    assert_eq!(alpha("Swish", 1.0), "silu");
    assert_eq!(alpha("Swish", 0.5), "mul in0 0.5\nsigmoid: sigmoid\nmul in0 sigmoid");
}

#[test]
fn tests_of_floats() {
    assert_eq!(one("IsNaN").data(&[1, 4]).text(), "ne in0 in0 dtype=bool");
    let inf = one("IsInf").data(&[1, 4]).int("detect_negative", 0);
    assert_eq!(inf.text(), "custom \"IsInf\" 4 cmp=4 dtype=bool");
}
