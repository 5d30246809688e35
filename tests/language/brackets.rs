//! A bracket without its other half costs its statement, and is one message.

use netcost::internals::bundled::examples;

use super::{check, code, codes};

#[test]
fn other_mistakes_are_found_beside_an_open_brace() {
    let text = "input 3x8x8\nadd { conv 8\nconv 16 kk3\nfoo\nconv (wide)\n";
    assert_eq!(
        codes(text),
        [
            "net::syntax::unclosed_brace",
            "net::name::unknown_parameter",
            "net::name::unknown_operation",
            "net::name::unknown",
        ]
    );
}

#[test]
fn what_a_broken_statement_defines_and_uses_is_not_missed() {
    for text in [
        "input 3x8x8\nx: add { conv 3 k3 p1\nadd x\n",
        "input 3x8x8\nblock f(c) {\n  conv c\nf 3\nblock g(c) { f c }\ng 4\n",
        "param w = 3 in [3, 4\ninput 3x8x8\nblock f { conv w }\nf\n",
        "fn half(c) = (c // 2\ninput 3x8x8\nblock f { conv half(4) }\nf\n",
        "block f { relu }\nblock g(c)\n  conv c\n  f\n}\ninput 3x8x8\ng 4\n",
    ] {
        let codes = codes(text);
        assert!(codes.len() == 1 && codes[0].starts_with("net::syntax::"), "{text}: {codes:?}");
    }
}

/// The lines after them are indented as those of the body, so that these `}` are too many, and not the
/// one at its end.
#[test]
fn closers_too_many_within_a_body_are_found_by_the_lines_after_them() {
    let text = "block f {\n  conv 4 k3 }\n  relu }\n  bn\n}\ninput 3x8x8\nf\n";
    let found = check(text).diagnostics;
    assert_eq!(found.iter().map(code).collect::<Vec<_>>(), ["net::syntax::stray_bracket"; 2]);
    let places = found.iter().map(|found| found.kind.place().expect("a place").start as usize);
    assert_eq!(
        places.collect::<Vec<_>>(),
        [text.find(" }").unwrap() + 1, text.find("u }").unwrap() + 2]
    );
}

#[test]
fn a_missing_bracket_is_hardly_ever_more_than_one_message() {
    let mut seed = 7_u64;
    let (mut places, mut messages) = (0_usize, 0_usize);
    for example in examples::ALL {
        let text = example.text;
        let is_comment =
            |at: usize| text[..at].rsplit('\n').next().is_some_and(|l| l.contains('#'));
        let brackets: Vec<usize> = text
            .match_indices(['{', '}', '(', ')', '[', ']'])
            .map(|(at, _)| at)
            .filter(|at| !is_comment(*at))
            .collect();
        for _ in 0..brackets.len().min(8) {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = brackets[(seed >> 33) as usize % brackets.len()];
            let codes = codes(&format!("{} {}", &text[..at], &text[at + 1..]));
            assert!(!codes.is_empty(), "{} at {at}", example.name);
            places += 1;
            messages += codes.len();
        }
    }
    assert!(messages * 100 <= places * 102, "{messages} messages at {places} places");
}
