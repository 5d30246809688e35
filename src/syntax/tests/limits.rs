//! Nothing a file says exhausts the stack or the memory. Tests run on threads with 2 MiB of stack.

use super::{codes, with};
use crate::syntax::parse;

fn statements(text: String) -> usize {
    with(text, |source| {
        let parsed = parse(source);
        assert_eq!(parsed.problems, []);
        parsed.body.statements.len()
    })
}

#[test]
fn deep() {
    for (open, middle, close) in [
        ("relu; add { ", "relu", " }"),
        ("if true { ", "relu", " }"),
        ("p: repeat 3 { ", "relu", " }"),
    ] {
        let text = |depth| format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
        assert!(statements(text(64)) > 0);
        assert_eq!(codes(text(65)), ["limit::nesting"]);
        assert_eq!(codes(text(20_000)), ["limit::nesting"]);
        let unclosed = codes(format!("{}\nrelu", open.repeat(100_000)));
        assert_eq!(unclosed[..100], ["syntax::unclosed_brace"; 100]);
        assert_eq!(unclosed[100..], ["limit::syntax_problems"]);
    }
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("f(a=1 + ", "1", ", 2)"),
        ("it[-", "1", "]"),
        ("(-2**", "1", ")"),
        ("if if a then b else c then ", "1", " else 2"),
        ("(if a then b else if c then d else ", "1", ")"),
    ] {
        for start in ["let x = ", "conv 3 k="] {
            if start == "conv 3 k=" && open.starts_with("if") {
                continue;
            }
            let text =
                |depth| format!("{start}{}{middle}{}", open.repeat(depth), close.repeat(depth));
            assert!(statements(text(63)) > 0);
            assert_eq!(codes(text(65)), ["limit::nesting"], "{open}");
            assert_eq!(codes(text(20_000)), ["limit::nesting"], "{open}");
            assert!(!codes(format!("{start}{}\nbn", open.repeat(20_000))).is_empty(), "{open}");
        }
    }
}

#[test]
fn long() {
    for (text, code) in [
        (format!("let x = if a then b{} else c", " else if d then e".repeat(65)), "conditions"),
        (format!("if a {{ }}{}", "\nelse if b { }".repeat(65)), "conditions"),
        (format!("let x = {}3", "-".repeat(65)), "signs"),
        (format!("let x = {}3", "not ".repeat(65)), "signs"),
        (format!("let x = 3{}", " + 3".repeat(257)), "operators"),
        (format!("conv a{}", ".b".repeat(257)), "operators"),
        (format!("relu {}", "a ".repeat(140_000)), "long_statement"),
        (format!("relu {}", "@".repeat(1_000_000)), "long_statement"),
        (format!("if a {{ }}{}", " else if a { }".repeat(100_000)), "long_statement"),
    ] {
        assert_eq!(codes(format!("bn\n{text}\nbn")), [format!("limit::{code}")], "{}", &text[..40]);
    }
    statements(format!("let x = if a then b{} else c", " else if d then e".repeat(63)));
    statements(format!("let x = {}3{}", "-".repeat(64), " + 3".repeat(256)));
}

#[test]
fn many() {
    assert_eq!(statements("conv 64 k3; relu\n".repeat(8000)), 16_000);
    let codes = codes("conv 4c\n".repeat(10_000));
    assert_eq!(codes.len(), 101);
    assert_eq!(codes[100], "limit::syntax_problems");
}

#[test]
fn comments_take_linear_time() {
    let comments = "# note\n".repeat(100_000);
    assert_eq!(statements(format!("add\n{comments}{{ relu }}\n{comments}{comments}bn")), 2);
    assert_eq!(statements(format!("block f {{\n{comments}relu\n{comments}bn }}")), 1);
    assert_eq!(codes(format!("relu $\n{comments}{{ relu }}")), ["syntax::stray_character"]);
}

#[test]
fn brackets_without_their_other_half_take_linear_time() {
    let text = format!("{}{}", "let x = [\n".repeat(200_000), ")\n".repeat(200_000));
    let codes = codes(text);
    assert_eq!(codes[..100], ["syntax::unclosed_bracket"; 100]);
    assert_eq!(codes[100..], ["limit::syntax_problems"]);
}

#[test]
fn braces_without_their_other_half_take_linear_time() {
    for text in [
        "add {\nrelu\n".repeat(5_000),
        "  add {\n".repeat(5_000),
        "relu\n}\n".repeat(5_000),
        "add\n  relu }\n".repeat(5_000),
        (0..1000).rev().map(|indent| " ".repeat(indent) + "relu\n").collect::<String>() + "}\n",
        format!("{}{}", "add {\n".repeat(5_000), "  }\n".repeat(4_999)),
        format!("{}{}", "  add {\n".repeat(4_999), "}\n".repeat(5_000)),
    ] {
        let codes = codes(text);
        assert!(!codes.is_empty() && codes.len() <= 101, "{}", codes.len());
    }
}

#[test]
fn a_mistake_in_a_long_statement_takes_linear_time() {
    assert_eq!(codes(format!("conv 4{}", " * 3".repeat(60_000))), ["syntax::spaced_operator"]);
}

#[test]
fn a_chain_of_methods_is_not_deep() {
    let chain = |count| format!("x = F.relu(x){}", ".relu()".repeat(count));
    assert_eq!(codes(chain(64)), ["syntax::call_in_brackets"]);
    assert_eq!(codes(chain(30_000)), ["syntax::assignment_without_let"]);
}

#[test]
fn slices_lose_nothing() {
    let text =
        "conv 64 k3\n# note\n\nadd\n  { relu }\n# more\n  { bn }; relu -> 3x3\n".repeat(5000);
    with(text, |source| {
        let parsed = parse(source);
        assert_eq!(parsed.problems, []);
        assert_eq!(parsed.body.statements.len(), 15_000);
        let last = parsed.body.statements.last().map(|last| last.span);
        assert_eq!(
            last.map(|span| &source.text()[span.start as usize..span.end as usize]),
            Some("relu -> 3x3")
        );
    });
}

#[test]
fn a_small_stack_loses_nothing_silently() {
    let text = format!("relu\n{}relu{}", "add { ".repeat(60), " }".repeat(60));
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let codes = thread.spawn(|| codes(text)).map(std::thread::JoinHandle::join);
    match codes {
        Ok(Ok(codes)) => assert!(codes.is_empty() || codes == ["limit::nesting"], "{codes:?}"),
        other => panic!("{other:?}"),
    }
}
