//! Expressions and functions.

use super::*;

/// Whether a condition holds, or the code of what is wrong with it.
fn holds(condition: &str) -> Result<bool, String> {
    let checked = check(&format!("input 4x5x6\nassert {condition}\nrelu"));
    match checked.diagnostics.as_slice() {
        [] => Ok(true),
        [diagnostic] if code(diagnostic) == "net::claim::assert" => Ok(false),
        [diagnostic, ..] => Err(code(diagnostic)),
    }
}

#[test]
fn operators_bind_as_in_python() {
    for condition in [
        "1 + 2*3 == 7",
        "(1 + 2)*3 == 9",
        "2**3**2 == 512",
        "-2**2 == -4",
        "2**-1 == 0.5",
        "7 // 2 == 3",
        "-7 // 2 == -4",
        "7 % 3 == 1",
        "-7 % 3 == 2",
        "7 % -3 == -2",
        "1 // 0.1 == 9",
        "-7.5 // 2 == -4",
        "6 / 3 == 2",
        "7 / 2 == 3.5",
        "10 - 3 - 2 == 5",
        "100 / 10 / 5 == 2",
        "not 1 == 2",
        "not (true and false)",
        "true or false and false",
        "1 < 2 and 2 < 3",
        "--3 == 3",
        "if 1 > 2 then false else true",
        "(if 1 > 2 then 1 else if 2 > 1 then 5 else 6) == 5",
        "1K == 1000",
        "1Ki == 1024",
        "1.5M == 1_500_000",
        "1e3 == 1000",
        "0.1*10 == 1",
    ] {
        assert_eq!(holds(condition), Ok(true), "{condition}");
    }
}

#[test]
fn integers_are_exact() {
    for condition in [
        "9007199254740993 - 9007199254740992 == 1",
        "10**30 / 10**29 == 10",
        "1e30 == 10**30",
        "sqrt(10**30) == 10**15",
        "log2(2**100) == 100",
    ] {
        assert_eq!(holds(condition), Ok(true), "{condition}");
    }
    assert_eq!(holds("2**200 > 1"), Err("net::value::overflow".to_owned()));
    assert_eq!(holds("1 / 0 == 1"), Err("net::value::division_by_zero".to_owned()));
    assert_eq!(holds("1 % 0 == 1"), Err("net::value::division_by_zero".to_owned()));
    assert_eq!(holds("sqrt(-1) == 1"), Err("net::value::not_real".to_owned()));
}

#[test]
fn and_and_or_stop_at_the_operand_that_decides() {
    assert_eq!(holds("true or 1/0 == 1"), Ok(true));
    assert_eq!(holds("not (false and 1/0 == 1)"), Ok(true));
    assert_eq!(holds("1 or true"), Err("net::value::wrong_operand".to_owned()));
}

#[test]
fn values_compare_by_kind() {
    for condition in [
        "\"a\" == \"a\"",
        "\"a\" != \"b\"",
        "(1, 2) == (1, 2)",
        "(1, 2) != (1, 2, 3)",
        "2x3 == (2, 3)",
        "relu == relu",
        "relu != gelu",
        "1 != \"1\"",
        "true != 1",
        "swish == silu",
    ] {
        assert_eq!(holds(condition), Ok(true), "{condition}");
    }
    assert_eq!(holds("it == it"), Err("net::value::wrong_operand".to_owned()));
    assert_eq!(holds("[1] == [1]"), Err("net::value::wrong_operand".to_owned()));
    assert_eq!(holds("\"a\" < \"b\""), Err("net::value::wrong_operand".to_owned()));
    assert_eq!(holds("(1, 2) + (3, 4) == 1"), Err("net::value::wrong_operand".to_owned()));
}

#[test]
fn functions() {
    for condition in [
        "min(3, 1, 2) == 1",
        "max([3, 1, 2]) == 3",
        "abs(-2) == 2",
        "floor(2.7) == 2",
        "ceil(2.1) == 3",
        "floor(-2.5) == -3",
        "round(2.5) == 2",
        "round(3.5) == 4",
        "sqrt(16) == 4",
        "log2(8) == 3",
        "len([1, 2]) == 2",
        "sum([1, 2, 3]) == 6",
        "sum([]) == 0",
        "len(range(5)) == 5",
        "range(2, 4)[0] == 2",
        "len(range(5, 2)) == 0",
        "it.shape == 4x5x6",
    ] {
        assert_eq!(holds(condition), Ok(true), "{condition}");
    }
    assert_eq!(holds("min([]) == 1"), Err("net::value::wrong_arguments".to_owned()));
    assert_eq!(holds("sqrt(1, 2) == 1"), Err("net::value::wrong_arguments".to_owned()));
    assert_eq!(holds("sqroot(1) == 1"), Err("net::name::unknown_function".to_owned()));
    assert_eq!(holds("sum(3) == 1"), Err("net::value::wrong_operand".to_owned()));
}

/// torchvision's `_make_divisible`: the values that its MobileNets are built with.
#[test]
fn divisible_is_torchvisions() {
    for (value, divisor, result) in [
        ("32*0.35", 8, 16),
        ("16*0.35", 8, 8),
        ("24*0.75", 8, 24),
        ("96*0.35", 8, 32),
        ("12", 8, 16),
        ("11", 8, 16),
        ("3", 8, 8),
        ("1280*1.4", 8, 1792),
        ("17.5", 8, 16),
        ("20", 8, 24),
        ("18", 4, 20),
    ] {
        assert_eq!(
            holds(&format!("divisible({value}, {divisor}) == {result}")),
            Ok(true),
            "{value}"
        );
    }
    assert_eq!(holds("divisible(33, d=4) == 32"), Ok(true));
}

#[test]
fn a_function_has_parameters_with_defaults() {
    assert_eq!(
        outputs("param w = 2\nfn ch(c, k=3) = c*w + k\ninput 4\nlinear ch(5)+ch(1, k=0)"),
        ["15"]
    );
    for (call, code) in [
        ("ch()", "net::call::missing_argument"),
        ("ch(1, 2, 3)", "net::call::too_many_arguments"),
        ("ch(1, z=2)", "net::name::unknown_parameter"),
        ("ch(1, c=2)", "net::call::argument_twice"),
    ] {
        let text = format!("fn ch(c, k=3) = c + k\ninput 4\nlinear {call}");
        assert_eq!(codes(&text), [code], "{call}");
    }
}

#[test]
fn items_are_counted_from_both_ends() {
    assert_eq!(holds("(1, 2, 3)[-1] == 3 and [4, 5][0] == 4"), Ok(true));
    assert_eq!(holds("(1, 2)[2] == 1"), Err("net::value::index_out_of_range".to_owned()));
    assert_eq!(holds("(1, 2)[0.5] == 1"), Err("net::value::index_out_of_range".to_owned()));
    assert_eq!(holds("1[0] == 1"), Err("net::value::not_indexed".to_owned()));
}

#[test]
fn bytes_stand_only_in_claims_about_totals() {
    assert_eq!(codes("input 4\nlet a = 3KiB\nrelu"), ["net::value::bytes"]);
    assert_eq!(codes("input 4\nassert it[0] < 3KiB\nrelu"), ["net::value::bytes"]);
    assert_eq!(codes("input 4\nlet a = total.params\nrelu"), ["net::name::total_outside"]);
}

#[test]
fn an_argument_that_is_none_counts_as_not_given() {
    let wrap = |call: &str| {
        let text =
            format!("block b(c, k=none, s=none, p=none, bias=none, dtypes=none) {{ {call} }}\n");
        format!("{text}input 4x9x9\n")
    };
    let plain = "conv c k s p bias=bias dtype=dtypes";
    assert_eq!(outputs(&format!("{}b 8", wrap(plain))), ["8×9×9"]);
    assert_eq!(outputs(&format!("{}b 8 k3 s2 p1 bias=false", wrap(plain))), ["8×5×5"]);
    assert_eq!(params(&format!("{}b 8 k3 bias=false", wrap(plain))), 288);
    assert_eq!(params(&format!("{}b 8 k3", wrap(plain))), 296);
    // By position, for another default, among operands, for `share=`, and for a function.
    assert_eq!(outputs("input 4x9x9\nconv 8 none 2"), ["8×5×5"]);
    assert_eq!(outputs("block b(c=3) { conv c }\ninput 4x9x9\nb none"), ["3×9×9"]);
    assert_eq!(outputs("input 4\na: linear 4\nadd a none"), ["4"]);
    assert_eq!(
        params("block b(key=none) { linear 4 share=(key); linear 4 share=(key) }\ninput 4\nb"),
        40
    );
    assert_eq!(
        params("block b(key=none) { linear 4 share=(key); linear 4 share=(key) }\ninput 4\nb 1"),
        20
    );
    assert_eq!(
        outputs("fn f(c, by=none) = if by == none then c else c * by\ninput 4\nlinear f(2)"),
        ["2"]
    );
    assert_eq!(outputs("fn f(c=3) = c\ninput 4\nlinear f(none)"), ["3"]);
    // Words and tensors of operations that are `none` by default.
    assert_eq!(codes("input 3x16x8\nq: relu\nsdpa q q q heads=none mask=none"), [""; 0]);
}

#[test]
fn none_is_compared_with_every_value() {
    for value in ["1", "\"x\"", "(1, 2)", "[1, 2]", "it", "relu", "true"] {
        let text = format!("input 4\nassert {value} != none\nassert not (none == {value})\nrelu");
        assert_eq!(codes(&text), [""; 0], "{value}");
    }
    assert_eq!(codes("input 4\nassert none == none\nassert not (none != none)\nrelu"), [""; 0]);
    let text = "block up(skip=none) { upsample 2; if skip != none { concat skip } }\n\
                input 4x8x8\na: relu\npool 2; up a; pool 2; up";
    assert_eq!(outputs(text), ["8×8×8"]);
}

#[test]
fn none_is_no_number_tensor_or_condition() {
    let missing = "net::call::missing_argument";
    for (text, code) in [
        ("input 4\nlinear none", missing),
        ("block b(c) { linear c }\ninput 4\nb none", missing),
        ("fn f(c) = c\ninput 4\nlinear f(none)", missing),
        ("input 4\nif none { relu }", "net::call::not_a_condition"),
        ("input 4\nfrom none", "net::call::wrong_type"),
        ("input 4\nrelu; output none", "net::call::wrong_type"),
        ("input 4\nlet x = none\nlinear x.c", "net::value::no_attribute"),
        ("input 4\nlet x = none\nlinear x[0]", "net::value::not_indexed"),
        ("input 4\nlet x = none\nx", "net::call::not_callable"),
        ("input 4\nrepeat none { relu }", "net::call::wrong_type"),
        ("batch none\ninput 4\nrelu", "net::call::wrong_type"),
        ("input 4\nadd none", "net::call::no_operands"),
        ("input none", missing),
        ("input 4 -> none\nrelu", "net::claim::not_a_shape"),
    ] {
        let found = codes(text);
        assert!(found.contains(&code.to_owned()), "{text}: {found:?}");
        assert_eq!(found.len(), 1, "{text}: {found:?}");
    }
}
