//! What is left of a file in which a bracket is missing.

use std::ops::Range;

use super::{codes, with};
use crate::bundled::examples;
use crate::syntax::lexer::{TokenKind, tokens};
use crate::syntax::parse;
use crate::syntax::tree::{Body, Statement, StatementKind};

/// The texts of the statements that parse in a file, those in blocks as well.
fn statements(text: &str) -> Vec<String> {
    with(text, |source| {
        let parsed = parse(source);
        let sound = parsed.body.statements.iter();
        let sound = sound.filter(|statement| !matches!(statement.kind, StatementKind::Bad { .. }));
        sound.map(|statement| source.part(statement.span).trim_end().to_owned()).collect()
    })
}

#[track_caller]
fn check(text: &str, expected_codes: &[&str], expected: &[&str]) {
    assert_eq!(codes(text), expected_codes, "{text}");
    assert_eq!(statements(text), expected, "{text}");
}

#[test]
fn an_open_brace_costs_its_statement() {
    let code = &["syntax::unclosed_brace"];
    check("bn\nadd { relu\nbn", code, &["bn", "bn"]);
    check("add {\nconv 64\nrelu", code, &["conv 64", "relu"]);
    check("add {\n  conv 64\n  relu\nbn", code, &["bn"]);
    check("add {\n  conv 64\n\n  relu\n# note\n\nbn", code, &["bn"]);
    check("add { conv 64\nrepeat 3 {\n  relu\n}\nbn", code, &["repeat 3 {\n  relu\n}", "bn"]);
    check("concat\n  { relu\n  { bn }\nrelu", code, &["relu"]);
    check("if a {\n  relu\n} else {\n  bn\nrelu", code, &["relu"]);
    check("add { mul { relu }\nbn", code, &["bn"]);
    check("add { mul {\n  relu\n}\nbn", code, &["bn"]);
    check("conv (a\nadd {\n bn\nrelu", &["syntax::unclosed_bracket", code[0]], &["relu"]);
    check("add {\nrepeat 3 {\nbn", &[code[0], code[0]], &["bn"]);
    // Without indentation nothing more is known.
    check("block f {\nrelu\nblock g {\nbn\n}\nrelu", code, &["relu", "block g {\nbn\n}", "relu"]);
}

#[test]
fn within_a_block_it_costs_the_inner_statement() {
    for (inner, kept) in [
        ("add { conv 64", 2),
        ("add {\n    conv 64\n    relu", 2),
        ("add\n    { relu }\n    { bn", 2),
        ("repeat 3 {\n    add { relu }\n    mul { bn }", 2),
    ] {
        let text = format!("relu\nblock f {{\n  conv 3\n  {inner}\n  bn\n}}\nf");
        assert_eq!(codes(&*text), ["syntax::unclosed_brace"], "{text}");
        with(&*text, |source| {
            let parsed = parse(source);
            let [_, Statement { kind: StatementKind::Block(block), .. }, _] =
                parsed.body.statements.as_slice()
            else {
                panic!("{:#?}", parsed.body)
            };
            assert_eq!(sound(&block.body), kept, "{text}");
        });
    }
}

fn sound(body: &Body<'_>) -> usize {
    let statements = body.statements.iter();
    statements.filter(|statement| !matches!(statement.kind, StatementKind::Bad { .. })).count()
}

#[test]
fn a_closer_too_many_costs_the_statement_that_lacks_its_opener() {
    let code = &["syntax::stray_bracket"];
    check("relu\n}\nbn", code, &["relu", "bn"]);
    check("relu\né}\nbn", code, &["relu", "bn"]);
    check("block f(c)\n  conv c\n  relu\n}\nbn", code, &["bn"]);
    check("add conv 64; bn }\nrelu", code, &["relu"]);
    check("add { bn } relu }\nrelu", code, &["relu"]);
    check("add { if a bn } }\nrelu", code, &["relu"]);
    check("for a in [\n  1\n]\n  conv a\n}\nrelu", code, &["relu"]);
    check("if a {\n  bn\n} else\n  conv a\n}\nrelu", code, &["relu"]);
    check("concat\n  relu }\n  { bn }\nrelu", code, &["relu"]);
    let block = "block f {\n  add\n    relu\n  }\n  bn\n}";
    check(&format!("{block}\nrelu"), code, &[block, "relu"]);
}

#[test]
fn a_bracket_costs_its_statement() {
    let (unclosed, stray) = (&["syntax::unclosed_bracket"], &["syntax::stray_bracket"]);
    check("conv (a\nbn\nrelu", unclosed, &["bn", "relu"]);
    check("for (a, b) in [\n  (1, 2\n  (3, 4)\n] {\n  conv a\n}\nbn", unclosed, &["bn"]);
    check("for (a, b) in [\n  (1, 2)\n  (3, 4)\n {\n  conv a\n}\nbn", unclosed, &["bn"]);
    check("for (a, b) in\n  (1, 2)\n  (3, 4)\n] {\n  conv a\n}\nbn", stray, &["bn"]);
    check("for (a, b) in [\n  1, 2)\n  (3, 4)\n] {\n  conv a\n}\nbn", stray, &["bn"]);
    check("let x = max\n  1,\n  2)\nbn", stray, &["bn"]);
    check("conv (a]\nbn", &["syntax::mismatched_bracket"], &["bn"]);
    check("conv (a; b)\nbn", unclosed, &["bn"]);
    // The region of the `}` begins between the `[` and its `]`.
    let both = [unclosed[0], stray[0], "syntax::mismatched_bracket"];
    check("let x = [1,\n  ] + f(}1)\nbn", &both, &["bn"]);
}

/// Numbers by a fixed seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// The top-level statements of a file with their places.
fn all_statements(text: &str) -> Vec<(Range<usize>, String)> {
    with(text, |source| {
        let statements = parse(source).body.statements.into_iter();
        let places = statements.map(|it| it.span.start as usize..it.span.end as usize);
        places.map(|place| (place.clone(), text[place].trim_end().to_owned())).collect()
    })
}

/// The share of the statements around a place that are among those that are left.
fn share_kept(all: &[(Range<usize>, String)], at: usize, mut left: Vec<String>) -> Option<f64> {
    let (mut others, mut kept) = (0, 0);
    for (_, other) in all.iter().filter(|(place, _)| !place.contains(&at)) {
        others += 1;
        if let Some(index) = left.iter().position(|left| left == other) {
            left.swap_remove(index);
            kept += 1;
        }
    }
    (others > 0).then(|| f64::from(kept) / f64::from(others))
}

#[test]
fn of_the_statements_elsewhere_nearly_all_are_left() {
    let mut random = Random(42);
    let mut shares = Vec::new();
    for example in examples::ALL {
        let text = example.text;
        let all = all_statements(text);
        let brackets: Vec<usize> = tokens(text, 0)
            .filter(|token| matches!(token.kind, TokenKind::Open | TokenKind::Close))
            .map(|token| token.start)
            .collect();
        for _ in 0..brackets.len().min(50) {
            let at = brackets[random.below(brackets.len())];
            let left = statements(&format!("{}{}", &text[..at], &text[at + 1..]));
            shares.extend(share_kept(&all, at, left));
        }
    }
    let average = shares.iter().sum::<f64>() / shares.len() as f64;
    assert!(average >= 0.9, "{average:.3} of {}", shares.len());
}
