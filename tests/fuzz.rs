//! What is fuzzed holds of the corpus, and of bytes by chance.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test fuzz` tries more of them.

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

type Target = fn(&[u8]);

const TARGETS: [Target; 4] = [fuzz::parse, fuzz::format, fuzz::check, fuzz::command_line];

/// The files below a folder of the project.
fn files(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("there").path());
    let (folders, mut found): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    found.extend(folders.into_iter().flat_map(files));
    found
}

/// Every file of a folder holds in every target.
fn replay(folder: &str) {
    let files = files(folder);
    assert!(!files.is_empty(), "no files in {folder}");
    for path in files {
        // Told where a test fails.
        println!("{}", path.display());
        let bytes = fs::read(&path).expect("it is there");
        TARGETS.iter().for_each(|target| target(&bytes));
    }
}

#[test]
fn the_corpus_holds() {
    replay("tests/corpus");
}

#[test]
fn the_examples_hold() {
    replay("examples");
}

#[test]
fn the_fixtures_hold() {
    replay("tests/diagnostics");
}

/// A recipe of a network, or pieces of one and other bytes.
fn input() -> impl Strategy<Value = Vec<u8>> {
    // Eight at a time, which proptest makes faster than single ones.
    let recipe = prop::collection::vec(any::<[u8; 8]>(), 0..40)
        .prop_map(|bytes| [&[0], bytes.concat().as_slice()].concat());
    let words = fuzz::networks::words();
    let piece = prop_oneof![
        8 => prop::sample::select(words).prop_map(|word| format!("{word} ").into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    let pieces = prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    prop_oneof![3 => recipe, 1 => pieces]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_input_parses(bytes in input()) {
        fuzz::parse(&bytes);
    }

    #[test]
    fn any_input_is_laid_out(bytes in input()) {
        fuzz::format(&bytes);
    }

    #[test]
    fn any_input_is_checked_and_costed(bytes in input()) {
        fuzz::check(&bytes);
    }

    #[test]
    fn any_input_is_run(bytes in input()) {
        fuzz::command_line(&bytes);
    }
}

/// The words that libFuzzer puts in are those of the language.
#[test]
fn the_dictionary_is_up_to_date() {
    let words = fuzz::networks::words().into_iter();
    let lines = words.map(|word| format!("\"{}\"\n", word.escape_default()));
    let dictionary: String = lines.collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/dictionary.txt");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &dictionary).expect("written");
    }
    let known = fs::read_to_string(&path).expect("it is there");
    assert_eq!(known, dictionary, "`UPDATE_DOCS=1 cargo test --test fuzz` writes it");
}
