//! Compiles the parser that is checked in, and generates it anew, to be compared with it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

/// The version of parsers that Neovim 0.7 can load; newer ones can as well.
const ABI: usize = 14;

const GRAMMAR: &str = "..";

fn main() {
    for file in ["grammar.js", "tree-sitter.json", "src"] {
        println!("cargo:rerun-if-changed={GRAMMAR}/{file}");
    }
    let made = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("generated");
    generate(&made);
    compile(&made);
}

/// Generates the parser, without Node.js from `grammar.json`.
fn generate(made: &Path) {
    fs::create_dir_all(made).expect("room");
    let mut grammar = Path::new(GRAMMAR).join("grammar.js");
    if Command::new("node").arg("--version").output().is_err() {
        grammar = made.join("grammar.json");
        fs::copy(Path::new(GRAMMAR).join("src/grammar.json"), &grammar).expect("it is checked in");
    }
    let (level, runtime) = (OptLevel::default(), Some("node"));
    generate_parser_in_directory(
        GRAMMAR,
        Some(made),
        Some(grammar),
        ABI,
        None,
        runtime,
        true,
        level,
    )
    .unwrap_or_else(|error| panic!("{error}"));
}

/// Compiles the parser; where none is checked in yet, the one that was generated.
fn compile(made: &Path) {
    let kept = Path::new(GRAMMAR).join("src");
    let parser = kept.join("parser.c");
    let source = if parser.exists() { &kept } else { made };
    cc::Build::new()
        .include(source)
        .files([source.join("parser.c"), kept.join("scanner.c")])
        .std("c11")
        .compile("tree-sitter-netcost");
}
