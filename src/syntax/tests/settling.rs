//! "Settling what a grammar could read two ways", row by row, and other rules of reading.

use super::{codes, tree};

/// How many arguments the first statement's call has.
#[track_caller]
fn arguments(text: &str) -> usize {
    tree(text).matches("Argument {").count()
}

#[track_caller]
fn same(a: &str, b: &str) {
    assert_eq!(tree(a), tree(b), "`{a}` and `{b}`");
}

#[track_caller]
fn differ(a: &str, b: &str) {
    assert_ne!(tree(a), tree(b), "`{a}` and `{b}`");
}

#[test]
fn a_blank_ends_an_argument() {
    for text in ["pool 3 -1", "conv a -b", "conv c (1,2)", "conv c [1]"] {
        assert_eq!(arguments(text), 2, "{text}");
    }
    for text in ["pool 3-1", "conv a-b", "conv c(1,2)", "conv c[1]", "conv (a -b)"] {
        assert_eq!(arguments(text), 1, "{text}");
    }
}

#[test]
fn blanks_round_operators_in_calls_are_errors() {
    assert_eq!(codes("conv c * 2"), ["syntax::spaced_operator"]);
    for text in ["conv 96 stride = 2", "conv 96 stride= 2", "conv 96 stride =2"] {
        assert_eq!(codes(text), ["syntax::spaced_equals"], "{text}");
    }
}

#[test]
fn comments_begin_with_a_hash() {
    for text in ["conv 96 k11 // note", "conv 96 //note", "relu // a b", "relu /* a */"] {
        assert_eq!(codes(text), ["syntax::comment_sign"], "{text}");
    }
    assert_eq!(codes("conv a//b # note // more"), [""; 0]);
}

#[test]
fn no_letter_follows_a_number() {
    assert_eq!(codes("conv 4c"), ["syntax::number_before_name"]);
    assert_eq!(codes("conv 1x1 p0x1x1"), [""; 0]);
}

#[test]
fn a_brace_opens_the_body() {
    same("repeat n { relu }", "repeat n{relu}");
    same("repeat (n) { relu }", "repeat(n) { relu }");
    for text in ["if a { relu }", "for x in xs { relu }", "for (x, y) in [(1, 2)] { relu }"] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn a_conditional_argument_needs_brackets() {
    assert_eq!(arguments("conv (if a then b else c)"), 1);
    assert_eq!(codes("conv if a then b else c"), ["syntax::condition_in_argument"]);
    assert_eq!(codes("mean keepdim=not a"), ["syntax::condition_in_argument"]);
    assert_eq!(codes("mean keepdim=a and b"), ["syntax::condition_in_argument"]);
}

#[test]
fn a_line_that_begins_with_a_brace_goes_on() {
    same("relu\n{ conv 3 }", "relu { conv 3 }");
    same("add # one\n # two\n\t{ relu }\r\n# three\n{ bn }", "add { relu } { bn }");
    same("relu\n-> 3x3", "relu -> 3x3");
    same("if a { }\n# note\nelse { }", "if a { } else { }");
}

#[test]
fn nothing_goes_on_elsewhere() {
    let code = "syntax::continues_nothing";
    for text in [
        "add;\n{ conv 64 }",
        "add\n\n{ conv 64 }",
        "add\n# note\n\n{ conv 64 }",
        "{ conv 64 }",
        "block f { { relu } }",
        "relu\nelse { bn }",
        "if a { relu };\nelse { bn }",
        "relu;\n-> 3x3",
    ] {
        assert_eq!(codes(text), [code], "{text}");
    }
    assert_eq!(codes("relu -> 3x3 -> 3x3"), ["syntax::second_claim"]);
    differ("conv\n3x3: relu".replace("3x3: ", "").as_str(), "conv relu");
}

#[test]
fn keywords_are_whole_words() {
    for label in ["in", "input", "nobias", "elsewhere", "max", "sum", "lets", "iffy", "its", "_"] {
        assert_eq!(codes(format!("{label}: relu")), [""; 0], "{label}");
    }
    for word in ["let", "if", "then", "not", "true", "none", "it", "total"] {
        assert_eq!(codes(format!("{word}: relu")), ["syntax::reserved_word"], "{word}");
        assert_eq!(codes(format!("let {word} = 3")), ["syntax::reserved_word"], "{word}");
    }
}

#[test]
fn mistakes_from_elsewhere_have_their_messages() {
    for (text, code) in [
        ("x = conv 3", "assignment_without_let"),
        ("elif a { relu }", "foreign_word"),
        ("while a { relu }", "foreign_word"),
        ("def f(x) { relu }", "foreign_word"),
        ("import \"x.net\"", "foreign_word"),
        ("3a: relu", "label_with_digit"),
        ("conv 64, 3", "comma_between_arguments"),
        ("conv(96)", "call_in_brackets"),
    ] {
        assert_eq!(codes(text), [format!("syntax::{code}")], "{text}");
    }
}

#[test]
fn letters_beyond_ascii_have_their_spelling() {
    for text in ["input 3×224×224", "größe: relu", "let α = 1", "relu → 3x3"] {
        assert_eq!(codes(text), ["syntax::non_ascii"], "{text}");
    }
    assert_eq!(codes("network \"größe ×\" # 3×3"), [""; 0]);
}

#[test]
fn operators_bind_as_in_python() {
    for (a, b) in [
        ("-a**b", "-(a**b)"),
        ("not a == b", "not (a == b)"),
        ("a - b - c", "a - b - c"),
        ("a + b*c < d and e or f", "(((a + (b*c)) < d) and e) or f"),
        ("2**-b**c", "2**(-(b**c))"),
        ("-a * b", "(-a) * b"),
        ("a or not b and c", "a or ((not b) and c)"),
        ("if a or b then c + 1 else d", "if (a or b) then (c + 1) else d"),
    ] {
        same(&format!("let x = {a}"), &format!("let x = {b}"));
    }
    differ("let x = a - b - c", "let x = a - (b - c)");
    differ("let x = a ** b ** c", "let x = (a ** b) ** c");
    assert_eq!(codes("let x = a < b < c"), ["syntax::chained_comparison"]);
    assert_eq!(codes("let x = a == not b"), ["syntax::misplaced_not"]);
}

#[test]
fn newlines_in_brackets() {
    same("let x = (1,\n2 # two\n,\n)", "let x = (1, 2)");
    same("let x = [1\n\n2 # two\n 3,]", "let x = [1, 2, 3]");
    for text in ["let x = [1,,2]", "let x = (1,,2)", "let x = (,)"] {
        assert_eq!(codes(text), ["syntax::empty_item"], "{text}");
    }
}

#[test]
fn line_ends_blanks_and_byte_order_mark() {
    same("\u{feff}relu\r\n\tbn;;\r\n\r\n", "relu; bn");
    same("\u{feff}\r\n \u{feff}\nrelu", "relu");
    same("", "# nothing\n;\n");
    same("relu; # note", "relu");
}
