//! Blocks, functions and recursion.

use super::*;

#[test]
fn a_block_starts_from_the_callers_tensor() {
    assert_eq!(
        layers(
            "block twice(c, k=3) { conv c k=k p=k//2; conv c k=k p=k//2 }\ninput 4x8x8\ntwice 8\ntwice 6 k1"
        ),
        ["twice1/conv1 8×8×8", "twice1/conv2 8×8×8", "twice2/conv1 6×8×8", "twice2/conv2 6×8×8"]
    );
}

#[test]
fn a_label_of_a_call_is_its_scope() {
    assert_eq!(layers("block b { relu }\ninput 4\nx: b\nadd x"), ["x/relu1 4", "add1 4"]);
    assert_eq!(
        layers("block b { relu }\ninput 4\nrepeat 2 { x: b }"),
        ["x/relu1 4", "x#2/relu1 4"]
    );
}

#[test]
fn named_branches_are_scopes() {
    assert_eq!(
        layers(
            "input 4\nlet q = { linear 3 }\nblock two(kv) { add kv }\ntwo kv={ linear 4 }\nlinear 3\nadd q"
        ),
        ["q/linear1 3", "kv/linear1 4", "two1/add1 4", "linear1 3", "add1 3"]
    );
}

#[test]
fn defaults_may_use_earlier_parameters_and_it() {
    assert_eq!(outputs("block b(c, d=c*2, e=it.c) { conv d+e }\ninput 4x8x8\nb 3"), ["10×8×8"]);
    assert_eq!(outputs("block attend(kv=it) { matmul it kv tb }\ninput 5x3\nattend"), ["5×5"]);
}

#[test]
fn parameters_take_any_value() {
    assert_eq!(outputs("block b(x) { add x }\ninput 4\na: relu\nb a"), ["4"]);
    assert_eq!(outputs("block b(xs) { for n in xs { linear n } }\ninput 4\nb [3, 2]"), ["2"]);
    assert_eq!(outputs("block b(body) { add body }\ninput 4\nb { relu; linear 4 }"), ["4"]);
}

#[test]
fn a_boolean_default_makes_a_flag() {
    let block = "block b(c, act=true) { linear c; if act { relu } }\ninput 4\n";
    assert_eq!(layers(&format!("{block}b 3 noact")), ["b1/linear1 3"]);
    assert_eq!(layers(&format!("{block}b 3 act")).len(), 2);
    assert_eq!(codes(&format!("{block}b 3 c")), ["net::call::not_a_flag"]);
}

#[test]
fn strings_are_handed_on_as_words() {
    assert_eq!(
        outputs("block up(mode=\"bilinear\") { upsample 2 mode=mode }\ninput 4x8x8\nup"),
        ["4×16×16"]
    );
}

#[test]
fn a_block_may_have_several_outputs() {
    let block = "block both { output { linear 2 } { linear 3 } }\n";
    let named =
        "block both { a: linear 2; b: linear 3; output a b }\ninput 4\nx, y: both\nconcat x y";
    assert_eq!(outputs(named), ["5"]);
    let _ = block;
}

#[test]
fn output_in_a_branch_or_loop_counts_for_the_block() {
    let text = "block pyramid { repeat 3 { pool 2; output } }\ninput 4x16x16\na, b, c: pyramid\nconcat { from a; pool 4 } { from b; pool 2 } c";
    assert_eq!(outputs(text), ["12×2×2"]);
}

#[test]
fn recursion_is_an_error() {
    assert_eq!(codes("block b { b }\ninput 4\nb"), ["net::flow::recursion"]);
    assert_eq!(codes("block a { b }\nblock b { a }\ninput 4\na"), ["net::flow::recursion"]);
    assert_eq!(codes("fn f(x) = f(x)\ninput 4\nlinear f(1)"), ["net::flow::recursion"]);
}

#[test]
fn an_error_in_a_block_shows_the_call() {
    let checked = check("block b(c) { conv c k9 }\ninput 4x8x8\nb 3\n");
    let [diagnostic] = checked.diagnostics.as_slice() else { panic!("{:?}", checked.diagnostics) };
    assert_eq!(code(diagnostic), "net::shape::kernel_too_large");
    let calls: Vec<_> = diagnostic.calls.iter().map(|call| call.callee.as_str()).collect();
    assert_eq!(calls, ["b(c = 3)"]);
}

#[test]
fn a_block_that_nothing_calls_is_a_warning() {
    assert_eq!(codes("block b { relu }\ninput 4\nrelu"), ["net::flow::unused_block"]);
    assert_eq!(codes("block b { relu }\ninput 4\nlet op = b\nop"), [""; 0]);
}

#[test]
fn a_block_may_hide_an_operation_with_a_warning() {
    let text = "block relu { linear 3 }\ninput 4\nrelu";
    assert_eq!(codes(text), ["net::name::hides_operation"]);
    assert_eq!(outputs(text), ["3"]);
}

#[test]
fn a_block_may_wrap_the_operation_of_its_name() {
    let wrap = "block conv(c, k=1, s=1) { conv c k=k s=s p=k//2 nobias; bn; relu }\ninput 3x8x8\n";
    assert_eq!(codes(&format!("{wrap}conv 8 k3 s2")), [""; 0]);
    assert_eq!(
        layers(&format!("{wrap}conv 8 k3 s2")),
        ["conv1/conv1 8×4×4", "conv1/bn1 8×4×4", "conv1/relu1 8×4×4"]
    );
    // In a branch, in a loop, as a value, in a default, and by another name of the operation.
    for text in [
        "block relu { add { repeat 1 { relu } } }\ninput 4\nrelu",
        "block relu { let act = relu; act }\ninput 4\nrelu",
        "block relu(act=relu) { act }\ninput 4\nrelu",
        "block silu { swish; ln }\ninput 4\nsilu",
        "block swish { swish; ln }\ninput 4\nswish; silu",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn what_a_block_wraps_is_found_by_its_text_alone() {
    // The file's other blocks call the block.
    let relu = "block relu { relu; linear 3 }\n";
    assert_eq!(
        layers(&format!("{relu}block twice {{ relu; relu }}\ninput 4\ntwice")),
        [
            "twice1/relu1/relu1 4",
            "twice1/relu1/linear1 3",
            "twice1/relu2/relu1 3",
            "twice1/relu2/linear1 3"
        ]
    );
    // An operation that is handed over is what its name means where it stands.
    let handed = "block relu(act=gelu) { act; relu }\ninput 4\n";
    assert_eq!(codes(&format!("{handed}relu relu")), ["net::flow::recursion"]);
    let wrapped = "block basic(c) { basic c; linear 3 }\ninput 8x8x8\nbasic 4";
    assert_eq!(outputs(wrapped), ["4×8×3"]);
    assert_eq!(codes(wrapped), [""; 0]);
}

#[test]
fn prelude_blocks_keep_to_their_own() {
    let plain = params("input 8x8x8\nbasic 8");
    assert_eq!(params("block conv(c) { relu }\ninput 8x8x8\nbasic 8"), plain);
    assert_eq!(outputs("block basic(c) { linear c }\ninput 4\nbasic 3"), ["3"]);
}

#[test]
fn statements_of_the_file_stand_in_no_body() {
    for text in [
        "repeat 1 { param a = 1 }",
        "if true { fn f() = 1 }",
        "add { block b { relu } }",
        "repeat 1 { batch 2 }",
        "repeat 1 { assert total.params == 0 }",
    ] {
        let found = codes(&format!("input 4\n{text}\nrelu"));
        assert!(found.contains(&"net::name::not_in_a_body".to_owned()), "{text}: {found:?}");
    }
}
