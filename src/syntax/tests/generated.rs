//! Properties of generated statements: the layout keeps the tree, and stays as it is.

use miette::Diagnostic;
use proptest::prelude::*;

use super::pieces::PIECES;
use super::{tree, with};
use crate::syntax::format;

/// A run of blanks, perhaps none.
fn blanks() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["", " ", "  ", "\t"]).prop_map(str::to_owned)
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a", "in", "conv", "k3", "it", "it.c", "x_1", "true"])
        .prop_map(str::to_owned)
}

/// An expression whose operators have any blanks round them, so for brackets and free places.
fn expression() -> BoxedStrategy<String> {
    let number = prop::sample::select(vec!["1", "0.5", "2M", "3x4", "1e-5", "\"s t\""]);
    let leaf = prop_oneof![name(), number.prop_map(str::to_owned)];
    let operator = prop::sample::select(vec!["+", "-", "*", "//", "**", "%"]);
    leaf.prop_recursive(4, 24, 3, move |inner| {
        prop_oneof![
            (inner.clone(), blanks(), operator.clone(), blanks(), inner.clone())
                .prop_map(|(a, left, op, right, b)| format!("{a}{left}{op}{right}{b}")),
            (blanks(), inner.clone()).prop_map(|(gap, a)| format!("({gap}-{gap}{a}{gap})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("(not {a} and {b}==1)")),
            (inner.clone(), blanks(), inner.clone())
                .prop_map(|(a, gap, b)| format!("f({a}{gap},{gap}d={b})")),
            (inner.clone(), inner.clone(), blanks())
                .prop_map(|(a, b, gap)| format!("[{a},{gap}{b}\n{gap}]")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("(if {a} then {b}\n else {c})")),
        ]
    })
    .boxed()
}

/// An argument: of an expression with operators, in brackets.
fn argument() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["64", "k3", "-b", "a-1", "p=same", "s=-2", "c*2//3"]);
    prop_oneof![
        word.prop_map(str::to_owned),
        expression().prop_map(|inner| format!("({inner})")),
        expression().prop_map(|inner| format!("p=[{inner}]")),
    ]
}

pub(super) fn statement() -> BoxedStrategy<String> {
    let call = (blanks(), prop::collection::vec(argument(), 0..4)).prop_map(|(gap, arguments)| {
        arguments.iter().fold("conv".to_owned(), |call, next| format!("{call} {gap}{next}"))
    });
    let claim = prop::sample::select(vec!["", "->3x?", " -> (c,h)", "\n-> 64"]);
    let leaf = prop_oneof![
        (call, claim).prop_map(|(call, claim)| format!("{call}{claim}")),
        (blanks(), expression()).prop_map(|(gap, value)| format!("let x{gap}={gap}{value}")),
        (blanks(), expression()).prop_map(|(gap, value)| format!("xs{gap}+={gap}{value}")),
        expression().prop_map(|value| format!("fn f (a ,b = {value}) =a")),
        blanks().prop_map(|gap| format!("allow {gap}block-used-once {gap}a-1-let")),
        blanks().prop_map(|gap| format!("deploy {gap}fold-bn {gap}int4:group=128")),
        Just("# note\n".to_owned()),
        Just(String::new()),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        let body = prop::collection::vec(
            (inner, prop::sample::select(vec![";", "\n", " # note\n", ";\n\n\n"])),
            0..4,
        )
        .prop_map(|statements| {
            let pieces: String = statements
                .into_iter()
                .map(|(statement, end)| format!("{statement}{end}"))
                .collect();
            format!("{{\n{pieces}\n}}")
        });
        prop_oneof![
            (blanks(), body.clone())
                .prop_map(|(gap, body)| format!("a,b{gap}:{gap}add{gap}{body}")),
            (expression(), body.clone(), body.clone())
                .prop_map(|(count, a, b)| format!("if {count} {a}\nelse{b}")),
            body.prop_map(|body| format!("add\n# between\n{body}")),
        ]
    })
    .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_is_too_odd(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        let labels = with(&*text, |source| {
            let problems = crate::syntax::parse(source).problems;
            let _ = crate::syntax::expression(source);
            let labels = problems.iter().flat_map(|problem| problem.labels().into_iter().flatten());
            labels.map(|label| label.offset()..label.offset() + label.len()).collect::<Vec<_>>()
        });
        for range in labels {
            prop_assert!(text.get(range.clone()).is_some(), "{:?} of {:?}", range, text);
        }
        let once = with(&*text, format);
        prop_assert_eq!(&with(&*once, format), &once, "{:?}", text);
    }

    #[test]
    fn layout_keeps_the_tree_and_stays(statements in prop::collection::vec(statement(), 1..5)) {
        let text = statements.join("\n");
        let once = with(&*text, format);
        prop_assert_eq!(tree(&text), tree(&once), "{}", text);
        prop_assert_eq!(&with(&*once, format), &once);
        let notes = |text: &str| text.matches("# ").count();
        prop_assert_eq!(notes(&text), notes(&once));
    }
}
