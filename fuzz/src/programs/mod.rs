//! Programs of `torch.export` made of bytes: one of others is changed as each byte settles.

pub mod archive;
pub mod changes;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use netcost::ImportOptions;

use super::models::fixture;
use super::networks::Bytes;
use archive::Archive;

/// The longest graph that is changed: longer ones take long to read, and have the same operators.
const LONGEST: usize = 20_000;

/// The graphs that are changed, in JSON.
static GRAPHS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let read = fs::read_dir(fixture("programs")).expect("a folder of programs");
    let mut files: Vec<_> = read.map(|entry| entry.expect("there").path()).collect();
    files.sort();
    let mut graphs: Vec<String> = files.iter().map(|file| graph(file)).collect();
    graphs.retain(|graph| graph.len() <= LONGEST);
    graphs
});

fn graph(file: &Path) -> String {
    let mut text = String::new();
    let packed = fs::read(file).expect("it is there");
    GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("it is packed");
    let parts: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    parts["model"].to_string()
}

/// The program that some bytes stand for, and how to import it.
pub fn program(record: &[u8]) -> (Vec<u8>, ImportOptions) {
    let mut bytes = Bytes::new(record);
    let mut graph = bytes.one(&GRAPHS).clone();
    for _ in 0..bytes.below(6) {
        graph = changes::changed(&graph, |end| bytes.below(end));
    }
    let archive = Archive::default().file("x/archive_format", b"pt2");
    let (name, graph) = ("x/models/model.json", graph.as_bytes());
    let packed = bytes.once_in(4);
    let archive = if packed { archive.deflated(name, graph) } else { archive.file(name, graph) };
    let no_patterns = bytes.once_in(6);
    (archive.finish(), ImportOptions { nodes: 1_000, no_patterns, ..ImportOptions::default() })
}
