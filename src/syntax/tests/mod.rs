//! Tests of the module as a whole: from text to trees and messages.

mod broken;
mod format;
mod generated;
mod limits;
mod memo;
mod messages;
mod numbers;
mod pieces;
mod recovery;
mod reference;
mod settling;

use miette::Diagnostic;

use super::recovery::SLICE;
use super::tree::{Argument, Expr, Statement};
use super::{parse, recognise};
use crate::diagnostics::syntax::SyntaxProblem;
use crate::source::{Source, Sources};

/// Hands a text to a function as a source.
fn with<T>(text: impl Into<String>, body: impl FnOnce(&Source) -> T) -> T {
    let sources = Sources::new();
    body(sources.add("test.net", text).expect("a test is small"))
}

/// The problems of a text.
fn problems(text: impl Into<String>) -> Vec<SyntaxProblem> {
    with(text, |source| parse(source).problems)
}

/// The codes of a text's problems, without `net::`.
fn codes(text: impl Into<String>) -> Vec<String> {
    let code = |problem: &SyntaxProblem| {
        let code = problem.code().expect("every problem has a code").to_string();
        code.trim_start_matches("net::").to_owned()
    };
    problems(text).iter().map(code).collect()
}

/// The tree of a correct text, without places.
#[track_caller]
fn tree(text: &str) -> String {
    assert_eq!(problems(text), []);
    tree_of_any(text)
}

/// The tree of any text, without places; a statement that does not parse is only that.
fn tree_of_any(text: &str) -> String {
    let tree = with(text, |source| format!("{:?}", parse(source).body.statements));
    // Places are the only numbers after these words.
    let mut parts = tree.split("Span { ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |tree, part| tree + part.split_once(" }").map_or("", |end| end.1))
}

#[test]
fn what_is_recognised_is_what_is_parsed() {
    // Several slices, each of whose ends is a pair too; a statement that is broken is one.
    let text =
        "conv 64 k3 (\n".to_owned() + &"a: conv 64 k3 { relu; bn } -> 64x?x?\n".repeat(9_000);
    with(text, |source| {
        let slices = source.text().len() / SLICE + 1;
        assert_eq!(recognise(source), parse(source).body.statements.len() + slices);
    });
}

/// What parsing takes for each byte of a text goes by these.
#[test]
fn nodes_are_small() {
    assert!(size_of::<Statement<'_>>() <= 80);
    assert!(size_of::<Argument<'_>>() <= 40);
    assert!(size_of::<Expr<'_>>() <= 32);
}
