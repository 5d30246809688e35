//! The parser for tree-sitter that is checked in.

use std::path::PathBuf;

use tree_sitter::{Language, Parser, Tree};
use tree_sitter_language::LanguageFn;

#[allow(unsafe_code)]
fn compiled() -> LanguageFn {
    unsafe extern "C" {
        fn tree_sitter_netcost() -> *const ();
    }
    // SAFETY: it is the function of the generated parser, which returns a language.
    unsafe { LanguageFn::from_raw(tree_sitter_netcost) }
}

/// The language.
pub fn language() -> Language {
    compiled().into()
}

/// Parses a text.
pub fn parse(text: &str) -> Tree {
    parser().parse(text, None).expect("a language is set")
}

/// Parses a text of which there was a tree before it was edited.
pub fn parse_again(text: &str, before: &Tree) -> Tree {
    parser().parse(text, Some(before)).expect("a language is set")
}

fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&language()).expect("a version that this library knows");
    parser
}

/// The folder of the grammar.
pub fn grammar() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The folder of the project.
pub fn project() -> PathBuf {
    grammar().join("../..")
}
