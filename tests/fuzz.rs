//! What is fuzzed holds of the corpus, and of bytes by chance.
//!
//! `PROPTEST_CASES=100000 cargo test --release --test fuzz` tries more of them.

#[path = "../fuzz/src/lib.rs"]
mod fuzz;
#[path = "fuzz/readers.rs"]
mod readers;

use std::cell::Cell;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

type Target = fn(&[u8]);

const TARGETS: [Target; 6] =
    [fuzz::parse, fuzz::format, fuzz::check, fuzz::command_line, fuzz::editor, fuzz::import];

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

/// What a target takes; where it fails, the text that it is is shown as well.
struct Input(Vec<u8>);

impl fmt::Debug for Input {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}, the text {:?}", self.0, fuzz::text(&self.0))
    }
}

/// A call_record of a network, or pieces of one and other bytes.
fn input() -> impl Strategy<Value = Input> {
    // Eight at a time, which proptest makes faster than single ones.
    let call_record = prop::collection::vec(any::<[u8; 8]>(), 0..40)
        .prop_map(|bytes| [&[0], bytes.concat().as_slice()].concat());
    let words = fuzz::networks::words();
    let piece = prop_oneof![
        8 => prop::sample::select(words).prop_map(|word| format!("{word} ").into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
    ];
    let pieces = prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat());
    prop_oneof![3 => call_record, 1 => pieces].prop_map(Input)
}

/// A target holds of inputs by chance; `--nocapture` shows how long the slowest of them took.
fn holds_by_chance(target: Target) {
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let slowest = Cell::new(Duration::ZERO);
    let result = TestRunner::new(config).run(&input(), |Input(bytes)| {
        let start = Instant::now();
        target(&bytes);
        slowest.set(slowest.get().max(start.elapsed()));
        Ok(())
    });
    println!("slowest: {:?}", slowest.get());
    result.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn any_input_parses() {
    holds_by_chance(fuzz::parse);
}

#[test]
fn any_input_is_laid_out() {
    holds_by_chance(fuzz::format);
}

#[test]
fn any_input_is_checked_and_costed() {
    holds_by_chance(fuzz::check);
}

#[test]
fn any_input_is_run() {
    holds_by_chance(fuzz::command_line);
}

#[test]
fn any_input_is_opened_and_changed() {
    holds_by_chance(fuzz::editor);
}

#[test]
fn any_input_is_imported() {
    holds_by_chance(fuzz::import);
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
