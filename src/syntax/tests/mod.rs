//! Tests of the room as a whole: from text to trees and messages.

mod format;
mod generated;
mod limits;
mod messages;
mod numbers;
mod reference;
mod settling;

use miette::Diagnostic;

use super::parse;
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
    with(text, |source| {
        let parsed = parse(source);
        assert_eq!(parsed.problems, []);
        let mut tree = String::new();
        // Places are the only numbers behind these words.
        for (index, part) in format!("{:?}", parsed.body.statements).split("Span { ").enumerate() {
            let rest =
                if index == 0 { part } else { part.split_once(" }").map_or("", |end| end.1) };
            tree.push_str(rest);
        }
        tree
    })
}
