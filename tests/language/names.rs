//! What a name means, where it is visible, and that none hides another.

use super::*;

#[test]
fn axes_of_tensors() {
    for (text, value) in [
        ("it.c", 3),
        ("it.h", 5),
        ("it.w", 7),
        ("it[0]", 3),
        ("it[-1]", 7),
        ("it.rank", 3),
        ("it.size", 105),
        ("it.shape[1]", 5),
        ("len(it.shape)", 3),
    ] {
        let text = format!("input 3x5x7\nassert {text} == {value}");
        assert_eq!(codes(&text), [""; 0], "{text}");
    }
    assert_eq!(codes("input 2x3x4x5\nassert it.d == 3 and it.h == 4 and it.w == 5"), [""; 0]);
    assert_eq!(codes("input 2x9\nassert it.w == 9"), [""; 0]);
    assert_eq!(codes("input 2x9\nassert it.h == 9"), ["net::value::no_axis"]);
    assert_eq!(codes("input 2\nassert it.w == 2"), ["net::value::no_axis"]);
    assert_eq!(codes("input 2\nassert it.x == 2"), ["net::name::unknown_attribute"]);
}

#[test]
fn no_name_hides_another_of_the_same_body() {
    let hides = "net::name::hides";
    assert_eq!(codes("input 4\nlet a = 1\nlet a = 2"), [hides]);
    assert_eq!(codes("input 4\nlet a = 1\nrepeat 2 { let a = 2 }"), [hides]);
    assert_eq!(codes("input 4\nlet a = 1\nadd { let a = 2 }"), [hides]);
    assert_eq!(codes("input 4\nlet a = 1\nfor a in [1] { relu }"), [hides]);
    assert_eq!(codes("input 4\nlet a = 1\na: relu"), [hides]);
    assert_eq!(codes("block b(x) { let x = 1; relu }\ninput 4\nb 1"), [hides]);
    assert_eq!(codes("block b { relu }\nblock b { fc 8 }\ninput 4\nb"), [hides]);
}

#[test]
fn names_end_with_their_body() {
    assert_eq!(codes("input 4\nrepeat 2 { let a = 1 }\nlet a = 2"), [""; 0]);
    assert_eq!(codes("input 4\nrepeat 1 { let a = 1 }\nlinear a"), ["net::name::unknown"]);
}

#[test]
fn the_underscore_names_nothing() {
    assert_eq!(codes("input 4\nlet _ = 1\nlet _ = 2\nfor _ in range(2) { tanh }"), [""; 0]);
    assert_eq!(codes("input 4\nlet _ = 1\nlinear _"), ["net::name::unknown"]);
}

#[test]
fn the_names_of_a_block_may_hide_those_of_the_file() {
    assert_eq!(
        codes("param c = 4\nblock b(c) { linear c }\ninput 4\nb c+1\nassert it[0] == 5"),
        [""; 0]
    );
}

#[test]
fn blocks_see_params_and_functions_and_nothing_else() {
    assert_eq!(
        outputs("param c = 4\nfn two(x) = x*c\nblock b { linear two(2) }\ninput 4\nb"),
        ["8"]
    );
    let message = only("block b { linear c }\ninput 4\nlet c = it[0]\nb");
    assert!(message.starts_with("net::name::let_of_the_file"), "{message}");
    let message = only("block b { add c }\ninput 4\nc: relu\nb");
    assert!(message.starts_with("net::name::tensor_of_the_file"), "{message}");
    assert_eq!(
        codes("block b(x) { linear y }\nblock d { let y = 1; b y }\ninput 4\nd"),
        ["net::name::unknown"]
    );
}

#[test]
fn functions_have_no_it() {
    assert_eq!(codes("fn f() = it.c\ninput 4\nlinear f()"), ["net::name::it_in_function"]);
}

#[test]
fn blocks_and_functions_may_be_used_before_they_are_declared() {
    assert_eq!(outputs("input 4\nb f(2)\nblock b(c) { linear c }\nfn f(x) = x + 1"), ["3"]);
}

#[test]
fn unknown_names_are_found_in_bodies_that_nothing_calls() {
    assert_eq!(
        codes("block b { linear nope }\ninput 4\nrelu"),
        ["net::flow::unused_block", "net::name::unknown"]
    );
    assert_eq!(codes("input 4\nif false { linear nope }\nrelu"), ["net::name::unknown"]);
    assert_eq!(codes("fn f(x) = x + nope\ninput 4\nrelu"), ["net::name::unknown"]);
}

#[test]
fn operations_are_values() {
    assert_eq!(layers("let act = relu6\ninput 4\nact"), ["relu6_1 4"]);
    assert_eq!(
        layers("block b(act=hardswish) { linear 3; act }\ninput 4\nb; b relu"),
        ["b1/linear1 3", "b1/hardswish1 3", "b2/linear1 3", "b2/relu1 3"]
    );
    assert_eq!(
        outputs(
            "input 4\nfor (op, n) in [(linear, 3), (wide, 5)] { op n }\nblock wide(n) { linear 2*n }"
        ),
        ["10"]
    );
}

#[test]
fn a_name_that_holds_no_operation_does_not_hide_one() {
    assert_eq!(outputs("input 4x8x8\nlet conv = 2\nconv conv"), ["2×8×8"]);
    assert_eq!(outputs("input 4x8x8\nmax: conv 2\nadd max"), ["2×8×8"]);
    assert_eq!(codes("input 4\nlet a = 2\na 3"), ["net::call::not_callable"]);
}

#[test]
fn a_name_used_before_its_statement_is_named_later() {
    assert_eq!(codes("input 4\nadd c\nc: relu"), ["net::name::named_later"]);
}

#[test]
fn one_mistake_is_one_message() {
    assert_eq!(codes("input 4\nadd nope\nadd nope\nlinear 3"), ["net::name::unknown"]);
    assert_eq!(
        codes(
            "input 4x8x8\na: conv 8 k99\nconv 3\nadd a\nassert it.h == 3\nif it.h > 3 { pool 2 }\nfc 3 -> 4"
        ),
        ["net::shape::kernel_too_large"]
    );
}

#[test]
fn what_a_mistaken_statement_names_is_unknown() {
    for (text, code) in [
        ("max: conv 0\nadd max it", "net::call::out_of_range"),
        ("let k = 1//0\nconv 8 k", "net::value::division_by_zero"),
        ("let y = { conv 0 }\nx, gap: split 2\nadd x gap\nadd y", "net::call::out_of_range"),
        ("conv 0\nx, gap: split 2\nadd x gap", "net::call::out_of_range"),
        ("conv 0 share=a\nconv 4 share=a", "net::call::out_of_range"),
    ] {
        assert_eq!(codes(&format!("input 4x8x8\n{text}")), [code], "{text}");
    }
}

#[test]
fn the_nearest_name_is_sought_for_a_number_of_names() {
    let text =
        format!("input 3x8x8\nlet width = 3\n{}", "assert widht == 3\nconvv 3\n".repeat(300));
    // The name is reported once for its body, the operation wherever it stands.
    let help = |diagnostic: &Diagnostic| {
        diagnostic.kind.help().map(|help| help.to_string()).unwrap_or_default()
    };
    let helps: Vec<_> = check(&text).diagnostics.iter().map(help).collect();
    assert_eq!(helps.len(), 301);
    assert_eq!(helps.iter().filter(|help| help.contains("did you mean")).count(), 200);
    assert!(helps[300].contains("custom \"convv\""), "{}", helps[300]);
}

#[test]
fn blocks_see_the_constants_of_their_file() {
    let made = "param w = 2\nfn twice(x) = x * base\nlet base = 2\nlet c = twice(w) + max(1, 2)\n\
                let act = relu\nlet sizes = [c, 3]\n";
    let block = "block b { linear c; act; linear twice(sizes[1]) }\ninput 4\nb";
    assert_eq!(layers(&format!("{made}{block}")), ["b1/linear1 6", "b1/relu1 6", "b1/linear2 6"]);
    // A block's own names go before them, and may be the same.
    assert_eq!(outputs("let c = 4\nblock b(c) { linear c }\ninput 4\nb 3\nlinear c\nb 2"), ["2"]);
    assert_eq!(codes("let c = 4\nblock b { let c = 3; linear c }\ninput 4\nb"), [""; 0]);
    // What is made of a tensor or a turn, a list that grows, and what is made within braces are not seen.
    let hidden = "net::name::let_of_the_file";
    for made in [
        "let c = it[0]",
        "let d = it[0]\nlet c = d + 1",
        "let c = []\nc += 3",
        "let c = []\nrepeat 2 { c += 3 }",
        "let c = { relu }",
        "a: relu\nlet c = a",
    ] {
        let found = codes(&format!("block b {{ linear c }}\ninput 4\n{made}\nb"));
        let tensor = "net::name::tensor_of_the_file";
        assert!([hidden, tensor].contains(&&*found[0]) && found.len() == 1, "{made}: {found:?}");
    }
    let unknown = "block b { linear c }\ninput 4\nrepeat 1 { let c = 3; linear c }\nb";
    assert_eq!(codes(unknown), ["net::name::unknown"]);
    // Each has its value from its statement on.
    let late = "block b { linear c }\ninput 4\nb\nlet c = 3";
    assert_eq!(codes(late), ["net::name::param_too_late"]);
    assert_eq!(codes("let c = 1 // 0\nblock b { linear c }\ninput 4\nb").len(), 1);
}
