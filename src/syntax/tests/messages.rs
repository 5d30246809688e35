//! Messages by their text, and what becomes of the statements round them.

use miette::Diagnostic;

use super::{codes, problems, with};
use crate::syntax::parse;
use crate::syntax::tree::StatementKind;

/// The one problem of a text, with its help.
#[track_caller]
fn message(text: &str) -> String {
    match problems(text).as_slice() {
        [problem] => match problem.help() {
            Some(help) => format!("{problem}; {help}"),
            None => problem.to_string(),
        },
        other => panic!("{other:#?}"),
    }
}

#[test]
fn expectations_are_in_the_words_of_the_language() {
    for (text, expected) in [
        ("let x 3", "expected `=`, found `3`"),
        ("let = 3", "expected a name, found `=`"),
        (
            "repeat 3 relu",
            "expected `{` or an operator, found `relu`; put its body in braces: a `{` here and a `}` after it",
        ),
        ("let x = 3 +", "expected a value, found the end of the statement"),
        ("let x = max(1 2)", "expected `,`, found `2`; write `(1, 2)`"),
        ("for a of b { relu }", "expected `in`, found `of`"),
        ("let x = if a then b", "expected `else` or an operator, found the end of the statement"),
        ("use blocks", "expected a string, found `blocks`"),
        ("block f(x y) { relu }", "expected `,`, found `y`; write `(x, y)`"),
    ] {
        assert_eq!(message(text), expected, "{text}");
    }
}

#[test]
fn help_can_be_typed() {
    for (text, help) in [
        ("conv(96)", "write `conv 96`"),
        ("Conv2d(3, 64, 3)", "write `conv 64 k3`"),
        ("nn.Linear(512, 10, bias=False)", "write `linear 10 nobias`"),
        ("conv c * 2 + 1 k3", "write `c*2+1`"),
        ("conv 96 stride = 2", "write `stride=2`"),
        ("conv 64, 3 k1", "write `conv 64 3 k1`"),
        ("conv 96 k11 // note", "write `# note`; a division has no spaces: `a//b`"),
        ("x = conv 3", "write `x: conv 3`, which labels the output"),
        ("x = 3", "write `let x = 3`, which names a value"),
        ("batch = 4", "write `batch 4`, which is a setting"),
        ("3a: relu", "write `a3:`"),
        ("conv 4c", "write `4*c`"),
        ("dropout p0.5", "write `p=0.5`"),
        ("let x = 7B", "write `7G` for billions; bytes have a scale: `7KB`, `7MiB`"),
        ("input 3×224×224", "write `3x224x224`"),
        ("let x = a < b < c", "write `a < b and b < c`"),
        ("mean keepdim=a and not b axis=1", "write `keepdim=(a and not b)`"),
        ("assert it.h = 7", "write `==`"),
        ("add;\n{ relu }", "remove the `;`"),
        ("reshape 3xc", "with a name in it, write a tuple: `(3, c)`"),
        ("let x = .5", "write `0.5`"),
    ] {
        let message = message(text);
        assert!(message.ends_with(&format!("; {help}")), "{text}: {message}");
    }
}

#[test]
fn what_help_proposes_parses() {
    for text in [
        "conv 64 k3",
        "linear 10 nobias",
        "conv c*2+1 k3",
        "conv 96 stride=2",
        "x: conv 3",
        "let x = 3",
        "batch 4",
        "a3: relu",
        "conv 4*c",
        "dropout p=0.5",
        "reshape (3, c)",
        "mean keepdim=(a and not b) axis=1",
        "for i in range(3) { relu }",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn a_broken_statement_hides_no_other() {
    with("relu\nblock f {\n conv = 3\n add { conv 4c; bn }\n}\nlet x = let\nbn", |source| {
        let parsed = parse(source);
        assert!(parsed.balanced);
        assert_eq!(parsed.body.statements.len(), 4);
        assert_eq!(parsed.body.statements[2].kind, StatementKind::Bad { keeps_current: true });
        let StatementKind::Block(block) = &parsed.body.statements[1].kind else {
            panic!("the block is declared");
        };
        assert_eq!(block.body.statements[0].kind, StatementKind::Bad { keeps_current: false });
        assert_eq!(block.body.statements.len(), 2);
        assert_eq!(parsed.problems.len(), 3);
    });
}

#[test]
fn brackets() {
    for (text, code, balanced, statements) in [
        ("relu) ; bn", "syntax::stray_bracket", false, 1),
        ("relu }\nbn", "syntax::stray_bracket", false, 1),
        ("block f { relu } }\nbn", "syntax::stray_bracket", false, 1),
        ("conv (a]; bn", "syntax::mismatched_bracket", false, 1),
        ("conv (a; bn", "syntax::unclosed_bracket", false, 1),
        ("conv (a\nlet x = 3", "syntax::unclosed_bracket", false, 1),
        ("add { conv (a }; bn", "syntax::unclosed_bracket", false, 2),
        ("bn\nadd { relu\nbn", "syntax::unclosed_brace", false, 2),
        ("block f {\n add { relu }\nblock g { bn }\nrelu", "syntax::unclosed_brace", false, 2),
        ("network \"x; relu", "syntax::unclosed_string", true, 1),
        ("\"x\nrelu", "syntax::unclosed_string", true, 1),
    ] {
        assert_eq!(codes(text), [code], "{text}");
        with(text, |source| {
            let parsed = parse(source);
            assert_eq!(parsed.balanced, balanced, "{text}");
            let whole = parsed.body.statements.iter();
            let whole =
                whole.filter(|statement| !matches!(statement.kind, StatementKind::Bad { .. }));
            assert_eq!(whole.count(), statements, "{text}");
        });
    }
    assert_eq!(codes("block f {\n  block g { relu }\n  fn h(a) = a\n}"), [""; 0]);
}

#[test]
fn problems_come_in_the_order_of_their_places() {
    let codes = codes("conv 4c\nrelu)\nx = 3\nadd { let x = a < b < c }");
    let names =
        ["number_before_name", "stray_bracket", "assignment_without_let", "chained_comparison"];
    assert_eq!(codes, names.map(|name| format!("syntax::{name}")));
}

#[test]
fn every_label_lies_in_its_text() {
    let text = "\u{feff}größe: relu\nconv (\nlet x = a < b < c";
    for problem in problems(text) {
        for label in problem.labels().into_iter().flatten() {
            let range = label.offset()..label.offset() + label.len();
            assert!(text.get(range).is_some(), "{problem}");
        }
    }
}
