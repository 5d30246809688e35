//! Arguments: which parameter each fills, and words that could be two things.

use super::*;

fn shape(call: &str) -> String {
    outputs(&format!("input 4x32x32\n{call}")).remove(0)
}

#[test]
fn positional_named_shorthand_and_flag_arguments_mean_the_same() {
    for call in [
        "conv 8 3 2 1",
        "conv 8 k3 s2 p1",
        "conv 8 k=3 s=2 p=1",
        "conv out=8 kernel_size=3 stride=2 padding=1",
        "conv s2 8 p1 3",
        "conv 8 k3x3 s=(2, 2) p1",
    ] {
        assert_eq!(shape(call), "8×16×16", "{call}");
    }
}

#[test]
fn flags_set_booleans() {
    assert_eq!(params("input 4x8x8\nconv 8"), 40);
    for call in ["conv 8 nobias", "conv 8 bias=false", "conv 8 1 nobias"] {
        assert_eq!(params(&format!("input 4x8x8\n{call}")), 32, "{call}");
    }
    assert_eq!(shape("pool 3 2 ceil"), "4×16×16");
    assert_eq!(shape("pool 3 2 noceil"), "4×15×15");
}

#[test]
fn a_blank_ends_an_argument() {
    assert_eq!(shape("let c = 4\nconv c*2 k1"), "8×32×32");
    assert_eq!(shape("let c = 4\nconv (c * 2)"), "8×32×32");
    assert_eq!(outputs("input 9x2\nslice 0 -1"), ["8×2"]);
    assert_eq!(codes("input 4x8x8\nlet c = 2\nconv c -1"), ["net::call::out_of_range"]);
}

#[test]
fn words_need_no_quotes() {
    assert_eq!(shape("conv 8 k3 p=same"), "8×32×32");
    assert_eq!(shape("conv 8 k3 p=valid"), "8×30×30");
    assert_eq!(shape("conv 8 k3 p=\"same\""), "8×32×32");
    assert_eq!(codes("input 4x8x8\nconv 8 k3 p=smae"), ["net::call::unknown_word"]);
    assert_eq!(codes("input 4x8x8\nupsample 2 mode=sharp"), ["net::call::unknown_word"]);
}

#[test]
fn a_word_that_is_near_to_none_is_a_name_where_values_may_stand() {
    let unknown = only("image: input 4x8x8\nupsample size=imag");
    assert!(unknown.contains("did you mean `image`?"), "{unknown}");
    let text = "image: input 4x8x8\nblock b { upsample size=image }\nb";
    assert_eq!(codes(text), ["net::name::tensor_of_the_file"]);
}

#[test]
fn a_word_with_two_readings_is_an_error() {
    let readings = "net::name::two_readings";
    // A shorthand and a name.
    assert_eq!(codes("input 4x8x8\nlet k3 = 5\nconv 8 k3"), [readings]);
    assert_eq!(shape("let k3 = 8\nconv (k3) k=3"), "8×30×30");
    // A flag, and another switched off.
    let block = "block b(nobias=false, bias=true) { if nobias or bias { relu } }\ninput 4\n";
    assert_eq!(codes(&format!("{block}b nobias")), [readings]);
    // A word and a name.
    assert_eq!(codes("input 4x8x8\nlet same = 1\nconv 8 k3 p=same"), [readings]);
    assert_eq!(shape("let same = 1\nconv 8 k3 p=(same)"), "8×32×32");
    assert_eq!(shape("let same = 1\nconv 8 k3 p=\"same\""), "8×32×32");
    assert_eq!(shape("let out = 8\nconv out"), "8×32×32");
}

#[test]
fn a_name_that_a_parameter_has_too_is_for_that_parameter() {
    assert_eq!(shape("let s = 2\nconv 8 s"), shape("conv 8 s=2"));
    assert_eq!(shape("let s = 2\nconv 8 (s)"), "8×31×31");
    let cell = |call: &str| {
        let text =
            "block cell(c, k=3, s=1, p=0, d=1, g=1, n=1) { repeat n { CALL } }\ninput 4x9x9\n";
        outputs(&format!("{}cell 8 k3 s2 p1 d2 g2", text.replace("CALL", call)))
    };
    let spelled = cell("conv c k=k s=s p=p d=d g=g");
    for call in ["conv c k s p d g", "conv c g d p s k", "conv s k g p d out=c", "conv p g c d k s"]
    {
        assert_eq!(cell(call), spelled, "{call}");
    }
    // Names stand between positional arguments without moving them.
    assert_eq!(cell("conv s c p k d g"), spelled);
    assert_eq!(shape("let out = 8\nconv out 3"), "8×30×30");
    // PyTorch's names, flags, settings, operands, and calls of what a name holds.
    assert_eq!(shape("let stride = 2\nconv 8 stride"), shape("conv 8 s2"));
    assert_eq!(params("let bias = false\ninput 4x9x9\nconv 8 bias"), 32);
    assert_eq!(outputs("let axis = 1\ninput 4x9x9\na: relu\nconcat a it axis"), ["4×18×9"]);
    assert_eq!(shape("let op = conv\nlet s = 2\nop 8 s"), shape("conv 8 s2"));
    assert_eq!(outputs("let dtype = \"f16\"\ninput 4x9x9\nconv 8 dtype"), ["8×9×9"]);
}

#[test]
fn a_name_is_not_taken_by_position_for_another_parameter() {
    let missing = only("let k = 16\ninput 4x9x9\nconv k");
    assert!(missing.contains("`k` is read as `k=k`; write `(k)`"), "{missing}");
    let twice = only("let s = 2\ninput 4x9x9\nconv 8 s1 s");
    assert!(twice.contains("`s` is read as `s=s`"), "{twice}");
    // Shorthands and what switches a flag off are no names of parameters.
    assert_eq!(codes("let nobias = 1\ninput 4x9x9\nconv 8 nobias"), ["net::name::two_readings"]);
}

#[test]
fn an_argument_that_cannot_be_read_keeps_its_place() {
    let text = "block b(n, growth) { repeat n { linear growth } }\ninput 4\nlet n4 = 2\nlet growth = 3\nb n4 growth";
    assert_eq!(codes(text), ["net::name::two_readings"]);
}

#[test]
fn the_message_shows_both_spellings() {
    let message = only("input 4x8x8\nlet k3 = 5\nconv 8 k3");
    assert!(message.contains("`k=3`") && message.contains("`(k3)`"), "{message}");
    let message = only("input 4x8x8\nlet same = 1\nconv 8 k3 p=same");
    assert!(message.contains("`p=\"same\"`") && message.contains("`p=(same)`"), "{message}");
}

#[test]
fn mistaken_arguments_are_errors() {
    for (call, code) in [
        ("conv", "net::call::missing_argument"),
        ("conv 1 2 3 4 5 6 true 8", "net::call::too_many_arguments"),
        ("relu 3x3 64", "net::call::too_many_arguments"),
        ("conv 8 k3 k=3", "net::call::argument_twice"),
        ("conv 8 3 k3", "net::call::argument_twice"),
        ("conv 8 kernl=3", "net::name::unknown_parameter"),
        ("conv 8 k", "net::call::not_a_flag"),
        ("conv 8 bias0", "net::call::wrong_type"),
        ("conv \"8\"", "net::call::wrong_type"),
        ("conv 8.5", "net::call::not_an_integer"),
        ("conv 0", "net::call::out_of_range"),
        ("conv 8 s0", "net::call::out_of_range"),
        ("conv 8 p=-1", "net::call::out_of_range"),
        ("conv 8 relu", "net::syntax::missing_semicolon"),
        ("conv 8 dtype=f99", "net::call::unknown_word"),
    ] {
        assert_eq!(codes(&format!("input 4x8x8\n{call}")), [code], "{call}");
    }
}

#[test]
fn a_number_near_a_whole_one_is_an_integer() {
    assert_eq!(shape("conv 80*0.1"), "8×32×32");
    assert_eq!(shape("conv 1e1-2"), "8×32×32");
    assert_eq!(shape("conv 8.0"), "8×32×32");
}

#[test]
fn arguments_are_evaluated_from_left_to_right() {
    assert_eq!(
        layers("input 4x8x8\nadd { conv 4 } { relu; conv 4 }"),
        ["conv1 4×8×8", "relu1 4×8×8", "conv2 4×8×8", "add1 4×8×8"]
    );
}

#[test]
fn unknown_operations_get_the_nearest_name() {
    assert!(only("input 4x8x8\nconvv 8").contains("`conv`"));
    assert!(only("input 4\ndense 8").contains("`linear`"));
    assert!(only("input 4\nfrobnicate 8").contains("custom"));
}

#[test]
fn arguments_that_no_tensor_could_take_are_refused_after_a_mistake_too() {
    let after = |call: &str| codes(&format!("input 3x8x8\nconv 8 k11\n{call}"))[1..].to_vec();
    assert_eq!(after("conv 8 s0"), ["net::call::out_of_range"]);
    assert_eq!(after("conv 8 k=(3, 0)"), ["net::call::out_of_range"]);
    assert_eq!(after("conv 8.5"), ["net::call::not_an_integer"]);
    assert_eq!(after("conv 8 bias=1"), ["net::call::wrong_type"]);
    assert_eq!(after("conv 8 k=3x3x3 p=same; upsample 2 mode=bilinear"), [""; 0]);
    assert_eq!(after("conv it.c k=(it.h, 3)"), [""; 0]);
}

#[test]
fn arguments_too_many_are_one_mistake() {
    let message = only("input 3 224 224\nconv 64");
    assert!(message.starts_with("net::call::too_many_arguments"), "{message}");
    assert!(message.contains("\"224 224\" too many"), "{message}");
    assert!(message.ends_with("a shape is one argument: write `3x224x224`"), "{message}");
}
