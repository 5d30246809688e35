//! The current tensor, labels, inputs and outputs.

use super::*;

#[test]
fn statements_pass_the_current_tensor_along() {
    assert_eq!(
        layers("input 3x227x227; conv 96 k11 s4 p0; pool 3 2; fc 4096"),
        ["conv1 96×55×55", "pool1 96×27×27", "flatten1 69984", "fc1 4096"]
    );
}

#[test]
fn without_an_input_the_message_says_what_to_add() {
    let message = only("conv 96 k11 s4 p0; pool 3 2; fc 4096");
    assert!(message.starts_with("net::shape::no_input"), "{message}");
    assert!(message.contains("input 3x224x224"), "{message}");
}

#[test]
fn a_label_names_the_layer_and_its_output() {
    assert_eq!(
        layers("input 4x8x8\nc4: conv 4\nconv 4\nadd c4"),
        ["c4 4×8×8", "conv1 4×8×8", "add1 4×8×8"]
    );
}

#[test]
fn unlabelled_layers_are_numbered_by_operation_through_loops_and_branches() {
    assert_eq!(
        layers("input 4x8x8\nrepeat 2 { conv 4 }\nadd { conv 4; relu } { conv 4 }\nrelu"),
        [
            "conv1 4×8×8",
            "conv2 4×8×8",
            "conv3 4×8×8",
            "relu1 4×8×8",
            "conv4 4×8×8",
            "add1 4×8×8",
            "relu2 4×8×8"
        ]
    );
}

#[test]
fn a_name_that_is_taken_is_counted() {
    assert_eq!(layers("input 4\nrepeat 3 { a: relu }"), ["a 4", "a#2 4", "a#3 4"]);
    assert_eq!(layers("input 4\nrelu2: relu\nrelu\nrelu"), ["relu2 4", "relu1 4", "relu2#2 4"]);
    assert_eq!(layers("input 4\nrelu\nrelu1: relu"), ["relu1 4", "relu1#2 4"]);
}

#[test]
fn an_operation_whose_name_ends_with_a_digit_is_numbered_apart() {
    assert_eq!(layers("input 4\nrelu6\nrelu6_1: relu"), ["relu6_1 4", "relu6_1#2 4"]);
    let many = layers("input 4\nrepeat 61 { relu }\nrelu6");
    assert_eq!(many[60..], ["relu61 4", "relu6_1 4"]);
}

#[test]
fn several_outputs_have_a_label_each() {
    assert_eq!(
        layers("input 6x4\na, b, c: split 3\nadd a c\nadd b"),
        ["a 2×4 2×4 2×4", "add1 2×4", "add2 2×4"]
    );
    assert_eq!(layers("input 6x4\na: split 3\nrelu"), ["a 2×4 2×4 2×4", "relu1 2×4"]);
    assert!(only("input 6x4\na, b, c: split 2").starts_with("net::call::too_many_labels"));
}

#[test]
fn from_makes_an_earlier_tensor_current() {
    assert_eq!(
        layers("input 4x8x8\na: conv 8\nconv 2\noutput\nfrom a\nrelu"),
        ["a 8×8×8", "conv1 2×8×8", "relu1 8×8×8"]
    );
}

#[test]
fn output_marks_and_changes_nothing() {
    assert_eq!(
        outputs("input 4x8x8\na: conv 8\noutput\nconv 2\noutput it a"),
        ["8×8×8", "2×8×8", "8×8×8"]
    );
    assert_eq!(outputs("input 4x8x8\nconv 2"), ["2×8×8"]);
    assert_eq!(outputs("input 4\nlet _ = { linear 2; output }\nrelu\noutput"), ["2", "4"]);
}

#[test]
fn inputs_may_be_several() {
    assert_eq!(outputs("a: input 3x4\nb: input 5x4\nconcat a b"), ["8×4"]);
    assert_eq!(outputs("a: input 3x4\nconcat a { input 5x4 }"), ["8×4"]);
}

#[test]
fn a_weight_is_a_tensor_without_batch() {
    let network = network("batch 8\ninput 197x768\nadd { weight 197x768 }");
    let [weight, add] = network.layers.as_slice() else { panic!("two layers") };
    assert_eq!((network.runs(weight), network.runs(add)), (1, 8));
    let params: Vec<_> = totals(&network).iter().map(|totals| totals.params).collect();
    assert_eq!(params, [197 * 768, 0]);
}

#[test]
fn a_tensor_that_nothing_uses_is_a_warning() {
    assert!(only("input 4x8x8\nconv 8\nfrom it\nlet x = { conv 2 }\nrelu").contains("2×8×8"));
    assert_eq!(codes("input 6x4\na, b: split 2\nadd a a"), [""; 0]);
    assert_eq!(codes("_: input 4x8x8\ninput 4\nlet _ = { relu }"), [""; 0]);
}

#[test]
fn a_file_without_a_network_is_an_error() {
    assert_eq!(codes(""), ["net::flow::empty_network"]);
    assert_eq!(codes("# nothing\n\n"), ["net::flow::empty_network"]);
}

#[test]
fn channels_of_tokens_are_a_warning() {
    let message = only("input 8x32\nlinear 2*it.c");
    assert!(
        message.starts_with("net::shape::tokens_for_features")
            && message.contains("`it[-1]` for the size of the last axis"),
        "{message}"
    );
    assert_eq!(codes("input 8x32\nlinear 2*it[-1]"), [""; 0]);
    assert_eq!(codes("input 8\nlinear 2*it.c"), [""; 0]);
    let other = "input 6x4x4\nlet m = it\nreshape (m.c, m.h*m.w); transpose 0 1\nlinear m.c";
    assert_eq!(codes(other), [""; 0]);
}

#[test]
fn a_size_from_the_first_axis_is_followed_through_names() {
    let doubtful = ["net::shape::tokens_for_features"];
    assert_eq!(codes("input 197x768\nlet c = it.c\nlinear c"), doubtful);
    assert_eq!(codes("input 197x768\nlet c = it.c\nlet d = 4*c\nln; linear d"), doubtful);
    assert_eq!(codes("input 64x56x28\nlinear it.c"), doubtful);
    // Of another shape, or shadowed by nothing of the kind.
    let map = "input 768x14x14\nlet c = it.c\nreshape (c, -1); transpose 0 1; linear c";
    assert_eq!(codes(map), [""; 0]);
    assert_eq!(codes("input 64x64\nlinear it.c"), [""; 0]);
    let turns =
        "input 197x768\nrepeat 2 { let c = it.c; add { weight (c, 768) } }\nlet c = 768\nlinear c";
    assert_eq!(codes(turns), [""; 0]);
}

#[test]
fn images_with_their_axes_in_other_places_are_noticed() {
    let of = |shape: &str, call: &str| codes(&format!("input {shape}\n{call}"));
    assert_eq!(of("224x224x3", "conv 64 k3 p1"), ["net::shape::channels_last"]);
    assert_eq!(of("1x224x224x3", "conv 64 k3 p1"), ["net::shape::channels_last"]);
    assert_eq!(of("1x3x224x224", "conv 64 k3 p1"), ["net::shape::batch_axis"]);
    assert_eq!(of("28x28", "conv 6 k5 p2"), ["net::shape::no_channel"]);
    // Of a map of 8×4 whose rows are hardly more than its channels nothing is said.
    assert_eq!(of("8x8x4", "conv 64 k3 p1"), [""; 0]);
    assert_eq!(of("9x9x4", "conv 64 k3 p1"), ["net::shape::channels_last"]);
    assert_eq!(of("8x8x3", "conv 64 k3 p1"), ["net::shape::channels_last"]);
    assert_eq!(of("224x224x2", "conv 64 k3 p1"), [""; 0]);
    // What cannot run has one message, with the same help.
    let refused = only("input 1x3x224x224\nconv 96 k11 s4");
    assert!(refused.starts_with("net::shape::kernel_too_large"), "{refused}");
    assert!(refused.ends_with("write `input 3x224x224`: the batch is not written"), "{refused}");
    let refused = only("input 1x3x16x112x112\nconv 64 k3");
    assert!(refused.ends_with("write `input 3x16x112x112`: the batch is not written"), "{refused}");
}

#[test]
fn signals_clips_and_volumes_are_no_misread_images() {
    let of = |shape: &str, call: &str| codes(&format!("input {shape}\n{call}"));
    assert_eq!(of("28x28", "conv 32 k=(3,)"), [""; 0]);
    assert_eq!(of("1x16000", "conv 32 k80 s4"), [""; 0]);
    assert_eq!(of("80x3000", "conv 512 k3 s2 p1"), [""; 0]);
    assert_eq!(of("3x16x112x112", "conv 64 k3 p1"), [""; 0]);
    assert_eq!(of("1x3x112x112", "conv 64 k3x7x7 p1"), [""; 0]);
    assert_eq!(of("4x128x128x128", "conv 32 k3 p1"), [""; 0]);
    // Only what is an input, and only of a window.
    assert_eq!(of("28x28", "identity; conv 32 k3"), [""; 0]);
    assert_eq!(of("28x28", "linear 10"), [""; 0]);
}

#[test]
fn flattening_one_token_or_one_feature_loses_nothing() {
    assert_eq!(codes("input 197x768\nfc 10"), ["net::shape::flattens_tokens"]);
    assert_eq!(codes("input 197x768\nslice 0 1; fc 10"), [""; 0]);
    assert_eq!(codes("input 512x1\nfc 10"), [""; 0]);
}

#[test]
fn numbers_in_pytorchs_order_are_told_from_large_kernels() {
    let of = |input: &str, rest: &str| codes(&format!("input {input}\n{rest}"));
    for call in ["conv 3 64", "conv 3 64 7", "conv 3 64 7 2 3", "deconv 3 64 4 2 1"] {
        assert_eq!(of("3x224x224", call), ["net::shape::in_channels_first"], "{call}");
    }
    let meant = ["conv 3 k64 s7", "conv 3 16 16", "conv 3 7 2", "conv 3 64 s64", "conv 64 64 7"];
    for call in meant {
        assert_eq!(of("3x224x224", call), [""; 0], "{call}");
    }
    let problem = only("input 64x56x56\nconv 64 128 3 1 1");
    let help = "input channels are inferred; write `conv 128 3 1 1`";
    assert!(problem.contains("a 128×128 window does not fit into 56×56"), "{problem}");
    assert!(problem.contains(help), "{problem}");
}

#[test]
fn linear_is_doubted_right_behind_what_makes_a_map() {
    let of = |rest: &str| codes(&format!("input 3x32x32\n{rest}"));
    let doubted = ["conv 8 k3", "conv 8; bn; relu", "conv 8; gap", "pool 2", "deconv 8 k2 s2"];
    for map in doubted {
        assert_eq!(of(&format!("{map}; linear 10")), ["net::shape::linear_on_map"], "{map}");
    }
    let meant = ["identity", "conv 8; permute 1 2 0", "conv 8; flatten"];
    for map in meant {
        assert_eq!(of(&format!("{map}; linear 10")), [""; 0], "{map}");
    }
    assert_eq!(codes("input 80x3000\nconv 512 k3; linear 10"), [""; 0], "a signal may be rows");
}

#[test]
fn what_is_hardly_ever_meant_warns_unless_it_is_allowed() {
    for (text, code) in [
        ("input 3x224x224\nconv 8 k16 s16; reshape (196, 8)", "shape::reshape_mixes"),
        ("input 80x300\nconv 64 k3; lstm 8", "shape::missing_permute"),
        ("input 128\nembed 99 64; conv 8 k3", "shape::missing_permute"),
        ("input 3x32x48\nconv 8; ln", "shape::last_axis_of_map"),
        ("input 3x32x48\nconv 8; softmax", "shape::last_axis_of_map"),
        ("input 3x32x48\nconv 8; glu", "shape::last_axis_of_map"),
        ("input 3x32x48\nembed 99 8", "shape::embeds_image"),
        ("input 3x32x48\nconv 8 k3 s4", "shape::skipping_stride"),
        ("input 3x32x48\nconv 8 k3 p3", "shape::idle_padding"),
        ("input 3x32x48\nconv 8 k3; relu; relu", "flow::redundant_activation"),
        ("input 9\nlinear 8; softmax; softmax", "flow::redundant_activation"),
        ("input 9\ndropout 1", "flow::drops_all"),
        ("param w = 1\ninput 9\nrelu", "flow::unused_parameter"),
        ("block f(c, s=1) { linear c }\ninput 9\nf 8 s2", "flow::unused_parameter"),
        ("input 224x3x224\nconv 8 k3", "shape::channels_last"),
    ] {
        assert_eq!(codes(text), [format!("net::{code}")], "{text}");
        let name = code.rsplit("::").next().unwrap_or_default().replace('_', "-");
        if name != "channels-last" {
            assert_eq!(codes(&format!("allow {name}\n{text}")), [""; 0], "{text}");
        }
    }
    for text in [
        "input 3x224x224\nconv 8 k16 s16; permute 1 2 0; reshape (196, 8)",
        "input 3x224x224\nconv 8 k16 s16; reshape (8, 196); permute 1 0",
        "input 80x300\nconv 64 k3; permute 1 0; lstm 8",
        "input 3x32x48\nconv 8; permute 1 2 0; ln",
        "input 3x32x48\nconv 8; softmax axis=0",
        "input 3x32x48\nconv 8 k1 s2",
        "input 3x32x48\nconv 8 k3 p2 d2",
        "input 9\nlinear 8; logsoftmax; relu",
        "input 9\ndropout 0.5",
        "block f(c, s=1) { linear c }\ninput 9\nf 8",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

/// Each condition of a warning, with a network that fails it alone.
#[test]
fn warnings_stop_where_what_they_are_about_does() {
    let warned = [
        ("reshape_mixes", "input 8x4x4\nconv 8 k3 p1; reshape (16, 8)"),
        ("reshape_mixes", "input 8x4x3\nconv 8 k1; bn; relu; reshape 12x8"),
        ("missing_permute", "input 8x32\nconv 8 k3 p1; relu; gru 4"),
        ("missing_permute", "input 8x16\nconv 8 k1; dropout 0.5; bn; relu; lstm 4"),
        ("missing_permute", "input 8\nembed 9 4; bn"),
        ("missing_permute", "input 8\nembed 9 4; relu; conv 8 k1"),
        ("last_axis_of_map", "input 3x32x48\nconv 8 k1; rmsnorm"),
        ("last_axis_of_map", "input 3x32x48\npool 2; logsoftmax"),
        ("last_axis_of_map", "input 3x32x32\nconv 8 k1; softmax -1"),
        ("last_axis_of_map", "input 3x32x32\nconv 8 k1; softmax axis=2"),
        ("embeds_image", "input 1x32x48\nembed 9 4"),
        ("embeds_image", "input 4x32x48\nembed 9 4"),
        ("redundant_activation", "input 8\nrelu6; relu"),
        ("redundant_activation", "input 8\nsigmoid; relu"),
        ("redundant_activation", "input 8\nsoftmax; relu"),
        ("redundant_activation", "input 8\nsigmoid; softmax"),
        ("drops_all", "input 8\ndropout p=1"),
        ("drops_all", "input 8\ndropout 1.0"),
    ];
    for (name, text) in warned {
        let of = |code: String| code.rsplit("::").next().unwrap_or_default().to_owned();
        assert_eq!(codes(text).into_iter().map(of).collect::<Vec<_>>(), [name], "{text}");
    }
    for text in [
        // One channel or one position has no order; as many of both may be either; nothing says that these are a map.
        "input 8x4x4\nconv 1 k3 p1; reshape (16, 1)",
        "input 8x3x3\nconv 8 k3; reshape (1, 8)",
        "input 16x4x4\nconv 16 k1; reshape (16, 16)",
        "input 8x4x4\nreshape (16, 8)",
        // The channels stay first, or other sizes are made.
        "input 8x4x3\nconv 8 k1; reshape (8, 12)",
        "input 8x4x3\nconv 8 k1; reshape (4, 24)",
        "input 8x4x3\nconv 8 k1; reshape (6, 16)",
        "input 8x4x3\nconv 8 k1; permute 1 2 0; reshape (24, 4)",
        // Norms over features and other layers between.
        "input 8\nembed 9 4; ln",
        "input 8x8\nlinear 8; conv 4 k1",
        "input 8x16\nconv 8 k1; linear 8; lstm 4",
        "input 8x16\nlstm 4",
        // Other axes, a signal, as many columns as channels, and no map.
        "input 3x32x48\nconv 8 k1; softmax axis=1",
        "input 3x32x48\nconv 8 k1; glu axis=0",
        "input 3x32x48\nconv 8 k1; ln axis=1",
        "input 3x32x32\nconv 8 k1; softmax axis=1",
        "input 3x32x32\nconv 8 k1; softmax 1",
        "input 3x32x32\nconv 8 k1; ln axis=-2",
        "input 3x32\nconv 8 k1; softmax",
        "input 3x32x8\nconv 8 k1; softmax",
        "input 3x32x48\nsoftmax",
        "input 3x32x48\nconv 8 k1; gn 2",
        "input 2x32x48\nembed 9 4",
        "input 3x32\nembed 9 4",
        "input 3x4x32x48\nembed 9 4",
        "input 8\nrelu; relu6",
        "input 8\ngelu; relu",
        "input 8\ntanh; softmax",
        "input 8\nlogsoftmax; softmax",
        "input 8\nsoftmax; sigmoid",
        "input 8\ndropout 0.999",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}
