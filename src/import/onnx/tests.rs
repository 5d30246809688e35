//! Models that are not valid, most of which were found by fuzzing: each has its message, or calls that fit.

use super::evaluate::Evaluation;
use super::model::Model;
use super::testing::{fault, import, import_with};
use crate::import::fault::{Fault, FaultKind};
use crate::import::names::Names;
use crate::import::options::ImportOptions;

/// The text of a model, some of whose sizes are given.
fn text(model: &str, shapes: &[(&str, &[u64])]) -> String {
    let shapes = shapes.iter().map(|(name, sizes)| ((*name).to_owned(), sizes.to_vec())).collect();
    let options = ImportOptions { shapes, ..ImportOptions::default() };
    import_with(model, &options).expect("a model").text("test", true).text
}

/// Why a node is refused.
fn reason(model: &str) -> String {
    match fault(model).kind {
        FaultKind::Invalid { reason, .. } => reason,
        other => panic!("{other:?}"),
    }
}

/// What is limited.
fn limited(model: &str, inputs: &[u64]) -> &'static str {
    let inputs = vec![(None, inputs.to_vec())];
    let options = ImportOptions { inputs, ..ImportOptions::default() };
    match import_with(model, &options).expect_err("too large").remove(0).kind {
        FaultKind::Limit { what, .. } => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn calls_that_do_not_fit_are_of_unknown_cost() {
    let view = "x: 2x12\nn: i64 2\ny = Reshape(x, n)\n-> y";
    assert!(text(view, &[("y", &[4, 6])]).contains("reshape: reshape 4x6\n"));
    let misfit = text(view, &[("y", &[5, 5])]);
    assert!(misfit.contains("custom \"Reshape\" 5x5 reads=(x, n) unknown\n"), "{misfit}");
    let resized = "x: 1x3x4x4\ns: 4\ny = Resize(x, , s)\n-> y";
    let text = text(resized, &[("y", &[1, 3, 8, 8, 2])]);
    assert!(text.contains("custom \"Resize\" 3x8x8x2 "), "{text}");
}

#[test]
fn a_name_is_not_taken_for_a_parameter() {
    let model =
        "d: 3x3\nupdates: i64 2x3\nindices: 2x3\ny = ScatterElements(d, updates, indices)\n-> y";
    let text = text(model, &[]);
    assert!(text.contains("scatter: scatter (updates) (indices)\n"), "{text}");
}

#[test]
fn sizes_are_those_of_the_language() {
    let model = "x: 3\ny = Relu(x)\n-> y";
    assert_eq!(limited(model, &[1 << 31]), "elements along an axis");
    assert_eq!(limited(model, &[u64::MAX]), "elements along an axis");
    let model = "x: 1x1x1\ny = Relu(x)\n-> y";
    assert_eq!(limited(model, &[1 << 30; 3]), "elements of a tensor");
    let model = "x: 1x2x2x2x2x2x2x2\na = i64 [0]\ny = Unsqueeze(x, a)\n-> y";
    assert_eq!(limited(model, &[1; 8]), "axes of a tensor");
}

#[test]
fn what_nodes_need_is_asked_for() {
    assert_eq!(
        reason(
            "x: 4x3x8\nw = f32 1x16x8\nr = f32 1x16x4\nh: 2x3x4\n_a, y = LSTM(x, w, r,,, h)\n-> y"
        ),
        "its first state is 2x3x4, not 1x3x4"
    );
    assert_eq!(
        reason("x: 1x4x5x5\nw = f32 4x2x3x3\ny = ConvTranspose(x, w) group=3\n-> y"),
        "its 4 channels are not 3 groups"
    );
    let pads =
        "x: 1x4x5x5\nw = f32 4x4x3x3\ny = Conv(x, w) pads=[0, 0, 0, 9223372036854775807]\n-> y";
    assert_eq!(reason(pads), "`pads` needs 4 numbers of at most 2147483647");
    let scores = "x: 3\nt: i64 3\ny = SoftmaxCrossEntropyLoss(x, t)\n-> y";
    assert_eq!(reason(scores), "its scores need a batch and classes");
    let image = "x: 1x4x5\nb: 3x4\ni: i64 3\ny = RoiAlign(x, b, i)\n-> y";
    assert_eq!(reason(image), "it needs an image of four axes, the batch included");
}

/// What one operand has and another is broadcast along is summed before they are multiplied.
#[test]
fn a_letter_that_is_broadcast_is_summed() {
    let model = "x: 224\nw: 1\ny = Einsum(x, w) equation=\"i,i->\"\n-> y";
    let text = text(model, &[]);
    assert!(text.contains("sum axis=0\n") || text.contains("sum: sum"), "{text}");
}

#[test]
fn what_reads_nothing_and_makes_nothing() {
    let model = "y = RandomNormal() shape=[4]\n-> y";
    let written = text(model, &[]);
    assert!(written.contains("custom \"RandomNormal\" 4 reads=() unknown\n"), "{written}");
    let nothing = "x: 1x3\ny = Relu(x)";
    assert_eq!(import(nothing).expect_err("nothing runs").remove(0).kind, FaultKind::Empty);
}

/// Constants that take long to compute, and attributes that a function copies often, are refused before they take the
/// time and the memory.
#[test]
fn work_is_bounded() {
    let (model, mut names, options) =
        (Model::default(), Names::default(), ImportOptions::default());
    let mut evaluation = Evaluation::new(&model, &mut names, &options);
    evaluation.work(1 << 28);
    assert!(!evaluation.hopeless());
    evaluation.work(1);
    assert!(evaluation.hopeless());
    let [Fault { kind: FaultKind::Limit { what, .. }, .. }, ..] = *evaluation.faults else {
        panic!("{:?}", evaluation.faults)
    };
    assert_eq!(what, "elements of constants to compute with");
}

/// Nothing can be looked up in a table without rows.
#[test]
fn tables_have_rows() {
    let model = "ids: i64 1x3\ntable = f32 0x8\ny = Gather(table, ids)\n-> y";
    let written = text(model, &[]);
    assert!(written.contains("custom \"Gather\" 3x8 unknown\n"), "{written}");
}

#[test]
fn stored_tensors_without_elements_are_not_in_the_text() {
    let scaled = "x: 2x4\nw = f32 0\nv = f32 4\ny = LayerNormalization(x, w, v)\n-> y";
    assert!(!text(scaled, &[]).contains("weight 0"), "{}", text(scaled, &[]));
    let model = "x: 1x4\nw = f32 0x4\nv = f32 2x4\nc = Concat(w, v) axis=0\ny = MatMul(x, c)\n-> y";
    assert!(import(model).is_err());
    let model = "x: 2x4\nw = f32 0x4\nv = f32 2x4\nc = Concat(w, v) axis=0\ny = Add(x, c)\n-> y";
    assert!(text(model, &[]).contains("weight: weight 2x4\n"), "{}", text(model, &[]));
}

/// A label that is a word of a call would be read as an argument.
#[test]
fn labels_are_no_words_of_calls() {
    let model = "bias: 1x8\nw = f32 8x8\nb = Relu(bias)\nm = MatMul(b, w)\ny = Add(m, bias)\n-> y";
    assert_eq!(text(model, &[]).matches("bias_2").count(), 2, "{}", text(model, &[]));
}
