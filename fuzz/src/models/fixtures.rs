//! The models that are changed: the one-node cases of the ONNX project, and pieces of exports and of real models.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use netcost::Sources;
use netcost::internals::import::{self, Elements, Found, ImportOptions};
use netcost::internals::source::Window;

use super::proto::{self, Field, Kind, message, messages, number, text, texts};

/// The models as trees.
pub static FIXTURES: LazyLock<Vec<Vec<Field>>> = LazyLock::new(|| {
    let mut fixtures = cases();
    for folder in ["exports", "real"] {
        let read = fs::read_dir(path(folder)).expect("a folder of models");
        let mut files: Vec<_> = read.map(|entry| entry.expect("there").path()).collect();
        files.sort();
        files.retain(|file| file.to_string_lossy().ends_with(".onnx.gz"));
        fixtures.extend(files.iter().flat_map(|file| pieces(&unpacked(file))));
    }
    fixtures
});

/// A file or folder of the importer's tests.
pub fn path(file: &str) -> PathBuf {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = folders.map(|folder| folder.join("tests/import"));
    folders.find(|folder| folder.is_dir()).expect("the models").join(file)
}

fn unpacked(file: &Path) -> Vec<u8> {
    let packed = fs::read(file).expect("it is there");
    let mut bytes = Vec::new();
    GzDecoder::new(&packed[..]).read_to_end(&mut bytes).expect("it is packed");
    bytes
}

/// The cases of the ONNX project.
fn cases() -> Vec<Vec<Field>> {
    let lines = String::from_utf8(unpacked(&path("operators/cases.jsonl.gz"))).expect("text");
    let models = unpacked(&path("operators/models.bin.gz"));
    let mut rest = &models[..];
    let models = lines.lines().map(|line| {
        let case: serde_json::Value = serde_json::from_str(line).expect("a case");
        let length = case["bytes"].as_u64().expect("a length") as usize;
        let model = rest.split_off(..length).expect("as many models as cases");
        proto::read(Kind::Model, model).expect("a model")
    });
    models.collect()
}

/// How many nodes a piece has at most.
const NODES: usize = 12;

/// How many pieces there are of a model at most.
const PIECES: usize = 12;

/// Pieces of a model: nodes in a row, with what they read as inputs.
fn pieces(model: &[u8]) -> Vec<Vec<Field>> {
    let (sources, mut window) =
        (Sources::new(), Window::new("model", Box::new(Cursor::new(model))));
    let found = import::tensors(&sources, &mut window, &ImportOptions::default());
    let found: BTreeMap<String, Found> =
        found.map(|(it, _)| it).unwrap_or_default().into_iter().collect();
    let model = proto::read(Kind::Model, model).expect("a model");
    let Some(graph) = messages(&model, 7).next() else { return Vec::new() };
    let nodes: Vec<_> = messages(graph, 1).collect();
    let step = nodes.len().div_ceil(PIECES).max(NODES);
    let rest: Vec<_> = model.iter().filter(|field| field.number != 7).cloned().collect();
    let pieces = nodes.chunks(step).map(|nodes| {
        let graph = piece(graph, &nodes[..nodes.len().min(NODES)], &found);
        rest.iter().cloned().chain([message(7, Kind::Graph, graph)]).collect()
    });
    pieces.collect()
}

/// A graph of some of the nodes of another.
fn piece(graph: &[Field], nodes: &[&[Field]], found: &BTreeMap<String, Found>) -> Vec<Field> {
    let made: BTreeSet<_> = nodes.iter().flat_map(|node| texts(node, 2)).collect();
    let read: BTreeSet<_> = nodes.iter().flat_map(|node| texts(node, 1)).collect();
    let mut outer: BTreeSet<_> = read.difference(&made).filter(|it| !it.is_empty()).collect();
    let mut fields: Vec<_> = nodes.iter().map(|node| message(1, Kind::Node, *node)).collect();
    for stored in messages(graph, 5) {
        let name = texts(stored, 8).next().unwrap_or_default();
        if outer.remove(&name) {
            fields.push(message(5, Kind::Tensor, stored));
        }
    }
    fields.extend(outer.into_iter().filter_map(|name| Some(given(name, found.get(name)?))));
    let outputs =
        made.difference(&read).map(|name| message(12, Kind::ValueInfo, [text(1, &**name)]));
    fields.extend(outputs);
    fields
}

/// A tensor that a piece does not make: stored if its values are known, else an input.
fn given(name: &str, found: &Found) -> Field {
    let sizes = found.sizes.clone().unwrap_or_default();
    match &found.elements {
        Some(Elements::Integers(elements)) => {
            let dims = sizes.iter().map(|size| number(1, *size));
            let elements = elements.iter().map(|element| number(7, element.cast_unsigned()));
            let fields = [number(2, 7), text(8, name)];
            message(5, Kind::Tensor, dims.chain(fields).chain(elements).collect::<Vec<_>>())
        }
        _ => {
            let data_type = if found.element.contains("Int") { 7 } else { 1 };
            let dims = sizes.iter().map(|size| message(1, Kind::Dim, [number(1, *size)]));
            let shape = message(2, Kind::Shape, dims.collect::<Vec<_>>());
            let tensor = message(1, Kind::TensorType, [number(1, data_type), shape]);
            message(11, Kind::ValueInfo, [text(1, name), message(2, Kind::Type, [tensor])])
        }
    }
}
