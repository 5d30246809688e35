//! What is checked in is what the grammar generates.

use std::path::Path;
use std::{env, fs};

use tree_sitter_netcost_test::grammar;

/// The generated files.
const FILES: [&str; 6] = [
    "grammar.json",
    "node-types.json",
    "parser.c",
    "tree_sitter/alloc.h",
    "tree_sitter/array.h",
    "tree_sitter/parser.h",
];

#[test]
fn the_parser_is_that_of_the_grammar() {
    let made = Path::new(env!("OUT_DIR")).join("generated");
    let source = grammar().join("src");
    fs::create_dir_all(source.join("tree_sitter")).expect("room");
    for file in FILES {
        let now = fs::read_to_string(made.join(file)).expect("it is generated");
        if env::var_os("UPDATE_PARSER").is_some() {
            fs::write(source.join(file), now).expect("room");
            continue;
        }
        let kept = fs::read_to_string(source.join(file)).unwrap_or_default();
        assert!(
            kept == now,
            "`{file}` is not that of `grammar.js`: `just update-parser` writes it"
        );
    }
}
